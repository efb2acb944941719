import Syntax
import Tables

/// How often something comes round: every quarter, every 6 weeks.
package struct ServicePeriod: Sendable, Equatable {
    /// Calendar units, and the days and weeks that are counted.
    package enum Unit: String, Sendable, CaseIterable {
        case day, week, month, quarter, year
        /// From January or July on.
        case halfYear = "half year"

        /// `monthly`
        package var adverb: String {
            switch self {
            case .day: "daily"
            case .week: "weekly"
            case .month: "monthly"
            case .quarter: "quarterly"
            case .halfYear: "half-yearly"
            case .year: "yearly"
            }
        }
    }

    /// 1 or more.
    package var count: Int
    /// What is counted.
    package var unit: Unit

    /// `count` must be 1 or more; nothing is checked.
    package init(_ count: Int, _ unit: Unit) {
        self.count = count
        self.unit = unit
    }

    /// `quarter`, `6 weeks`
    package var text: String { count == 1 ? unit.rawValue : "\(count) \(unit.rawValue)s" }

    /// Its months; nil for one of days.
    package var months: Int? {
        switch unit {
        case .month: count
        case .quarter: count * 3
        case .halfYear: count * 6
        case .year: count * 12
        case .day, .week: nil
        }
    }

    private var days: Int { unit == .week ? count * 7 : count }

    /// How many of it a year of 365 days has.
    package var perYear: Double { months.map { 12 / Double($0) } ?? 365 / Double(days) }

    /// The days from which such periods are counted: a January, and a Monday.
    private static let origin = (month: 2000 * 12, day: 10_959)

    /// The one that a day lies in. Months are those of the calendar, weeks begin on Mondays.
    package func window(containing day: Day) -> ServiceWindow {
        if let months {
            let (year, month, _) = day.parts
            let number = year * 12 + month - 1
            let first = number - (number - ServicePeriod.origin.month) %% months
            let from = Day(year: first / 12, month: first % 12 + 1, day: 1) ?? .earliest
            return ServiceWindow(from: from, before: from.adding(months: months))
        }
        let from = day.adding(days: -((Int(day.number) - ServicePeriod.origin.day) %% days))
        return ServiceWindow(from: from, before: from.adding(days: days))
    }

    /// The one before a window of this period.
    package func window(before window: ServiceWindow) -> ServiceWindow { self.window(containing: window.from.adding(days: -1)) }

    /// How often something comes due in a window, that does so many times in each of these periods: so many times what the
    /// window holds of them, in whole times. A window shorter than one period can tell neither that it was kept nor that it
    /// was missed: nothing comes due in it.
    package func times(_ times: Int, in window: ServiceWindow) -> Int {
        let share = share(of: window)
        return share < 1 - 1e-9 ? 0 : Int((Double(times) * share + 1e-9).rounded(.down))
    }

    /// Whether a window is shorter than one of these periods.
    package func isLonger(than window: ServiceWindow) -> Bool { share(of: window) < 1 - 1e-9 }

    /// Whether a window holds a whole number of these periods.
    package func isWhole(_ window: ServiceWindow) -> Bool {
        let share = share(of: window)
        return share >= 1 - 1e-9 && abs(share - share.rounded()) < 1e-9
    }

    /// How many of this period a window holds: by months where it is whole months, else by days of a year of 365.
    private func share(of window: ServiceWindow) -> Double {
        if let months {
            if let whole = window.months { return Double(whole) / Double(months) }
            return Double(window.days) * perYear / 365
        }
        return Double(window.days) / Double(days)
    }
}

/// Days from one on up to, and not with, another.
package struct ServiceWindow: Sendable, Hashable {
    /// Its first day.
    package var from: Day
    /// The day after its last.
    package var before: Day

    /// `before` must not be earlier than `from`; nothing is checked.
    package init(from: Day, before: Day) {
        self.from = from
        self.before = before
    }

    /// Its last day.
    package var last: Day { before.adding(days: -1) }
    /// How many days it has.
    package var days: Int { Int(before.number) - Int(from.number) }

    /// Its whole months; nil where it begins and ends on different days of a month.
    var months: Int? {
        let (a, b) = (from.parts, before.parts)
        guard a.day == b.day else { return nil }
        return (b.year - a.year) * 12 + b.month - a.month
    }

    /// `2026Q3`, `2026-08`, `2026`, or `2026-07-15 to 2026-08-25`
    package var text: String {
        let (year, month, day) = from.parts
        if day == 1, let months {
            switch (months, month) {
            case (12, 1): return "\(year)"
            case (6, 1), (6, 7): return "\(year)H\(month == 1 ? 1 : 2)"
            case (3, 1), (3, 4), (3, 7), (3, 10): return "\(year)Q\((month + 2) / 3)"
            case (1, _): return String(from.text.dropLast(3))
            default: break
            }
        }
        return "\(from.text) to \(last.text)"
    }

    /// The share of it that is over at the end of a day, 0 to 1.
    func elapsed(at day: Day) -> Double {
        if day < from { return 0 }
        return day >= last ? 1 : Double(day.number - from.number + 1) / Double(days)
    }
}
