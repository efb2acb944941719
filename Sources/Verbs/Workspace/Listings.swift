import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct TablesVerb: Verb {
    let forms = [Form("tables", .start)]
    let manual = Manual(
        "list the tables",
        examples: """
            tierbook> tables
            table     rows  columns  key      date  relations
            accounts     6        7  account  —     —
            activity     9        4  —        date  accounts = account
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let all = session.state.workspace.tables
        func name(_ table: Table, _ index: Int?) -> String? { index.map { table.fields[$0].name } }
        return .reply(
            Reply(
                table: Table([
                    Field("table", .texts(all.map(\.name))),
                    Field("rows", .integers(all.map { Int64($0.table.rowCount) })),
                    Field("columns", .integers(all.map { Int64($0.table.fields.count) })),
                    Field("key", .texts(all.map { name($0.table, $0.table.key) })),
                    Field("date", .texts(all.map { Relations.dates(of: $0, in: session.state.workspace)?.name })),
                    Field(
                        "relations",
                        .texts(
                            all.map { named in
                                let links = named.table.links.map { "\($0.target) = \(named.table.fields[$0.column].name)" }
                                return links.isEmpty ? nil : links.joined(separator: ", ")
                            })),
                ])))
    }
}

struct Columns: Verb {
    let forms = [Form("columns", .anywhere, [.optional([.slot("table", .table)])])]
    let manual = Manual(
        "list a table's columns with their types",
        details: "columns accounts, or … | columns for a result.",
        examples: """
            tierbook> columns accounts
            column        type          missing
            account       text                0
            tier          text                0
            region        text                0
            revenue       whole number        0
            cost          whole number        0
            wallet        whole number        1
            renewal date  date                1
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let table: Table
        if let input { table = try Session.table(input, try session.run(input)) } else {
            guard let name = call.arguments.name("table") else {
                throw Diagnostic("which-table", "Say of which table.", at: call.verbSpan, help: "For example columns accounts.")
            }
            table = try TableNames.table(name, session).table
        }
        return .reply(
            Reply(
                table: Table([
                    Field("column", .texts(table.fields.map(\.name))),
                    Field("type", .texts(table.fields.map(\.column.type.name))),
                    Field("missing", .integers(table.fields.map { Int64($0.column.missingCount()) })),
                ])))
    }
}
