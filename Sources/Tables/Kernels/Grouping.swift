import Diagnostics

/// Which group each row belongs to.
package struct Groups: Sendable {
    /// Int32 group number by row, 0 ..< `count`; −1 for a row that belongs to none.
    package let ids: Buffer
    /// How many groups there are, those without rows included.
    package let count: Int
    /// The first row of each group, where they were collected.
    package let firstRows: [Int32]

    /// Takes what was worked out; `ids` holds an Int32 a row.
    package init(ids: Buffer, count: Int, firstRows: [Int32] = []) {
        self.ids = ids
        self.count = count
        self.firstRows = firstRows
    }

    /// All rows in one group, which exists even when there are no rows.
    package static func single(rows: Int) -> Groups {
        Groups(ids: Buffer([Int32](repeating: 0, count: rows)), count: 1, firstRows: rows > 0 ? [0] : [-1])
    }
}

extension Groups {
    /// The same groups without the rows for which a condition is not true.
    package func keeping(_ truth: Column) -> Groups {
        let old = ids.pointer(to: Int32.self)
        let t = truth.truths
        let memory = Buffer.allocate(truth.count * 4)
        let kept = memory.bindMemory(to: Int32.self, capacity: max(truth.count, 1))
        for row in 0..<truth.count { kept[row] = t[row] == 2 ? old[row] : -1 }
        return Groups(ids: Buffer(taking: memory, byteCount: truth.count * 4), count: count, firstRows: firstRows)
    }
}

/// Rows with equal cells in every key column share a group; missing cells are equal to each other here.
package enum Grouping {
    /// Above this many combinations of codes, hashing takes the place of direct addressing.
    private static let directLimit = 1 << 21

    /// Groups in order of first appearance, with their first rows; no keys make one group of all. Errors: `cancelled`.
    package static func groups(by keys: [Column], rows: Int) throws(Diagnostic) -> Groups {
        guard let first = keys.first else { return .single(rows: rows) }
        if let places = GroupPlaces(keys, limit: directLimit) { return try places.groups(rows: rows) }
        var codes = try coded(first)
        for key in keys.dropFirst() {
            try Cancellation.check()
            let next = try coded(key)
            codes = try combine(codes, next, rows: rows)
        }
        return try number(codes, rows: rows)
    }

    /// Small integers that are equal where cells are equal.
    private struct Codes {
        let buffer: Buffer  // Int32
        let cardinality: Int
    }

    private static func coded(_ column: Column) throws(Diagnostic) -> Codes {
        switch column.storage {
        case .codes(_, _, let dictionary): return Codes(buffer: column.codes(), cardinality: dictionary.count)
        case .truths:
            let t = column.truths
            return Codes(buffer: int32(column.count) { out in for i in 0..<column.count { out[i] = Int32(t[i]) } }, cardinality: 3)
        case .integers:
            let numbers = column.integers()
            let x = numbers.pointer(to: Int64.self)
            var low = Int64.max
            var high = Int64.min
            for i in 0..<column.count where x[i] != .min {
                low = min(low, x[i])
                high = max(high, x[i])
            }
            if low > high { return Codes(buffer: int32(column.count) { $0.initialize(repeating: 0, count: column.count) }, cardinality: 1) }
            let (range, overflow) = high.subtractingReportingOverflow(low)
            if !overflow, range < Int64(directLimit / 2) {
                let buffer = int32(column.count) { out in
                    for i in 0..<column.count { out[i] = x[i] == .min ? 0 : Int32(truncatingIfNeeded: x[i] - low + 1) }
                }
                return Codes(buffer: buffer, cardinality: Int(range) + 2)
            }
            return try hashed(column.count) { UInt64(bitPattern: x[$0]) }
        case .doubles:
            let (buffer, start) = column.doubles()
            let x = buffer.pointer(to: Double.self) + start
            return try hashed(column.count) { x[$0].isNaN ? UInt64.max : (x[$0] + 0.0).bitPattern }
        }
    }

    private static func combine(_ a: Codes, _ b: Codes, rows: Int) throws(Diagnostic) -> Codes {
        let x = a.buffer.pointer(to: Int32.self)
        let y = b.buffer.pointer(to: Int32.self)
        let (product, overflow) = a.cardinality.multipliedReportingOverflow(by: b.cardinality)
        if !overflow, product <= directLimit {
            let width = Int32(b.cardinality)
            return Codes(buffer: int32(rows) { out in for i in 0..<rows { out[i] = x[i] * width + y[i] } }, cardinality: product)
        }
        return try hashed(rows) { UInt64(UInt32(bitPattern: x[$0])) << 32 | UInt64(UInt32(bitPattern: y[$0])) }
    }

    /// Dense codes by order of appearance, through an open-addressing table.
    private static func hashed(_ rows: Int, _ key: (Int) -> UInt64) throws(Diagnostic) -> Codes {
        var size = 1024
        var keys = [UInt64](repeating: 0, count: size)
        var codes = [Int32](repeating: -1, count: size)
        var used: Int32 = 0
        let memory = Buffer.allocate(rows * 4)
        let buffer = Buffer(taking: memory, byteCount: rows * 4)
        let out = memory.bindMemory(to: Int32.self, capacity: max(rows, 1))
        for row in 0..<rows {
            if row & 0xFFFF == 0 { try Cancellation.check() }
            let wanted = key(row)
            var slot = slotOf(wanted, size)
            while codes[slot] >= 0, keys[slot] != wanted { slot = (slot + 1) & (size - 1) }
            if codes[slot] < 0 {
                keys[slot] = wanted
                codes[slot] = used
                used += 1
                out[row] = used - 1
                if Int(used) * 2 > size {
                    let oldKeys = keys
                    let oldCodes = codes
                    size *= 2
                    keys = [UInt64](repeating: 0, count: size)
                    codes = [Int32](repeating: -1, count: size)
                    for i in oldCodes.indices where oldCodes[i] >= 0 {
                        var slot = slotOf(oldKeys[i], size)
                        while codes[slot] >= 0 { slot = (slot + 1) & (size - 1) }
                        keys[slot] = oldKeys[i]
                        codes[slot] = oldCodes[i]
                    }
                }
            } else {
                out[row] = codes[slot]
            }
        }
        return Codes(buffer: buffer, cardinality: Int(used) + 1)
    }

    @inline(__always)
    private static func slotOf(_ key: UInt64, _ size: Int) -> Int {
        let product = key.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return Int((product.high ^ product.low) & UInt64(size - 1))
    }

    /// Dense group numbers in order of first appearance.
    private static func number(_ codes: Codes, rows: Int) throws(Diagnostic) -> Groups {
        try Cancellation.check()
        let x = codes.buffer.pointer(to: Int32.self)
        var numbers = [Int32](repeating: -1, count: codes.cardinality)
        var firsts: [Int32] = []
        let ids = int32(rows) { out in
            numbers.withUnsafeMutableBufferPointer { table in
                for row in 0..<rows {
                    let code = Int(x[row])
                    if table[code] < 0 {
                        table[code] = Int32(firsts.count)
                        firsts.append(Int32(row))
                    }
                    out[row] = table[code]
                }
            }
        }
        return Groups(ids: ids, count: firsts.count, firstRows: firsts)
    }

    private static func int32(_ count: Int, _ fill: (UnsafeMutablePointer<Int32>) -> Void) -> Buffer {
        let memory = Buffer.allocate(count * 4)
        fill(memory.bindMemory(to: Int32.self, capacity: max(count, 1)))
        return Buffer(taking: memory, byteCount: count * 4)
    }
}
