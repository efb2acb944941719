import Diagnostics
import Storage
import Syntax

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A script that comes through standard input.
enum StandardInput {
    static let name = "standard input"

    /// All of it; a person may be typing, or a program writing: Ctrl-C does not wait for them.
    static func read() throws(Diagnostic) -> Source {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            while waitForInput(STDIN_FILENO) == .signal {
                _ = SignalHandling.takeEvents()
                try Cancellation.check()
            }
            let count = Glibc.read(STDIN_FILENO, &chunk, chunk.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            if count < 0 { throw fileProblem(errno, "read", name) }
            if count == 0 { break }
            bytes += chunk[..<count]
            if bytes.count > Lexer.longestText {
                throw Diagnostic("text-too-long", "\(name) is longer than a script may be (\(Lexer.longestText) bytes).", help: "Split it, and import data from a file.")
            }
        }
        return Source(try TextFile.text(of: bytes, named: name, what: "script"), name: name)
    }
}
