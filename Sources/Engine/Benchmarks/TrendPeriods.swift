import Diagnostics
import Syntax
import Tables
import Workspaces

/// The whole periods of a trend, one after another, and the one that all are held against.
package struct TrendPeriods: Sendable {
    /// What was typed of them.
    package struct Question {
        /// How long each is; nil for what the periods typed are, else quarters.
        package var unit: ServicePeriod.Unit?
        /// The first one; nil for the first that the data cover.
        package var from: Expression?
        /// The last one; nil for the last that is over.
        package var to: Expression?
        /// What all are held against; nil for the one before the edition, else the first.
        package var base: Expression?

        /// As typed; nothing is checked.
        package init(unit: ServicePeriod.Unit?, from: Expression?, to: Expression?, base: Expression?) {
            (self.unit, self.from, self.to, self.base) = (unit, from, to, base)
        }
    }

    private struct Given {
        let window: ServiceWindow
        let span: Span
        let unit: ServicePeriod.Unit?
    }

    /// How long each is.
    package let unit: ServicePeriod.Unit
    /// One after another without a gap; 2 to `most`.
    package let all: [ServiceWindow]
    /// Its place among them.
    package let base: Int
    /// The name of the edition that the base comes just before; nil where the base was typed, or none does.
    let opening: String?
    /// A period that is not over: left out unless it was asked for.
    package let unfinished: ServiceWindow?

    /// A row of more periods is refused.
    package static let most = 120

    /// - Parameters:
    ///   - days: the first and the last day of the data.
    ///   - edition: when the edition asked for was published; nil where none was.
    ///   - editions: those whose members may be meant, in order; empty where no list is asked.
    init(
        _ question: Question, days: (first: Day, last: Day), asOf: Day, edition: Day?, editions: [(name: String, date: Day)], at span: Span, _ session: Session
    ) throws(Diagnostic) {
        let binder = Binder(Query(result: Table([], rowCount: 1)), session)
        func window(_ expression: Expression?) throws(Diagnostic) -> Given? {
            guard let expression else { return nil }
            let (days, _) = try binder.period(expression, verb: "trend")
            return Given(window: ServiceWindow(from: days.from, before: days.before), span: expression.span, unit: TrendPeriods.unit(expression))
        }
        let (from, to, base) = (try window(question.from), try window(question.to), try window(question.base))
        let given = [from, to, base].compactMap { $0 }
        let typed = given.compactMap(\.unit).min { (ServicePeriod(1, $0).months ?? 0) < (ServicePeriod(1, $1).months ?? 0) }
        let unit = question.unit ?? typed ?? .quarter
        self.unit = unit
        let period = ServicePeriod(1, unit)
        func isWhole(_ window: ServiceWindow) -> Bool { period.window(containing: window.from).from == window.from && period.window(containing: window.last).before == window.before }
        for given in given where !isWhole(given.window) {
            throw Diagnostic(
                "not-whole", "\(given.window.text) is not made of whole \(unit.rawValue)s.", at: given.span,
                help: "Write \(period.window(containing: given.window.from).text)\(unit == .month ? "" : ", or monthly").")
        }

        let slack = max(7, period.window(containing: days.first).days / 10)
        var next = period.window(containing: from?.window.from ?? days.first)
        if from == nil, days.first > next.from.adding(days: slack) { next = period.window(containing: next.before) }
        if let from, let to, to.window.last < from.window.from {
            throw Diagnostic("older-first", "\(to.window.text) is before \(from.window.text).", at: from.span.through(to.span), help: "Write from the older to the newer.")
        }
        if let from, from.window.from > asOf {
            throw Diagnostic("period-to-come", "\(from.window.text) has not begun as of \(asOf.text), the last day that is known.", at: from.span, help: "Choose a period that has begun, or set as of another day.")
        }
        if let to, to.window.last > asOf, period.window(containing: asOf).before < to.window.before {
            throw Diagnostic(
                "period-to-come", "\(to.window.text) reaches beyond the \(unit.rawValue) of \(asOf.text), the last day that is known.", at: to.span,
                help: "Choose a period that has begun, or set as of another day.")
        }
        let last = to?.window.last ?? min(asOf, period.window(containing: days.last).last)
        var (all, unfinished): ([ServiceWindow], ServiceWindow?) = ([], nil)
        while next.from <= last {
            if next.last > asOf {
                unfinished = next
                if to == nil { break }
            }
            all.append(next)
            if all.count > TrendPeriods.most {
                throw Diagnostic("too-many-periods", "A trend has \(TrendPeriods.most) periods at most, and these are more.", at: span, help: "Write from PERIOD\(unit == .year ? "" : ", or longer periods, such as yearly").")
            }
            next = period.window(containing: next.before)
        }
        if to == nil, unfinished == nil, next.from <= asOf, next.from <= days.last { unfinished = next }
        guard all.count > 1 else {
            let wider = "Write from \(period.window(containing: days.first).text) to take in what they cover in part\(unit == .month ? "" : ", or monthly")."
            throw Diagnostic(
                "too-few-periods", "A trend wants two whole \(unit.rawValue)s at least; the data run from \(days.first.text) to \(days.last.text).", at: span,
                help: from == nil && to == nil ? wider : "Choose periods further apart.")
        }
        (self.all, self.unfinished) = (all, unfinished)

        func place(_ date: Day) -> Int? { all.lastIndex { $0.last <= date } }
        if let base {
            guard let at = all.firstIndex(of: base.window) else {
                throw Diagnostic(
                    "no-base", "\(base.window.text) is not one of the \(unit.rawValue)s from \(all[0].text) to \(all[all.count - 1].text).", at: base.span,
                    help: "Choose one of them, or write from \(base.window.text).")
            }
            (self.base, opening) = (at, nil)
        } else if let edition {
            (self.base, opening) = (place(edition) ?? 0, nil)
        } else if let edition = editions.last(where: { place($0.date).map { $0 < all.count - (all.last == unfinished ? 2 : 1) } ?? false }) {
            (self.base, opening) = (place(edition.date) ?? 0, edition.name)
        } else {
            (self.base, opening) = (0, nil)
        }
    }

    /// What a typed period is one of; nil for days counted back.
    private static func unit(_ expression: Expression) -> ServicePeriod.Unit? {
        switch expression.kind {
        case .literal(.period(.half)): return .halfYear
        case .literal(.period(.quarter)), .literal(.period(.calendar(_, .quarter))): return .quarter
        case .literal(.period(.month)), .literal(.period(.calendar(_, .month))): return .month
        case .literal(.period(.year)), .literal(.period(.calendar(_, .year))), .literal(.number): return .year
        default: return nil
        }
    }

    /// The base as it is shown: `2026Q1`.
    package var baseText: String { all[base].text }
    /// The first day after the base: when what is to be measured began.
    package var opens: Day { all[base].before }

    /// The base and the period after it, of which lints speak.
    var following: BenchmarkPeriods {
        let next = ServicePeriod(1, unit).window(containing: opens)
        return BenchmarkPeriods(newer: .init(label: next.text, window: next), older: .init(label: baseText, window: all[base]), cutDays: nil)
    }
}
