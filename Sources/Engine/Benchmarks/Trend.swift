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
    /// The figures of accounts in the base and in the last period.
    let first: [Double]
    let last: [Double]
    package let kind: GrowthKind
    /// Accounts with a figure missing in a period.
    package let missing: Int

    package init(_ question: BenchmarkQuestion, _ asked: TrendPeriods.Question, _ session: Session) throws(Diagnostic) {
        let (setting, periods) = try Trend.setting(question, asked, session)
        (self.setting, self.periods) = (setting, periods)
        let members = setting.members
        kind = question.comparing
        let first = try setting.measure.figures(periods.all[periods.base])
        self.first = first
        var last = first
        var isMissing = first.map { !$0.isFinite }
        let base = Benchmark.rows(of: setting.baseline, members)
        var groups = try Trend.groups(members, base, minimum: question.minimum)
        for (at, period) in periods.all.enumerated() {
            let now = at == periods.base ? first : try setting.measure.figures(period, atRatesOf: periods.all[periods.base])
            last = now
            for row in now.indices where !now[row].isFinite { isMissing[row] = true }
            let comparing = GrowthComparing(kind: kind, before: first, after: now, clusters: setting.clusters)
            var held = GrowthBaseline(comparing, members.rows, base: base)
            for place in groups.indices {
                try Cancellation.check()
                let rows = groups[place].rows
                let isHeld = groups[place].role == .compared && at != periods.base && period != periods.unfinished
                let found = isHeld ? try held.hold(rows) : nil
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

    private static func groups(_ members: BenchmarkMembers, _ base: [Int]?, minimum: Int) throws(Diagnostic) -> [Group] {
        let isBase = base.map(Set.init)
        let numbered = try Benchmark.rows(of: members)
        return numbered.map { rows in
            let role = rows.count < minimum ? Benchmark.Role.hidden : Benchmark.role(rows, isBase, isAlone: numbered.count == 1, members)
            return Group(rows: rows, name: members.name(rows), role: role, cells: [])
        }
    }

    private mutating func adjust(_ family: [Int]) {
        let places = groups.indices.flatMap { group in family.map { (group: group, period: $0) } }
        let adjusted = Multiplicity.holm(places.map { groups[$0.group].cells[$0.period].difference?.pValue })
        for (place, p) in zip(places, adjusted) { groups[place.group].cells[place.period].difference?.pValue = p }
    }

    /// The edition that held at the base says who is in what; without one typed, the last that has whole periods on both sides.
    private static func setting(_ question: BenchmarkQuestion, _ asked: TrendPeriods.Question, _ session: Session) throws(Diagnostic) -> (BenchmarkSetting, TrendPeriods) {
        let accounts = try session.accounts(for: question.verb, at: question.span)
        let measure = try BenchmarkMeasure(question.measure, currency: question.currency, accounts, session)
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
