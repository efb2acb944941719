import Diagnostics


/// How the decimals or percents of one column are written: all with the same number of digits after the point.
///
/// The digits are those that the values need, up to a limit set by the largest: 2 from 1,000 on, 3 from 100, 4 from
/// 1, and 6 below 1 (more where zeros lead). Percents have one digit, two when a share under 1% needs them. So
/// 1,223.72, 646.1, 4.54 and 0.631501 look as typed, and 0.1 + 0.2 is 0.3. A value that would read as zero without
/// being zero is written with its own first two digits instead: one of a thousandth of a percent must neither vanish
/// nor give a whole column four digits more. From 10^15 and under 10^-6: `1.5e-7`.
package struct NumberFormat: Sendable, Equatable {
    /// Digits after the point.
    package let decimals: Int
    /// True when 0.2 is written as 20%.
    package let isPercent: Bool

    /// `decimals` digits after the point whatever the numbers are; 0 to 18.
    package init(decimals: Int, isPercent: Bool = false) {
        self.decimals = decimals
        self.isPercent = isPercent
    }

    /// The format that suits a column of these numbers; what is not finite does not count.
    package init(for numbers: some Sequence<Double>, isPercent: Bool = false) {
        let shift = isPercent ? 2 : 0
        let known = numbers.filter { $0.isFinite && !isExtreme($0, isPercent) }
        let limit = isPercent ? percentLimit(known) : decimalLimit(known.reduce(0) { max($0, $1.magnitude) })
        let needed = known.reduce(0) { max($0, neededDecimals($1, limit: limit, shift: shift)) }
        // Beside a share that two digits do not show, others are as close as they can be.
        let isTiny = isPercent && known.contains { $0 != 0 && scaled($0, places: 4) == 0 }
        self.init(decimals: isTiny ? 2 : needed, isPercent: isPercent)
    }

    /// The number as text; `—` for what is not finite.
    package func text(_ number: Double) -> String {
        guard (number * (isPercent ? 100 : 1)).isFinite else { return missingSign }
        let shift = isPercent ? 2 : 0
        let unit = isPercent ? "%" : ""
        let minus = number < 0 ? "-" : ""
        if isExtreme(number, isPercent) {
            return minus + scientific(number.magnitude * (isPercent ? 100 : 1)) + unit
        }
        var places = decimals
        var digits = scaled(number, places: places + shift) ?? 0
        if digits == 0, number != 0 {
            places = ownDecimals(number, shift: shift)
            digits = scaled(number, places: places + shift) ?? 0
        }
        return (digits == 0 ? "" : minus) + fixed(digits, decimals: places) + unit
    }
}

/// What stands for a missing value on screen.
package let missingSign = "—"

/// Money with its sign first, its currency, thousands and all digits of its scale: `-£12.50`, `CHF 12.00`.
package func moneyText(_ money: Money) -> String {
    let amount = fixed(UInt128(money.units.magnitude), decimals: max(0, money.scale))
    return (money.units < 0 ? "-" : "") + money.currency.prefix + amount
}

/// Money that is known as a double only, as in a chart.
package func moneyText(_ amount: Double, currency: Currency, scale: Int) -> String {
    let text = NumberFormat(decimals: scale).text(amount.magnitude)
    if text == missingSign { return text }
    return (amount < 0 ? "-" : "") + currency.prefix + text
}

// MARK: - Rules

private func isExtreme(_ number: Double, _ isPercent: Bool) -> Bool {
    let shown = number.magnitude * (isPercent ? 100 : 1)
    return shown >= 1e15 || (shown < 1e-6 && number != 0)
}

private func decimalLimit(_ largest: Double) -> Int {
    switch largest {
    case 1000...: 2
    case 100...: 3
    case 1...: 4
    case 1e-3...: 6
    case 1e-4...: 7
    case 1e-5...: 8
    default: 9
    }
}

private func percentLimit(_ shares: [Double]) -> Int {
    let needsTwo = shares.contains { $0.magnitude < 0.01 && (scaled($0, places: 4) ?? 0) % 10 != 0 }
    return needsTwo ? 2 : 1
}

private func neededDecimals(_ number: Double, limit: Int, shift: Int) -> Int {
    guard var digits = scaled(number, places: limit + shift) else { return 0 }
    var decimals = limit
    while decimals > 0, digits % 10 == 0 {
        digits /= 10
        decimals -= 1
    }
    return decimals
}

/// The decimals that show the first two digits of a small number, less a closing zero.
private func ownDecimals(_ number: Double, shift: Int) -> Int {
    var decimals = 1
    while decimals < 12, (scaled(number, places: decimals + shift) ?? 10) < 10 { decimals += 1 }
    return neededDecimals(number, limit: decimals, shift: shift)
}

// MARK: - Digits

/// |number| × 10^places, rounded from the double's exact value, half to even (as C's `printf` does). `places` is 0
/// to 20. Nil when the number is not finite or 10^18 and more.
private func scaled(_ number: Double, places: Int) -> UInt128? {
    guard number.magnitude < 1e18, (0...20).contains(places) else { return nil }
    let isSubnormal = number.exponentBitPattern == 0
    let significand = number.significandBitPattern | (isSubnormal ? 0 : 1 << 52)
    let exponent = Int(number.exponentBitPattern) - 1075 + (isSubnormal ? 1 : 0)
    // At most 2^53 × 10^20 < 2^120.
    let product =
        UInt128(significand) * UInt128(integerPowerOfTen(places / 2)) * UInt128(integerPowerOfTen(places - places / 2))
    // At most 7 here, as the number is under 2^60.
    if exponent >= 0 { return product.leadingZeroBitCount >= exponent ? product << UInt128(exponent) : nil }
    let shift = -exponent
    guard shift < 128 else { return 0 }
    let quotient = product >> UInt128(shift)
    let rest = product - (quotient << UInt128(shift))
    let half = UInt128(1) << UInt128(shift - 1)
    return rest > half || (rest == half && quotient % 2 == 1) ? quotient + 1 : quotient
}

/// Digits with a point before the last `decimals` of them and thousands separators.
private func fixed(_ digits: UInt128, decimals: Int) -> String {
    var text = String(digits)
    text = String(repeating: "0", count: max(0, decimals + 1 - text.utf8.count)) + text
    if decimals == 0 { return groupedDigits(text) }
    return groupedDigits(String(text.dropLast(decimals))) + "." + text.suffix(decimals)
}

/// Five significant digits at most, `1.2346e15`.
private func scientific(_ magnitude: Double) -> String {
    guard magnitude.isFinite else { return missingSign }
    let parts = magnitude.description.split(separator: "e")
    var mantissa = parts.first.flatMap { Double($0) } ?? 0
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    while mantissa >= 9.99995 {
        mantissa /= 10
        exponent += 1
    }
    let decimals = neededDecimals(mantissa, limit: 4, shift: 0)
    return fixed(scaled(mantissa, places: decimals) ?? 0, decimals: decimals) + "e\(exponent)"
}
