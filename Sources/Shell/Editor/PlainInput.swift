import Diagnostics
import Presenting

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads statements line by line where there is no terminal to edit on: from a pipe, a file, or a dumb terminal.
package final class PlainInput {
    /// Whether a statement needs no further line.
    package var isComplete: (String) -> Bool = { _ in true }

    private let descriptor: Int32
    private var unread: ArraySlice<UInt8> = []
    private var hasEnded = false

    /// The descriptor stays the caller's and is never closed.
    package init(descriptor: Int32 = STDIN_FILENO) { self.descriptor = descriptor }

    /// Reads one statement; prompts are written only where a person sits at both ends.
    /// Bytes that are no UTF-8 are replaced; an unfinished statement at the end of the input is given as it stands.
    package func readStatement(prompt: String, continuation: String) -> Input {
        // What came while a command ran was the command's. The request to leave stays and is looked at after.
        _ = SignalHandling.takeEvents()
        var statement = ""
        var isFirst = true
        while SignalHandling.terminationSignal == nil {
            if Terminal.isInteractive {
                writeNow(visible(isFirst ? prompt : continuation), to: STDOUT_FILENO)
            }
            switch nextLine() {
            case .line(let line):
                statement += isFirst ? line : "\n" + line
                if statement.allSatisfy(\.isWhitespace) || isComplete(statement) { return .line(statement) }
                isFirst = false
            case .interrupted: return .interrupted
            case .endOfInput: return isFirst ? .endOfInput : .line(statement)
            }
        }
        return .endOfInput
    }

    private func nextLine() -> Input {
        var line: [UInt8] = []
        while true {
            if unread.isEmpty {
                switch fill() {
                case nil: break
                case .endOfInput where !line.isEmpty: return .line(String(decoding: line, as: UTF8.self))
                case let other?: return other
                }
            }
            let end = unread.firstIndex(of: UInt8(ascii: "\n"))
            line += unread[..<(end ?? unread.endIndex)]
            unread = end.map { unread[($0 + 1)...] } ?? []
            if end != nil {
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                return .line(String(decoding: line, as: UTF8.self))
            }
        }
    }

    /// Reads more bytes; nil when there are some.
    private func fill() -> Input? {
        if hasEnded { return .endOfInput }
        while waitForInput(descriptor) == .signal {
            let events = SignalHandling.takeEvents()
            if events.contains(.terminate) { return .endOfInput }
            if events.contains(.interrupt) {
                if Terminal.isInteractive { writeNow("\n", to: STDOUT_FILENO) }
                Cancellation.reset()
                return .interrupted
            }
        }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &bytes, bytes.count)
        if count > 0 {
            unread = bytes[..<count]
            return nil
        }
        if count < 0, errno == EINTR { return fill() }
        hasEnded = !Terminal.isInteractive
        return .endOfInput
    }
}
