@preconcurrency import Glibc

/// A running pager that reads from a pipe.
struct PagerProcess {
    private let process: pid_t
    private let modes: termios
    /// Where to write what it shows; EPIPE once it was left.
    let descriptor: Int32

    /// Starts `$PAGER` (its words split on blanks; no shell reads them), or else `less -RFXK`: colours kept, one
    /// screen not held, nothing cleared at the end, Ctrl-C leaves, and a prompt that says how to go on unless `LESS` has
    /// the reader's own. Nil when neither can be started, or `PAGER` is empty.
    static func start() -> PagerProcess? {
        let wished = Terminal.environment("PAGER").map {
            $0.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        }
        if let wished {
            if wished.isEmpty { return nil }
            if let process = start(wished) { return process }
        }
        return start(["less", "-RFXK"] + (Terminal.environment("LESS") == nil ? [prompt] : []))
    }

    private static let prompt = #"-Ps?eend\: q leaves:more\: space, q leaves."#

    private static func start(_ words: [String]) -> PagerProcess? {
        var modes = termios()
        guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return nil }
        guard let ends = makePipe() else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends.reading, STDIN_FILENO)

        // An ignored SIGPIPE would be inherited.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        // What the shell writes is UTF-8, whatever the locale says.
        setenv("LESSCHARSET", "utf-8", 0)
        // A line that is typed at less by mistake must run no command and write no file.
        setenv("LESSSECURE", "1", 1)
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let failed = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, environ)
        close(ends.reading)
        if failed != 0 {
            close(ends.writing)
            return nil
        }
        return PagerProcess(process: process, modes: modes, descriptor: ends.writing)
    }

    /// Ends its input, waits until it is left, and puts the terminal's modes back as they were.
    func finish() {
        close(descriptor)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {
            if SignalHandling.terminationSignal != nil { kill(process, SIGTERM) }
        }
        var modes = modes
        tcsetattr(STDIN_FILENO, TCSADRAIN, &modes)
    }
}

/// The shell's own pager: a screen at a time, Enter for the next, q and Enter to leave.
final class MorePrompt {
    private var line = 0

    /// Writes lines, asking whenever the screen is full.
    /// - Returns: false when the reader wants no more.
    func show(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            let failed = rest[..<end].withUnsafeBytes { writeAll($0, to: STDOUT_FILENO) }
            if failed != 0 { return false }
            if rest[end - 1] == UInt8(ascii: "\n") { line += 1 }
            rest = rest[end...]
            if line >= max(2, (Terminal.height ?? 24) - 1) {
                line = 0
                if !wantsMore() { return false }
            }
        }
        return true
    }

    private func wantsMore() -> Bool {
        writeNow("-- more: Enter, or q --", to: STDOUT_FILENO)
        var answer: [UInt8] = []
        while answer.last != UInt8(ascii: "\n") {
            var byte: UInt8 = 0
            guard waitForAnswer(), read(STDIN_FILENO, &byte, 1) == 1 else {
                writeNow("\n", to: STDOUT_FILENO)
                return false
            }
            answer.append(byte)
        }
        // Erases the question and the answer's own line.
        writeNow("\u{1B}[A\u{1B}[K", to: STDOUT_FILENO)
        return answer.first != UInt8(ascii: "q") && answer.first != UInt8(ascii: "Q")
    }

    /// Waits for the keyboard; false when Ctrl-C or a request to leave came first.
    private func waitForAnswer() -> Bool {
        while true {
            if waitForInput(STDIN_FILENO) != .signal { return true }
            let events = SignalHandling.takeEvents()
            if events.contains(.interrupt) || events.contains(.terminate) { return false }
        }
    }
}
