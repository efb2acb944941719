import Diagnostics
import Tables
import Workspaces

/// Groups of accounts, and what each is held against.
package struct ComparedGroups: Sendable {
    /// What groups are held against.
    package enum Baseline: Sendable, Equatable {
        /// Accounts in no tier; where groups are not told apart by tier, all other accounts.
        case rest
        /// All accounts that are not in the group.
        case others
        /// The accounts of one tier, by its name as the list has it.
        case tier(String)
    }

    /// What is done with a group.
    package enum Role: Sendable {
        /// It is held against others.
        case compared
        /// It is, or holds some of, what the others are held against.
        case baseline
        /// Nothing is there to hold it against, or the list could not have picked it.
        case apart
        /// It has fewer accounts than may be shown.
        case hidden
    }

    /// Accounts with the same keys.
    package struct Group: Sendable {
        /// Its rows of accounts, ascending; never empty.
        let rows: [Int]
        /// Its keys, as `Platinum`, or `Platinum / EMEA`.
        package let name: String
        /// What is done with it.
        package let role: Role
        /// How many accounts are in it; 1 or more.
        package var count: Int { rows.count }
    }

    /// All accounts that take part.
    package let members: BenchmarkMembers
    /// What the compared ones are held against.
    package let baseline: Baseline
    /// In the order of their keys; hidden ones are among them.
    package let groups: [Group]
    /// One cell a group for each key.
    package let keys: [Field]
    /// The rows that all are held against; nil where it is all others of each.
    let base: [Int]?
    /// By group the first that is held against the same others, from either side: of two groups that are all there is, each held
    /// against the other, and of two with the same accounts, it is one comparison told twice.
    private let comparisons: [Int]

    /// - Parameter minimum: groups with fewer accounts are not shown, nor compared.
    init(_ members: BenchmarkMembers, versus baseline: Baseline, minimum: Int) throws(Diagnostic) {
        (self.members, self.baseline) = (members, baseline)
        let found = try members.keys.groups(of: members.rows)
        keys = members.keys.fields(found.map(\.place))
        let base: [Int]? = switch baseline {
        case .rest: members.tiers == nil ? nil : members.rows.filter(members.isRest)
        case .tier(let name): members.rows.filter { members.tier($0) == name }
        case .others: nil
        }
        let isBase = base.map(Set.init)
        groups = found.map { place, rows in
            let role = rows.count < minimum ? .hidden : ComparedGroups.role(rows, isBase, members)
            return Group(rows: rows, name: members.keys.name(place), role: role)
        }
        comparisons = ComparedGroups.comparisons(groups, of: base == nil ? members.rows.count : nil)
        self.base = base
    }

    /// A group that holds some of the baseline would be held against itself, though it may hold others too; one of everybody would be
    /// held against nobody; and accounts that the list could not rank could not have been picked.
    private static func role(_ rows: [Int], _ base: Set<Int>?, _ members: BenchmarkMembers) -> Role {
        if let base, rows.contains(where: base.contains) { return rows.allSatisfy(base.contains) ? .baseline : .apart }
        let isUnranked = members.tiers != nil && rows.allSatisfy { members.tier($0) == BenchmarkMembers.notRanked }
        let isEverybody = base == nil && rows.count == members.rows.count
        return isUnranked || isEverybody ? .apart : .compared
    }

    /// - Parameter count: how many accounts there are, where groups are held against all others; else nil.
    private static func comparisons(_ groups: [Group], of count: Int?) -> [Int] {
        groups.indices.map { index in
            let own = groups[index]
            if own.role != .compared { return index }
            return groups[..<index].firstIndex { other in
                guard other.role == .compared else { return false }
                return other.rows == own.rows || own.count + other.count == count && own.rows.without(other.rows).count == own.count
            } ?? index
        }
    }

    // MARK: What is asked of them

    /// `the rest`, `all others`, `Gold`
    package var baselineName: String {
        switch baseline {
        case .rest: members.tiers == nil ? "all others" : "the rest"
        case .others: "all others"
        case .tier(let name): name
        }
    }

    /// The rows that a group is held against.
    func others(of index: Int) -> [Int] { base ?? members.rows.without(groups[index].rows) }

    /// The places of those that are held against others.
    package var compared: [Int] { groups.indices.filter { groups[$0].role == .compared } }

    /// Whether it is two groups that are all there is, each held against the other.
    package var isPair: Bool { groups.count == 2 && compared.count == 2 && comparisons == [0, 0] }

    /// The rows of all groups but those that are hidden, each once.
    var shownRows: [Int] { rows { $0.role != .hidden } }

    /// The rows of some groups, each once, ascending.
    func rows(where isWanted: (Group) -> Bool) -> [Int] {
        let all = groups.filter(isWanted).flatMap(\.rows)
        return members.severalCount == 0 ? all.sorted() : Set(all).sorted()
    }

    /// One cell a group for each key, of groups as often as they are named.
    package func keys(of places: some Sequence<Int>) -> [Field] {
        let rows = Rows(places.map { Int32(truncatingIfNeeded: $0) })
        return keys.map { Field($0.name, $0.column.gather(rows)) }
    }

    /// What a group's difference in some question, such as a period or a column, is the difference of.
    package struct Comparison: Hashable, Sendable {
        fileprivate let group: Int
        fileprivate let question: Int
    }

    func comparison(_ group: Int, _ question: Int = 0) -> Comparison { Comparison(group: comparisons[group], question: question) }
}

extension [Int] {
    /// Of ascending numbers those that are not among others, ascending too.
    func without(_ others: [Int]) -> [Int] {
        var at = 0
        return filter { number in
            while at < others.count, others[at] < number { at += 1 }
            return at == others.count || others[at] != number
        }
    }
}
