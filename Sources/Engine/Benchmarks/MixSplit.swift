import Diagnostics
import Statistics
import Syntax
import Tables

/// Why a group is ahead: because its accounts grow more than others of their kind (within), because it has more accounts of a kind
/// that grows (mix), or both at once (interaction). Adds up to the points ahead.
package struct MixSplit: Sendable {
    /// One kind of accounts, in the group and in what it is held against.
    package struct Part: Sendable {
        /// The place of what tells the kind among the keys' cells.
        let kind: Int
        /// The growth of the group's accounts of this kind.
        package let group: GroupGrowth
        /// That of the others of this kind.
        package let baseline: GroupGrowth
        /// Shares of the older total.
        package let weight: Double?
        /// This kind's share of the others' older total, as `weight` is of the group's; nil where that is 0.
        package let baseWeight: Double?
        /// What this kind adds to the points ahead.
        package let split: MixDecomposition.Part
    }

    /// Why one group is ahead.
    package struct Group: Sendable {
        /// Its place among the benchmark's groups.
        package let index: Int
        /// Nil where some kind has nothing before, and so no growth.
        package let whole: MixDecomposition?
        /// A kind each, in the order of the keys; empty where `whole` is nil.
        package let parts: [Part]
    }

    /// Those that are held against others.
    package let groups: [Group]
    /// What kinds are told by.
    private let keys: GroupKeys
    /// What kinds are told by, as their columns are called.
    package var keyNames: [String] { keys.names }

    /// Errors: `cancelled`; what binding the names throws, `overlapping-groups` where an account is of several kinds.
    package init(_ benchmark: Benchmark, within names: [Name], _ setting: BenchmarkSetting, _ session: Session) throws(Diagnostic) {
        let kinds = try BenchmarkMembers(by: names, needsTiers: false, setting.edition, setting.members.source, setting.accounts, session)
        if kinds.severalCount > 0, let span = names.first?.span { throw kinds.overlap(at: span, "kinds", "within \(ListColumn.qualifiers.rawValue)") }
        keys = kinds.keys
        let rows = try keys.groups(of: kinds.rows)
        let (old, new) = (benchmark.before, benchmark.after)
        groups = try benchmark.comparison.compared.map { (index) throws(Diagnostic) in
            try Cancellation.check()
            var (isOwn, isOther) = ([Bool](repeating: false, count: old.count), [Bool](repeating: false, count: old.count))
            for row in benchmark.groups[index].rows { isOwn[row] = true }
            for row in benchmark.comparison.others(of: index) { isOther[row] = true }
            let sides = rows.map { kind in (kind: kind.place, own: GroupGrowth(kind.rows.filter { isOwn[$0] }, old, new), base: GroupGrowth(kind.rows.filter { isOther[$0] }, old, new)) }
                .filter { $0.own.total.active > 0 || $0.base.total.active > 0 }
            func side(_ growth: GroupGrowth) -> MixDecomposition.Side { .init(growth.after, over: growth.before) }
            let whole = MixDecomposition(before: sides.map { side($0.base) }, after: sides.map { side($0.own) })
            let (ownTotal, baseTotal) = (sides.reduce(0) { $0 + $1.own.before }, sides.reduce(0) { $0 + $1.base.before })
            let parts = whole.map { whole in
                zip(sides, whole.groups).map { side, split in
                    Part(
                        kind: side.kind, group: side.own, baseline: side.base, weight: (side.own.before / ownTotal).finite,
                        baseWeight: (side.base.before / baseTotal).finite, split: split)
                }
            }
            return Group(index: index, whole: whole, parts: parts ?? [])
        }
    }

    /// One cell a part, of all groups end to end.
    package var partKeys: [Field] { keys.fields(groups.flatMap(\.parts).map(\.kind)) }
}
