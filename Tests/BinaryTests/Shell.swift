import Foundation

/// The shell under a pseudo-terminal, as a person has it: keys go in, a screen comes out.
final class Shell {
    private let program: Program
    private let terminal: Int32
    private(set) var screen: Screen
    /// Every byte it sent.
    private(set) var bytes: [UInt8] = []
    private var hasEnded = false

    /// - Parameter output: where its standard output goes instead of the terminal.
    init(
        _ arguments: [String] = [], in folder: Folder, environment: [String: String] = [:], rows: UInt16 = 50, columns: UInt16 = 110,
        output: String? = nil
    ) throws {
        var primary: Int32 = -1
        var secondary: Int32 = -1
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        var name = [CChar](repeating: 0, count: 256)
        guard openpty(&primary, &secondary, &name, nil, &size) == 0 else { throw Program.Problem("There is no pseudo-terminal to be had.") }
        defer { close(secondary) }
        for end in [primary, secondary] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        terminal = primary
        screen = Screen(columns: Int(columns))
        let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let out = output.map { Program.Stream.open($0, O_WRONLY | O_CREAT | O_TRUNC) }
        program = try Program(
            arguments, in: folder, environment: environment, streams: [.open(path, O_RDWR), out ?? .descriptor(0), .descriptor(0)])
    }

    deinit {
        program.signal(SIGKILL)
        if !hasEnded { _ = program.exitCode() }
        close(terminal)
    }

    // MARK: Keys

    func type(_ keys: String) {
        var rest = Array(keys.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
            if written <= 0 { return }
            rest = rest.dropFirst(written)
        }
    }

    /// A line and Enter; then waits for the next prompt. Returns what was shown between.
    @discardableResult
    func ask(_ line: String) throws -> String {
        let before = screen.row
        type(line + "\r")
        try waitForPrompt(below: before)
        return screen.lines[(before + 1)..<screen.row].joined(separator: "\n")
    }

    // MARK: Screen

    /// Waits for an empty prompt, in a row below `row`.
    func waitForPrompt(below row: Int = -1, within seconds: Double = 60) throws {
        try wait("a prompt", within: seconds) { $0.row > row && $0.line == "tierbook>" }
    }

    func waitFor(_ text: String, within seconds: Double = 30) throws {
        try wait("‘\(text)’", within: seconds) { $0.text.contains(text) }
    }

    func wait(_ what: String, within seconds: Double = 30, until holds: (Screen) -> Bool) throws {
        let end = Date.timeIntervalSinceReferenceDate + seconds
        while !holds(screen) {
            let left = end - Date.timeIntervalSinceReferenceDate
            guard left > 0, read(within: left) else { throw Program.Problem("There is no \(what) after \(seconds) s, but:\n\(screen.text)") }
        }
    }

    /// Takes what comes; false once the terminal has ended.
    private func read(within seconds: Double) -> Bool {
        var wanted = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, Int32(max(1, seconds * 1000))) > 0 else { return true }
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(terminal, &piece, piece.count)
        guard count > 0 else { return false }
        bytes += piece[..<count]
        screen.show(Array(piece[..<count]))
        return true
    }

    // MARK: Its end

    /// The exit code; everything it says until then comes onto the screen.
    func end(within seconds: Double = 30) throws -> Int32 {
        let last = Date.timeIntervalSinceReferenceDate + seconds
        while read(within: 1), Date.timeIntervalSinceReferenceDate < last {}
        guard let code = program.exitCode(within: seconds) else { throw Program.Problem("The shell did not end:\n\(screen.text)") }
        hasEnded = true
        return code
    }

    func kill() {
        program.signal(SIGKILL)
        _ = program.exitCode()
        hasEnded = true
    }

    var process: pid_t { program.process }

    func signal(_ number: Int32) { program.signal(number) }
}
