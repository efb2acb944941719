import Statistics

/// The growth of the totals of some accounts.
package struct TotalGrowth: Sendable {
    /// Accounts that have something in one of the periods: what the figures rest on.
    package let active: Int
    /// 0.07 is 7 % more. Nil unless the older total is above 0.
    package let growth: Double?

    /// All figures are known.
    init(before: [Double], after: [Double]) {
        active = before.indices.count { before[$0] != 0 || after[$0] != 0 }
        growth = ResampledRatio(after, over: before).map { $0.value - 1 }
    }

    /// So few accounts have something that nothing can be told from chance.
    package var isTooFew: Bool { active < TotalGrowth.fewest }
    /// With fewer active accounts nothing is told from chance.
    package static let fewest = 6
}

/// What a group of accounts had in two periods, and how it grew: three growths, all named, for none says it all.
package struct GroupGrowth: Sendable {
    /// Accounts whose figures are known in both periods.
    package let count: Int
    /// Their total in the older period.
    package let before: Double
    /// Their total in the newer.
    package let after: Double
    /// How that total grew.
    package let total: TotalGrowth
    /// The mean and the median of the accounts' own growths, of those with an older figure above 0.
    package let meanGrowth: Double?
    /// 0.07 is 7 % more; nil where no account has an older figure above 0.
    package let medianGrowth: Double?
    /// Both figures of each account, those first that are greatest in either period.
    private let bySize: [(before: Double, after: Double)]
    /// That account's place among the values given.
    package let largest: Int?
    /// Of the older figures: Gini's coefficient, and the part that the greatest fifth has.
    package let gini: Double?
    /// 0 to 1, what is below 0 counting as 0; nil where nothing is above 0.
    package let topFifth: Double?

    /// NaN stands for what is not known.
    package init(before: [Double], after: [Double]) {
        let known = before.indices.filter { before[$0].isFinite && after[$0].isFinite }
        let (old, new) = (known.map { before[$0] }, known.map { after[$0] })
        count = known.count
        self.before = old.reduce(0, +)
        self.after = new.reduce(0, +)
        total = TotalGrowth(before: old, after: new)
        let based = old.indices.filter { old[$0] > 0 }
        let growths = based.map { new[$0] / old[$0] - 1 }.filter(\.isFinite)
        meanGrowth = Moments(growths)?.mean
        medianGrowth = Location.median(of: growths)
        let sizes = old.indices.map { max(old[$0].magnitude, new[$0].magnitude) }
        let order = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
        largest = order.first.map { known[$0] }
        bySize = order.map { (old[$0], new[$0]) }
        let concentration = try? Concentration(old)
        gini = concentration?.gini
        topFifth = concentration?.share(ofTopPart: 0.2)
    }

    /// Of some rows.
    init(_ rows: [Int], _ before: [Double], _ after: [Double]) { self.init(before: rows.map { before[$0] }, after: rows.map { after[$0] }) }

    /// Of the totals: 0.07 is 7 % more; nil unless the older is above 0.
    package var growth: Double? { total.growth }
    /// So few accounts have something that nothing can be told from chance.
    package var isTooFew: Bool { total.isTooFew }

    /// The growth of totals without the accounts that are greatest in either period. Nil where nothing is left to grow from.
    package func without(largest count: Int) -> Double? {
        let left = bySize.dropFirst(count)
        return ResampledRatio(left.map(\.after), over: left.map(\.before)).map { $0.value - 1 }
    }
}
