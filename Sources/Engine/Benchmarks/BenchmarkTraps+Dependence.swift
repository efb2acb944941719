import Diagnostics
import Statistics
import Syntax
import Tables

/// What makes intervals too narrow: growths that spread widely, and accounts that move together.
extension BenchmarkFindings {
    /// Above this standard deviation of the logarithms intervals of totals and means hold the truth too seldom
    /// (`scripts/calibrate-statistics`).
    private static let widest = 0.8

    mutating func addSpread(_ benchmark: Benchmark) {
        addSpread(benchmark.groups.indices.map { (benchmark.name($0), benchmark.groups[$0].rows, benchmark.groups[$0].role) }, benchmark.before, benchmark.after, benchmark.kind)
    }

    mutating func addSpread(_ groups: [(name: String, rows: [Int], role: ComparedGroups.Role)], _ before: [Double], _ after: [Double], _ kind: GrowthKind) {
        if kind == .medians { return }
        let wide = groups.filter { group in
            let logs = group.rows.filter { before[$0] > 0 && after[$0] > 0 }.map { Elementary.log(after[$0]) - Elementary.log(before[$0]) }
            guard group.role == .compared || group.role == .baseline, logs.count >= TotalGrowth.fewest else { return false }
            return (Moments(logs)?.deviation ?? 0) > BenchmarkFindings.widest
        }
        guard !wide.isEmpty else { return }
        add(.wideSpread, "Accounts' growths spread so widely that \(kind.rawValue) can hardly be trusted: \(Binder.list(wide.map(\.name), limit: 4)). comparing medians speaks of the typical account.")
    }

    mutating func addDependence(_ setting: BenchmarkSetting, _ benchmark: Benchmark) {
        if let clusters = benchmark.clusters {
            let few = benchmark.groups.indices.compactMap { index -> String? in
                guard let own = benchmark.groups[index].compared?.active, own < 10, own < benchmark.groups[index].growth.total.active else { return nil }
                return "\(benchmark.name(index)) \(own == 1 ? "is one cluster" : "has \(grouped(own)) clusters")"
            }
            if !few.isEmpty { add(.fewClusters, "By \(clusters.name) \(Binder.list(few, limit: 4)): from so few it can hardly be told.") }
        }
        addOwners(setting, benchmark)
    }

    private mutating func addOwners(_ setting: BenchmarkSetting, _ benchmark: Benchmark) {
        if (benchmark.keys.map(\.name) + [benchmark.clusters?.name ?? ""]).contains(where: { equalIgnoringCase($0, "owner") }) { return }
        guard let owners = setting.accounts.table.index(of: "owner").map({ setting.accounts.table.fields[$0].column }), owners.dictionary != nil else { return }
        let carried = benchmark.groups.indices.compactMap { index -> String? in
            let group = benchmark.groups[index]
            guard group.role == .compared, !group.growth.isTooFew else { return nil }
            let active = group.rows.filter { benchmark.before[$0] != 0 || benchmark.after[$0] != 0 }
            var counts: [Int: Int] = [:]
            for row in active { counts[owners.code(row), default: 0] += 1 }
            guard let most = counts.filter({ $0.key != 0 && $0.value * 2 > active.count }).first, let row = active.first(where: { owners.code($0) == most.key }) else { return nil }
            return "\(grouped(most.value)) of \(grouped(active.count)) in \(benchmark.name(index)) are \(Plain.label(owners[row]))'s"
        }
        if !carried.isEmpty { add(.oneOwner, "Most accounts have one owner: \(Binder.list(carried, limit: 4)).") }
    }

    /// What the adjusted estimates themselves assume wrongly.
    package mutating func add(_ adjusted: AdjustedBenchmark, _ benchmark: Benchmark, _ setting: BenchmarkSetting) {
        let gone = adjusted.survivors.filter { $0.gone * 10 > $0.before }.map { "\(grouped($0.gone)) of \(grouped($0.before)) in \($0.name)" }
        if !gone.isEmpty {
            add(.survivorsOnly, "Logarithms leave out accounts with nothing in \(setting.periods.newer.label): \(Binder.list(gone, limit: 4)). Totals count them.")
        }
        let split = benchmark.groups.indices.filter { group in
            func value(_ method: AdjustedBenchmark.Method) -> GrowthDifference? { adjusted.rows.first { $0.group == group && $0.method == method }?.difference }
            guard let plain = value(.differences), let covariance = value(.covariance), covariance.isTold || plain.isTold else { return false }
            return plain.value * covariance.value < 0
        }
        if !split.isEmpty { add(.methodsDisagree, "Difference in differences and ANCOVA find the contrary for \(Binder.list(split.map { benchmark.name($0) }, limit: 4)): neither carries a claim alone.") }
        guard let earlier = adjusted.earlier else { return }
        let apart = earlier.differences.filter(\.difference.isTold).map { benchmark.name($0.group) }
        if !apart.isEmpty {
            let who = apart.count == 1 ? "it" : "they"
            add(
                .apartBefore,
                "\(Binder.list(apart, limit: 4)) had moved apart from \(benchmark.baselineName) in \(earlier.periods.newer.label) against \(earlier.periods.older.label) already, and difference in differences assumes that \(who) moved alike.")
        }
    }
}
