import Diagnostics
import Foundation
import Tables
import Testing
import Workspaces

@testable import Storage

@Suite("Workspace lock") struct LockTests {
    @Test("the second shell learns who holds the file, reads it, and cannot save") func second() throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        let (first, _) = try WorkspaceFile.saveAs(Samples.workspace(), path)
        let text = try String(contentsOfFile: folder.file(".a.tierbook-lock"), encoding: .utf8)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 3 && lines[0] == "\(getpid())" && lines[2].hasSuffix(" UTC"))
        let (second, workspace) = try WorkspaceFile.open(path)
        #expect(second.isReadOnly && second.holder?.process == Int(getpid()))
        #expect(workspace == Samples.workspace())
        let refused = try #require(diagnostic { try second.save(workspace) })
        #expect(refused.id == "file-held" && refused.message.hasSuffix("it is already open in this shell."))
        #expect(diagnostic { _ = try WorkspaceFile.saveAs(workspace, path, overwrite: true) }?.id == "file-held")
        first.close()
        let (third, _) = try WorkspaceFile.open(path)
        #expect(!third.isReadOnly && third.holder == nil)
        third.close()
        third.close()
        #expect(folder.names == ["a.tierbook"])
    }

    @Test("the second shell may save once the first has gone, if the file is still the one it read") func later() throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        let (first, _) = try WorkspaceFile.saveAs(Samples.workspace(), path)
        var (second, workspace) = try WorkspaceFile.open(path)
        let (third, _) = try WorkspaceFile.open(path)
        let (asked, _) = try WorkspaceFile.open(path, readOnly: true)
        #expect(diagnostic { try second.claim() }?.id == "file-held")
        first.close()
        try second.claim()
        #expect(!second.isReadOnly && second.holder == nil)
        second.resign()
        #expect(diagnostic { try second.save(workspace) }?.id == "file-read-only")
        try second.claim()
        workspace.asOf = nil
        try second.save(workspace)
        #expect(diagnostic { try third.claim() }?.id == "file-held")
        second.close()
        #expect(diagnostic { try third.claim() }?.id == "file-changed")
        #expect(third.isReadOnly && folder.names == ["a.tierbook"])
        #expect(diagnostic { try asked.claim() }?.message.hasSuffix("was opened for reading only, so it cannot be saved.") == true)
        let (fourth, _) = try WorkspaceFile.open(path)
        let (fifth, _) = try WorkspaceFile.open(path)
        fourth.close()
        try WorkspaceFile.saveAs(workspace, path, overwrite: true).file.close()
        #expect(diagnostic { try fifth.claim() }?.message.contains("was replaced by another file") == true)
    }

    @Test("a file opened again shares the lock of the first, which goes with the last") func shared() throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        let (first, _) = try WorkspaceFile.saveAs(Samples.workspace(), path)
        let (second, _) = try WorkspaceFile.open(path, besides: first)
        first.close()
        #expect(!second.isReadOnly)
        let (third, _) = try WorkspaceFile.open(path)
        #expect(third.isReadOnly)
        second.close()
        #expect(folder.names == ["a.tierbook"])
    }

    @Test("a dead shell's lock file locks nothing") func dead() throws {
        let folder = try Folder()
        try folder.write(Array("999999\nelsewhere\n2020-01-01 00:00 UTC\n".utf8), ".a.tierbook-lock")
        guard case .acquired(let lock) = try WorkspaceLock.acquire(for: folder.file("a.tierbook"), wait: 0) else {
            Issue.record("not acquired")
            return
        }
        lock.release()
        #expect(folder.names == [])
    }

    @Test("another process holds it until it is killed; waiting gets it then") func killed() throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        try WorkspaceFile.saveAs(Workspace(), path).file.close()
        try folder.write(Array("4711\nhost\u{1B}[31m\n2026-03-31 10:22 UTC\n".utf8), ".a.tierbook-lock")
        let other = Process()
        other.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        other.arguments = ["--no-fork", folder.file(".a.tierbook-lock"), "sleep", "60"]
        try other.run()
        var held: WorkspaceLock.Holder?
        for _ in 0..<200 where held == nil {
            usleep(10_000)
            if case .held(let holder) = try WorkspaceLock.acquire(for: path, wait: 0) { held = holder }
            // Taken before the other process was there: put its words back.
            if held == nil { try folder.write(Array("4711\nhost\n2026-03-31 10:22 UTC\n".utf8), ".a.tierbook-lock") }
        }
        #expect(held != nil)
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.3) { kill(other.processIdentifier, SIGKILL) }
        let (file, _) = try WorkspaceFile.open(path, wait: 20)
        #expect(!file.isReadOnly)
        file.close()
        other.waitUntilExit()
    }

    @Test("what a lock file says is shown without escape bytes") func plainWords() {
        let holder = WorkspaceLock.Holder(process: 4711, host: "mac", since: "2026-03-31 10:22 UTC")
        #expect(holder.sentence == "it is open in process 4711 on mac since 2026-03-31 10:22 UTC")
    }

    @Test("a reader is told when the other shell has saved, and never reads a mixture") func outdatedReader() throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        let (writer, _) = try WorkspaceFile.saveAs(Samples.workspace(), path)
        let (_, reader) = try WorkspaceFile.open(path)
        var changed = Samples.workspace()
        changed.put(Samples.long(factor: 9), as: "long")
        changed.put(Table([Field("key", .texts(["new"]))]), as: "everything")
        try writer.save(changed)
        for named in reader.tables.prefix(2) {
            let found = diagnostic { try named.table.fields[0].column.read() }
            #expect(found?.id == "file-changed")
            #expect(found?.message.contains("another shell has saved") == true)
        }
        writer.close()
    }
}
