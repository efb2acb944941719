import Diagnostics
import Tables
import Workspaces

/// Whether a file is to be read by `importSQLite`: by its first 16 bytes an SQLite database, or named like one and no
/// text, as an encrypted one is. False for a file that cannot be read, and for pipes.
package func isSQLiteDatabase(path: String) -> Bool { SQLiteFile.isDatabase(path) }

/// Reads a table of any SQLite database into a typed table. The file is a stranger's: it is only read, nothing of it is
/// run, and nothing is left beside it.
///
/// The types come from the values, by the rules of `importDelimited`, with what SQLite knows beyond: a text stays text
/// unless its column's are dates (`1996-07-04`, also with 00:00:00) or most cells are stored as numbers; an empty text is
/// no missing one. A column declared BOOLEAN that holds 0 and 1 is boolean, and one without values is as declared. A
/// column of binary data is left out.
///
/// - Parameter table: its name in the database, whatever the case; nil when the database has only one.
/// - Throws: `no-such-file`, `not-a-database`, `which-table`, `unknown-table`, `is-a-view`, `is-virtual`, `no-tables`, `no-columns`,
///   `unknown-column`, `too-many-rows` (2^31 − 1 is the most; columns as many as SQLite allows), `file-damaged`,
///   `file-busy`, `file-unfinished`, `file-changed`, `too-much-text`, `cancelled`.
package func importSQLite(
    path: String, table: String? = nil, options: ImportOptions = ImportOptions()
) throws(Diagnostic) -> Imported {
    let file = try SQLiteFile(path)
    do throws(Diagnostic) {
        let imported = try SQLiteImport(file: file, database: try file.open(), options: options).run(table)
        try file.checkUnchanged()
        return imported
    } catch {
        throw SQLiteFile.worded(error)
    }
}

/// The way of one import: schema → every cell as SQLite stores it → each column's type from all its cells → table.
struct SQLiteImport {
    let file: SQLiteFile
    let database: Database
    let options: ImportOptions

    /// Row numbers are 32 bits wide.
    static let mostRows = Int(Int32.max)

    func run(_ table: String?) throws(Diagnostic) -> Imported {
        let source = try SQLiteSchema(database).table(table, in: file.path)
        let (columns, nameNotes) = try columns(of: source)
        let types = try options.types(among: columns.map(\.name), of: "Table \(source)")
        let rowCount = try read(source, into: columns)

        var fields: [Field] = []
        var report = ImportReport(
            rowCount: rowCount, columns: [], encoding: .utf8, delimiter: nil, place: .row, issues: [], tallies: [],
            notes: nameNotes)
        for (index, column) in columns.enumerated() {
            try Cancellation.check()
            let census = column.census()
            guard let (reading, note) = column.decide(census, chosen: types[index], options) else {
                report.notes.append(
                    .note("left-out", "Column \(column.name) holds binary data in \(plural(column.blobs, "row")) and is left out."))
                continue
            }
            if let note { report.notes.append(note) }
            var cells = SQLiteCells(column, reading)
            fields.append(Field(column.name, try cells.column()))
            report.columns.append(ImportReport.Column(name: column.name, type: reading.type, missing: cells.missing))
            report.tallies += cells.tallies
            report.issues += cells.issues
        }
        if fields.isEmpty {
            throw Diagnostic("no-columns", "Table \(source) of '\(file.path)' has no column that can be imported.")
        }
        report.issues.sort { $0.line < $1.line }
        if let note = encodingNote(columns) { report.notes.insert(note, at: 0) }
        return Imported(table: Table(fields, rowCount: rowCount), report: report, input: file.input)
    }

    private func columns(of table: String) throws(Diagnostic) -> ([SQLiteColumn], [Diagnostic]) {
        var declared: [(name: String, type: String)] = []
        let rows = try database.prepare("PRAGMA table_xinfo(\(quoted(table)))")
        // `hidden` is 1 for what SELECT * leaves out.
        while try rows.step() { if rows.integer(6) != 1 { declared.append((rows.text(1), rows.text(2))) } }
        let (names, notes) = try HeaderScan.names(declared.map(\.name), file.path)
        return (zip(names, declared).map { SQLiteColumn(name: $0, declared: $1.type) }, notes)
    }

    /// Reads all rows, in the order in which the table keeps them; returns how many there are.
    private func read(_ table: String, into columns: [SQLiteColumn]) throws(Diagnostic) -> Int {
        // An index that holds all columns would give another order.
        let rows = try database.prepare("SELECT * FROM main.\(quoted(table)) NOT INDEXED")
        var text = PaddedText()
        var count = 0
        while try rows.step() {
            // At every row: one of computed columns can take seconds.
            try Cancellation.check()
            // A row takes a byte at least: the pages of a damaged file can lead round in circles.
            guard count < file.byteCount else { throw Damage.file(file.path, "it claims more rows than it has room for") }
            guard count < SQLiteImport.mostRows else {
                throw Diagnostic(
                    "too-many-rows", "Table \(table) has more than \(grouped(SQLiteImport.mostRows)) rows, the most a table can have.",
                    help: "Export a part of it as CSV and import that.")
            }
            for index in columns.indices { columns[index].append(rows.cell(index), &text) }
            count += 1
        }
        return count
    }

    private func encodingNote(_ columns: [SQLiteColumn]) -> Diagnostic? {
        let foreign = columns.filter { $0.foreignTexts > 0 }
        guard !foreign.isEmpty else { return nil }
        let count = foreign.reduce(0) { $0 + $1.foreignTexts }
        return .note(
            "assumed-encoding",
            "\(plural(count, "text")) of \(joinWords(foreign.map(\.name))) \(count == 1 ? "is" : "are") not UTF-8 and \(count == 1 ? "was" : "were") read as Windows-1252.")
    }
}

/// The tables and views of a database.
struct SQLiteSchema {
    private var tables: [String] = []
    private var views: [String] = []
    private var virtual: [String] = []

    init(_ database: Database) throws(Diagnostic) {
        let isWorkspace = try database.integer("PRAGMA application_id") == FileFormat.applicationID
        // Virtual tables and views have no page of their own.
        let rows = try database.prepare(
            "SELECT type, name, rootpage FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name COLLATE NOCASE, name")
        while try rows.step() {
            let name = rows.text(1)
            let folded = name.lowercased()
            if folded.hasPrefix("sqlite_") || (isWorkspace && folded.hasPrefix("tierbook_")) { continue }
            if rows.text(0) == "view" {
                views.append(name)
            } else if rows.integer(2) > 0 {
                tables.append(name)
            } else {
                virtual.append(name)
            }
        }
    }

    /// The name of the plain table that is meant.
    func table(_ wanted: String?, in path: String) throws(Diagnostic) -> String {
        guard let wanted else {
            if tables.isEmpty { throw Diagnostic("no-tables", "'\(path)' has no tables.") }
            if tables.count == 1 { return tables[0] }
            throw Diagnostic(
                "which-table", "'\(path)' has \(tables.count) tables; say which with `table`.",
                help: "Add `table` and one of \(SQLiteSchema.list(tables)).")
        }
        if let found = SQLiteSchema.find(wanted, tables) { return found }
        if let view = SQLiteSchema.find(wanted, views) {
            throw Diagnostic(
                "is-a-view", "\(view) is a view of '\(path)', a stored query, which is not run; only tables can be imported.",
                help: "Import the tables it is made of, or export its rows as CSV with another tool.")
        }
        if let virtual = SQLiteSchema.find(wanted, virtual) {
            throw Diagnostic(
                "is-virtual", "\(virtual) is a virtual table of '\(path)', which is made by a program; only plain tables can be imported.",
                help: "Export its rows as CSV with another tool.")
        }
        let listed = tables.isEmpty ? "It has no tables." : "It has \(SQLiteSchema.list(tables))."
        let near = nearest(wanted, among: tables).map { "'\($0)'" }
        throw Diagnostic(
            "unknown-table", "'\(path)' has no table '\(wanted)'.",
            help: near.isEmpty ? listed : "Did you mean \(joinWords(near, "or"))?")
    }

    private static func find(_ wanted: String, _ names: [String]) -> String? {
        names.first { $0 == wanted } ?? names.first { equalIgnoringCase($0, wanted) }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(30).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 30 ? shown + ", …" : shown
    }
}
