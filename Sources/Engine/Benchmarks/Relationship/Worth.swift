import Diagnostics
import Syntax
import Tables
import Workspaces

/// What users of a product are compared by: a figure of the rows that say who uses it.
package struct Worth: Sendable {
    /// `amount`, or `amount in USD`
    package let name: String
    /// Of what is added up; money in one currency where amounts are converted.
    package let type: ColumnType
    /// What amounts are converted by, each at the rate of its own day; nil where they are not.
    package let rates: ExchangeRates?
    /// By row of the table; NaN where it is not known, and, of converted ones, outside the period.
    let amounts: [Double]

    /// Nil where nothing was typed and the table has no one column of money.
    /// - Parameters:
    ///   - typed: the column; nil for the one of money that there is.
    ///   - span: of the verb.
    init?(_ typed: Name?, _ column: UsedColumn, _ currency: CurrencyChoice, in window: ServiceWindow, at span: Span, _ session: Session) throws(Diagnostic) {
        let named = column.table
        guard let index = try Worth.index(typed, named) else {
            guard case .into(_, let place) = currency else { return nil }
            throw Diagnostic("no-money", "Nothing says what users bring, so there is nothing to convert.", at: place, help: Worth.example(named))
        }
        let field = named.table.fields[index]
        let amounts = field.column.cellsAsDoubles
        let money = try AmountCurrency(field.column.type, in: named, session)
        let known = amounts.indices.filter { amounts[$0].isFinite }
        guard case .into(let home, let place) = currency else {
            if currency == .oneOnly, let money, case .column = money {
                let refusal = AmountCurrency.refusal(try money.codes(known), of: named, at: typed?.span ?? span, choosing: "write worth and a column in one currency")
                if let refusal { throw refusal }
            }
            (name, type, rates, self.amounts) = (field.name, field.column.type, nil, amounts)
            return
        }
        guard let money else {
            throw Diagnostic("no-money", "There is nothing to convert: \(field.name) is no money, and \(named.name) has no column currency, own or in a table above.", at: place, help: "Leave the currency out.")
        }
        let rates = try ExchangeRates(home: home, at: place, session)
        let cells = try rates.rates(of: money, in: named, known, window, at: typed?.span ?? span, leaving: "", session)
        (name, type, self.rates) = ("\(field.name) in \(rates.home)", .money(Currency(rates.home), scale: 2), rates)
        self.amounts = zip(amounts, cells).map { $0 * $1 }
    }

    private static func index(_ name: Name?, _ table: NamedTable) throws(Diagnostic) -> Int? {
        guard let name else { return table.table.money }
        let own = name.parts.count == 2 && equalIgnoringCase(name.parts[0], table.name) ? name.parts[1] : name.text
        guard let index = table.table.index(of: own) else {
            throw Diagnostic("unknown-column", "\(table.name) has no column \(Words.quoted(own)).", at: name.span, help: didYouMean(own, among: table.table.fields.filter(\.column.type.isNumeric).map(\.name)))
        }
        guard table.table.fields[index].column.type.isNumeric else {
            throw Diagnostic("not-a-number", "\(own) is \(table.table.fields[index].column.type.withArticle), and worth wants a figure to add up.", at: name.span)
        }
        return index
    }

    private static func example(_ table: NamedTable) -> String {
        let figures = table.table.fields.filter { $0.column.type.isNumeric && $0.column.type != .percent }.map { "worth \(Words.typed($0.name))" }
        return figures.isEmpty ? "Leave the currency out." : "Write what it is, as in \(joinWords(Array(figures.prefix(3)), "or"))."
    }
}

extension Table {
    /// The only column of money; nil where there is none, or more.
    var money: Int? {
        let all = fields.indices.filter { fields[$0].column.type.isMoney }
        return all.count == 1 ? all[0] : nil
    }
}

extension Column {
    /// Its numbers; NaN for missing ones.
    fileprivate var cellsAsDoubles: [Double] {
        let (buffer, start) = doubles()
        let numbers = Array(UnsafeBufferPointer(start: buffer.pointer(to: Double.self) + start, count: count))
        withExtendedLifetime(buffer) {}
        return numbers
    }
}
