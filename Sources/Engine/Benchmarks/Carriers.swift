import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// Who carried a growth: each account's change, as points of the growth of all together. The points of all accounts add up to it.
package struct Carriers: Sendable {
    /// What a group adds to the growth of all.
    package struct Group: Sendable {
        /// Its keys, as `Platinum / EMEA`.
        package let name: String
        /// Those whose figures are known in both periods.
        package let accounts: Int
        /// Their total in the older period.
        package let before: Double
        /// Their total in the newer.
        package let after: Double
        /// In the measure's unit; below 0 where it lost.
        package var change: Double { after - before }

        package init(name: String, accounts: Int, before: Double, after: Double) { (self.name, self.accounts, self.before, self.after) = (name, accounts, before, after) }
    }

    /// In the order of the benchmark; one account may be in several.
    package let groups: [Group]
    /// The total of all in the older period, each account once.
    package let before: Double
    /// The total of all in the newer.
    package let after: Double
    /// What all together gained, in the measure's unit.
    package var change: Double { after - before }
    /// Accounts with a figure missing in a period: no part of it.
    package let missing: Int
    /// Rows of accounts, the greatest change first, either way.
    private let order: [Int]
    private let benchmark: Benchmark

    /// Of the accounts whose figures are known in both periods.
    package init(_ benchmark: Benchmark) {
        self.benchmark = benchmark
        let (old, new) = (benchmark.before, benchmark.after)
        let known = benchmark.members.rows.filter { old[$0].isFinite && new[$0].isFinite }
        missing = benchmark.members.rows.count - known.count
        before = known.reduce(0) { $0 + old[$1] }
        after = known.reduce(0) { $0 + new[$1] }
        groups = benchmark.groups.indices.map { index in
            let growth = benchmark.groups[index].growth
            return Group(name: benchmark.name(index), accounts: growth.count, before: growth.before, after: growth.after)
        }
        order = known.filter { old[$0] != 0 || new[$0] != 0 }.sorted { a, b in
            let (x, y) = ((new[a] - old[a]).magnitude, (new[b] - old[b]).magnitude)
            return x == y ? a < b : x > y
        }
    }

    /// Each account that had something as a group of its own, the greatest change first.
    package func accounts(of table: NamedTable) -> [Group] {
        order.map { Group(name: table.label(ofRow: $0), accounts: 1, before: benchmark.before[$0], after: benchmark.after[$0]) }
    }

    /// Points of the growth of all; nil unless they had something before.
    package func points(_ change: Double) -> Double? { before > 0 ? (change / before * 100).finite : nil }

    /// So many accounts, those that moved the way of the whole most, make half of its change. Nil where it did not move.
    package var halfCount: Int? {
        guard change != 0 else { return nil }
        var (sum, count) = (0.0, 0)
        for row in order {
            let own = benchmark.after[row] - benchmark.before[row]
            if own * change <= 0 { continue }
            sum += own
            count += 1
            if sum.magnitude >= change.magnitude / 2 { return count }
        }
        return nil
    }

    /// A row an account.
    package func rows(_ setting: BenchmarkSetting, totals: ([Double]) -> Column) -> Query {
        let (old, new) = (order.map { benchmark.before[$0] }, order.map { benchmark.after[$0] })
        let places = Rows(order.map { Int32(truncatingIfNeeded: $0) })
        var query = Query(setting.accounts)
        var batch = Batch(setting.accounts.table)
        batch.rows = places
        var columns = benchmark.members.keys.ofAccounts.map { (name: $0.name, column: $0.column.gather(places)) }
        columns += [
            (setting.periods.older.label, totals(old)), (setting.periods.newer.label, totals(new)), ("change", totals(zip(new, old).map { $0 - $1 })),
            ("points", .doubles(zip(new, old).map { points($0 - $1) ?? .nan })),
        ]
        query.source = .batch(batch)
        query.setDetails(columns, &batch, key: setting.accounts.table.key)
        for (column, look) in zip(query.columns.suffix(2), [Field.Look.answer, .answering(2)]) { query.looks[column.slot] = look }
        return query
    }
}
