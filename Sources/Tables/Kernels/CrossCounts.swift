import Diagnostics

/// How many rows of a child table each row of its parent has, for several texts of a column at once.
package struct CrossCounts: Sendable {
    private enum Counts: Sendable {
        /// Bytes, so that those of a million parents stay near the processor; two halves are added where two threads counted.
        case bytes(Buffer, isDouble: Bool)
        /// Int32, where a byte is too small for some.
        case words(Buffer)
    }

    private let counts: Counts
    private let cells: Int
    /// How many texts are counted: the cells of each parent row.
    package let width: Int

    /// The counts of one of the texts by parent row; of use as long as all the counts are there.
    package func cells(of place: Int) -> Cells {
        switch counts {
        case .bytes(let buffer, let isDouble):
            let first = buffer.pointer(to: UInt8.self) + place
            return Cells(bytes: first, more: isDouble ? first + cells : nil, words: nil, width: width)
        case .words(let buffer): return Cells(bytes: nil, more: nil, words: buffer.pointer(to: Int32.self) + place, width: width)
        }
    }

    /// The counts of one text, by parent row. It points into the memory of its `CrossCounts` and does not keep it.
    package struct Cells: @unchecked Sendable {
        @usableFromInline let bytes: UnsafePointer<UInt8>?
        @usableFromInline let more: UnsafePointer<UInt8>?
        @usableFromInline let words: UnsafePointer<Int32>?
        @usableFromInline let width: Int

        @inlinable @inline(__always)
        /// How many rows this parent has of the text; the parent is not checked.
        package subscript(parent: Int) -> Int {
            let at = parent &* width
            if let bytes { return Int(bytes[at]) &+ (more.map { Int($0[at]) } ?? 0) }
            return words.map { Int($0[at]) } ?? 0
        }
    }

    // MARK: Counting

    /// - Parameters:
    ///   - texts: the child's column of texts.
    ///   - places: by dictionary code the place among those that are counted; −1 for others.
    ///   - width: how many places there are.
    ///   - map: Int32 by child row: the parent's row, −1 for none.
    ///   - days: the child's dates; only rows from `from` on and before `before` count, missing ones do not.
    package init(
        of texts: Column, places: [Int32], width: Int, map: Buffer, parents: Int, days: Column, from: Day, before: Day, cache: DerivedCache
    ) throws(Diagnostic) {
        let zones = try Zones(of: days, cache: cache)
        let blocks = (texts.count + blockRows - 1) / blockRows
        let (first, end) = (Int64(from.number), Int64(before.number))
        let used = (0..<blocks).filter { zones.truth(.less, first, block: $0) != true && zones.truth(.greaterOrEqual, end, block: $0) != true }
        let cells = parents * width
        let parts = used.count > 1 ? 2 : 1
        let memory = Buffer.allocate(cells * parts)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: cells * parts)
        let buffer = Buffer(taking: memory, byteCount: cells * parts)
        let shared = UncheckedSend(memory.assumingMemoryBound(to: UInt8.self))
        let overflows = try Parallel.results(of: parts, parallel: parts > 1) { (part) throws(Diagnostic) in
            let counters = shared.value + part * cells
            var overflows: [Int] = []
            for block in used[(used.count * part / parts)..<(used.count * (part + 1) / parts)] {
                try Cancellation.check()
                let range = block * blockRows..<min(texts.count, (block + 1) * blockRows)
                let isInside = zones.truth(.greaterOrEqual, first, block: block) == true && zones.truth(.less, end, block: block) == true
                let numbers = isInside ? nil : days.slice(range).integers()
                CrossCounts.add(texts, places, width, map, range, numbers?.pointer(to: Int64.self), first..<end, counters, &overflows)
            }
            return overflows
        }
        self.cells = cells
        self.width = width
        defer { withExtendedLifetime(buffer) {} }
        let all = overflows.flatMap { $0 }
        counts = all.isEmpty ? .bytes(buffer, isDouble: parts > 1) : .words(try CrossCounts.sum(shared.value, cells, parts, all))
    }

    private static func add(
        _ texts: Column, _ places: [Int32], _ width: Int, _ map: Buffer, _ range: Range<Int>, _ days: UnsafePointer<Int64>?, _ window: Range<Int64>,
        _ counters: UnsafeMutablePointer<UInt8>, _ overflows: inout [Int]
    ) {
        guard case .codes(let buffer, let codeWidth, _) = texts.storage else { return }
        switch codeWidth {
        case .one: add(buffer.pointer(to: UInt8.self) + texts.start, places, width, map, range, days, window, counters, &overflows)
        case .two: add(buffer.pointer(to: UInt16.self) + texts.start, places, width, map, range, days, window, counters, &overflows)
        case .four, .eight: add(buffer.pointer(to: Int32.self) + texts.start, places, width, map, range, days, window, counters, &overflows)
        }
    }

    @inline(__always)
    private static func add<T: FixedWidthInteger & BitwiseCopyable>(
        _ codes: UnsafePointer<T>, _ places: [Int32], _ width: Int, _ map: Buffer, _ range: Range<Int>, _ days: UnsafePointer<Int64>?,
        _ window: Range<Int64>, _ counters: UnsafeMutablePointer<UInt8>, _ overflows: inout [Int]
    ) {
        let parents = map.pointer(to: Int32.self)
        places.withUnsafeBufferPointer { places in
            for row in range {
                if let days, !window.contains(days[row - range.lowerBound]) { continue }
                let place = places[Int(codes[row])]
                let parent = parents[row]
                if place < 0 || parent < 0 { continue }
                let cell = Int(parent) &* width &+ Int(place)
                counters[cell] &+= 1
                if counters[cell] == 0 { overflows.append(cell) }
            }
        }
    }

    private static func sum(_ counters: UnsafeMutablePointer<UInt8>, _ cells: Int, _ parts: Int, _ overflows: [Int]) throws(Diagnostic) -> Buffer {
        let memory = Buffer.allocate(cells * 4)
        let buffer = Buffer(taking: memory, byteCount: cells * 4)
        let shared = UncheckedSend((out: memory.bindMemory(to: Int32.self, capacity: max(1, cells)), counters: counters))
        try parallelFor(rows: cells, blockRows: 1 << 20) { (_, range) throws(Diagnostic) in
            let (out, counters) = shared.value
            if parts == 1 {
                for cell in range { out[cell] = Int32(counters[cell]) }
            } else {
                for cell in range { out[cell] = Int32(counters[cell]) &+ Int32(counters[cells + cell]) }
            }
        }
        for cell in overflows { shared.value.out[cell] += 256 }
        return buffer
    }
}
