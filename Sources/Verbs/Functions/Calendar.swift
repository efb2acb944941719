import Engine
import Syntax
import Tables

/// What the date functions work out.
enum Calendar {
    /// The day of a date cell; nil outside years 1 to 9999, which arithmetic on dates may reach.
    static func day(_ number: Int64) -> Day? {
        guard number >= Int64(Day.earliest.number), number <= Int64(Day.latest.number) else { return nil }
        return Day(number: Int32(number))
    }

    /// The week by ISO 8601: that of the year which its Thursday lies in.
    static func week(_ day: Day) -> Int {
        let thursday = Int(day.number) + 4 - day.weekday
        let year = Day(number: Int32(clamping: thursday)).year
        guard let first = Day(year: year, month: 1, day: 1) else { return 52 }
        return (thursday - Int(first.number)) / 7 + 1
    }

    static func monthEnd(_ day: Day) -> Day {
        let (year, month, date) = day.parts
        return day.adding(days: Day.length(year: year, month: month) - date)
    }

    /// Whole months from one day to another: the most that added to the first do not pass the second.
    static func months(_ start: Day, _ end: Day) -> Int {
        if end < start { return -months(end, start) }
        let (from, to) = (start.parts, end.parts)
        let months = (to.year - from.year) * 12 + to.month - from.month
        let lastDay = Day.length(year: to.year, month: to.month)
        return to.day < min(from.day, lastDay) ? months - 1 : months
    }

    /// A text for each date by its period, made once for each period.
    static func labels(
        _ column: Column, of period: ((year: Int, month: Int, day: Int)) -> Int, _ label: (Int) -> String
    ) -> Column {
        let days = column.integers()
        let x = days.pointer(to: Int64.self)
        var collector = TextCollector()
        var known: [Int: Int32] = [:]
        var last: (period: Int, code: Int32) = (.min, 0)
        var codes = [Int32](repeating: 0, count: column.count)
        for row in 0..<column.count {
            guard let day = day(x[row]) else { continue }
            let period = period(day.parts)
            if period != last.period {
                let code = known[period] ?? collector.code(for: label(period))
                known[period] = code
                last = (period, code)
            }
            codes[row] = last.code
        }
        return Inputs.texts(codes, collector)
    }

    /// Dates of year, month and day; missing where there is no such day.
    static func dates(_ inputs: Inputs) -> Column {
        let columns = (0..<3).map { inputs.column($0).doubles() }
        let parts = columns.map { $0.buffer.pointer(to: Double.self) + $0.start }
        return Column.makeIntegers(.date, inputs.rows) { out in
            for row in 0..<inputs.rows {
                let day: Day? =
                    if let year = Int(exactly: parts[0][row]), let month = Int(exactly: parts[1][row]), let day = Int(exactly: parts[2][row]) {
                        Day(year: year, month: month, day: day)
                    } else { nil }
                out[row] = day.map { Int64($0.number) } ?? .min
            }
        }
    }
}
