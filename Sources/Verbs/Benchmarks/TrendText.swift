import Diagnostics
import Engine
import Statistics
import Tables

/// A trend in words and as a table.
struct TrendText {
    let trend: Trend

    private var periods: TrendPeriods { trend.periods }

    // MARK: In words

    /// `sum(trades.amount) by quarter, 2024Q4 to 2026Q2, 2025Q4 = 100: until 2025Q4 Gold moved as the rest did, as far as can be told; since then …`
    var headline: String {
        "\(title(" by \(periods.unit.rawValue)")): \(trend.compared.isEmpty ? lone : "\(before); \(after)")."
    }

    /// `sum(trades.amount), 2024Q4 to 2026Q2, 2025Q4 = 100`
    var subject: String { title("") }

    /// - Parameter unit: what stands behind the measure.
    private func title(_ unit: String) -> String {
        let title = "\(trend.setting.measure.text)\(unit), \(periods.all[0].text) to \(periods.all[periods.all.count - 1].text), \(periods.baseText) = 100"
        return title + (trend.kind == .totals ? "" : ", \(trend.kind.title)")
    }

    private func names(_ all: [String]) -> String { all.count > 4 ? Binder.list(all, limit: 4) : joinWords(all) }

    /// The periods after the base that are over.
    private var later: [Int] { periods.all.indices.filter { $0 > periods.base && periods.all[$0] != periods.unfinished } }

    /// Of groups that are held against nothing.
    private var lone: String {
        let index = trend.groups.count == 1 ? trend.groups[0].cells[periods.all.count - 1].index : nil
        guard let index else { return "no group can be held against another" }
        return "\(trend.groups[0].name) stand at \(NumberFormat(decimals: 1).text(index * 100)) in \(periods.all[periods.all.count - 1].text); there is nothing to hold that against"
    }

    /// Whether groups moved alike up to the base.
    private var before: String {
        if periods.base == 0 { return "no earlier period tells whether groups moved alike before" }
        let groups = trend.compared
        let known = groups.filter { group in (0..<periods.base).contains { group.cells[$0].difference != nil } }
        if known.isEmpty { return "up to \(periods.baseText) nothing can be told" }
        let apart = known.filter { group in (0..<periods.base).contains { group.cells[$0].difference?.isTold ?? false } }
        let alike = known.filter { group in !apart.contains { $0.name == group.name } }
        var parts = apart.prefix(4).compactMap(moved)
        if apart.count > 4 { parts.append("\(grouped(apart.count - 4)) more moved apart too") }
        if !alike.isEmpty { parts.append("\(names(alike.map(\.name))) moved as \(trend.baselineName) did, as far as can be told") }
        return "up to \(periods.baseText) " + parts.joined(separator: ", and ")
    }

    /// `Gold gained 4 to 11 points on the rest from 2025Q2 on`: who stood lower then has gained.
    private func moved(_ group: Trend.Group) -> String? {
        let told = (0..<periods.base).compactMap { period in group.cells[period].difference.flatMap { $0.isTold ? (period, $0) : nil } }
        guard let (period, difference) = told.last else { return nil }
        let verb = difference.value < 0 ? "gained \(BenchmarkText.range(difference.interval.negated)) on" : "lost \(BenchmarkText.range(difference.interval)) against"
        return "\(group.name) \(verb) \(trend.baselineName) from \(periods.all[period].text) on"
    }

    /// What came after the base.
    private var after: String {
        if later.isEmpty { return "no later period shows what came of it" }
        var (parts, open): ([String], [String]) = ([], [])
        for group in trend.compared {
            let told = later.compactMap { period in group.cells[period].difference.flatMap { $0.isTold ? (period, $0) : nil } }
            guard let (period, difference) = told.last else {
                open.append(group.name)
                continue
            }
            let times = told.count == 1 ? "" : ", in \(grouped(told.count)) of \(grouped(later.count)) periods"
            let (way, points) = difference.isAhead ? ("ahead of", difference.interval) : ("behind", difference.interval.negated)
            parts.append("\(group.name) is \(way) \(trend.baselineName) by \(BenchmarkText.range(points)) in \(periods.all[period].text)\(times)")
        }
        if parts.count > 4 { parts = parts.prefix(4) + ["\(grouped(parts.count - 4)) more are ahead or behind"] }
        if !open.isEmpty { parts.append("\(names(open)) cannot be told from \(trend.baselineName)") }
        return "since then " + parts.joined(separator: ", and ")
    }

    // MARK: As a table

    /// A row a period and group. Figures of groups below the minimum are left out.
    var table: Table {
        let rows = periods.all.indices.flatMap { period in trend.groups.map { (period: period, group: $0, cell: $0.cells[period]) } }
        func figures(_ name: String, _ decimals: Int, _ figure: (Trend.Cell) -> Double?) -> Field {
            Field(name, .doubles(rows.map { $0.group.role == .hidden ? .nan : figure($0.cell) ?? .nan }), look: .decimals(decimals))
        }
        var fields = [Field(periods.unit.rawValue, .texts(rows.map { periods.all[$0.period].text }))] + trend.keys
        fields += [
            Field("accounts", .integers(rows.map { Int64($0.cell.accounts) })),
            Field("total", BenchmarkText.totals(rows.map { $0.group.role == .hidden ? .nan : $0.cell.total }, trend.setting.measure.type)),
            figures("index", 1) { $0.index.map { $0 * 100 } }, figures("points ahead", 1) { $0.difference.map { $0.value * 100 } },
            figures("low", 1) { $0.difference.map { $0.interval.low * 100 } }, figures("high", 1) { $0.difference.map { $0.interval.high * 100 } },
            figures("p", 4) { $0.difference?.pValue.map { max($0, BenchmarkText.leastP) } },
            BenchmarkText.verdicts(rows.map { verdict($0.period, $0.group, $0.cell) }),
        ]
        return Table(fields.distinct, rowCount: rows.count)
    }

    private func verdict(_ period: Int, _ group: Trend.Group, _ cell: Trend.Cell) -> String {
        switch group.role {
        case .baseline: return "held against"
        case .apart: return "not compared"
        case .hidden: return "hidden: too few accounts"
        case .compared: break
        }
        if period == periods.base { return "base" }
        if periods.all[period] == periods.unfinished { return "not over" }
        return cell.difference.map { BenchmarkText.verdict($0) } ?? (cell.isTooFew ? "cannot tell: too few" : "cannot tell")
    }

    var footer: [String] {
        let members = trend.setting.members
        var parts = BenchmarkText.only(members)
        if case .edition(let name, _) = members.source {
            parts.append("the list as it was in \(name)")
            if members.entrantCount > 0 { parts.append("\(plural(members.entrantCount, "account")) came after it and \(members.entrantCount == 1 ? "is" : "are") left out") }
        }
        if let rates = trend.setting.measure.rates { parts.append("all at the exchange rates of \(periods.baseText)\(CurrencyText.taken(rates))") }
        if trend.missing > 0 { parts.append("\(plural(trend.missing, "account")) left out where a figure is missing") }
        if let clusters = trend.setting.clusters, !trend.compared.isEmpty { parts.append(BenchmarkText.clustering(clusters, trend.kind)) }
        let (before, after) = (trend.comparisons(Array(0..<periods.base)), trend.comparisons(later))
        if max(before, after) > 1 { parts.append("p for \(grouped(before)) earlier and \(grouped(after)) later comparisons (Holm)") }
        return parts
    }
}
