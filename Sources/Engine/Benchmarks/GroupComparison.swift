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

    /// Of some rows, with the error of what stands below. Nil with too few accounts, and where all are alike: then no spread tells
    /// how far off others would be, and the error below, however small, does not tell it either.
    func estimate(_ rows: [Int]) -> Estimate? {
        let growth = growth.sample(rows).growth
        guard growth.interval != nil, let estimate = growth.estimate else { return nil }
        return Estimate(estimate.value + 1, standardError: estimate.standardError, degrees: estimate.degrees)?.adding(variance: variance(rows))
    }

    /// How many accounts, or clusters of them, some rows are.
    func unitCount(_ rows: [Int]) -> Int { growth.sample(rows).growth.active }

    /// That differs from 0; p is for it alone. Nil as `estimate`.
    func difference(_ rows: [Int]) -> GrowthDifference? { estimate(rows).flatMap { GrowthDifference($0) } }

    /// By how much some rows are ahead of others; p is for it alone. Nil where either has no `estimate`.
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

extension BenchmarkFindings {
    /// Groups of so few accounts, or clusters of them, that nothing is told of them.
    /// - Parameter what: what accounts must have to count, as ` with a wallet`.
    mutating func addFew(_ groups: [(name: String, accounts: Int, units: Int)], _ clusters: BenchmarkClusters?, with what: String) {
        let few = groups.filter { $0.units < GroupComparison.fewest }
        let (small, clustered) = (few.filter { $0.accounts < GroupComparison.fewest }, few.filter { $0.accounts >= GroupComparison.fewest })
        var parts: [String] = []
        if !small.isEmpty { parts.append("\(Binder.list(small.map(\.name), limit: 4)) \(small.count == 1 ? "has" : "have") fewer than \(GroupComparison.fewest) accounts\(what)") }
        if let clusters { parts += clustered.prefix(4).map { "\($0.name) is \(plural($0.units, "cluster")) by \(clusters.name)" } }
        if !parts.isEmpty { add(.fewAccounts, "\(joinWords(parts)), too few to tell anything from chance.") }
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
