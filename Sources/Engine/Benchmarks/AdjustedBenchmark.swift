import Diagnostics
import Statistics
import Syntax
import Tables

/// How far groups are ahead when more is allowed for than the benchmark does: each method by an assumption of its own, of which
/// the data cannot tell whether it holds.
package struct AdjustedBenchmark: Sendable {
    /// What is allowed for, in the order in which it is told.
    package enum Method: Sendable, CaseIterable {
        /// As the benchmark itself compares.
        case asBenchmarked
        /// Difference in differences of logarithms: every account of a group grows by a factor.
        case differences
        /// Analysis of covariance of logarithms: allows for where accounts began, and for what they are known by.
        case covariance
        /// How much further ahead than in the dry run.
        case beyondPlacebo

        /// Its differences are factors of accounts' typical growth, made of logarithms; else points of growth.
        package var isOfLogarithms: Bool { self == .differences || self == .covariance }
    }

    /// What one method says of one group.
    package struct Row: Sendable {
        /// Its place among the benchmark's groups.
        package let group: Int
        /// By which `difference` is found.
        package let method: Method
        /// Accounts of the group, and of what it is held against, that the method rests on; nil where it rests on those of the benchmark.
        package let accounts: (own: Int, others: Int)?
        /// 0.07 is 7 points, or 7 %, ahead. Nil where it cannot be told.
        package internal(set) var difference: GrowthDifference?
        /// Why it cannot be told.
        package let reason: String?
    }

    /// By group, and of each by method.
    package private(set) var rows: [Row] = []
    /// So many, by each method, that p is adjusted for.
    package let comparisons: Int
    /// The columns that are adjusted for, as typed.
    package let covariates: [String]
    /// Why there is no difference to the dry run; nil where there is one.
    package let noPlacebo: String?
    /// How groups had moved apart one period earlier, by the method of differences; nil without data of then.
    package let earlier: (periods: BenchmarkPeriods, differences: [(group: Int, difference: GrowthDifference)])?
    /// Of each group that is compared, and last of what they are held against: how many had something before, and how many of
    /// these nothing above 0 after, which have no logarithm.
    package let survivors: [(name: String, before: Int, gone: Int)]
    /// Accounts with a covariate missing.
    package let missing: Int

    /// Errors: `nothing-to-adjust`; of the names `duplicate-name`, `not-a-covariate`, `nothing-known`, `constant-covariate`,
    /// `too-many-values` and what binding them throws; `cancelled`.
    package init(_ setting: BenchmarkSetting, _ benchmark: Benchmark, for names: [Name], _ session: Session) throws(Diagnostic) {
        let covariates = try Covariates(names, benchmark.members.rows, setting.accounts, setting.edition, session)
        self.covariates = covariates.names
        missing = benchmark.members.rows.count { !covariates.areKnown($0) }
        let now = LogGrowths(before: benchmark.before, after: benchmark.after, clusters: benchmark.clusters)
        let compared = benchmark.comparison.compared
        if compared.isEmpty { throw Diagnostic("nothing-to-adjust", "No group is held against others here, so there is nothing to adjust.", at: setting.question.span, help: "Write by tier, or by a column.") }
        let others = compared.map { benchmark.comparison.others(of: $0) }

        comparisons = Set(compared.map { benchmark.comparison.comparison($0) }).count
        var found: [Row] = compared.map { index in
            let group = benchmark.groups[index]
            return Row(group: index, method: .asBenchmarked, accounts: nil, difference: group.difference, reason: nil)
        }
        for (index, others) in zip(compared, others) {
            try Cancellation.check()
            let own = benchmark.groups[index].rows
            found.append(now.row(index, .differences, own, others, nil))
            found.append(now.row(index, .covariance, own, others, covariates))
        }
        do throws(Diagnostic) {
            let placebo = try Placebo(setting, session, benchmark)
            found += compared.map { index in
                let difference = placebo.beyond[index]
                return Row(group: index, method: .beyondPlacebo, accounts: nil, difference: difference, reason: difference == nil ? "no dry run of it" : nil)
            }
            noPlacebo = nil
        } catch {
            guard error.id == "no-earlier-data" else { throw error }
            noPlacebo = error.message
        }
        // Each method's comparisons are a family; those of the benchmark and of its dry run are adjusted already.
        for method in Method.allCases where method.isOfLogarithms {
            let places = found.indices.filter { found[$0].method == method }
            let adjusted = Multiplicity.holm(places.map { found[$0].difference?.pValue }, of: places.map { benchmark.comparison.comparison(found[$0].group) })
            for (place, p) in zip(places, adjusted) { found[place].difference?.pValue = p }
        }
        let order = Dictionary(uniqueKeysWithValues: Method.allCases.enumerated().map { ($1, $0) })
        rows = found.sorted { ($0.group, order[$0.method] ?? 0) < ($1.group, order[$1.method] ?? 0) }

        survivors = AdjustedBenchmark.survivors(benchmark, compared)
        earlier = try AdjustedBenchmark.earlier(setting, benchmark, compared, others)
    }

    /// The method of differences a period earlier, with the same accounts.
    private static func earlier(_ setting: BenchmarkSetting, _ benchmark: Benchmark, _ compared: [Int], _ others: [[Int]]) throws(Diagnostic) -> (BenchmarkPeriods, [(group: Int, difference: GrowthDifference)])? {
        let periods = setting.periods.earlier()
        guard let days = try setting.measure.days(), days.first <= periods.older.window.from.adding(days: max(7, periods.older.window.days / 10)) else { return nil }
        let (before, after, _) = try setting.measure.figures(periods)
        let then = LogGrowths(before: before, after: after, clusters: benchmark.clusters)
        var found = zip(compared, others).compactMap { index, others in
            then.row(index, .differences, benchmark.groups[index].rows, others, nil).difference.map { (group: index, difference: $0) }
        }
        for (at, p) in Multiplicity.holm(found.map(\.difference.pValue), of: found.map { benchmark.comparison.comparison($0.group) }).enumerated() { found[at].difference.pValue = p }
        return (periods, found)
    }

    private static func survivors(_ benchmark: Benchmark, _ compared: [Int]) -> [(name: String, before: Int, gone: Int)] {
        func count(_ name: String, _ rows: [Int]) -> (name: String, before: Int, gone: Int) {
            let began = rows.filter { benchmark.before[$0] > 0 && benchmark.after[$0].isFinite }
            return (name, began.count, began.count { benchmark.after[$0] <= 0 })
        }
        let base = benchmark.comparison.base.map { [count(benchmark.baselineName, $0)] } ?? []
        return compared.map { count(benchmark.name($0), benchmark.groups[$0].rows) } + base
    }
}

/// Accounts' growths as differences of logarithms: of those with something above 0 in both periods.
private struct LogGrowths {
    let before: [Double]
    let after: [Double]
    let clusters: BenchmarkClusters?

    /// - Parameter covariates: nil for the difference in differences, else those of the analysis of covariance beside the base.
    func row(_ group: Int, _ method: AdjustedBenchmark.Method, _ own: [Int], _ others: [Int], _ covariates: Covariates?) -> AdjustedBenchmark.Row {
        func usable(_ rows: [Int]) -> [Int] {
            rows.filter { before[$0] > 0 && after[$0] > 0 && before[$0].isFinite && after[$0].isFinite && covariates?.areKnown($0) ?? true }
        }
        let (first, second) = (usable(own), usable(others))
        func result(_ difference: GrowthDifference?, _ reason: String?) -> AdjustedBenchmark.Row {
            .init(group: group, method: method, accounts: (first.count, second.count), difference: difference, reason: reason)
        }
        for (rows, whose) in [(first, "in the group"), (second, "to hold it against")] {
            let units = clusters.map { clusters in Set(rows.map { clusters.units[$0] }).count } ?? rows.count
            if units < TotalGrowth.fewest { return result(nil, "too few accounts \(whose)") }
        }
        let rows = first + second
        let treated = rows.indices.map { $0 < first.count }
        let (old, new) = (rows.map { Elementary.log(before[$0]) }, rows.map { Elementary.log(after[$0]) })
        let codes = clusters.map { clusters in rows.map { clusters.units[$0] } }
        let besides = covariates?.columns(rows)
        do throws(LeastSquares.Refusal) {
            let estimate =
                if let besides { try AdjustedDifference.forCovariates([old] + besides.columns, after: new, treated: treated, clusters: codes) } else {
                    try AdjustedDifference.inDifferences(before: old, after: new, treated: treated, clusters: codes)
                }
            // Less than this of a logarithm is rounding.
            guard estimate.standardError > 1e-9, let difference = GrowthDifference(ofLogarithms: estimate) else { return result(nil, "nothing varies") }
            return result(difference, nil)
        } catch {
            return result(nil, LogGrowths.reason(error, ["the group", "the base"] + (besides?.names ?? [])))
        }
    }

    private static func reason(_ refusal: LeastSquares.Refusal, _ names: [String]) -> String {
        func name(_ regressor: Int?) -> String { regressor.flatMap { names.indices.contains($0) ? names[$0] : nil } ?? "the measure" }
        switch refusal {
        case .tooFewRows(let rows, let coefficients): return "\(plural(rows, "account")) for \(plural(coefficients, "coefficient"))"
        case .dependent(regressor: 1): return "all had the same before"
        case .dependent(let regressor): return "\(name(regressor)) is told by the group or the other covariates"
        case .decidedByOne: return "one account decides a coefficient alone"
        case .oneCluster: return "all are one cluster"
        case .notFinite(let regressor): return "\(name(regressor)) is out of range"
        case .unequalCounts: return "figures do not fit"
        }
    }
}

extension GrowthDifference {
    /// From a difference of logarithms: 0.07 is 7 % more.
    fileprivate init?(ofLogarithms estimate: Estimate) {
        func share(_ log: Double) -> Double { Elementary.exp(log) - 1 }
        guard let logs = estimate.interval(), let interval = Interval(share(logs.low), share(logs.high)) else { return nil }
        self.init(value: share(estimate.value), interval: interval, pValue: estimate.pValue, estimate: nil)
    }
}
