import Diagnostics
import Notebooks
import Presenting
import Storage

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Asks a person about each answer that would be replaced.
final class AnswerQuestion {
    private let input = PlainInput()
    private var hasAsked = false
    private var takesAll = false
    private var leavesAll = false

    /// - Throws: `cancelled` for Ctrl-C and the input's end: nothing of the notebook is written then.
    func ask(_ question: UpdateQuestion) throws(Diagnostic) -> UpdateChoice {
        if takesAll { return .take }
        if leavesAll { return .leave }
        say((hasAsked ? "\n" : "") + question.text(color: Terminal.allowsColor))
        hasAsked = true
        while true {
            switch try typed("Take it, leave it, edit it, take all, leave the rest? [t/l/e/a/r] ") {
            case "t", "take": return .take
            case "l", "leave": return .leave
            case "a", "take all", "all":
                takesAll = true
                return .take
            case "r", "leave the rest", "rest":
                leavesAll = true
                return .leave
            case "e", "edit":
                let lines = try Editor.edit(question.lines)
                if question.fits(lines) { return .edit(lines) }
                say("What you wrote does not match the answer, so a check would fail.\n")
            default: say("Type t, l, e, a or r; Ctrl-C leaves the notebook as it is.\n")
            }
        }
    }

    private func say(_ text: String) {
        let output = Output()
        output.write(text)
        output.finish()
    }

    private func typed(_ prompt: String) throws(Diagnostic) -> String {
        try Cancellation.check()
        guard case .line(let line) = input.readStatement(prompt: prompt, continuation: "") else {
            throw Diagnostic("cancelled", "Left; the notebook is as it was.")
        }
        return line.split(separator: " ").joined(separator: " ").lowercased()
    }
}

/// The editor of a person's choice, for a few lines.
enum Editor {
    /// - Throws: an editor that cannot be started, or that says it failed.
    static func edit(_ lines: [String]) throws(Diagnostic) -> [String] {
        let folder = try ScratchFolder()
        let path = folder.path + "/answer.txt"
        try AtomicFile.write(Array(lines.map { $0 + "\n" }.joined().utf8), to: path)
        let editor = ["VISUAL", "EDITOR"].compactMap(Terminal.environment).first { !$0.isEmpty } ?? "vi"
        try run("\(editor) \"$1\"", path, named: editor)
        var typed = try TextFile.read(path, limit: 16_000_000, what: "answer").split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
        while typed.last?.allSatisfy(\.isWhitespace) == true { typed.removeLast() }
        return typed
    }

    private static func run(_ command: String, _ path: String, named editor: String) throws(Diagnostic) {
        let words: [String] = ["/bin/sh", "-c", command, "sh", path]
        var pointers = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var process: pid_t = 0
        var status: Int32 = 1
        let failed = posix_spawn(&process, "/bin/sh", nil, nil, &pointers, environ)
        if failed == 0 { while waitpid(process, &status, 0) < 0, errno == EINTR {} }
        // Ctrl-C in the editor was the editor's.
        _ = SignalHandling.takeEvents()
        Cancellation.reset()
        guard failed == 0, status == 0 else {
            throw Diagnostic("no-editor", "The editor '\(editor)' failed; nothing was written.", help: "Name one that works: EDITOR=nano.")
        }
    }
}
