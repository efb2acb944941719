import Diagnostics
import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs a command's work; where it takes longer than half a second and standard error is a terminal, a line there
/// says how far it is, and is gone when the work is done.
package func showingProgress<Result, Failure: Error>(_ work: () throws(Failure) -> Result) throws(Failure) -> Result {
    guard Terminal.isError, Terminal.movesCursor else { return try work() }
    let line = ProgressLine()
    defer { line.end() }
    return try work()
}

/// The line `working … 43% (1.2 s, Ctrl-C cancels)`, painted every tenth of a second.
final class ProgressLine {
    private let queue = DispatchQueue(label: "progress", qos: .userInteractive)
    private let timer: any DispatchSourceTimer
    private let painted = Shown()

    private final class Shown: Sendable {
        let flag = Atomic<Bool>(false)
    }

    init() {
        timer = DispatchSource.makeTimerSource(queue: queue)
        let start = ContinuousClock.now
        let painted = painted
        timer.schedule(deadline: .now() + .milliseconds(500), repeating: .milliseconds(100))
        timer.setEventHandler {
            let text = Self.text(
                share: Progress.share, elapsed: start.duration(to: .now), isCancelling: Cancellation.isRequested)
            painted.flag.store(true, ordering: .relaxed)
            writeNow("\r" + text.prefix(max(1, Terminal.width - 1)) + "\u{1B}[K", to: STDERR_FILENO)
        }
        timer.activate()
    }

    /// Stops painting and clears the line.
    func end() {
        timer.cancel()
        queue.sync {}
        if painted.flag.load(ordering: .relaxed) { writeNow("\r\u{1B}[K", to: STDERR_FILENO) }
    }

    /// What the line says.
    /// - Parameter share: the part done, from 0 to 1, where it is known.
    static func text(share: Double?, elapsed: Duration, isCancelling: Bool) -> String {
        let tenths = elapsed.components.seconds * 10 + elapsed.components.attoseconds / 100_000_000_000_000_000
        let time = "\(tenths / 10).\(tenths % 10) s"
        if isCancelling { return "cancelling … (\(time))" }
        let percent = share.map { "\(Int(max(0, min(1, $0)) * 100))% " } ?? ""
        return "working … \(percent)(\(time), Ctrl-C cancels)"
    }
}
