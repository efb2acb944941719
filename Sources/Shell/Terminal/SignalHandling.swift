import Diagnostics
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Signals as plain events: a handler only notes what came and wakes whoever waits; everything that takes care
/// (restoring the terminal, leaving) happens in ordinary code.
///
/// SIGINT raises the cancel flag. SIGTERM and SIGHUP raise it too and are kept in `terminationSignal`; sent a second
/// time, they end the process at once. SIGPIPE is ignored, so that a reader who left shows as EPIPE.
package enum SignalHandling {
    struct Events: OptionSet {
        let rawValue: UInt32
        static let interrupt = Events(rawValue: 1)
        static let terminate = Events(rawValue: 2)
        static let suspend = Events(rawValue: 4)
        static let resume = Events(rawValue: 8)
        static let resize = Events(rawValue: 16)
    }

    private static let pending = Atomic<UInt32>(0)
    private static let termination = Atomic<Int32>(0)
    private static let wakeReading = Atomic<Int32>(-1)
    private static let wakeWriting = Atomic<Int32>(-1)

    /// SIGTERM or SIGHUP once one of them came: the shell is to finish its line and leave.
    package static var terminationSignal: Int32? {
        let signal = termination.load(ordering: .relaxed)
        return signal == 0 ? nil : signal
    }

    /// The exit status that tells of `terminationSignal`: 143 after SIGTERM, 129 after SIGHUP.
    package static var terminationStatus: Int32? { terminationSignal.map { 128 + $0 } }

    /// Installs the handlers; to be called once, before any thread is started. A signal that the parent chose to
    /// ignore (as `nohup` does) stays ignored.
    package static func install() {
        Cancellation.reset()
        if let wake = makePipe() {
            for end in [wake.reading, wake.writing] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
            wakeReading.store(wake.reading, ordering: .relaxed)
            wakeWriting.store(wake.writing, ordering: .relaxed)
        }
        // Touches every static that the handler reads, because their first use may take a lock.
        _ = (pending.load(ordering: .relaxed), termination.load(ordering: .relaxed))
        signal(SIGPIPE, SIG_IGN)
        // A file that grows beyond its limit fails as a full disk does.
        signal(SIGXFSZ, SIG_IGN)
        handle(SIGINT, flags: SA_RESTART)
        handle(SIGWINCH, flags: SA_RESTART)
        handle(SIGCONT, flags: SA_RESTART)
        // No restart: a wait for a pager or for input is to end.
        handle(SIGTERM, flags: Int32(bitPattern: UInt32(SA_RESETHAND)))
        handle(SIGHUP, flags: Int32(bitPattern: UInt32(SA_RESETHAND)))
    }

    /// Readable when an event has come; -1 before `install`.
    static var wakeDescriptor: Int32 { wakeReading.load(ordering: .relaxed) }

    /// What came since the last call.
    static func takeEvents() -> Events {
        var drained = [UInt8](repeating: 0, count: 64)
        while read(wakeDescriptor, &drained, drained.count) > 0 {}
        return Events(rawValue: pending.exchange(0, ordering: .relaxed))
    }

    /// Makes Ctrl-Z an event for as long as the terminal is raw; otherwise it stops the process as usual.
    static func holdSuspend(_ held: Bool) {
        if held { handle(SIGTSTP, flags: SA_RESTART) } else if !isIgnored(SIGTSTP) { signal(SIGTSTP, SIG_DFL) }
    }

    /// Gives SIGINT and SIGTERM back to the system, which end the process: for work that needs no order at its end and
    /// does not look at the cancel flag.
    static func release() { for number in [SIGINT, SIGTERM] where !isIgnored(number) { signal(number, SIG_DFL) } }

    private static func handle(_ number: Int32, flags: Int32) {
        if isIgnored(number) { return }
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { SignalHandling.note($0) }
        action.sa_flags = flags
        sigaction(number, &action, nil)
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var present = sigaction()
        guard sigaction(number, nil, &present) == 0 else { return false }
        return unsafeBitCast(present.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Does what Ctrl-C does.
    static func interrupt() { note(SIGINT) }

    /// Runs inside the handler: atomics and `write` only.
    private static func note(_ number: Int32) {
        let savedError = errno
        let event: Events
        switch number {
        case SIGINT: event = .interrupt
        case SIGTSTP: event = .suspend
        case SIGCONT: event = .resume
        case SIGWINCH: event = .resize
        default:
            event = .terminate
            termination.store(number, ordering: .relaxed)
        }
        if event == .interrupt || event == .terminate { Cancellation.request() }
        pending.bitwiseOr(event.rawValue, ordering: .relaxed)
        var one: UInt8 = 1
        _ = write(wakeWriting.load(ordering: .relaxed), &one, 1)
        errno = savedError
    }
}
