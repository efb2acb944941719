import Diagnostics
import Engine
import Tables

/// Adjusted estimates in words and as a table: a row a group and method.
struct AdjustedText {
    let adjusted: AdjustedBenchmark
    let benchmark: Benchmark
    let setting: BenchmarkSetting

    private func name(_ method: AdjustedBenchmark.Method) -> String {
        switch method {
        case .asBenchmarked: benchmark.kind.rawValue
        case .differences: "difference in differences"
        case .covariance: "ANCOVA"
        case .beyondPlacebo: "beyond placebo"
        }
    }

    private func assumption(_ method: AdjustedBenchmark.Method) -> String {
        switch method {
        case .asBenchmarked: "both would have grown alike"
        case .differences: "typical accounts of both would have moved alike"
        case .covariance: "accounts with the same \(joinWords(["base"] + adjusted.covariates)) would have grown alike"
        case .beyondPlacebo: "by itself it would be as far ahead as in the dry run"
        }
    }

    var title: String { "\(setting.measure.text), \(benchmark.periods.newer.label) against \(benchmark.periods.older.label), adjusted" }

    var headline: String {
        "\(title): \(outcome)."
    }

    /// `Platinum is behind the rest by totals and ANCOVA alone; Gold cannot be told from the rest by any method`
    private var outcome: String {
        let groups = benchmark.comparison.compared
        let told = groups.compactMap { group in phrase(group).map { (group, $0) } }
        var phrases = told.prefix(4).map(\.1)
        if told.count > 4 { phrases.append("\(grouped(told.count - 4)) more are ahead or behind by some method") }
        let open = groups.filter { group in !told.contains { $0.0 == group } }
        if !open.isEmpty { phrases.append("\(Binder.list(open.map { benchmark.name($0) }, limit: 4)) cannot be told from \(benchmark.baselineName) by any method") }
        return phrases.joined(separator: "; ")
    }

    /// Nil where no method tells it.
    private func phrase(_ group: Int) -> String? {
        let rows = adjusted.rows.filter { $0.group == group }
        func told(_ test: (GrowthDifference) -> Bool) -> [String] { rows.filter { $0.difference.map(test) ?? false }.map { name($0.method) } }
        let (ahead, behind) = (told(\.isAhead), told(\.isBehind))
        let (own, base) = (benchmark.name(group), benchmark.baselineName)
        if !ahead.isEmpty, !behind.isEmpty { return "\(own) is ahead of \(base) by \(joinWords(ahead)), yet behind by \(joinWords(behind))" }
        guard let methods = ahead.isEmpty ? behind.isEmpty ? nil : behind : ahead else { return nil }
        // An estimate that cannot be told from 0 is still the other way.
        let contrary = rows.filter { row in row.difference.map { ahead.isEmpty ? $0.value > 0 : $0.value < 0 } ?? false }.map { name($0.method) }
        let doubt = contrary.isEmpty ? "" : " (by \(joinWords(contrary)) the other way, within chance)"
        return "\(own) is \(ahead.isEmpty ? "behind" : "ahead of") \(base) by \(methods.count == rows.count ? "every method" : joinWords(methods) + " alone")\(doubt)"
    }

    var table: Table {
        let rows = adjusted.rows
        func figures(_ name: String, _ figure: (GrowthDifference) -> Double?, _ scale: Double, _ decimals: Int) -> Field {
            Field(name, .doubles(rows.map { $0.difference.flatMap(figure).map { $0 * scale } ?? .nan }), look: .decimals(decimals))
        }
        var fields = benchmark.comparison.keys(of: rows.map(\.group))
        fields += [
            Field("method", .texts(rows.map { name($0.method) })), figures("ahead", { $0.value }, 100, 1), figures("low", { $0.interval.low }, 100, 1),
            figures("high", { $0.interval.high }, 100, 1), Field("unit", .texts(rows.map { $0.method.isOfLogarithms ? "percent" : "points" })),
            figures("p", { $0.pValue.map { max($0, BenchmarkText.leastP) } }, 1, 4), BenchmarkText.verdicts(rows.map(verdict)),
            Field("accounts", .integers(rows.map { row in row.accounts.map { Int64($0.own) } ?? Int64(benchmark.groups[row.group].growth.count) })),
            Field("assumes", .texts(rows.map { assumption($0.method) })),
        ]
        return Table(fields.distinct, rowCount: rows.count)
    }

    private func verdict(_ row: AdjustedBenchmark.Row) -> String {
        if row.method == .asBenchmarked { return BenchmarkText.verdict(benchmark.groups[row.group]) }
        guard let difference = row.difference else { return "cannot tell" + (row.reason.map { ": \($0)" } ?? "") }
        return BenchmarkText.verdict(difference, unit: row.method.isOfLogarithms ? "%" : " points")
    }

    var footer: [String] {
        var parts = BenchmarkText.only(benchmark.members) + ["percent: logarithms of accounts' growths, turned back"]
        if let clusters = benchmark.clusters { parts.append(BenchmarkText.clustering(clusters, benchmark.kind)) } else { parts.append("errors of ANCOVA are HC3") }
        if adjusted.missing > 0 { parts.append("\(plural(adjusted.missing, "account")) without \(joinWords(adjusted.covariates, "or")) not in ANCOVA") }
        if let reason = adjusted.noPlacebo { parts.append("no dry run: \(reason.prefix(1).lowercased() + reason.dropFirst().dropLast(reason.hasSuffix(".") ? 1 : 0))") }
        if adjusted.earlier == nil { parts.append("no data to tell whether they moved alike a period earlier") }
        let compared = adjusted.comparisons
        if compared > 1 { parts.append("p for \(grouped(compared)) comparisons by each method (Holm)") }
        return parts
    }
}
