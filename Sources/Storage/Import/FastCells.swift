// The commonest forms of cells, read without branches on each byte. Whatever these do not take, `CellReading` reads
// with the same result. Eight bytes must be readable behind every cell.

/// `-?[1-9][0-9]*` or `0`, up to 16 digits.
@inline(__always)
func fastWhole(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int64? {
    let isNegative = text[0] == 0x2D
    let digits = isNegative ? text + 1 : text
    let count = isNegative ? length - 1 : length
    guard count >= 1, count <= 16, digits[0] != 0x30 || count == 1 else { return nil }
    var value: UInt64
    if count <= 8 {
        guard let low = eightDigits(word(digits), count) else { return nil }
        value = low
    } else {
        guard let high = eightDigits(word(digits), 8), let low = eightDigits(word(digits + 8), count - 8) else { return nil }
        value = high &* integerPowers[count - 8] &+ low
    }
    return isNegative ? -Int64(truncatingIfNeeded: value) : Int64(truncatingIfNeeded: value)
}

/// `-?digits` or `-?digits.digits` of up to 15 digits, without a leading 0 before others.
@inline(__always)
func fastDecimal(_ text: UnsafePointer<UInt8>, _ length: Int) -> (value: Double, hasPoint: Bool)? {
    let isNegative = text[0] == 0x2D
    let start = isNegative ? text + 1 : text
    let count = isNegative ? length - 1 : length
    guard count >= 1, count <= 16 else { return nil }
    var mantissa: UInt64 = 0
    var point = -1
    for i in 0..<count {
        let digit = start[i] &- 0x30
        if digit < 10 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
        } else if start[i] == 0x2E, point < 0 {
            point = i
        } else {
            return nil
        }
    }
    let integerDigits = point < 0 ? count : point
    guard integerDigits >= 1, start[0] != 0x30 || integerDigits == 1, mantissa < 1 << 53 else { return nil }
    let fraction = point < 0 ? 0 : count - 1 - point
    let value = Double(mantissa) / doublePower(fraction)
    return (isNegative ? -value : value, point >= 0)
}

/// `YYYY-MM-DD`.
@inline(__always)
func fastDate(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int64? {
    guard length == 10 else { return nil }
    // YYYY-MM-, then -DD: the digits are gathered into YYYYMMDD.
    let first = word(text)
    let last = word(text + 2)
    guard first & 0xFF00_00FF_0000_0000 == 0x2D00_002D_0000_0000 else { return nil }
    let year = first & 0xFFFF_FFFF
    let month = first >> 40 & 0xFFFF
    let day = last >> 48
    guard let number = eightDigits(year | month << 32 | day << 48, 8) else { return nil }
    return dayNumber(Int(number / 10_000), Int(number / 100 % 100), Int(number % 100))
}

/// Days since 1970-01-01 of a day in the years 1 to 9999; nil when there is none. (Hinnant, `days_from_civil`.)
@inline(__always)
private func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int64? {
    guard year >= 1, month >= 1, month <= 12, day >= 1, day <= 31 else { return nil }
    if day > 28, day > monthLength(year, month) { return nil }
    let y = UInt32(truncatingIfNeeded: month <= 2 ? year - 1 : year)
    let m = UInt32(truncatingIfNeeded: month > 2 ? month - 3 : month + 9)
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * m + 2) / 5 + UInt32(truncatingIfNeeded: day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra) - 719_468
}

private func monthLength(_ year: Int, _ month: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

@inline(__always)
private func word(_ text: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt64.self))
}

/// The number that the first `count` (1 to 8) bytes of a word write; nil when one is no digit.
/// (Lemire, “Quickly parsing eight digits”.)
@inline(__always)
private func eightDigits(_ word: UInt64, _ count: Int) -> UInt64? {
    // Zero bytes in front stand for leading zeros.
    var v = (word ^ 0x3030_3030_3030_3030) << UInt64(64 - 8 * count)
    if (v | (v &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 != 0 { return nil }
    v = (v &* 10) &+ (v >> 8)
    let low = (v & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((v >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) >> 32
}

private let integerPowers: [UInt64] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000]

/// 10^n for n from 0 to 15.
@inline(__always)
private func doublePower(_ n: Int) -> Double { exactPowersOfTen[n] }
