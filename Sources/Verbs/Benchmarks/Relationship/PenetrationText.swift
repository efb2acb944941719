import Diagnostics
import Engine
import Statistics
import Tables

/// A penetration in words and as a table.
struct PenetrationText {
    private let found: PenetrationBenchmark
    private let measure: BenchmarkMeasure
    private let comparison: ComparisonText
    private var periods: AskedPeriods { found.periods }

    init(_ found: PenetrationBenchmark, _ measure: BenchmarkMeasure) {
        self.found = found
        self.measure = measure
        let lines = found.groups.indices.map { index in
            ComparisonText.Line(
                name: found.comparison.groups[index].name, role: found.comparison.groups[index].role, difference: found.groups[index].difference, isTooFew: found.groups[index].isTooFew)
        }
        comparison = ComparisonText(lines: lines, base: found.comparison.baselineName, way: found.periods.older == nil ? .level : .change)
    }

    // MARK: Words

    /// `sum(trades.amount) of wallet, 2026Q2: Platinum is ahead of the rest by 4 to 11 points; Gold cannot be told from it.`
    var headline: String {
        "\(title): \(periods.isRow ? course : comparison.outcome ?? lone)."
    }

    var title: String { "\(measure.text) of \(found.wallets.name), \(periods.title)" }

    /// Of one group alone, or where there is nothing to compare.
    private var lone: String {
        guard found.groups.count == 1, found.comparison.groups[0].role == .apart, let share = found.groups[0].figures.first?.weighted else { return "no group can be held against another" }
        return "\(found.comparison.groups[0].name) spend \(percent(share)) of it here; there is nothing to hold that against"
    }

    /// How groups changed over a row of periods.
    private var course: String {
        guard let held = periods.held else { return RelationshipWords.noneHeld(periods) }
        let shown = found.groups.indices.filter { !isHidden($0) }
        if shown.isEmpty { return "all groups are hidden, as each has fewer accounts than the minimum" }
        let told = shown.filter { found.groups[$0].change?.isTold ?? false }
        let between = "between \(periods.sides[held.older].label) and \(periods.sides[held.newer].label)"
        if told.isEmpty { return "no change \(between) can be told from chance" }
        let parts = told.prefix(4).compactMap { index in
            found.groups[index].change.map { "\(found.comparison.groups[index].name) \($0.value > 0 ? "rose by \(BenchmarkText.range($0.interval))" : "fell by \(BenchmarkText.range($0.interval.negated))")" }
        }
        let rest = told.count < shown.count ? "; no other change can be told from chance" : ""
        return "\(joinWords(parts)) \(between)\(rest)"
    }

    private func isHidden(_ group: Int) -> Bool { found.comparison.groups[group].role == .hidden }

    private func percent(_ share: Double) -> String { NumberFormat(decimals: 1, isPercent: true).text(share) }

    /// What the figures rest on, and who is no part of them.
    var footer: [String] {
        var parts = RelationshipWords.footer(found.membership)
        let name = found.wallets.name
        if !periods.isRow, (periods.newer.window.years - 1).magnitude > 1e-9 { parts.append("\(name) is a year's: \(plural(periods.newer.window.days, "day")) are held against \(percent(periods.newer.window.years)) of it") }
        if let rates = measure.rates { 
            let wallet = found.wallets.conversion.map { "\($0.from.map { "(\($0)) " } ?? "")at those of \($0.day.text)" } ?? (found.wallets.type.isMoney ? "is in \(rates.home)" : "taken to be in \(rates.home)")
            parts.append("revenue at the exchange rates of each day, \(name) \(wallet)\(CurrencyText.taken(rates))")
        }
        if periods.isRow { parts.append("\(name) is a year's, and each \(periods.noun) held against its days' part of it") }
        parts.append(found.wallets.error == 0 ? "\(name) taken for exact" : "\(name) taken to be mostly within \(NumberFormat(for: [found.wallets.error], isPercent: true).text(found.wallets.error)) of the truth")
        let left = found.left
        let without = [(left.missing, "without \(name)"), (left.zero, "with \(name) 0"), (left.negative, "with \(name) below 0")].filter { $0.0 > 0 }
        if !without.isEmpty {
            let names = joinWords(without.enumerated().map { $0 == 0 ? "\(plural($1.0, "account")) \($1.1)" : "\(grouped($1.0)) \($1.1)" })
            let amount = "\(total(left.amount)) in \(periods.shown)\(left.withoutWallet == 1 ? "" : " together")"
            let known = left.amountUnknown == 0 ? ", with \(amount)" : left.amountUnknown < left.withoutWallet ? ", with \(amount) as far as known" : ""
            parts.append("\(names) left out\(known)")
        }
        if left.revenue > 0 { parts.append("\(plural(left.revenue, "account")) left out: revenue is missing") }
        if found.comparisons > 1 { parts.append("p for \(grouped(found.comparisons)) comparisons (Holm)") }
        return parts
    }

    private func total(_ amount: Double) -> String { Plain.text(BenchmarkText.totals([amount], measure.type)[0]) }

    // MARK: Table

    /// A row a group, and of a row of periods one for each group in each.
    var table: Table { periods.isRow ? row : single }

    private var single: Table {
        let isHidden = found.groups.indices.map(isHidden)
        let figures = zip(found.groups, isHidden).map { $1 ? nil : $0.figures.first }
        var fields = found.comparison.keys
        if periods.older != nil { fields.append(share("was", zip(found.groups, isHidden).map { $1 ? nil : $0.older?.weighted })) }
        fields += shares(figures) + comparison.fields("points ahead", scale: 100, decimals: 1)
        if periods.older != nil {
            let changes = zip(found.groups, isHidden).map { $1 ? nil : $0.change }
            let levels = zip(found.groups, isHidden).map { group, hidden -> Double? in
                guard !hidden, let new = group.figures.first?.weighted, let old = group.older?.weighted else { return nil }
                return new - old
            }
            fields += [points("change", levels), points("change low", changes.map { $0?.interval.low }), points("change high", changes.map { $0?.interval.high })]
        }
        fields += totals(figures)
        return Table(fields.distinct, rowCount: found.groups.count)
    }

    private var row: Table {
        let shown = periods.sides.indices.flatMap { side in found.groups.indices.map { (side: side, group: $0) } }
        let figures = shown.map { isHidden($0.group) ? nil : found.groups[$0.group].figures[$0.side] }
        var fields = [Field(periods.noun, .texts(shown.map { periods.sides[$0.side].label }))]
        fields += found.comparison.keys(of: shown.map(\.group))
        fields += shares(figures) + totals(figures)
        return Table(fields.distinct, rowCount: shown.count)
    }

    private typealias Figure = PenetrationBenchmark.Figure

    /// What shares are made of.
    private func totals(_ figures: [Figure?]) -> [Field] {
        [
            share("unweighted", figures.map { $0?.unweighted }), Field("accounts", .integers(figures.map { $0.map { Int64($0.accounts) } })), Field("revenue", BenchmarkText.totals(figures.map { $0?.revenue ?? .nan }, measure.type)),
            Field("wallet", BenchmarkText.totals(figures.map { $0.map { found.wallets.type.isMoney ? $0.wallet.rounded(to: found.wallets.type.scale) : $0.wallet } ?? .nan }, found.wallets.type)),
            Field("over wallet", .integers(figures.map { $0.map { Int64($0.above) } })),
        ]
    }

    private func shares(_ figures: [Figure?]) -> [Field] {
        [share(periods.older == nil ? "penetration" : "now", figures.map { $0?.weighted }), share("low", figures.map { $0?.interval?.low }), share("high", figures.map { $0?.interval?.high })]
    }

    private func share(_ name: String, _ values: [Double?]) -> Field { Field(name, .doubles(values.map { $0 ?? .nan }, type: .percent)) }
    private func points(_ name: String, _ values: [Double?]) -> Field { Field(name, .doubles(values.map { $0.map { $0 * 100 } ?? .nan }), look: .decimals(1)) }
}

extension Double {
    /// To so many decimals, as money of that scale is.
    fileprivate func rounded(to places: Int) -> Double { (self * powerOfTen(places)).rounded() / powerOfTen(places) }
}
