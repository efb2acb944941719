import Diagnostics
import Foundation
import Tables
import Testing
import Workspaces

@testable import Storage

@Suite("Workspace file") struct WorkspaceFileTests {
    @Test("every type, width and odd size comes back") func roundTrip() throws {
        let folder = try Folder()
        let workspace = Samples.workspace()
        let path = folder.file("all.tierbook")
        let (written, summary) = try WorkspaceFile.saveAs(workspace, path)
        #expect(summary.isWholeFile && summary.rowTablesWritten == 2)
        written.close()
        let (file, opened) = try WorkspaceFile.open(path)
        #expect(opened == workspace)
        #expect(file.root == written.root)
        for (before, after) in zip(workspace.tables, opened.tables) {
            for (a, b) in zip(before.table.fields, after.table.fields) {
                #expect(StorageKind(a.column) == StorageKind(b.column))
            }
            for (a, b) in zip(before.table.links, after.table.links) {
                #expect(memcmp(a.rows.bytes, b.rows.bytes, a.rows.byteCount) == 0)
            }
        }
        file.close()
        #expect(folder.names == ["all.tierbook"])
    }

    @Test("opening reads no cell; touching one column of a long table reads that one") func laziness() throws {
        let folder = try Folder()
        let path = folder.file("lazy.tierbook")
        try WorkspaceFile.saveAs(Samples.workspace(), path).file.close()
        let (file, workspace) = try WorkspaceFile.open(path)
        defer { file.close() }
        let long = try #require(workspace.table(named: "long")).table
        let small = try #require(workspace.table(named: "everything")).table
        #expect(workspace.tables.flatMap(\.table.fields).allSatisfy { !$0.column.buffer.isLoaded || $0.column.count == 0 })
        #expect(long.fields[2].column[1] == .money(Money(units: 1, scale: 2, currency: Currency("EUR"))))
        #expect(long.fields.map(\.column.buffer.isLoaded) == [false, false, true, false, false])
        #expect(small.fields[0].column[4] == .text("e"))
        #expect(!small.fields[1].column.buffer.isLoaded)
    }

    @Test("a save writes only what changed and leaves other segments where they are") func incremental() throws {
        let folder = try Folder()
        let path = folder.file("step.tierbook")
        let (file, _) = try WorkspaceFile.saveAs(Samples.workspace(), path)
        file.close()
        var (again, workspace) = try WorkspaceFile.open(path)
        #expect(try again.save(workspace).bytesWritten == 0)
        let before = try segments(path)
        var long = try #require(workspace.table(named: "long")).table
        long.replace(2, with: Samples.long(factor: 3).fields[2].column)
        workspace.put(long, as: "long")
        workspace.asOf = Day(number: 18_000)
        let summary = try again.save(workspace)
        #expect(summary.buffersWritten == 1 && summary.rowTablesWritten == 0 && !summary.isWholeFile)
        #expect(summary.bytesWritten > 30_000 && summary.bytesWritten < 30_000 * 8)
        #expect(Files.status(path).map { Int($0.st_size) } == summary.fileSize)
        let after = try segments(path)
        #expect(before.subtracting(after).count == 1 && after.subtracting(before).count == 1)
        again.close()
        (again, workspace) = try WorkspaceFile.open(path)
        #expect(try #require(workspace.table(named: "long")).table == long)
        #expect(workspace.asOf == Day(number: 18_000))
        again.close()
        #expect(folder.names == ["step.tierbook"])
    }

    @Test("names that SQLite would not take, or takes for another, come back") func names() throws {
        let folder = try Folder()
        let path = folder.file("names.tierbook")
        var workspace = Workspace()
        let names = [
            "", "a", "A ", "say \"hi\"", "sqlite_master", "tierbook_meta", "TIERBOOK_x", "select", "Größe", "nul\0nul", "own ",
            "a\nb", "100%",
        ]
        let columns = names + ["_rowid_", "rowid", "oid", "one", "ONE", "One"]
        for (index, name) in names.enumerated() {
            workspace.put(
                Table(columns.map { Field($0, .integers([Int64(index), nil])) }), as: name)
        }
        let (file, _) = try WorkspaceFile.saveAs(workspace, path)
        #expect(try WorkspaceFile.open(path, readOnly: true).workspace == workspace)
        var renamed = workspace
        renamed.removeTable(named: "a")
        renamed.put(try #require(workspace.table(named: "A ")).table, as: "a")
        renamed.put(try #require(workspace.table(named: "")).table, as: "new")
        #expect(try file.save(renamed).rowTablesWritten == 2)
        #expect(try WorkspaceFile.open(path, readOnly: true).workspace == renamed)
        file.close()
    }

    @Test("any SQLite tool reads a small table under its own names") func plainRows() throws {
        let folder = try Folder()
        let path = folder.file("plain.tierbook")
        try WorkspaceFile.saveAs(Samples.workspace(), path).file.close()
        let database = try Database.open(path, .readOnly, named: path)
        let row = try database.prepare(
            "SELECT money, large, date, boolean, codes, typeof(money) FROM everything WHERE key = 'b'")
        #expect(try row.step())
        #expect(row.text(0) == "1234.5" && row.text(1) == "-9223372036854775807" && row.text(2) == "9999-12-31")
        #expect(row.text(3) == "0" && row.text(4) == "unused" && row.text(5) == "real")
        #expect(try database.integer("SELECT count(*) FROM everything WHERE text IS NULL") == 1)
    }

    @Test("what a save removes from the file an earlier workspace still has") func removedYetNeeded() throws {
        let folder = try Folder()
        let path = folder.file("undo.tierbook")
        try WorkspaceFile.saveAs(Samples.workspace(), path).file.close()
        let (file, before) = try WorkspaceFile.open(path)
        var after = before
        after.removeTable(named: "long")
        after.removeTable(named: "everything")
        try file.save(after)
        #expect(before == Samples.workspace())
        try readAll(before)
        let summary = try file.save(before)
        #expect(summary.rowTablesWritten == 1 && summary.buffersWritten == 8)
        #expect(try WorkspaceFile.open(path, readOnly: true).workspace == before)
        file.close()
    }

    @Test("columns that share memory share it in the file and again when opened; a slice is stored as what it shows")
    func sharing() throws {
        let folder = try Folder()
        let path = folder.file("shared.tierbook")
        let long = Samples.long(50_000)
        let kind = long.fields[1].column
        var workspace = Workspace()
        workspace.put(
            Table([Field("a", kind), Field("b", kind), Field("c", kind.slice(0..<50_000))]), as: "shared")
        workspace.put(Table([Field("part", kind.slice(10_000..<40_000))]), as: "sliced")
        let (written, summary) = try WorkspaceFile.saveAs(workspace, path)
        #expect(summary.buffersWritten == 4)
        #expect(try written.save(workspace).bytesWritten == 0)
        written.close()
        let (file, opened) = try WorkspaceFile.open(path)
        #expect(opened == workspace)
        let fields = opened.tables[0].table.fields
        #expect(fields[0].column.isIdentical(to: fields[1].column))
        #expect(fields[0].column.dictionary === opened.tables[1].table.fields[0].column.dictionary)
        #expect(try file.save(opened).bytesWritten == 0)
        file.close()
    }

    @Test("mostly new data goes into a new file, and columns unread in the old one survive") func wholeFile() throws {
        let folder = try Folder()
        let path = folder.file("whole.tierbook")
        try WorkspaceFile.saveAs(Samples.workspace(), path).file.close()
        let (file, opened) = try WorkspaceFile.open(path)
        var grown = opened
        let rows = 10 << 20
        let truths = Buffer.yes(rows)
        grown.put(Table([Field("yes", Column(.boolean, .truths(truths), count: rows))]), as: "huge")
        #expect(try file.save(grown).isWholeFile)
        #expect(try file.source.database.integer("PRAGMA page_size") == 65_536)
        #expect(opened == Samples.workspace())
        grown.asOf = nil
        let summary = try file.save(grown)
        #expect(!summary.isWholeFile && summary.bytesWritten == 0)
        file.close()
        let again = try WorkspaceFile.open(path, readOnly: true).workspace
        #expect(again.tables.prefix(4) == grown.tables.prefix(4))
        let yes = again.tables[4].table.fields[0].column
        #expect(memcmp(yes.buffer.bytes, truths.bytes, rows) == 0)
        #expect(folder.names == ["whole.tierbook"])
    }

    @Test("history is kept, and undone history removed") func history() throws {
        let folder = try Folder()
        let path = folder.file("history.tierbook")
        var workspace = Workspace()
        let (file, _) = try WorkspaceFile.saveAs(workspace, path)
        defer { file.close() }
        for length in [3, 5, 2, 2, 0, 1] {
            workspace.history = (0..<length).map {
                Change(
                    statement: "line \($0) of \(length == 5 ? 3 : length)", summary: "s", asOf: nil, seed: UInt64($0),
                    inputs: [Change.Input(path: "p", byteCount: $0, digest: "d")])
            }
            try file.save(workspace)
            #expect(try WorkspaceFile.open(path, readOnly: true).workspace == workspace)
        }
    }

    @Test("export gives plain rows of any size with keys") func export() throws {
        let folder = try Folder()
        let path = folder.file("out.db")
        let workspace = Samples.workspace()
        try SQLiteExport.write(workspace.tables, to: path)
        let database = try Database.open(path, .readOnly, named: path)
        #expect(try database.integer("SELECT count(*) FROM long") == 30_000)
        #expect(try database.integer("SELECT sum(amount * 100) = sum(id) FROM long") == 1)
        #expect(try database.integer("SELECT pk FROM pragma_table_info('everything') WHERE name = 'key'") == 1)
        #expect(try database.integer("SELECT count(*) FROM pragma_foreign_key_list('long')") == 1)
        #expect(diagnostic { try SQLiteExport.write(workspace.tables, to: path) }?.id == "file-exists")
        try SQLiteExport.write(Array(workspace.tables.prefix(1)), to: path, overwrite: true)
        let twice = Table([Field("key", .texts(["a", "a"]))], key: 0)
        let found = diagnostic { try SQLiteExport.write([NamedTable(name: "t", table: twice)], to: folder.file("b.db")) }
        #expect(found?.id == "key-not-unique")
        #expect(folder.names == ["out.db"])
    }

    @Test("the digest is XXH64") func digest() {
        #expect(Digest.text(Digest.of([])) == "ef46db3751d8e999")
        #expect(Digest.text(Digest.of(Array("abc".utf8))) == "44bc2cf5ad770999")
        #expect(
            Digest.text(Digest.of(Array("Nobody inspects the spammish repetition".utf8))) == "fbcea83c8a378bf1")
    }

    private func segments(_ path: String) throws -> Set<Int64> {
        let database = try Database.open(path, .readOnly, named: path)
        let rows = try database.prepare("SELECT id FROM tierbook_segments")
        var ids: Set<Int64> = []
        while try rows.step() { ids.insert(rows.integer(0)) }
        return ids
    }
}

extension Buffer {
    /// So many truths, all true.
    static func yes(_ count: Int) -> Buffer {
        let memory = Buffer.allocate(count)
        memset(memory, 2, count)
        return Buffer(taking: memory, byteCount: count)
    }
}
