import Diagnostics

/// The rows of a table by their key, for uniqueness and for foreign keys.
///
/// Whole keys that lie close together are addressed directly, others and decimals through a hash table, texts by their
/// dictionary code.
package struct KeyIndex {
    /// No key occurs twice. Missing keys do not count.
    package let isUnique: Bool
    private let table: Table

    private enum Table {
        /// Int32 first row of each number from `least` on, −1 for none.
        case direct(Buffer, least: Int64)
        /// Int32 rows by the hash of their key, −1 for none; the size is a power of two.
        case hashed(Buffer, size: Int, keys: Buffer)
        /// Int32 first row of each code, −1 for none.
        case texts(Buffer, TextDictionary)
    }

    /// A direct table may have this many places a key.
    private static let sparsest = 16

    /// Reads all keys once. Of a key that comes twice the first row counts.
    package init(_ keys: Column) {
        if let dictionary = keys.dictionary {
            let codes = keys.codes()
            let x = codes.pointer(to: Int32.self)
            var repeats = 0
            let rows = KeyIndex.emptyTable(dictionary.count) { rows in
                for row in 0..<keys.count where x[row] != 0 { repeats += KeyIndex.enter(row, at: Int(x[row]), rows) }
            }
            table = .texts(rows, dictionary)
            isUnique = repeats == 0
            return
        }
        let cells = Aggregating.sortable(keys)
        let x = cells.pointer(to: Int64.self)
        var (least, greatest) = (Int64.max, Int64.min)
        for row in 0..<keys.count where x[row] != .min {
            least = min(least, x[row])
            greatest = max(greatest, x[row])
        }
        let (range, overflow) = least <= greatest ? greatest.subtractingReportingOverflow(least) : (0, false)
        var repeats = 0
        if !overflow, range < Int64(max(1024, keys.count * KeyIndex.sparsest)) {
            let rows = KeyIndex.emptyTable(Int(range) + 1) { rows in
                for row in 0..<keys.count where x[row] != .min { repeats += KeyIndex.enter(row, at: Int(x[row] &- least), rows) }
            }
            table = .direct(rows, least: least)
        } else {
            var size = 1024
            while size < keys.count * 2 { size *= 2 }
            let rows = KeyIndex.emptyTable(size) { rows in
                for row in 0..<keys.count where x[row] != .min {
                    let slot = KeyIndex.slot(of: x[row], rows, size, x)
                    if rows[slot] < 0 { rows[slot] = Int32(truncatingIfNeeded: row) } else { repeats += 1 }
                }
            }
            table = .hashed(rows, size: size, keys: cells)
        }
        isUnique = repeats == 0
    }

    /// For each cell of a column of the keys' type the first row with that key: Int32, −1 for a missing cell and for
    /// one that is no key. Errors: `cancelled`.
    package func rows(of cells: Column) throws(Diagnostic) -> Buffer {
        let renamed = renamedCodes(cells)
        return try Buffer(
            byteCount: cells.count * 4,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let output = memory.bindMemory(to: Int32.self)
                try parallelFor(rows: cells.count) { (_, range) throws(Diagnostic) in
                    find(cells.slice(range), renamed, UnsafeMutableBufferPointer(rebasing: output[range]))
                }
            })
    }

    private func find(_ cells: Column, _ renamed: [Int32], _ output: UnsafeMutableBufferPointer<Int32>) {
        switch table {
        case .texts:
            let codes = cells.codes()
            let x = codes.pointer(to: Int32.self)
            renamed.withUnsafeBufferPointer { rows in
                for at in 0..<cells.count { output[at] = rows.isEmpty ? -1 : rows[Int(x[at])] }
            }
        case .direct(let table, let least):
            let numbers = Aggregating.sortable(cells)
            let x = numbers.pointer(to: Int64.self)
            let rows = table.pointer(to: Int32.self)
            let count = UInt64(table.byteCount / 4)
            for at in 0..<cells.count {
                // What lies below the least wraps to a great number; so does a missing cell.
                let place = UInt64(bitPattern: x[at] &- least)
                output[at] = place < count ? rows[Int(truncatingIfNeeded: place)] : -1
            }
        case .hashed(let table, let size, let keys):
            let numbers = Aggregating.sortable(cells)
            let x = numbers.pointer(to: Int64.self)
            let rows = table.pointer(to: Int32.self)
            let known = keys.pointer(to: Int64.self)
            for at in 0..<cells.count { output[at] = x[at] == .min ? -1 : rows[KeyIndex.slot(of: x[at], rows, size, known)] }
        }
    }

    /// The key's row by the code of another column's dictionary; empty when the keys are no texts.
    private func renamedCodes(_ cells: Column) -> [Int32] {
        guard case .texts(let table, let dictionary) = table, let other = cells.dictionary else { return [] }
        let rows = table.pointer(to: Int32.self)
        return (0..<other.count).map { code in
            if code == 0 { return -1 }
            guard let own = other === dictionary ? code : dictionary.code(of: other.utf8(code)) else { return -1 }
            return rows[own]
        }
    }

    private static func emptyTable(_ count: Int, fill: (UnsafeMutablePointer<Int32>) -> Void) -> Buffer {
        let memory = Buffer.allocate(count * 4)
        let rows = memory.bindMemory(to: Int32.self, capacity: max(count, 1))
        rows.initialize(repeating: -1, count: count)
        fill(rows)
        return Buffer(taking: memory, byteCount: count * 4)
    }

    /// Puts a row in its place unless one is there; returns 1 in that case.
    @inline(__always)
    private static func enter(_ row: Int, at place: Int, _ rows: UnsafeMutablePointer<Int32>) -> Int {
        if rows[place] >= 0 { return 1 }
        rows[place] = Int32(truncatingIfNeeded: row)
        return 0
    }

    /// Where a key is in a hash table, or where it would be put.
    @inline(__always)
    private static func slot(of key: Int64, _ rows: UnsafePointer<Int32>, _ size: Int, _ keys: UnsafePointer<Int64>) -> Int {
        let product = UInt64(bitPattern: key).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        var slot = Int(truncatingIfNeeded: (product.high ^ product.low) & UInt64(size - 1))
        while rows[slot] >= 0, keys[Int(rows[slot])] != key { slot = (slot + 1) & (size - 1) }
        return slot
    }
}
