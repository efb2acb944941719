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

extension ComparedGroups {
    /// How far each group that is compared is ahead; p is for each alone.
    func differences(_ ratio: ComparedRatio) throws(Diagnostic) -> [GrowthDifference?] {
        try groups.indices.map { (index) throws(Diagnostic) in
            try Cancellation.check()
            return groups[index].role == .compared ? try ratio.difference(groups[index].rows, less: others(of: index)) : nil
        }
    }
}

extension BenchmarkFindings {
    /// Groups of so few accounts, or clusters of them, that nothing is told of them.
    /// - Parameter what: what accounts must have to count, as ` with a wallet`.
    mutating func addFew(_ groups: [(name: String, accounts: Int, units: Int)], _ clusters: BenchmarkClusters?, with what: String) {
        let few = groups.filter { $0.units < TotalGrowth.fewest }
        let (small, clustered) = (few.filter { $0.accounts < TotalGrowth.fewest }, few.filter { $0.accounts >= TotalGrowth.fewest })
        var parts: [String] = []
        if !small.isEmpty { parts.append("\(Binder.list(small.map(\.name), limit: 4)) \(small.count == 1 ? "has" : "have") fewer than \(TotalGrowth.fewest) accounts\(what)") }
        if let clusters { parts += clustered.prefix(4).map { "\($0.name) is \(plural($0.units, "cluster")) by \(clusters.name)" } }
        if !parts.isEmpty { add(.fewAccounts, "\(joinWords(parts)), too few to tell anything from chance.") }
    }
}

extension [GrowthDifference?] {
    /// With p adjusted for as many comparisons as there are (Holm).
    /// - Parameter comparisons: which each is the difference of.
    func adjusted(of comparisons: [some Hashable]) -> [GrowthDifference?] {
        var all = self
        for (index, p) in Multiplicity.holm(map { $0?.pValue }, of: comparisons).enumerated() { all[index]?.pValue = p }
        return all
    }

    /// The same where each is another.
    var adjusted: [GrowthDifference?] { adjusted(of: indices.map { $0 }) }

    /// How many comparisons there are among them.
    func count(of comparisons: [some Hashable]) -> Int { Set(zip(self, comparisons).compactMap { $0 == nil ? nil : AnyHashable($1) }).count }
}
