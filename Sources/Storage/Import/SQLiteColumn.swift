import Diagnostics
import Tables

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One column's cells as SQLite stores them, until all are read and its type can be decided.
final class SQLiteColumn {
    enum Kind: UInt8 { case null, integer, real, text, blob }

    let name: String
    /// The type of its CREATE TABLE, in capitals; empty when it has none.
    let declared: String
    private(set) var kinds: [Kind] = []
    /// An integer, a real's bits, a text's code or a blob's size; 0 for NULL.
    private(set) var cells: [Int64] = []
    private(set) var texts = TextCollector()
    /// How many texts were not UTF-8.
    private(set) var foreignTexts = 0
    private(set) var blobs = 0
    private var integers = 0
    private var reals = 0
    /// All integers are 0 or 1.
    private var isBinary = true

    init(name: String, declared: String) {
        self.name = name
        self.declared = declared.uppercased()
    }

    /// - Parameter text: room for a text.
    func append(_ cell: SQLiteValue, _ text: inout PaddedText) {
        switch cell {
        case .null: append(.null, 0)
        case .integer(let number):
            integers += 1
            if number & ~1 != 0 { isBinary = false }
            append(.integer, number)
        case .real(let number):
            reals += 1
            append(.real, Int64(bitPattern: number.bitPattern))
        case .text(let bytes):
            if text.take(bytes) { foreignTexts += 1 }
            append(.text, Int64(texts.code(of: text.start, text.count)))
        case .blob(let bytes):
            blobs += 1
            append(.blob, Int64(bytes.count))
        }
    }

    private func append(_ kind: Kind, _ cell: Int64) {
        kinds.append(kind)
        cells.append(cell)
    }

    /// The code of a text, which may be a new one.
    func code(of bytes: [UInt8], _ text: inout PaddedText) -> Int64 {
        bytes.withUnsafeBufferPointer { _ = text.take($0) }
        return Int64(texts.code(of: text.start, text.count))
    }

    /// Gives the cells back to memory.
    func release() {
        kinds = []
        cells = []
        texts = TextCollector()
    }

    // MARK: The type

    /// What the cells could be. A text is a number only among stored ones; other texts than dates with the year first are
    /// just text.
    func census() -> Census {
        var census = Census()
        census.add(.whole, integers)
        census.add(.decimal, reals)
        guard texts.count > 1 else { return census }
        var counts = [Int](repeating: 0, count: texts.count)
        for row in kinds.indices where kinds[row] == .text { counts[Int(cells[row])] += 1 }
        let hasNumbers = integers + reals > 0
        for code in 1..<texts.count {
            let found = CellReading(texts.utf8(code)).cellClass
            switch found {
            case .blank, .missingWord, .dateYearFirst: census.add(found, counts[code])
            case .whole, .decimal, .long, .code: census.add(hasNumbers ? found : .text, counts[code])
            default: census.add(.text, counts[code])
            }
        }
        return census
    }

    /// How the cells are read, and what to say about it; nil for a column of binary data.
    func decide(
        _ census: Census, chosen: ColumnType?, _ options: ImportOptions
    ) -> (reading: ColumnReading, note: Diagnostic?)? {
        if let chosen { return (census.chosen(chosen, column: name, dateOrder: options.dateOrder), nil) }
        let others = kinds.lazy.filter { $0 != .null && $0 != .blob }.count
        // As with other misfits: one in twenty, of 20 and more.
        if blobs > 0, others + blobs < 20 || blobs * 20 > others + blobs { return nil }
        if others == 0 { return (ColumnReading(type: declaredType), nil) }
        if declaredType == .boolean, isBinary, integers == others {
            return (ColumnReading(type: .boolean, isChosen: true), nil)
        }
        return census.decide(column: name, dateOrder: options.dateOrder)
    }

    /// The type that the declaration names, after SQLite's own rules with dates and booleans beside them.
    private var declaredType: ColumnType {
        func names(_ words: String...) -> Bool { words.contains { declared.contains($0) } }
        if names("BOOL") { return .boolean }
        if names("DATE", "TIMESTAMP") { return .date }
        if names("INT") { return .whole }
        if names("REAL", "FLOA", "DOUB", "NUMERIC", "DECIMAL") { return .decimal }
        return .text
    }
}

/// A copy of one text with bytes readable behind it, as `TextCollector` wants.
struct PaddedText: ~Copyable {
    private(set) var start: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity = 4096

    init() { start = .allocate(capacity: capacity + TextCollector.padding) }

    deinit { start.deallocate() }

    /// Copies a text; one that is not UTF-8 is taken for Windows-1252. Returns whether it was.
    mutating func take(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        copy(text)
        if TextEncoding.validate(start, from: 0, to: count) == count { return false }
        TextEncoding.fromWindows1252(text).withUnsafeBufferPointer { copy($0) }
        return true
    }

    private mutating func copy(_ text: UnsafeBufferPointer<UInt8>) {
        if text.count > capacity {
            capacity = max(text.count, 2 * capacity)
            start.deallocate()
            start = .allocate(capacity: capacity + TextCollector.padding)
        }
        if let from = text.baseAddress { start.update(from: from, count: text.count) }
        count = text.count
    }
}
