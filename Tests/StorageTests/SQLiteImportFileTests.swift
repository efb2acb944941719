import Diagnostics
import Foundation
import Tables
import Testing

@testable import Storage

@Suite("SQLite import: files")
struct SQLiteImportFileTests {
    private static let rows = "CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('one'), ('two')"

    @Test func recognisedByContent() throws {
        let file = try Foreign(SQLiteImportFileTests.rows)
        #expect(isSQLiteDatabase(path: file.path))
        try file.folder.write(try file.folder.bytes("other.db"), "looks.csv")
        #expect(isSQLiteDatabase(path: file.folder.file("looks.csv")))
        try file.folder.write(Array("a,b\n1,2\n".utf8), "text.db")
        #expect(!isSQLiteDatabase(path: file.folder.file("text.db")))
        #expect(!isSQLiteDatabase(path: file.folder.file("none.db")))
        #expect(!isSQLiteDatabase(path: file.folder.path))
        #expect(!isSQLiteDatabase(path: "/dev/null"))
    }

    @Test func digestIsThatOfTheBytes() throws {
        let file = try Foreign(SQLiteImportFileTests.rows)
        let bytes = try file.folder.bytes("other.db")
        let input = try file.imported().input
        #expect(input.digest == ContentHash.of(bytes))
        #expect(input.byteCount == bytes.count)
    }

    @Test func noDatabase() throws {
        let folder = try Folder()
        // An encrypted database is noise from its first byte.
        try folder.write((0..<8192).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 7) }, "secret.db")
        #expect(isSQLiteDatabase(path: folder.file("secret.db")))
        try folder.write(SQLiteFile.magic, "short.db")
        for name in ["secret.db", "short.db"] {
            #expect(diagnostic { _ = try importSQLite(path: folder.file(name)) }?.id == "not-a-database")
        }
        #expect(diagnostic { _ = try importSQLite(path: folder.file("none.db")) }?.id == "no-such-file")
    }

    @Test func damage() throws {
        let filler = String(repeating: "x", count: 500)
        let file = try Foreign(
            "CREATE TABLE t (x); CREATE TABLE u (x); WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i LIMIT 400) INSERT INTO t SELECT '\(filler)' || n FROM i")
        let bytes = try file.folder.bytes("other.db")
        // Whatever is wrong with a file, an import ends with a table or a diagnostic.
        var random = SystemRandomNumberGenerator()
        for round in 0..<200 {
            var broken = bytes
            if round == 0 { broken.removeLast(bytes.count / 2) }
            for _ in 0..<(round == 0 ? 0 : 30) {
                broken[Int.random(in: 16..<(round % 2 == 0 ? bytes.count : 300), using: &random)] = .random(in: 0...255, using: &random)
            }
            try file.folder.write(broken, "broken.db")
            let found = diagnostic { _ = try importSQLite(path: file.folder.file("broken.db"), table: "t") }
            if round == 0 {
                #expect(found?.id == "file-damaged")
                #expect(found?.help?.contains("recover") == true)
            }
        }
    }

    @Test func nothingIsWrittenNorLeft() throws {
        let file = try Foreign("PRAGMA journal_mode = WAL; " + SQLiteImportFileTests.rows)
        let before = try file.folder.bytes("other.db")
        #expect(before[18] == 2)
        #expect(file.folder.names == ["other.db"])
        #expect(try file.imported().table.rowCount == 2)
        #expect(file.folder.names == ["other.db"])
        #expect(try file.folder.bytes("other.db") == before)
        // Nor in a folder with signs that an address would give a meaning.
        let odd = file.folder.file("a b%41?c#d")
        try FileManager.default.createDirectory(atPath: odd, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: file.path, toPath: odd + "/ü?.db")
        #expect(try importSQLite(path: odd + "/ü?.db").table.rowCount == 2)
    }

    @Test func besideAProgramAtWork() throws {
        let file = try Foreign("PRAGMA journal_mode = WAL; CREATE TABLE t (x)")
        let other = try Database.open(file.path, .readWrite, named: "")
        try other.execute("INSERT INTO t VALUES (1), (2), (3)")
        #expect(try file.imported().table.rowCount == 3)
        #expect(file.folder.names == ["other.db", "other.db-shm", "other.db-wal"])
        // What a crash, or a copy of the log without its index, leaves.
        for name in ["other.db", "other.db-wal"] { try file.folder.write(try file.folder.bytes(name), "copy" + name.dropFirst(5)) }
        #expect(diagnostic { _ = try importSQLite(path: file.folder.file("copy.db")) }?.id == "file-unfinished")
        #expect(try other.integer("SELECT count(*) FROM t") == 3)
    }

    @Test func cutOffByACrash() throws {
        let file = try Foreign(SQLiteImportFileTests.rows)
        let other = try Database.open(file.path, .readWrite, named: "")
        try other.execute("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN")
        try other.execute("WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i LIMIT 3000) INSERT INTO t SELECT 'text ' || n FROM i")
        for name in ["other.db", "other.db-journal"] { try file.folder.write(try file.folder.bytes(name), "copy" + name.dropFirst(5)) }
        let before = file.folder.names
        let found = diagnostic { _ = try importSQLite(path: file.folder.file("copy.db")) }
        #expect(found?.id == "file-unfinished")
        #expect(found?.help?.contains("program that wrote it") == true)
        #expect(file.folder.names == before)
        // The writer holds the file: a reader waits, then says so.
        #expect(file.failure()?.id == "file-busy")
        try other.execute("ROLLBACK")
        #expect(try file.imported().table.rowCount == 2)
    }
}
