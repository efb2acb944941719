import Diagnostics

/// Row numbers of a table, in the order a result has them.
package struct Rows: Sendable {
    /// Int32 row numbers; nil stands for `0..<count`.
    package let buffer: Buffer?
    /// How many rows there are.
    package let count: Int

    /// All rows of a table in its order, without memory for them.
    package init(all count: Int) {
        buffer = nil
        self.count = count
    }

    /// `count` Int32 row numbers, −1 for a row that is missing.
    package init(_ buffer: Buffer, count: Int) {
        self.buffer = buffer
        self.count = count
    }

    /// A copy of these row numbers, −1 for a row that is missing.
    package init(_ numbers: [Int32]) {
        buffer = Buffer(numbers)
        count = numbers.count
    }

    /// The row numbers, valid while `buffer` lives; nil for all rows in order.
    package var pointer: UnsafePointer<Int32>? { buffer?.pointer(to: Int32.self) }

    /// The row number at a place from 0; neither is checked.
    package subscript(place: Int) -> Int { buffer.map { Int($0.pointer(to: Int32.self)[place]) } ?? place }

    /// The rows at these places: composes two selections. Errors: `cancelled`.
    package func picking(_ places: Rows) throws(Diagnostic) -> Rows {
        guard let inner = pointer else { return places }
        guard let outer = places.pointer else { return places.count == count ? self : prefix(places.count) }
        let shared = UncheckedSend((inner, outer))
        let buffer = try Buffer(
            byteCount: places.count * 4,
            fill: { (memory) throws(Diagnostic) in
                let out = UncheckedSend(memory.bindMemory(to: Int32.self))
                try parallelFor(rows: places.count) { (_, range) throws(Diagnostic) in
                    let (inner, outer) = shared.value
                    for i in range { out.value[i] = outer[i] < 0 ? -1 : inner[Int(outer[i])] }
                }
            })
        return Rows(buffer, count: places.count)
    }

    /// Every row once, in order, as numbers.
    package static func numbered(_ count: Int) -> Buffer {
        let memory = Buffer.allocate(count * 4)
        let out = memory.bindMemory(to: Int32.self, capacity: max(count, 1))
        for row in 0..<count { out[row] = Int32(truncatingIfNeeded: row) }
        return Buffer(taking: memory, byteCount: count * 4)
    }

    /// The first so many rows, or all where there are fewer.
    package func prefix(_ wanted: Int) -> Rows { slice(0..<min(wanted, count)) }

    /// A part of the rows; the numbers are copied unless it begins at the first.
    package func slice(_ range: Range<Int>) -> Rows {
        if range.lowerBound == 0, let buffer { return Rows(buffer, count: range.count) }
        if buffer == nil, range.lowerBound == 0 { return Rows(all: range.count) }
        let memory = Buffer.allocate(range.count * 4)
        let out = memory.bindMemory(to: Int32.self, capacity: max(range.count, 1))
        for (i, place) in range.enumerated() { out[i] = Int32(self[place]) }
        return Rows(Buffer(taking: memory, byteCount: range.count * 4), count: range.count)
    }
}

extension Column {
    /// The cells at these rows. A row of −1 gives a missing cell.
    package func gather(_ rows: Rows) -> Column {
        guard let numbers = rows.pointer else { return rows.count == count ? self : slice(0..<rows.count) }
        return gather(numbers, rows.count)
    }

    /// The cells at a block of rows.
    package func gather(_ rows: UnsafePointer<Int32>, _ rowCount: Int) -> Column {
        let memory = Buffer.allocate(rowCount * width.rawValue)
        gather(rows, 0..<rowCount, into: memory)
        let buffer = Buffer(taking: memory, byteCount: rowCount * width.rawValue)
        return Column(type, storage.with(buffer), count: rowCount)
    }

    /// As `gather`, on all cores when there are many rows. Errors: `cancelled`.
    package func gatherParallel(_ rows: Rows) throws(Diagnostic) -> Column {
        guard let numbers = rows.pointer, rows.count >= 50_000 else { return gather(rows) }
        let memory = Buffer.allocate(rows.count * width.rawValue)
        let target = UncheckedSend(memory)
        let from = UncheckedSend(numbers)
        try parallelFor(rows: rows.count) { (_, range) throws(Diagnostic) in self.gather(from.value, range, into: target.value) }
        return Column(type, storage.with(Buffer(taking: memory, byteCount: rows.count * width.rawValue)), count: rows.count)
    }

    private func gather(_ rows: UnsafePointer<Int32>, _ range: Range<Int>, into memory: UnsafeMutableRawPointer) {
        switch storage {
        case .doubles(let buffer): pick(buffer.pointer(to: Double.self) + start, rows, range, memory, .nan)
        case .truths(let buffer): pick(buffer.pointer(to: UInt8.self) + start, rows, range, memory, 1)
        case .integers(let buffer, let width):
            switch width {
            case .one: pick(buffer.pointer(to: Int8.self) + start, rows, range, memory, .min)
            case .two: pick(buffer.pointer(to: Int16.self) + start, rows, range, memory, .min)
            case .four: pick(buffer.pointer(to: Int32.self) + start, rows, range, memory, .min)
            case .eight: pick(buffer.pointer(to: Int64.self) + start, rows, range, memory, .min)
            }
        case .codes(let buffer, let width, _):
            switch width {
            case .one: pick(buffer.pointer(to: UInt8.self) + start, rows, range, memory, 0)
            case .two: pick(buffer.pointer(to: UInt16.self) + start, rows, range, memory, 0)
            case .four, .eight: pick(buffer.pointer(to: Int32.self) + start, rows, range, memory, 0)
            }
        }
    }

    /// Columns of one type end to end. Dictionaries are merged unless all are the same.
    package static func concatenate(_ columns: [Column], type: ColumnType) -> Column {
        if columns.count == 1 { return columns[0] }
        let count = columns.reduce(0) { $0 + $1.count }
        guard let first = columns.first else { return .of([], type: type) }
        switch first.storage {
        case .doubles:
            return makeDoubles(type, count) { out in
                var at = 0
                for column in columns {
                    let (buffer, start) = column.doubles()
                    (out + at).update(from: buffer.pointer(to: Double.self) + start, count: column.count)
                    at += column.count
                }
            }
        case .truths:
            return makeTruths(count) { out in
                var at = 0
                for column in columns {
                    (out + at).update(from: column.truths, count: column.count)
                    at += column.count
                }
            }
        case .integers(_, let width):
            if columns.allSatisfy({ $0.width == width }) { return concatenateRaw(columns, type: type, count: count) }
            return makeIntegers(type, count) { out in
                var at = 0
                for column in columns {
                    let numbers = column.integers()
                    withExtendedLifetime(numbers) { (out + at).update(from: numbers.pointer(to: Int64.self), count: column.count) }
                    at += column.count
                }
            }
        case .codes(_, let width, let dictionary):
            if columns.allSatisfy({ $0.dictionary === dictionary && $0.width == width }) {
                return concatenateRaw(columns, type: type, count: count)
            }
            return mergeTexts(columns, count: count)
        }
    }

    private static func concatenateRaw(_ columns: [Column], type: ColumnType, count: Int) -> Column {
        let width = columns[0].width.rawValue
        let memory = Buffer.allocate(count * width)
        var at = 0
        for column in columns {
            (memory + at).copyMemory(from: column.buffer.bytes + column.start * width, byteCount: column.count * width)
            at += column.count * width
        }
        return Column(type, columns[0].storage.with(Buffer(taking: memory, byteCount: count * width)), count: count)
    }

    private static func mergeTexts(_ columns: [Column], count: Int) -> Column {
        var collector = TextCollector()
        let memory = Buffer.allocate(count * 4)
        let out = memory.bindMemory(to: Int32.self, capacity: max(count, 1))
        var at = 0
        for column in columns {
            guard let dictionary = column.dictionary else { continue }
            var recoded = [Int32](repeating: -1, count: dictionary.count)
            recoded[0] = 0
            let codes = column.codes()
            let p = codes.pointer(to: Int32.self)
            for i in 0..<column.count {
                let code = Int(p[i])
                if recoded[code] < 0 { recoded[code] = collector.code(for: dictionary.utf8(code)) }
                out[at + i] = recoded[code]
            }
            at += column.count
        }
        return Column(.text, .codes(Buffer(taking: memory, byteCount: count * 4), .four, collector.dictionary()), count: count)
    }
}

extension Column.Storage {
    /// The same kind of storage over other memory.
    package func with(_ buffer: Buffer) -> Column.Storage {
        switch self {
        case .doubles: .doubles(buffer)
        case .integers(_, let width): .integers(buffer, width)
        case .codes(_, let width, let dictionary): .codes(buffer, width, dictionary)
        case .truths: .truths(buffer)
        }
    }
}

/// Carries a pointer into parallel tasks whose writes do not overlap.
package struct UncheckedSend<T>: @unchecked Sendable {
    /// What is carried.
    package let value: T
    /// The caller sees to it that threads do not write the same memory.
    package init(_ value: T) { self.value = value }
}

@inline(__always)
private func pick<T: BitwiseCopyable>(
    _ from: UnsafePointer<T>, _ rows: UnsafePointer<Int32>, _ range: Range<Int>, _ memory: UnsafeMutableRawPointer, _ missing: T
) {
    let out = memory.assumingMemoryBound(to: T.self)
    for i in range {
        let row = Int(rows[i])
        out[i] = row < 0 ? missing : from[row]
    }
}
