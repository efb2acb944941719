import Diagnostics
import Syntax
import Tables

/// The two periods of a benchmark. A newer one that is not over is cut at the as-of day, and the older to as many days, so
/// that like stands against like.
package struct BenchmarkPeriods: Sendable {
    /// One of two periods.
    package struct Side: Sendable {
        /// As typed: `2026Q2`, `last 90 days`.
        package var label: String
        /// Its days, as far as they count.
        package var window: ServiceWindow
    }

    /// The period that is looked at.
    package let newer: Side
    /// What it is held against: earlier, without a day in common.
    package let older: Side
    /// The days that both were cut to; nil where the newer is over.
    package let cutDays: Int?

    /// Periods whose lengths differ by more than this are not held against each other.
    private static let unlike = 0.15

    init(newer: Side, older: Side, asOf: Day?, at span: Span) throws(Diagnostic) {
        let (a, b) = (newer.window, older.window)
        if a.from < b.before, b.from < a.before {
            throw Diagnostic("overlapping-periods", "\(newer.label) and \(older.label) overlap: what happened in both would be held against itself.", at: span, help: "Choose periods without a common day, as in 2026Q2 against 2025Q2.")
        }
        if a.from < b.from {
            throw Diagnostic("older-first", "\(newer.label) is the older of the two; the newer stands first.", at: span, help: "Write \(older.label) against \(newer.label).")
        }
        var second = older
        let (first, cut) = try BenchmarkPeriods.cut(newer, at: asOf, span)
        if let cut, second.window.days > cut { second.window.before = second.window.from.adding(days: cut) }
        let (long, short) = (max(first.window.days, second.window.days), min(first.window.days, second.window.days))
        if Double(long) > Double(short) * (1 + BenchmarkPeriods.unlike) {
            throw Diagnostic(
                "unlike-periods", "\(newer.label) has \(plural(first.window.days, "day")) and \(older.label) \(plural(second.window.days, "day")): the one's total says nothing about the other's.", at: span,
                help: "Choose periods of like length, as in 2026Q2 against 2025Q2.")
        }
        (self.newer, self.older, cutDays) = (first, second, cut)
    }

    /// What of a period is over as of a day; the days that it was cut to, where it was.
    static func cut(_ side: Side, at asOf: Day?, _ span: Span) throws(Diagnostic) -> (side: Side, days: Int?) {
        guard let asOf, asOf < side.window.last else { return (side, nil) }
        if asOf < side.window.from {
            throw Diagnostic("period-to-come", "\(side.label) has not begun as of \(asOf.text).", at: span, help: "Choose a period that has, or set as of another day.")
        }
        var cut = side
        cut.window.before = asOf.adding(days: 1)
        return (cut, cut.window.days)
    }

    /// Lengths that differ, if by little, make growth of their own: so many percent more days. Nil where it is less than 3 %.
    package var daysGrowth: Double? {
        let growth = Double(newer.window.days) / Double(older.window.days) - 1
        return growth.magnitude > 0.03 ? growth : nil
    }

    /// A day as far before another as the older period is before the newer.
    func back(_ day: Day) -> Day {
        let (a, b) = (newer.window.from.parts, older.window.from.parts)
        if a.day == b.day { return day.adding(months: (b.year - a.year) * 12 + b.month - a.month) }
        return day.adding(days: Int(older.window.from.number) - Int(newer.window.from.number))
    }

    /// A day at whose end something is known, likewise: by the day that begins then, for the last of a month has no like in a shorter one.
    func lastDayBack(_ day: Day) -> Day { back(day.adding(days: 1)).adding(days: -1) }

    /// The older period, and one as far before it as it is before the newer.
    func earlier() -> BenchmarkPeriods {
        let from = back(older.window.from)
        let isCut = cutDays != nil
        let window = ServiceWindow(from: from, before: isCut ? from.adding(days: older.window.days) : back(older.window.before))
        return BenchmarkPeriods(
            newer: Side(label: isCut ? older.window.text : older.label, window: older.window), older: Side(label: window.text, window: window), cutDays: nil)
    }

    init(newer: Side, older: Side, cutDays: Int?) {
        (self.newer, self.older, self.cutDays) = (newer, older, cutDays)
    }
}
