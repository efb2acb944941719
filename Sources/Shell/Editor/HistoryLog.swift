import Storage

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The history on disk: a file of mode 0600 that every shell appends to, one record a line.
///
/// Newlines within an entry stand as `\n`, backslashes as `\\`. Each append holds a lock, so several shells may
/// write at once; a record torn by a crash is cut off by the next append and never read. A file that cannot be read
/// or written is no history, and nothing worse.
package struct HistoryLog: Sendable {
    /// How many entries are loaded.
    package static let limit = 5_000
    /// No more than this much of the file's end is read.
    private static let readLimit: off_t = 8 << 20
    /// Longer entries are kept in memory only.
    private static let entryLimit = 100_000

    /// The history's file, which may not exist yet.
    package let path: String

    /// Nothing is opened before it is asked for.
    package init(path: String) { self.path = path }

    /// `history` in `defaultFolder`; nil when there is no home.
    package static var defaultPath: String? { defaultFolder.map { $0 + "/history" } }

    /// `$XDG_STATE_HOME/tierbook`, or `~/.local/state/tierbook`; nil when there is no home.
    package static var defaultFolder: String? {
        if let state = Terminal.environment("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/tierbook" }
        guard let home = Terminal.environment("HOME"), home.hasPrefix("/") else { return nil }
        return home + "/.local/state/tierbook"
    }

    /// The last entries, oldest first.
    package func load() -> [String] {
        guard let file = openFile(O_RDONLY), case let descriptor = file.descriptor else { return [] }
        defer { close(descriptor) }
        let start = max(0, file.size - Self.readLimit)
        var bytes = [UInt8](repeating: 0, count: Int(file.size - start))
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, start) }
        var lines = bytes.prefix(max(0, count)).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // What follows the last newline is torn, or empty; what comes first after a cut is torn too.
        lines.removeLast()
        if start > 0, !lines.isEmpty { lines.removeFirst() }
        return lines.suffix(Self.limit).compactMap(Self.entry)
    }

    /// Adds an entry at the end.
    package func append(_ entry: String) {
        if entry.utf8.count > Self.entryLimit { return }
        Files.makeFolders(of: path)
        guard let file = openFile(O_RDWR | O_APPEND | O_CREAT) else { return }
        defer { close(file.descriptor) }
        guard lock(file.descriptor) else { return }
        cutTornRecord(file.descriptor)
        let record = Self.record(entry)
        _ = record.withUnsafeBytes { writeAll($0, to: file.descriptor) }
    }

    /// Opens the file where it is a plain one.
    private func openFile(_ flags: Int32) -> (descriptor: Int32, size: off_t)? {
        // Without waiting: a pipe in its place must not stop the shell.
        let descriptor = open(path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0o600)
        if descriptor < 0 { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        if flags & O_CREAT != 0, status.st_mode & 0o077 != 0 { fchmod(descriptor, 0o600) }
        return (descriptor, status.st_size)
    }

    /// Waits a tenth of a second at most: a shell that was stopped while it held the lock must not stop this one.
    private func lock(_ descriptor: Int32) -> Bool {
        for _ in 0..<100 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            if errno != EWOULDBLOCK && errno != EINTR { return false }
            usleep(1_000)
        }
        return false
    }

    /// Under the lock nobody else writes, so bytes after the last newline are the rest of a crash.
    private func cutTornRecord(_ descriptor: Int32) {
        var end = lseek(descriptor, 0, SEEK_END)
        var byte: UInt8 = 0
        let whole = end
        while end > 0, pread(descriptor, &byte, 1, end - 1) == 1, byte != UInt8(ascii: "\n") { end -= 1 }
        if end < whole { ftruncate(descriptor, end) }
    }

    private static func record(_ entry: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in entry.utf8 {
            switch byte {
            case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case UInt8(ascii: "\\"): bytes += [byte, byte]
            default: bytes.append(byte)
            }
        }
        return bytes + [UInt8(ascii: "\n")]
    }

    /// The entry of a line; nil for an empty line or one that is no record.
    private static func entry(_ line: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var rest = line
        while let byte = rest.popFirst() {
            if byte != UInt8(ascii: "\\") {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "n"): bytes.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "\\"): bytes.append(byte)
            default: return nil
            }
        }
        return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self)
    }
}
