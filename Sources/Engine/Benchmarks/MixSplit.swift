import Diagnostics
import Statistics
import Syntax
import Tables

/// Why a group is ahead: because its accounts grow more than others of their kind (within), because it has more accounts of a kind
/// that grows (mix), or both at once (interaction). Adds up to the points ahead.
package struct MixSplit: Sendable {
    package struct Part: Sendable {
        /// What tells the kind: one cell a key, by its first row of accounts.
        let firstRow: Int
        package let group: GroupGrowth
        package let baseline: GroupGrowth
        /// Shares of the older total.
        package let weight: Double?
        package let baseWeight: Double?
        package let split: MixDecomposition.Part
    }

    package struct Group: Sendable {
        /// Its place among the benchmark's groups.
        package let index: Int
        /// Nil where some kind has nothing before, and so no growth.
        package let whole: MixDecomposition?
        package let parts: [Part]
    }

    package let groups: [Group]
    /// By row of accounts what kinds are told by.
    package let keys: [(name: String, column: Column)]

    package init(_ benchmark: Benchmark, within names: [Name], _ setting: BenchmarkSetting, _ session: Session) throws(Diagnostic) {
        let kinds = try BenchmarkMembers(by: names, needsTiers: false, setting.edition, setting.members.source, setting.accounts, session)
        keys = kinds.keys
        let rows = try Benchmark.rows(of: kinds)
        let (old, new) = (benchmark.before, benchmark.after)
        groups = try benchmark.groups.indices.filter { benchmark.groups[$0].role == .compared }.map { (index) throws(Diagnostic) in
            try Cancellation.check()
            let own = Set(benchmark.groups[index].rows)
            let others = Set(benchmark.baseRows(of: index))
            let sides = rows.map { kind in (row: kind[0], own: GroupGrowth(kind.filter(own.contains), old, new), base: GroupGrowth(kind.filter(others.contains), old, new)) }
                .filter { $0.own.total.active > 0 || $0.base.total.active > 0 }
            func side(_ growth: GroupGrowth) -> MixDecomposition.Side { .init(growth.after, over: growth.before) }
            let whole = MixDecomposition(before: sides.map { side($0.base) }, after: sides.map { side($0.own) })
            let (ownTotal, baseTotal) = (sides.reduce(0) { $0 + $1.own.before }, sides.reduce(0) { $0 + $1.base.before })
            let parts = whole.map { whole in
                zip(sides, whole.groups).map { side, split in
                    Part(
                        firstRow: side.row, group: side.own, baseline: side.base, weight: (side.own.before / ownTotal).finite,
                        baseWeight: (side.base.before / baseTotal).finite, split: split)
                }
            }
            return Group(index: index, whole: whole, parts: parts ?? [])
        }
    }

    /// One cell a part, of all groups end to end.
    package var partKeys: [(name: String, column: Column)] {
        let firsts = Rows(groups.flatMap(\.parts).map { Int32($0.firstRow) })
        return keys.map { ($0.name, $0.column.gather(firsts)) }
    }
}

extension Benchmark {
    /// The rows that a group is held against.
    func baseRows(of index: Int) -> [Int] {
        if let base = Benchmark.rows(of: baseline, members) { return base }
        let own = Set(groups[index].rows)
        return members.rows.filter { !own.contains($0) }
    }
}
