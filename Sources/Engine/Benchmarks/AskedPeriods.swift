import Diagnostics
import Syntax
import Tables
import Workspaces

/// The days that a question is about: of one period, of one against an older one, or of whole periods in a row.
package struct AskedPeriods: Sendable {
    /// What was typed of them.
    package struct Question {
        /// The period; nil in a row that has `from` or `to`, or takes in all.
        package var newer: Expression?
        /// What it is held against; nil for nothing.
        package var older: Expression?
        /// Of a row: its unit, and its ends where no one period says them.
        package var unit: ServicePeriod.Unit?
        /// The first period of a row; nil for the first that the data cover.
        package var from: Expression?
        /// Its last one; nil for the last that is over.
        package var to: Expression?

        /// As typed; what does not go together is refused where the periods are found.
        package init(newer: Expression?, older: Expression?, unit: ServicePeriod.Unit?, from: Expression?, to: Expression?) {
            (self.newer, self.older, self.unit, self.from, self.to) = (newer, older, unit, from, to)
        }

        fileprivate var isRow: Bool { unit != nil || from != nil || to != nil }
    }

    /// The newer period, or all in a row, the first one first.
    package let sides: [BenchmarkPeriods.Side]
    /// What the newer is held against.
    package let older: BenchmarkPeriods.Side?
    /// Of a row what each is: `quarter`.
    package let unit: ServicePeriod.Unit?
    /// The edition that says who is in what in a row, as in a trend; nil for the one that holds on the opening day.
    let edition: String?
    /// What that list was made before, and might have been made by.
    let selection: (newer: BenchmarkPeriods.Side, older: BenchmarkPeriods.Side?)
    /// Of a row the places of those that are over and that the data cover.
    private let whole: [Int]
    /// The periods that are not whole, or not alike, in words.
    fileprivate let lengths: BenchmarkFindings

    private init(sides: [BenchmarkPeriods.Side], older: BenchmarkPeriods.Side?, lengths: BenchmarkFindings) {
        (self.sides, self.older, unit, edition, self.lengths) = (sides, older, nil, nil, lengths)
        selection = (sides[0], older)
        whole = []
    }

    /// Of a row.
    /// - Parameter days: the first and the last day of the data.
    private init(_ trend: TrendPeriods, _ days: (first: Day, last: Day), asOf: Day) {
        sides = trend.all.map { window in
            .init(label: window.text, window: ServiceWindow(from: window.from, before: min(window.before, asOf.adding(days: 1))))
        }
        (older, unit, edition) = (nil, trend.unit, trend.opening)
        selection = (trend.following.newer, trend.following.older)
        whole = trend.all.indices.filter { place in
            let window = trend.all[place]
            let slack = max(7, window.days / 10)
            return window != trend.unfinished && days.first <= window.from.adding(days: slack) && window.last <= days.last.adding(days: slack)
        }
        var lengths = BenchmarkFindings()
        if let open = trend.unfinished {
            let days = open.days - max(0, Int(open.before.number) - Int(asOf.number) - 1)
            lengths.add(.unfinished, "\(open.text) is not over as of \(asOf.text)\(trend.all.contains(open) ? ": these are its \(plural(days, "day")) so far." : ", and left out.")")
        }
        self.lengths = lengths
    }

    /// - Parameters:
    ///   - tables: whose rows are counted.
    ///   - groups: who is asked about.
    static func find(_ question: Question, _ tables: [NamedTable], _ groups: Membership.Question, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) -> AskedPeriods {
        let asOf = session.asOf ?? session.latestDay()
        if question.isRow { return try row(question, tables, groups, accounts, asOf: asOf, session) }
        let binder = Binder(Query(result: Table([], rowCount: 1)), session)
        func side(_ expression: Expression) throws(Diagnostic) -> BenchmarkPeriods.Side {
            let (days, label) = try binder.period(expression, verb: groups.verb)
            return .init(label: label, window: ServiceWindow(from: days.from, before: days.before))
        }
        guard let newer = question.newer else {
            throw Diagnostic("no-period", "\(groups.verb) wants a period.", at: groups.span, help: "Write 2026Q2, last 90 days, or quarterly for all quarters in a row.")
        }
        var lengths = BenchmarkFindings()
        if let older = question.older {
            let periods = try BenchmarkPeriods(newer: try side(newer), older: try side(older), asOf: asOf, at: newer.span.through(older.span))
            lengths.addLengths(periods)
            return AskedPeriods(sides: [periods.newer], older: periods.older, lengths: lengths)
        }
        let (cut, days) = try BenchmarkPeriods.cut(try side(newer), at: asOf, newer.span)
        if let days { lengths.add(.unfinished, "\(cut.label) is not over as of \(cut.window.last.text): these are its \(plural(days, "day")) so far.") }
        return AskedPeriods(sides: [cut], older: nil, lengths: lengths)
    }

    private static func row(_ question: Question, _ tables: [NamedTable], _ groups: Membership.Question, _ accounts: NamedTable, asOf: Day?, _ session: Session) throws(Diagnostic) -> AskedPeriods {
        if let older = question.older {
            throw Diagnostic("against-in-a-row", "against holds one period against another; \(question.unit?.adverb ?? "from and to") shows periods in a row.", at: older.span, help: "Leave one of them out.")
        }
        if let newer = question.newer, let end = question.from ?? question.to {
            throw Diagnostic("two-periods", "The row of periods has its ends twice.", at: newer.span.through(end.span), help: "Write one period, or from and to.")
        }
        guard let days = try tables.commonDays(session), let asOf else {
            throw Diagnostic("nothing-to-compare", "\(joinWords(tables.map(\.name))) have no days in common, so there are no periods.", at: groups.span)
        }
        let typed = try groups.edition.map { (edition) throws(Diagnostic) in try session.edition(edition.name, at: edition.span).date }
        let asksList = try groups.readsList(accounts, session) && Membership.ownListColumn(accounts) == nil
        let editions = asksList ? session.state.workspace.editions.map { (name: $0.name, date: $0.date) } : []
        let trend = try TrendPeriods(
            .init(unit: question.unit, from: question.from ?? question.newer, to: question.to ?? question.newer, base: nil), days: days, asOf: asOf, edition: typed,
            editions: editions, at: groups.span, session)
        return AskedPeriods(trend, days, asOf: asOf)
    }

    /// The newer period, or the first in a row.
    package var newer: BenchmarkPeriods.Side { sides[0] }
    /// The sides are whole periods, one after another.
    package var isRow: Bool { unit != nil }
    /// What one is called: `quarter`, or `period` outside a row.
    package var noun: String { unit?.rawValue ?? "period" }
    /// From the first day to the last, the older period left out.
    var window: ServiceWindow { ServiceWindow(from: newer.window.from, before: sides[sides.count - 1].window.before) }

    /// `2026Q2`, `2026Q2 against 2025Q2`, `2025Q1 to 2026Q2`
    package var title: String {
        if let older { return "\(newer.label) against \(older.label)" }
        return isRow ? "\(newer.label) to \(sides[sides.count - 1].label)" : newer.label
    }

    /// What figures of the present are of: the newer period, or all in a row.
    package var shown: String { older == nil ? title : newer.label }

    /// The place of the newest period that is over, where one is.
    var newestWhole: Int { whole.last ?? 0 }

    /// Of a row the places of its newest whole period and of the same one of the earliest year before, between which a change is
    /// told: a fourth quarter held against a first one would tell the season. Nil without such a one.
    package var held: (older: Int, newer: Int)? {
        guard let newer = whole.last else { return nil }
        func season(_ place: Int) -> (Int, Int) { (sides[place].window.from.parts.month, sides[place].window.from.parts.day) }
        return whole.dropLast().first { season($0) == season(newer) }.map { ($0, newer) }
    }
}

extension BenchmarkFindings {
    mutating func add(_ periods: AskedPeriods) { for (trap, sentence) in periods.lengths.all { add(trap, sentence) } }
}

extension [NamedTable] {
    /// The days that the rows of all dated tables cover; nil without any.
    fileprivate func commonDays(_ session: Session) throws(Diagnostic) -> (first: Day, last: Day)? {
        var found: (first: Day, last: Day)?
        for table in self {
            guard let days = try [table].days(session) else { continue }
            found = (Swift.max(found?.first ?? days.first, days.first), Swift.min(found?.last ?? days.last, days.last))
        }
        return found.flatMap { $0.first <= $0.last ? $0 : nil }
    }
}

extension ServiceWindow {
    /// How many years it is, by days, of which February has 28 in a leap year too, each a little shorter: so a year's parts add up
    /// to 1, and the same quarter is as much of one year as of another.
    package var years: Double { Double(before.parts.year - from.parts.year) + (before.daysBefore - from.daysBefore) / 365 }
}

extension Day {
    /// Of the 365 days of a year those before it.
    fileprivate var daysBefore: Double {
        func common(_ month: Int) -> Int { month == 2 ? 28 : Day.length(year: parts.year, month: month) }
        let (year, month, day) = parts
        let months = (1..<month).reduce(0) { $0 + common($1) }
        return Double(months) + Double((day - 1) * common(month)) / Double(Day.length(year: year, month: month))
    }
}
