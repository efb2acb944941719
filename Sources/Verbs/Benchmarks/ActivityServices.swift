import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

/// Which rows are services, and which are business.
struct ActivityServices {
    let table: NamedTable
    /// The column of hours; nil without one.
    let hours: Int?
    /// The one kind of service that is asked for.
    let kind: (column: Int, code: Int)?
    /// `activity`, `Call in activity`
    let title: String
    /// Counts the services.
    let count: Expression

    init(_ call: VerbCall, _ session: Session) throws(Diagnostic) {
        guard let table = session.state.workspace.table(named: ServiceMeasure.defaultTable) else {
            throw Diagnostic("no-activity", "There is no table \(ServiceMeasure.defaultTable), which holds the services that accounts were given.", at: call.verbSpan, help: "Type import \(ServiceMeasure.defaultTable) from 'FILE' for accounts = COLUMN dated COLUMN.")
        }
        self.table = table
        hours = table.table.fields.firstIndex { equalIgnoringCase($0.name, "hours") && $0.column.type.isNumeric }
        let span = call.verbSpan
        var filter: Expression?
        if let (text, place) = call.arguments.text("service") {
            guard let column = ServiceMeasure.kindColumn(table) else {
                throw Diagnostic("no-kind", "\(table.name) has no column that names the service.", at: place, help: "Call one kind, service or type.")
            }
            let cells = table.table.fields[column].column
            guard let code = ActivityServices.code(of: text, in: cells) else {
                let names = cells.dictionary.map { names in (1..<max(1, names.count)).map { names.text($0) } } ?? []
                throw Diagnostic("unknown-service", "No service in \(table.name) is called \(Words.quoted(text)).", at: place, help: didYouMean(text, among: names) ?? "Services: \(Binder.list(names)).")
            }
            kind = (column, code)
            let own = cells.dictionary?.text(code) ?? text
            title = "\(own) in \(table.name)"
            let name = Expression(.name(Name([table.table.fields[column].name], span: span)), span: span)
            filter = Expression(.call(Call("=", at: span, [name, Expression(.literal(.text(own)), span: span)])), span: span)
        } else {
            (kind, title) = (nil, table.name)
        }
        count = Expression(.call(Call("count", at: span, [Expression(.name(Name([table.name], span: span)), span: span)], filter: filter)), span: span)
    }

    private static func code(of text: String, in column: Column) -> Int? {
        guard let names = column.dictionary else { return nil }
        return names.code(of: text) ?? (1..<max(1, names.count)).first { equalIgnoringCase(names.text($0), text) }
    }

    /// What business is measured by, and its name: what was typed, else the money of the one other table that is dated and about accounts.
    func revenue(_ call: VerbCall, currency: CurrencyChoice, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) -> (measure: BenchmarkMeasure, name: String)? {
        if let typed = call.arguments.expression("revenue") {
            let (whole, behind) = CurrencyText.split(typed)
            let measure = try BenchmarkMeasure(whole ?? typed, currency: try CurrencyText.once(currency, behind), accounts, session)
            return (measure, measure.text)
        }
        let tables = session.state.workspace.tables.filter { other in
            other.name != table.name && Relations.dates(of: other, in: session.state.workspace) != nil && other.table.links.contains { equalIgnoringCase($0.target, accounts.name) } && other.table.fields.contains { $0.column.type.isMoney }
        }
        guard tables.count == 1, let other = tables.first, let amount = other.table.fields.first(where: { $0.column.type.isMoney }) else { return nil }
        let span = call.verbSpan
        let name = Expression(.name(Name([other.name, amount.name], span: span)), span: span)
        let sum = Expression(.call(Call("sum", at: span, [name])), span: span)
        return (try BenchmarkMeasure(sum, currency: currency, accounts, session), "sum(\(Words.typed(other.name)).\(Words.typed(amount.name)))")
    }
}
