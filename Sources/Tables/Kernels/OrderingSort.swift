import Diagnostics

extension Ordering {
    /// Int32 row numbers in ascending order of their keys; rows with equal keys keep their order.
    ///
    /// For several keys, sort by the last one first and hand each result on as `initial`. `initial` may also be a
    /// selection of rows: then only these are sorted. At most 2^31 − 1 rows. Errors: `cancelled`.
    package static func sortedRows(
        keys: UnsafeBufferPointer<UInt64>, initial: UnsafeBufferPointer<Int32>? = nil
    ) throws(Diagnostic) -> Buffer {
        let count = initial?.count ?? keys.count
        return try Buffer(
            byteCount: count * 4,
            fill: { (memory) throws(Diagnostic) in
                let output = memory.bindMemory(to: Int32.self)
                if let initial { _ = output.update(fromContentsOf: initial) } else {
                    for at in 0..<count { output[at] = Int32(truncatingIfNeeded: at) }
                }
                try sort(output, keys: keys)
            })
    }

    /// The same for an array of keys. Errors: `cancelled`.
    package static func sortedRows(keys: [UInt64], initial: UnsafeBufferPointer<Int32>? = nil)
        throws(Diagnostic) -> Buffer
    {
        try keys.withUnsafeBufferPointer { (keys) throws(Diagnostic) in try sortedRows(keys: keys, initial: initial) }
    }

    /// Numbers in ascending order, NaN last, 0 for −0; some thousands are sorted without comparing them. Errors: `cancelled`.
    package static func ascending(_ numbers: [Double]) throws(Diagnostic) -> [Double] {
        let keys = numbers.map { key($0) }
        if numbers.count < 2000 { return keys.sorted().map { double(ofKey: $0) } }
        let rows = try sortedRows(keys: keys)
        defer { withExtendedLifetime(rows) {} }
        return UnsafeBufferPointer(start: rows.pointer(to: Int32.self), count: numbers.count).map { numbers[Int($0)] }
    }

    /// Sorts row numbers in place and stably by `keys[row]`, those with equal keys by `ties[row]`.
    ///
    /// Radix sort from the least significant digit over the 32 leading bits that vary, each packed with its row into
    /// one word; then rows that agree in these are put in order by the rest of their keys. Errors: `cancelled`.
    package static func sort(
        _ rows: UnsafeMutableBufferPointer<Int32>, keys: UnsafeBufferPointer<UInt64>, ties: UnsafeBufferPointer<UInt64>? = nil
    ) throws(Diagnostic) {
        guard rows.count > 1 else { return }
        if rows.count <= 1024 {
            if let ties { sortFew(rows, ties) }
            return sortFew(rows, keys)
        }
        let spread = try Spread(rows, keys)
        if spread.isSorted, ties == nil { return }

        let memory = Buffer.allocate(rows.count * 16)
        defer { Buffer.release(memory) }
        let words = memory.bindMemory(to: UInt64.self, capacity: rows.count * 2)
        let sorted = try radix(rows, keys, spread, words, words + rows.count)
        for at in 0..<rows.count { rows[at] = Int32(truncatingIfNeeded: sorted[at]) }
        let rest = spread.shift > 0 ? keys : ties
        guard let rest else { return }

        var start = 0
        while start < rows.count {
            let head = sorted[start] >> 32
            var end = start + 1
            while end < rows.count, sorted[end] >> 32 == head { end += 1 }
            if end - start > 1 { try sort(.init(rebasing: rows[start..<end]), keys: rest, ties: spread.shift > 0 ? ties : nil) }
            start = end
        }
    }

    /// Rows from here on are sorted in parts on all cores; the parts are the same on any machine.
    private static let sortedInParts = 200_000

    /// Where keys lie: enough to bring their leading bits into a word.
    private struct Spread {
        var isSorted = true
        var least = UInt64.max
        var greatest: UInt64 = 0
        var someMissing = false
        /// The span of the keys that are present, and one more when some are missing.
        var range: UInt64 { greatest >= least ? greatest - least + (someMissing ? 1 : 0) : 0 }
        private(set) var bits = 0
        private(set) var shift = 0

        init(_ rows: UnsafeMutableBufferPointer<Int32>, _ keys: UnsafeBufferPointer<UInt64>) throws(Diagnostic) {
            if rows.count < sortedInParts {
                look(0..<rows.count, of: rows, keys)
            } else {
                nonisolated(unsafe) let (rows, keys) = (rows, keys)
                let parts = 8
                let size = (rows.count + parts - 1) / parts
                let found = try Parallel.results(of: parts, parallel: true) { (part) in
                    var spread = Spread()
                    // From the last row of the part before, so that order across the border counts.
                    spread.look(max(0, part * size - 1)..<min(rows.count, (part + 1) * size), of: rows, keys)
                    return spread
                }
                for part in found {
                    isSorted = isSorted && part.isSorted
                    least = min(least, part.least)
                    greatest = max(greatest, part.greatest)
                    someMissing = someMissing || part.someMissing
                }
            }
            bits = 64 - range.leadingZeroBitCount
            shift = max(0, bits - 32)
        }

        private init() {}

        private mutating func look(
            _ range: Range<Int>, of rows: UnsafeMutableBufferPointer<Int32>, _ keys: UnsafeBufferPointer<UInt64>
        ) {
            var (last, least, greatest, missing, descents) = (UInt64(0), UInt64.max, UInt64(0), 0, 0)
            for at in range {
                let key = keys[Int(rows[at])]
                descents += key < last ? 1 : 0
                last = key
                missing += key == .max ? 1 : 0
                least = min(least, key)
                // Missing, the greatest, becomes 0 and does not count.
                greatest = max(greatest, key &+ 1)
            }
            (isSorted, someMissing) = (descents == 0, missing > 0)
            self.least = least
            self.greatest = greatest > 0 ? greatest - 1 : 0
        }
    }

    /// Packed words (head, row) in stable order of their heads; returns the one of the two areas that holds them.
    private static func radix(
        _ rows: UnsafeMutableBufferPointer<Int32>, _ keys: UnsafeBufferPointer<UInt64>, _ spread: Spread,
        _ first: UnsafeMutablePointer<UInt64>, _ second: UnsafeMutablePointer<UInt64>
    ) throws(Diagnostic) -> UnsafeMutablePointer<UInt64> {
        let used = max(1, min(spread.bits, 32))
        let passes = (used + 10) / 11
        let width = UInt64((used + passes - 1) / passes)
        let bins = 1 << Int(width)
        let count = rows.count
        let parts = count >= sortedInParts ? 8 : 1
        let size = (count + parts - 1) / parts
        let memory = Buffer.allocate(bins * parts * 4)
        defer { Buffer.release(memory) }
        nonisolated(unsafe) let (rows, keys) = (rows, keys)
        nonisolated(unsafe) let counts = memory.bindMemory(to: Int32.self, capacity: bins * parts)
        nonisolated(unsafe) var source = first
        nonisolated(unsafe) var target = second
        let (least, range, shift) = (spread.least, spread.range, UInt64(spread.shift))
        try parallelFor(rows: count, blockRows: size) { (_, part) throws(Diagnostic) in
            for at in part {
                let key = keys[Int(rows[at])]
                let head = (key == Ordering.missing ? range : key &- least) >> shift
                source[at] = head << 32 | UInt64(UInt32(truncatingIfNeeded: rows[at]))
            }
        }
        for pass in 0..<passes {
            let (from, to) = (source, target)
            nonisolated(unsafe) let (words, sorted) = (UnsafePointer(from), to)
            let place = 32 + UInt64(pass) * width
            try parallelFor(rows: count, blockRows: size) { (part, range) throws(Diagnostic) in
                let count = counts + part * bins
                count.initialize(repeating: 0, count: bins)
                for at in range { count[Int(truncatingIfNeeded: words[at] >> place) & (bins - 1)] &+= 1 }
            }
            var next: Int32 = 0
            for bin in 0..<bins {
                for part in 0..<parts {
                    let size = counts[part * bins + bin]
                    counts[part * bins + bin] = next
                    next &+= size
                }
            }
            try parallelFor(rows: count, blockRows: size) { (part, range) throws(Diagnostic) in
                let count = counts + part * bins
                for at in range {
                    let bin = Int(truncatingIfNeeded: words[at] >> place) & (bins - 1)
                    sorted[Int(count[bin])] = words[at]
                    count[bin] &+= 1
                }
            }
            swap(&source, &target)
        }
        return source
    }

    private static func sortFew(_ rows: UnsafeMutableBufferPointer<Int32>, _ keys: UnsafeBufferPointer<UInt64>) {
        if rows.count <= 32 { insert(rows, keys) } else { compare(rows, keys) }
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
