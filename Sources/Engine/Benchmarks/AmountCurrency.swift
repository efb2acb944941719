import Diagnostics
import Syntax
import Tables
import Workspaces

/// What the amounts of a dated table are in.
enum AmountCurrency {
    /// Each in that of a text column, currency.
    case column(Column)
    case only(String)

    /// Of figures of a type in a table; nil where nothing says that they are money. A row without a currency of its own is in that of
    /// the nearest table above it.
    init?(_ type: ColumnType, in table: NamedTable, _ session: Session) throws(Diagnostic) {
        guard type.isNumeric, type != .percent else { return nil }
        if case .money(let currency, _) = type, currency != .none {
            self = .only(currency.code)
        } else if let currencies = Relations.currencies(of: table, in: session.state.workspace) {
            self = .column(try session.cells(currencies))
        } else {
            return nil
        }
    }

    /// Nil where rows differ.
    var code: String? { if case .only(let code) = self { code } else { nil } }

    /// The currencies of some rows, in alphabetical order.
    func codes(_ rows: [Int]) throws(Diagnostic) -> [String] {
        switch self {
        case .only(let code): return [code]
        case .column(let column):
            guard let dictionary = column.dictionary else { return [] }
            var isUsed = [Bool](repeating: false, count: max(1, dictionary.count))
            for (at, row) in rows.enumerated() {
                if at % blockRows == 0 { try Cancellation.check() }
                isUsed[column.code(row)] = true
            }
            return isUsed.indices.dropFirst().filter { isUsed[$0] }.map { dictionary.text($0) }.sorted()
        }
    }

    /// `EUR, GBP, USD`
    static func list(_ codes: [String]) -> String { Binder.list(codes, limit: 6) }

    /// That amounts of a table do not add up, where they are in several currencies; nil in one.
    /// - Parameter choosing: how to keep to one: `pick one with where currency = 'EUR'`; nil for that.
    static func refusal(_ codes: [String], of table: NamedTable, at span: Span, choosing: String? = nil) -> Diagnostic? {
        guard codes.count > 1 else { return nil }
        return Diagnostic(
            "many-currencies", "\(table.name) has amounts in \(grouped(codes.count)) currencies (\(list(codes))), which do not add up.", at: span,
            help: "Add in \(codes.contains("USD") ? "USD" : codes[0]) to convert them by the table rates, \(choosing ?? "pick one with where currency = \(Words.quoted(codes[0]))"), or add unconverted for what is no money.")
    }
}

extension ExchangeRates {
    /// By row of a dated table the rate of its amount; NaN for rows that are not asked for, or lie outside a window.
    /// - Parameters:
    ///   - rows: those whose amounts count.
    ///   - window: nil for all days.
    ///   - dayOfRate: the day by whose rate the amounts of a day are converted.
    ///   - leaving: how amounts without a currency are left out.
    func rates(
        of amounts: AmountCurrency, in named: NamedTable, _ rows: [Int], _ window: ServiceWindow? = nil, ofDay dayOfRate: (Day) -> Day = { $0 }, at span: Span,
        leaving: String = ", or leave such rows out with where currency is not missing", _ session: Session
    ) throws(Diagnostic) -> [Double] {
        var cells = [Double](repeating: .nan, count: named.table.rowCount)
        guard let days = try session.days(of: named)?.integers() else { return cells }
        let x = days.pointer(to: Int64.self)
        let (from, before) = (Int64(window?.from.number ?? .min), Int64(window?.before.number ?? .max))
        let ways = ways(of: amounts)
        var lacking: (day: Day, code: String)?
        for (at, row) in rows.enumerated() {
            if at % blockRows == 0 { try Cancellation.check() }
            // A missing day is the least of all.
            guard x[row] >= from, x[row] < before else { continue }
            let day = Day(number: Int32(truncatingIfNeeded: x[row]))
            let code: Int = if case .column(let codes) = amounts { codes.code(row) } else { 1 }
            guard let (name, way) = ways[code] else {
                throw Diagnostic("no-currency", "An amount of \(named.name) of \(day.text) has no currency.", at: span, help: "Set it\(leaving).")
            }
            let other = dayOfRate(day)
            if let rate = rate(way, on: other) { cells[row] = rate } else if lacking.map({ (other, name) < $0 }) ?? true { lacking = (other, name) }
        }
        withExtendedLifetime(days) {}
        if let lacking { throw missing(lacking.code, on: lacking.day, at: span) }
        return cells
    }

    /// By row of a table the rate of its amount on a day; NaN for rows that are not asked for.
    func rates(of amounts: AmountCurrency, in named: NamedTable, _ rows: [Int], on day: Day, at span: Span) throws(Diagnostic) -> [Double] {
        var cells = [Double](repeating: .nan, count: named.table.rowCount)
        let found = ways(of: amounts).map { way in way.map { (name: $0.name, rate: rate($0.way, on: day)) } }
        for (at, row) in rows.enumerated() {
            if at % blockRows == 0 { try Cancellation.check() }
            let code: Int = if case .column(let codes) = amounts { codes.code(row) } else { 1 }
            guard let (name, rate) = found[code] else {
                throw Diagnostic("no-currency", "An amount of \(named.label(ofRow: row)) has no currency.", at: span, help: "Set it.")
            }
            guard let rate else { throw missing(name, on: day, at: span) }
            cells[row] = rate
        }
        return cells
    }

    /// By code of the currency column its name and where its rates are; nil for a missing one.
    private func ways(of amounts: AmountCurrency) -> [(name: String, way: Way)?] {
        switch amounts {
        case .only(let name): return [nil, (name, way(name))]
        case .column(let codes):
            guard let dictionary = codes.dictionary else { return [nil] }
            return (0..<max(1, dictionary.count)).map { code in code == 0 ? nil : (dictionary.text(code), way(dictionary.text(code))) }
        }
    }
}
