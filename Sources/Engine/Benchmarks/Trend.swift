import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// Groups of accounts period by period, each held against the base: the lines of an index, and how far each is ahead of the rest.
/// Before the base groups that moved alike lie about 0; who does not moved apart before anything was done.
package struct Trend {
    /// A group in a period.
    package struct Cell: Sendable {
        /// Accounts whose figures are known in this period and the base, and what they come to in it.
        package let accounts: Int
        /// In the measure's unit, at the base's rates of exchange where it is converted.
        package let total: Double
        /// 1 in the base.
        package let index: Double?
        /// How far the index is ahead; nil in the base, in a period that is not over, and where nothing can be told.
        package internal(set) var difference: GrowthDifference?
        /// So few accounts have something that nothing can be told from chance.
        package let isTooFew: Bool
    }

    /// The line of one group.
    package struct Group: Sendable {
        fileprivate let own: ComparedGroups.Group
        var rows: [Int] { own.rows }
        /// Its keys, as `Platinum`, or `Platinum / EMEA`.
        package var name: String { own.name }
        /// Whether it is compared, and if not why.
        package var role: ComparedGroups.Role { own.role }
        /// By period.
        package internal(set) var cells: [Cell]
    }

    /// Those that are shown, and the base among them.
    package let periods: TrendPeriods
    /// The question, of the base and the period after it.
    package let setting: BenchmarkSetting
    /// Who is in which group, and what each is held against.
    package let comparison: ComparedGroups
    /// In the order of `comparison.groups`.
    package private(set) var groups: [Group]
    /// The figures of accounts in the base and in the last period.
    let first: [Double]
    let last: [Double]
    /// The growth that groups are compared by.
    package let kind: GrowthKind
    /// Accounts with a figure missing in a period.
    package let missing: Int

    /// Errors: `nothing-to-compare` without dated rows; `not-whole`, `older-first`, `period-to-come`, `too-many-periods`,
    /// `too-few-periods`, `no-base`; and what a benchmark's setting throws.
    package init(_ question: BenchmarkQuestion, _ asked: TrendPeriods.Question, _ session: Session) throws(Diagnostic) {
        let (setting, periods) = try Trend.setting(question, asked, session)
        (self.setting, self.periods) = (setting, periods)
        let members = setting.members
        kind = question.comparing
        let first = try setting.measure.figures(periods.all[periods.base])
        self.first = first
        var last = first
        var isMissing = first.map { !$0.isFinite }
        comparison = try ComparedGroups(members, versus: setting.baseline, minimum: question.minimum)
        var groups = comparison.groups.map { Group(own: $0, cells: []) }
        for (at, period) in periods.all.enumerated() {
            let now = at == periods.base ? first : try setting.measure.figures(period, atRatesOf: periods.all[periods.base])
            last = now
            for row in now.indices where !now[row].isFinite { isMissing[row] = true }
            let comparing = GrowthComparing(kind: kind, before: first, after: now, clusters: setting.clusters)
            let held = GrowthBaseline(comparing, comparison)
            for place in groups.indices {
                try Cancellation.check()
                let rows = groups[place].rows
                let isHeld = groups[place].role == .compared && at != periods.base && period != periods.unfinished
                let found = isHeld ? try held.hold(place) : nil
                let own = found?.own ?? comparing.sample(rows).growth
                let known = rows.filter { now[$0].isFinite && first[$0].isFinite }
                groups[place].cells.append(
                    Cell(
                        accounts: known.count, total: known.reduce(0) { $0 + now[$1] }, index: own.growth.map { 1 + $0 }, difference: found?.difference,
                        isTooFew: own.isTooFew || found?.against.isTooFew ?? false))
            }
        }
        self.groups = groups
        self.last = last
        missing = members.rows.count { isMissing[$0] }
        // What was before and what came after are two questions, each of all groups and periods.
        adjust(periods.all.indices.filter { $0 < periods.base })
        adjust(periods.all.indices.filter { $0 > periods.base })
    }

    private mutating func adjust(_ family: [Int]) {
        let places = groups.indices.flatMap { group in family.map { (group: group, period: $0) } }
        let adjusted = Multiplicity.holm(
            places.map { groups[$0.group].cells[$0.period].difference?.pValue }, of: places.map { comparison.comparison($0.group, $0.period) })
        for (place, p) in zip(places, adjusted) { groups[place.group].cells[place.period].difference?.pValue = p }
    }

    /// How many comparisons there are in some periods.
    package func comparisons(_ family: [Int]) -> Int {
        let places = groups.indices.flatMap { group in family.map { (group: group, period: $0) } }
        return places.map { groups[$0.group].cells[$0.period].difference }.count(of: places.map { comparison.comparison($0.group, $0.period) })
    }

    /// The edition that held at the base says who is in what; without one typed, the last that has whole periods on both sides.
    private static func setting(_ question: BenchmarkQuestion, _ asked: TrendPeriods.Question, _ session: Session) throws(Diagnostic) -> (BenchmarkSetting, TrendPeriods) {
        let accounts = try session.accounts(for: question.verb, at: question.span)
        let measure = try BenchmarkMeasure(question.measure, currency: question.currency, accounts, session)
        guard let days = try measure.days(), let asOf = session.asOf ?? session.latestDay() else {
            throw Diagnostic("nothing-to-compare", "\(measure.text) has no dated rows, so there are no periods.", at: question.measure.span)
        }
        let edition = try question.edition.map { (typed) throws(Diagnostic) in try session.edition(typed.name, at: typed.span).date }
        let asksList = try question.groups.readsList(accounts, session) && Membership.ownListColumn(accounts) == nil
        let editions = asksList ? session.state.workspace.editions.map { (name: $0.name, date: $0.date) } : []
        let periods = try TrendPeriods(asked, days: days, asOf: asOf, edition: edition, editions: editions, at: question.span, session)
        var question = question
        if question.edition == nil, let opening = periods.opening { question.edition = (opening, question.span) }
        return (try BenchmarkSetting(question, accounts, measure, periods.following, asOf: asOf, session), periods)
    }

    // MARK: What is asked of it

    /// The groups that are held against others.
    package var compared: [Group] { groups.filter { $0.role == .compared } }

    /// What groups are held against: `the rest`, `all others`, `Gold`.
    package var baselineName: String { comparison.baselineName }

    /// One cell a row of the table, which goes period by period.
    package var keys: [Field] { comparison.keys(of: periods.all.flatMap { _ in groups.indices }) }
}
