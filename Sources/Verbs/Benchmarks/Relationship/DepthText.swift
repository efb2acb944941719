import Diagnostics
import Engine
import Statistics
import Tables

/// Depths of relationships in words and as a table.
struct DepthText {
    private let found: DepthBenchmark
    /// Of all columns, one after another.
    private let comparison: ComparisonText
    private var periods: AskedPeriods { found.periods }
    private var names: [String] { found.columns.map(\.name) }

    init(_ found: DepthBenchmark) {
        self.found = found
        let lines = found.uses.map { use in
            ComparisonText.Line(name: found.comparison.groups[use.group].name, role: found.comparison.groups[use.group].role, difference: use.difference, isTooFew: use.isTooFew)
        }
        comparison = ComparisonText(lines: lines, base: found.comparison.baselineName, way: found.periods.older == nil ? .level : .change, range: DepthText.range)
    }

    /// `0.4 to 1.1`
    private static func range(_ interval: Interval) -> String {
        let number = NumberFormat(decimals: interval.high - interval.low < 0.1 ? 2 : 1)
        return "\(number.text(interval.low)) to \(number.text(interval.high))"
    }

    // MARK: Words

    var title: String { "Depth by \(joinWords(names)), \(periods.title)" }
    var headline: String { "\(title): \(periods.isRow ? course : outcome)." }

    private var outcome: String {
        if names.count == 1 { return comparison.outcome ?? lone }
        guard comparison.lines.contains(where: { $0.role == .compared }) else { return lone }
        let told = found.comparison.groups.indices.compactMap { group -> String? in
            let uses = found.uses.indices.filter { found.uses[$0].group == group && found.comparison.groups[group].role == .compared }
            func columns(_ test: (GrowthDifference) -> Bool) -> [String] {
                uses.filter { comparison.lines[$0].difference.map(test) ?? false }.map { names[found.uses[$0].column] }
            }
            let (ahead, behind) = (columns(\.isAhead), columns(\.isBehind))
            var parts: [String] = []
            if !ahead.isEmpty { parts.append("\(comparison.way.ahead) of \(comparison.base) in \(joinWords(ahead))") }
            if !behind.isEmpty { parts.append("\(comparison.way.behind)\(comparison.way.isChange ? "" : " \(comparison.base)") in \(joinWords(behind))") }
            return parts.isEmpty ? nil : "\(found.comparison.groups[group].name) \(comparison.way.isChange ? "" : "is ")\(parts.joined(separator: " and "))"
        }
        if told.isEmpty { return "no group can be told from \(comparison.base)" }
        let isAll = comparison.lines.allSatisfy { $0.role != .compared || $0.difference?.isTold ?? false }
        return told.prefix(4).joined(separator: "; ") + (told.count > 4 ? "; \(told.count - 4) more groups are told" : "") + (isAll ? "" : "; nothing else can be told from chance")
    }

    /// Of one group alone, or where there is nothing to compare.
    private var lone: String {
        guard found.comparison.groups.count == 1, found.comparison.groups[0].role == .apart else { return "no group can be held against another" }
        let means = found.uses.compactMap { use in use.figures.first?.mean.map { "\(names[use.column]) \(NumberFormat(decimals: 1).text($0))" } }
        return "\(joinWords(means)) on average; there is nothing to hold that against"
    }

    /// How groups changed over a row of periods.
    private var course: String {
        guard let held = periods.held else { return RelationshipWords.noneHeld(periods) }
        let between = "between \(periods.sides[held.older].label) and \(periods.sides[held.newer].label)"
        let shown = found.uses.filter { found.comparison.groups[$0.group].role != .hidden }
        let told = shown.filter { $0.change?.isTold ?? false }
        if told.isEmpty { return "no change \(between) can be told from chance" }
        let parts = told.prefix(4).compactMap { use in
            use.change.map { change in
                let what = names.count == 1 ? found.comparison.groups[use.group].name : "\(found.comparison.groups[use.group].name) in \(names[use.column])"
                return "\(what) \(change.value > 0 ? "rose by \(DepthText.range(change.interval))" : "fell by \(DepthText.range(change.interval.negated))")"
            }
        }
        let more = told.count > 4 ? " and \(told.count - 4) more" : ""
        return "\(parts.joined(separator: ", "))\(more) \(between)\(told.count < shown.count ? "; no other change can be told from chance" : "")"
    }

    var footer: [String] {
        var parts = RelationshipWords.footer(found.membership)
        parts.append("different values of \(joinWords(found.columns.map(\.typed)))")
        if found.comparisons > 1 { parts.append("p for \(grouped(found.comparisons)) comparisons (Holm)") }
        parts += RelationshipWords.independent("two or more low and high", found.membership)
        return parts
    }

    // MARK: Table

    /// A row a group and column, and of a row of periods one for each in each.
    var table: Table { periods.isRow ? row : single }

    private typealias Figure = DepthBenchmark.Figure

    private var single: Table {
        let figures = found.uses.map { isHidden($0) ? nil : $0.figures.first }
        var fields = keys(found.uses)
        if periods.older != nil { fields.append(number("was", found.uses.map { isHidden($0) ? nil : $0.older?.mean })) }
        fields += means(figures) + comparison.fields("ahead", scale: 1, decimals: 2)
        if periods.older != nil {
            let changes = found.uses.map { isHidden($0) ? nil : $0.change }
            let steps = found.uses.map { use -> Double? in
                guard !isHidden(use), let new = use.figures.first?.mean, let old = use.older?.mean else { return nil }
                return new - old
            }
            fields += [number("change", steps), number("change low", changes.map { $0?.interval.low }), number("change high", changes.map { $0?.interval.high })]
        }
        fields += counts(figures)
        return Table(fields.distinct, rowCount: found.uses.count)
    }

    private var row: Table {
        let shown = periods.sides.indices.flatMap { side in found.uses.map { (side: side, use: $0) } }
        let figures = shown.map { isHidden($0.use) ? nil : $0.use.figures[$0.side] }
        var fields = [Field(periods.noun, .texts(shown.map { periods.sides[$0.side].label }))] + keys(shown.map(\.use))
        fields += means(figures) + counts(figures)
        return Table(fields.distinct, rowCount: shown.count)
    }

    private func isHidden(_ use: DepthBenchmark.Use) -> Bool { found.comparison.groups[use.group].role == .hidden }

    private func keys(_ uses: [DepthBenchmark.Use]) -> [Field] {
        found.comparison.keys(of: uses.map(\.group)) + [Field("dimension", .levels(names, uses.map(\.column)))]
    }

    private func means(_ figures: [Figure?]) -> [Field] {
        [
            number(periods.older == nil ? "mean" : "now", figures.map { $0?.mean }), number("low", figures.map { $0?.interval?.low }),
            number("high", figures.map { $0?.interval?.high }),
        ]
    }

    private func counts(_ figures: [Figure?]) -> [Field] {
        func share(_ name: String, _ value: (Proportion) -> Double?) -> Field {
            Field(name, .doubles(figures.map { $0?.twoOrMore.flatMap(value) ?? .nan }, type: .percent))
        }
        return [
            Field("median", .doubles(figures.map { $0?.median ?? .nan })), share("two or more", \.value), share("two or more low") { $0.interval()?.low },
            share("two or more high") { $0.interval()?.high }, Field("accounts", .integers(figures.map { $0.map { Int64($0.accounts) } })),
        ]
    }

    private func number(_ name: String, _ values: [Double?]) -> Field { Field(name, .doubles(values.map { $0 ?? .nan }), look: .decimals(2)) }
}
