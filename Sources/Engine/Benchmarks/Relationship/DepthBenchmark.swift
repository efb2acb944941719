import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// How many different products, services, channels and people accounts use, by group, and how groups differ in that.
package struct DepthBenchmark: Sendable {
    /// The numbers of a group's accounts in a period.
    package struct Figure: Sendable {
        /// How many the figures rest on.
        package let accounts: Int
        /// Different values an account; nil of no accounts.
        package let mean: Double?
        /// Of the mean, never below 0; nil where it cannot be told.
        package let interval: Interval?
        /// Of the accounts' own numbers; nil of no accounts.
        package let median: Double?
        /// Accounts with two and more.
        package let twoOrMore: Proportion?

        fileprivate init(_ rows: [Int], _ ratio: ComparedRatio) {
            let counts = rows.map { ratio.tops[$0] }
            accounts = counts.count
            mean = ResampledRatio(meanOf: counts)?.value
            interval = ratio.estimate(rows)?.interval().flatMap { Interval(max(0, $0.low), $0.high) }
            median = Location.median(of: counts)
            twoOrMore = Proportion(counts.count { $0 >= 2 }, of: counts.count)
        }
    }

    /// A group's use of one column.
    package typealias Use = GroupCourse<Figure>

    /// Who is in which group.
    package let membership: Membership
    /// The groups, and what each is held against.
    package let comparison: ComparedGroups
    /// One, one against an older, or several in a row.
    package let periods: AskedPeriods
    /// Whose different values are counted.
    package let columns: [UsedColumn]
    /// Each group's for the first column, then for the next.
    package let uses: [Use]
    /// So many that p is adjusted for.
    package let comparisons: Int
    /// Rows of what was counted, in any of the periods.
    package let isSomething: Bool

    init(_ columns: [UsedColumn], _ counts: [UsageCounts], _ periods: AskedPeriods, _ membership: Membership, minimum: Int) throws(Diagnostic) {
        let ones = [Double](repeating: 1, count: membership.accounts.table.rowCount)
        let courses = counts.map { counts in ComparedCourse(counts.sides, older: counts.older, periods) { ComparedRatio(tops: $0, bases: ones, clusters: membership.clusters) } }
        comparison = try membership.groups(minimum: minimum)
        (uses, comparisons) = try comparison.courses(courses) { rows, _, ratio in Figure(rows, ratio) }
        isSomething = counts.contains { $0.isSomething(membership.members.rows) }
        (self.membership, self.periods, self.columns) = (membership, periods, columns)
    }
}

/// How many different values of a column accounts have, by row of accounts, in each period asked for.
struct UsageCounts {
    let sides: [[Double]]
    let older: [Double]?

    init(_ column: UsedColumn, _ setting: RelationshipSetting, _ session: Session) throws(Diagnostic) {
        let measure = try column.counting(setting.accounts, at: setting.question.groups.span, session)
        sides = try setting.periods.sides.map { (side) throws(Diagnostic) in try measure.figures(side.window) }
        older = try setting.periods.older.map { (side) throws(Diagnostic) in try measure.figures(side.window) }
    }

    func isSomething(_ rows: [Int]) -> Bool { (sides + (older.map { [$0] } ?? [])).contains { counts in rows.contains { counts[$0] > 0 } } }
}

extension RelationshipSetting {
    /// Errors: `nothing-used`, `cancelled`, and what keeps a column from being counted by account.
    package func depth(of columns: [UsedColumn], _ session: Session) throws(Diagnostic) -> DepthBenchmark {
        let counts = try columns.map { (column) throws(Diagnostic) in try UsageCounts(column, self, session) }
        let found = try DepthBenchmark(columns, counts, periods, membership, minimum: question.minimum)
        try checkIsSomething(found.isSomething, columns, session)
        return found
    }

    /// Refuses periods in which accounts used nothing.
    func checkIsSomething(_ isSomething: Bool, _ columns: [UsedColumn], _ session: Session) throws(Diagnostic) {
        if isSomething { return }
        let days = try columns.tables.days(session).map { " The data run from \($0.first.text) to \($0.last.text)." } ?? ""
        throw Diagnostic("nothing-used", "No account used any \(joinWords(columns.map(\.name), "or")) in \(periods.title).\(days)", at: question.periods.newer?.span ?? question.groups.span, help: "Choose a period with data.")
    }

    /// The traps that it may have fallen into. Errors: `cancelled`, and what keeps an edition's figures from being read.
    package func findings(_ depth: DepthBenchmark, _ session: Session) throws(Diagnostic) -> BenchmarkFindings {
        var findings = try findings(depth.columns.tables, session)
        let compared = depth.uses.filter { $0.column == 0 && depth.comparison.groups[$0.group].role == .compared }
        findings.addFew(compared.map { (depth.comparison.groups[$0.group].name, depth.comparison.groups[$0.group].count, $0.unitCount) }, membership.clusters, with: "")
        return findings
    }
}

extension [UsedColumn] {
    /// Those whose columns they are, each once.
    package var tables: [NamedTable] {
        map(\.table).reduce(into: []) { tables, table in
            if !tables.contains(where: { $0.name == table.name }) { tables.append(table) }
        }
    }
}
