import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// How groups of accounts grew from one period to another, each held against the same others.
package struct Benchmark: Sendable {
    /// One group's growth, and how far it is ahead.
    package struct Group: Sendable {
        fileprivate let own: ComparedGroups.Group
        /// Of all its accounts whose figures are known in both periods.
        package let growth: GroupGrowth
        /// Of its growth of totals.
        package let interval: Interval?
        /// Nil where the group is what the others are held against, or cannot be told from chance.
        package fileprivate(set) var difference: GrowthDifference?
        /// Its growth that is compared, and that of what it is held against; nil where it is not compared.
        package let compared: ComparedGrowth?
        /// The growth of what it is held against; nil where it is not compared.
        package let against: ComparedGrowth?

        /// Its rows of accounts; never empty.
        var rows: [Int] { own.rows }
        /// Whether it is compared, and if not why.
        package var role: ComparedGroups.Role { own.role }
        /// Its keys, as `Platinum`, or `Platinum / EMEA`.
        package var name: String { own.name }
    }

    /// The two that are held against each other, as they were cut.
    package let periods: BenchmarkPeriods
    /// Who is in which group, and what each is held against.
    package let comparison: ComparedGroups
    /// In the order of `comparison.groups`.
    package let groups: [Group]
    /// So many that p is adjusted for.
    package let comparisons: Int
    /// The growth that groups are compared by.
    package let kind: GrowthKind
    /// Accounts that move together; nil where each stands alone.
    package let clusters: BenchmarkClusters?
    /// What all groups are held against; nil where it is all others of each.
    package let rest: ComparedGrowth?
    /// By row of accounts.
    let before: [Double]
    let after: [Double]
    /// Accounts whose figures are known in both periods, each once.
    private let known: [Int]
    /// What the newer period's own rates of exchange would add to its figures; nil where nothing is converted.
    let exchange: [Double]?

    /// - Parameter minimum: groups with fewer accounts are not shown, nor compared.
    init(
        _ measure: BenchmarkMeasure, _ periods: BenchmarkPeriods, _ members: BenchmarkMembers, versus baseline: ComparedGroups.Baseline, comparing kind: GrowthKind = .totals,
        clusters: BenchmarkClusters? = nil, resampling: Resampling? = nil, minimum: Int
    ) throws(Diagnostic) {
        self.periods = periods
        self.kind = kind
        self.clusters = clusters
        let (before, after, exchange) = try measure.figures(periods)
        (self.before, self.after, self.exchange) = (before, after, exchange)
        let comparing = GrowthComparing(kind: kind, before: before, after: after, clusters: clusters, resampling: resampling)
        let totals = GrowthComparing(kind: .totals, before: before, after: after, clusters: clusters)
        let comparison = try ComparedGroups(members, versus: baseline, minimum: minimum)
        let held = GrowthBaseline(comparing, comparison)
        rest = held.rest?.growth
        var groups: [Group] = []
        for (index, group) in comparison.groups.enumerated() {
            try Cancellation.check()
            let found = group.role == .compared ? try held.hold(index) : nil
            let interval = totals.sample(group.rows).growth.interval.flatMap { interval in
                // Nothing that is never negative can lose more than all.
                group.rows.allSatisfy { !(before[$0] < 0) && !(after[$0] < 0) } ? Interval(max(-1, interval.low), interval.high) : interval
            }
            groups.append(
                Group(own: group, growth: GroupGrowth(group.rows, before, after), interval: interval, difference: found?.difference, compared: found?.own, against: found?.against))
        }
        let (differences, told) = (groups.map(\.difference), groups.indices.map { comparison.comparison($0) })
        for (index, difference) in differences.adjusted(of: told).enumerated() { groups[index].difference = difference }
        comparisons = differences.count(of: told)
        known = members.rows.filter { before[$0].isFinite && after[$0].isFinite }
        (self.comparison, self.groups) = (comparison, groups)
    }

    // MARK: What is asked of it

    /// The accounts that take part.
    package var members: BenchmarkMembers { comparison.members }
    /// One cell a group for each key.
    package var keys: [Field] { comparison.keys }
    /// The name of a group.
    package func name(_ index: Int) -> String { groups[index].name }
    /// What groups are held against: `the rest`, `all others`, `Gold`.
    package var baselineName: String { comparison.baselineName }

    /// Accounts whose figures are known in one of the periods only.
    package var missing: Int { members.rows.count - known.count }
    /// Accounts with something before and nothing after.
    package var closed: Int { known.count { before[$0] > 0 && after[$0] == 0 } }
    /// Accounts whose older figure is 0 or negative and that have something in one of the periods: they have no growth of their own.
    package var withoutBase: Int { known.count { before[$0] <= 0 && (before[$0] < 0 || after[$0] != 0) } }
    /// Accounts that are held against nothing because the list could not rank them, in groups of which others are.
    package var unranked: Int {
        groups.count > 1 ? comparison.rows { $0.role == .apart && $0.count < members.count }.count { before[$0].isFinite && after[$0].isFinite } : 0
    }

    /// The key of a group's greatest account in either period; nil where accounts has no key, or nothing of the group is
    /// known.
    package func largestAccount(_ index: Int, _ accounts: NamedTable) -> String? {
        guard let place = groups[index].growth.largest, accounts.table.key != nil else { return nil }
        return accounts.label(ofRow: groups[index].rows[place])
    }
}
