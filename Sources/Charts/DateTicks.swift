import Tables

/// Days that people count from along an axis of dates: of years, quarters, months, weeks or days.
package struct DateTicks: Sendable {
    /// Days' numbers, rising.
    package let values: [Double]
    private let form: Form

    private enum Form { case years, months, days }

    /// Ticks from `low` to `high`, two days' numbers; at most about `count`.
    package init(from low: Double, to high: Double, count: Int) {
        let (first, last) = (day(low), day(high))
        let count = max(1, count)
        let days = Int(last.number) - Int(first.number)
        let months = (last.parts.year - first.parts.year) * 12 + last.parts.month - first.parts.month
        if days <= count * 7 {
            form = .days
            let step = [1, 2, 7].first { days / $0 <= count } ?? 7
            // Weeks begin on Monday.
            let start = step == 7 ? first.adding(days: (8 - first.weekday) % 7) : first
            values = stride(from: Int(start.number), through: Int(last.number), by: step).map(Double.init)
        } else {
            let steps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000, 24_000, 60_000]
            let step = steps.first { months / $0 <= count } ?? 120_000
            form = step % 12 == 0 ? .years : .months
            values = DateTicks.starts(from: first, to: last, every: step)
        }
    }

    /// The first days of each `step`-th month, counted from the year 0.
    private static func starts(from first: Day, to last: Day, every step: Int) -> [Double] {
        let (year, month, day) = first.parts
        let from = year * 12 + month - 1 + (day > 1 ? 1 : 0)
        let to = last.parts.year * 12 + last.parts.month - 1
        let start = (from + step - 1) / step * step
        guard start <= to else { return [] }
        return stride(from: start, through: to, by: step).compactMap { month in
            Day(year: month / 12, month: month % 12 + 1, day: 1).map { Double($0.number) }
        }
    }

    /// `2026`, `2026-03` or `2026-03-31`.
    package func text(_ value: Double) -> String {
        let text = day(value).text
        switch form {
        case .years: return String(text.dropLast(6))
        case .months: return String(text.dropLast(3))
        case .days: return text
        }
    }
}
