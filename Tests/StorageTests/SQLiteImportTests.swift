import Diagnostics
import Foundation
import Tables
import Testing
import Workspaces

@testable import Storage

/// A database that some SQL makes, in a folder of its own.
struct Foreign {
    let folder: Folder
    var path: String { folder.file("other.db") }

    init(_ sql: String) throws {
        folder = try Folder()
        try folder.write([], "other.db")
        try Database.open(path, .readWrite, named: "").execute(sql)
    }

    func imported(_ table: String? = nil, _ types: [String: ColumnType] = [:]) throws -> Imported {
        try importSQLite(path: path, table: table, options: ImportOptions(types: types))
    }

    func failure(_ table: String? = nil) -> Diagnostic? { diagnostic { _ = try imported(table) } }
}

/// The cells of the one column `x`, whose values SQL writes.
private func column(
    _ values: [String], _ declared: String = "", _ types: [String: ColumnType] = [:]
) throws -> (type: ColumnType, values: [Value], imported: Imported) {
    let rows = values.map { "(\($0), 'k')" }.joined(separator: ", ")
    let file = try Foreign("CREATE TABLE t (x \(declared), k)" + (values.isEmpty ? "" : "; INSERT INTO t VALUES \(rows)"))
    let imported = try file.imported(nil, types)
    return (try #require(imported.table.fields.first).column.type, try cellValues(imported, "x"), imported)
}

@Suite("SQLite import: types of columns")
struct SQLiteImportTypesTests {
    @Test func numbers() throws {
        let whole = try column(["1", "NULL", "-3", "9223372036854775807"])
        #expect(whole.type == .whole)
        #expect(whole.values == [.whole(1), .missing, .whole(-3), .whole(.max)])
        #expect(try column(["1", "127"]).imported.table.fields[0].column.width == .one)
        #expect(try column(["1", "128"]).imported.table.fields[0].column.width == .two)
        let mixed = try column(["1", "2.5", "NULL"])
        #expect(mixed.type == .decimal)
        #expect(mixed.values == [.decimal(1), .decimal(2.5), .missing])
        #expect(try column(["1.0", "2.0"]).type == .decimal)
        // Neither is a number that a column can hold.
        let edge = try column((1...30).map { "\($0)" } + ["-9223372036854775808"])
        #expect(edge.values.last == .missing)
        #expect(edge.imported.report.tallies == [.init(column: "x", problem: "not a whole number", count: 1)])
        let infinite = try column(["1.5", "9e999"])
        #expect(infinite.values == [.decimal(1.5), .missing])
        #expect(infinite.imported.report.issues == [.init(line: 2, column: "x", text: "inf", problem: "not a number")])
    }

    @Test func texts() throws {
        let found = try column(["'a'", "''", "NULL", "'it''s'", "'Ünï 🙂'"])
        #expect(found.type == .text)
        #expect(found.values == [.text("a"), .text(""), .missing, .text("it's"), .text("Ünï 🙂")])
        #expect(found.imported.report.columns.map(\.missing) == [1, 0])
        // What a database stores as text stays text.
        for texts in [["'1'", "'2'"], ["'yes'", "'no'"], ["'12%'"], ["'$5'"], ["'31/12/2024'"], ["'007'"], ["'n/a'"]] {
            #expect(try column(texts, "TEXT").type == .text)
        }
        #expect(try column(["'12'", "'13'"], "", ["x": .whole]).values == [.whole(12), .whole(13)])
    }

    @Test func dates() throws {
        let day = Value.date(try #require(Day(year: 1996, month: 7, day: 4)))
        let found = try column(["'1996-07-04'", "'1996-07-04 00:00:00'", "'1996-07-04 00:00:00.000'", "NULL", "''"])
        #expect(found.type == .date)
        #expect(found.values == [day, day, day, .missing, .missing])
        #expect(found.imported.report.tallies.isEmpty)
        #expect(try column(["'1996-07-04 12:30:00'"]).type == .text)
        #expect(try column(["'1996-02-30'"]).type == .text)
    }

    @Test func booleans() throws {
        let found = try column(["0", "1", "NULL"], "BOOLEAN")
        #expect(found.type == .boolean)
        #expect(found.values == [.boolean(false), .boolean(true), .missing])
        #expect(try column(["0", "1"]).type == .whole)
        #expect(try column(["0", "2"], "BOOLEAN").type == .whole)
        #expect(try column(["'yes'", "'no'", "1.0"], "", ["x": .boolean]).values == [.boolean(true), .boolean(false), .boolean(true)])
    }

    @Test func mixedKinds() throws {
        let numbers = (1...38).map { "\($0)" }
        let few = try column(numbers + ["'unknown'", "'39'", "'n/a'", "x'00ff'"])
        #expect(few.type == .whole)
        #expect(few.values.suffix(4) == [.missing, .whole(39), .missing, .missing])
        #expect(few.imported.report.place == .row)
        #expect(
            few.imported.report.issues == [
                .init(line: 39, column: "x", text: "unknown", problem: "not a whole number"),
                .init(line: 41, column: "x", text: "n/a", problem: "a word for missing"),
                .init(line: 42, column: "x", text: "2 bytes", problem: "binary data"),
            ])
        #expect(few.imported.report.columns[0].missing == 3)
        #expect(try column(["1", "2.5", "'x'"]).values == [.text("1"), .text("2.5"), .text("x")])
        #expect(try column(["1", "2", "'03'"]).values == [.text("1"), .text("2"), .text("03")])
        #expect(try column(numbers + ["'a'", "'b'", "'c'"]).type == .text)
    }

    @Test func binaryData() throws {
        let found = try Foreign("CREATE TABLE t (a, b BLOB); INSERT INTO t VALUES (1, x'0102'), (2, NULL)").imported()
        #expect(found.table.fields.map(\.name) == ["a"])
        #expect(found.report.notes.map(\.message) == ["Column b holds binary data in 1 row and is left out."])
        let nothing = try Foreign("CREATE TABLE t (b); INSERT INTO t VALUES (x'00')")
        #expect(nothing.failure()?.id == "no-columns")
    }

    @Test(arguments: [
        ("INTEGER", ColumnType.whole), ("REAL", .decimal), ("NUMERIC", .decimal), ("DATETIME", .date), ("bool", .boolean), ("TEXT", .text),
        ("", .text),
    ])
    func withoutValues(_ declared: String, _ type: ColumnType) throws {
        let empty = try column([], declared)
        #expect(empty.imported.table.rowCount == 0)
        #expect(empty.type == type)
        #expect(try column(["NULL", "NULL"], declared).type == type)
    }

    @Test func otherEncodings() throws {
        let latin = try column(["CAST(x'4df86c6c6572' AS TEXT)", "CAST(x'80' AS TEXT)", "'Ümit'", "CAST(x'80' AS TEXT)"])
        #expect(latin.values == [.text("Møller"), .text("€"), .text("Ümit"), .text("€")])
        #expect(latin.imported.report.notes.map(\.message) == ["3 texts of x are not UTF-8 and were read as Windows-1252."])
        let wide = try Foreign("PRAGMA encoding = 'UTF-16'; CREATE TABLE t (x); INSERT INTO t VALUES ('Ünï 🙂')").imported()
        #expect(try cellValues(wide, "x") == [.text("Ünï 🙂")])
        let long = String(repeating: "é", count: 9000)
        #expect(try column(["'\(long)'", "'b'"]).values == [.text(long), .text("b")])
    }
}

@Suite("SQLite import: tables")
struct SQLiteImportTablesTests {
    private static let several = """
        CREATE TABLE "Order Details" ("Unit Price", "say ""hi"" twice", "a'b"); INSERT INTO "Order Details" VALUES (1.5, 2, 3);
        CREATE TABLE Orders (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE VIEW Invoices AS SELECT * FROM Orders;
        CREATE VIRTUAL TABLE Words USING fts5(text)
        """

    @Test func namesOfTables() throws {
        let file = try Foreign(SQLiteImportTablesTests.several)
        let found = try file.imported("order details")
        #expect(found.table.fields.map(\.name) == ["Unit Price", "say \"hi\" twice", "a'b"])
        let which = file.failure()
        #expect(which?.id == "which-table")
        #expect(which?.help?.contains("'Order Details', 'Orders'") == true)
        #expect(which?.help?.contains("sqlite_") == false)
        #expect(file.failure("Oders")?.help == "Did you mean 'Orders'?")
        #expect(file.failure("nothing like it")?.id == "unknown-table")
        #expect(file.failure("Invoices")?.id == "is-a-view")
        #expect(file.failure("Words")?.id == "is-virtual")
        #expect(file.failure("sqlite_schema")?.id == "unknown-table")
        #expect(file.failure("x\" UNION SELECT 1 --")?.id == "unknown-table")
        #expect(try Foreign("CREATE TABLE t (x); DROP TABLE t").failure()?.id == "no-tables")
    }

    @Test func orderOfRows() throws {
        // An index that holds all columns has another order than the table.
        let file = try Foreign("CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (a, b)); INSERT INTO t VALUES ('z', '1'), ('a', '2')")
        #expect(try cellValues(try file.imported(), "a") == [.text("z"), .text("a")])
        let sorted = try Foreign("CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID; INSERT INTO t VALUES ('z'), ('a')")
        #expect(try cellValues(try sorted.imported(), "a") == [.text("a"), .text("z")])
    }

    @Test func computedColumns() throws {
        let file = try Foreign("CREATE TABLE t (a, b AS (a * 2) STORED, c AS (a + 1)); INSERT INTO t (a) VALUES (4)")
        let found = try file.imported()
        #expect(found.table.fields.map(\.column[0]) == [.whole(4), .whole(8), .whole(5)])
    }

    @Test func choosingTypes() throws {
        let file = try Foreign("CREATE TABLE t (code, share); INSERT INTO t VALUES (7, 0.25), (8, 1)")
        let found = try file.imported("t", ["Code": .text, "share": .percent])
        #expect(try cellValues(found, "code") == [.text("7"), .text("8")])
        #expect(try cellValues(found, "share") == [.percent(0.25), .percent(1)])
        #expect(diagnostic { _ = try file.imported("t", ["cod": .text]) }?.help == "Did you mean code?")
    }

    @Test func manyTexts() throws {
        let file = try Foreign(
            "CREATE TABLE t (n, x); WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i LIMIT 70000) INSERT INTO t SELECT n, 'text ' || n FROM i")
        let found = try file.imported()
        #expect(found.table.rowCount == 70_000)
        #expect(found.table.fields[1].column[69_999] == .text("text 70000"))
        #expect(found.table.fields.map(\.column.width) == [.four, .four])
    }

    @Test("what export sqlite writes imports the same") func roundTrip() throws {
        let folder = try Folder()
        let table = Table(
            [
                Field("id", .integers([3, 5, 9])), Field("text", .texts(["", nil, "it's \"ü\" 007"])),
                Field("digits", .texts(["1", "02", "3"])), Field("whole", .integers([.max, nil, .min + 1])),
                Field("decimal", .doubles([1, .nan, 0.1])), Field("even", .doubles([1, 2, -3])),
                Field("date", .dates([.earliest, nil, .latest])), Field("boolean", .booleans([true, false, nil])),
                Field("no text", .texts([nil, nil, nil])), Field("no number", .integers([nil, nil, nil])),
                Field("no date", .dates([nil, nil, nil])), Field("no truth", .booleans([nil, nil, nil])),
            ], key: 0)
        try SQLiteExport.write([NamedTable(name: "t", table: table)], to: folder.file("out.db"))
        let found = try importSQLite(path: folder.file("out.db"))
        #expect(found.table.fields.map(\.name) == table.fields.map(\.name))
        for (a, b) in zip(found.table.fields, table.fields) { #expect(a.column == b.column, "\(a.name)") }
        #expect(found.report.tallies.isEmpty)
    }
}
