import Diagnostics

/// The six comparisons.
package enum Comparison: Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    /// The comparison with its sides exchanged.
    package var mirrored: Comparison {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}

/// Comparisons by column: truths out, missing where a side is missing.
package enum Comparing {
    /// Columns of comparable types (the binder sees to it): integers exactly, numbers as doubles when one side is; texts
    /// by code point; booleans with false before true.
    package static func compare(_ op: Comparison, _ a: Column, _ b: Column) -> Column {
        let count = a.count
        if case .codes = a.storage { return texts(op, a, b) }
        if case .truths = a.storage {
            let x = a.truths
            let y = b.truths
            return Column.makeTruths(count) { out in
                for i in 0..<count { out[i] = x[i] == 1 || y[i] == 1 ? 1 : test(op, x[i], y[i]) }
            }
        }
        if case .integers = a.storage, case .integers = b.storage { return integers(op, a, b) }
        let (left, leftStart) = a.doubles()
        let (right, rightStart) = b.doubles()
        let x = left.pointer(to: Double.self) + leftStart
        let y = right.pointer(to: Double.self) + rightStart
        return Column.makeTruths(count) { out in
            for i in 0..<count { out[i] = x[i].isNaN || y[i].isNaN ? 1 : test(op, x[i], y[i]) }
        }
    }

    @inline(__always)
    static func test<T: Comparable>(_ op: Comparison, _ x: T, _ y: T) -> UInt8 {
        let holds =
            switch op {
            case .equal: x == y
            case .notEqual: x != y
            case .less: x < y
            case .lessOrEqual: x <= y
            case .greater: x > y
            case .greaterOrEqual: x >= y
            }
        return holds ? 2 : 0
    }

    private static func texts(_ op: Comparison, _ a: Column, _ b: Column) -> Column {
        guard let left = a.dictionary, let right = b.dictionary else { return .repeating(.missing, type: .boolean, count: a.count) }
        let leftCodes = a.codes()
        let rightCodes = b.codes()
        let x = leftCodes.pointer(to: Int32.self)
        let y = rightCodes.pointer(to: Int32.self)
        return Column.makeTruths(a.count) { out in
            for i in 0..<a.count {
                if x[i] == 0 || y[i] == 0 {
                    out[i] = 1
                    continue
                }
                let p = left.utf8(Int(x[i]))
                let q = right.utf8(Int(y[i]))
                let order = TextDictionary.precedes(p, q) ? -1 : TextDictionary.equal(p, q) ? 0 : 1
                out[i] = test(op, order, 0)
            }
        }
    }

    // MARK: With a constant

    /// A numeric column against a number that is no integer of its own, such as an average.
    package static func compare(_ op: Comparison, _ column: Column, with number: Double) -> Column {
        let count = column.count
        if number.isNaN { return .repeating(.missing, type: .boolean, count: count) }
        if case .integers(let buffer, let width) = column.storage, column.type.scale == 0, let threshold = Threshold(number) {
            return integers(op, column, buffer, width, threshold)
        }
        // Money compares as the double nearest its amount, so that 12.34 equals 12.34.
        let (numbers, start) = column.doubles()
        let x = numbers.pointer(to: Double.self) + start
        return Column.makeTruths(count) { out in doubles(op, x, number, out, count) }
    }

    private static func doubles(_ op: Comparison, _ x: UnsafePointer<Double>, _ y: Double, _ out: UnsafeMutablePointer<UInt8>, _ count: Int) {
        // Each case is a loop of its own, so that each becomes vector instructions.
        switch op {
        case .equal: for i in 0..<count { out[i] = x[i] != x[i] ? 1 : x[i] == y ? 2 : 0 }
        case .notEqual: for i in 0..<count { out[i] = x[i] != x[i] ? 1 : x[i] != y ? 2 : 0 }
        case .less: for i in 0..<count { out[i] = x[i] != x[i] ? 1 : x[i] < y ? 2 : 0 }
        case .lessOrEqual: for i in 0..<count { out[i] = x[i] != x[i] ? 1 : x[i] <= y ? 2 : 0 }
        case .greater: for i in 0..<count { out[i] = x[i] != x[i] ? 1 : x[i] > y ? 2 : 0 }
        case .greaterOrEqual: for i in 0..<count { out[i] = x[i] != x[i] ? 1 : x[i] >= y ? 2 : 0 }
        }
    }

    // MARK: Texts

    /// A truth for each text of a dictionary (index is the code; index 0, the missing text, must be 1), looked up by row.
    package static func lookUp(_ column: Column, truthByCode: [UInt8]) -> Column {
        guard case .codes(let buffer, let width, _) = column.storage else { return .repeating(.missing, type: .boolean, count: column.count) }
        return Column.makeTruths(column.count) { out in
            truthByCode.withUnsafeBufferPointer { table in
                switch width {
                case .one: spread(buffer.pointer(to: UInt8.self) + column.start, table, out, column.count)
                case .two: spread(buffer.pointer(to: UInt16.self) + column.start, table, out, column.count)
                case .four, .eight: spread(buffer.pointer(to: Int32.self) + column.start, table, out, column.count)
                }
            }
        }
    }

    private static func spread<T: FixedWidthInteger>(
        _ codes: UnsafePointer<T>, _ table: UnsafeBufferPointer<UInt8>, _ out: UnsafeMutablePointer<UInt8>, _ count: Int
    ) {
        guard let truths = table.baseAddress else { return }
        for i in 0..<count { out[i] = truths[Int(codes[i])] }
    }

    /// Rows whose text has (or has not) one code: the fast way for `= 'text'`.
    package static func matches(_ column: Column, code: Int, negated: Bool) -> Column {
        guard case .codes(let buffer, let width, _) = column.storage else { return .repeating(.missing, type: .boolean, count: column.count) }
        let hit: UInt8 = negated ? 0 : 2
        return Column.makeTruths(column.count) { out in
            switch width {
            case .one: match(buffer.pointer(to: UInt8.self) + column.start, UInt8(truncatingIfNeeded: code), hit, out, column.count)
            case .two: match(buffer.pointer(to: UInt16.self) + column.start, UInt16(truncatingIfNeeded: code), hit, out, column.count)
            case .four, .eight: match(buffer.pointer(to: Int32.self) + column.start, Int32(truncatingIfNeeded: code), hit, out, column.count)
            }
        }
    }

    @inline(__always)
    private static func match<T: FixedWidthInteger>(_ codes: UnsafePointer<T>, _ code: T, _ hit: UInt8, _ out: UnsafeMutablePointer<UInt8>, _ count: Int) {
        for i in 0..<count { out[i] = codes[i] == 0 ? 1 : codes[i] == code ? hit : 2 - hit }
    }
}
