import CSQLite
import Diagnostics

/// One connection to one SQLite file. SQLite's own mutex makes it safe to use from several threads; transactions are
/// begun by one thread at a time.
///
/// A connection trusts nothing in the file: no trigger, view or extension of it runs.
final class Database: @unchecked Sendable {
    enum Mode {
        case readOnly, readWrite
        /// Read without locks, and without the files that SQLite keeps beside a database in WAL mode. Nobody else may
        /// write the file meanwhile.
        case immutable
    }

    /// The path as messages name it.
    let path: String
    private let handle: OpaquePointer

    private init(path: String, handle: OpaquePointer) {
        self.path = path
        self.handle = handle
    }

    deinit { sqlite3_close_v2(handle) }

    /// Opens an existing file; an empty one becomes a database with the first write.
    static func open(_ file: String, _ mode: Mode, named path: String) throws(Diagnostic) -> Database {
        var handle: OpaquePointer?
        let access = mode == .readWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY
        let options = access | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE
        let code =
            mode == .immutable
            ? sqlite3_open_v2(address(of: file) + "?immutable=1", &handle, options | SQLITE_OPEN_URI, nil)
            : sqlite3_open_v2(file, &handle, options, nil)
        guard let handle else { throw SQLiteFailure.diagnostic(SQLITE_NOMEM, path: path) }
        let database = Database(path: path, handle: handle)
        try database.check(code)
        sqlite3_busy_timeout(handle, 5_000)
        for (option, value) in [
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (SQLITE_DBCONFIG_ENABLE_TRIGGER, 0),
            (SQLITE_DBCONFIG_ENABLE_VIEW, 0), (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
            (SQLITE_DBCONFIG_DQS_DDL, 0), (SQLITE_DBCONFIG_DQS_DML, 0),
        ] as [(Int32, Int32)] {
            tierbook_configure(handle, option, value)
        }
        try database.execute("PRAGMA cell_size_check = ON")
        return database
    }

    /// True when the file cannot be written through this connection.
    var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

    /// Makes Ctrl-C end any statement with `cancelled`, even one that gives no rows for long.
    func stopsWhenCancelled() {
        sqlite3_progress_handler(handle, 100_000, { _ in Cancellation.isRequested ? 1 : 0 }, nil)
    }

    // MARK: Statements

    /// Runs statements that return nothing of interest.
    func execute(_ sql: String) throws(Diagnostic) {
        try check(sqlite3_exec(handle, sql, nil, nil, nil))
    }

    func prepare(_ sql: String) throws(Diagnostic) -> Statement {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
        guard let statement else { throw SQLiteFailure.diagnostic(SQLITE_ERROR, path: path) }
        return Statement(statement, of: self)
    }

    /// The integer that a query of one row and one column gives; 0 when it gives none.
    func integer(_ sql: String) throws(Diagnostic) -> Int64 {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : 0
    }

    /// Runs `body` on each row of a query. Throws when there are more than `limit`, as the pages of a file made to
    /// mislead can lead round in circles.
    func forEachRow(_ sql: String, limit: Int, _ body: (borrowing Statement) throws(Diagnostic) -> Void)
        throws(Diagnostic)
    {
        let rows = try prepare(sql)
        var count = 0
        while try rows.step() {
            count += 1
            if count > limit { throw Damage.file(path, "it claims more rows than it has room for") }
            try body(rows)
        }
    }

    /// Runs `body` between a BEGIN and its COMMIT, or a ROLLBACK when it fails.
    func transaction<T>(_ begin: String, _ body: () throws(Diagnostic) -> T) throws(Diagnostic) -> T {
        try execute(begin)
        do throws(Diagnostic) {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            // SQLite has rolled back by itself after a full disk or an I/O error.
            if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
            throw error
        }
    }

    // MARK: Blobs

    /// Copies one row's blob straight into the memory that `target` gives for its size; false when there is no such
    /// row, or no memory for it.
    func readBlob(
        _ table: String, _ column: String, row: Int64, into target: (_ byteCount: Int) -> UnsafeMutableRawBufferPointer?
    ) throws(Diagnostic) -> Bool {
        var blob: OpaquePointer?
        let code = sqlite3_blob_open(handle, "main", table, column, row, 0, &blob)
        defer { sqlite3_blob_close(blob) }
        // SQLITE_ERROR is what a missing row, or a value that is no blob, gives.
        if code & 0xFF == SQLITE_ERROR { return false }
        try check(code)
        guard let target = target(Int(sqlite3_blob_bytes(blob))) else { return false }
        if target.isEmpty { return true }
        try check(sqlite3_blob_read(blob, target.baseAddress, Int32(target.count), 0))
        return true
    }

    /// Throws what a result code means, unless it means success.
    func check(_ code: Int32) throws(Diagnostic) {
        if code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE { return }
        throw SQLiteFailure.diagnostic(
            code, path: path, detail: String(cString: sqlite3_errmsg(handle)),
            systemError: sqlite3_system_errno(handle))
    }
}

/// A name as SQL quotes it: any name but one with a NUL, which `PhysicalNames` keeps out.
func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}

/// A path as a URI: every byte but letters, digits and `-./_~` as %XX.
private func address(of path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes = Array("file:".utf8)
    for byte in path.utf8 {
        let isLetter = (0x61...0x7A).contains(byte | 0x20) && byte < 0x80
        if isLetter || (0x2D...0x39).contains(byte) || byte == 0x5F || byte == 0x7E {
            bytes.append(byte)
        } else {
            bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
