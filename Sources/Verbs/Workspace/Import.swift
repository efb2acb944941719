import Diagnostics
import Engine
import Storage
import Syntax
import Tables
import Workspaces

struct Import: Verb {
    let forms = [
        Form(
            "import", .start,
            [
                .slot("name", .newName), .word("from"), .slot("file", .file),
                .anyOrder([
                    [.word("key"), .slot("key", .name)],
                    [.word("for"), .list("parents", [.slot("parent", .table), .symbol(.equal), .slot("column", .name)])],
                    [.word("dated"), .slot("date", .name)],
                    [.word("types"), .list("types", [.slot("column", .name), .word("as"), .slot("type", .name)])],
                    [.word("delimiter"), .slot("delimiter", .text)],
                    [.word("table"), .slot("source table", .text)],
                    [.word("dates"), .choice([[.word("day first")], [.word("month first")]])],
                    [.word("numbers"), .word("decimal comma")],
                    [.word("replacing")],
                ]),
            ])
    ]
    let manual = Manual(
        "read a CSV or TSV file, or a table of an SQLite database",
        details: """
            key names the column that tells rows apart: it must be unique and never missing. for accounts = account relates each
            row to the account that its column names; rows without partner stay. dated names the column that date and periods
            mean; in a table without one they mean that of the nearest table above it, as details for orders are of their order's
            day. Types are inferred from the whole column; types code as text, price as money EUR sets
            some (text, whole number, decimal, percent, date, boolean, money and its code); a date may then be written 20260331
            too. dates day first says how 03/04/2026 is meant where the column does not tell; numbers decimal comma says that they
            are written 1.234,56. Delimiter (comma, semicolon, tab, bar), encoding and line ends are found out. replacing takes
            the place of a table that exists, and says which of its columns are gone and what reads them.

            An SQLite database is known by its content, whatever its name. import details from 'northwind.db' table 'Order Details'
            takes one of its tables; without table, the error lists them, and a database of one table needs none. The file is only
            read. Numbers are whole or decimal as they are stored; texts that are all dates (1996-07-04) become dates and other texts
            stay text, digits too; NULL is missing. Columns of binary data are left out, and views are not run. A table may have
            2,147,483,647 rows.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let name = try call.name("name")
        try TableNames.check(name, session, replacing: call.has("replacing"))
        let file = try call.text("file")
        let imported: Imported
        do throws(Diagnostic) {
            imported = try read(session.path(file.text), call)
        } catch {
            throw error.at(file.span)
        }
        var input = imported.input
        input.path = file.text
        do throws(Diagnostic) {
            try session.read(input)
        } catch {
            throw error.at(file.span)
        }
        var table = imported.table
        try setKey(call, &table)
        try setDate(call, &table)
        let missingPartners = try relate(call, &table, session)
        let before = session.state.workspace.table(named: name.text)?.table
        session.state.workspace.put(table, as: name.text)
        try Relinking.children(of: name.text, session)
        if let before { try noteLost(before, table, name.text, session) }
        session.changed("\(plural(table.rowCount, "row")) into \(name.text)")
        return .reply(ImportReply.reply(name.text, table, imported.report, missingPartners))
    }

    /// Says which columns the table that is replaced had and this one has not, and what can no longer be worked out.
    private func noteLost(_ before: Table, _ now: Table, _ name: String, _ session: Session) throws(Diagnostic) {
        let gone = before.fields.map(\.name).filter { now.index(of: $0) == nil }
        session.noteGoneColumns(gone, of: name)
        if !gone.isEmpty { try session.warnOfBrokenList() }
    }

    private func read(_ path: String, _ call: VerbCall) throws(Diagnostic) -> Imported {
        let options = try options(call)
        let table = call.arguments.text("source table")
        guard isSQLiteDatabase(path: path) || table != nil else { return try importDelimited(path: path, options: options) }
        if let (_, span) = call.arguments.text("delimiter") {
            throw Diagnostic("unknown-delimiter", "A database has no delimiter.", at: span, help: "Leave out delimiter, or table if it is a text file.")
        }
        if case .present(let span)? = call.arguments["decimal comma"] {
            throw Diagnostic("no-decimal-comma", "A database stores numbers as numbers.", at: span, help: "Leave out numbers decimal comma, or table if it is a text file.")
        }
        do throws(Diagnostic) {
            return try importSQLite(path: path, table: table?.text, options: options)
        } catch {
            let isAboutTable = ["unknown-table", "is-a-view", "is-virtual"].contains(error.id)
            throw isAboutTable ? error.at(table?.span ?? .none) : error
        }
    }

    private func options(_ call: VerbCall) throws(Diagnostic) -> ImportOptions {
        var options = ImportOptions()
        if call.has("day first") { options.dateOrder = .dayFirst }
        if call.has("month first") { options.dateOrder = .monthFirst }
        options.decimalComma = call.has("decimal comma")
        if let (text, span) = call.arguments.text("delimiter") {
            let bytes: [String: UInt8] = [",": 44, ";": 59, "\t": 9, "tab": 9, "|": 124]
            guard let byte = bytes[text] else {
                throw Diagnostic("unknown-delimiter", "This is no delimiter.", at: span, help: "Write ',' or ';' or 'tab' or '|'.")
            }
            options.delimiter = byte
        }
        for (pair, span) in call.list("types") {
            guard let column = pair.name("column"), let type = pair.name("type") else { continue }
            options.types[column.text] = try self.type(type, at: span)
        }
        return options
    }

    private func type(_ name: Name, at span: Span) throws(Diagnostic) -> ColumnType {
        let types: [String: ColumnType] = [
            "text": .text, "whole": .whole, "whole number": .whole, "decimal": .decimal, "percent": .percent, "date": .date, "boolean": .boolean,
        ]
        let words = name.text.split(separator: " ").map(String.init)
        if words.first.map({ equalIgnoringCase($0, "money") }) == true {
            let code = words.count == 2 ? words[1].uppercased() : ""
            if let currency = MoneyText.currency(code) { return .money(currency, scale: 0) }
            throw Diagnostic("which-currency", "Money has a currency.", at: span, help: "Write money and its code, as in money EUR.")
        }
        if let found = types[name.text.lowercased()] { return found }
        throw Diagnostic(
            "unknown-type", "'\(name.text)' is no type.", at: span, help: "Types: \((types.keys + ["money EUR"]).sorted().joined(separator: ", ")).")
    }

    private func setKey(_ call: VerbCall, _ table: inout Table) throws(Diagnostic) {
        guard let name = call.arguments.name("key") else { return }
        let index = try TableNames.column(name, in: table)
        try Keys.check(table.fields[index].column, name.text, at: name.span)
        table.key = index
    }

    private func setDate(_ call: VerbCall, _ table: inout Table) throws(Diagnostic) {
        guard let name = call.arguments.name("date") else { return }
        let index = try TableNames.column(name, in: table)
        let type = table.fields[index].column.type
        guard type == .date else {
            throw Diagnostic("not-a-date", "\(name.text) is \(type.withArticle), not a date.", at: name.span, help: "Write types \(Words.typed(name.text)) as date to see which cells do not fit.")
        }
        table.dated = index
    }

    /// Rows without partner by relation: cells that are missing, and keys that the parent does not have.
    private func relate(_ call: VerbCall, _ table: inout Table, _ session: Session) throws(Diagnostic) -> [(parent: String, missing: Int, unknown: Int)] {
        var found: [(parent: String, missing: Int, unknown: Int)] = []
        for (pair, _) in call.list("parents") {
            guard let parentName = pair.name("parent"), let columnName = pair.name("column") else { continue }
            guard let parent = session.state.workspace.table(named: parentName.text) else {
                throw Diagnostic(
                    "unknown-table", "There is no table '\(parentName.text)' to relate to.", at: parentName.span,
                    help: didYouMean(parentName.text, among: session.state.workspace.tables.map(\.name)) ?? "Import it first.")
            }
            let column = try TableNames.column(columnName, in: table)
            do throws(Diagnostic) {
                let link = try Relations.resolve(table.fields[column].column, to: parent.table)
                table.links.append(Link(column: column, target: parent.name, rows: link.rows))
                found.append((parent.name, link.missing, link.orphans))
            } catch {
                throw error.at(columnName.span)
            }
        }
        return found
    }
}

/// What an import says: how many rows and columns, what is missing, what each column was taken for, what did not fit.
enum ImportReply {
    static func reply(_ name: String, _ table: Table, _ report: ImportReport, _ partners: [(parent: String, missing: Int, unknown: Int)]) -> Reply {
        var parts = ["\(grouped(table.rowCount)) \(name)", plural(table.fields.count, "column")]
        for partner in partners {
            if partner.missing > 0 { parts.append("\(grouped(partner.missing)) without \(partner.parent)") }
            if partner.unknown > 0 { parts.append("\(grouped(partner.unknown)) with unknown \(partner.parent)") }
        }
        let linked = table.links.map(\.column)
        for (index, column) in report.columns.enumerated() where column.missing > 0 && !linked.contains(index) {
            parts.append("\(grouped(column.missing)) missing \(column.name)")
        }
        let roles = table.fields.indices.map { index -> String? in
            if index == table.key { return "key" }
            let link = table.links.first { $0.column == index }.map { "for \($0.target)" }
            return link ?? (index == table.dated ? "date" : nil)
        }
        let summary = Table([
            Field("column", .texts(report.columns.map(\.name))), Field("type", .texts(report.columns.map(\.type.name))),
            Field("role", .texts(roles)), Field("missing", .integers(report.columns.map { Int64($0.missing) })),
        ])
        return Reply(headline: parts.joined(separator: " · "), table: summary, notes: notes(report)).about(rows: table.rowCount)
    }

    private static func notes(_ report: ImportReport) -> [Diagnostic] {
        var notes = report.notes
        if report.columns.count == 1, report.delimiter != nil {
            notes.append(.warning("one-column", "Only one column was found.", help: "If there are more, say what parts them: delimiter ';'."))
        }
        for tally in report.tallies {
            let places = report.issues.filter { $0.column == tally.column && $0.problem == tally.problem }
            let shown = places.prefix(5).map { "\(report.place.rawValue) \($0.line): '\($0.text)'" }.joined(separator: ", ")
            let what = tally.column.map { "\(plural(tally.count, "cell")) of \($0)" } ?? plural(tally.count, "row")
            notes.append(.warning("import-misfit", "\(what): \(tally.problem) (\(shown)\(tally.count > 5 ? ", …" : ""))."))
        }
        for column in report.columns where Words.needsBackticks(column.name) {
            notes.append(.note("needs-backticks", "The column \(column.name) is typed with backticks: \(Words.typed(column.name))."))
        }
        return notes
    }
}

struct Create: Verb {
    let forms = [Form("create", .start, [.slot("table", .newName), .word("from"), .slot("source", .table), .word("key"), .slot("key", .name)])]
    let manual = Manual(
        "make a table of the keys that another table mentions",
        details: "For data that has transactions only: create accounts from sales key customer gives one row a customer and relates the sales to it.",
        examples: """
            tierbook> create kinds from activity key kind
            2 kinds from activity
            tierbook> kinds | derive contacts = count(activity)
            kind     contacts
            Call            6
            Meeting         3
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let name = try call.name("table")
        try TableNames.check(name, session, replacing: false)
        let sourceName = try call.name("source")
        let source = try TableNames.table(sourceName, session)
        let keyName = try call.name("key")
        let column = try TableNames.column(keyName, in: source.table)
        let cells = source.table.fields[column].column
        var query = Query(NamedTable(name: "", table: Table([Field(source.table.fields[column].name, cells)])))
        query.steps = [.filter(.not(.isMissing(.slot(0, cells.type)))), .distinct([0]), .sort([SortKey(0)])]
        let keys = try session.run(query).column(0)
        let table = Table([Field(source.table.fields[column].name, keys)], key: 0)
        var child = source.table
        let link = try Relations.resolve(cells, to: table)
        child.links.append(Link(column: column, target: name.text, rows: link.rows))
        session.state.workspace.put(table, as: name.text)
        session.state.workspace.put(child, as: source.name)
        session.changed("\(plural(table.rowCount, "row")) into \(name.text)")
        let without = link.missing > 0 ? " · \(grouped(link.missing)) \(source.name) without" : ""
        return .reply(Reply(headline: "\(grouped(table.rowCount)) \(name.text) from \(source.name)\(without)").about(rows: table.rowCount))
    }
}
