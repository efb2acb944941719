import Diagnostics
import Engine
import Syntax
import Tables

/// Amounts in several currencies: `in USD` converts them, `unconverted` adds them up as figures that are no money.
enum CurrencyText {
    static let clause: [Element] = [.choice([[.word("in"), .slot("currency", .newName)], [.word("unconverted")]])]

    static let manual = """


        Amounts in several currencies, told by a column currency, are added up only in USD or another home currency: rates, a table with
        currency, date and rate, says how many of it one unit is worth. The latest rate on or before a day counts, never a later one.
        A text column home says what they are so many of, and is checked; without it the footer says what they are taken as.
        Both periods stand at the rates of the older one, of the like day; what the newer one's own rates add is exchange rates, by itself.
        """

    /// What a call's own clause does with currencies.
    static func read(_ call: VerbCall) throws(Diagnostic) -> CurrencyChoice {
        let choice = call.has("unconverted") ? CurrencyChoice.unconverted : .oneOnly
        guard let name = call.arguments.name("currency") else { return choice }
        return try once(choice, .into(name.text, span: name.span))
    }

    /// The older period of a call, and what is done with currencies. Right behind a period `in USD` reads like a test of it.
    static func read(_ call: VerbCall, older typed: Expression) throws(Diagnostic) -> (older: Expression, currency: CurrencyChoice) {
        let (choice, (older, currency)) = (try read(call), split(typed))
        return (older ?? typed, try once(choice, currency))
    }

    /// An expression without `in USD` behind it, and that.
    static func split(_ typed: Expression?) -> (expression: Expression?, currency: CurrencyChoice?) {
        guard let typed, case .call(let test) = typed.kind, test.function == "in", test.arguments.count == 2, case .name(let name) = test.arguments[1].kind else { return (typed, nil) }
        return (test.arguments[0], .into(name.text, span: name.span))
    }

    /// What is done with currencies, unless that was said before.
    /// - Parameter next: nil where nothing more is said.
    static func once(_ choice: CurrencyChoice, _ next: CurrencyChoice?) throws(Diagnostic) -> CurrencyChoice {
        guard let next else { return choice }
        if choice != .oneOnly, case .into(_, let span) = next { throw Diagnostic("two-currencies", "What is done with currencies is said twice.", at: span, help: "Leave one of them out.") }
        return next
    }

    /// `rates taken as GBP for one unit`, where the table of rates does not say so itself.
    static func taken(_ rates: ExchangeRates?) -> String {
        guard let rates, !rates.isHomeSaid else { return "" }
        return ", rates taken as \(rates.home) for one unit"
    }

    /// `both at the exchange rates of 2025Q1; those of 2026Q1 add $1,234.00: growth 5.2%, with them 8.1%`
    static func footer(_ benchmark: Benchmark, _ setting: BenchmarkSetting) -> String? {
        guard let all = benchmark.exchangeOfAll else { return nil }
        let percent = NumberFormat(decimals: 1, isPercent: true)
        let growths = all.before > 0 && all.effect != 0 ? ": all accounts' growth is \(percent.text(all.after / all.before - 1)), with them \(percent.text((all.after + all.effect) / all.before - 1))" : ""
        return footer(all.effect, setting) + growths
    }

    static func footer(_ effect: Double, _ setting: BenchmarkSetting) -> String {
        let taken = taken(setting.measure.rates)
        if effect == 0 { return "at the exchange rates of \(setting.periods.older.label), which are those of \(setting.periods.newer.label) too\(taken)" }
        let amount = Plain.text(BenchmarkText.totals([effect], setting.measure.type)[0])
        return "both at the exchange rates of \(setting.periods.older.label)\(taken); those of \(setting.periods.newer.label) add \(amount)"
    }

    /// A row for what rates of exchange carried, below those of groups; above it all accounts, where there are no groups.
    static func carriers(_ groups: Table?, _ benchmark: Benchmark, _ setting: BenchmarkSetting) -> Table? {
        guard let all = benchmark.exchangeOfAll else { return groups }
        let (older, newer) = (setting.periods.older.label, setting.periods.newer.label)
        func totals(_ values: [Double]) -> Column { BenchmarkText.totals(values, setting.measure.type) }
        func points(_ change: Double) -> Double { all.before > 0 ? change / all.before * 100 : .nan }
        let change = all.after - all.before
        let own = groups ?? Table([
            Field("part", .texts(["all accounts"])), Field(older, totals([all.before])), Field(newer, totals([all.after])), Field("change", totals([change]), look: .answer),
            Field("points", .doubles([points(change)]), look: .answering(2)),
        ])
        let row: [String: Double] = [older: 0, newer: all.effect, "change": all.effect, "points": points(all.effect)]
        let keys = max(1, benchmark.keys.count)
        return Table(
            own.fields.enumerated().map { index, field in
                let cells = (0..<own.rowCount).map { field.column[$0] }
                if index < keys { return Field(field.name, .texts(cells.map { $0.isMissing ? nil : Plain.label($0) } + [index == 0 ? "exchange rates" : nil])) }
                let extra = row[field.name] ?? .nan
                let column = field.column.type == .decimal ? Column.doubles(cells.map { $0.number ?? .nan } + [extra]) : Column.concatenate([field.column, extra.isNaN ? .integers([nil], type: field.column.type) : totals([extra])], type: field.column.type)
                return Field(field.name, column, look: field.look)
            }, rowCount: own.rowCount + 1)
    }
}
