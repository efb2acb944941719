/// A calendar day of the proleptic Gregorian calendar, as days since 1970-01-01. No time, no zone.
/// Conversions after Howard Hinnant, “chrono-compatible low-level date algorithms”.
package struct Day: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01, negative before.
    package var number: Int32

    /// Not checked: the number may lie outside years 1–9999.
    package init(number: Int32) { self.number = number }

    /// Nil when the three do not name a day from year 1 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Day.length(year: year, month: month)
        else { return nil }
        self.init(number: Day.number(year: year, month: month, day: day))
    }

    /// 0001-01-01, the first day that input may name.
    package static let earliest = Day(number: number(year: 1, month: 1, day: 1))
    /// 9999-12-31, the last.
    package static let latest = Day(number: number(year: 9999, month: 12, day: 31))

    /// Earlier comes first.
    package static func < (a: Day, b: Day) -> Bool { a.number < b.number }

    private static func number(year: Int, month: Int, day: Int) -> Int32 {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// Month and day from 1.
    package var parts: (year: Int, month: Int, day: Int) {
        let z = Int(number) + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted + (shifted < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// The calendar year.
    package var year: Int { parts.year }
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    package var weekday: Int { (Int(number) + 3) %% 7 + 1 }

    /// Days of a month, 28 to 31; the month is not checked.
    package static func length(year: Int, month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The same day `months` later; the last day of the month where that month is shorter. Clamped to years 1–9999.
    package func adding(months: Int) -> Day {
        let (year, month, day) = parts
        let total = year * 12 + (month - 1) + min(max(months, -200_000), 200_000)
        let (newYear, newMonth) = (total / 12, total % 12 + 1)
        if total < 12 { return .earliest }
        if newYear > 9999 { return .latest }
        return Day(number: Day.number(year: newYear, month: newMonth, day: min(day, Day.length(year: newYear, month: newMonth))))
    }

    /// Clamped to years 1–9999.
    package func adding(days: Int) -> Day {
        let sum = Int(number) + min(max(days, -4_000_000), 4_000_000)
        return Day(number: Int32(min(max(sum, Int(Day.earliest.number)), Int(Day.latest.number))))
    }

    /// ISO 8601, `2026-03-31`.
    package var text: String {
        if self >= .earliest, self <= .latest { return String(unsafeUninitializedCapacity: 10) { writeText(to: $0) } }
        let (year, month, day) = parts
        func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
        let y = String(year)
        return String(repeating: "0", count: max(0, 4 - y.count)) + y + "-" + two(month) + "-" + two(day)
    }

    /// Writes the text of a day from year 1 to 9999 into room for 10 bytes, and returns that count.
    package func writeText(to room: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let (year, month, day) = parts
        func digit(_ n: Int) -> UInt8 { UInt8(truncatingIfNeeded: 48 + n % 10) }
        (room[0], room[1], room[2], room[3]) = (digit(year / 1000), digit(year / 100), digit(year / 10), digit(year))
        (room[4], room[5], room[6]) = (45, digit(month / 10), digit(month))
        (room[7], room[8], room[9]) = (45, digit(day / 10), digit(day))
        return 10
    }

    /// Reads exactly `YYYY-MM-DD`.
    package init?(iso text: some Collection<UInt8>) {
        var (year, month, day, at) = (0, 0, 0, 0)
        for byte in text {
            let digit = Int(byte) - 48
            guard at < 10, at == 4 || at == 7 ? byte == 45 : (0...9).contains(digit) else { return nil }
            switch at {
            case 0...3: year = year * 10 + digit
            case 5, 6: month = month * 10 + digit
            case 8, 9: day = day * 10 + digit
            default: break
            }
            at += 1
        }
        guard at == 10 else { return nil }
        self.init(year: year, month: month, day: day)
    }
}

infix operator %% : MultiplicationPrecedence

/// The remainder that is never negative, for a positive divisor.
package func %% (a: Int, b: Int) -> Int {
    let r = a % b
    return r < 0 ? r + b : r
}
