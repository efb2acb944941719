import Foundation
import Testing

@testable import Shell

struct HistoryLogTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "history-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func keepsEntriesOfManyLines() throws {
        try withFolder { folder in
            let log = HistoryLog(path: folder + "/state/history")
            let entries = ["accounts", "accounts |\n\ttop 3", "a \\n b \\", "名前 = 'é\u{1B}'"]
            for entry in entries { log.append(entry) }
            #expect(log.load() == entries)
            let mode = try FileManager.default.attributesOfItem(atPath: log.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test func twoShellsMayAppendAtOnce() async throws {
        let folder = NSTemporaryDirectory() + "history-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let log = HistoryLog(path: folder + "/history")
        let entries = (0..<2).map { shell in
            (0..<100).map { "shell \(shell)\nentry \($0) " + String(repeating: "x", count: 200) }
        }
        await withTaskGroup(of: Void.self) { group in
            for mine in entries { group.addTask { for entry in mine { HistoryLog(path: log.path).append(entry) } } }
        }
        let loaded = log.load()
        for (shell, mine) in entries.enumerated() {
            #expect(loaded.filter { $0.hasPrefix("shell \(shell)\n") } == mine)
        }
        #expect(loaded.count == 200)
    }

    @Test func aTornRecordIsDropped() throws {
        try withFolder { folder in
            let log = HistoryLog(path: folder + "/history")
            log.append("whole")
            let file = try #require(FileHandle(forWritingAtPath: log.path))
            try file.seekToEnd()
            try file.write(contentsOf: Data("torn at the cra".utf8))
            try file.close()
            #expect(log.load() == ["whole"])
            log.append("after")
            #expect(log.load() == ["whole", "after"])
        }
    }

    @Test func rubbishIsNoEntry() throws {
        try withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let bytes: [UInt8] = Array("good\n\nbad \\x\nbad \\\n".utf8) + [0xFF, 0xFE, 0x0A] + Array("fine\n".utf8)
            let log = HistoryLog(path: folder + "/history")
            try Data(bytes).write(to: URL(fileURLWithPath: log.path))
            #expect(log.load() == ["good", "fine"])
        }
    }

    @Test func loadsTheLastEntriesOnly() throws {
        try withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let log = HistoryLog(path: folder + "/history")
            let text = (0..<6_000).map { "entry \($0)\n" }.joined()
            try Data(text.utf8).write(to: URL(fileURLWithPath: log.path))
            #expect(log.load().count == HistoryLog.limit)
            #expect(log.load().first == "entry 1000")
        }
    }

    @Test(arguments: ["/proc/nowhere/history", "/dev/null", "/", "", "/dev/null/history"])
    func aPlaceThatCannotHoldItIsNoHarm(_ path: String) {
        let log = HistoryLog(path: path)
        log.append("lost")
        #expect(log.load() == [])
    }
}

struct HistoryTests {
    @Test func walksEntriesAndComesBackToTheDraft() {
        var history = History(log: nil)
        for entry in ["one", "two", "two", "  ", "three"] { history.add(entry) }
        #expect(history.entries == ["one", "two", "three"])
        #expect(history.older(than: "dra") == "three")
        #expect(history.older(than: "three") == "two")
        #expect(history.newer() == "three")
        #expect(history.newer() == "dra")
        #expect(history.newer() == nil)
        for _ in 0..<3 { _ = history.older(than: "") }
        #expect(history.older(than: "one") == nil)
    }

    @Test func searchesBackwardsWithoutCase() {
        var history = History(log: nil)
        for entry in ["accounts | TOP 3", "why 'Acme'", "accounts"] { history.add(entry) }
        #expect(history.search("acc") == 2)
        #expect(history.search("acc", before: 2) == 0)
        #expect(history.search("top") == 0)
        #expect(history.search("none") == nil)
    }
}
