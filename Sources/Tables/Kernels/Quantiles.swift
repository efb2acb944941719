import Diagnostics

/// Quantiles by selection, without sorting.
///
/// Type 7 of Hyndman & Fan (1996), the default of R, NumPy and spreadsheets: at h = (n − 1)·p of the sorted values,
/// linear between neighbours; the median of an even number is the mean of the middle two.
package enum Quantiles {
    /// The p-quantile of the values that are not NaN, p from 0 to 1; NaN when there are none. Reorders the values.
    package static func quantile(_ p: Double, of values: inout [Double]) -> Double {
        values.withUnsafeMutableBufferPointer { quantile(p, of: $0) }
    }

    /// The median of the values that are not NaN; NaN when there are none. Reorders the values.
    package static func median(of values: inout [Double]) -> Double { quantile(0.5, of: &values) }

    /// The same in the caller's memory, which is reordered; NaN also when p is outside 0 to 1. Linear on average.
    package static func quantile(_ p: Double, of values: UnsafeMutableBufferPointer<Double>) -> Double {
        let known = movePresentFirst(values)
        guard known > 0, p >= 0, p <= 1 else { return .nan }
        let place = Place(p, of: known)
        return place.value(in: UnsafeMutableBufferPointer(rebasing: values[..<known]), rank: place.below)
    }

    /// Where a quantile lies among so many sorted values.
    struct Place {
        /// The rank, from 0, of the value at or below it.
        let below: Int
        /// How far it lies on the way to the next.
        let share: Double

        init(_ p: Double, of count: Int) {
            let position = Double(count - 1) * p
            below = min(Int(position), count - 1)
            share = position - Double(below)
        }

        /// The quantile, when `rank` is the place of `below` among these values and the next, if there is one, is among
        /// them too. Reorders the values.
        func value(in present: UnsafeMutableBufferPointer<Double>, rank: Int) -> Double {
            Selecting.select(rank, in: present)
            let low = present[rank]
            guard share > 0, rank + 1 < present.count else { return low }
            var high = present[rank + 1]
            for at in rank + 1..<present.count { high = min(high, present[at]) }
            if low == high { return low }
            let sum = low + high
            if share == 0.5, sum.isFinite { return sum / 2 }
            return low * (1 - share) + high * share
        }
    }

    /// The p-quantile of each group's values: `groups[row]` from 0 below `groupCount`, or −1 to leave the row out;
    /// NaN values do not count; NaN for a group without values. Values are scattered by group and selected within.
    /// Errors: `cancelled`.
    package static func grouped(
        _ p: Double, values: UnsafeBufferPointer<Double>, groups: UnsafeBufferPointer<Int32>, groupCount: Int
    ) throws(Diagnostic) -> [Double] {
        guard groupCount > 0 else { return [] }
        if groupCount <= GroupedRanks.mostGroups, values.count >= 200_000 {
            return try GroupedRanks(values, groups, groupCount).quantiles(p)
        }
        var starts = [Int](repeating: 0, count: groupCount + 1)
        let memory = Buffer.allocate(values.count * 8)
        defer { Buffer.release(memory) }
        let gathered = UnsafeMutableBufferPointer(start: memory.bindMemory(to: Double.self, capacity: max(1, values.count)), count: values.count)
        try scatter(values, groups, &starts, gathered)

        var results = [Double](repeating: .nan, count: groupCount)
        // Neighbouring groups share a task, so that a million small groups are not a million tasks.
        let chunks = chunks(starts)
        try results.withUnsafeMutableBufferPointer { (results) throws(Diagnostic) in
            nonisolated(unsafe) let (results, gathered) = (results, gathered)
            let starts = starts
            @Sendable func finish(_ chunk: Int) {
                for group in chunks[chunk] {
                    let members = UnsafeMutableBufferPointer(rebasing: gathered[starts[group]..<starts[group + 1]])
                    results[group] = quantile(p, of: members)
                }
            }
            if values.count < 50_000 {
                for chunk in chunks.indices { finish(chunk) }
            } else {
                try parallelTasks(chunks.count) { (chunk) throws(Diagnostic) in finish(chunk) }
            }
        }
        return results
    }

    /// Counts each group's present values into `starts` (prefix sums) and puts the values there, group by group.
    private static func scatter(
        _ values: UnsafeBufferPointer<Double>, _ groups: UnsafeBufferPointer<Int32>, _ starts: inout [Int],
        _ gathered: UnsafeMutableBufferPointer<Double>
    ) throws(Diagnostic) {
        let count = min(values.count, groups.count)
        let groupCount = starts.count - 1
        // Each part of the rows counts and writes on its own where that takes little memory.
        let parts = groupCount <= 4096 && count >= 200_000 ? 8 : 1
        let size = max(1, (count + parts - 1) / parts)
        let cursors = UnsafeMutablePointer<Int32>.allocate(capacity: parts * groupCount)
        cursors.initialize(repeating: 0, count: parts * groupCount)
        defer { cursors.deallocate() }
        nonisolated(unsafe) let (values, groups, gathered, next) = (values, groups, gathered, cursors)

        @Sendable func visit(_ body: @Sendable (UnsafeMutablePointer<Int32>, Range<Int>) -> Void) throws(Diagnostic) {
            try parallelFor(rows: count, blockRows: size) { (part, rows) throws(Diagnostic) in
                body(next + part * groupCount, rows)
            }
        }
        try visit { cursor, rows in
            for row in rows {
                let group = Int(groups[row])
                if group >= 0, group < groupCount, !values[row].isNaN { cursor[group] &+= 1 }
            }
        }
        var total: Int32 = 0
        for group in 0..<groupCount {
            starts[group] = Int(total)
            for part in 0..<parts {
                let size = cursors[part * groupCount + group]
                cursors[part * groupCount + group] = total
                total += size
            }
        }
        starts[groupCount] = Int(total)
        try visit { cursor, rows in
            for row in rows {
                let group = Int(groups[row])
                if group >= 0, group < groupCount, !values[row].isNaN {
                    gathered[Int(cursor[group])] = values[row]
                    cursor[group] &+= 1
                }
            }
        }
    }

    /// Runs of groups with about a block of values each.
    private static func chunks(_ starts: [Int]) -> [Range<Int>] {
        var chunks: [Range<Int>] = []
        var first = 0
        for group in 0..<starts.count - 1 where starts[group + 1] - starts[first] >= blockRows / 4 {
            chunks.append(first..<group + 1)
            first = group + 1
        }
        if first < starts.count - 1 { chunks.append(first..<starts.count - 1) }
        return chunks
    }

    /// Moves NaN to the end; returns how many values are not NaN.
    private static func movePresentFirst(_ values: UnsafeMutableBufferPointer<Double>) -> Int {
        var known = 0
        for at in 0..<values.count where !values[at].isNaN {
            if at != known { values.swapAt(at, known) }
            known += 1
        }
        return known
    }
}
