import Diagnostics
import Foundation
import Tables
import Testing
import Workspaces

@testable import Storage

@Suite("Journal") struct JournalTests {
    private func change(_ number: Int, inputs: [Change.Input] = []) -> Change {
        Change(
            statement: "line \(number)", summary: "did \(number)", asOf: Day(number: 1), seed: UInt64(number),
            inputs: inputs)
    }

    private func file(_ folder: Folder) throws -> WorkspaceFile {
        try WorkspaceFile.saveAs(Samples.workspace(), folder.file("a.tierbook"), overwrite: true).file
    }

    /// What the next session finds, after this one is gone.
    private func pending(_ file: WorkspaceFile) throws -> Journal.Pending {
        let (journal, pending) = try Journal.open(for: file)
        journal.close()
        return pending
    }

    @Test("changes wait until a save has them; the journal is no file before and after") func life() throws {
        let folder = try Folder()
        let file = try file(folder)
        var (journal, pending) = try Journal.open(for: file)
        #expect(pending == Journal.Pending())
        #expect(folder.names == [".a.tierbook-lock", "a.tierbook"])
        try journal.append(change(1))
        try journal.append(change(2))
        journal.close()
        (journal, pending) = try Journal.open(for: file)
        #expect(pending.entries.map(\.change) == [change(1), change(2)])
        // Done again, they stay until the save.
        try journal.append(change(3))
        journal.close()
        (journal, pending) = try Journal.open(for: file)
        #expect(pending.entries.map(\.change.statement) == ["line 1", "line 2", "line 3"])
        var workspace = Samples.workspace()
        workspace.history += pending.entries.map(\.change)
        try file.save(workspace, journal: journal)
        #expect(folder.names == [".a.tierbook-lock", "a.tierbook"])
        try journal.append(change(4))
        journal.close()
        #expect(try self.pending(file).entries.map(\.change) == [change(4)])
        // A save of what the file has already takes them off too.
        (journal, _) = try Journal.open(for: file)
        try file.save(workspace, journal: journal)
        #expect(try self.pending(file).entries.isEmpty)
        file.close()
    }

    @Test("a crash anywhere between mark, commit and removal neither loses nor repeats a change") func ordering() throws {
        let folder = try Folder()
        let file = try file(folder)
        let name = ".a.tierbook-journal"
        let before = try folder.bytes("a.tierbook")
        let (journal, _) = try Journal.open(for: file)
        try journal.append(change(1))
        let unmarked = try folder.bytes(name)
        var workspace = Samples.workspace()
        workspace.asOf = Day(number: 5)
        try file.save(workspace, journal: journal)
        // A journal without the mark would not be known.
        try folder.write(unmarked, name)
        let other = try pending(file)
        #expect(other.entries.isEmpty && other.setAside == folder.file(name + "-aside-1"))
        // After the commit, before the removal.
        try folder.write(unmarked + JournalRecord.mark(file.root).framed, name)
        #expect(try pending(file) == Journal.Pending())
        // A change after a save whose removal failed.
        let later = JournalRecord.change(change(2), copies: [:]).framed
        try folder.write(unmarked + JournalRecord.mark(file.root).framed + later, name)
        #expect(try pending(file).entries.map(\.change) == [change(2)])
        // After the mark, before the commit: the file is as it was.
        try folder.write(unmarked + JournalRecord.mark(file.root).framed, name)
        file.close()
        try folder.write(before, "a.tierbook")
        let (old, _) = try WorkspaceFile.open(folder.file("a.tierbook"))
        #expect(try pending(old).entries.map(\.change) == [change(1)])
        old.close()
    }

    @Test("a record cut off is ignored, a copy kept, and the rest offered") func cutOff() throws {
        let folder = try Folder()
        let file = try file(folder)
        let name = ".a.tierbook-journal"
        let (journal, _) = try Journal.open(for: file)
        for number in 1...3 { try journal.append(change(number)) }
        journal.close()
        let whole = try folder.bytes(name)
        for cut in [1, 20, 60] {
            try folder.write(Array(whole.dropLast(cut)), name)
            let found = try pending(file)
            #expect(found.entries.map(\.change) == [change(1), change(2)] && found.isCutOff)
            #expect(try folder.bytes(Files.name(of: #require(found.setAside))) == Array(whole.dropLast(cut)))
            // What is written next follows the last whole record.
            let (journal, again) = try Journal.open(for: file)
            #expect(!again.isCutOff)
            try journal.append(change(4))
            journal.close()
            #expect(try pending(file).entries.map(\.change) == [change(1), change(2), change(4)])
        }
        // Cut within the header: nothing was acknowledged.
        try folder.write(Array(whole.prefix(30)), name)
        #expect(try pending(file) == Journal.Pending(entries: [], isCutOff: true, setAside: nil))
        #expect(!folder.names.contains(name))
        for bit in stride(from: 0, to: whole.count * 8, by: 37) {
            var damaged = whole
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            try folder.write(damaged, name)
            let found = try pending(file)
            #expect(found.setAside != nil && found.entries.count < 3)
        }
        file.close()
    }

    @Test("files a change read are copied, unless too large or no longer the same") func copies() throws {
        let folder = try Folder()
        let file = try file(folder)
        let content = Array("account,revenue\nAcme,1\n".utf8)
        try folder.write(content, "a.csv")
        let (path, digest) = (folder.file("a.csv"), ContentHash.of(content))
        func input(_ path: String, _ count: Int, _ digest: String) -> Change.Input {
            Change.Input(path: path, byteCount: count, digest: digest)
        }
        let (journal, _) = try Journal.open(for: file)
        try journal.append(change(1, inputs: [input(path, content.count, digest)]))
        try journal.append(change(2, inputs: [input(path, content.count, "0000000000000000")]))
        try journal.append(change(3, inputs: [input(path, content.count, digest), input("large", 1 << 40, "")]))
        try journal.append(change(4, inputs: [input(folder.file("a.tierbook"), 1, digest), input("gone", 3, digest)]))
        journal.close()
        #expect(try pending(file).entries.map(\.copies) == [[path: content], [:], [:], [:]])
        file.close()
    }

    @Test("changes not wanted, or that fail, are dropped, but a copy is kept") func keep() throws {
        let folder = try Folder()
        let file = try file(folder)
        var (journal, _) = try Journal.open(for: file)
        for number in 1...4 { try journal.append(change(number)) }
        #expect(try journal.keep(first: 4) == nil)
        let copy = try #require(try journal.keep(first: 2))
        #expect(FileManager.default.fileExists(atPath: copy))
        try journal.append(change(5))
        journal.close()
        var pending: Journal.Pending
        (journal, pending) = try Journal.open(for: file)
        #expect(pending.entries.map(\.change.seed) == [1, 2, 5])
        #expect(try journal.keep(first: 0) == folder.file(".a.tierbook-journal-aside-2"))
        try journal.append(change(6))
        journal.close()
        (journal, pending) = try Journal.open(for: file)
        #expect(pending.entries.map(\.change.seed) == [6])
        #expect(journal.discard() == nil)
        #expect(!folder.names.contains(".a.tierbook-journal"))
        file.close()
    }

    @Test("a change that only its workspace tells comes back, and its snapshot goes with the journal") func snapshots() throws {
        let folder = try Folder()
        let file = try file(folder)
        let name = ".a.tierbook-journal"
        var (journal, found) = try Journal.open(for: file)
        var workspace = Samples.workspace()
        workspace.asOf = Day(number: 7)
        try journal.append(change(1))
        try journal.append(change(2), as: workspace)
        try journal.append(change(3))
        #expect(Files.status(folder.file("\(name)-snapshot-1"))?.st_mode ?? 0 & 0o777 == 0o100600)
        // What a crash left before the journal named it.
        try folder.write([1], "\(name)-snapshot-2")
        journal.close()
        (journal, found) = try Journal.open(for: file)
        #expect(found.entries.map(\.change) == [change(1), change(2), change(3)])
        #expect(try found.entries.map { try $0.workspace() } == [nil, workspace, nil])
        #expect(folder.names.filter { $0.contains("snapshot") } == ["\(name)-snapshot-1"])
        // A copy that is kept needs it.
        #expect(try journal.keep(first: 2) != nil)
        try journal.append(change(4), as: workspace)
        try file.save(workspace, journal: journal)
        #expect(folder.names.filter { $0.contains("journal") } == ["\(name)-aside-1", "\(name)-snapshot-1"])
        file.close()
    }

    @Test("a journal of format 1 is read, its snapshots too") func format1() throws {
        let folder = try Folder()
        let file = try file(folder)
        let path = folder.file(".a.tierbook-journal")
        var header = ByteWriter()
        header.put(0 as UInt8)
        header.put("Tierbook journal 1")
        header.put(file.root)
        var frame = ByteWriter()
        frame.put(header.bytes.count)
        frame.put(Digest.of(header.bytes))
        var snapshot = change(2)
        snapshot.statement = "restore from '\(path)-undo-1'"
        var copy = change(3)
        copy.statement = "restore from 'copy.tierbook'"
        let records = [change(1), snapshot, copy].map { JournalRecord.change($0, copies: [:]).framed }
        try folder.write(frame.bytes + header.bytes + records.joined(), ".a.tierbook-journal")
        try WorkspaceFile.saveAs(Workspace(), "\(path)-undo-1").file.close()
        let (journal, found) = try Journal.open(for: file)
        #expect(found.entries.map(\.snapshot) == [nil, "\(path)-undo-1", nil])
        #expect(try found.entries[1].workspace() == Workspace())
        #expect(journal.discard() == nil)
        #expect(folder.names == [".a.tierbook-lock", "a.tierbook"])
        file.close()
    }

    @Test("a journal that somebody has removed takes no change") func removed() throws {
        let folder = try Folder()
        let file = try file(folder)
        let (journal, _) = try Journal.open(for: file)
        try journal.append(change(1))
        try FileManager.default.removeItem(atPath: journal.path)
        let found = try #require(diagnostic { try journal.append(change(2)) })
        #expect(found.id == "journal-failed" && found.message.hasSuffix("cannot be written: it was removed."))
        // A save needs no journal, and begins a new one.
        var workspace = Samples.workspace()
        workspace.asOf = nil
        try file.save(workspace, journal: journal)
        try journal.append(change(3))
        #expect(folder.names.contains(".a.tierbook-journal"))
        file.close()
    }

    @Test("a journal of another file is put aside and reported") func otherFile() throws {
        let folder = try Folder()
        var file = try file(folder)
        let (journal, _) = try Journal.open(for: file)
        try journal.append(change(1))
        journal.close()
        file.close()
        file = try WorkspaceFile.saveAs(Workspace(), folder.file("a.tierbook"), overwrite: true).file
        let found = try pending(file)
        #expect(found.entries.isEmpty && found.setAside == folder.file(".a.tierbook-journal-aside-1"))
        #expect(try pending(file) == Journal.Pending())
        file.close()
    }

    @Test("a workspace without a file has a journal too, and one shell uses it at a time") func unnamed() throws {
        let folder = try Folder()
        let (journal, _) = try Journal.open(at: folder.file("unnamed"))
        try journal.append(change(1))
        #expect(diagnostic { _ = try Journal.open(at: folder.file("unnamed")) }?.id == "journal-held")
        journal.close()
        let (again, pending) = try Journal.open(at: folder.file("unnamed"))
        #expect(pending.entries.map(\.change) == [change(1)] && pending.origin == nil)
        #expect(again.discard() == nil)
        #expect(folder.names == [])
        let (apart, _) = try Journal.open(at: folder.file("apart"), origin: "/a.tierbook")
        try apart.append(change(1))
        apart.close()
        #expect(try Journal.open(at: folder.file("apart")).pending.origin == "/a.tierbook")
        let lost = diagnostic { try Journal.open(at: folder.file("no/such")).journal.append(change(1)) }
        #expect(lost?.id == "io-error")
    }
}
