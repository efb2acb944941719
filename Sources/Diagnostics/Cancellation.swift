import Synchronization

/// The one flag that Ctrl-C raises and every long loop polls.
package enum Cancellation {
    private static let raised = Atomic<Bool>(false)

    /// Safe to call from a signal handler once `reset` has run.
    package static func request() { raised.store(true, ordering: .relaxed) }
    /// Lowers the flag, when a line begins or its answer is over. Run once before the signal handler is set.
    package static func reset() { raised.store(false, ordering: .relaxed) }
    /// Whether Ctrl-C was pressed since the last `reset`.
    package static var isRequested: Bool { raised.load(ordering: .relaxed) }

    /// Throws `cancelled` when Ctrl-C was pressed since the line began.
    package static func check() throws(Diagnostic) {
        if isRequested { throw cancelled }
    }

    /// Id `cancelled`: what `check` throws, and what everything that stops on Ctrl-C ends with.
    package static let cancelled = Diagnostic("cancelled", "Cancelled; nothing was changed.")
}

extension Diagnostic {
    /// Ctrl-C is why: no fault of what was at work.
    package var isCancelled: Bool { id == Cancellation.cancelled.id }
}

/// How far the present work is, for a progress line. Written by loops, read by the shell's painter.
package enum Progress {
    private static let done = Atomic<Int>(0)
    private static let total = Atomic<Int>(0)

    /// Begins work of so many steps, with none done; 0 ends it.
    package static func begin(_ count: Int) {
        done.store(0, ordering: .relaxed)
        total.store(count, ordering: .relaxed)
    }

    /// Says that so many more steps are done. Safe from several threads.
    package static func advance(_ count: Int = 1) { done.add(count, ordering: .relaxed) }

    /// The share done from 0 to 1, or nil when no measured work is under way.
    package static var share: Double? {
        let all = total.load(ordering: .relaxed)
        return all > 0 ? min(1, Double(done.load(ordering: .relaxed)) / Double(all)) : nil
    }
}
