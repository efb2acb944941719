import Diagnostics
import Engine
import Notebooks
import Storage
import Tables

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A record of a run for the programs that watch over it: JSON Lines, written as it happens behind what is there.
///
/// A line of `event` `start` says what is run, one of `statement` follows for each statement, and one of `end`. A run
/// without an `end` was killed. Its times of day are the only thing in Tierbook that a clock decides but `as of`.
final class RunLog {
    /// What became of a statement.
    enum StatementOutcome: String, CaseIterable {
        case ok
        case failed
        /// An `expect` that did not hold.
        case notAsExpected = "not as expected"
        case cancelled
        case timedOut = "timed out"
        /// A failure that the notebook tells of.
        case failedAsExpected = "failed as expected"
    }

    private let path: String
    private let descriptor: Int32
    private let begin = ContinuousClock.now
    private var counts: [StatementOutcome: Int] = [:]
    private var warnings = 0
    /// Why a line could not be written; no more are tried then.
    private(set) var failure: Diagnostic?

    /// Opens a log, or makes it.
    /// - Throws: a place that cannot be written, a file that is something else.
    init(path: String) throws(Diagnostic) {
        self.path = path
        descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o666)
        guard descriptor >= 0 else { throw fileProblem(errno, "write", path) }
        do throws(Diagnostic) {
            try lookAtEnd()
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// A mistyped name must not add lines to a script, and a line that a full disk cut off is closed.
    private func lookAtEnd() throws(Diagnostic) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return }
        var byte: UInt8 = 0
        if pread(descriptor, &byte, 1, 0) == 1, byte != UInt8(ascii: "{") {
            throw Diagnostic("no-run-log", "'\(path)' is there and is no run log; nothing is added to it.", help: "Choose another name.")
        }
        if pread(descriptor, &byte, 1, status.st_size - 1) == 1, byte != UInt8(ascii: "\n") { write("\n") }
    }

    // MARK: Lines

    func start(_ file: String, _ session: Session) {
        put("start", [
            ("file", .text(file)),
            ("parameters", .object(session.parameters.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value.text)) })),
            ("as_of", session.asOf.map { .text($0.text) } ?? .null), ("workspace", session.home.path.map { .text($0) } ?? .null),
            ("version", .text(App.version)), ("started", .text(RunLog.now())),
        ])
    }

    func add(_ outcome: Outcome, _ kind: StatementOutcome, error: Diagnostic? = nil) {
        counts[kind, default: 0] += 1
        var rows: Int?
        var said: [Diagnostic] = []
        if case .success(let reply) = outcome.result {
            rows = reply.rows
            said = reply.notes.filter { $0.severity == .warning }
        }
        warnings += said.count
        put("statement", [
            ("file", .text(outcome.source.name)), ("line", .whole(outcome.source.position(of: outcome.statement.start).line)),
            ("statement", .text(outcome.source[outcome.statement])), ("rows", rows.map { .whole($0) } ?? .null),
            ("milliseconds", RunLog.milliseconds(outcome.took)), ("outcome", .text(kind.rawValue)), ("warnings", .list(said.map(RunLog.said))),
            ("error", error.map(RunLog.said) ?? .null),
        ])
    }

    /// The end; where nothing could be run, with the reason.
    func end(code: Int32, error: Diagnostic? = nil) {
        let total = StatementOutcome.allCases.reduce(0) { $0 + (counts[$1] ?? 0) }
        put("end", [
            ("statements", .whole(total)),
            ("outcomes", .object(StatementOutcome.allCases.compactMap { kind in counts[kind].map { (kind.rawValue, .whole($0)) } })),
            ("warnings", .whole(warnings)), ("milliseconds", RunLog.milliseconds(begin.duration(to: .now))), ("exit_code", .whole(Int(code))),
            ("error", error.map(RunLog.said) ?? .null), ("finished", .text(RunLog.now())),
        ])
    }

    private static func said(_ diagnostic: Diagnostic) -> JSON { .object([("id", .text(diagnostic.id)), ("message", .text(diagnostic.message))]) }

    /// To a thousandth.
    private static func milliseconds(_ duration: Duration) -> JSON {
        let (seconds, attoseconds) = duration.components
        return .number((Double(seconds) * 1e6 + Double(attoseconds) / 1e12).rounded() / 1000)
    }

    // MARK: Writing

    private func put(_ event: String, _ members: [(String, JSON)]) { write(JSON.object([("event", .text(event))] + members).text + "\n") }

    private func write(_ text: String) {
        if failure != nil { return }
        var text = text
        let code = text.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
        if code != 0 { failure = fileProblem(code, "write", path) }
    }

    /// The time of day, `2026-03-31T02:00:07Z`.
    private static func now() -> String {
        var seconds = time(nil)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }
}
