import Diagnostics
import Syntax
import Tables
import Workspaces

/// What a benchmark measures: sums and counts of an account's dated rows, added up, taken off and multiplied by numbers, so that
/// a group's total is the total of its accounts.
///
/// An account without a row in a period has 0 there: it closed, or had not begun. One with rows whose value is missing is not known.
package struct BenchmarkMeasure {
    /// As typed, with the currency that it is converted into.
    package let text: String
    /// Of its totals: money in one currency where it is converted.
    package let type: ColumnType
    /// The dated tables whose rows it takes.
    package let tables: [NamedTable]

    struct Term {
        var factor: Double
        var call: Call
        var place: Expression
        var table: NamedTable
        /// The definition whose text the places are in; nil for the line itself.
        var definition: String?
    }

    let terms: [Term]
    /// What amounts are converted by; nil where they are not.
    package let rates: ExchangeRates?
    let accounts: NamedTable
    let span: Span
    let session: Session

    /// Errors: what is no number, does not add up, counts rows without dates, or is in several currencies.
    package init(_ expression: Expression, currency: CurrencyChoice = .oneOnly, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) {
        self.accounts = accounts
        self.session = session
        span = expression.span
        let typed = session.text(of: expression.span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let bound = try BenchmarkMeasure.bound(expression, accounts, session)
        guard bound.type.isNumeric else {
            throw Diagnostic("not-a-number", "A measure is a number; this is \(bound.type.withArticle).", at: expression.span, help: BenchmarkMeasure.example(accounts, session))
        }
        if case .into(let name, let span) = currency {
            let rates = try ExchangeRates(home: name, at: span, session)
            (self.rates, text, type) = (rates, "\(typed) in \(rates.home)", .money(Currency(rates.home), scale: 2))
        } else {
            (rates, text, type) = (nil, typed, bound.type)
        }
        var reading = Reading(accounts: accounts, session: session)
        try reading.read(expression, factor: 1, definitions: [])
        terms = reading.terms
        var tables: [NamedTable] = []
        for term in terms where !tables.contains(where: { $0.name == term.table.name }) { tables.append(term.table) }
        self.tables = tables
        if currency != .unconverted { try checkNestedCurrencies() }
        if currency == .oneOnly { try checkOneCurrency() }
        if case .into(_, let span) = currency { try checkHasMoney(at: span) }
    }

    // MARK: Reading

    private struct Reading {
        let accounts: NamedTable
        let session: Session
        var terms: [Term] = []

        mutating func read(_ expression: Expression, factor: Double, definitions: [Definition]) throws(Diagnostic) {
            try session.stack.check(at: expression.span)
            switch expression.kind {
            case .name(let name):
                guard let definition = session.state.workspace.definition(named: name.text), definition.kind == .expression,
                    accounts.table.index(of: name.text) == nil
                else { throw notDated(name) }
                try session.expand(definition, at: name.span)
                do throws(Diagnostic) {
                    try read(try Binder.parse(definition, session), factor: factor, definitions: definitions + [definition])
                } catch {
                    var error = error
                    error.span = name.span
                    if definitions.isEmpty { error.notes.append("\(definition.name) is defined as \(definition.text)") }
                    throw error
                }
            case .call(let call): try read(call, expression, factor, definitions)
            default: throw notAdditive(expression.span)
            }
        }

        private mutating func read(_ call: Call, _ expression: Expression, _ factor: Double, _ definitions: [Definition]) throws(Diagnostic) {
            let parts = call.arguments
            switch (call.function, parts.count) {
            case ("+", 2), ("-", 2):
                try read(parts[0], factor: factor, definitions: definitions)
                try read(parts[1], factor: call.function == "-" ? -factor : factor, definitions: definitions)
            case ("negative", 1): try read(parts[0], factor: -factor, definitions: definitions)
            case ("*", 2):
                if let number = number(parts[0]) { return try read(parts[1], factor: factor * number, definitions: definitions) }
                guard let number = number(parts[1]) else { throw notAdditive(expression.span) }
                try read(parts[0], factor: factor * number, definitions: definitions)
            case ("/", 2):
                guard let number = number(parts[1]), number != 0 else { throw notAdditive(expression.span) }
                try read(parts[0], factor: factor / number, definitions: definitions)
            default: try term(call, expression, factor, definitions)
            }
        }

        private mutating func term(_ call: Call, _ expression: Expression, _ factor: Double, _ definitions: [Definition]) throws(Diagnostic) {
            guard case .aggregate(let kind)? = session.catalogue.function(call.function)?.kind, [.sum, .count, .distinctCount].contains(kind) else {
                throw notAdditive(expression.span)
            }
            let related = try Binder(Query(accounts), session).relatedTable(call)?.table
            guard let table = related else {
                throw Diagnostic("not-dated", "This counts no rows with a date, so it cannot say what was in a period.", at: expression.span, help: BenchmarkMeasure.example(accounts, session))
            }
            guard let dates = Relations.dates(of: table, in: session.state.workspace) else {
                throw Diagnostic(
                    "not-dated", "\(table.name) has no date column, own or in a table above it, so it cannot say what was in a period.", at: expression.span,
                    help: "Import it again with dated COLUMN, or for a table that has a date.")
            }
            if let filter = call.filter, let name = ownDays(filter, table, dates) {
                throw Diagnostic("own-days", "The measure picks days of its own, by \(name), and that is for the periods to do.", at: filter.span, help: "Leave that condition out.")
            }
            terms.append(Term(factor: factor, call: call, place: expression, table: table, definition: definitions.last?.text))
        }

        private func number(_ expression: Expression) -> Double? {
            guard case .literal(.number(let number)) = expression.kind else { return nil }
            return number.unit == .percent ? number.double / 100 : number.double
        }

        /// The date column among the names of a condition.
        private func ownDays(_ condition: Expression, _ table: NamedTable, _ dates: InheritedColumn) -> String? {
            condition.names.first { name in
                if let own = name.parts.last, equalIgnoringCase(own, "date") { return true }
                guard let found = Relations.column(name, of: table, in: session.state.workspace) else { return false }
                return found.table.name == dates.table.name && found.index == dates.index
            }?.text
        }

        private func notDated(_ name: Name) -> Diagnostic {
            Diagnostic(
                "not-dated", "\(name.text) has one value an account, and so nothing to tell two periods apart by.", at: name.span,
                help: "Measure dated rows. \(BenchmarkMeasure.example(accounts, session))")
        }

        private func notAdditive(_ span: Span) -> Diagnostic {
            Diagnostic(
                "not-additive", "A measure is added up over the accounts of a group, and this does not add up.", at: span,
                help: "Sums and counts do, added, taken off, and times or over a number. penetration holds revenue against wallets. \(BenchmarkMeasure.example(accounts, session))")
        }
    }

    // MARK: Figures

    /// By row of accounts what it came to in a window; NaN where that is not known.
    /// - Parameter dayOfRate: the day by whose rate the amounts of a day are converted.
    func figures(_ window: ServiceWindow, ratesOf dayOfRate: (Day) -> Day = { $0 }) throws(Diagnostic) -> [Double] {
        try withRates(window, dayOfRate) { (columns) throws(Diagnostic) in try figures(window, rates: columns) }
    }

    private func figures(_ window: ServiceWindow, rates columns: [RateColumn?]) throws(Diagnostic) -> [Double] {
        var binder = Binder(Query(accounts), session)
        binder.window = window
        var slots: [(value: Int, rows: Int)] = []
        for (term, column) in zip(terms, columns) {
            let outer = term.definition.map { session.beginReading($0) }
            defer { if let outer { session.endReading(outer, at: span) } }
            let rows = Call("count", at: term.call.functionSpan, [Expression(.name(Name([term.table.name], span: term.call.functionSpan)), span: term.call.functionSpan)], filter: term.call.filter)
            binder.rates = column.map { [$0] } ?? []
            slots.append((try binder.slot(term.place), try binder.slot(Expression(.call(rows), span: term.call.functionSpan))))
        }
        let batch = try session.runAgain(binder.query)
        var sums = [Double](repeating: 0, count: accounts.table.rowCount)
        for (term, slot) in zip(terms, slots) {
            let (values, rows) = (try batch.column(slot.value).doubles(), try batch.column(slot.rows).doubles())
            let (value, count) = (values.buffer.pointer(to: Double.self) + values.start, rows.buffer.pointer(to: Double.self) + rows.start)
            for row in sums.indices {
                if row % blockRows == 0 { try Cancellation.check() }
                sums[row] += count[row] == 0 ? 0 : term.factor * value[row]
            }
            withExtendedLifetime((values, rows)) {}
        }
        return sums.map { $0.isFinite ? $0 : .nan }
    }

    /// The first and the last day of the rows it takes; nil without any. Errors: `cancelled`, and `ambiguous-column` where
    /// dates may be those of several tables.
    package func days() throws(Diagnostic) -> (first: Day, last: Day)? { try tables.days(session) }
}

extension [NamedTable] {
    /// The first and the last day of the rows of dated tables; nil without any.
    func days(_ session: Session) throws(Diagnostic) -> (first: Day, last: Day)? {
        var found: (first: Day, last: Day)?
        for table in self {
            guard let column = try session.days(of: table, isAsked: false) else { continue }
            let all = Groups.single(rows: column.count)
            let ends = try [AggregateFunction.minimum, .maximum].map { (function) throws(Diagnostic) in
                try Aggregating.aggregate(function, column, all, rows: column.count, tally: Tally())[0]
            }
            guard case .date(let first) = ends[0], case .date(let last) = ends[1] else { continue }
            found = (Swift.min(found?.first ?? first, first), Swift.max(found?.last ?? last, last))
        }
        return found
    }
}
