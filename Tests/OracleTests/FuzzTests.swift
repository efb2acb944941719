import Diagnostics
import Engine
import Foundation
import Syntax
import Testing
import Verbs

/// No input, however hostile, crashes or hangs the shell. `TIERBOOK_FUZZ_COUNT` and `TIERBOOK_FUZZ_SEED` make a longer
/// run or repeat one input; `TIERBOOK_FUZZ_STATE` names a file that holds the seeds being read, for when one crashes.
@Suite struct FuzzTests {
    private static func setting(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

    @Test(.timeLimit(.minutes(60))) func randomText() {
        let first = FuzzTests.setting("TIERBOOK_FUZZ_SEED") ?? 1
        let count = FuzzTests.setting("TIERBOOK_FUZZ_COUNT") ?? 200_000
        let runs = FuzzTests.setting("TIERBOOK_FUZZ_RUNS") ?? 8
        let trace = Trace()
        let threads = count > 1_000_000 ? 2 : 1
        onMainStack(threads) { thread in
            var checker = Checker()
            for seed in stride(from: first + thread, to: first + count, by: threads) where checker.failures.count < 5 {
                trace.note(thread, seed)
                var random = Random(UInt64(seed))
                let text = String(decoding: FuzzInput.text(&random), as: UTF8.self)
                checker.check(text, seed, runs: seed % runs == 0 || count == 1)
            }
            return checker.failures
        }
    }

    @Test func longText() {
        // A tenth in a debug build, which is that much slower.
        #if DEBUG
            let million = 100_000
        #else
            let million = 1_000_000
        #endif
        func repeated(_ text: String) -> String { String(repeating: text, count: million / max(1, text.utf8.count)) }
        let texts = [
            repeated("a"), repeated("a "), repeated("1"), repeated("("), repeated(")"), repeated("'"), repeated("|"), repeated("\n"), repeated(";"), repeated(" "),
            "accounts | where tier in (" + repeated("'x', ") + "'y')", "accounts | where " + repeated("cost = 1 or ") + "true", "accounts" + repeated(" | limit 1"),
            "accounts | where " + repeated("1 + ") + "1", "`" + repeated("x"), "'" + repeated("x") + "'", "accounts | where " + repeated("not ") + "true",
            "accounts | select " + repeated("cost, "), "accounts | where cost = " + repeated("9"), "accounts | where account like '" + repeated("%a") + "'",
            repeated("accounts;"), repeated("a."), "# " + repeated("é"), repeated("\u{1B}"), repeated("accounts | where x = 'a\n"), "help " + repeated("x "), repeated("−"),
            "accounts | derive " + repeated("a = 1, ") + "b = 2", "select " + repeated("a, ") + " from accounts where " + repeated("b "), repeated("5 months "),
        ]
        onMainStack(1) { _ in
            var checker = Checker()
            for (index, text) in texts.enumerated() { checker.check(text, index, runs: true, seconds: 120) }
            return checker.failures
        }
    }

    /// The shell reads on the main thread; a test's own has a sixteenth of its stack.
    private func onMainStack(_ threads: Int, _ body: @escaping @Sendable (Int) -> [String]) {
        let done = DispatchSemaphore(value: 0)
        let failures = Failures()
        for number in 0..<threads {
            let thread = Thread {
                failures.add(body(number))
                done.signal()
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
        for _ in 0..<threads { done.wait() }
        for failure in failures.all { Issue.record(Comment(rawValue: failure)) }
    }
}

private final class Failures: @unchecked Sendable {
    private let lock = NSLock()
    private var found: [String] = []
    func add(_ more: [String]) { lock.withLock { found += more } }
    var all: [String] { lock.withLock { found } }
}

/// The seed each thread is at, in a file that survives a crash.
private struct Trace: @unchecked Sendable {
    private var seeds: UnsafeMutablePointer<Int>?

    init() {
        guard let path = ProcessInfo.processInfo.environment["TIERBOOK_FUZZ_STATE"] else { return }
        let file = open(path, O_RDWR | O_CREAT, 0o600)
        guard file >= 0, ftruncate(file, 4096) == 0, let memory = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), memory != MAP_FAILED else { return }
        seeds = memory.bindMemory(to: Int.self, capacity: 512)
    }

    func note(_ thread: Int, _ seed: Int) { seeds?[thread] = seed }
}

private struct Checker {
    var failures: [String] = []

    /// Reads the text, runs it on the manual's workspace, and looks at all that is said about it.
    mutating func check(_ text: String, _ seed: Int, runs: Bool, seconds: Double = 5) {
        let begun = ContinuousClock.now
        var problem = parse(text)
        if runs, !FuzzTests.touchesFiles(text) { problem = problem ?? run(text) }
        let taken = ContinuousClock.now - begun
        if taken > .seconds(seconds) { problem = problem ?? "it took \(taken)" }
        if let problem { failures.append("seed \(seed): \(problem)\n\(text.prefix(2_000).debugDescription)") }
    }

    private func parse(_ text: String) -> String? {
        let size = text.utf8.count
        _ = Parser.wantsMore(text, grammar: Verbs.catalogue.grammar)
        do {
            var parser = try Parser(Source(text), grammar: Verbs.catalogue.grammar)
            var lines = 0
            while lines < 100 {
                lines += 1
                do {
                    guard let line = try parser.nextLine() else { return nil }
                    if let problem = check(line.span, size) { return problem }
                    for note in parser.takeNotes() { if let problem = check(note, size) { return problem } }
                } catch {
                    if let problem = check(error, size) { return problem }
                    parser.skipLine()
                }
            }
        } catch {
            return check(error, size)
        }
        return nil
    }

    private func run(_ text: String) -> String? {
        let session = Session(catalogue: Verbs.catalogue)
        session.state.workspace = manualWorkspace()
        var problem: String?
        session.run(Source(text), goOn: text.utf8.count < 10_000) { outcome in
            switch outcome.result {
            case .failure(let error): problem = problem ?? check(error, text.utf8.count)
            case .success(let reply):
                for note in reply.notes { problem = problem ?? check(note, text.utf8.count) }
                if let table = reply.table {
                    for field in table.fields where field.column.count != table.rowCount { problem = problem ?? "\(field.name) has \(field.column.count) cells of \(table.rowCount)" }
                }
            }
        }
        return problem
    }

    private func check(_ diagnostic: Diagnostic, _ size: Int) -> String? {
        if diagnostic.id == "internal" { return "internal: \(diagnostic.message)" }
        if diagnostic.message.isEmpty { return "an empty message (\(diagnostic.id))" }
        // Control characters within are the terminal's gate to show, not to send.
        if diagnostic.message.utf8.count > 10_000 { return "a message of \(diagnostic.message.utf8.count) bytes (\(diagnostic.id))" }
        return diagnostic.span.flatMap { check($0, size) }
    }

    private func check(_ span: Span, _ size: Int) -> String? {
        span.start >= 0 && span.start <= span.end && span.end <= size ? nil : "span \(span.start)..<\(span.end) in \(size) bytes"
    }
}

extension FuzzTests {
    /// Lines that would read or write files are only parsed.
    fileprivate static func touchesFiles(_ text: String) -> Bool {
        let lower = text.lowercased()
        return ["import", "export", "save", "open", "recover", "discard"].contains { lower.contains($0) }
    }
}
