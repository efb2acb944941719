import Diagnostics

extension Ordering {
    /// Twice the average rank of each value, ascending, among the values that are present: the number of smaller
    /// ones + 1 + the number of those not greater. Int32, from 2 to 2·count; `Int32.min` where the value is NaN.
    /// Errors: `cancelled`.
    package static func doubledAverageRanks(_ values: UnsafeBufferPointer<Double>) throws(Diagnostic) -> Buffer {
        let keys = try keys(of: values)
        let rows = try sortedRows(keys: UnsafeBufferPointer(start: keys.pointer(), count: values.count))
        return try doubledAverageRanks(values, ascending: rows)
    }

    /// The same from an order of all rows by value (`sortedRows`), such as a kept one.
    package static func doubledAverageRanks(_ values: UnsafeBufferPointer<Double>, ascending: Buffer)
        throws(Diagnostic) -> Buffer
    {
        let rows: UnsafePointer<Int32> = ascending.pointer()
        let count = values.count
        return try Buffer(
            byteCount: count * 4,
            fill: { (memory) throws(Diagnostic) in
                let ranks = memory.bindMemory(to: Int32.self)
                try Cancellation.check()
                var start = 0
                var value = count > 0 ? values[Int(rows[0])] : .nan
                while start < count, !value.isNaN {
                    let present = value
                    var end = start + 1
                    while end < count {
                        value = values[Int(rows[end])]
                        if value != present { break }
                        end += 1
                    }
                    // 2^30 rows and more would not fit; no table comes near.
                    let rank = Int32(truncatingIfNeeded: start + 1 + end)
                    for at in start..<end { ranks[Int(rows[at])] = rank }
                    start = end
                }
                for at in start..<count { ranks[Int(rows[at])] = .min }
            })
    }
}
