import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// What accounts spend in a year with everybody, as estimated in a column of accounts.
package struct Wallets: Sendable {
    /// The column, as typed; else the usual one.
    package let name: String
    /// Of the column, or what it was converted into; numeric.
    package private(set) var type: ColumnType
    /// What currency they are converted from, nil where accounts differ in it, and the day by whose rates; nil where they are not.
    package private(set) var conversion: (from: String?, day: Day)?
    /// How far estimates may be off: 0.2 is mostly within 20 %.
    package let error: Double
    /// By row of accounts; NaN where it is missing.
    private(set) var cells: [Double]

    /// The column that is meant where none is typed.
    package static let usualName = "wallet"
    /// What `error` is where none is typed.
    package static let usualError = 0.2

    init(_ name: Name?, error: Double, _ accounts: NamedTable, at span: Span, _ session: Session) throws(Diagnostic) {
        var binder = Binder(Query(accounts), session)
        let slot: Int
        do throws(Diagnostic) { slot = try binder.column(name ?? Name([Wallets.usualName], span: span)) } catch {
            guard name == nil, error.id == "unknown-column" else { throw error }
            throw Diagnostic("no-wallet", "accounts has no column wallet to hold revenue against.", at: span, help: "Write of and the column that holds what an account spends in a year with everybody.")
        }
        self.name = name?.text ?? Wallets.usualName
        type = binder.query.type(of: slot)
        guard type.isNumeric else {
            throw Diagnostic("not-a-number", "A wallet is a number; \(self.name) is \(type.withArticle).", at: name?.span ?? span, help: "Write of and a column of figures.")
        }
        let batch = try session.runAgain(binder.query)
        let (buffer, start) = try batch.column(slot).doubles()
        let from = buffer.pointer(to: Double.self) + start
        cells = (0..<accounts.table.rowCount).map { from[$0].isFinite ? from[$0] : .nan }
        withExtendedLifetime(buffer) {}
        self.error = error
    }

    /// Converts those that are in another currency, all at the rates of one day, as each is one figure for all periods. Those that
    /// nothing says the currency of are taken as they are.
    mutating func convert(by rates: ExchangeRates, on day: Day, _ accounts: NamedTable, at span: Span, _ session: Session) throws(Diagnostic) {
        guard let amounts = try AmountCurrency(type, in: accounts, session), amounts.code.map({ !equalIgnoringCase($0, rates.home) }) ?? true else { return }
        let factors = try rates.rates(of: amounts, in: accounts, cells.indices.filter(isUsable), on: day, at: span)
        cells = zip(cells, factors).map { $1.isNaN ? $0 : $0 * $1 }
        (type, conversion) = (.money(Currency(rates.home), scale: 2), (amounts.code, day))
    }

    var walletError: Penetration.WalletError { .init(own: error) }
    func isUsable(_ row: Int) -> Bool { cells[row] > 0 }
}
