import Diagnostics
import Engine
import Presenting
import Storage
import Syntax

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs a text of statements without a prompt: a script, a line given with `-c`, standard input.
package struct Script {
    let session: Session
    let printer: Printer
    /// Carries on after a statement that failed.
    package var goesOn = false

    package init(_ session: Session, mode: OutputMode) {
        self.session = session
        printer = Printer(mode: mode)
    }

    /// Exit codes: 0 all well, 1 a statement failed, 130 interrupted, 128 + N ended by signal N, 2
    /// what it answers cannot be written.
    package func run(_ source: Source) -> Int32 {
        var code: Int32 = 0
        let clock = ContinuousClock()
        var start = clock.now
        session.run(source, goOn: goesOn) { outcome in
            switch outcome.result {
            case .success(let reply):
                let now = clock.now
                let shown = printer.show(reply, source: outcome.source, settings: session.state.settings, took: start.duration(to: now))
                start = now
                if case .failed(let failure) = shown, code != 2 {
                    printer.show(failure, source: Source(""))
                    code = 2
                }
            case .failure(let failure):
                printer.show(failure, source: outcome.source)
                code = failure.id == Cancellation.cancelled.id ? 130 : code == 0 ? 1 : code
            }
        }
        if code == 0 || goesOn {
            do throws(Diagnostic) {
                try session.finishSaves()
            } catch {
                printer.show(error, source: source)
                code = 1
            }
        }
        let unsaved = session.home.unsaved
        if unsaved > 0, let path = session.home.path {
            Printer.complain("\(plural(unsaved, "change")) of \(path) \(unsaved == 1 ? "was" : "were") not saved: the script does not say save after \(unsaved == 1 ? "it" : "them").\n")
        }
        return SignalHandling.terminationStatus ?? code
    }

    /// The text of a file, or of standard input for `-`.
    package static func read(_ path: String) throws(Diagnostic) -> String {
        let descriptor = path == "-" ? 0 : Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw fileProblem(errno, "read", path) }
        defer { if descriptor > 0 { close(descriptor) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            // A person may be typing, or a program writing: Ctrl-C must not wait for them.
            while waitForInput(descriptor) == .signal {
                _ = SignalHandling.takeEvents()
                try Cancellation.check()
            }
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            if count < 0 { throw fileProblem(errno, "read", path) }
            if count == 0 { break }
            bytes += chunk[..<count]
            if bytes.count > Lexer.longestText {
                throw Diagnostic("text-too-long", "\(path) is longer than a script may be (\(Lexer.longestText) bytes).", help: "Split it, and import data from a file.")
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Diagnostic("not-utf8", "\(path) is no UTF-8 text.", help: "A script is plain text; a workspace opens as tierbook FILE.")
        }
        return text
    }
}
