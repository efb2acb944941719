import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// How groups of accounts grew from one period to another, each held against the same others.
package struct Benchmark: Sendable {
    /// What groups are held against.
    package enum Baseline: Sendable, Equatable {
        /// Accounts in no tier; where groups are not told apart by tier, all other accounts.
        case rest
        /// All accounts that are not in the group.
        case others
        case tier(String)

        /// `the rest`, `all others`, `Gold`
        func name(_ members: BenchmarkMembers) -> String {
            switch self {
            case .rest: members.tiers == nil ? "all others" : "the rest"
            case .others: "all others"
            case .tier(let name): name
            }
        }
    }

    package enum Role: Sendable {
        case compared
        /// It is, or holds some of, what the others are held against.
        case baseline
        /// Nothing is there to hold it against, or the list could not have picked it.
        case apart
        /// It has fewer accounts than may be shown.
        case hidden
    }

    package struct Group: Sendable {
        /// Its rows of accounts; never empty.
        let rows: [Int]
        package let growth: GroupGrowth
        /// Of its growth of totals.
        package let interval: Interval?
        /// Nil where the group is what the others are held against, or cannot be told from chance.
        package internal(set) var difference: GrowthDifference?
        package let role: Role
        /// Its growth that is compared, and that of what it is held against; nil where it is not compared.
        package let compared: ComparedGrowth?
        package let against: ComparedGrowth?

        /// It has the group's keys.
        fileprivate var firstRow: Int { rows.first ?? 0 }
    }

    package let periods: BenchmarkPeriods
    package let members: BenchmarkMembers
    package let baseline: Baseline
    package let groups: [Group]
    /// So many that p is adjusted for.
    package let comparisons: Int
    package let kind: GrowthKind
    package let clusters: BenchmarkClusters?
    /// What all groups are held against; nil where it is all others of each.
    package let rest: ComparedGrowth?
    /// By row of accounts.
    let before: [Double]
    let after: [Double]
    /// What the newer period's own rates of exchange would add to its figures; nil where nothing is converted.
    let exchange: [Double]?

    /// - Parameter minimum: groups with fewer accounts are not shown, nor compared.
    init(
        _ measure: BenchmarkMeasure, _ periods: BenchmarkPeriods, _ members: BenchmarkMembers, _ baseline: Baseline, comparing kind: GrowthKind = .totals,
        clusters: BenchmarkClusters? = nil, resampling: Resampling? = nil, minimum: Int
    ) throws(Diagnostic) {
        self.periods = periods
        self.members = members
        self.baseline = baseline
        self.kind = kind
        self.clusters = clusters
        let (before, after, exchange) = try measure.figures(periods)
        (self.before, self.after, self.exchange) = (before, after, exchange)
        let comparing = GrowthComparing(kind: kind, before: before, after: after, clusters: clusters, resampling: resampling)
        let totals = GrowthComparing(kind: .totals, before: before, after: after, clusters: clusters)
        let base = Benchmark.rows(of: baseline, members)
        var held = GrowthBaseline(comparing, members.rows, base: base)
        rest = held.rest?.growth
        let isBase = base.map(Set.init)
        var groups: [Group] = []
        let numbered = try Benchmark.rows(of: members)
        for rows in numbered {
            try Cancellation.check()
            let role: Role = rows.count < minimum ? .hidden : Benchmark.role(rows, isBase, isAlone: numbered.count == 1, members)
            let found = role == .compared ? try held.hold(rows) : nil
            let interval = totals.sample(rows).growth.interval.flatMap { interval in
                // Nothing that is never negative can lose more than all.
                rows.allSatisfy { !(before[$0] < 0) && !(after[$0] < 0) } ? Interval(max(-1, interval.low), interval.high) : interval
            }
            groups.append(
                Group(
                    rows: rows, growth: GroupGrowth(rows, before, after), interval: interval, difference: found?.difference, role: role, compared: found?.own,
                    against: found?.against))
        }
        // Two groups that are all there is are held against each other: one comparison, told twice.
        let compared = groups.indices.filter { groups[$0].difference != nil }
        let isOnePair = base == nil && compared.count == 2 && compared.reduce(0) { $0 + groups[$1].rows.count } == members.rows.count
        comparisons = isOnePair ? 1 : compared.count
        let adjusted = isOnePair ? groups.map { $0.difference?.pValue } : Multiplicity.holm(groups.map { $0.difference?.pValue })
        for (index, p) in adjusted.enumerated() { groups[index].difference?.pValue = p }
        self.groups = groups
    }

    /// The rows that all groups are held against; nil where that is all others of each.
    static func rows(of baseline: Baseline, _ members: BenchmarkMembers) -> [Int]? {
        switch baseline {
        case .rest: members.tiers == nil ? nil : members.rows.filter(members.isRest)
        case .tier(let name): members.rows.filter { members.tier($0) == name }
        case .others: nil
        }
    }

    /// A group that holds some of the baseline would be held against itself, and accounts that the list could not rank could not
    /// have been picked.
    static func role(_ rows: [Int], _ base: Set<Int>?, isAlone: Bool, _ members: BenchmarkMembers) -> Role {
        if let base, rows.contains(where: base.contains) { return .baseline }
        let isUnranked = members.tiers != nil && rows.allSatisfy { members.tier($0) == BenchmarkMembers.notRanked }
        return isUnranked || base == nil && isAlone ? .apart : .compared
    }

    /// The rows of each group, in the order of the keys.
    static func rows(of members: BenchmarkMembers) throws(Diagnostic) -> [[Int]] {
        guard !members.keys.isEmpty else { return members.rows.isEmpty ? [] : [members.rows] }
        let count = members.keys[0].column.count
        let found = try Grouping.groups(by: members.keys.map(\.column), rows: count)
        let ids = found.ids.pointer(to: Int32.self)
        var rows = [[Int]](repeating: [], count: found.count)
        for row in members.rows { rows[Int(ids[row])].append(row) }
        withExtendedLifetime(found) {}
        rows.removeAll(where: \.isEmpty)
        if rows.count > 1_000 {
            throw Diagnostic("too-many-groups", "This makes \(grouped(rows.count)) groups, of which most hold few accounts.", help: "Group by less.")
        }
        let firsts = Rows(rows.map { Int32($0[0]) })
        var fields = members.keys.map { Field($0.name, $0.column.gather(firsts)) }
        fields.append(Field("number", .integers(rows.indices.map { Int64($0) })))
        let sorted = try Table(fields, rowCount: rows.count).sorted(byFirst: members.keys.count)
        let order = sorted.fields[members.keys.count].column
        return (0..<rows.count).compactMap { order[$0].number.map { rows[Int($0)] } }
    }

    // MARK: What is asked of it

    /// One cell a group for each key.
    package var keys: [(name: String, column: Column)] { members.keys(ofRows: groups.map(\.firstRow)) }

    /// What a group is called: its keys, as `Platinum`, or `Platinum in EMEA`.
    package func name(_ index: Int) -> String { members.name(groups[index].rows) }

    package var baselineName: String { baseline.name(members) }

    /// Accounts whose figures are known in one of the periods only.
    package var missing: Int { groups.reduce(0) { $0 + $1.growth.missing } }

    package func largestAccount(_ index: Int, _ accounts: NamedTable) -> String? {
        guard let place = groups[index].growth.largest, accounts.table.key != nil else { return nil }
        return accounts.label(ofRow: groups[index].rows[place])
    }
}
