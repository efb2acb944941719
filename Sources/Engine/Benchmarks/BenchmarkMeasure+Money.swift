import Diagnostics
import Syntax
import Tables
import Workspaces

/// What is done with amounts in several currencies.
package enum CurrencyChoice: Sendable, Equatable {
    /// They are refused: they do not add up.
    case oneOnly
    /// They are added up all the same, as figures that are no money.
    case unconverted
    case into(String, span: Span)
}

extension BenchmarkMeasure {
    /// What the amounts of a term are in.
    enum Money {
        case column(Column)
        case only(String)
    }

    /// A term that is a sum of amounts in some currency.
    func money(_ term: Term) throws(Diagnostic) -> Money? {
        guard case .aggregate(.sum)? = session.catalogue.function(term.call.function)?.kind else { return nil }
        let type = try reading(term) { () throws(Diagnostic) in
            var binder = Binder(Query(accounts), session)
            return try binder.bind(term.place).type
        }
        if case .money(let currency, _) = type, currency != .none { return .only(currency.code) }
        return try Relations.currencies(of: term.table, in: session.state.workspace).map { (currencies) throws(Diagnostic) in .column(try session.cells(currencies)) }
    }

    private func reading<T>(_ term: Term, _ body: () throws(Diagnostic) -> T) throws(Diagnostic) -> T {
        let outer = term.definition.map { session.beginReading($0) }
        defer { if let outer { session.endReading(outer, at: span) } }
        return try body()
    }

    /// The rows of its table that a term's condition is true for.
    private func rows(_ term: Term) throws(Diagnostic) -> [Int] {
        guard let filter = term.call.filter else { return Array(0..<term.table.table.rowCount) }
        return try reading(term) { () throws(Diagnostic) in
            var binder = Binder(Query(term.table), session)
            try binder.filter(filter)
            let batch = try session.runAgain(binder.query)
            return (0..<batch.count).map { batch.rows[$0] }
        }
    }

    /// The dated tables with the rows that the measure takes of each: those that its conditions hold for.
    func rowsTaken() throws(Diagnostic) -> [(table: NamedTable, rows: [Int])] {
        try terms.map { (term) throws(Diagnostic) in (term.table, try rows(term)) }
    }

    /// Refuses sums of amounts in more than one currency.
    func checkOneCurrency() throws(Diagnostic) {
        for term in terms {
            guard case .column(let codes)? = try money(term) else { continue }
            var found: [String] = []
            for row in try rows(term) {
                if case .text(let code) = codes[row], !found.contains(code) { found.append(code) }
                if found.count > 100 { break }
            }
            guard found.count > 1 else { continue }
            found.sort()
            throw Diagnostic(
                "many-currencies", "\(term.table.name) has amounts in \(found.count > 100 ? "more than 100" : grouped(found.count)) currencies (\(Binder.list(found, limit: 6))), which do not add up.", at: span,
                help: "Add in \(found.contains("USD") ? "USD" : found[0]) to convert them by the table rates, pick one with where currency = '\(found[0])', or add unconverted for what is no money.")
        }
    }

    /// Refuses a conversion where there is no amount of money.
    func checkHasMoney(at currency: Span) throws(Diagnostic) {
        for term in terms where try money(term) != nil { return }
        throw Diagnostic(
            "no-money", "There is nothing to convert: this holds no sum of money, nor of rows that have a column currency, own or in a table above.", at: currency, help: "Leave the currency out.")
    }

    // MARK: Conversion

    /// By row of accounts what it came to in both periods. Amounts of other currencies are converted at the older period's rates in
    /// both: each at that of its own day, or of the day of the older period that is to its own as the older is to the newer. With
    /// them, what the newer period's own rates would add to its figures; nil where nothing is converted.
    func figures(_ periods: BenchmarkPeriods) throws(Diagnostic) -> (before: [Double], after: [Double], exchange: [Double]?) {
        let before = try figures(periods.older.window)
        guard rates != nil else { return (before, try figures(periods.newer.window), nil) }
        let constant = try figures(periods.newer.window, atRatesOf: periods.older.window)
        let own = try figures(periods.newer.window)
        return (before, constant, zip(own, constant).map { $0 - $1 })
    }

    /// By row of accounts what it came to in a window at the rates of another one, of the like day.
    func figures(_ window: ServiceWindow, atRatesOf other: ServiceWindow) throws(Diagnostic) -> [Double] {
        let periods = BenchmarkPeriods(newer: .init(label: "", window: window), older: .init(label: "", window: other), cutDays: nil)
        return try figures(window, ratesOf: { day in window == other ? day : min(max(periods.back(day), other.from), other.last) })
    }

    /// Does something with tables that have the rate of each row's amount beside it, as of the day that is made of its own.
    func withRates<T>(_ window: ServiceWindow, _ dayOfRate: (Day) -> Day, _ body: (_ rateColumns: [String]) throws(Diagnostic) -> T) throws(Diagnostic) -> T {
        guard let rates else { return try body(terms.map { _ in "" }) }
        let kept = session.state
        defer { session.state = kept }
        var names: [String] = []
        for (number, term) in terms.enumerated() {
            guard let money = try money(term) else {
                names.append("")
                continue
            }
            let cells = try self.rates(of: money, term, rates, window, dayOfRate)
            guard var table = session.state.workspace.table(named: term.table.name)?.table else { continue }
            var name = "rate of exchange \(number + 1)"
            while table.index(of: name) != nil { name += "'" }
            table.append(Field(name, .doubles(cells)))
            session.state.workspace.put(table, as: term.table.name)
            names.append(name)
        }
        return try body(names)
    }

    /// By row of a term's table the rate of its amount; NaN for rows that do not count.
    private func rates(of money: Money, _ term: Term, _ rates: ExchangeRates, _ window: ServiceWindow, _ dayOfRate: (Day) -> Day) throws(Diagnostic) -> [Double] {
        let table = term.table.table
        var cells = [Double](repeating: .nan, count: table.rowCount)
        guard let days = try session.days(of: term.table)?.integers() else { return cells }
        let x = days.pointer(to: Int64.self)
        let (from, before) = (Int64(window.from.number), Int64(window.before.number))
        let ways = ways(of: money, rates)
        var lacking: (day: Day, code: String)?
        for (at, row) in try rows(term).enumerated() {
            if at % blockRows == 0 { try Cancellation.check() }
            // A missing day is the least of all.
            guard x[row] >= from, x[row] < before else { continue }
            let day = Day(number: Int32(truncatingIfNeeded: x[row]))
            let code: Int = if case .column(let codes) = money { Int(codes.code(row)) } else { 1 }
            guard let (name, way) = ways[code] else {
                throw Diagnostic("no-currency", "An amount of \(term.table.name) of \(day.text) has no currency.", at: span, help: "Set it, or leave such rows out with where currency is not missing.")
            }
            let other = dayOfRate(day)
            if let rate = rates.rate(way, on: other) { cells[row] = rate } else if lacking.map({ (other, name) < $0 }) ?? true { lacking = (other, name) }
        }
        withExtendedLifetime(days) {}
        if let lacking { throw rates.missing(lacking.code, on: lacking.day, at: span) }
        return cells
    }

    /// By code of the currency column its name and where its rates are; nil for a missing one.
    private func ways(of money: Money, _ rates: ExchangeRates) -> [(name: String, way: ExchangeRates.Way)?] {
        switch money {
        case .only(let name): return [nil, (name, rates.way(name))]
        case .column(let codes):
            guard let dictionary = codes.dictionary else { return [nil] }
            return (0..<max(1, dictionary.count)).map { code in code == 0 ? nil : (dictionary.text(code), rates.way(dictionary.text(code))) }
        }
    }

    /// A term's sum with each amount times its rate.
    func converted(_ term: Term, by column: String) -> Expression {
        guard !column.isEmpty, let amount = term.call.arguments.first else { return term.place }
        let span = term.call.functionSpan
        // As a number, for money would be rounded to its own digits row by row.
        let number = Expression(.call(Call("number", at: span, [amount])), span: amount.span)
        let rate = Expression(.name(Name([term.table.name, column], span: span)), span: span)
        var call = term.call
        call.arguments = [Expression(.call(Call("*", at: span, [number, rate])), span: amount.span)]
        return Expression(.call(call), span: term.place.span)
    }
}
