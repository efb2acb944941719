import Engine
import Storage
import Tables

extension Inputs {
    /// The most bytes a function may make of a text; a longer result is missing.
    static let longestText = 1_000_000

    /// A text function of the first argument and the values of the others; missing where one of them is, or where the
    /// function gives nil.
    ///
    /// With constants for the others it is worked out once for each distinct text.
    func mapText(_ name: String, _ body: (String, [Value]) -> String?) -> Column {
        mapText(column(0, as: .text), name, others: 1..<max(1, count), body)
    }

    /// As above, over a text column that was made of the first argument.
    func mapText(_ first: Column, _ name: String, others: Range<Int>, _ body: (String, [Value]) -> String?) -> Column {
        let constants = others.compactMap { constant($0) }
        if constants.count == others.count {
            if constants.contains(where: \.isMissing) { return .repeating(.missing, type: .text, count: rows) }
            if case .text(let text)? = constant(0) {
                return .repeating(body(text, constants).map { .text($0) } ?? .missing, type: .text, count: rows)
            }
            return evaluation.mapTexts(first, name: "\(name) \(constants)") { text in
                if TextMaker.isFull(tally) { return nil }
                let made = body(text, constants)
                tally.textBytes.add(made?.utf8.count ?? 0)
                return made
            }
        }
        let columns = others.map { column($0) }
        var maker = TextMaker(tally)
        var codes = [Int32](repeating: 0, count: rows)
        for row in 0..<rows {
            guard case .text(let text) = first[row] else { continue }
            let values = columns.map { $0[row] }
            if values.contains(where: \.isMissing) { continue }
            if var made = body(text, values) { codes[row] = made.withUTF8 { maker.code(for: $0) } }
        }
        return Inputs.texts(codes, maker.collector)
    }

    static func texts(_ codes: [Int32], _ collector: TextCollector) -> Column {
        Column(.text, .codes(Buffer(codes), .four, collector.dictionary()), count: codes.count)
    }

    /// Integers from the first argument's texts; nil gives a missing cell.
    func mapText(to type: ColumnType, _ body: (String) -> Int64?) -> Column {
        evaluation.mapTexts(column(0, as: .text), to: type, body)
    }

    /// Doubles from the first argument's texts, once for each distinct text; nil gives a missing cell.
    func mapText(to type: ColumnType, _ body: (UnsafeBufferPointer<UInt8>) -> Double?) -> Column {
        let column = column(0, as: .text)
        guard let dictionary = column.dictionary else { return .repeating(.missing, type: type, count: rows) }
        var known = [Double](repeating: .nan, count: dictionary.count)
        var isDone = [Bool](repeating: false, count: dictionary.count)
        let codes = column.codes()
        let code = codes.pointer(to: Int32.self)
        return Column.makeDoubles(type, rows) { out in
            for i in 0..<rows {
                let code = Int(code[i])
                if code > 0, !isDone[code] {
                    known[code] = body(dictionary.utf8(code)) ?? .nan
                    isDone[code] = true
                }
                out[i] = known[code]
            }
        }
    }

    /// An argument of any type as text: see the manual of `text`.
    func textColumn(_ index: Int) -> Column { PlainText.column(column(index), tally) }
}

/// Cells as plain text: digits without separators, `20%`, amounts without their currency, ISO dates.
enum PlainText {
    static func column(_ column: Column, _ tally: Tally) -> Column {
        var maker = TextMaker(tally)
        var scratch: [UInt8] = []
        func code(_ write: (inout [UInt8]) -> Void) -> Int32 {
            scratch.removeAll(keepingCapacity: true)
            write(&scratch)
            return scratch.withUnsafeBufferPointer { maker.code(for: $0) }
        }
        var codes = [Int32](repeating: 0, count: column.count)
        switch column.storage {
        case .codes: return column
        case .doubles:
            let (buffer, start) = column.doubles()
            let x = buffer.pointer(to: Double.self) + start
            let isPercent = column.type == .percent
            for i in 0..<column.count where x[i].isFinite { codes[i] = code { number(x[i], isPercent, to: &$0) } }
        case .truths:
            let x = column.truths
            for i in 0..<column.count where x[i] != 1 { codes[i] = code { $0 += Array((x[i] == 2 ? "true" : "false").utf8) } }
        case .integers:
            let buffer = column.integers()
            let x = buffer.pointer(to: Int64.self)
            for i in 0..<column.count where x[i] != .min { codes[i] = code { integer(x[i], column.type, to: &$0) } }
        }
        return Inputs.texts(codes, maker.collector)
    }

    private static let hundredfold = DecimalRounding(12)

    private static func number(_ value: Double, _ isPercent: Bool, to sink: inout [UInt8]) {
        guard isPercent else { return PlainNumber.append(value, to: &sink) }
        // A hundredfold in doubles is 28.999999999999996 for 29%.
        PlainNumber.append(hundredfold.nearest(value * 100), to: &sink)
        sink.append(UInt8(ascii: "%"))
    }

    private static func integer(_ value: Int64, _ type: ColumnType, to sink: inout [UInt8]) {
        switch type {
        case .date: sink += Array(Day(number: Int32(clamping: value)).text.utf8)
        case .money(_, let scale): PlainNumber.append(units: value, scale: scale, to: &sink)
        default: PlainNumber.append(value, to: &sink)
        }
    }
}

/// Gathers the distinct texts that a function makes, up to 1 GB in one statement: what comes then is left out, and the
/// statement fails.
struct TextMaker {
    private(set) var collector = TextCollector()
    private let tally: Tally

    init(_ tally: Tally) { self.tally = tally }

    static func isFull(_ tally: Tally) -> Bool { tally.textBytes.value > 1 << 30 }

    mutating func code(for text: UnsafeBufferPointer<UInt8>) -> Int32 {
        if TextMaker.isFull(tally) { return 0 }
        let known = collector.count
        let code = collector.code(for: text)
        if collector.count > known { tally.textBytes.add(text.count) }
        return code
    }
}
