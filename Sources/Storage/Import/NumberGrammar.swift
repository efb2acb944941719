/// A decimal number as it stands in a file, before anyone decides what it becomes.
///
/// Grammar: `[+-] digits [. digits] [(e|E) [+-] digits]`, with commas between groups of three digits if at all
/// (`1,234,567.5`); with a decimal comma points and commas change places (`1.234.567,5`). No `nan`, no `inf`, no
/// hexadecimal.
package struct NumberText {
    var isNegative = false
    var hasPlus = false
    /// All digits as one whole number; meaningless when `isLong`.
    var mantissa: UInt64 = 0
    /// More digits than 64 bits hold.
    var isLong = false
    var integerDigits = 0
    var fractionDigits = 0
    /// The first of several digits before the point is 0, as in a code.
    var hasLeadingZero = false
    var hasPoint = false
    var exponent: Int?
    private let text: UnsafeBufferPointer<UInt8>

    /// Nil when the text is not exactly one number.
    package init?(_ text: UnsafeBufferPointer<UInt8>, decimalComma: Bool = false) {
        self.text = text
        let (point, separator): (UInt8, UInt8) = decimalComma ? (0x2C, 0x2E) : (0x2E, 0x2C)
        var at = 0
        if at < text.count, text[at] == 0x2D || text[at] == 0x2B {
            isNegative = text[at] == 0x2D
            hasPlus = !isNegative
            at += 1
        }
        let firstDigit = at
        guard let afterInteger = readInteger(from: at, separator) else { return nil }
        at = afterInteger
        hasLeadingZero = integerDigits > 1 && text[firstDigit] == 0x30
        if at < text.count, text[at] == point {
            hasPoint = true
            at += 1
            while at < text.count, let digit = digitValue(text[at]) {
                take(digit)
                fractionDigits += 1
                at += 1
            }
        }
        guard integerDigits + fractionDigits > 0 else { return nil }
        if at < text.count, text[at] | 0x20 == 0x65 {
            guard let after = readExponent(from: at + 1) else { return nil }
            at = after
        }
        guard at == text.count else { return nil }
    }

    private mutating func take(_ digit: UInt64) {
        let (tenfold, overflow) = mantissa.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tenfold.addingReportingOverflow(digit)
        mantissa = sum
        if overflow || carry { isLong = true }
    }

    /// Digits, in groups of three after the first separator. Returns where they end.
    private mutating func readInteger(from start: Int, _ separator: UInt8) -> Int? {
        var at = start
        var sinceSeparator = -1
        while at < text.count {
            if let digit = digitValue(text[at]) {
                take(digit)
                integerDigits += 1
                if sinceSeparator >= 0 { sinceSeparator += 1 }
            } else if text[at] == separator {
                guard sinceSeparator < 0 ? (1...3).contains(integerDigits) : sinceSeparator == 3 else { return nil }
                sinceSeparator = 0
            } else {
                break
            }
            at += 1
        }
        return sinceSeparator < 0 || sinceSeparator == 3 ? at : nil
    }

    private mutating func readExponent(from start: Int) -> Int? {
        var at = start
        var sign = 1
        if at < text.count, text[at] == 0x2D || text[at] == 0x2B {
            sign = text[at] == 0x2D ? -1 : 1
            at += 1
        }
        let first = at
        var value = 0
        while at < text.count, let digit = digitValue(text[at]) {
            value = min(99_999, value * 10 + Int(digit))
            at += 1
        }
        exponent = sign * value
        return at > first ? at : nil
    }

    /// The nearest double of the number times 10^`shift`, ties to even; nil when it is beyond the doubles.
    ///
    /// A mantissa below 2^53 and a power of ten up to 10^22 are both exact, so that one division or multiplication
    /// rounds once (Clinger's fast path). The rest goes through the standard library's correctly rounding reader.
    package func double(shift: Int = 0) -> Double? {
        let power = (exponent ?? 0) - fractionDigits + shift
        if !isLong, mantissa < 1 << 53, abs(power) <= 22 {
            let digits = Double(mantissa)
            let magnitude = power < 0 ? digits / exactPowersOfTen[-power] : digits * exactPowersOfTen[power]
            return isNegative ? -magnitude : magnitude
        }
        var digits: [UInt8] = isNegative ? [0x2D] : []
        for byte in text {
            if byte | 0x20 == 0x65 { break }
            if digitValue(byte) != nil { digits.append(byte) }
        }
        let plain = String(decoding: digits, as: UTF8.self) + "e\(power)"
        guard let value = Double(plain), value.isFinite else { return nil }
        return value
    }

    /// The number as a whole count; nil with a point or an exponent, or beyond 64 bits.
    var whole: Int64? {
        guard !hasPoint, exponent == nil else { return nil }
        return units
    }

    /// Digits after the point, where an exact amount can have as many.
    package var decimals: Int? { exponent == nil && fractionDigits <= 9 ? fractionDigits : nil }

    /// All digits, the point left out; nil beyond 64 bits.
    package var units: Int64? {
        guard !isLong, let value = Int64(exactly: mantissa) else { return nil }
        return isNegative ? -value : value
    }
}

/// 10^0 … 10^22, which doubles hold exactly.
let exactPowersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
]

@inline(__always)
func digitValue(_ byte: UInt8) -> UInt64? {
    let value = byte &- 0x30
    return value < 10 ? UInt64(value) : nil
}

/// The text without blanks (space, tab) at its ends.
@inline(__always)
package func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var (start, end) = (0, text.count)
    while start < end, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
    while end > start, text[end - 1] == 0x20 || text[end - 1] == 0x09 { end -= 1 }
    return UnsafeBufferPointer(rebasing: text[start..<end])
}
