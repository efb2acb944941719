import Diagnostics
import Foundation
import Tables
import TestSupport
import Testing
import Workspaces

@testable import Storage

/// A process that saves again and again is killed at random moments; what it leaves must be whole. The process is
/// this test program, run again with `TIERBOOK_CRASH_FILE` set.
@Suite("Crash", .serialized) struct CrashTests {
    private static let victimFile = ProcessInfo.processInfo.environment["TIERBOOK_CRASH_FILE"]

    /// The workspace of step `n`: every part of it says n.
    private static func workspace(_ n: Int) -> Workspace {
        var workspace = Workspace()
        workspace.asOf = Day(number: Int32(n))
        workspace.put(Table([Field("step", .integers([Int64(n)]))]), as: "rows")
        // A third of the saves replace most of the file, and so write a new one. Texts are written as they are.
        let byteCount = 9 << 20
        let memory = Buffer.allocate(byteCount)
        memset(memory, Int32(0x61 + n / 3 % 3), byteCount)
        let text = TextDictionary(
            bytes: Buffer(taking: memory, byteCount: byteCount), offsets: Buffer([0, 0, UInt32(byteCount)]), count: 2)
        let rows = FileFormat.rowLimit + 1
        let huge = Column(.text, .codes(Buffer([UInt8](repeating: 1, count: rows)), .one, text), count: rows)
        workspace.put(Table([Field("huge", huge)]), as: "huge")
        workspace.put(
            Table([Field("long", .integers(Array(repeating: Int64(n), count: FileFormat.rowLimit + 1)))]), as: "long")
        workspace.history = (0..<n).map(change)
        return workspace
    }

    private static func change(_ n: Int) -> Change {
        Change(statement: "step \(n + 1)", summary: "", asOf: nil, seed: UInt64(n + 1))
    }

    /// Throws or records an issue unless the file is whole; gives its step and the pending changes.
    private func examine(_ path: String) throws -> (step: Int, pending: Journal.Pending) {
        let (file, workspace) = try WorkspaceFile.open(path)
        defer { file.close() }
        let step = workspace.history.count
        let expected = CrashTests.workspace(step)
        #expect(workspace.asOf == expected.asOf && workspace.history == expected.history)
        #expect(workspace.tables[0] == expected.tables[0])
        for index in 1...2 {
            let (a, b) = (buffer(workspace.tables[index].table), buffer(expected.tables[index].table))
            try a.read()
            #expect(a.byteCount == b.byteCount && memcmp(a.bytes, b.bytes, a.byteCount) == 0)
        }
        let (journal, pending) = try Journal.open(for: file)
        journal.close()
        return (step, pending)
    }

    /// What says n in a long table.
    private func buffer(_ table: Table) -> Buffer {
        let column = table.fields[0].column
        return column.dictionary?.bytes ?? column.buffer
    }

    @Test("the victim: saves until it is killed", .enabled(if: victimFile != nil, "runs only in the killed process"))
    func victim() throws {
        guard let path = CrashTests.victimFile else { return }
        let (file, opened) = try WorkspaceFile.open(path)
        let (journal, pending) = try Journal.open(for: file)
        var step = opened.history.count + pending.entries.count
        var previous = CrashTests.workspace(step)
        while true {
            step += 1
            try journal.append(CrashTests.change(step - 1))
            acknowledge(step, path)
            // Two changes to a save, so that the journal has something to lose.
            if step % 2 == 0 {
                var next = CrashTests.workspace(step)
                if step % 3 != 0, let huge = previous.table(named: "huge"), step / 3 % 3 == (step - 2) / 3 % 3 {
                    next.put(huge.table, as: "huge")
                }
                try file.save(next, journal: journal)
                previous = next
            }
        }
    }

    /// One write of always the same length, which no kill can halve.
    private func acknowledge(_ step: Int, _ path: String) {
        let file = Glibc.open(path + ".acknowledged", O_WRONLY | O_CREAT, 0o644)
        _ = pwrite(file, String(1_000_000 + step), 7, 0)
        close(file)
    }

    private func acknowledged(_ path: String) -> Int {
        Int((try? String(contentsOfFile: path + ".acknowledged", encoding: .utf8)) ?? "").map { $0 - 1_000_000 } ?? 0
    }

    @Test("kill -9 at any moment leaves the work before or after, and no acknowledged change is lost",
        .enabled(if: victimFile == nil, "runs only in the watching process"), .timeLimit(.minutes(3)))
    func kills() throws {
        let folder = try Folder()
        let path = folder.file("crash.tierbook")
        try WorkspaceFile.saveAs(CrashTests.workspace(0), path).file.close()
        var random = Seeded(state: 7)
        var steps = 0
        // Ten kills, and more on a machine so busy that the victim hardly gets to work between them.
        for round in 0..<60 where round < 10 || steps <= 10 {
            let before = acknowledged(path)
            let victim = try start(path)
            defer { victim.terminate() }
            for _ in 0..<3_000 where victim.isRunning && acknowledged(path) == before { usleep(10_000) }
            usleep(UInt32(random.next() % 500_000))
            let said = (try? String(contentsOfFile: path + ".said", encoding: .utf8)) ?? ""
            #expect(victim.isRunning, "the victim ended by itself: \(said)")
            kill(victim.processIdentifier, SIGKILL)
            victim.waitUntilExit()
            let (step, pending) = try examine(path)
            #expect(pending.setAside == nil || pending.isCutOff)
            let numbers = pending.entries.map { Int($0.change.seed) }
            #expect(numbers == Array(step + 1..<step + 1 + numbers.count))
            #expect([acknowledged(path), acknowledged(path) + 1].contains(step + numbers.count))
            steps = step
        }
        #expect(steps > 10)
        let left = Set(folder.names).subtracting([".crash.tierbook-journal", "crash.tierbook-journal"])
        #expect(left == ["crash.tierbook", "crash.tierbook.acknowledged", "crash.tierbook.said"])
    }

    private func start(_ path: String) throws -> Process {
        let line = try Data(contentsOf: URL(fileURLWithPath: "/proc/self/cmdline"))
        var words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        // Only the victim, whatever this process was asked to run.
        while let at = words.firstIndex(of: "--filter") { words.removeSubrange(at...min(at + 1, words.count - 1)) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = words.dropFirst() + ["--filter", "CrashTests"]
        process.environment = ProcessInfo.processInfo.environment.merging(["TIERBOOK_CRASH_FILE": path]) { $1 }
        try Data().write(to: URL(fileURLWithPath: path + ".said"))
        process.standardOutput = FileHandle(forWritingAtPath: path + ".said")
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}
