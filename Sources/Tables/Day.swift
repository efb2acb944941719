/// A calendar day of the proleptic Gregorian calendar, as days since 1970-01-01. No time, no zone.
/// Conversions after Howard Hinnant, “chrono-compatible low-level date algorithms”.
package struct Day: Hashable, Comparable, Sendable {
    package var number: Int32

    package init(number: Int32) { self.number = number }

    /// Nil when the three do not name a day from year 1 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Day.length(year: year, month: month)
        else { return nil }
        self.init(number: Day.number(year: year, month: month, day: day))
    }

    package static let earliest = Day(number: number(year: 1, month: 1, day: 1))
    package static let latest = Day(number: number(year: 9999, month: 12, day: 31))

    package static func < (a: Day, b: Day) -> Bool { a.number < b.number }

    private static func number(year: Int, month: Int, day: Int) -> Int32 {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int32(era * 146_097 + dayOfEra - 719_468)
    }

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

    package var year: Int { parts.year }
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    package var weekday: Int { (Int(number) + 3) %% 7 + 1 }

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
        let (year, month, day) = parts
        func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
        let y = String(year)
        return String(repeating: "0", count: max(0, 4 - y.count)) + y + "-" + two(month) + "-" + two(day)
    }

    /// Reads exactly `YYYY-MM-DD`.
    package init?(iso text: some Collection<UInt8>) {
        let b = Array(text.prefix(11))
        guard b.count == 10, b[4] == 45, b[7] == 45 else { return nil }
        var digits = [Int](repeating: 0, count: 10)
        for i in [0, 1, 2, 3, 5, 6, 8, 9] {
            guard (48...57).contains(b[i]) else { return nil }
            digits[i] = Int(b[i]) - 48
        }
        self.init(
            year: digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3], month: digits[5] * 10 + digits[6],
            day: digits[8] * 10 + digits[9])
    }
}

infix operator %% : MultiplicationPrecedence

/// The remainder that is never negative, for a positive divisor.
package func %% (a: Int, b: Int) -> Int {
    let r = a % b
    return r < 0 ? r + b : r
}
