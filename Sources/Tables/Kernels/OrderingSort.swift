import Diagnostics

extension Ordering {
    /// Int32 row numbers in ascending order of their keys; rows with equal keys keep their order.
    ///
    /// For several keys, sort by the last one first and hand each result on as `initial`. `initial` may also be a
    /// selection of rows: then only these are sorted. At most 2^31 − 1 rows.
    package static func sortedRows(
        keys: UnsafeBufferPointer<UInt64>, initial: UnsafeBufferPointer<Int32>? = nil
    ) throws(Diagnostic) -> Buffer {
        let count = initial?.count ?? keys.count
        return try Buffer(
            byteCount: count * 4,
            fill: { (memory) throws(Diagnostic) in
                let output = memory.bindMemory(to: Int32.self)
                for at in 0..<count { output[at] = initial.map { $0[at] } ?? Int32(truncatingIfNeeded: at) }
                try sort(output, keys: keys)
            })
    }

    /// The same for an array of keys.
    package static func sortedRows(keys: [UInt64], initial: UnsafeBufferPointer<Int32>? = nil)
        throws(Diagnostic) -> Buffer
    {
        try keys.withUnsafeBufferPointer { (keys) throws(Diagnostic) in try sortedRows(keys: keys, initial: initial) }
    }

    /// Sorts row numbers in place and stably by `keys[row]`.
    ///
    /// Radix sort from the least significant digit over the 32 leading bits that vary, each packed with its row into
    /// one word; then rows that agree in these are put in order by the rest of their keys.
    package static func sort(_ rows: UnsafeMutableBufferPointer<Int32>, keys: UnsafeBufferPointer<UInt64>)
        throws(Diagnostic)
    {
        guard rows.count > 1 else { return }
        let spread = Spread(rows, keys)
        if spread.isSorted { return }
        if rows.count <= 32 { return insert(rows, keys) }
        if rows.count <= 1024 { return compare(rows, keys) }

        let memory = Buffer.allocate(rows.count * 16)
        defer { Buffer.release(memory) }
        let words = memory.bindMemory(to: UInt64.self, capacity: rows.count * 2)
        let sorted = try radix(rows, keys, spread, words, words + rows.count)
        for at in 0..<rows.count { rows[at] = Int32(truncatingIfNeeded: sorted[at]) }
        if spread.shift == 0 { return }

        var start = 0
        while start < rows.count {
            let head = sorted[start] >> 32
            var end = start + 1
            while end < rows.count, sorted[end] >> 32 == head { end += 1 }
            if end - start > 1 { try sort(.init(rebasing: rows[start..<end]), keys: keys) }
            start = end
        }
    }

    /// Where keys lie: enough to bring their leading bits into a word.
    private struct Spread {
        var isSorted = true
        var least = UInt64.max
        /// The span of the keys that are present, and one more when some are missing.
        var range: UInt64 = 0
        var bits = 0
        var shift = 0

        init(_ rows: UnsafeMutableBufferPointer<Int32>, _ keys: UnsafeBufferPointer<UInt64>) {
            var greatest: UInt64 = 0
            var last: UInt64 = 0
            var someMissing = false
            for row in rows {
                let key = keys[Int(row)]
                if key < last { isSorted = false }
                last = key
                if key == Ordering.missing {
                    someMissing = true
                } else {
                    least = min(least, key)
                    greatest = max(greatest, key)
                }
            }
            range = greatest >= least ? greatest - least + (someMissing ? 1 : 0) : 0
            bits = 64 - range.leadingZeroBitCount
            shift = max(0, bits - 32)
        }

        /// The leading 32 bits of the key's distance from the least.
        @inline(__always)
        func head(_ key: UInt64) -> UInt64 {
            (key == Ordering.missing ? range : key &- least) >> UInt64(truncatingIfNeeded: shift)
        }
    }

    /// Packed words (head, row) in stable order of their heads; returns the one of the two areas that holds them.
    private static func radix(
        _ rows: UnsafeMutableBufferPointer<Int32>, _ keys: UnsafeBufferPointer<UInt64>, _ spread: Spread,
        _ first: UnsafeMutablePointer<UInt64>, _ second: UnsafeMutablePointer<UInt64>
    ) throws(Diagnostic) -> UnsafeMutablePointer<UInt64> {
        let used = max(1, min(spread.bits, 32))
        let passes = (used + 10) / 11
        let width = (used + passes - 1) / passes
        let bins = 1 << width
        let digits = UInt64(bins - 1)
        let counts = UnsafeMutablePointer<Int32>.allocate(capacity: bins * passes)
        counts.initialize(repeating: 0, count: bins * passes)
        defer { counts.deallocate() }

        for at in 0..<rows.count {
            let row = rows[at]
            let head = spread.head(keys[Int(row)])
            first[at] = head << 32 | UInt64(UInt32(truncatingIfNeeded: row))
            var rest = head
            var base = 0
            for _ in 0..<passes {
                counts[base &+ Int(truncatingIfNeeded: rest & digits)] &+= 1
                rest >>= UInt64(truncatingIfNeeded: width)
                base &+= bins
            }
        }
        var source = first
        var target = second
        for pass in 0..<passes {
            try Cancellation.check()
            let count = counts + pass * bins
            let shift = UInt64(truncatingIfNeeded: 32 + pass * width)
            if Int(count[Int((source[0] >> shift) & digits)]) == rows.count { continue }
            var next: Int32 = 0
            for bin in 0..<bins {
                let size = count[bin]
                count[bin] = next
                next &+= size
            }
            for at in 0..<rows.count {
                let word = source[at]
                let bin = Int(truncatingIfNeeded: (word >> shift) & digits)
                target[Int(count[bin])] = word
                count[bin] &+= 1
            }
            swap(&source, &target)
        }
        return source
    }

    private static func insert(_ rows: UnsafeMutableBufferPointer<Int32>, _ keys: UnsafeBufferPointer<UInt64>) {
        for at in 1..<rows.count {
            let row = rows[at]
            let key = keys[Int(row)]
            var hole = at
            while hole > 0, keys[Int(rows[hole - 1])] > key {
                rows[hole] = rows[hole - 1]
                hole -= 1
            }
            rows[hole] = row
        }
    }

    private static func compare(_ rows: UnsafeMutableBufferPointer<Int32>, _ keys: UnsafeBufferPointer<UInt64>) {
        var pairs = rows.enumerated().map { (key: keys[Int($1)], at: Int32(truncatingIfNeeded: $0), row: $1) }
        pairs.sort { ($0.key, $0.at) < ($1.key, $1.at) }
        for at in 0..<rows.count { rows[at] = pairs[at].row }
    }
}
