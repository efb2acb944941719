import Diagnostics
import Statistics
import Tables

/// A ratio of totals by which groups are held against each other: revenue over wallet, or with ones below it a mean.
struct ComparedRatio {
    /// By row of accounts what stands above and below; NaN where it is not known.
    let tops: [Double]
    let bases: [Double]
    let clusters: BenchmarkClusters?
    /// How far off what stands below may be.
    var error = Penetration.WalletError(own: 0)

    func isKnown(_ row: Int) -> Bool { tops[row].isFinite && bases[row].isFinite }

    // What totals came to over what they came from is a growth and 1.
    private var growth: GrowthComparing { GrowthComparing(kind: .totals, before: bases, after: tops, clusters: clusters) }

    /// Of some rows. Nil where it cannot be told from chance.
    func estimate(_ rows: [Int]) -> Estimate? {
        growth.sample(rows).growth.estimate.flatMap { Estimate($0.value + 1, standardError: $0.standardError, degrees: $0.degrees) }?.adding(variance: variance(rows))
    }

    /// Fewer accounts, or clusters of them, than anything can be told from.
    func isTooFew(_ rows: [Int]) -> Bool { growth.sample(rows).growth.isTooFew }

    /// That differs from 0; p is for it alone. Nil with too few accounts.
    func difference(_ rows: [Int]) -> GrowthDifference? { isTooFew(rows) ? nil : estimate(rows).flatMap { GrowthDifference($0) } }

    /// By how much some rows are ahead of others; p is for it alone. Nil with too few accounts, or where nothing varies.
    func difference(_ rows: [Int], less others: [Int]) throws(Diagnostic) -> GrowthDifference? {
        let found = try growth.difference(growth.sample(rows), less: growth.sample(others))
        return found?.estimate.flatMap { $0.adding(variance: variance(rows) + variance(others)) }.flatMap { GrowthDifference($0) }
    }

    /// What the error of what stands below comes to.
    private func variance(_ rows: [Int]) -> Double {
        if error.own == 0, error.common == 0 { return 0 }
        let known = rows.filter(isKnown)
        return Penetration.variance(revenue: known.map { tops[$0] }, wallet: known.map { bases[$0] }, error: error) ?? 0
    }
}

extension Estimate {
    /// Nil where accounts are all alike: no spread tells how far off others would be, and it is not certain for that.
    var intervalOfWhatVaries: Interval? { standardError > 0 ? interval() : nil }
}

/// Groups of accounts, each held against the same others by ratios of their accounts.
package struct GroupComparison: Sendable {
    package let membership: Membership
    /// The rows of each group, in the order of the keys.
    package let groups: [[Int]]
    package let roles: [Benchmark.Role]
    /// What all are held against; nil where it is all others of each.
    private let base: [Int]?

    /// Accounts below which nothing is told from chance.
    static let fewest = TotalGrowth.fewest

    /// - Parameter minimum: groups with fewer accounts are not shown, nor compared.
    init(_ membership: Membership, minimum: Int) throws(Diagnostic) {
        self.membership = membership
        let members = membership.members
        groups = try Benchmark.rows(of: members)
        base = Benchmark.rows(of: membership.baseline, members)
        let isBase = base.map(Set.init)
        let isAlone = groups.count == 1
        roles = groups.map { $0.count < minimum ? .hidden : Benchmark.role($0, isBase, isAlone: isAlone, members) }
    }

    package var keys: [(name: String, column: Column)] { membership.members.keys(ofRows: groups.map { $0.first ?? 0 }) }
    package func name(_ index: Int) -> String { membership.members.name(groups[index]) }
    package var baselineName: String { membership.baseline.name(membership.members) }

    /// How far each group that is compared is ahead; p is for each alone.
    func differences(_ ratio: ComparedRatio) throws(Diagnostic) -> [GrowthDifference?] {
        var isOwn = [Bool](repeating: false, count: membership.accounts.table.rowCount)
        return try groups.indices.map { (index) throws(Diagnostic) in
            try Cancellation.check()
            guard roles[index] == .compared else { return nil }
            for row in groups[index] { isOwn[row] = true }
            defer { for row in groups[index] { isOwn[row] = false } }
            return try ratio.difference(groups[index], less: base ?? membership.members.rows.filter { !isOwn[$0] })
        }
    }
}

extension [GrowthDifference?] {
    /// With p adjusted for as many comparisons as there are (Holm).
    var adjusted: [GrowthDifference?] {
        var all = self
        for (index, p) in Multiplicity.holm(map { $0?.pValue }).enumerated() { all[index]?.pValue = p }
        return all
    }
}
