import Diagnostics
import Syntax
import Tables
import Workspaces

extension BenchmarkMeasure {
    /// How a measure is written, of the dated rows that there are: `For example sum(trades.amount), or count(activity).`
    static func example(_ accounts: NamedTable, _ session: Session) -> String {
        let workspace = session.state.workspace
        let dated = workspace.tables.filter { table in
            !equalIgnoringCase(table.name, accounts.name) && Relations.dates(of: table, in: workspace) != nil && Relations.path(from: table, to: accounts.name, in: workspace) != nil
        }
        if dated.isEmpty { return "Import dated rows first, as in import trades from 'FILE' for \(Words.typed(accounts.name)) = COLUMN dated COLUMN." }
        let summed = dated.lazy.compactMap { table in
            table.table.fields.first { $0.column.type.isMoney }.map { (table: table.name, text: "sum(\(Words.typed(table.name)).\(Words.typed($0.name)))") }
        }.first
        let counted = dated.first { $0.name != summed?.table }.map { "count(\(Words.typed($0.name)))" }
        return "For example \([summed?.text, counted].compactMap(\.self).joined(separator: ", or "))."
    }

    /// An expression bound as a measure of accounts. What is typed is often the name of a thing that has no column, such as `calls`, or a
    /// period where the measure was forgotten.
    static func bound(_ expression: Expression, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) -> Bound {
        if case .literal(.period) = expression.kind {
            throw Diagnostic("no-measure", "A period is nothing to measure.", at: expression.span, help: "What is measured comes before the periods. \(example(accounts, session))")
        }
        var binder = Binder(Query(accounts), session)
        do throws(Diagnostic) { return try binder.bind(expression) } catch {
            guard error.id == "unknown-column", case .name(let name) = expression.kind else { throw error }
            var error = error
            error.help = meant(name, binder) ?? error.help ?? "A measure adds up or counts dated rows. \(example(accounts, session))"
            throw error
        }
    }

    /// `benchmark amount …`, `benchmark activty …`: the sum or the count that was meant.
    private static func meant(_ name: Name, _ binder: Binder) -> String? {
        let sums = binder.columnsBelow(name.text).filter(\.type.isNumeric).map { "sum(\($0.text))" }
        if !sums.isEmpty { return "Did you mean \(joinWords(Array(sums.prefix(3)), "or"))?" }
        let session = binder.session
        guard let table = nearest(name.text, among: session.state.workspace.tables.map(\.name), limit: 1).first else { return nil }
        let verb = "benchmark \(table.lowercased())"
        return "Did you mean \(session.catalogue.verb(verb) == nil ? "" : "\(verb), or ")count(\(Words.typed(table)))?"
    }
}
