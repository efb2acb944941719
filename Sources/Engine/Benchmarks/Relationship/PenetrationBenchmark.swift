import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// How much of what accounts spend is spent here, by group, and how groups differ in it.
package struct PenetrationBenchmark: Sendable {
    /// A group in a period, of the accounts whose wallet and revenue are known.
    package struct Figure: Sendable {
        /// How many the figures rest on.
        package let accounts: Int
        /// What they brought in the period, in the measure's unit.
        package let revenue: Double
        /// What of the year's wallets falls into the period.
        package let wallet: Double
        /// All revenue over all wallets, and the interval that holds what chance and the wallets' error leave open.
        package let weighted: Double?
        /// Of the weighted one, 19 times in 20; nil where it cannot be told.
        package let interval: Interval?
        /// The mean of the accounts' own.
        package let unweighted: Double?
        /// Accounts with more revenue than wallet, which cannot be.
        package let above: Int
    }

    /// A group's penetration, and how far ahead it is.
    package typealias Group = GroupCourse<Figure>

    /// Who is in which group.
    package let membership: Membership
    /// The groups, and what each is held against.
    package let comparison: ComparedGroups
    /// One, one against an older, or several in a row.
    package let periods: AskedPeriods
    /// What accounts spend with everybody.
    package let wallets: Wallets
    /// In the order of the comparison's.
    package let groups: [Group]
    /// So many that p is adjusted for.
    package let comparisons: Int
    /// What no figure is made of.
    package let left: LeftOut
    /// Accounts with more revenue than wallet in the newest whole period, the most above first.
    package let aboveAccounts: [String]
    /// Accounts that no penetration can be worked out for.
    package struct LeftOut: Sendable {
        /// Accounts whose wallet is missing.
        package var missing = 0
        /// Accounts whose wallet is 0.
        package var zero = 0
        /// Accounts whose wallet is below 0.
        package var negative = 0
        /// Accounts with a wallet whose revenue is not known in a period.
        package var revenue = 0
        /// What those without a wallet brought in the newer period, or in all of a row; accounts of which it is not known.
        package var amount = 0.0
        /// Accounts without a wallet whose revenue is not known in a period.
        package var amountUnknown = 0
        /// Accounts without a wallet above 0.
        package var withoutWallet: Int { missing + zero + negative }
    }

    init(_ measure: BenchmarkMeasure, _ wallets: Wallets, _ periods: AskedPeriods, _ membership: Membership, minimum: Int) throws(Diagnostic) {
        let sides = try periods.sides.map { (side) throws(Diagnostic) in Side(try measure.figures(side.window), side.window.years) }
        let older = try periods.older.map { (side) throws(Diagnostic) in Side(try measure.figures(side.window), side.window.years) }
        let all = sides + (older.map { [$0] } ?? [])
        func isKnown(_ row: Int) -> Bool { wallets.isUsable(row) && all.allSatisfy { $0.revenue[row].isFinite } }
        let bases = wallets.cells.indices.map { isKnown($0) ? wallets.cells[$0] : .nan }
        let course = ComparedCourse(sides.map(\.yearly), older: older?.yearly, periods) {
            ComparedRatio(tops: $0, bases: bases, clusters: membership.clusters, error: wallets.walletError)
        }
        comparison = try membership.groups(minimum: minimum)
        (groups, comparisons) = try comparison.courses([course]) { rows, period, ratio in (period.map { sides[$0] } ?? older ?? sides[0]).figure(rows, wallets, ratio) }
        (self.membership, self.periods, self.wallets) = (membership, periods, wallets)
        let known = membership.members.rows.filter(isKnown)
        revenue = sides.reduce(0) { sum, side in known.reduce(sum) { $0 + side.revenue[$1] } }
        left = PenetrationBenchmark.leftOut(membership.members.rows, wallets, sides.map(\.revenue), isKnown)
        let newest = sides[periods.newestWhole]
        aboveAccounts = newest.above(known, wallets).map { membership.accounts.label(ofRow: $0) }
        revenueRows = sides[0].revenue
    }

    /// Of all whose wallet and revenue are known, in all periods.
    let revenue: Double
    /// By row of accounts, in the first period.
    let revenueRows: [Double]

    /// - Parameter revenues: by period.
    private static func leftOut(_ rows: [Int], _ wallets: Wallets, _ revenues: [[Double]], _ isKnown: (Int) -> Bool) -> LeftOut {
        var left = LeftOut()
        for row in rows where !isKnown(row) {
            let wallet = wallets.cells[row]
            if wallet > 0 {
                left.revenue += 1
                continue
            }
            if wallet.isNaN { left.missing += 1 } else if wallet == 0 { left.zero += 1 } else { left.negative += 1 }
            let known = revenues.map { $0[row] }.filter(\.isFinite)
            left.amount += known.reduce(0, +)
            if known.count < revenues.count { left.amountUnknown += 1 }
        }
        return left
    }
}

/// Revenue by row of accounts in a period of so many years.
private struct Side {
    let revenue: [Double]
    let years: Double
    /// As though the period had been a year.
    let yearly: [Double]

    init(_ revenue: [Double], _ years: Double) {
        (self.revenue, self.years) = (revenue, years)
        yearly = revenue.map { $0 / years }
    }

    func figure(_ rows: [Int], _ wallets: Wallets, _ ratio: ComparedRatio) -> PenetrationBenchmark.Figure {
        let (spent, cells) = (rows.map { yearly[$0] }, rows.map { wallets.cells[$0] })
        var interval = ratio.estimate(rows).flatMap { $0.interval() }
        // Where nobody's revenue is below 0, no penetration is.
        if let found = interval, spent.allSatisfy({ $0 >= 0 }) { interval = Interval(max(0, found.low), found.high) }
        return .init(
            accounts: rows.count, revenue: rows.reduce(0) { $0 + revenue[$1] }, wallet: cells.reduce(0, +) * years,
            weighted: Penetration.weighted(revenue: spent, wallet: cells)?.value, interval: interval,
            unweighted: Penetration.unweighted(revenue: spent, wallet: cells)?.value, above: rows.count { yearly[$0] > wallets.cells[$0] })
    }

    /// The rows with more revenue than wallet, the most above first.
    func above(_ rows: [Int], _ wallets: Wallets) -> [Int] {
        rows.filter { yearly[$0] > wallets.cells[$0] }.sorted { (yearly[$0] / wallets.cells[$0], $1) > (yearly[$1] / wallets.cells[$1], $0) }
    }
}

extension NamedTable {
    /// What a row is called: its key.
    func label(ofRow row: Int) -> String { table.keyColumn.map { Plain.label($0[row]) } ?? "row \(row + 1)" }
}
