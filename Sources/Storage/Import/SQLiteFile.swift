import Diagnostics
import Workspaces

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A database file of another program: its digest, and the way of opening it that leaves no trace.
struct SQLiteFile {
    /// `SQLite format 3` and a NUL.
    static let magic = Array("SQLite format 3\0".utf8)

    let path: String
    /// The file and what its writer has put beside it.
    let byteCount: Int
    let input: Change.Input
    private let stamp: Stamp
    private let isWAL: Bool

    /// What tells a file from itself after a change.
    private struct Stamp: Equatable {
        var inode: UInt64
        var size: Int
        var seconds: Int
        var nanoseconds: Int

        init?(_ path: String) {
            guard let status = Files.status(path) else { return nil }
            (inode, size) = (UInt64(status.st_ino), Int(status.st_size))
            #if canImport(Glibc)
                (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
            #else
                (seconds, nanoseconds) = (status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec)
            #endif
        }
    }

    /// Reads the file's header and hashes its bytes, before SQLite opens it: closing a file gives back all locks that
    /// the process holds on it.
    init(_ path: String) throws(Diagnostic) {
        self.path = path
        let bytes = try ByteSource(path: path)
        let header = try bytes.bytes(0..<100)
        guard header.starts(with: SQLiteFile.magic), header.count == 100, let stamp = Stamp(path) else {
            throw Diagnostic(
                "not-a-database", "'\(path)' is no SQLite database, or an encrypted one.",
                help: "A text file is imported without `table`; of an encrypted database export the table as CSV.")
        }
        self.stamp = stamp
        isWAL = header[18] == 2 || header[19] == 2
        byteCount = bytes.count + (Files.status(path + "-wal").map { Int($0.st_size) } ?? 0)
        input = Change.Input(path: path, byteCount: bytes.count, digest: try ContentHash.of(bytes))
    }

    /// A connection that only reads.
    ///
    /// A file in WAL mode that nobody has open is read as it stands, as SQLite would make a -wal and a -shm file beside
    /// it. With both there a program is at work, and SQLite reads along.
    func open() throws(Diagnostic) -> Database {
        var mode = Database.Mode.readOnly
        if isWAL {
            let log = Files.status(path + "-wal")
            if log == nil || !Files.exists(path + "-shm") {
                if let log, log.st_size > 0 {
                    throw Diagnostic(
                        "file-unfinished", "'\(path)' has changes beside it, in '\(path)-wal', that its program has not taken in yet.",
                        help: "Open and close it once with the program that wrote it, then import it.")
                }
                mode = .immutable
            }
        }
        let database = try Database.open(path, mode, named: path)
        database.stopsWhenCancelled()
        // One state of the file from the schema to the last row.
        try database.execute("BEGIN")
        return database
    }

    /// Throws when another program wrote the file since it was hashed.
    func checkUnchanged() throws(Diagnostic) {
        guard Stamp(path) == stamp else {
            throw Diagnostic(
                "file-changed", "'\(path)' was changed while it was read.",
                help: "Import it again when the program that writes it has finished.")
        }
    }

    /// Errors that speak of workspaces, in words for a file that is none.
    static func worded(_ error: Diagnostic) -> Diagnostic {
        var error = error
        switch error.id {
        case "file-damaged": error.help = "Go back to a copy of it, or save what is left with `sqlite3 FILE .recover`."
        case "file-unfinished" where error.help?.hasPrefix("Open and close") != true:
            error.message = "Writing the database was cut off by a crash, and its journal is still beside it."
            error.help = "Open and close it once with the program that wrote it, then import it."
        case "io-error": error.help = "Copy the file to another disk and import it from there."
        default: break
        }
        return error
    }

    static func isDatabase(_ path: String) -> Bool {
        guard let status = Files.status(path), status.st_mode & S_IFMT == S_IFREG,
            let opening = try? ByteSource(path: path).bytes(0..<512)
        else { return false }
        if opening.starts(with: magic) { return true }
        let name = path.lowercased()
        guard [".db", ".db3", ".sqlite", ".sqlite3"].contains(where: name.hasSuffix), TextEncoding.mark(opening) == nil
        else { return false }
        // Control characters but tab, line ends and form feed.
        return opening.contains { $0 < 32 && !(9...13).contains($0) }
    }
}
