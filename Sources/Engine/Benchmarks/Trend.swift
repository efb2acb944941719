import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// Groups of accounts period by period, each held against the base: the lines of an index, and how far each is ahead of the rest.
/// Before the base groups that moved alike lie about 0; who does not moved apart before anything was done.
package struct Trend {
    package struct Cell: Sendable {
        /// Accounts whose figures are known in this period and the base, and what they come to in it.
        package let accounts: Int
        package let total: Double
        /// 1 in the base.
        package let index: Double?
        /// How far the index is ahead; nil in the base, in a period that is not over, and where nothing can be told.
        package internal(set) var difference: GrowthDifference?
        package let isTooFew: Bool
    }

    package struct Group: Sendable {
        let rows: [Int]
        package let name: String
        package let role: Benchmark.Role
        /// By period.
        package internal(set) var cells: [Cell]
    }

    package let periods: TrendPeriods
    package let setting: BenchmarkSetting
    package private(set) var groups: [Group]
    /// By period the figures of accounts.
    let figures: [[Double]]
    package let kind: GrowthKind
    /// Accounts with a figure missing in a period.
    package let missing: Int

    package init(_ question: BenchmarkQuestion, _ asked: TrendPeriods.Question, _ session: Session) throws(Diagnostic) {
        let (setting, periods) = try Trend.setting(question, asked, session)
        (self.setting, self.periods) = (setting, periods)
        let members = setting.members
        kind = question.comparing
        var figures: [[Double]] = []
        for period in periods.all { figures.append(try setting.measure.figures(period)) }
        self.figures = figures
        missing = members.rows.count { row in figures.contains { !$0[row].isFinite } }

        let base = Benchmark.rows(of: setting.baseline, members)
        let isBase = base.map(Set.init)
        let numbered = try Benchmark.rows(of: members)
        var groups = numbered.map { rows in
            Group(
                rows: rows, name: members.name(rows), role: rows.count < question.minimum ? .hidden : Benchmark.role(rows, isBase, isAlone: numbered.count == 1, members),
                cells: [])
        }
        for (at, now) in figures.enumerated() {
            let comparing = GrowthComparing(kind: kind, before: figures[periods.base], after: now, clusters: setting.clusters)
            let rest = base.map(comparing.sample)
            var isOwn = [Bool](repeating: false, count: now.count)
            for place in groups.indices {
                try Cancellation.check()
                let rows = groups[place].rows
                let own = comparing.sample(rows)
                let known = rows.filter { now[$0].isFinite && figures[periods.base][$0].isFinite }
                var (difference, isTooFew): (GrowthDifference?, Bool) = (nil, own.growth.isTooFew)
                if groups[place].role == .compared, at != periods.base, periods.all[at] != periods.unfinished {
                    for row in rows { isOwn[row] = true }
                    let others = rest ?? comparing.sample(members.rows.filter { !isOwn[$0] })
                    for row in rows { isOwn[row] = false }
                    isTooFew = isTooFew || others.growth.isTooFew
                    difference = try comparing.difference(own, less: others)
                }
                groups[place].cells.append(Cell(accounts: known.count, total: known.reduce(0) { $0 + now[$1] }, index: own.growth.growth.map { 1 + $0 }, difference: difference, isTooFew: isTooFew))
            }
        }
        self.groups = groups
        // What was before and what came after are two questions, each of all groups and periods.
        adjust(periods.all.indices.filter { $0 < periods.base })
        adjust(periods.all.indices.filter { $0 > periods.base })
    }

    private mutating func adjust(_ family: [Int]) {
        let places = groups.indices.flatMap { group in family.map { (group: group, period: $0) } }
        let adjusted = Multiplicity.holm(places.map { groups[$0.group].cells[$0.period].difference?.pValue })
        for (place, p) in zip(places, adjusted) { groups[place.group].cells[place.period].difference?.pValue = p }
    }

    /// The edition that held at the base says who is in what; without one typed, the last that has whole periods on both sides.
    private static func setting(_ question: BenchmarkQuestion, _ asked: TrendPeriods.Question, _ session: Session) throws(Diagnostic) -> (BenchmarkSetting, TrendPeriods) {
        let accounts = try BenchmarkSetting.accounts(question, session)
        let measure = try BenchmarkMeasure(question.measure, accounts, session)
        guard let days = try measure.days(), let asOf = session.asOf ?? session.latestDay() else {
            throw Diagnostic("nothing-to-compare", "\(measure.text) has no dated rows, so there are no periods.", at: question.measure.span)
        }
        let edition = try question.edition.map { (typed) throws(Diagnostic) in try session.edition(typed.name, at: typed.span).date }
        let asksList = question.groups.readsList && Membership.ownListColumn(accounts) == nil
        let editions = asksList ? session.state.workspace.editions.map { (name: $0.name, date: $0.date) } : []
        let periods = try TrendPeriods(asked, days: days, asOf: asOf, edition: edition, editions: editions, at: question.span, session)
        var question = question
        if question.edition == nil, let opening = periods.opening { question.edition = (opening, question.span) }
        return (try BenchmarkSetting(question, accounts, measure, periods.following, asOf: asOf, session), periods)
    }

    // MARK: What is asked of it

    package var compared: [Group] { groups.filter { $0.role == .compared } }

    package var baselineName: String { setting.baseline.name(setting.members) }

    /// One cell a row of the table, which goes period by period.
    package var keys: [(name: String, column: Column)] {
        let firsts = Rows(periods.all.flatMap { _ in groups.map { Int32(truncatingIfNeeded: $0.rows.first ?? 0) } })
        return setting.members.keys.map { ($0.name, $0.column.gather(firsts)) }
    }
}
