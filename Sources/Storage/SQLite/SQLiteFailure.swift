import CSQLite
import Diagnostics

/// What SQLite's result codes mean to someone who has never heard of SQLite.
enum SQLiteFailure {
    /// `detail` is SQLite's own sentence, `systemError` the operating system's number or 0.
    static func diagnostic(_ code: Int32, path: String, detail: String = "", systemError: Int32 = 0) -> Diagnostic {
        let general = String(cString: sqlite3_errstr(code))
        let cause = systemError != 0 ? systemMessage(systemError) : detail.isEmpty ? general : detail
        // SQLITE_READONLY_ROLLBACK, a macro that Swift does not see.
        if code == SQLITE_READONLY | 3 << 8 {
            return Diagnostic(
                "file-unfinished",
                "A save of \(path) was cut off by a crash, and it may not be written here to settle that.",
                help: "Open it where it can be written; it goes back to the state before that save.")
        }
        switch code & 0xFF {
        case SQLITE_FULL:
            return Diagnostic(
                "disk-full", "The disk that holds \(path) is full, so nothing was saved; your work is still in memory.",
                help: "Make room and save again, or use `save as` with another place.")
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
            return Diagnostic(
                "file-read-only", "\(path), or its folder, may not be written.", notes: [cause],
                help: "Use `save as` with another place.")
        case SQLITE_BUSY, SQLITE_LOCKED:
            return Diagnostic(
                "file-busy", "Another program is using \(path) and did not let go of it within 5 seconds.",
                help: "Close the other program and try again.")
        case SQLITE_CANTOPEN:
            return Diagnostic(
                "file-unreadable", "\(path) cannot be opened: \(cause).", help: "Check the path and its permissions.")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            return Damage.file(path, "its SQLite structure is broken (\(cause))")
        case SQLITE_CONSTRAINT:
            return Diagnostic(
                "key-not-unique", "\(path) cannot be written: a key column holds a value twice (\(cause)).",
                help: "Remove the duplicates, or import the table without `key`.")
        case SQLITE_INTERRUPT: return Cancellation.cancelled
        case SQLITE_NOMEM:
            return Diagnostic("out-of-memory", "There is not enough memory to read or write \(path).")
        case SQLITE_IOERR:
            return Diagnostic(
                "io-error", "Reading or writing \(path) failed: \(cause).",
                help: "Your work is still in memory; use `save as` with another place.")
        case SQLITE_TOOBIG:
            return Diagnostic("value-too-large", "A value is too large for \(path): SQLite holds up to 1 GB in a cell.")
        default:
            return Damage.file(path, cause)
        }
    }
}

/// What is said about a workspace file whose content is not what was saved.
enum Damage {
    static let help = "Go back to a copy of the file; `import` can still read a CSV or XLSX export of it."

    static func file(_ path: String, _ cause: String) -> Diagnostic {
        Diagnostic("file-damaged", "\(path) is damaged: \(cause).", help: help)
    }

    static func edition(_ name: String, of path: String) -> Diagnostic {
        .warning(
            "edition-damaged",
            "Edition \(name) is no longer what was published: \(path) is damaged there, or was edited by a program other than Tierbook.",
            help: "Go back to a copy of the file to see the edition; all else can be used.")
    }

    static func table(_ table: String, column: String? = nil, of path: String) -> Diagnostic {
        let place = column.map { "Column \($0) of table \(table)" } ?? "Table \(table)"
        return Diagnostic(
            "file-damaged",
            "\(place) cannot be read: \(path) is damaged there, or was edited by a program other than Tierbook.",
            help: help)
    }
}
