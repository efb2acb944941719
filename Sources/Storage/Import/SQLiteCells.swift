import Diagnostics
import Tables

/// Turns one column's stored cells into a typed column, and counts what does not fit.
struct SQLiteCells {
    private let source: SQLiteColumn
    private let reading: ColumnReading
    private(set) var missing = 0
    private(set) var issues: [ImportReport.Issue] = []
    private var counts: [String: Int] = [:]

    init(_ source: SQLiteColumn, _ reading: ColumnReading) {
        self.source = source
        self.reading = reading
    }

    /// The cells that did not fit, by problem.
    var tallies: [ImportReport.Tally] {
        counts.sorted { $0.key < $1.key }.map { ImportReport.Tally(column: source.name, problem: $0.key, count: $0.value) }
    }

    /// The typed column; the stored cells are gone afterwards.
    mutating func column() throws(Diagnostic) -> Column {
        defer { source.release() }
        let count = source.cells.count
        switch reading.type {
        case .text: return Column(.text, try codes(), count: count)
        case .decimal, .percent: return .doubles(doubles(), type: reading.type)
        case .boolean:
            let truths = integers().map { $0 == .min ? 1 : UInt8(truncatingIfNeeded: $0) }
            return Column(.boolean, .truths(Buffer(truths)), count: count)
        case .whole, .date, .money:
            let least: Width = reading.type == .date ? .two : .one
            return Column(reading.type, SQLiteCells.narrowed(integers(), least), count: count)
        }
    }

    // MARK: Text

    private mutating func codes() throws(Diagnostic) -> Column.Storage {
        var codes: [Int64] = []
        codes.reserveCapacity(source.cells.count)
        var text = PaddedText()
        for row in source.cells.indices {
            switch source.kinds[row] {
            case .text: codes.append(source.cells[row])
            case .integer, .real: codes.append(source.code(of: SQLiteCells.digits(source, row), &text))
            case .null, .blob:
                codes.append(0)
                miss(row, nil)
            }
        }
        if source.texts.isFull {
            throw Diagnostic(
                "too-much-text", "Column \(source.name) holds more than 4 GB of distinct text.",
                help: "Leave it out: make a table without it in the database, and import that.")
        }
        let dictionary = source.texts.dictionary()
        switch dictionary.count {
        case ...256: return .codes(Buffer(codes.map { UInt8(truncatingIfNeeded: $0) }), .one, dictionary)
        case ...65_536: return .codes(Buffer(codes.map { UInt16(truncatingIfNeeded: $0) }), .two, dictionary)
        default: return .codes(Buffer(codes.map { Int32(truncatingIfNeeded: $0) }), .four, dictionary)
        }
    }

    // MARK: Numbers, dates, truths

    private mutating func doubles() -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(source.cells.count)
        let isDecimal = reading.type == .decimal
        let texts = (0..<source.texts.count).map { reading.double(CellReading(source.texts.utf8($0))) }
        for row in source.cells.indices {
            let cell = source.cells[row]
            var value: Double?
            switch source.kinds[row] {
            case .real:
                let number = Double(bitPattern: UInt64(bitPattern: cell))
                value = isDecimal || reading.isChosen ? (number.isFinite ? number : nil) : nil
            case .integer: value = isDecimal ? Double(cell) : reading.double(.whole(cell))
            case .text: value = texts[Int(cell)]
            case .null, .blob: break
            }
            if value == nil { miss(row, reading.misfit) }
            result.append(value ?? .nan)
        }
        return result
    }

    /// The least integer stands for missing.
    private mutating func integers() -> [Int64] {
        var result: [Int64] = []
        result.reserveCapacity(source.cells.count)
        let isWhole = reading.type == .whole
        let texts = (0..<source.texts.count).map { reading.integer(CellReading(source.texts.utf8($0))) }
        for row in source.cells.indices {
            let cell = source.cells[row]
            var value: Int64?
            switch source.kinds[row] {
            case .integer: value = isWhole ? cell : reading.integer(.whole(cell))
            case .real: value = SQLiteCells.digits(source, row).withUnsafeBufferPointer { reading.integer(CellReading($0)) }
            case .text: value = texts[Int(cell)]
            case .null, .blob: break
            }
            if value == .min { value = nil }
            if value == nil { miss(row, reading.misfit) }
            result.append(value ?? .min)
        }
        return result
    }

    private static func narrowed(_ numbers: [Int64], _ leastWidth: Width) -> Column.Storage {
        var (least, most) = (Int64.max, Int64.min)
        for number in numbers where number != .min {
            least = min(least, number)
            most = max(most, number)
        }
        func fits<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type) -> Bool { least > Int64(T.min) && most <= Int64(T.max) }
        func buffer<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type) -> Buffer {
            Buffer(numbers.map { $0 == .min ? T.min : T(truncatingIfNeeded: $0) })
        }
        if leastWidth == .one, fits(Int8.self) { return .integers(buffer(Int8.self), .one) }
        if fits(Int16.self) { return .integers(buffer(Int16.self), .two) }
        if fits(Int32.self) { return .integers(buffer(Int32.self), .four) }
        return .integers(Buffer(numbers), .eight)
    }

    /// A stored number as it is written.
    private static func digits(_ source: SQLiteColumn, _ row: Int) -> [UInt8] {
        var digits: [UInt8] = []
        let cell = source.cells[row]
        if source.kinds[row] == .integer {
            PlainNumber.append(cell, to: &digits)
        } else {
            let number = Double(bitPattern: UInt64(bitPattern: cell))
            if number.isFinite { PlainNumber.append(number, to: &digits) } else { digits = Array(number.description.utf8) }
        }
        return digits
    }

    // MARK: What did not fit

    /// Counts a cell without a value; one that says something is reported under its problem.
    private mutating func miss(_ row: Int, _ misfit: String?) {
        missing += 1
        let cell = source.cells[row]
        var problem = misfit ?? ""
        var text = ""
        switch source.kinds[row] {
        case .null: return
        case .integer, .real: text = String(decoding: SQLiteCells.digits(source, row), as: UTF8.self)
        case .blob: (problem, text) = ("binary data", plural(Int(cell), "byte"))
        case .text:
            let bytes = source.texts.utf8(Int(cell))
            switch CellReading(bytes) {
            case .blank: return
            case .missingWord: problem = "a word for missing"
            default: break
            }
            text = excerpt(bytes)
        }
        let earlier = counts[problem, default: 0]
        counts[problem] = earlier + 1
        if earlier < ImportReport.listed {
            issues.append(ImportReport.Issue(line: row + 1, column: source.name, text: text, problem: problem))
        }
    }
}
