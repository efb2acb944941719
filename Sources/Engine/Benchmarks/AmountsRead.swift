import Diagnostics
import Syntax
import Tables
import Workspaces

/// A column with the rates of exchange of a table's rows, which stands beside these while something is worked out.
struct RateColumn {
    let table: String
    /// What amounts it converts: those in this currency, or where nil those of a column currency.
    let code: String?
    fileprivate let name: String

    /// Puts it into the session's workspace; nil where the table is gone.
    init?(_ cells: [Double], of amounts: AmountCurrency, beside name: String, _ session: Session) {
        guard var table = session.state.workspace.table(named: name)?.table else { return nil }
        var column = "rate of exchange"
        while table.index(of: column) != nil { column += "'" }
        table.append(Field(column, .doubles(cells)))
        session.state.workspace.put(table, as: name)
        self.table = name
        code = amounts.code
        self.name = column
    }
}

extension Binder {
    /// An aggregate of amounts with each times its rate. As a number, for money would be rounded to its own digits row by row.
    mutating func converted(_ plan: AggregatePlan, in table: NamedTable, by rates: [RateColumn]) throws(Diagnostic) -> AggregatePlan {
        guard !rates.isEmpty, plan.function.putsTogether, let argument = plan.argument, let amounts = try AmountCurrency(query.type(of: argument), in: table, session) else { return plan }
        guard let rate = rates.first(where: { equalIgnoringCase($0.table, table.name) && $0.code == amounts.code }), let column = query.slot(named: rate.name) else { return plan }
        let amount = slot(.arithmetic(.multiply, Binder.cast(.slot(argument, query.type(of: argument)), to: .decimal), .slot(column, .decimal), .decimal))
        return AggregatePlan(plan.function, amount, second: plan.second, .decimal)
    }
}

extension AggregateFunction {
    /// It makes one figure of many, which are then to be in one unit.
    var putsTogether: Bool {
        switch self {
        case .count, .countValues, .distinctCount, .any, .all: false
        case .sum, .average, .minimum, .maximum, .deviation, .quantile, .first, .last, .statistic: true
        }
    }
}

/// Amounts of a table below a query's own that an expression of it puts together.
struct AmountsRead {
    let table: NamedTable
    let currency: AmountCurrency
    let type: ColumnType
    /// The table's rows that count.
    private let counting: Query

    fileprivate init?(_ related: RelatedAggregate, _ session: Session) throws(Diagnostic) {
        guard related.function.putsTogether, let argument = related.argument, let table = related.query.origin.flatMap(session.state.workspace.table),
            let currency = try AmountCurrency(related.query.type(of: argument), in: table, session)
        else { return nil }
        (self.table, self.currency, type, counting) = (table, currency, related.query.type(of: argument), related.query)
    }

    func rows(_ session: Session) throws(Diagnostic) -> [Int] {
        let batch = try session.runAgain(counting)
        return (0..<batch.count).map { batch.rows[$0] }
    }

    /// The currencies that they are in, where rows say which; none where all are in one that the type says.
    func codes(_ session: Session) throws(Diagnostic) -> [String] {
        guard case .column = currency else { return [] }
        return try currency.codes(try rows(session))
    }

    /// Whether the same rates convert both, where they are of the same rows.
    func isAlike(_ other: AmountsRead) -> Bool { equalIgnoringCase(table.name, other.table.name) && currency.code == other.currency.code }
}

extension Query {
    /// What its steps from a place on put together of amounts.
    func amountsRead(from step: Int, _ session: Session) throws(Diagnostic) -> [AmountsRead] {
        var found: [AmountsRead] = []
        for case .relate(_, let related) in steps.dropFirst(step) {
            if let amounts = try AmountsRead(related, session) { found.append(amounts) }
        }
        return found
    }

    /// Refuses what rows below put together of amounts in several currencies of rows below themselves: it neither adds up nor is
    /// converted.
    func checkNestedCurrencies(from step: Int = 0, at span: Span, _ session: Session) throws(Diagnostic) {
        for amounts in try nestedAmounts(from: step, session) {
            let codes = try amounts.codes(session)
            guard codes.count > 1 else { continue }
            throw Diagnostic(
                "many-currencies", "This puts together what rows come to of \(amounts.table.name), whose amounts are in \(grouped(codes.count)) currencies (\(Binder.list(codes, limit: 6))).", at: span,
                help: "Sum those of \(amounts.table.name) themselves, as in sum(\(Words.typed(amounts.table.name)).COLUMN), in \(codes.contains("USD") ? "USD" : codes[0]).")
        }
    }

    private func nestedAmounts(from step: Int, _ session: Session) throws(Diagnostic) -> [AmountsRead] {
        var found: [AmountsRead] = []
        for case .relate(_, let related) in steps.dropFirst(step) {
            found += try related.query.amountsRead(from: 0, session) + related.query.nestedAmounts(from: 0, session)
        }
        return found
    }
}
