import Diagnostics

/// One side of an operation: a cell for each row, or the same value for all.
package enum Operand: Sendable {
    /// A cell for each row.
    case column(Column)
    /// The same value for all rows.
    case constant(Value)

    /// Nil for a constant.
    package var column: Column? { if case .column(let column) = self { column } else { nil } }

    /// A cell for each row: the column, or the constant repeated.
    package func cells(_ type: ColumnType, _ rows: Int) -> Column {
        switch self {
        case .column(let column): column
        case .constant(let value): .repeating(value, type: type, count: rows)
        }
    }
}

/// What a computation had to leave out; shared by the threads of one statement.
package final class Tally: Sendable {
    /// Cells that are missing because their divisor was zero.
    package let divisionsByZero = Counter()
    /// Cells that are missing because their result fits neither 64 bits, nor a double, nor the calendar.
    package let overflows = Counter()
    /// Bytes of texts that functions made; they stop at a limit.
    package let textBytes = Counter()
    /// All counts begin at 0.
    package init() {}
}

extension Column {
    /// A new column of `count` doubles that `fill` writes.
    package static func makeDoubles(_ type: ColumnType, _ count: Int, _ fill: (UnsafeMutablePointer<Double>) -> Void) -> Column {
        let memory = Buffer.allocate(count * 8)
        fill(memory.bindMemory(to: Double.self, capacity: max(count, 1)))
        return Column(type, .doubles(Buffer(taking: memory, byteCount: count * 8)), count: count)
    }

    /// A new column of `count` 64-bit integers that `fill` writes.
    package static func makeIntegers(_ type: ColumnType, _ count: Int, _ fill: (UnsafeMutablePointer<Int64>) -> Void) -> Column {
        let memory = Buffer.allocate(count * 8)
        fill(memory.bindMemory(to: Int64.self, capacity: max(count, 1)))
        return Column(type, .integers(Buffer(taking: memory, byteCount: count * 8), .eight), count: count)
    }

    /// A new column of `count` truths that `fill` writes.
    package static func makeTruths(_ count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) -> Column {
        let memory = Buffer.allocate(count)
        fill(memory.bindMemory(to: UInt8.self, capacity: max(count, 1)))
        return Column(.boolean, .truths(Buffer(taking: memory, byteCount: count)), count: count)
    }

    /// A new column of `count` texts whose codes `fill` writes, 0 for missing.
    package static func makeCodes(_ dictionary: TextDictionary, _ count: Int, _ fill: (UnsafeMutablePointer<Int32>) -> Void) -> Column {
        let memory = Buffer.allocate(count * 4)
        fill(memory.bindMemory(to: Int32.self, capacity: max(count, 1)))
        return Column(.text, .codes(Buffer(taking: memory, byteCount: count * 4), .four, dictionary), count: count)
    }

    /// The same value in every row.
    package static func repeating(_ value: Value, type: ColumnType, count: Int) -> Column {
        switch type {
        case .decimal, .percent:
            let number = value.number ?? .nan
            return makeDoubles(type, count) { $0.initialize(repeating: number, count: count) }
        case .boolean:
            let truth: UInt8 = if case .boolean(let b) = value { b ? 2 : 0 } else { 1 }
            return makeTruths(count) { $0.initialize(repeating: truth, count: count) }
        case .text:
            if case .text(let text) = value {
                return makeCodes(TextDictionary([text]), count) { $0.initialize(repeating: 1, count: count) }
            }
            return makeCodes(.empty, count) { $0.initialize(repeating: 0, count: count) }
        case .whole, .money, .date:
            let cell = Column.of([value], type: type).integers()
            let number = cell.pointer(to: Int64.self)[0]
            return makeIntegers(type, count) { $0.initialize(repeating: number, count: count) }
        }
    }

    /// The cells as Double, NaN where missing: a view of the column's own memory where it holds doubles, else a copy.
    /// Money is divided by its scale.
    package func doubles() -> (buffer: Buffer, start: Int) {
        switch storage {
        case .doubles(let buffer): return (buffer, start)
        case .integers(let buffer, let width):
            let divisor = powerOfTen(type.scale)
            let memory = Buffer.allocate(count * 8)
            let out = memory.bindMemory(to: Double.self, capacity: max(count, 1))
            switch width {
            case .one: widen(buffer.pointer(to: Int8.self) + start, out, count, divisor)
            case .two: widen(buffer.pointer(to: Int16.self) + start, out, count, divisor)
            case .four: widen(buffer.pointer(to: Int32.self) + start, out, count, divisor)
            case .eight: widen(buffer.pointer(to: Int64.self) + start, out, count, divisor)
            }
            return (Buffer(taking: memory, byteCount: count * 8), 0)
        case .truths, .codes:
            return (Column.makeDoubles(.decimal, count) { $0.initialize(repeating: .nan, count: count) }.buffer, 0)
        }
    }

    /// The cells of whole numbers, money or dates as Int64, `Int64.min` where missing; start 0.
    package func integers() -> Buffer {
        guard case .integers(let buffer, let width) = storage else {
            return Column.makeIntegers(.whole, count) { $0.initialize(repeating: .min, count: count) }.buffer
        }
        if width == .eight, start == 0, buffer.byteCount == count * 8 { return buffer }
        let memory = Buffer.allocate(count * 8)
        let out = memory.bindMemory(to: Int64.self, capacity: max(count, 1))
        switch width {
        case .one: widen(buffer.pointer(to: Int8.self) + start, out, count)
        case .two: widen(buffer.pointer(to: Int16.self) + start, out, count)
        case .four: widen(buffer.pointer(to: Int32.self) + start, out, count)
        case .eight: out.update(from: buffer.pointer(to: Int64.self) + start, count: count)
        }
        return Buffer(taking: memory, byteCount: count * 8)
    }

    /// Dictionary codes as Int32, 0 where missing; start 0.
    package func codes() -> Buffer {
        guard case .codes(let buffer, let width, _) = storage else {
            return Buffer([Int32](repeating: 0, count: count))
        }
        if width == .four, start == 0, buffer.byteCount == count * 4 { return buffer }
        let memory = Buffer.allocate(count * 4)
        let out = memory.bindMemory(to: Int32.self, capacity: max(count, 1))
        switch width {
        case .one:
            let from = buffer.pointer(to: UInt8.self) + start
            for i in 0..<count { out[i] = Int32(from[i]) }
        case .two:
            let from = buffer.pointer(to: UInt16.self) + start
            for i in 0..<count { out[i] = Int32(from[i]) }
        case .four, .eight: out.update(from: buffer.pointer(to: Int32.self) + start, count: count)
        }
        return Buffer(taking: memory, byteCount: count * 4)
    }

    /// Truths: 0 false, 1 missing, 2 true.
    package var truths: UnsafePointer<UInt8> {
        let (buffer, start) = truthCells
        return buffer.pointer(to: UInt8.self) + start
    }

    /// The memory that `truths` points into.
    package var truthCells: (buffer: Buffer, start: Int) {
        guard case .truths(let buffer) = storage else { return (Column.noTruths, 0) }
        return (buffer, start)
    }

    private static let noTruths = Buffer([UInt8](repeating: 1, count: 1 << 16))

    /// Whether a cell is missing: looks no further than the first such block.
    package func hasMissing() -> Bool {
        stride(from: 0, to: count, by: 4096).contains { slice($0..<min($0 + 4096, count)).missingCount() > 0 }
    }

    /// Cells that are missing.
    package func missingCount() -> Int {
        var found = 0
        switch storage {
        case .doubles(let buffer):
            let p = buffer.pointer(to: Double.self) + start
            for number in UnsafeBufferPointer(start: p, count: count) { found &+= number.isNaN ? 1 : 0 }
        case .truths(let buffer):
            let p = buffer.pointer(to: UInt8.self) + start
            found = countEqual(p, count, 1)
        case .codes(let buffer, let width, _):
            switch width {
            case .one: found = countEqual(buffer.pointer(to: UInt8.self) + start, count, 0)
            case .two: found = countEqual(buffer.pointer(to: UInt16.self) + start, count, 0)
            case .four, .eight: found = countEqual(buffer.pointer(to: Int32.self) + start, count, 0)
            }
        case .integers(let buffer, let width):
            switch width {
            case .one: found = countEqual(buffer.pointer(to: Int8.self) + start, count, .min)
            case .two: found = countEqual(buffer.pointer(to: Int16.self) + start, count, .min)
            case .four: found = countEqual(buffer.pointer(to: Int32.self) + start, count, .min)
            case .eight: found = countEqual(buffer.pointer(to: Int64.self) + start, count, .min)
            }
        }
        return found
    }
}

@inline(__always)
private func countEqual<T: FixedWidthInteger>(_ p: UnsafePointer<T>, _ count: Int, _ wanted: T) -> Int {
    var found = 0
    for cell in UnsafeBufferPointer(start: p, count: count) { found &+= cell == wanted ? 1 : 0 }
    return found
}

@inline(__always)
private func widen<T: FixedWidthInteger & SignedInteger>(_ from: UnsafePointer<T>, _ out: UnsafeMutablePointer<Double>, _ count: Int, _ divisor: Double) {
    if divisor == 1 {
        for i in 0..<count { out[i] = from[i] == T.min ? .nan : Double(from[i]) }
    } else {
        for i in 0..<count { out[i] = from[i] == T.min ? .nan : Double(from[i]) / divisor }
    }
}

@inline(__always)
private func widen<T: FixedWidthInteger & SignedInteger>(_ from: UnsafePointer<T>, _ out: UnsafeMutablePointer<Int64>, _ count: Int) {
    for i in 0..<count { out[i] = from[i] == T.min ? Int64.min : Int64(from[i]) }
}
