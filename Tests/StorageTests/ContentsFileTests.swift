import TestSupport
import Diagnostics
import Foundation
import Tables
import TestSupport
import Testing
import Workspaces

@testable import Storage

/// Rules, scenarios and editions in a workspace file.
@Suite("Workspace file, contents") struct ContentsFileTests {
    @Test("rules, scenarios and editions come back, and share memory as before") func roundTrip() throws {
        let folder = try Folder()
        let path = folder.file("full.tierbook")
        let workspace = try Samples.full()
        let (written, summary) = try WorkspaceFile.saveAs(workspace, path)
        // Those of the firm's own; the scenarios' are the same or no rows.
        #expect(summary.rowTablesWritten == 2)
        #expect(try written.save(workspace).bytesWritten == 0)
        written.close()
        let (file, opened) = try WorkspaceFile.open(path)
        defer { file.close() }
        #expect(opened == workspace && file.warnings == [] && file.root == written.root)
        #expect(opened.scenario == "in use" && opened.scenarios == ["in use", "more gold"])
        let own = try #require(opened.contents(of: nil))
        let scenario = try #require(opened.contents(of: "more gold"))
        for (a, b) in zip(own.tables, scenario.tables) {
            #expect(zip(a.table.fields, b.table.fields).allSatisfy { $0.column.isIdentical(to: $1.column) }, "\(a.name)")
        }
        let lists = opened.editions.map { $0.contents.tables[0].table.fields }
        #expect(lists[0][0].column.isIdentical(to: lists[1][0].column) && !lists[0][3].column.isIdentical(to: lists[1][3].column))
        #expect(try opened.editions.allSatisfy { try $0.isUnchanged() })
        #expect(try file.save(opened).bytesWritten == 0)
    }

    @Test("a scenario's unchanged small table is the same SQLite table; only the firm's own are plain rows") func rowTables() throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        let (file, _) = try WorkspaceFile.saveAs(try Samples.full(), path)
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'tierbook%'"
        #expect(try file.source.database.integer(tables) == 2)
        file.close()
        // The scenario becomes the firm's own: now its table is the plain one.
        var (again, opened) = try WorkspaceFile.open(path)
        opened.adopt("in use")
        #expect(try again.save(opened).rowTablesWritten == 1)
        #expect(try again.source.database.integer(tables) == 2)
        #expect(try again.source.database.integer("SELECT sum(one) FROM everything") == 15)
        #expect(try WorkspaceFile.read(path) == opened)
        // Without scenarios nothing of them is left.
        opened.dropScenario("more gold")
        try again.save(opened)
        again.close()
        (again, opened) = try WorkspaceFile.open(path)
        #expect(opened.scenarios == [] && opened.editions.count == 3)
        again.close()
    }

    @Test("a column that the file holds already is not written again, whatever memory it is") func twins() throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        var workspace = Workspace()
        func accounts() -> Column { .texts((0..<200).map { "Account \($0)" }) }
        workspace.publish(try Samples.edition(1, accounts: accounts(), rows: 200))
        try WorkspaceFile.saveAs(workspace, path).file.close()
        let (file, opened) = try WorkspaceFile.open(path)
        defer { file.close() }
        var next = opened
        next.publish(try Samples.edition(2, accounts: accounts(), rows: 200))
        // The tiers' codes and texts, the ranks, scores and amounts: not the accounts' codes, texts and offsets.
        #expect(try file.save(next).buffersWritten <= 6)
        #expect(try WorkspaceFile.read(path) == next)
    }

    @Test("random workspaces come back equal after a save, a change and another save", arguments: 1...12)
    func random(_ seed: Int) throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        var random = RandomWorkspace(seed: UInt64(seed))
        for _ in 0..<Int(random.next() % 12) { try random.change() }
        var (file, _) = try WorkspaceFile.saveAs(random.workspace, path)
        for _ in 0..<4 {
            file.close()
            let opened: Workspace
            (file, opened) = try WorkspaceFile.open(path)
            #expect(opened == random.workspace)
            #expect(try file.save(opened).bytesWritten == 0)
            random.workspace = opened
            for _ in 0..<Int(1 + random.next() % 6) { try random.change() }
            try file.save(random.workspace)
            #expect(try WorkspaceFile.read(path) == random.workspace)
        }
        file.close()
    }

    @Test("a snapshot beside a journal holds all of it, and needs nothing else") func snapshot() throws {
        let folder = try Folder()
        let (file, _) = try WorkspaceFile.saveAs(Workspace(), folder.file("a.tierbook"))
        let (journal, _) = try Journal.open(for: file)
        let workspace = try Samples.full()
        try journal.append(Change(statement: "scenario drop 'x'", summary: "", asOf: nil, seed: 0), as: workspace)
        journal.close()
        let (again, pending) = try Journal.open(for: file)
        let recovered = try pending.entries[0].workspace()
        #expect(again.discard() == nil)
        #expect(recovered == workspace)
        file.close()
    }

    // MARK: Older formats

    @Test("a file of an older format opens, and a change makes it one of the present", arguments: [1, 2, 3] as [Int64])
    func olderFormats(_ format: Int64) throws {
        let folder = try Folder()
        let path = folder.file("old.tierbook")
        let workspace = Samples.workspace()
        try WorkspaceFile.saveAs(workspace, path).file.close()
        try makeOld(path, format)
        var (file, opened) = try WorkspaceFile.open(path)
        #expect(opened == workspace)
        // Nothing to save: the file stays what it is.
        try file.save(opened)
        #expect(try file.source.database.integer("PRAGMA user_version") == format)
        opened.questions = try Samples.questions(1)
        opened.branch("what if")
        opened.rules.put(Rule(.tier, "Gold", "tier Gold top 10"))
        #expect(try file.save(opened).buffersWritten == 1)
        #expect(try file.source.database.integer("PRAGMA user_version") == FileFormat.version)
        file.close()
        let (again, reopened) = try WorkspaceFile.open(path)
        #expect(reopened == opened)
        again.close()
    }

    @Test("a file whose catalogue is not that of its format is refused", arguments: [
        ("PRAGMA user_version = 2", 3), ("PRAGMA user_version = 3", 2), ("PRAGMA user_version = 3", 4), ("PRAGMA user_version = 4", 3),
        ("CREATE TABLE tierbook_rules (contents INTEGER, position INTEGER, kind TEXT, name TEXT, statement TEXT)", 2),
        ("DROP TABLE tierbook_contents", 3), ("ALTER TABLE tierbook_rules ADD COLUMN more TEXT", 4),
    ] as [(String, Int64)]) func wrongSchema(_ statement: String, _ format: Int64) throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        try WorkspaceFile.saveAs(Samples.workspace(), path).file.close()
        if format < FileFormat.version { try makeOld(path, format) }
        try Database.open(path, .readWrite, named: path).execute(statement)
        let found = diagnostic { _ = try WorkspaceFile.open(path) }
        #expect(["file-damaged", "foreign-content"].contains(found?.id ?? ""))
    }

    /// Makes of a file one as an older format was.
    private func makeOld(_ path: String, _ format: Int64) throws {
        let database = try Database.open(path, .readWrite, named: path)
        if format == 1 { #expect(try unpackSegments(database) > 0) }
        try database.execute("DROP TABLE tierbook_records; PRAGMA user_version = \(format)")
        if format == 3 { return }
        try database.execute(
            """
            INSERT INTO tierbook_meta SELECT 'as of', as_of FROM tierbook_contents;
            DROP TABLE tierbook_contents; DROP TABLE tierbook_rules;
            ALTER TABLE tierbook_tables RENAME TO t; ALTER TABLE tierbook_definitions RENAME TO d;
            """)
        for table in FileFormat.catalogueTables(of: format) where ["tierbook_tables", "tierbook_definitions"].contains(table.name) {
            try database.execute(table.statement)
        }
        try database.execute(
            """
            INSERT INTO tierbook_tables SELECT id, name, rows, key_column, date_column, stored_as, digest FROM t; DROP TABLE t;
            INSERT INTO tierbook_definitions SELECT position, name, kind, text FROM d; DROP TABLE d;
            PRAGMA user_version = \(format)
            """)
    }

    /// Makes each segment what it was before there were packed ones; returns how many had been.
    private func unpackSegments(_ database: Database) throws -> Int {
        let catalogue = try FileCheck.catalogue(of: database)
        var packed = 0
        for (id, buffer) in catalogue.buffers {
            var bytes = [UInt8](repeating: 0, count: buffer.byteCount)
            #expect(try bytes.withUnsafeMutableBytes { try Segments.read(id, buffer, from: database, into: $0) })
            for start in stride(from: 0, to: bytes.count, by: FileFormat.segmentBytes) {
                let row = id * FileFormat.segmentsPerBuffer + Int64(start / FileFormat.segmentBytes)
                let part = Array(bytes[start..<min(bytes.count, start + FileFormat.segmentBytes)])
                if try database.integer("SELECT length(bytes) FROM tierbook_segments WHERE id = \(row)") < part.count { packed += 1 }
                try database.prepare("UPDATE tierbook_segments SET bytes = ? WHERE id = ?").run(.blob(part), .integer(row))
            }
        }
        return packed
    }
}

/// A workspace that changes at random, the same way for the same seed.
struct RandomWorkspace {
    var workspace = Workspace()
    private var random: Seeded
    private var count = 0

    init(seed: UInt64) { random = Seeded(state: seed) }

    mutating func next() -> UInt64 { random.next() }

    private mutating func pick<T>(_ all: [T]) -> T? { all.isEmpty ? nil : all[Int(next() % UInt64(all.count))] }

    private mutating func column(_ rows: Int) -> Column {
        let seed = Int(next() % 50)
        switch next() % 4 {
        case 0: return .texts((0..<rows).map { ($0 + seed) % 5 == 0 ? nil : "text \(($0 * seed) % 40)" })
        case 1: return .integers((0..<rows).map { ($0 + seed) % 11 == 0 ? nil : Int64($0 * seed) })
        case 2: return .doubles((0..<rows).map { ($0 + seed) % 13 == 0 ? .nan : Double($0) / Double(seed + 1) })
        default: return .booleans((0..<rows).map { ($0 + seed) % 3 == 0 ? nil : $0 % 2 == 0 })
        }
    }

    private mutating func table() -> Table {
        // Seldom one that is too long for plain rows.
        let rows = next() % 6 == 0 ? FileFormat.rowLimit + 1 : Int(next() % 40)
        return Table((0..<Int(1 + next() % 4)).map { Field("column \($0)", column(rows)) })
    }

    private var names: [String] { workspace.contents.tables.map(\.name) }

    /// One step of what a session may do.
    mutating func change() throws {
        count += 1
        switch next() % 12 {
        case 10:
            try workspace.questions.append(try Samples.questions(Int(1 + next() % 100)).all())
            if next() % 3 == 0 { workspace.quiz = try Samples.quiz(Int(next() % 80)) }
        case 11:
            guard let question = try workspace.questions.question(Int(1 + next() % 100)) else { return }
            var changed = question
            changed.trail.append(Question.Event(day: nil, who: "", what: "change \(count)"))
            try workspace.questions.put(changed, as: Int(1 + next() % 100))
        case 0, 1: workspace.put(table(), as: pick(["a", "b", "c d"]) ?? "a")
        case 2:
            guard let name = pick(names), var table = workspace.table(named: name)?.table else { return }
            table.replace(Int(next() % UInt64(table.fields.count)), with: column(table.rowCount))
            workspace.put(table, as: name)
        case 3:
            // The same columns under another name.
            guard let name = pick(names), let table = workspace.table(named: name)?.table else { return }
            workspace.put(table, as: "copy")
        case 4: if let name = pick(names) { workspace.removeTable(named: name) }
        case 5:
            let kind = pick(Rule.Kind.allCases) ?? .tier
            workspace.rules.put(Rule(kind, pick(["x", "y", "it's"]) ?? "", "statement \(count)"), after: pick([nil, "x"]) ?? nil)
        case 6:
            workspace.put(Definition(name: pick(["won", "lost"]) ?? "", kind: .expression, text: "\(count)"))
            workspace.asOf = pick([nil, Day(number: Int32(count))]) ?? nil
        case 7: workspace.branch("scenario \(count)")
        case 8:
            guard let name = pick(workspace.scenarios) else { return }
            switch next() % 4 {
            case 0: workspace.use(nil)
            case 1: workspace.use(name)
            case 2: workspace.dropScenario(name)
            default: workspace.adopt(name)
            }
        default:
            var contents = workspace.contents
            if let name = names.first, next() % 2 == 0 { contents.removeTable(named: name) }
            workspace.publish(
                Edition(
                    name: "edition \(count)", date: Day(number: Int32(count)), author: "", note: "n\n", hash: try contents.hash(),
                    contents: contents))
        }
    }
}
