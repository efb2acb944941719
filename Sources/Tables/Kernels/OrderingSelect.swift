import Diagnostics

extension Ordering {
    private static let bins = 4096
    /// Histograms are counted in this many parts of the rows, whatever the number of cores.
    private static let parts = 8

    /// Who stands at each of the given places (1 is the first) in the order by key, tie key (none: row number) and
    /// row. Nothing is sorted but the few rows near a place: a histogram of the keys, then its bins that hold a
    /// place. A place beyond the last row gives the last one; no rows give no marks.
    package static func marks(
        at places: [Int], keys: UnsafeBufferPointer<UInt64>, ties: UnsafeBufferPointer<UInt64>? = nil
    ) throws(Diagnostic) -> [Mark] {
        guard !keys.isEmpty else { return [] }
        let ranges = try extent(keys)
        let histogram = try histogram(keys, ranges)

        /// For each place its bin and the number of rows before that bin.
        var before = 0
        var starts: [Int] = []
        for size in histogram {
            starts.append(before)
            before += size
        }
        let wanted = places.map { place in
            let at = min(max(place, 1), keys.count) - 1
            // The last bin that starts at or before the place; empty bins share their start with the next.
            var (low, high) = (0, bins - 1)
            while low < high {
                let middle = (low + high + 1) / 2
                if starts[middle] <= at { low = middle } else { high = middle - 1 }
            }
            return (bin: low, offset: at - starts[low])
        }
        var isWanted = [Bool](repeating: false, count: bins)
        for place in wanted { isWanted[place.bin] = true }
        let members = try collect(keys, ranges, histogram, isWanted)
        var sorted: [Int: [Int32]] = [:]
        return try wanted.map { (place) throws(Diagnostic) in
            var rows = sorted[place.bin] ?? []
            if rows.isEmpty {
                rows = members[place.bin] ?? []
                try rows.withUnsafeMutableBufferPointer { (rows) throws(Diagnostic) in
                    if let ties { try sort(rows, keys: ties) }
                    try sort(rows, keys: keys)
                }
                sorted[place.bin] = rows
            }
            let row = rows[place.offset]
            return Mark(key: keys[Int(row)], tie: ties?[Int(row)] ?? 0, row: row)
        }
    }

    /// Least present key and how far to shift a key's distance from it to get its bin.
    private struct Extent {
        var least = UInt64.max
        var greatest: UInt64 = 0

        /// One bin is kept for the missing.
        var shift: UInt64 {
            guard greatest > least else { return 0 }
            let bits = 64 - (greatest - least).leadingZeroBitCount
            return UInt64(max(0, bits - 11))
        }

        @inline(__always)
        func bin(_ key: UInt64, _ shift: UInt64) -> Int {
            key == Ordering.missing ? Ordering.bins - 1 : Int(truncatingIfNeeded: (key &- least) >> shift)
        }
    }

    private static func partRows(_ count: Int) -> Int { max(1, (count + parts - 1) / parts) }

    private static func extent(_ keys: UnsafeBufferPointer<UInt64>) throws(Diagnostic) -> Extent {
        nonisolated(unsafe) let keys = keys
        return try withParts(of: Extent(), keys.count) { (part, rows) in
            var extent = Extent()
            for row in rows {
                let key = keys[row]
                extent.least = min(extent.least, key)
                // Missing, the greatest, becomes 0 and does not count.
                extent.greatest = max(extent.greatest, key &+ 1)
            }
            if extent.greatest > 0 { extent.greatest -= 1 }
            part = extent
        }.reduce(into: Extent()) { all, part in
            all.least = min(all.least, part.least)
            all.greatest = max(all.greatest, part.greatest)
        }
    }

    private static func histogram(_ keys: UnsafeBufferPointer<UInt64>, _ extent: Extent) throws(Diagnostic) -> [Int] {
        nonisolated(unsafe) let keys = keys
        let empty = [Int32](repeating: 0, count: bins)
        let counts = try withParts(of: empty, keys.count) { (counts, rows) in
            let shift = extent.shift
            counts.withUnsafeMutableBufferPointer { counts in
                for row in rows { counts[extent.bin(keys[row], shift)] &+= 1 }
            }
        }
        return counts.reduce(into: [Int](repeating: 0, count: bins)) { all, part in
            for bin in 0..<part.count { all[bin] += Int(part[bin]) }
        }
    }

    /// The rows of the wanted bins, in row order.
    private static func collect(
        _ keys: UnsafeBufferPointer<UInt64>, _ extent: Extent, _ histogram: [Int], _ isWanted: [Bool]
    ) throws(Diagnostic) -> [Int: [Int32]] {
        nonisolated(unsafe) let keys = keys
        let rows = try withParts(of: [(bin: Int32, row: Int32)](), keys.count) { (found, rows) in
            let shift = extent.shift
            isWanted.withUnsafeBufferPointer { isWanted in
                for row in rows {
                    let bin = extent.bin(keys[row], shift)
                    if isWanted[bin] { found.append((Int32(bin), Int32(truncatingIfNeeded: row))) }
                }
            }
        }
        var members: [Int: [Int32]] = [:]
        for bin in 0..<bins where isWanted[bin] {
            var all: [Int32] = []
            all.reserveCapacity(histogram[bin])
            for part in rows { for item in part where item.bin == bin { all.append(item.row) } }
            members[bin] = all
        }
        return members
    }

    /// Runs `body` on each part of the rows, each with its own copy of `initial`, and returns these in order.
    private static func withParts<T>(
        of initial: T, _ count: Int, _ body: @Sendable (inout T, Range<Int>) -> Void
    ) throws(Diagnostic) -> [T] {
        var results = [T](repeating: initial, count: parts)
        let size = partRows(count)
        try results.withUnsafeMutableBufferPointer { (results) throws(Diagnostic) in
            nonisolated(unsafe) let results = results
            try parallelFor(rows: count, blockRows: size) { (part, rows) throws(Diagnostic) in
                body(&results[part], rows)
            }
        }
        return results
    }
}
