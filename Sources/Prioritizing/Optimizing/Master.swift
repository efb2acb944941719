/// A linear program of few rows: the best mixture of whole assignments that meets the limits on average.
///
/// maximize Σ gain·λ over the columns, with Σ usage·λ ≤ limits and Σ λ = 1 (Dantzig & Wolfe 1960). Primal simplex in two
/// phases; the inverse of the basis is kept, and made anew now and then so that rounding does not add up.
struct Master {
    struct Column {
        var gain: Double
        /// By limit.
        var usage: [Double]
    }

    private enum Member: Equatable {
        case column(Int)
        case slack(Int)
        /// What a limit is exceeded by, to begin with.
        case excess(Int)
    }

    private let limits: [Double]
    private let size: Int
    private(set) var columns: [Column]
    private var basis: [Member]
    private var levels: [Double] = []
    /// Row by row.
    private var inverse: [Double] = []
    /// Prices of the limits.
    private(set) var prices: [Double] = []
    /// Price of the sum of λ.
    private(set) var base = 0.0
    /// True while the limits are still exceeded: then prices tell what lessens the excess, not what gains.
    private(set) var isExceeding: Bool
    private(set) var pivots = 0

    /// Gains that differ by less are the same.
    static let precision = 0.25

    init(limits: [Double], first: Column) {
        self.limits = limits
        size = limits.count + 1
        columns = [first]
        basis = limits.indices.map { first.usage[$0] <= limits[$0] ? .slack($0) : .excess($0) } + [.column(0)]
        isExceeding = basis.contains { if case .excess = $0 { true } else { false } }
        invert()
        solve()
    }

    mutating func add(_ column: Column) { columns.append(column) }

    /// Pivots until no known column and no slack improves the mixture.
    mutating func solve() {
        for _ in 0..<100 {
            evaluate()
            guard let entering = entering() else { return }
            let change = product(vector(entering))
            guard let leaving = leaving(change) else { return }
            basis[leaving] = entering
            pivots += 1
            if pivots % 30 == 0 || abs(change[leaving]) < 1e-6 { invert() } else { pivot(leaving, change) }
        }
    }

    private mutating func evaluate() {
        levels = product(limits + [1])
        if isExceeding, excess <= 1e-9 { isExceeding = false }
        var duals = [Double](repeating: 0, count: size)
        for row in 0..<size {
            let cost = cost(basis[row])
            if cost != 0 { for column in 0..<size { duals[column] += cost * inverse[row * size + column] } }
        }
        base = duals.removeLast()
        prices = duals
    }

    private func product(_ vector: [Double]) -> [Double] {
        (0..<size).map { row in
            var sum = 0.0
            for column in 0..<size { sum += inverse[row * size + column] * vector[column] }
            return sum
        }
    }

    private mutating func pivot(_ leaving: Int, _ change: [Double]) {
        for column in 0..<size { inverse[leaving * size + column] /= change[leaving] }
        for row in 0..<size where row != leaving && change[row] != 0 {
            for column in 0..<size { inverse[row * size + column] -= change[row] * inverse[leaving * size + column] }
        }
    }

    /// How much each column has of the mixture.
    var mixture: [(column: Int, share: Double)] {
        zip(basis, levels).compactMap { member, level in
            if case .column(let column) = member, level > 1e-9 { (column, level) } else { nil }
        }
    }

    private var excess: Double {
        zip(basis, levels).reduce(0) { sum, pair in if case .excess = pair.0 { sum + pair.1 } else { sum } }
    }

    func reducedGain(_ column: Column) -> Double {
        zip(prices, column.usage).reduce((isExceeding ? 0 : column.gain) - base) { $0 - $1.0 * $1.1 }
    }

    private func entering() -> Member? {
        var best: (gain: Double, member: Member)?
        for (at, price) in prices.enumerated() where -price > max(isExceeding ? 1e-12 : 1e-6, best?.gain ?? 0) && !basis.contains(.slack(at)) {
            best = (-price, .slack(at))
        }
        if let best { return best.member }
        for (at, column) in columns.enumerated() {
            let gain = reducedGain(column)
            if gain > max(isExceeding ? 1e-10 : Master.precision / 2, best?.gain ?? 0), !basis.contains(.column(at)) { best = (gain, .column(at)) }
        }
        return best?.member
    }

    /// Who is the first to come to 0; an excess that is 0 already goes before it grows again.
    private func leaving(_ change: [Double]) -> Int? {
        var best: (ratio: Double, at: Int)?
        for at in 0..<size {
            var isStuck = false
            if case .excess = basis[at], !isExceeding { isStuck = abs(change[at]) > 1e-9 }
            guard change[at] > 1e-9 || isStuck else { continue }
            let ratio = isStuck ? 0 : max(0, levels[at]) / change[at]
            if let found = best, ratio > found.ratio || ratio == found.ratio && abs(change[at]) <= abs(change[found.at]) { continue }
            best = (ratio, at)
        }
        return best?.at
    }

    private func cost(_ member: Member) -> Double {
        switch member {
        case .column(let at): isExceeding ? 0 : columns[at].gain
        case .slack: 0
        case .excess: isExceeding ? -1 : 0
        }
    }

    private func vector(_ member: Member) -> [Double] {
        var vector = [Double](repeating: 0, count: size)
        switch member {
        case .column(let at):
            for row in limits.indices { vector[row] = columns[at].usage[row] }
            vector[size - 1] = 1
        case .slack(let row): vector[row] = 1
        case .excess(let row): vector[row] = -1
        }
        return vector
    }

    /// Gauss–Jordan with the largest pivot. A basis that has no inverse keeps the one before.
    private mutating func invert() {
        let members = basis.map { vector($0) }
        var rows = (0..<size).map { row in members.map { $0[row] } + (0..<size).map { $0 == row ? 1.0 : 0 } }
        for at in 0..<size {
            guard let pivot = (at..<size).max(by: { abs(rows[$0][at]) < abs(rows[$1][at]) }), abs(rows[pivot][at]) > 1e-12 else { return }
            rows.swapAt(at, pivot)
            let factor = 1 / rows[at][at]
            for column in 0..<2 * size { rows[at][column] *= factor }
            for other in 0..<size where other != at && rows[other][at] != 0 {
                let factor = rows[other][at]
                for column in 0..<2 * size { rows[other][column] -= factor * rows[at][column] }
            }
        }
        inverse = rows.flatMap { $0[size...] }
    }
}
