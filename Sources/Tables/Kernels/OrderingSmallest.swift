import Diagnostics
import Synchronization

extension Ordering {
    /// Where a row stands: by key, then by tie key, then by row number.
    package struct Mark: Comparable, Sendable {
        /// What the row is ordered by first; the least comes first.
        package var key: UInt64
        /// What decides between equal keys.
        package var tie: UInt64
        /// The row's number, which decides what is left.
        package var row: Int32

        /// One row's place in an order.
        @inlinable
        package init(key: UInt64, tie: UInt64, row: Int32) {
            self.key = key
            self.tie = tie
            self.row = row
        }

        /// By key, tie and row, so that no two rows are equal.
        @inlinable @inline(__always)
        package static func < (a: Mark, b: Mark) -> Bool {
            if a.key != b.key { return a.key < b.key }
            if a.tie != b.tie { return a.tie < b.tie }
            return a.row < b.row
        }
    }

    /// The first `k` rows by key, tie key (none: row number) and row, in this order. Rows with missing keys count,
    /// as the last. Keeps a heap a block and skips what cannot enter; a large `k` finds its cut-off first.
    /// Errors: `cancelled`.
    package static func smallest(
        _ k: Int, keys: UnsafeBufferPointer<UInt64>, ties: UnsafeBufferPointer<UInt64>? = nil
    ) throws(Diagnostic) -> [Int32] {
        let k = min(k, keys.count)
        guard k > 0 else { return [] }
        if k > 1024 { return try smallestByCut(k, keys, ties) }
        nonisolated(unsafe) let (keys, ties) = (keys, ties)
        let bound = Atomic<UInt64>(.max)
        let found = Mutex<[Mark]>([])
        try parallelFor(rows: keys.count) { (_, rows) throws(Diagnostic) in
            let heap = blockSmallest(k, keys, ties, rows, bound: bound.load(ordering: .relaxed))
            if heap.count == k, let worst = heap.first { bound.min(worst.key, ordering: .relaxed) }
            found.withLock { $0 += heap }
        }
        var marks = found.withLock { $0 }
        marks.sort()
        return marks.prefix(k).map(\.row)
    }

    /// The first `k` of a block as a heap whose root is the last of them. What lies beyond `bound` is left out.
    private static func blockSmallest(
        _ k: Int, _ keys: UnsafeBufferPointer<UInt64>, _ ties: UnsafeBufferPointer<UInt64>?, _ rows: Range<Int>,
        bound: UInt64
    ) -> [Mark] {
        var heap: [Mark] = []
        var bound = bound
        for row in rows where keys[row] <= bound {
            let mark = Mark(key: keys[row], tie: ties?[row] ?? 0, row: Int32(truncatingIfNeeded: row))
            if heap.count < k {
                heap.append(mark)
                siftUp(&heap)
            } else if mark < heap[0] {
                heap[0] = mark
                siftDown(&heap)
            }
            if heap.count == k { bound = min(bound, heap[0].key) }
        }
        return heap
    }

    private static func siftUp(_ heap: inout [Mark]) {
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[parent] < heap[child] else { return }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    private static func siftDown(_ heap: inout [Mark]) {
        var parent = 0
        while true {
            var child = parent * 2 + 1
            if child >= heap.count { return }
            if child + 1 < heap.count, heap[child] < heap[child + 1] { child += 1 }
            guard heap[parent] < heap[child] else { return }
            heap.swapAt(parent, child)
            parent = child
        }
    }

    private static func smallestByCut(
        _ k: Int, _ keys: UnsafeBufferPointer<UInt64>, _ ties: UnsafeBufferPointer<UInt64>?
    ) throws(Diagnostic) -> [Int32] {
        guard let cut = try marks(at: [k], keys: keys, ties: ties).first else { return [] }
        var rows: [Int32] = []
        rows.reserveCapacity(k)
        for row in 0..<keys.count where keys[row] <= cut.key {
            let mark = Mark(key: keys[row], tie: ties?[row] ?? 0, row: Int32(truncatingIfNeeded: row))
            if mark <= cut { rows.append(mark.row) }
        }
        try rows.withUnsafeMutableBufferPointer { (rows) throws(Diagnostic) in
            if let ties { try sort(rows, keys: ties) }
            try sort(rows, keys: keys)
        }
        return rows
    }
}
