import Diagnostics
import Tables

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The right to write a workspace file: an advisory lock (flock) on a small file beside it, which says who has it.
///
/// The kernel drops the lock when its holder dies, however it dies; a left-over file locks nothing.
package final class WorkspaceLock {
    /// Who holds a workspace, as the holder wrote it down.
    package struct Holder: Sendable, Equatable {
        /// The process's number; 0 where it cannot be read.
        package var process: Int
        /// The machine's name, fit to be shown.
        package var host: String
        /// `2026-03-31 10:22 UTC`.
        package var since: String

        /// “it is open in process 4711 on HOST since 2026-03-31 10:22 UTC”.
        package var sentence: String {
            if process == 0 { return "it is open in another shell" }
            if process == Int(getpid()) { return "it is already open in this shell" }
            return "it is open in process \(process) on \(host) since \(since)"
        }
    }

    /// What became of a try to take the lock.
    package enum Outcome {
        /// The lock is ours as long as the value lives.
        case acquired(WorkspaceLock)
        /// Another has it, still after the wait.
        case held(Holder)
        /// The folder cannot be written, or its file system knows no locks.
        case unavailable
    }

    private var file: Int32
    private let path: String

    private init(file: Int32, path: String) {
        self.file = file
        self.path = path
    }

    deinit { release() }

    /// Takes the lock of a workspace file, waiting up to `wait` seconds for its holder. Ctrl-C ends the wait with
    /// `cancelled`.
    package static func acquire(for workspace: String, wait: Int) throws(Diagnostic) -> Outcome {
        let path = Files.companion(of: workspace, "lock")
        var tenthsLeft = max(0, min(wait, 1_000_000)) * 10
        while true {
            let outcome = attempt(path)
            guard case .held = outcome, tenthsLeft > 0 else { return outcome }
            try Cancellation.check()
            usleep(100_000)
            tenthsLeft -= 1
        }
    }

    private static func attempt(_ path: String) -> Outcome {
        // A holder that ends removes the file; then this one is locked in vain, and the next try makes a new one.
        for _ in 0..<100 {
            let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
            guard file >= 0 else { return .unavailable }
            if flock(file, LOCK_EX | LOCK_NB) != 0 {
                defer { close(file) }
                if errno == EINTR { continue }
                return errno == EWOULDBLOCK ? .held(holder(in: file)) : .unavailable
            }
            let lock = WorkspaceLock(file: file, path: path)
            if lock.isStanding {
                writeHolder(to: file)
                return .acquired(lock)
            }
        }
        return .unavailable
    }

    /// False once somebody has removed its file, or the folder with it: then others can take a lock of their own.
    var isStanding: Bool {
        var own = stat()
        return fstat(file, &own) == 0 && FileIdentity(path) == FileIdentity(own)
    }

    /// Gives the lock back; a second call does nothing.
    package func release() {
        guard file >= 0 else { return }
        // Removed while it is still locked, so that no other shell's file is removed.
        if isStanding { unlink(path) }
        close(file)
        file = -1
    }

    private static func writeHolder(to file: Int32) {
        var name = [CChar](repeating: 0, count: 256)
        let known = gethostname(&name, 255) == 0
        let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let host = known ? String(decoding: bytes, as: UTF8.self) : "unknown"
        // Only a help for people: that it cannot be written, on a full disk say, takes nothing from the lock.
        let text = Array("\(getpid())\n\(host)\n\(now())\n".utf8)
        if ftruncate(file, 0) == 0 { _ = pwrite(file, text, text.count, 0) }
    }

    private static func holder(in file: Int32) -> Holder {
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = pread(file, &bytes, bytes.count, 0)
        let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
        guard lines.count == 3, let process = Int(lines[0]) else { return Holder(process: 0, host: "", since: "") }
        func plain(_ text: Substring) -> String {
            String(text.unicodeScalars.filter { $0.value >= 32 && !(0x7F...0x9F).contains($0.value) })
        }
        return Holder(process: process, host: plain(lines[1]), since: plain(lines[2]))
    }

    /// In UTC, so that it reads the same to everyone.
    private static func now() -> String {
        let seconds = time(nil)
        let minute = seconds / 60
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = Day(number: Int32(truncatingIfNeeded: minute / 1440))
        return "\(day.text) \(two(minute / 60 % 24)):\(two(minute % 60)) UTC"
    }
}
