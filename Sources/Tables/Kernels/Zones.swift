import Diagnostics

/// The least and the greatest cell of each block of a column of days: enough to pass over blocks.
package struct Zones: Sendable {
    /// Three Int64 a block: least, greatest, and 1 when a cell is missing.
    private let buffer: Buffer

    /// Looks at every cell once, unless the cache knows them. Errors: `cancelled`, and what it takes to read the
    /// column.
    package init(of column: Column, cache: DerivedCache) throws(Diagnostic) {
        buffer = try cache.buffers(of: column, kind: "zones", make: { () throws(Diagnostic) in [try Zones.make(column)] })[0]
    }

    private static func make(_ column: Column) throws(Diagnostic) -> Buffer {
        let blocks = (column.count + blockRows - 1) / blockRows
        return try Buffer(
            byteCount: blocks * 24,
            fill: { (memory) throws(Diagnostic) in
                let out = UncheckedSend(memory.bindMemory(to: Int64.self))
                try parallelFor(rows: column.count) { (block, range) throws(Diagnostic) in
                    let numbers = column.slice(range).integers()
                    let x = numbers.pointer(to: Int64.self)
                    var low = Int64.max
                    var high = Int64.min
                    var missing: Int64 = 0
                    for i in 0..<range.count {
                        if x[i] == .min { missing = 1 } else {
                            low = min(low, x[i])
                            high = max(high, x[i])
                        }
                    }
                    out.value[block * 3] = low
                    out.value[block * 3 + 1] = high
                    out.value[block * 3 + 2] = missing
                }
            })
    }

    /// The least and the greatest day of the column; nil where it has none.
    package var extent: (first: Day, last: Day)? {
        let zones = buffer.pointer(to: Int64.self)
        var (low, high) = (Int64.max, Int64.min)
        for block in 0..<buffer.byteCount / 24 { (low, high) = (min(low, zones[block * 3]), max(high, zones[block * 3 + 1])) }
        if low > high { return nil }
        return (Day(number: Int32(truncatingIfNeeded: low)), Day(number: Int32(truncatingIfNeeded: high)))
    }

    /// The truth of a comparison for every row of a block, or nil when rows differ or some are missing.
    package func truth(_ op: Comparison, _ day: Int64, block: Int) -> Bool? {
        let zone = buffer.pointer(to: Int64.self) + block * 3
        let (low, high) = (zone[0], zone[1])
        guard zone[2] == 0 else { return nil }
        switch op {
        case .less: return high < day ? true : low >= day ? false : nil
        case .lessOrEqual: return high <= day ? true : low > day ? false : nil
        case .greater: return low > day ? true : high <= day ? false : nil
        case .greaterOrEqual: return low >= day ? true : high < day ? false : nil
        case .equal: return day < low || day > high ? false : nil
        case .notEqual: return day < low || day > high ? true : nil
        }
    }
}
