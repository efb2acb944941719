#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Buffered text to standard output, through a pager where it is longer than the screen.
///
/// Data must be made `visible` before it comes here; this writes what it is given.
package final class Output {
    /// What shows output that is longer than the screen.
    package enum Paging: Sendable {
        /// Nothing; it scrolls.
        case off
        /// The shell's own `-- more --`, which starts no other program.
        case builtIn
        /// `$PAGER`, or `less -RFXK`, or else the shell's own.
        case external
    }

    private enum Destination {
        /// Not decided: held until it is longer than the screen.
        case held
        case direct
        case pager(PagerProcess)
        case more(MorePrompt)
    }

    private var destination: Destination
    private let paging: Paging
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var heldLines = 0
    private var failure: Int32 = 0

    /// - Parameter paging: counts only where input and output are both a terminal.
    package init(paging: Paging = .off, descriptor: Int32 = STDOUT_FILENO) {
        self.paging = paging
        self.descriptor = descriptor
        let pages = paging != .off && descriptor == STDOUT_FILENO && Terminal.isInteractive && Terminal.movesCursor
        destination = pages ? .held : .direct
    }

    /// Whether nothing more will be read: the pager was left, or the pipe's reader went. A long print may stop.
    package private(set) var isClosed = false

    /// The error (an `errno`) that stopped a write to standard output, other than a reader who left; nil when all
    /// went well. A disk that is full shows here.
    package var error: Int32? { failure == 0 || failure == EPIPE ? nil : failure }

    /// Adds text, which a terminal or a pager may see only later. Does nothing once nobody reads.
    package func write(_ text: String) {
        if isClosed { return }
        var text = text
        text.withUTF8 { bytes in
            buffer.append(contentsOf: bytes)
            if case .held = destination { heldLines += bytes.reduce(0) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 } }
        }
        if case .held = destination {
            let height = Terminal.height ?? 24
            if heldLines >= height || buffer.count >= 65_536 { openPager() }
        }
        if buffer.count >= 65_536 { flush() }
    }

    /// Writes what is buffered, and waits until a pager is left.
    package func finish() {
        if case .held = destination { destination = .direct }
        flush()
        switch destination {
        case .pager(let process): process.finish()
        case .more, .held, .direct: break
        }
        destination = .direct
    }

    private func openPager() {
        if paging == .external, let process = PagerProcess.start() {
            destination = .pager(process)
        } else {
            destination = .more(MorePrompt())
        }
    }

    private func flush() {
        defer { buffer.removeAll(keepingCapacity: true) }
        if isClosed || buffer.isEmpty { return }
        switch destination {
        case .held: break
        case .direct: note(buffer.withUnsafeBytes { writeAll($0, to: descriptor) })
        case .pager(let process): note(buffer.withUnsafeBytes { writeAll($0, to: process.descriptor) })
        case .more(let prompt): isClosed = !prompt.show(buffer)
        }
    }

    private func note(_ error: Int32) {
        if error == 0 { return }
        failure = error
        isClosed = true
    }
}
