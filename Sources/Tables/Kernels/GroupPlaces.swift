import Diagnostics

/// Groups by keys of few values each: a row's values together are its place in a table of all combinations.
struct GroupPlaces {
    private struct Key {
        let column: Column
        /// The values of an integer key are counted from here.
        let least: Int64
        /// Places that the key's values take, the missing one included.
        let count: Int
    }

    private let keys: [Key]
    private let count: Int
    /// Up to here each block of rows notes the first row of each place by itself.
    private static let noted = 4096

    /// Nil when a key is a double or when there are more than `limit` combinations.
    init?(_ columns: [Column], limit: Int) {
        var keys: [Key] = []
        var count = 1
        for column in columns {
            guard let key = GroupPlaces.key(column, limit: limit) else { return nil }
            let (product, overflow) = count.multipliedReportingOverflow(by: key.count)
            if overflow || product > limit { return nil }
            count = product
            keys.append(key)
        }
        self.keys = keys
        self.count = count
    }

    private static func key(_ column: Column, limit: Int) -> Key? {
        switch column.storage {
        case .doubles: return nil
        case .truths: return Key(column: column, least: 0, count: 3)
        case .codes(_, _, let dictionary): return Key(column: column, least: 0, count: dictionary.count)
        case .integers(let buffer, let width):
            let (least, greatest) =
                switch width {
                case .one: extent(buffer.pointer(to: Int8.self) + column.start, column.count)
                case .two: extent(buffer.pointer(to: Int16.self) + column.start, column.count)
                case .four: extent(buffer.pointer(to: Int32.self) + column.start, column.count)
                case .eight: extent(buffer.pointer(to: Int64.self) + column.start, column.count)
                }
            if least > greatest { return Key(column: column, least: 0, count: 1) }
            let (range, overflow) = greatest.subtractingReportingOverflow(least)
            if overflow || range >= Int64(limit / 2) { return nil }
            return Key(column: column, least: least, count: Int(range) + 2)
        }
    }

    private static func extent<T: FixedWidthInteger>(_ cells: UnsafePointer<T>, _ count: Int) -> (Int64, Int64) {
        var (least, greatest) = (T.max, T.min)
        for i in 0..<count {
            // The missing one, the least of all, becomes the greatest and the other way round.
            least = min(least, cells[i] == T.min ? T.max : cells[i])
            greatest = max(greatest, cells[i])
        }
        if greatest == T.min { return (1, 0) }
        return (Int64(least), Int64(greatest))
    }

    // MARK: Groups

    func groups(rows: Int) throws(Diagnostic) -> Groups {
        let memory = Buffer.allocate(rows * 4)
        let buffer = Buffer(taking: memory, byteCount: rows * 4)
        nonisolated(unsafe) let ids = memory.bindMemory(to: Int32.self, capacity: max(rows, 1))
        let blocks = (rows + blockRows - 1) / blockRows
        let notes = count <= GroupPlaces.noted ? blocks : 0
        let noted = Buffer.allocate(notes * count * 4)
        defer { Buffer.release(noted) }
        nonisolated(unsafe) let firsts = noted.bindMemory(to: Int32.self, capacity: max(1, notes * count))
        try parallelFor(rows: rows) { (block, range) throws(Diagnostic) in
            for (index, key) in keys.enumerated() { GroupPlaces.put(key, range, ids, isFirst: index == 0) }
            guard notes > 0 else { return }
            let first = firsts + block * count
            first.initialize(repeating: -1, count: count)
            // Backwards, so that the first row is the last to write.
            for row in range.reversed() { first[Int(ids[row])] = Int32(truncatingIfNeeded: row) }
        }
        var firstRows = notes > 0 ? firstRows(of: firsts, blocks: blocks) : firstRows(of: ids, rows: rows)
        firstRows.sort()
        var numbers = [Int32](repeating: -1, count: count)
        for (number, row) in firstRows.enumerated() { numbers[Int(ids[Int(row)])] = Int32(truncatingIfNeeded: number) }
        try numbers.withUnsafeBufferPointer { (numbers) throws(Diagnostic) in
            nonisolated(unsafe) let numbers = numbers
            try parallelFor(rows: rows) { (_, range) throws(Diagnostic) in
                for row in range { ids[row] = numbers[Int(ids[row])] }
            }
        }
        return Groups(ids: buffer, count: firstRows.count, firstRows: firstRows)
    }

    private func firstRows(of noted: UnsafePointer<Int32>, blocks: Int) -> [Int32] {
        (0..<count).compactMap { place in
            for block in 0..<blocks where noted[block * count + place] >= 0 { return noted[block * count + place] }
            return nil
        }
    }

    private func firstRows(of places: UnsafePointer<Int32>, rows: Int) -> [Int32] {
        var seen = [Bool](repeating: false, count: count)
        var firstRows: [Int32] = []
        for row in 0..<rows where !seen[Int(places[row])] {
            seen[Int(places[row])] = true
            firstRows.append(Int32(truncatingIfNeeded: row))
        }
        return firstRows
    }

    /// Adds a key to the places of some rows.
    private static func put(_ key: Key, _ rows: Range<Int>, _ places: UnsafeMutablePointer<Int32>, isFirst: Bool) {
        let column = key.column
        switch column.storage {
        case .doubles: return
        case .truths(let buffer): add(buffer.pointer(to: UInt8.self) + column.start, key, rows, places, isFirst) { Int32($0) }
        case .codes(let buffer, .one, _): add(buffer.pointer(to: UInt8.self) + column.start, key, rows, places, isFirst) { Int32($0) }
        case .codes(let buffer, .two, _): add(buffer.pointer(to: UInt16.self) + column.start, key, rows, places, isFirst) { Int32($0) }
        case .codes(let buffer, _, _): add(buffer.pointer(to: Int32.self) + column.start, key, rows, places, isFirst) { $0 }
        case .integers(let buffer, .one): count(buffer.pointer(to: Int8.self) + column.start, key, rows, places, isFirst)
        case .integers(let buffer, .two): count(buffer.pointer(to: Int16.self) + column.start, key, rows, places, isFirst)
        case .integers(let buffer, .four): count(buffer.pointer(to: Int32.self) + column.start, key, rows, places, isFirst)
        case .integers(let buffer, .eight): count(buffer.pointer(to: Int64.self) + column.start, key, rows, places, isFirst)
        }
    }

    @inline(__always)
    private static func count<T: FixedWidthInteger & SignedInteger>(
        _ cells: UnsafePointer<T>, _ key: Key, _ rows: Range<Int>, _ places: UnsafeMutablePointer<Int32>, _ isFirst: Bool
    ) {
        let least = key.least
        add(cells, key, rows, places, isFirst) { $0 == T.min ? 0 : Int32(truncatingIfNeeded: Int64($0) &- least &+ 1) }
    }

    @inline(__always)
    private static func add<T>(
        _ cells: UnsafePointer<T>, _ key: Key, _ rows: Range<Int>, _ places: UnsafeMutablePointer<Int32>, _ isFirst: Bool,
        _ value: (T) -> Int32
    ) {
        let count = Int32(truncatingIfNeeded: key.count)
        if isFirst {
            for row in rows { places[row] = value(cells[row]) }
        } else {
            for row in rows { places[row] = places[row] &* count &+ value(cells[row]) }
        }
    }
}
