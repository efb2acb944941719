import Diagnostics
import Synchronization
import Tables
import Workspaces

/// Reads a row table when the first of its buffers is touched, and then hands each buffer its part.
final class RowTableReader: Sendable {
    /// What a buffer of the table holds.
    enum Part { case cells, texts, offsets }

    private let source: LazySource
    private let table: Catalogue.Table
    private let columns = Mutex<[ColumnReader]?>(nil)

    init(_ table: Catalogue.Table, of source: LazySource) {
        self.table = table
        self.source = source
    }

    /// The buffer of one part of one column, unread.
    func buffer(_ column: Int, _ part: Part, byteCount: Int) -> Buffer {
        Buffer(byteCount: byteCount) { (target) throws(Diagnostic) in try self.fill(target, column, part) }
    }

    private func fill(_ target: UnsafeMutableRawBufferPointer, _ column: Int, _ part: Part) throws(Diagnostic) {
        let copied = try columns.withLock { (columns) throws(Diagnostic) in
            if columns == nil { columns = try source.naming(table.name) { () throws(Diagnostic) in try read() } }
            return columns?[column].copy(part, to: target) ?? false
        }
        if !copied { throw source.damage(table: table.name, column: table.columns[column].name) }
    }

    private func read() throws(Diagnostic) -> [ColumnReader] {
        guard let stored = table.rowTable else { throw source.damage(table: table.name) }
        var columns = table.columns.map { ColumnReader($0.type, $0.kind, rows: table.rows) }
        let names = table.columns.map { column in
            if case .rows(let name, _) = column.place { quoted(name) } else { "NULL" }
        }
        // `_rowid_` is a name no stored column has.
        let rows = try source.database.prepare(
            "SELECT \(names.joined(separator: ", ")) FROM \(quoted(stored.name)) ORDER BY _rowid_")
        var canonical = ByteWriter()
        var count = 0
        while try rows.step() {
            count += 1
            guard count <= table.rows else { break }
            for index in columns.indices {
                let cell = rows.cell(index)
                cell.write(to: &canonical)
                if !columns[index].append(cell) { throw source.damage(table: table.name) }
            }
        }
        guard count == table.rows, Digest.of(canonical.bytes) == stored.digest else {
            throw source.damage(table: table.name)
        }
        return columns
    }
}

/// Builds one column's buffers from the cells of its rows.
private struct ColumnReader {
    private let type: ColumnType
    private let kind: StorageKind
    private var cells: [UInt8]
    /// How many bytes of `cells` are written.
    private var filled = 0
    private var texts = TextInterner()

    init(_ type: ColumnType, _ kind: StorageKind, rows: Int) {
        self.type = type
        self.kind = kind
        cells = [UInt8](repeating: 0, count: rows * kind.cellBytes)
    }

    /// False when the cell is none that a column of this type was stored as.
    mutating func append(_ cell: SQLiteValue) -> Bool {
        switch (kind, cell) {
        case (.doubles, .null): put(Double.nan)
        case (.doubles, .real(let number)): put(number)
        case (.truths, .null): put(1 as UInt8)
        case (.truths, .integer(let number)) where number == 0 || number == 1: put(UInt8(number * 2))
        case (.codes(let width), .null): return put(0, width, signed: false)
        case (.codes(let width), .text(let text)):
            guard let code = texts.code(of: text) else { return false }
            return put(Int64(code), width, signed: false)
        case (.integers(let width), .null): return put(nil, width, signed: true)
        case (.integers(let width), _):
            guard let number = integer(cell) else { return false }
            return put(number, width, signed: true)
        default: return false
        }
        return true
    }

    private func integer(_ cell: SQLiteValue) -> Int64? {
        switch (type, cell) {
        case (.whole, .integer(let number)): return number
        case (.date, .text(let text)): return Day(stored: text).map { Int64($0.number) }
        case (.money(_, let scale), .real(let amount)):
            return Int64(exactly: (amount * powerOfTen(scale)).rounded())
        case (.money(_, let scale), .text(let text)): return Money.units(plainText: text, scale: scale)
        default: return nil
        }
    }

    private mutating func put<T: BitwiseCopyable>(_ value: T) {
        cells.withUnsafeMutableBytes { $0.storeBytes(of: value, toByteOffset: filled, as: T.self) }
        filled += MemoryLayout<T>.size
    }

    /// Nil stands for missing, which is the least value of the width. False when the number needs more room.
    private mutating func put(_ number: Int64?, _ width: Width, signed: Bool) -> Bool {
        let bits = Int64(width.rawValue * 8)
        let least = width == .eight ? Int64.min : -(1 << (bits - 1))
        if let number {
            if signed, number <= least || number > -(least + 1) { return false }
            if !signed, width != .four, number >= 1 << bits { return false }
        }
        let cell = number ?? least
        switch width {
        case .one: put(Int8(truncatingIfNeeded: cell))
        case .two: put(Int16(truncatingIfNeeded: cell))
        case .four: put(Int32(truncatingIfNeeded: cell))
        case .eight: put(cell)
        }
        return true
    }

    /// False when the part is not as long as the catalogue said.
    func copy(_ part: RowTableReader.Part, to target: UnsafeMutableRawBufferPointer) -> Bool {
        func copy(_ source: UnsafeRawBufferPointer) -> Bool {
            guard source.count == target.count else { return false }
            target.copyMemory(from: source)
            return true
        }
        return switch part {
        case .cells: cells.withUnsafeBytes(copy)
        case .texts: texts.bytes.withUnsafeBytes(copy)
        case .offsets: texts.offsets.withUnsafeBytes(copy)
        }
    }
}
