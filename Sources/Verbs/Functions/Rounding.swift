import Tables

/// Rounding to decimals, half away from zero, as spreadsheets and SQL's numeric type do it.
enum Rounding {
    /// Decimals that can be asked for, on either side of the point.
    static let decimals = -15...15

    /// An integer to the nearest multiple of 10^digits, in units of 10^digits; nil beyond 64 bits.
    static func dropping(_ digits: Int, of units: Int64) -> Int64? {
        if digits <= 0 { return known(units) }
        // Half of 10^19 is a 64-bit integer, half of 10^20 is not.
        if digits > 18 { return digits == 19 && units.magnitude >= 5_000_000_000_000_000_000 ? units.signum() : 0 }
        let divisor = integerPowerOfTen(digits)
        let (quotient, rest) = units.quotientAndRemainder(dividingBy: divisor)
        return rest.magnitude >= divisor.magnitude / 2 ? quotient + units.signum() : quotient
    }

    /// An integer at `scale` decimals rounded to fewer, still at its scale; nil beyond 64 bits.
    static func nearest(_ units: Int64, scale: Int, decimals: Int) -> Int64? {
        let digits = scale - decimals
        guard digits > 0, let quotient = dropping(digits, of: units) else { return units }
        if quotient == 0 { return 0 }
        if digits > 18 { return nil }
        let (product, overflow) = quotient.multipliedReportingOverflow(by: integerPowerOfTen(digits))
        return overflow ? nil : known(product)
    }

    /// Units at one scale brought to another; nil beyond 64 bits.
    static func rescaled(_ units: Int64, from: Int, to: Int) -> Int64? {
        if from >= to { return dropping(from - to, of: units) }
        let (product, overflow) = units.multipliedReportingOverflow(by: integerPowerOfTen(to - from))
        return overflow ? nil : known(product)
    }

    /// The nearest whole number; nil beyond 64 bits.
    static func whole(_ number: Double) -> Int64? {
        let rounded = number.rounded(.toNearestOrAwayFromZero)
        return abs(rounded) < 0x1p63 ? Int64(rounded) : nil
    }

    /// The least integer stands for missing in a column, so that it is no value.
    fileprivate static func known(_ number: Int64?) -> Int64? { number == .min ? nil : number }
}

extension Rounding {
    /// The greatest multiple of a positive step that is not above the number; nil beyond 64 bits.
    static func down(_ number: Int64, to step: Int64) -> Int64? {
        let rest = number % step
        let (result, overflow) = number.subtractingReportingOverflow(rest < 0 ? rest + step : rest)
        return overflow ? nil : known(result)
    }
}

/// Doubles rounded to so many decimals, negative ones left of the point.
struct DecimalRounding {
    private let power: Double
    private let isFraction: Bool

    init(_ decimals: Int) {
        power = powerOfTen(abs(decimals))
        isFraction = decimals >= 0
    }

    /// The number rounded as the decimal it is written as: 2.675 to two decimals is 2.68, although the double nearest
    /// to 2.675 lies a little below it.
    ///
    /// A number is rounded up from the double nearest to the middle between its neighbours on. That double is exact but
    /// for one rounding, since n + ½ and 10^decimals are both exact. From 2^52 units on, a double has no digits left
    /// to round.
    func nearest(_ number: Double) -> Double {
        let size = number.magnitude
        let scaled = isFraction ? size * power : size / power
        guard scaled < 0x1p52 else { return number }
        let below = scaled.rounded(.down)
        let result = value(size >= value(below + 0.5) ? below + 1 : below)
        return number < 0 && result > 0 ? -result : result
    }

    private func value(_ units: Double) -> Double { isFraction ? units / power : units * power }
}
