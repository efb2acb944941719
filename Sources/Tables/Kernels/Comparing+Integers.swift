/// Comparisons of whole numbers, days and money: exact, whatever the size of the cells and the scales of both sides.
/// As doubles, whole numbers beyond 2^53 would equal their neighbours.
extension Comparing {
    /// Both columns hold integers.
    static func integers(_ op: Comparison, _ a: Column, _ b: Column) -> Column {
        let count = a.count
        let left = a.integers()
        let right = b.integers()
        let x = left.pointer(to: Int64.self)
        let y = right.pointer(to: Int64.self)
        if a.type.scale == b.type.scale {
            return Column.makeTruths(count) { out in
                for i in 0..<count { out[i] = x[i] == .min || y[i] == .min ? 1 : test(op, x[i], y[i]) }
            }
        }
        let p = Int128(integerPowerOfTen(b.type.scale - a.type.scale))
        let q = Int128(integerPowerOfTen(a.type.scale - b.type.scale))
        return Column.makeTruths(count) { out in
            for i in 0..<count { out[i] = x[i] == .min || y[i] == .min ? 1 : test(op, Int128(x[i]) * p, Int128(y[i]) * q) }
        }
    }

    /// A column against `units` × 10^-`scale`: a whole number, a day, an amount.
    package static func compare(_ op: Comparison, _ column: Column, with units: Int64, scale: Int) -> Column {
        guard case .integers(let buffer, let width) = column.storage else {
            return compare(op, column, with: Double(units) / powerOfTen(scale))
        }
        return integers(op, column, buffer, width, Threshold(units, scale: scale, at: column.type.scale))
    }

    static func integers(_ op: Comparison, _ column: Column, _ buffer: Buffer, _ width: Width, _ threshold: Threshold) -> Column {
        Column.makeTruths(column.count) { out in
            switch width {
            case .one: integers(op, buffer.pointer(to: Int8.self) + column.start, threshold, out, column.count)
            case .two: integers(op, buffer.pointer(to: Int16.self) + column.start, threshold, out, column.count)
            case .four: integers(op, buffer.pointer(to: Int32.self) + column.start, threshold, out, column.count)
            case .eight: integers(op, buffer.pointer(to: Int64.self) + column.start, threshold, out, column.count)
            }
        }
    }

    private static func integers<T: FixedWidthInteger & SignedInteger>(
        _ op: Comparison, _ x: UnsafePointer<T>, _ threshold: Threshold, _ out: UnsafeMutablePointer<UInt8>, _ count: Int
    ) {
        // x < 2.5 is x <= 2; x <= 2.5 is x <= 2; x > 2.5 is x > 2; x >= 2.5 is x > 2.
        var op = op
        if !threshold.isExact {
            switch op {
            case .equal: return constant(x, 0, out, count)
            case .notEqual: return constant(x, 2, out, count)
            case .less, .lessOrEqual: op = .lessOrEqual
            case .greater, .greaterOrEqual: op = .greater
            }
        }
        if threshold.floor > Int128(T.max) {
            return constant(x, op == .less || op == .lessOrEqual || op == .notEqual ? 2 : 0, out, count)
        }
        // The least integer of a width stands for a missing cell.
        if threshold.floor <= Int128(T.min) {
            return constant(x, op == .greater || op == .greaterOrEqual || op == .notEqual ? 2 : 0, out, count)
        }
        let y = T(truncatingIfNeeded: threshold.floor)
        // Each case is a loop of its own, so that each becomes vector instructions.
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
}

/// Where a number stands among integers: the greatest that is not above it, and whether it is that integer.
struct Threshold {
    let floor: Int128
    let isExact: Bool

    /// `units` × 10^-`scale` among counts of 10^-`wanted`.
    init(_ units: Int64, scale: Int, at wanted: Int) {
        // At most 2^63 × 10^18 < 2^123.
        let scaled = Int128(units) * Int128(integerPowerOfTen(wanted - scale))
        let (quotient, rest) = scaled.quotientAndRemainder(dividingBy: Int128(integerPowerOfTen(scale - wanted)))
        floor = rest < 0 ? quotient - 1 : quotient
        isExact = rest == 0
    }

    /// A double, exactly; nil when it is not finite.
    init?(_ number: Double) {
        guard number.isFinite else { return nil }
        let whole = number.rounded(.down)
        isExact = whole == number
        // Beyond all that 64 bits hold, how far does not matter.
        floor = Int128(min(max(whole, -1e30), 1e30))
    }
}
