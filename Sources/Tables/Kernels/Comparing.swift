import Diagnostics

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
    /// Columns of comparable types (the binder sees to it): numbers as doubles or, when both are integers at one
    /// scale, as integers; texts by code point; dates; booleans with false before true.
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
        if case .integers = a.storage, case .integers = b.storage, scale(a.type) == scale(b.type) {
            let left = a.integers()
            let right = b.integers()
            let x = left.pointer(to: Int64.self)
            let y = right.pointer(to: Int64.self)
            return Column.makeTruths(count) { out in
                for i in 0..<count { out[i] = x[i] == .min || y[i] == .min ? 1 : test(op, x[i], y[i]) }
            }
        }
        let (left, leftStart) = a.doubles()
        let (right, rightStart) = b.doubles()
        let x = left.pointer(to: Double.self) + leftStart
        let y = right.pointer(to: Double.self) + rightStart
        return Column.makeTruths(count) { out in
            for i in 0..<count { out[i] = x[i].isNaN || y[i].isNaN ? 1 : test(op, x[i], y[i]) }
        }
    }

    private static func scale(_ type: ColumnType) -> Int { if case .money(_, let scale) = type { scale } else { 0 } }

    @inline(__always)
    private static func test<T: Comparable>(_ op: Comparison, _ x: T, _ y: T) -> UInt8 {
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

    /// A numeric, date or boolean column against one number (money and dates in their own units as a double).
    package static func compare(_ op: Comparison, _ column: Column, with number: Double) -> Column {
        let count = column.count
        if number.isNaN { return .repeating(.missing, type: .boolean, count: count) }
        switch column.storage {
        case .doubles(let buffer):
            let x = buffer.pointer(to: Double.self) + column.start
            return Column.makeTruths(count) { out in doubles(op, x, number, out, count) }
        case .integers(let buffer, let width):
            // Money compares as the double nearest its amount, so that 12.34 equals 12.34.
            if case .money(_, let scale) = column.type, scale > 0 {
                let (wide, start) = column.doubles()
                let x = wide.pointer(to: Double.self) + start
                return Column.makeTruths(count) { out in doubles(op, x, number, out, count) }
            }
            return Column.makeTruths(count) { out in
                switch width {
                case .one: integers(op, buffer.pointer(to: Int8.self) + column.start, number, out, count)
                case .two: integers(op, buffer.pointer(to: Int16.self) + column.start, number, out, count)
                case .four: integers(op, buffer.pointer(to: Int32.self) + column.start, number, out, count)
                case .eight: integers(op, buffer.pointer(to: Int64.self) + column.start, number, out, count)
                }
            }
        case .truths, .codes: return .repeating(.missing, type: .boolean, count: count)
        }
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

    /// Integers against a number that may lie between or beyond them: brought to an integer bound of the width first.
    private static func integers<T: FixedWidthInteger & SignedInteger>(
        _ op: Comparison, _ x: UnsafePointer<T>, _ number: Double, _ out: UnsafeMutablePointer<UInt8>, _ count: Int
    ) {
        let whole = number.rounded(.down)
        let exact = whole == number
        // x < 2.5 is x <= 2; x <= 2.5 is x <= 2; x > 2.5 is x > 2; x >= 2.5 is x > 2.
        var op = op
        if !exact {
            switch op {
            case .equal: return constant(x, 0, out, count)
            case .notEqual: return constant(x, 2, out, count)
            case .less, .lessOrEqual: op = .lessOrEqual
            case .greater, .greaterOrEqual: op = .greater
            }
        }
        if whole >= Double(T.max) + (MemoryLayout<T>.size < 8 ? 1 : 0) {
            return constant(x, op == .less || op == .lessOrEqual || op == .notEqual ? 2 : 0, out, count)
        }
        if whole <= Double(T.min) {
            return constant(x, op == .greater || op == .greaterOrEqual || op == .notEqual ? 2 : 0, out, count)
        }
        let y = T(whole)
        switch op {
        case .equal: for i in 0..<count { out[i] = x[i] == T.min ? 1 : x[i] == y ? 2 : 0 }
        case .notEqual: for i in 0..<count { out[i] = x[i] == T.min ? 1 : x[i] != y ? 2 : 0 }
        case .less: for i in 0..<count { out[i] = x[i] == T.min ? 1 : x[i] < y ? 2 : 0 }
        case .lessOrEqual: for i in 0..<count { out[i] = x[i] == T.min ? 1 : x[i] <= y ? 2 : 0 }
        case .greater: for i in 0..<count { out[i] = x[i] == T.min ? 1 : x[i] > y ? 2 : 0 }
        case .greaterOrEqual: for i in 0..<count { out[i] = x[i] == T.min ? 1 : x[i] >= y ? 2 : 0 }
        }
    }

    private static func constant<T: FixedWidthInteger>(_ x: UnsafePointer<T>, _ truth: UInt8, _ out: UnsafeMutablePointer<UInt8>, _ count: Int) {
        for i in 0..<count { out[i] = x[i] == T.min ? 1 : truth }
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
