import CEditLine
import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a person gave at the prompt.
package enum Input: Sendable, Equatable {
    /// A whole statement, perhaps of several lines, without the newline at its end.
    case line(String)
    /// Ctrl-C: the line was thrown away.
    case interrupted
    /// Ctrl-D on an empty line, the terminal's end, or a request to leave (see `SignalHandling.terminationSignal`).
    case endOfInput
}

/// The line editor at a terminal: libedit edits, this draws.
///
/// libedit calls for a key when its buffer is final; there the whole statement is painted, so that what is drawn
/// depends on nothing but the buffer. Its own drawing is swallowed. The statement's lines are one buffer with
/// newlines in it. There is one editor a process, used from one thread.
package final class LineEditor {
    /// Whether a statement needs no further line; asked at Enter.
    package var isComplete: (String) -> Bool = { _ in true }
    /// The candidates for what stands before the cursor, a UTF-8 offset; asked at Tab.
    package var complete: (_ text: String, _ cursor: Int) -> [Completion] = { _, _ in [] }

    var history: History
    var keys = KeyReader()
    /// How the line being read ended.
    var outcome: Input?
    /// Rows to show under the line until the next key.
    var below: [String] = []
    /// What is shown in the line's place, while the history is searched.
    var overlay: (prompt: String, text: String)?
    var editor: OpaquePointer?

    private var painter = LinePainter()
    private var prompt = ""
    private var continuation = ""
    private var usualModes = termios()
    private var rawModes = termios()
    private var isReading = false

    /// - Parameters:
    ///   - historyPath: the history's file; nil keeps it in memory.
    ///   - readsUserBindings: lets the user's `~/.editrc` bind keys and choose vi's.
    /// - Returns: nil where input or output is no terminal, or the terminal cannot move its cursor: then
    ///   `PlainInput` reads.
    package init?(historyPath: String? = HistoryLog.defaultPath, readsUserBindings: Bool = true) {
        guard Terminal.isInteractive, Terminal.movesCursor, tcgetattr(STDIN_FILENO, &usualModes) == 0 else {
            return nil
        }
        history = History(log: historyPath.map(HistoryLog.init(path:)))
        useUTF8()
        let client = Unmanaged.passUnretained(self).toOpaque()
        editor = editline_open("tierbook", client) { editor, key in
            guard let self = LineEditor.owner(of: editor), let read = self.nextKey() else { return -1 }
            key?.pointee = read
            return 1
        }
        if editor == nil { return nil }
        bindKeys(readsUserBindings: readsUserBindings)
    }

    deinit { close() }

    /// Puts the terminal back as it was before the editor; it cannot be used after that.
    package func close() {
        if let editor { el_end(editor) }
        editor = nil
    }

    /// Reads one statement.
    /// - Parameters:
    ///   - prompt: stands before its first line, `continuation` before each further one; both without escapes.
    package func readStatement(prompt: String, continuation: String) -> Input {
        // What came while a command ran was the command's. The request to leave stays and is looked at after.
        _ = SignalHandling.takeEvents()
        guard let editor, SignalHandling.terminationSignal == nil else { return .endOfInput }
        self.prompt = prompt
        self.continuation = continuation
        begin()
        el_wgets(editor, nil)
        finish()
        // libedit gives up the line without a word where the terminal is gone.
        let input = outcome ?? .endOfInput
        if case .line(let statement) = input { history.add(statement) } else { history.rewind() }
        return input
    }

    static func owner(of editor: OpaquePointer?) -> LineEditor? {
        guard let client = editline_client(editor) else { return nil }
        return Unmanaged<LineEditor>.fromOpaque(client).takeUnretainedValue()
    }

    private func begin() {
        outcome = nil
        below = []
        overlay = nil
        isReading = false
        painter.forget()
        tcgetattr(STDIN_FILENO, &usualModes)
        SignalHandling.holdSuspend(true)
    }

    private func finish() {
        SignalHandling.holdSuspend(false)
        let (text, _) = line
        let shown = layout(prompt: prompt, text: text, cursor: text.unicodeScalars.count)
        let isInterrupted = outcome == .interrupted
        writeNow(painter.finish(shown, suffix: isInterrupted ? "^C" : "") + Self.pasteUnmarked, to: STDOUT_FILENO)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &usualModes)
        if isInterrupted { Cancellation.reset() }
    }

    /// libedit's call for a key: paints unless more keys are there, then waits. Nil gives up the line.
    func nextKey() -> wchar_t? {
        if !isReading {
            // The first call of a line: libedit has just made the terminal raw.
            tcgetattr(STDIN_FILENO, &rawModes)
            writeNow(Self.pasteMarked, to: STDOUT_FILENO)
            isReading = true
        }
        if !keys.hasInput { paint() }
        while !keys.holdsBytes, waitForInput(STDIN_FILENO) == .signal {
            if !handleEvents() { return nil }
        }
        below = []
        switch keys.next() {
        case .scalar(let scalar): return wchar_t(scalar.value)
        case .named(let key): return wchar_t(key.rawValue)
        case nil:
            outcome = .endOfInput
            return nil
        }
    }

    /// Acts on the signals that came; false gives up the line.
    func handleEvents() -> Bool {
        let events = SignalHandling.takeEvents()
        if events.contains(.suspend) {
            suspend()
            // The SIGCONT that woke us has been seen to.
            _ = SignalHandling.takeEvents()
        }
        if SignalHandling.terminationSignal != nil {
            outcome = .endOfInput
            return false
        }
        if events.contains(.interrupt) {
            outcome = .interrupted
            return false
        }
        if events.contains(.resume), !events.contains(.suspend) { resume() }
        if events.contains(.resize) {
            if let editor { el_resize(editor) }
            painter.resized(to: Terminal.width)
            below = []
            paint()
        }
        return true
    }

    /// Stops as Ctrl-Z asks, with the terminal as other programs expect it. Not SIGSTOP, which would also stop a
    /// shell that nobody could wake.
    private func suspend() {
        let (text, _) = line
        let shown = layout(prompt: prompt, text: text, cursor: text.unicodeScalars.count)
        writeNow(painter.finish(shown) + Self.pasteUnmarked, to: STDOUT_FILENO)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &usualModes)
        SignalHandling.holdSuspend(false)
        raise(SIGTSTP)
        SignalHandling.holdSuspend(true)
        resume()
    }

    private func resume() {
        tcsetattr(STDIN_FILENO, TCSADRAIN, &rawModes)
        if let editor { el_resize(editor) }
        painter.forget()
        writeNow(Self.pasteMarked, to: STDOUT_FILENO)
        paint()
    }

    /// Draws the statement and what stands under it.
    func paint() {
        let (text, cursor) = line
        let shown =
            overlay.map { layout(prompt: $0.prompt, text: $0.text, cursor: $0.text.unicodeScalars.count) }
            ?? layout(prompt: prompt, text: text, cursor: cursor)
        writeNow(painter.paint(shown, below: below, height: Terminal.height ?? 24), to: STDOUT_FILENO)
    }

    /// Clears the screen and draws the line at its top.
    func clearScreen() {
        painter.forget()
        writeNow("\u{1B}[H\u{1B}[2J", to: STDOUT_FILENO)
    }

    /// The rows left under the line for a list.
    var roomBelow: Int {
        let (text, cursor) = line
        return max(0, (Terminal.height ?? 24) - layout(prompt: prompt, text: text, cursor: cursor).rows.count)
    }

    private func layout(prompt: String, text: String, cursor: Int) -> LineLayout {
        LineLayout(prompt: prompt, continuation: continuation, text: text, cursor: cursor, width: Terminal.width)
    }

    /// Bracketed paste: the terminal marks what is pasted, so that it is not taken for keys.
    private static let pasteMarked = "\u{1B}[?2004h"
    private static let pasteUnmarked = "\u{1B}[?2004l"
}

/// Text is UTF-8 here, whatever the locale: libedit asks the locale which characters may be typed.
private func useUTF8() {
    setlocale(LC_CTYPE, "")
    if let codes = nl_langinfo(Int32(CODESET)), String(cString: codes) == "UTF-8" { return }
    setlocale(LC_CTYPE, "C.UTF-8")
}
