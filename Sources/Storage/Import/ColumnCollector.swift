import Tables

/// A cell that does not fit its column.
struct Misfit {
    /// The row, counted within the slice.
    var row: Int
    var text: String
    var problem: String
}

/// Collects one column's cells from one slice of the file.
final class ColumnCollector {
    let reading: ColumnReading
    var parts = CellParts()
    var texts = TextCollector()
    var census = Census()
    private(set) var misfits: [Misfit] = []
    private(set) var misfitCounts: [String: Int] = [:]
    private(set) var missing = 0

    init(_ reading: ColumnReading) { self.reading = reading }

    /// The bytes of a block and its indexed cells.
    struct Rows {
        var base: UnsafePointer<UInt8>
        /// The column's cell in the block's first row; the next row's is `stride` further.
        var first: UnsafePointer<Cell>
        var stride: Int
        var count: Int
        /// The slice's rows before this block.
        var rowsBefore: Int

        @inline(__always)
        func cell(_ row: Int) -> (text: UnsafePointer<UInt8>, length: Int) {
            let cell = first[row * stride]
            return (base + Int(cell.start), Int(cell.end &- cell.start))
        }
    }

    /// The parts, which the collector then no longer has.
    func takeParts() -> CellParts {
        var taken = CellParts()
        swap(&taken, &parts)
        return taken
    }

    /// - Parameter scratch: room for a number a row.
    func append(_ rows: Rows, scratch: UnsafeMutablePointer<Int64>) {
        switch reading.type {
        case .text: appendTexts(rows, scratch)
        case .decimal, .percent: appendDoubles(rows)
        case .whole: appendIntegers(rows, scratch, fast: fastWhole, fastClass: .whole)
        case .date: appendIntegers(rows, scratch, fast: fastDate, fastClass: .dateYearFirst)
        case .money: appendIntegers(rows, scratch, fast: { _, _ in nil }, fastClass: .money)
        case .boolean: appendTruths(rows)
        }
    }

    // MARK: Texts

    private func appendTexts(_ rows: Rows, _ scratch: UnsafeMutablePointer<Int64>) {
        let count = rows.count
        scratch.withMemoryRebound(to: Int32.self, capacity: count) { codes in
            missing += ColumnCollector.encode(rows, codes, &texts)
            switch texts.count {
            case ...256: narrow(codes, parts.append(rows: count, width: .one).assumingMemoryBound(to: UInt8.self), count)
            case ...65_536: narrow(codes, parts.append(rows: count, width: .two).assumingMemoryBound(to: UInt16.self), count)
            default: narrow(codes, parts.append(rows: count, width: .four).assumingMemoryBound(to: Int32.self), count)
            }
        }
    }

    /// Writes each row's code; returns the number of missing cells.
    private static func encode(
        _ rows: Rows, _ codes: UnsafeMutablePointer<Int32>, _ texts: inout TextCollector
    ) -> Int {
        var empty = 0
        for row in 0..<rows.count {
            let (text, length) = rows.cell(row)
            if length == 0 {
                codes[row] = 0
                empty += 1
            } else {
                codes[row] = Int32(truncatingIfNeeded: texts.code(of: text, length))
            }
        }
        return empty
    }

    // MARK: Numbers

    private func appendDoubles(_ rows: Rows) {
        let target = parts.append(rows: rows.count, width: .eight).assumingMemoryBound(to: Double.self)
        // A point parts thousands where the comma is the decimal mark.
        let isFast = reading.type == .decimal && !reading.decimalComma
        var (wholes, decimals, empty) = (0, 0, 0)
        for row in 0..<rows.count {
            let (text, length) = rows.cell(row)
            if length == 0 {
                target[row] = .nan
                empty += 1
            } else if isFast, let (value, hasPoint) = fastDecimal(text, length) {
                target[row] = value
                if hasPoint { decimals += 1 } else { wholes += 1 }
            } else {
                let cell = CellReading(UnsafeBufferPointer(start: text, count: length), decimalComma: reading.decimalComma)
                let value = reading.double(cell)
                target[row] = value ?? .nan
                note(cell, fits: value != nil, text, length, rows.rowsBefore + row)
            }
        }
        census.add(.whole, wholes)
        census.add(.decimal, decimals)
        countEmpty(empty)
    }

    @inline(__always)
    private func appendIntegers(
        _ rows: Rows, _ scratch: UnsafeMutablePointer<Int64>, fast: (UnsafePointer<UInt8>, Int) -> Int64?, fastClass: CellClass
    ) {
        var (least, most) = (Int64.max, Int64.min)
        var (quick, empty) = (0, 0)
        for row in 0..<rows.count {
            let (text, length) = rows.cell(row)
            var value = Int64.min
            if length == 0 {
                empty += 1
            } else if let number = fast(text, length) {
                value = number
                quick += 1
            } else {
                let cell = CellReading(UnsafeBufferPointer(start: text, count: length), decimalComma: reading.decimalComma)
                let number = reading.integer(cell)
                value = number ?? .min
                note(cell, fits: number != nil, text, length, rows.rowsBefore + row)
            }
            scratch[row] = value
            if value != .min {
                least = min(least, value)
                most = max(most, value)
            }
        }
        census.add(fastClass, quick)
        countEmpty(empty)
        let count = rows.count
        let isDate = reading.type == .date
        if !isDate, least > Int64(Int8.min), most <= Int64(Int8.max) {
            narrowKnown(scratch, parts.append(rows: count, width: .one).assumingMemoryBound(to: Int8.self), count)
        } else if least > Int64(Int16.min), most <= Int64(Int16.max) {
            narrowKnown(scratch, parts.append(rows: count, width: .two).assumingMemoryBound(to: Int16.self), count)
        } else if least > Int64(Int32.min), most <= Int64(Int32.max) {
            narrowKnown(scratch, parts.append(rows: count, width: .four).assumingMemoryBound(to: Int32.self), count)
        } else {
            parts.append(rows: count, width: .eight).copyMemory(from: scratch, byteCount: count * 8)
        }
    }

    private func appendTruths(_ rows: Rows) {
        let target = parts.append(rows: rows.count, width: .one).assumingMemoryBound(to: UInt8.self)
        for row in 0..<rows.count {
            let (text, length) = rows.cell(row)
            let cell = CellReading(UnsafeBufferPointer(start: text, count: length), decimalComma: reading.decimalComma)
            let truth = reading.integer(cell)
            target[row] = truth.map { UInt8(truncatingIfNeeded: $0) } ?? 1
            note(cell, fits: truth != nil, text, length, rows.rowsBefore + row)
        }
    }

    // MARK: What did not fit

    private func countEmpty(_ count: Int) {
        census.add(.blank, count)
        missing += count
    }

    private func note(_ cell: CellReading, fits: Bool, _ text: UnsafePointer<UInt8>, _ length: Int, _ row: Int) {
        census.add(cell)
        if fits { return }
        missing += 1
        let problem: String
        switch cell {
        case .blank: return
        case .missingWord: problem = "a word for missing"
        default: problem = reading.misfit
        }
        let earlier = misfitCounts[problem, default: 0]
        misfitCounts[problem] = earlier + 1
        guard earlier < ImportReport.listed else { return }
        misfits.append(Misfit(row: row, text: excerpt(UnsafeBufferPointer(start: text, count: length)), problem: problem))
    }
}

/// A cell's text for a message, cut after 80 characters.
func excerpt(_ text: UnsafeBufferPointer<UInt8>) -> String {
    let whole = String(decoding: text.prefix(400), as: UTF8.self)
    return text.count > 400 || whole.count > 80 ? whole.prefix(80) + "…" : whole
}

@inline(__always)
private func narrow<T: FixedWidthInteger>(_ source: UnsafePointer<Int32>, _ target: UnsafeMutablePointer<T>, _ count: Int) {
    for i in 0..<count { target[i] = T(truncatingIfNeeded: source[i]) }
}

/// The least value stays the least value: it stands for missing in every width.
@inline(__always)
private func narrowKnown<T: FixedWidthInteger>(
    _ source: UnsafePointer<Int64>, _ target: UnsafeMutablePointer<T>, _ count: Int
) {
    for i in 0..<count { target[i] = source[i] == .min ? .min : T(truncatingIfNeeded: source[i]) }
}
