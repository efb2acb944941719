import Diagnostics
import Engine
import Statistics
import Tables

/// A benchmark in words and as a table.
enum BenchmarkText {
    /// `ahead by 4 to 11 points`, `behind by 1.5 to 3.2 points`, `cannot tell`
    static func verdict(_ group: Benchmark.Group) -> String {
        switch group.role {
        case .baseline: return "held against"
        case .apart: return "not compared"
        case .hidden: return "hidden: too few accounts"
        case .compared: break
        }
        guard let difference = group.difference else { return group.compared?.isTooFew ?? true || group.against?.isTooFew ?? true ? "cannot tell: too few" : "cannot tell" }
        return verdict(difference)
    }

    static func verdict(_ difference: GrowthDifference, unit: String = " points") -> String {
        if difference.isAhead { return "ahead by \(range(difference.interval, unit))" }
        return difference.isBehind ? "behind by \(range(difference.interval.negated, unit))" : "cannot tell"
    }

    /// `4 to 11 points`, from shares.
    static func range(_ interval: Interval, _ unit: String = " points") -> String {
        let (low, high) = (interval.low * 100, interval.high * 100)
        let whole = NumberFormat(decimals: high >= 10 && low >= 1 ? 0 : 1)
        return "\(whole.text(low)) to \(whole.text(high))\(unit)"
    }

    /// `sum(trades.amount), 2026Q2 against 2026Q1, growth of totals: Platinum is ahead of the rest by 4 to 11 points; Gold cannot be told from it.`
    static func headline(_ benchmark: Benchmark, _ setting: BenchmarkSetting) -> String {
        "\(title(benchmark, setting)): \(outcome(benchmark))."
    }

    /// `sum(trades.amount), 2026Q2 against 2026Q1, growth of totals`
    static func title(_ benchmark: Benchmark, _ setting: BenchmarkSetting) -> String {
        "\(setting.measure.text), \(benchmark.periods.newer.label) against \(benchmark.periods.older.label), \(growth(benchmark))"
    }

    /// Which growth is compared: `growth of totals`
    private static func growth(_ benchmark: Benchmark) -> String {
        if benchmark.kind == .medians, let clusters = benchmark.clusters { return "median growth, accounts of one \(clusters.name) as one" }
        return benchmark.kind.title
    }

    /// `Platinum is ahead of the rest by 4 to 11 points; Gold cannot be told from it`
    static func outcome(_ benchmark: Benchmark) -> String {
        let shown = benchmark.groups.indices.filter { benchmark.groups[$0].role == .compared }
        guard !shown.isEmpty else { return lone(benchmark) }
        let base = benchmark.baselineName
        let isPlural = base == "all others"
        func named(_ test: (GrowthDifference?) -> Bool) -> [Int] { shown.filter { test(benchmark.groups[$0].difference) } }
        let (ahead, behind) = (named { $0?.isAhead ?? false }, named { $0?.isBehind ?? false })
        let open = shown.filter { !ahead.contains($0) && !behind.contains($0) }
        var parts: [String] = []
        if shown.count <= 4 {
            parts = (ahead + behind).compactMap { index in benchmark.groups[index].difference.map { sentence(benchmark.name(index), $0, base) } }
            if !open.isEmpty { parts.append("\(joinWords(open.map { benchmark.name($0) })) cannot be told from \(parts.isEmpty ? base : isPlural ? "them" : "it")") }
        } else {
            if !ahead.isEmpty { parts.append("\(Binder.list(ahead.map { benchmark.name($0) }, limit: 4)) ahead of \(base)") }
            if !behind.isEmpty { parts.append("\(Binder.list(behind.map { benchmark.name($0) }, limit: 4)) behind") }
            parts.append(open.count == shown.count ? "none of \(plural(shown.count, "group")) can be told from \(base)" : "\(grouped(open.count)) of \(plural(shown.count, "group")) cannot be told from \(base)")
        }
        return parts.joined(separator: "; ")
    }

    /// `Platinum is ahead of the rest by 4 to 11 points`
    private static func sentence(_ name: String, _ difference: GrowthDifference, _ base: String) -> String {
        difference.isAhead ? "\(name) is ahead of \(base) by \(range(difference.interval))" : "\(name) is behind \(base) by \(range(difference.interval.negated))"
    }

    /// Of one group alone, or where there is nothing to compare.
    private static func lone(_ benchmark: Benchmark) -> String {
        guard benchmark.groups.count == 1, benchmark.groups[0].role == .apart, let growth = benchmark.groups[0].growth.growth else { return "no group can be held against another" }
        let share = NumberFormat(decimals: 1, isPercent: true).text(growth.magnitude)
        return "\(benchmark.name(0)) \(growth < 0 ? "shrank" : "grew") by \(share); there is nothing to hold that against"
    }
}
