import Diagnostics

/// How many bytes a cell takes.
package enum Width: Int, Sendable {
    case one = 1
    case two = 2
    case four = 4
    case eight = 8
}

/// A run of typed cells: a whole column of a table, or a slice of one.
///
/// A missing cell is a value that no data can hold, so that a column is one buffer and a loop has no second
/// condition: NaN among doubles, the least value of the width among integers, code 0 among texts, 1 among truths.
package struct Column: Sendable {
    /// How cells lie in memory; the type says what they mean.
    package enum Storage: Sendable {
        /// Decimal and percent: Double.
        case doubles(Buffer)
        /// Whole number, money, date: Int8, Int16, Int32 or Int64.
        case integers(Buffer, Width)
        /// Text: UInt8, UInt16 or Int32 codes of a dictionary.
        case codes(Buffer, Width, TextDictionary)
        /// Boolean: UInt8, 0 false, 1 missing, 2 true. In this order *and* is min, *or* is max, *not* is 2 − x
        /// (Kleene's three-valued logic).
        case truths(Buffer)
    }

    /// What the cells mean.
    package let type: ColumnType
    /// The memory, of which the column may be a part.
    package let storage: Storage
    /// The slice's first cell within the buffer.
    package let start: Int
    /// Cells of the slice, which may be fewer than the buffer holds.
    package let count: Int

    /// Takes memory as it is, without copying; `storage` must fit the type, and hold `start` + `count` cells.
    package init(_ type: ColumnType, _ storage: Storage, start: Int = 0, count: Int) {
        self.type = type
        self.storage = storage
        self.start = start
        self.count = count
    }

    /// The cells' memory; for texts that of the codes.
    package var buffer: Buffer {
        switch storage {
        case .doubles(let buffer), .integers(let buffer, _), .codes(let buffer, _, _), .truths(let buffer): buffer
        }
    }

    /// Bytes a cell takes in the buffer.
    package var width: Width {
        switch storage {
        case .doubles: .eight
        case .integers(_, let width), .codes(_, let width, _): width
        case .truths: .one
        }
    }

    /// The texts that codes stand for; nil for other types.
    package var dictionary: TextDictionary? {
        if case .codes(_, _, let dictionary) = storage { dictionary } else { nil }
    }

    /// The same cells under another type with the same kind of storage (decimal ↔ percent, whole → money).
    package func retyped(_ type: ColumnType) -> Column { Column(type, storage, start: start, count: count) }

    /// A part of the column, without copying.
    package func slice(_ range: Range<Int>) -> Column {
        Column(type, storage, start: start + range.lowerBound, count: range.count)
    }

    /// True when both are the same cells of the same memory; says nothing when false.
    package func isIdentical(to other: Column) -> Bool {
        buffer === other.buffer && start == other.start && count == other.count && type == other.type
    }

    /// One cell. For headers, messages and rows on screen; loops over many rows belong in a kernel.
    package subscript(row: Int) -> Value {
        guard row >= 0, row < count else { return .missing }
        let at = start + row
        switch storage {
        case .doubles(let buffer):
            let number = buffer.pointer(to: Double.self)[at]
            if number.isNaN { return .missing }
            return type == .percent ? .percent(number) : .decimal(number)
        case .integers(let buffer, let width):
            guard let number = Column.integer(buffer, width, at) else { return .missing }
            switch type {
            case .date: return .date(Day(number: Int32(truncatingIfNeeded: number)))
            case .money(let currency, let scale): return .money(Money(units: number, scale: scale, currency: currency))
            default: return .whole(number)
            }
        case .codes(_, _, let dictionary):
            let code = self.code(row)
            return code == 0 ? .missing : .text(dictionary.text(code))
        case .truths(let buffer):
            let truth = buffer.pointer(to: UInt8.self)[at]
            return truth == 1 ? .missing : .boolean(truth == 2)
        }
    }

    /// The dictionary code of a text cell; 0 when missing or not text.
    package func code(_ row: Int) -> Int {
        guard case .codes(let buffer, let width, _) = storage else { return 0 }
        switch width {
        case .one: return Int(buffer.pointer(to: UInt8.self)[start + row])
        case .two: return Int(buffer.pointer(to: UInt16.self)[start + row])
        case .four, .eight: return Int(buffer.pointer(to: Int32.self)[start + row])
        }
    }

    private static func integer(_ buffer: Buffer, _ width: Width, _ at: Int) -> Int64? {
        func known<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type) -> Int64? {
            let number = buffer.pointer(to: T.self)[at]
            return number == T.min ? nil : Int64(truncatingIfNeeded: number)
        }
        switch width {
        case .one: return known(Int8.self)
        case .two: return known(Int16.self)
        case .four: return known(Int32.self)
        case .eight: return known(Int64.self)
        }
    }
}

extension Column: Equatable {
    /// Equal types and equal cells; the same memory is recognised first.
    package static func == (a: Column, b: Column) -> Bool {
        if a.isIdentical(to: b) { return true }
        guard a.type == b.type, a.count == b.count else { return false }
        for row in 0..<a.count where a[row] != b[row] { return false }
        return true
    }
}

// MARK: - Making columns

extension Column {
    /// A column of doubles, decimal or percent; NaN stands for missing.
    package static func doubles(_ numbers: [Double], type: ColumnType = .decimal) -> Column {
        Column(type, .doubles(Buffer(numbers)), count: numbers.count)
    }

    /// A column of whole numbers, money units or days; nil stands for missing.
    package static func integers(_ numbers: [Int64?], type: ColumnType = .whole) -> Column {
        Column(type, .integers(Buffer(numbers.map { $0 ?? .min }), .eight), count: numbers.count)
    }

    /// A column of days, 4 bytes each; nil stands for missing.
    package static func dates(_ days: [Day?]) -> Column {
        Column(.date, .integers(Buffer(days.map { $0?.number ?? .min }), .four), count: days.count)
    }

    /// A column of truths; nil stands for missing.
    package static func booleans(_ truths: [Bool?]) -> Column {
        let bytes = truths.map { $0.map { $0 ? UInt8(2) : 0 } ?? 1 }
        return Column(.boolean, .truths(Buffer(bytes)), count: truths.count)
    }

    /// A column of texts and their dictionary, in order of first appearance; nil stands for missing.
    package static func texts(_ texts: [String?]) -> Column {
        var codes: [Int32] = []
        codes.reserveCapacity(texts.count)
        var known: [[UInt8]: Int32] = [:]
        var distinct: [String] = []
        for text in texts {
            guard let text else {
                codes.append(0)
                continue
            }
            let bytes = Array(text.utf8)
            if let code = known[bytes] {
                codes.append(code)
            } else {
                distinct.append(text)
                known[bytes] = Int32(distinct.count)
                codes.append(Int32(distinct.count))
            }
        }
        return Column(.text, .codes(Buffer(codes), .four, TextDictionary(distinct)), count: texts.count)
    }

    /// A column of the given type; a value of another type becomes missing. Money is brought to the column's scale.
    package static func of(_ values: [Value], type: ColumnType) -> Column {
        switch type {
        case .text: texts(values.map { if case .text(let text) = $0 { text } else { nil } })
        case .decimal, .percent: doubles(values.map { $0.number ?? .nan }, type: type)
        case .whole: integers(values.map { if case .whole(let n) = $0 { n } else { nil } })
        case .date: dates(values.map { if case .date(let day) = $0 { day } else { nil } })
        case .boolean: booleans(values.map { if case .boolean(let b) = $0 { b } else { nil } })
        case .money(_, let scale):
            integers(values.map { if case .money(let m) = $0 { m.units(atScale: scale) } else { nil } }, type: type)
        }
    }
}

extension Money {
    /// The units at another scale, rounded half to even; nil when they do not fit 64 bits.
    package func units(atScale wanted: Int) -> Int64? {
        if wanted >= scale {
            let (product, overflow) = units.multipliedReportingOverflow(by: integerPowerOfTen(wanted - scale))
            return overflow ? nil : product
        }
        let divisor = integerPowerOfTen(scale - wanted)
        let (quotient, rest) = units.quotientAndRemainder(dividingBy: divisor)
        let twice = rest.magnitude * 2
        if twice > divisor.magnitude || (twice == divisor.magnitude && quotient % 2 != 0) {
            return quotient + (units < 0 ? -1 : 1)
        }
        return quotient
    }
}
