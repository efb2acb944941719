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
    /// They are converted into that one; `span` is where it stands.
    case into(String, span: Span)
}

extension BenchmarkMeasure {
    /// A term that is a sum of amounts in some currency.
    func amounts(_ term: Term) throws(Diagnostic) -> AmountCurrency? {
        guard case .aggregate(.sum)? = session.catalogue.function(term.call.function)?.kind else { return nil }
        let type = try reading(term) { () throws(Diagnostic) in
            var binder = Binder(Query(accounts), session)
            return try binder.bind(term.place).type
        }
        return try AmountCurrency(type, in: term.table, session)
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
            guard let amounts = try amounts(term), case .column = amounts else { continue }
            if let refusal = AmountCurrency.refusal(try amounts.codes(try rows(term)), of: term.table, at: span) { throw refusal }
        }
    }

    /// Refuses sums of rows' own sums of amounts in several currencies, which neither add up nor are converted.
    func checkNestedCurrencies() throws(Diagnostic) {
        for term in terms {
            let query = try reading(term) { () throws(Diagnostic) in
                var binder = Binder(Query(accounts), session)
                _ = try binder.bind(term.place)
                return binder.query
            }
            try query.checkNestedCurrencies(at: span, session)
        }
    }

    /// Refuses a conversion where there is no amount of money.
    func checkHasMoney(at currency: Span) throws(Diagnostic) {
        for term in terms where try amounts(term) != nil { return }
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

    /// Does something with tables that have the rate of each row's amount beside it, as of the day that is made of its own: by term
    /// the column that has it, nil where there is nothing to convert.
    func withRates<T>(_ window: ServiceWindow, _ dayOfRate: (Day) -> Day, _ body: ([RateColumn?]) throws(Diagnostic) -> T) throws(Diagnostic) -> T {
        guard let rates else { return try body(terms.map { _ in nil }) }
        let kept = session.state
        defer { session.state = kept }
        return try body(
            try terms.map { (term) throws(Diagnostic) in
                guard let amounts = try amounts(term) else { return nil }
                let cells = try rates.rates(of: amounts, in: term.table, try rows(term), window, ofDay: dayOfRate, at: span, session)
                return RateColumn(cells, of: amounts, beside: term.table.name, session)
            })
    }
}
