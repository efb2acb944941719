#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the shell knows about the terminal it may stand on.
package enum Terminal {
    /// Whether standard input is a terminal.
    package static let isInput = isatty(STDIN_FILENO) == 1
    /// Whether standard output is a terminal.
    package static let isOutput = isatty(STDOUT_FILENO) == 1
    /// Whether standard error is a terminal.
    package static let isError = isatty(STDERR_FILENO) == 1
    /// Whether a person sits at both ends: the ground for a prompt, a pager, a question.
    package static let isInteractive = isInput && isOutput

    /// Whether the terminal can move its cursor; a dumb one only prints.
    package static let movesCursor = {
        let name = environment("TERM") ?? ""
        return !name.isEmpty && name != "dumb"
    }()

    /// Whether standard output may carry colour: a capable terminal, and `NO_COLOR` unset or empty.
    package static let allowsColor = isOutput && movesCursor && (environment("NO_COLOR") ?? "").isEmpty

    /// The columns of the terminal now; 100 where standard output is none, so that files never depend on a window.
    package static var width: Int { size?.columns ?? 100 }

    /// The rows of the terminal now, or nil where standard output is none.
    package static var height: Int? { size?.rows }

    /// The present size, read anew each time because a window may be resized at any time. 80 × 24 where a terminal
    /// does not tell.
    private static var size: (columns: Int, rows: Int)? {
        guard isOutput else { return nil }
        var window = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(window.ws_col), Int(window.ws_row))
    }

    /// The value of an environment variable; bytes that are no UTF-8 are replaced.
    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
