import Diagnostics

/// What groups of accounts are held against: the same accounts for all, or all others of each.
struct GrowthBaseline {
    /// Nil where it is all others of each group.
    let rest: GrowthSample?
    private let comparing: GrowthComparing
    private let rows: [Int]
    private var isOwn: [Bool]

    /// - Parameters:
    ///   - rows: the accounts that take part.
    ///   - base: those that all groups are held against; nil for all others of each.
    init(_ comparing: GrowthComparing, _ rows: [Int], base: [Int]?) {
        self.comparing = comparing
        self.rows = rows
        rest = base.map(comparing.sample)
        isOwn = [Bool](repeating: false, count: comparing.before.count)
    }

    /// A group's growth and that of what it is held against.
    struct Held {
        let own: ComparedGrowth
        let against: ComparedGrowth
        let difference: GrowthDifference?
    }

    mutating func hold(_ group: [Int]) throws(Diagnostic) -> Held {
        let own = comparing.sample(group)
        let others = rest ?? othersOf(group)
        return Held(own: own.growth, against: others.growth, difference: try comparing.difference(own, less: others))
    }

    private mutating func othersOf(_ group: [Int]) -> GrowthSample {
        for row in group { isOwn[row] = true }
        defer { for row in group { isOwn[row] = false } }
        return comparing.sample(rows.filter { !isOwn[$0] })
    }
}
