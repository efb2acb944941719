import Diagnostics
import Engine
import Statistics
import Tables

/// A benchmark of activity in words and as a table.
struct ActivityText {
    private let found: ActivityBenchmark
    private let setting: BenchmarkSetting
    /// What the services are called.
    private let title: String
    /// What business is, and whether it is money; nil where nothing says.
    private let revenue: (name: String, isMoney: Bool, rates: ExchangeRates?)?
    private let days: Int
    private let hasHours: Bool

    init(_ found: ActivityBenchmark, _ setting: BenchmarkSetting, title: String, revenue: (name: String, isMoney: Bool, rates: ExchangeRates?)?, days: Int, hasHours: Bool) {
        (self.found, self.setting, self.title, self.revenue, self.days, self.hasHours) = (found, setting, title, revenue, days, hasHours)
    }

    private var benchmark: Benchmark { found.benchmark }

    /// `services an account`; shares are in percent, so that all figures stand in one column.
    private func name(_ figure: ActivityFigure) -> String {
        switch figure {
        case .services: "services an account"
        case .hours: "hours an account"
        case .covered: "accounts covered, %"
        case .answered: "answered in \(days) days, %"
        case .byChance: "so by chance, %"
        case .revenuePerHour: "\(business) an hour"
        case .typicalRevenuePerHour: "\(business) an hour, median account"
        }
    }

    private var business: String { revenue?.isMoney ?? true ? "revenue" : "business" }

    private static func factor(_ figure: ActivityFigure) -> Double { [.covered, .answered, .byChance].contains(figure) ? 100 : 1 }

    // MARK: Table

    var table: Table { table(found.lines) }

    /// How many times what others had, of the figures that are held against theirs; where none is, the change of each.
    var drawing: Drawing? {
        let isHeld = found.lines.contains { $0.times != nil }
        let table = table(isHeld ? found.lines.filter(\.figure.isCompared) : found.lines)
        let figures = (isHeld ? [times, "low", "high"] : ["change"]).compactMap { name in table.fields.first { $0.name == name } }
        return Drawing(isHeld ? .intervals : .bar, figures, by: [Array(table.fields.prefix(1)), Array(table.fields.dropFirst().prefix(benchmark.keys.count))], of: subject)
    }

    private var times: String { "times \(benchmark.baselineName)" }

    private func table(_ lines: [ActivityBenchmark.Line]) -> Table {
        func figures(_ name: String, look: Field.Look = .decimals(2), _ value: (ActivityBenchmark.Line) -> Double?) -> Field {
            Field(name, .doubles(lines.map { value($0) ?? .nan }), look: look)
        }
        var fields = [Field("figure", .texts(lines.map { name($0.figure) }))]
        fields += benchmark.comparison.keys(of: lines.map(\.group))
        fields += [
            // What answers the question first, so that a narrow terminal cuts off the rest.
            figures(setting.periods.newer.label) { line in line.now.map { $0 * ActivityText.factor(line.figure) } },
            Field("change", .doubles(lines.map { line in line.before.flatMap { before in line.now.map { before > 0 ? $0 / before - 1 : .nan } } ?? .nan }, type: .percent), look: .answer),
            figures(times, look: .times(2)) { $0.times?.value }, figures("low") { $0.times?.interval.low }, figures("high") { $0.times?.interval.high }, BenchmarkText.verdicts(lines.map(verdict)),
            Field("p", .doubles(lines.map { $0.pValue.map { max($0, BenchmarkText.leastP) } ?? .nan }), look: .decimals(4)),
            figures(setting.periods.older.label) { line in line.before.map { $0 * ActivityText.factor(line.figure) } },
            Field("accounts", .integers(lines.map { Int64(benchmark.groups[$0.group].growth.count) })),
        ]
        return Table(fields.distinct, rowCount: lines.count)
    }

    private func verdict(_ line: ActivityBenchmark.Line) -> String? {
        switch benchmark.groups[line.group].role {
        case .baseline: return "held against"
        case .apart: return "not compared"
        case .hidden: return nil
        case .compared: break
        }
        guard line.figure.isCompared else { return nil }
        guard line.isTold, let times = line.times else { return line.isTooFew ? "cannot tell: too few" : "cannot tell" }
        return "\(times.value > 1 ? "more" : "less"): \(range(times)) times"
    }

    /// `2.8 to 3.5`
    private func range(_ times: Times) -> String {
        func text(_ decimals: Int) -> (low: String, high: String) {
            let number = NumberFormat(decimals: decimals)
            return (number.text(times.interval.low), number.text(times.interval.high))
        }
        // As few digits as leave the ends apart, and away from 1.
        let one = NumberFormat(decimals: 0).text(1)
        let decimals = (times.interval.high < 10 ? 1...2 : 0...2).first { decimals in
            let (low, high) = text(decimals)
            return low != high && ![one, "\(one).0"].contains(low) && ![one, "\(one).0"].contains(high)
        }
        let (low, high) = text(decimals ?? 2)
        return "\(low) to \(high)"
    }

    // MARK: Words

    /// `activity, 2026H1 against 2025H2: Platinum got 2.8 to 3.5 times the services of the rest an account, at 0.4 to 0.7 times the revenue an hour; …`
    var headline: String {
        var shown = benchmark.groups.indices.filter { benchmark.groups[$0].role == .compared }
        var base = benchmark.baselineName
        // Of two groups that are all there is, the first is held against the second.
        if benchmark.comparison.isPair {
            base = benchmark.name(shown[1])
            shown = [shown[0]]
        }
        var parts: [String] = []
        let told = shown.filter { found.line(.services, $0)?.isTold ?? false }
        for group in told.prefix(4) {
            guard let times = found.line(.services, group)?.times else { continue }
            var said = "\(benchmark.name(group)) got \(range(times)) times the services an account of \(base)"
            if let line = found.line(.typicalRevenuePerHour, group), line.isTold, let times = line.times { said += ", with \(range(times)) times the \(business) an hour" }
            parts.append(said)
        }
        if told.count > 4 { parts.append("\(grouped(told.count - 4)) more below") }
        let open = shown.filter { !told.contains($0) }
        if !open.isEmpty { parts.append("whether \(open.count <= 4 ? joinWords(open.map(benchmark.name), "or") : Binder.list(open.map(benchmark.name), limit: 4)) got more services than \(base) cannot be told") }
        let outcome = parts.isEmpty ? "there is nothing to hold the groups against" : parts.joined(separator: "; ")
        return "\(subject): \(outcome)."
    }

    var subject: String { "\(title), \(setting.periods.newer.label) against \(setting.periods.older.label)" }

    var footer: [String] {
        var parts = BenchmarkText.only(setting.members)
        if case .edition(let name, _) = setting.members.source { parts.append("the list as it was in \(name)") }
        if let revenue { parts.append("\(business) is \(revenue.name)\(CurrencyText.taken(revenue.rates))") } else { parts.append("for MEASURE adds how services were answered and what an hour brought") }
        if !hasHours { parts.append("no column hours") }
        if found.withoutHours > 0 { parts.append("\(grouped(found.withoutHours)) of \(plural(found.services, "service")) without hours count for none") }
        if let clusters = benchmark.clusters { parts.append(BenchmarkText.clustering(clusters, .totals)) }
        if found.comparisons > 1 { parts.append("p for \(grouped(found.comparisons)) comparisons (Holm)") }
        return parts
    }

    var notes: [Diagnostic] { [displacement, byChance, picked].compactMap(\.self) }

    /// The traps of activity alone, as `why` explains them.
    var traps: [TrapLine] {
        [
            (
                "displacement", displacement?.message, "Capacity is finite: who is served more takes the time of somebody else, who may shrink for it.",
                "Look at what the charter promises those who got less: charter check."
            ),
            (
                "answered-by-chance", byChance?.message, "Who does business every week answers everything: business after a service is not business because of it.",
                "Hold the share that was answered against the share that would have been by chance."
            ),
            (
                "picked-by-it", picked?.message, "Tiers are made of accounts that bring and get much: that they do is how they were picked, and no effect of the list.",
                "Look at the change of each tier, and at benchmark of a measure that the list does not rank by."
            ),
        ]
    }

    /// Capacity is finite: who got less while others got more.
    private var displacement: Diagnostic? {
        let (more, less) = found.moved(.services)
        guard !more.isEmpty, !less.isEmpty else { return nil }
        return .warning(
            "displacement", "\(Binder.list(less.map(benchmark.name))) got fewer services than in \(setting.periods.older.label) while \(Binder.list(more.map(benchmark.name))) got more: what one gains here, the other may have lost.",
            help: "Look at what the charter promises them: charter check.")
    }

    /// Business follows on services as on any day.
    private var byChance: Diagnostic? {
        guard let times = found.answeredOverChance, times.interval.low <= 1 else { return nil }
        let number = NumberFormat(decimals: 2)
        let range = "\(number.text(times.interval.low)) to \(number.text(times.interval.high)) times as often as by chance"
        let isNarrow = times.interval.low > 0.9 && times.interval.high < 1.1
        return .note("answered-by-chance", isNarrow ? "Services were answered \(range): accounts did about as much business after other days." : "Services were answered \(range): more cannot be told.")
    }

    /// Tiers were picked by such figures.
    private var picked: Diagnostic? {
        guard setting.members.readsTiers, benchmark.groups.contains(where: { $0.role == .compared }) else { return nil }
        return .note("picked-by-it", "Tiers were picked by how much accounts bring or get: that they had more in \(setting.periods.newer.label) says nothing of what the list did. Look at the change.")
    }
}
