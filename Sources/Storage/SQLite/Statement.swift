import CSQLite
import Diagnostics

/// A cell as SQLite stores it. Text and blobs point into memory that lives until the next step.
enum SQLiteValue {
    case null
    case integer(Int64)
    case real(Double)
    case text(UnsafeBufferPointer<UInt8>)
    case blob(UnsafeRawBufferPointer)
}

/// A compiled statement. Parameters count from 1 and columns from 0, as in SQLite.
struct Statement: ~Copyable {
    private let handle: OpaquePointer
    private let database: Database

    init(_ handle: OpaquePointer, of database: Database) {
        self.handle = handle
        self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    /// Advances to the next row; false after the last.
    func step() throws(Diagnostic) -> Bool {
        let code = sqlite3_step(handle)
        try database.check(code)
        return code == SQLITE_ROW
    }

    /// Runs the statement to its end with these parameters and makes it ready to run again.
    func run(_ parameters: Parameter...) throws(Diagnostic) {
        for (index, parameter) in parameters.enumerated() { try bind(parameter, at: index + 1) }
        try run()
    }

    /// Runs the statement to its end with the parameters bound so far and makes it ready to run again.
    func run() throws(Diagnostic) {
        while try step() {}
        try database.check(sqlite3_reset(handle))
    }

    // MARK: Parameters

    enum Parameter {
        case null
        case integer(Int64)
        case text(String)
        case blob([UInt8])

        static func integer(_ number: Int) -> Parameter { .integer(Int64(number)) }
        static func text(_ text: String?) -> Parameter { text.map { .text($0) } ?? .null }
    }

    private func bind(_ parameter: Parameter, at index: Int) throws(Diagnostic) {
        // SQLite copies what it is given with this destructor.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let place = Int32(index)
        switch parameter {
        case .null: try database.check(sqlite3_bind_null(handle, place))
        case .integer(let number): try database.check(sqlite3_bind_int64(handle, place, number))
        case .text(var text):
            let code = text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text64(
                        handle, place, $0.baseAddress ?? emptyText, UInt64($0.count), copied, UInt8(SQLITE_UTF8))
                }
            }
            try database.check(code)
        case .blob(let bytes):
            let code = bytes.withUnsafeBytes { raw in
                raw.isEmpty
                    ? sqlite3_bind_zeroblob(handle, place, 0)
                    : sqlite3_bind_blob64(handle, place, raw.baseAddress, UInt64(raw.count), copied)
            }
            try database.check(code)
        }
    }

    /// Binds a cell without copying it: its memory must live until the statement has run.
    func bind(_ cell: SQLiteValue, at index: Int) throws(Diagnostic) {
        let place = Int32(index)
        let code =
            switch cell {
            case .null: sqlite3_bind_null(handle, place)
            case .integer(let number): sqlite3_bind_int64(handle, place, number)
            case .real(let number): sqlite3_bind_double(handle, place, number)
            case .text(let bytes):
                bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text64(
                        handle, place, $0.baseAddress ?? emptyText, UInt64($0.count), nil, UInt8(SQLITE_UTF8))
                }
            case .blob(let bytes):
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(handle, place, 0)
                    : sqlite3_bind_blob64(handle, place, bytes.baseAddress, UInt64(bytes.count), nil)
            }
        try database.check(code)
    }

    // MARK: Results

    func cell(_ column: Int) -> SQLiteValue {
        // One look-up, and so one lock of SQLite's, for what the column functions take three for.
        let value = sqlite3_column_value(handle, Int32(column))
        switch sqlite3_value_type(value) {
        case SQLITE_INTEGER: return .integer(sqlite3_value_int64(value))
        case SQLITE_FLOAT: return .real(sqlite3_value_double(value))
        case SQLITE_TEXT:
            let start = sqlite3_value_text(value)
            return .text(UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(value))))
        case SQLITE_BLOB:
            let start = sqlite3_value_blob(value)
            return .blob(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value))))
        default: return .null
        }
    }

    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

    /// Nil for anything but an integer.
    func optionalInteger(_ column: Int) -> Int? {
        if case .integer(let number) = cell(column) { Int(number) } else { nil }
    }

    func text(_ column: Int) -> String { String(decoding: utf8(column), as: UTF8.self) }

    /// Nil for NULL.
    func optionalText(_ column: Int) -> String? {
        sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL ? nil : text(column)
    }

    private func utf8(_ column: Int) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_text(handle, Int32(column))
        let count = start == nil ? 0 : Int(sqlite3_column_bytes(handle, Int32(column)))
        return UnsafeBufferPointer(start: start, count: count)
    }
}

/// SQLite takes a text without address for NULL; this is the address of the empty text.
private nonisolated(unsafe) let emptyText: UnsafePointer<CChar> = {
    let memory = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    memory.pointee = 0
    return UnsafePointer(memory)
}()
