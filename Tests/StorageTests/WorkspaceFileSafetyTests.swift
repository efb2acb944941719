import Diagnostics
import Foundation
import Tables
import TestSupport
import Testing
import Workspaces

@testable import Storage

/// What a file may not do to us, and what we may not do to a file.
@Suite("Workspace file, safety") struct WorkspaceFileSafetyTests {
    // MARK: Damage

    /// A workspace small enough to be damaged often: one row table, one long table of narrow columns and long texts.
    private func small() -> Workspace {
        let rows = FileFormat.rowLimit + 1
        let texts = ["x", "y"].map { String(repeating: $0, count: 30_000) }
        var workspace = Workspace()
        workspace.put(Samples.everything(), as: "everything")
        workspace.put(
            Table(
                [
                    Field("kind", Column(.text, .codes(
                        Buffer((0..<rows).map { UInt8($0 % 3) }), .one, TextDictionary(texts)), count: rows)),
                    Field("open", .booleans((0..<rows).map { $0 % 2 == 0 })),
                ]), as: "long")
        workspace.put(Definition(name: "won", kind: .expression, text: "1"))
        workspace.history = Samples.workspace().history
        return workspace
    }

    @Test("2,000 flipped bits: each is noticed, or changes no value") func flippedBits() throws {
        let folder = try Folder()
        let path = folder.file("flip.tierbook")
        try WorkspaceFile.saveAs(small(), path).file.close()
        let original = try WorkspaceFile.open(path, readOnly: true).workspace
        try readAll(original)
        let bytes = try folder.bytes("flip.tierbook")
        var generator = Seeded(state: 1)
        var noticed = 0
        for _ in 0..<2_000 {
            let bit = Int(generator.next() % UInt64(bytes.count * 8))
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            try folder.write(damaged, "flip.tierbook")
            let found = diagnostic {
                let workspace = try WorkspaceFile.open(path, readOnly: true).workspace
                try readAll(workspace)
                #expect(haveSameBytes(workspace, original), "bit \(bit) went unseen")
            }
            if let found {
                noticed += 1
                #expect(
                    ["file-damaged", "not-a-workspace", "newer-format", "foreign-content", "file-unreadable", "io-error"]
                        .contains(found.id), "bit \(bit): \(found)")
            }
        }
        #expect(noticed > 1_000)
    }

    /// Equal in everything, cells compared as the memory they are (which is fast enough to do 2,000 times).
    private func haveSameBytes(_ a: Workspace, _ b: Workspace) -> Bool {
        func shape(_ workspace: Workspace) -> [String] {
            workspace.tables.map { named in
                let table = named.table
                let columns = table.fields.map { "\($0.name) \($0.column.type)" }
                let links = table.links.map { "\($0.column) \($0.target)" }
                return "\(named.name) \(table.rowCount) \(table.key ?? -1) \(table.dated ?? -1) \(columns) \(links)"
            }
        }
        func buffers(_ workspace: Workspace) -> [Buffer] {
            workspace.tables.map(\.table).flatMap { table in
                table.links.map(\.rows)
                    + table.fields.map(\.column).flatMap { column in
                        [column.buffer, column.dictionary?.bytes, column.dictionary?.offsets].compactMap(\.self)
                    }
            }
        }
        guard a.definitions == b.definitions, a.asOf == b.asOf, a.history == b.history, shape(a) == shape(b) else {
            return false
        }
        return zip(buffers(a), buffers(b)).allSatisfy {
            $0.byteCount == $1.byteCount && memcmp($0.bytes, $1.bytes, $0.byteCount) == 0
        }
    }

    @Test("a damaged column is named, and the others can be read and used") func damagedColumn() throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        var (file, _) = try WorkspaceFile.saveAs(Samples.workspace(), path)
        file.close()
        let database = try Database.open(path, .readWrite, named: path)
        try database.execute(
            """
            UPDATE tierbook_segments SET bytes = zeroblob(length(bytes)) WHERE id IN
              (SELECT buffer << 20 FROM tierbook_columns WHERE name = 'amount');
            UPDATE everything SET one = 5 WHERE key = 'b'
            """)
        let opened: Workspace
        (file, opened) = try WorkspaceFile.open(path)
        defer { file.close() }
        let long = try #require(opened.table(named: "long")).table
        try long.fields[3].column.read()
        let failure = try #require(diagnostic { try long.fields[2].column.read() })
        #expect(failure.message.hasPrefix("Column amount of table long cannot be read"))
        // Again at every later use: the zeros in its place are never data.
        #expect(diagnostic { try long.fields[2].column.read() } == failure)
        let rows = try #require(diagnostic { try opened.tables[0].table.fields[1].column.read() })
        #expect(rows.message.hasPrefix("Table everything cannot be read"))
        #expect(diagnostic { _ = try WorkspaceFile.saveAs(opened, folder.file("b.tierbook")) }?.id == "file-damaged")
        #expect(folder.names == [".a.tierbook-lock", "a.tierbook"])
        var mended = opened
        mended.removeTable(named: "long")
        mended.put(Samples.everything(), as: "everything")
        try file.save(mended)
    }

    @Test("a file cut short is noticed", arguments: [1, 100, 4_000, 40_000]) func truncated(_ cut: Int) throws {
        let folder = try Folder()
        try WorkspaceFile.saveAs(small(), folder.file("a.tierbook")).file.close()
        try folder.write(Array(try folder.bytes("a.tierbook").dropLast(cut)), "a.tierbook")
        let found = diagnostic { try readAll(WorkspaceFile.open(folder.file("a.tierbook")).workspace) }
        #expect(found?.id == "file-damaged")
    }

    @Test("numbers that lead outside memory are refused, right digest or not") func hostileNumbers() throws {
        #expect(!Content.codes(.one, below: 3).holds([0, 1, 2, 3].bytes))
        #expect(Content.codes(.one, below: 4).holds([0, 3].bytes))
        #expect(!Content.truths.holds([0, 3].bytes) && Content.truths.holds([0, 1, 2].bytes))
        let negative: [UInt8] = [0xFE, 0xFF, 0xFF, 0xFF]
        #expect(!Content.codes(.four, below: 9).holds(negative.bytes) && !Content.rows(below: 9).holds(negative.bytes))
        #expect(!Content.rows(below: 1).holds([1, 0, 0, 0].bytes) && Content.rows(below: 2).holds([1, 0, 0, 0].bytes))
        #expect(!Content.offsets(into: 9).holds([0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 4, 0, 0, 0].bytes))
        #expect(!Content.offsets(into: 3).holds([0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0].bytes))
    }

    // MARK: Strangers

    @Test("what is no workspace is refused, and said to be what it is") func strangers() throws {
        let folder = try Folder()
        func said(_ name: String) -> String {
            diagnostic { _ = try WorkspaceFile.open(folder.file(name)) }?.message ?? ""
        }
        #expect(said("none.tierbook").hasPrefix("There is no file"))
        #expect(said("missing/none.tierbook").contains("missing cannot be used: No such file or directory"))
        try folder.write([], "empty")
        #expect(said("empty").hasSuffix("is empty, so it holds no workspace."))
        try folder.write(Array("account,revenue\nAcme,1\n".utf8), "a.csv")
        #expect(said("a.csv").hasSuffix("is a text file, not a workspace."))
        try folder.write(Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 600), "a.xlsx")
        #expect(said("a.xlsx").hasSuffix("is an Excel workbook or another ZIP file, not a workspace."))
        try folder.write([], "other.db")
        try Database.open(folder.file("other.db"), .readWrite, named: "").execute("CREATE TABLE t (a)")
        let before = try folder.bytes("other.db")
        #expect(said("other.db").hasSuffix("is a database of another program, not a workspace."))
        #expect(try folder.bytes("other.db") == before)
        #expect(said("").hasSuffix("is a folder, not a workspace."))
        #expect(folder.names.filter { $0.hasPrefix(".") } == [])
    }

    @Test("a newer format is refused unchanged") func newer() throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        try WorkspaceFile.saveAs(Samples.workspace(), path).file.close()
        try Database.open(path, .readWrite, named: path).execute("PRAGMA user_version = 5")
        let before = try folder.bytes("a.tierbook")
        let found = try #require(diagnostic { _ = try WorkspaceFile.open(path) })
        #expect(found.id == "newer-format" && found.message.contains("(format 5); this one reads format 4"))
        #expect(try folder.bytes("a.tierbook") == before)
    }

    @Test("a file with anything that could run is refused", arguments: [
        ("CREATE TRIGGER t AFTER DELETE ON everything BEGIN SELECT 1; END", "a trigger that Tierbook did not make, t"),
        ("CREATE VIEW v AS SELECT 1", "a view that Tierbook did not make, v"),
        ("CREATE INDEX i ON everything (abs(one))", "an index that Tierbook did not make, i"),
        ("CREATE TABLE g (a, b AS (a + 1))", "a table that Tierbook did not make, g"),
        ("ALTER TABLE everything ADD COLUMN g AS (abs(one))", "Table everything cannot be read"),
        ("DROP TABLE tierbook_links; CREATE VIEW tierbook_links AS SELECT 1", "a view that Tierbook did not make"),
    ]) func running(_ statement: String, _ expected: String) throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        try WorkspaceFile.saveAs(Samples.workspace(), path).file.close()
        try Database.open(path, .readWrite, named: path).execute(statement)
        #expect(diagnostic { _ = try WorkspaceFile.open(path) }?.message.contains(expected) == true)
    }

    // MARK: Places

    @Test("a link keeps leading to its file, which keeps its mode") func linkAndMode() throws {
        let folder = try Folder()
        try FileManager.default.createDirectory(atPath: folder.file("real"), withIntermediateDirectories: false)
        let (real, link) = (folder.file("real/a.tierbook"), folder.file("link.tierbook"))
        #expect(symlink("real/a.tierbook", link) == 0)
        // The link leads to a file that is not there yet.
        try WorkspaceFile.saveAs(Workspace(), link).file.close()
        #expect(chmod(real, 0o600) == 0)
        #expect(diagnostic { _ = try WorkspaceFile.saveAs(Workspace(), link) }?.id == "file-exists")
        try WorkspaceFile.saveAs(Samples.workspace(), link, overwrite: true).file.close()
        let status = try #require(Files.status(real))
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real/a.tierbook")
        #expect(folder.names == ["link.tierbook", "real"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("real")) == ["a.tierbook"])
    }

    @Test("a file that vanished or was replaced is not written; save as works") func vanished() throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        let workspace = Samples.workspace()
        try WorkspaceFile.saveAs(workspace, path).file.close()
        var (file, opened) = try WorkspaceFile.open(path)
        opened.asOf = nil
        try FileManager.default.moveItem(atPath: path, toPath: folder.file("moved"))
        #expect(diagnostic { try file.save(opened) }?.id == "file-missing")
        try folder.write([1], "a.tierbook")
        #expect(diagnostic { try file.save(opened) }?.id == "file-changed")
        #expect(try folder.bytes("a.tierbook") == [1])
        // Columns not read yet still come from the file that was moved.
        try WorkspaceFile.saveAs(opened, folder.file("b.tierbook")).file.close()
        file.close()
        (file, _) = try WorkspaceFile.open(folder.file("b.tierbook"))
        #expect(try WorkspaceFile.open(folder.file("b.tierbook"), readOnly: true).workspace == opened)
        file.close()
        #expect(diagnostic { _ = try WorkspaceFile.saveAs(opened, folder.file("no/c.tierbook")) }?.id == "folder-missing")
    }

    @Test("a file that vanished is written again, into a new folder too") func again() throws {
        let folder = try Folder()
        let sub = folder.file("sub")
        try FileManager.default.createDirectory(atPath: sub, withIntermediateDirectories: false)
        try WorkspaceFile.saveAs(Samples.workspace(), sub + "/a.tierbook").file.close()
        let (file, workspace) = try WorkspaceFile.open(sub + "/a.tierbook")
        try FileManager.default.removeItem(atPath: sub + "/a.tierbook")
        try file.save(workspace, again: true)
        try FileManager.default.removeItem(atPath: sub)
        #expect(diagnostic { try file.save(workspace, again: true) }?.id == "io-error")
        try FileManager.default.createDirectory(atPath: sub, withIntermediateDirectories: false)
        try file.save(workspace, again: true)
        let (other, read) = try WorkspaceFile.open(sub + "/a.tierbook")
        #expect(other.isReadOnly && read == Samples.workspace())
        file.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: sub) == ["a.tierbook"])
    }

    @Test("a full disk leaves file and memory as they were") func fullDisk() throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        let (file, _) = try WorkspaceFile.saveAs(Samples.workspace(), path)
        defer { file.close() }
        var changed = Samples.workspace()
        changed.put(Samples.long(60_000, factor: 5), as: "more")
        try file.source.database.execute("PRAGMA max_page_count = 1")
        let found = try #require(diagnostic { try file.save(changed) })
        #expect(found.id == "disk-full" && found.message.contains(path))
        #expect(try WorkspaceFile.open(path, readOnly: true).workspace == Samples.workspace())
        try file.source.database.execute("PRAGMA max_page_count = 1000000")
        try file.save(changed)
        #expect(try WorkspaceFile.open(path, readOnly: true).workspace == changed)
        #expect(folder.names == [".a.tierbook-lock", "a.tierbook"])
    }

    @Test(
        "a read-only folder can be opened from and says why it cannot be written",
        .enabled(if: geteuid() != 0, "root may write anywhere"))
    func readOnlyFolder() throws {
        let folder = try Folder()
        try WorkspaceFile.saveAs(Samples.workspace(), folder.file("a.tierbook")).file.close()
        #expect(chmod(folder.path, 0o555) == 0)
        let (file, workspace) = try WorkspaceFile.open(folder.file("a.tierbook"))
        #expect(file.isReadOnly && workspace == Samples.workspace())
        #expect(diagnostic { try file.save(workspace) }?.id == "file-read-only")
        #expect(diagnostic { _ = try WorkspaceFile.saveAs(workspace, folder.file("b.tierbook")) }?.id == "io-error")
    }
}

extension [UInt8] {
    /// The bytes, kept for the length of the test run: for checks of memory that no one owns.
    fileprivate var bytes: UnsafeRawBufferPointer {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 8)
        memory.copyBytes(from: self)
        return UnsafeRawBufferPointer(memory)
    }
}
