import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

extension Backtest {
    /// So much is found when so many are taken.
    package struct Point: Sendable {
        /// So many are taken, from 0 to all candidates.
        package let accounts: Int
        /// The part of all candidates that they are, 0 to 1.
        package let share: Double
        /// Shares of the growers, and of the gains of all that gained.
        package let rule: Double
        /// The part of the growers that ranking by the measure finds.
        package let measure: Double
        /// The part of all gains that the rule finds, 0 to 1.
        package let ruleGain: Double
        /// The part of all gains that ranking by the measure finds.
        package let measureGain: Double
    }

    /// In steps of a twentieth of the accounts, or of one account where there are fewer.
    package var curve: [Point] {
        let steps = min(20, count)
        let positive = gains.map { max(0, $0) }
        let (all, sought) = (positive.reduce(0, +), Double(growers))
        func sums(_ order: [Int]) -> (found: [Double], gained: [Double]) {
            var (found, gained) = ([0.0], [0.0])
            for place in order {
                found.append((found.last ?? 0) + (isGrower[place] ? 1 : 0))
                gained.append((gained.last ?? 0) + positive[place])
            }
            // What was added up in another order ends where the whole does.
            return (found.map { $0 / sought }, gained.map { all > 0 ? min(1, $0 / all) : 0 })
        }
        let (own, alone) = (sums(rule.order), sums(measure.order))
        return (0...steps).map { step in
            let number = (count * step + steps - 1) / steps
            return Point(
                accounts: number, share: Double(number) / Double(count), rule: own.found[number], measure: alone.found[number], ruleGain: own.gained[number],
                measureGain: alone.gained[number])
        }
    }

    /// A row for each account that could be chosen, in the order of the rule.
    package func accounts(totals: ([Double]) -> Column) -> Query {
        var place = [Int64](repeating: 0, count: count)
        for (at, candidate) in measure.order.enumerated() { place[candidate] = Int64(at + 1) }
        let order = rule.order
        var query = Query(setting.accounts)
        var batch = Batch(setting.accounts.table)
        batch.rows = Rows(order.map { Int32(truncatingIfNeeded: candidates[$0]) })
        let gains = gains
        let columns: [(name: String, column: Column)] = [
            ("place", .integers(order.indices.map { Int64($0 + 1) })), ("measure place", .integers(order.map { place[$0] })),
            ("chosen", .booleans(order.indices.map { $0 < taken })), ("grower", .booleans(order.map { isGrower[$0] })),
            (setting.periods.older.label, totals(order.map { before[$0] })), (setting.periods.newer.label, totals(order.map { after[$0] })),
            ("gain", totals(order.map { gains[$0] })),
        ]
        query.source = .batch(batch)
        query.setDetails(columns, &batch, key: setting.accounts.table.key)
        return query
    }
}
