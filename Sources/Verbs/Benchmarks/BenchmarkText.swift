import Diagnostics
import Engine
import Statistics
import Tables

/// A benchmark in words and as a table.
enum BenchmarkText {
    /// `ahead by 4 to 11 points`, `behind by 1.5 to 3.2 points`, `cannot tell`
    static func verdict(_ group: Benchmark.Group) -> String {
        word(for: group.role) ?? group.difference.map { verdict($0) } ?? (isTooFew(group) ? "cannot tell: too few" : "cannot tell")
    }

    /// What stands for the verdict on a group that is not compared; nil for one that is.
    static func word(for role: ComparedGroups.Role) -> String? {
        switch role {
        case .baseline: "held against"
        case .apart: "not compared"
        case .hidden: "hidden: too few accounts"
        case .compared: nil
        }
    }

    /// The column that answers what was asked, beside whatever it is told by.
    static func verdicts(_ texts: [String?]) -> Field { Field("verdict", .texts(texts), look: .answer) }

    static func verdict(_ difference: GrowthDifference, unit: String = " points") -> String {
        if difference.isAhead { return "ahead by \(range(difference.interval, unit))" }
        return difference.isBehind ? "behind by \(range(difference.interval.negated, unit))" : "cannot tell"
    }

    /// `4 to 11 points`, from shares; `50 points` where many accounts moved alike, so that both ends are one.
    static func range(_ interval: Interval, _ unit: String = " points") -> String {
        let (low, high) = (interval.low * 100, interval.high * 100)
        let whole = NumberFormat(decimals: high >= 10 && low >= 1 && high - low >= 1 ? 0 : 1)
        let (from, to) = (whole.text(low), whole.text(high))
        return from == to ? "\(to)\(unit)" : "\(from) to \(to)\(unit)"
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
        let lines = benchmark.groups.indices.map { index in
            ComparisonText.Line(name: benchmark.name(index), role: benchmark.groups[index].role, difference: benchmark.groups[index].difference, isTooFew: isTooFew(benchmark.groups[index]))
        }
        return ComparisonText(lines: lines, base: benchmark.baselineName).outcome ?? lone(benchmark)
    }

    /// It, or what it is held against, has too few accounts.
    private static func isTooFew(_ group: Benchmark.Group) -> Bool { group.compared?.isTooFew ?? true || group.against?.isTooFew ?? true }

    /// Of one group alone, or where there is nothing to compare.
    private static func lone(_ benchmark: Benchmark) -> String {
        guard benchmark.groups.count == 1, benchmark.groups[0].role == .apart, let growth = benchmark.groups[0].growth.growth else { return "no group can be held against another" }
        let share = NumberFormat(decimals: 1, isPercent: true).text(growth.magnitude)
        return "\(benchmark.name(0)) \(growth < 0 ? "shrank" : "grew") by \(share); there is nothing to hold that against"
    }
}
