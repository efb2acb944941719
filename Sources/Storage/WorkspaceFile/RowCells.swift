import Tables
import Workspaces

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A table's cells as SQLite stores them, for plain rows in a workspace and in `export sqlite`. The columns have been
/// read.
struct RowCells: ~Copyable {
    private let table: Table
    private let columns: [Cells]
    let affinities: [String]
    var rowCount: Int { table.rowCount }
    /// Room for one date or amount as text per column; a row's texts live until the next row.
    private let scratch: UnsafeMutableBufferPointer<UInt8>
    private static let room = 32

    init(_ table: Table) {
        self.table = table
        columns = table.fields.map { Cells($0.column) }
        affinities = table.fields.map { RowCells.affinity(of: $0.column) }
        scratch = .allocate(capacity: table.fields.count * RowCells.room)
    }

    deinit { scratch.deallocate() }

    /// TEXT, INTEGER or REAL: what other tools see as the column's type.
    private static func affinity(of column: Column) -> String {
        switch column.type {
        case .text, .date: return "TEXT"
        case .whole, .boolean: return "INTEGER"
        case .decimal, .percent: return "REAL"
        case .money:
            let cells = Cells(column)
            return (0..<column.count).contains { (cells.integer($0) ?? 0).magnitude >= Money.exactUnits } ? "TEXT" : "REAL"
        }
    }

    /// One cell; a text points into the column or into scratch memory of this value.
    func cell(_ index: Int, row: Int) -> SQLiteValue {
        let cells = columns[index]
        switch cells.type {
        case .text: return cells.text(row).map { .text($0) } ?? .null
        case .decimal, .percent: return cells.number(row).map { .real($0) } ?? .null
        case .boolean: return cells.truth(row).map { .integer($0 ? 1 : 0) } ?? .null
        case .whole: return cells.integer(row).map { .integer($0) } ?? .null
        case .date: return cells.integer(row).map { date(Day(number: Int32(truncatingIfNeeded: $0)), index) } ?? .null
        case .money(let currency, let scale):
            guard let units = cells.integer(row) else { return .null }
            let money = Money(units: units, scale: scale, currency: currency)
            return affinities[index] == "REAL" ? .real(money.double) : text(money.plainText, index)
        }
    }

    private func room(_ index: Int) -> UnsafeMutableBufferPointer<UInt8> {
        UnsafeMutableBufferPointer(rebasing: scratch[index * RowCells.room..<(index + 1) * RowCells.room])
    }

    private func date(_ day: Day, _ index: Int) -> SQLiteValue {
        guard day >= .earliest, day <= .latest else { return text(day.storedText, index) }
        let room = room(index)
        return .text(UnsafeBufferPointer(rebasing: room[..<day.writeText(to: room)]))
    }

    private func text(_ text: String, _ index: Int) -> SQLiteValue {
        let room = room(index)
        var count = 0
        for byte in text.utf8.prefix(RowCells.room) {
            room[count] = byte
            count += 1
        }
        return .text(UnsafeBufferPointer(rebasing: room[..<count]))
    }

    /// The digest of all cells and how many bytes they are.
    func digest() -> (digest: UInt64, byteCount: Int) {
        var out = ByteWriter()
        for row in 0..<table.rowCount {
            for index in columns.indices { cell(index, row: row).write(to: &out) }
        }
        return (Digest.of(out.bytes), out.bytes.count)
    }
}

/// One column's memory, without counting who uses it, for a look at every cell. Valid while the table lives.
private struct Cells {
    let type: ColumnType
    private let start: UnsafeRawPointer
    private let width: Width
    private let texts: UnsafePointer<UInt8>?
    private let offsets: UnsafePointer<UInt32>?

    init(_ column: Column) {
        type = column.type
        width = column.width
        start = column.buffer.bytes + column.start * width.rawValue
        texts = column.dictionary?.bytes.pointer()
        offsets = column.dictionary?.offsets.pointer()
    }

    /// Nil for a missing cell, here and below.
    func integer(_ row: Int) -> Int64? {
        func known<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type) -> Int64? {
            let number = start.assumingMemoryBound(to: T.self)[row]
            return number == T.min ? nil : Int64(truncatingIfNeeded: number)
        }
        return switch width {
        case .one: known(Int8.self)
        case .two: known(Int16.self)
        case .four: known(Int32.self)
        case .eight: known(Int64.self)
        }
    }

    func number(_ row: Int) -> Double? {
        let number = start.assumingMemoryBound(to: Double.self)[row]
        // SQLite has no negative zero.
        return number.isNaN ? nil : number + 0
    }

    func truth(_ row: Int) -> Bool? {
        let truth = start.assumingMemoryBound(to: UInt8.self)[row]
        return truth == 1 ? nil : truth == 2
    }

    func text(_ row: Int) -> UnsafeBufferPointer<UInt8>? {
        let code =
            switch width {
            case .one: Int(start.assumingMemoryBound(to: UInt8.self)[row])
            case .two: Int(start.assumingMemoryBound(to: UInt16.self)[row])
            case .four, .eight: Int(start.assumingMemoryBound(to: Int32.self)[row])
            }
        guard code != 0, let texts, let offsets else { return nil }
        return UnsafeBufferPointer(start: texts + Int(offsets[code]), count: Int(offsets[code + 1] - offsets[code]))
    }
}

extension SQLiteValue {
    /// The canonical bytes of a cell, in the digest of a row table.
    func write(to out: inout ByteWriter) {
        switch self {
        case .null: out.put(0 as UInt8)
        case .integer(let number): out.put(1, UInt64(bitPattern: number))
        case .real(let number): out.put(2, number.bitPattern)
        case .text(let bytes):
            out.put(3, UInt64(bytes.count))
            out.put(run: UnsafeRawBufferPointer(bytes))
        case .blob(let bytes):
            out.put(4, UInt64(bytes.count))
            out.put(run: bytes)
        }
    }
}

extension Money {
    /// Below this many units a double holds the amount so well that it can be told from its neighbours.
    static let exactUnits: UInt64 = 1 << 51

    /// The amount as plain digits, `-1234.50`.
    var plainText: String {
        let digits = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let whole = padded.dropLast(scale)
        return (units < 0 ? "-" : "") + whole + (scale > 0 ? "." + padded.suffix(scale) : "")
    }

    /// The units of an amount that `plainText` wrote; nil for any other text.
    static func units(plainText text: UnsafeBufferPointer<UInt8>, scale: Int) -> Int64? {
        let digits = text.filter { $0 != UInt8(ascii: ".") }
        guard let units = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
        let again = Money(units: units, scale: scale, currency: Currency("")).plainText
        return again.utf8.elementsEqual(text) ? units : nil
    }
}
