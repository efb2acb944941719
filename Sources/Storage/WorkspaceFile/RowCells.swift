import Tables

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A table's cells as SQLite stores them, for plain rows in a workspace and in `export sqlite`.
struct RowCells: ~Copyable {
    private let table: Table
    let affinities: [String]
    var rowCount: Int { table.rowCount }
    /// Room for one date or amount as text per column; a row's texts live until the next row.
    private let scratch: UnsafeMutablePointer<UInt8>
    private static let room = 32

    init(_ table: Table) {
        self.table = table
        affinities = table.fields.map { RowCells.affinity(of: $0.column) }
        scratch = .allocate(capacity: max(1, table.fields.count * RowCells.room))
    }

    deinit { scratch.deallocate() }

    /// TEXT, INTEGER or REAL: what other tools see as the column's type.
    private static func affinity(of column: Column) -> String {
        switch column.type {
        case .text, .date: return "TEXT"
        case .whole, .boolean: return "INTEGER"
        case .decimal, .percent: return "REAL"
        case .money:
            for row in 0..<column.count {
                if case .money(let money) = column[row], money.units.magnitude >= Money.exactUnits { return "TEXT" }
            }
            return "REAL"
        }
    }

    /// One cell; a text points into the column or into scratch memory of this value.
    func cell(_ index: Int, row: Int) -> SQLiteValue {
        let column = table.fields[index].column
        if let dictionary = column.dictionary {
            let code = column.code(row)
            return code == 0 ? .null : .text(dictionary.utf8(code))
        }
        switch column[row] {
        case .missing, .text: return .null
        case .whole(let number): return .integer(number)
        // SQLite has no negative zero.
        case .decimal(let number), .percent(let number): return .real(number + 0)
        case .boolean(let truth): return .integer(truth ? 1 : 0)
        case .date(let day): return text(day.storedText, index)
        case .money(let money): return affinities[index] == "REAL" ? .real(money.double) : text(money.plainText, index)
        }
    }

    private func text(_ text: String, _ index: Int) -> SQLiteValue {
        let target = scratch + index * RowCells.room
        var count = 0
        for byte in text.utf8.prefix(RowCells.room) {
            target[count] = byte
            count += 1
        }
        return .text(UnsafeBufferPointer(start: target, count: count))
    }

    /// The digest of all cells and how many bytes they are.
    func digest() -> (digest: UInt64, byteCount: Int) {
        var out = ByteWriter()
        for row in 0..<table.rowCount {
            for index in table.fields.indices { cell(index, row: row).write(to: &out) }
        }
        return (Digest.of(out.bytes), out.bytes.count)
    }
}

extension SQLiteValue {
    /// The canonical bytes of a cell, in the digest of a row table.
    func write(to out: inout ByteWriter) {
        switch self {
        case .null: out.put(0 as UInt8)
        case .integer(let number):
            out.put(1 as UInt8)
            out.put(number)
        case .real(let number):
            out.put(2 as UInt8)
            out.put(number.bitPattern)
        case .text(let bytes):
            out.put(3 as UInt8)
            out.put(bytes)
        case .blob(let bytes):
            out.put(4 as UInt8)
            out.put(bytes)
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
