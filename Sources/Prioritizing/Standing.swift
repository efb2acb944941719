import Diagnostics
import Tables

/// Rows in an order of merit: all that cutting tiers needs to know of a ranking.
package protocol Standing: Sendable {
    /// All rows, ranked or not.
    var rowCount: Int { get }
    /// Rows with a place.
    var rankedCount: Int { get }
    /// UInt64 a row, the better the lesser; `Ordering.missing` where a row is not ranked.
    var keys: Buffer { get }
    /// UInt64 a row, the lesser the earlier among equal keys; nil for row order.
    var ties: Buffer? { get }
    /// A row's score; NaN when it is not ranked.
    func score(_ row: Int) -> Double
}

extension Standing {
    /// Whether the row has a place.
    package func isRanked(_ row: Int) -> Bool { keyCells[row] != Ordering.missing }

    /// Int32 rows that are ranked, best first; equal scores by tie key, then row. Errors: `cancelled`.
    package func order() throws(Diagnostic) -> Buffer {
        let keys = keyCells
        return try Buffer(
            byteCount: rankedCount * 4,
            fill: { (memory) throws(Diagnostic) in
                let rows = memory.bindMemory(to: Int32.self)
                var next = 0
                for row in 0..<rowCount where keys[row] != Ordering.missing && next < rows.count {
                    rows[next] = Int32(truncatingIfNeeded: row)
                    next += 1
                }
                try Ordering.sort(rows, keys: keys, ties: tieCells)
            })
    }

    /// Int32 places by row, 1 is the best; 0 where a row is not ranked. Errors: `cancelled`.
    package func places(_ order: Buffer) throws(Diagnostic) -> Buffer {
        try Buffer(
            byteCount: rowCount * 4,
            fill: { (memory) throws(Diagnostic) in
                try Cancellation.check()
                let places = memory.bindMemory(to: Int32.self)
                places.update(repeating: 0)
                let rows: UnsafePointer<Int32> = order.pointer()
                for at in 0..<rankedCount { places[Int(rows[at])] = Int32(truncatingIfNeeded: at + 1) }
            })
    }

    /// Where a row stands, for comparison with others.
    package func mark(_ row: Int) -> Ordering.Mark {
        Ordering.Mark(key: keyCells[row], tie: tieCells?[row] ?? 0, row: Int32(truncatingIfNeeded: row))
    }

    /// Who stands at each of the places from 1; nothing is sorted. Empty when no row is ranked. Errors: `cancelled`.
    package func marks(at places: [Int]) throws(Diagnostic) -> [Ordering.Mark] {
        guard rankedCount > 0 else { return [] }
        return try Ordering.marks(at: places.map { min($0, rankedCount) }, keys: keyCells, ties: tieCells)
    }

    /// One row's place from 1, among the rows of its group where there are groups; nil when it is not ranked.
    /// Errors: `cancelled`.
    package func place(of row: Int, groups: Buffer? = nil) throws(Diagnostic) -> Int? {
        guard isRanked(row) else { return nil }
        try Cancellation.check()
        let own = mark(row)
        let (keys, ties) = (keyCells, tieCells)
        let group = groups.map { UnsafeBufferPointer(start: $0.pointer(to: Int32.self), count: rowCount) }
        var better = 0
        for other in 0..<rowCount where keys[other] <= own.key {
            if let group, group[other] != group[row] { continue }
            let mark = Ordering.Mark(key: keys[other], tie: ties?[other] ?? 0, row: Int32(truncatingIfNeeded: other))
            if mark < own { better += 1 }
        }
        return better + 1
    }

    /// The places of a few rows, found in one pass and without sorting; nil where a row is not ranked.
    /// Errors: `cancelled`.
    package func places(of rows: [Int]) throws(Diagnostic) -> [Int?] {
        let ranked = rows.filter { isRanked($0) }
        let marks = ranked.map { mark($0) }.sorted()
        guard let last = marks.last else { return rows.map { _ in nil } }
        let (keys, ties) = (keyCells, tieCells)
        nonisolated(unsafe) let (allKeys, allTies) = (keys, ties)
        let blocks = (rowCount + blockRows - 1) / blockRows
        // By block, then mark: the rows that stand before it and not before the mark ahead of it.
        let parts = try Parallel.results(of: blocks, parallel: blocks > 1) { (block) throws(Diagnostic) in
            try Cancellation.check()
            var between = [Int](repeating: 0, count: marks.count)
            for row in block * blockRows..<min(rowCount, (block + 1) * blockRows) where allKeys[row] <= last.key {
                let own = Ordering.Mark(key: allKeys[row], tie: allTies?[row] ?? 0, row: Int32(truncatingIfNeeded: row))
                var (low, high) = (0, marks.count)
                while low < high {
                    let middle = (low + high) / 2
                    if own < marks[middle] { high = middle } else { low = middle + 1 }
                }
                if low < marks.count { between[low] += 1 }
            }
            return between
        }
        var before = 0
        let places = marks.indices.map { mark in
            before += parts.reduce(0) { $0 + $1[mark] }
            return before + 1
        }
        return rows.map { row in
            guard isRanked(row) else { return nil }
            let own = mark(row)
            return marks.firstIndex { !($0 < own) && !(own < $0) }.map { places[$0] }
        }
    }

    var keyCells: UnsafeBufferPointer<UInt64> { UnsafeBufferPointer(start: keys.pointer(), count: rowCount) }
    var tieCells: UnsafeBufferPointer<UInt64>? { ties.map { UnsafeBufferPointer(start: $0.pointer(), count: rowCount) } }
}
