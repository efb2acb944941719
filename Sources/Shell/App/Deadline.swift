import Diagnostics
import Dispatch
import Synchronization

/// The end of the time that a run may take: then it is stopped as Ctrl-C would.
final class Deadline {
    /// As typed: `10m`.
    private let limit: String
    private let passed: Flag
    private let timer: any DispatchSourceTimer

    private final class Flag: Sendable {
        let value = Atomic<Bool>(false)
    }

    init(seconds: Int, text: String) {
        limit = text
        let passed = Flag()
        self.passed = passed
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "deadline", qos: .userInteractive))
        timer.schedule(deadline: .now() + .seconds(seconds))
        timer.setEventHandler {
            passed.value.store(true, ordering: .relaxed)
            SignalHandling.interrupt()
        }
        timer.activate()
    }

    deinit { timer.cancel() }

    /// What stopped the run: where Ctrl-C was not pressed but the time over, that.
    func cause(of error: Diagnostic, at span: Span?) -> Diagnostic {
        guard error.isCancelled, passed.value.load(ordering: .relaxed) else { return error }
        return Diagnostic(
            Deadline.id, "The run took longer than \(limit) and was stopped\(span == nil ? "" : " here; this changed nothing").", at: span, help: "Give it more with --timeout; a --log says what took how long.")
    }

    static let id = "timed-out"
}
