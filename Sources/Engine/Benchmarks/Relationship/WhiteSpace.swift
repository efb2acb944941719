import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// Who of similar accounts uses a product, or another value of a column, and who does not.
package struct WhiteSpace: Sendable {
    /// A value in a group.
    package struct Cell: Sendable {
        /// Places among the comparison's groups and the values.
        package let group: Int
        /// The place among the values.
        package let value: Int
        /// Of the group's accounts, those with a row in the period.
        package let users: Proportion?
        /// Of the group's accounts, those with no row in the period.
        package let without: Int
        /// What the median user brings with it; nil with few users, or where nothing says what it is worth.
        package let median: Double?
        /// Holds the median user's of all such users 19 times in 20; nil where all bring the same.
        fileprivate let medianInterval: Interval?

        /// If all that do without brought what the median user does: an upper thought, and no forecast.
        package var stake: Double? { median.flatMap { $0 > 0 ? $0 * Double(without) : nil } }
        /// Holds the stake by the median of all such users 19 times in 20; nil where the stake is, or all bring the same.
        package var stakeInterval: Interval? { stake == nil ? nil : medianInterval.flatMap { Interval($0.low * Double(without), $0.high * Double(without)) } }
    }

    /// The groups of similar accounts.
    package let comparison: ComparedGroups
    /// Whose values are looked for.
    package let column: UsedColumn
    /// Those of the column in the order in which they are shown, used in the period or not; at most 100.
    package let values: [String]
    /// What users are compared by.
    package let worth: Worth?
    /// Each group's for its first value, then for the next.
    package let cells: [Cell]
    private let usage: ValueUsage

    /// Users below which what they bring says nothing of others.
    package static let fewest = TotalGrowth.fewest

    fileprivate init(_ column: UsedColumn, _ worth: Worth?, _ usage: ValueUsage, _ comparison: ComparedGroups) throws(Diagnostic) {
        (self.column, self.worth, self.usage, self.comparison) = (column, worth, usage, comparison)
        values = usage.values
        var cells: [Cell] = []
        for group in comparison.groups.indices {
            try Cancellation.check()
            for value in values.indices {
                let rows = comparison.groups[group].rows
                let users = rows.filter { usage.uses($0, value) }
                let amounts = users.compactMap { usage.worth($0, value) }
                let isTold = worth != nil && amounts.count >= WhiteSpace.fewest
                cells.append(
                    Cell(
                        group: group, value: value, users: Proportion(users.count, of: rows.count), without: rows.count - users.count,
                        median: isTold ? Location.median(of: amounts) : nil,
                        medianInterval: isTold && amounts.min() != amounts.max() ? MedianSample(amounts)?.interval() : nil))
            }
        }
        self.cells = cells
    }

    /// For each key a column with one cell for each of `cells`: that of its group.
    package func keys(of cells: [Cell]) -> [Field] { comparison.keys(of: cells.map(\.group)) }

    /// What most is at stake with in a group, or without money what most do without.
    package enum Greatest { case one(Cell), several, none }

    /// One only where its interval is apart from those of all others: within the error nothing is ranked.
    package func greatest(_ group: Int) -> Greatest {
        let open = cells.filter { $0.group == group && $0.without > 0 && (worth == nil || $0.stake != nil) }
        func interval(_ cell: Cell) -> Interval? {
            worth == nil ? Proportion(cell.without, of: comparison.groups[group].count)?.interval() : cell.stakeInterval
        }
        func figure(_ cell: Cell) -> Double { worth == nil ? Double(cell.without) : cell.stake ?? 0 }
        guard let most = open.max(by: { figure($0) < figure($1) }) else { return .none }
        let isApart = open.allSatisfy { other in
            if other.value == most.value { return true }
            guard let own = interval(most), let others = interval(other) else { return false }
            return own.low > others.high
        }
        return isApart ? .one(most) : .several
    }

    /// Its group has fewer accounts than may be shown.
    package func isHidden(_ cell: Cell) -> Bool { comparison.groups[cell.group].role == .hidden }

    // MARK: Who does without one

    /// By row of accounts what the median user of its group brings with a value.
    private func medians(of value: Int) -> [Int: Double] {
        var least: [Int: Double] = [:]
        for cell in cells where cell.value == value && !isHidden(cell) {
            guard let median = cell.median else { continue }
            for row in comparison.groups[cell.group].rows { least[row] = min(median, least[row] ?? .infinity) }
        }
        return least
    }

    /// How many accounts there are in groups that are shown, and how many of them do without a value, each counted once.
    package func count(without value: Int) -> (without: Int, of: Int) {
        let rows = comparison.shownRows
        return (rows.count { !usage.uses($0, value) }, rows.count)
    }

    /// The accounts without a value, those that bring most first: beside their keys how many other values they use, what all
    /// they do is worth, and what the median user of their group brings with this one; of several groups the least.
    package func accounts(without value: Int, _ setting: RelationshipSetting, totals: ([Double]) -> Column) -> Query {
        let lacking = comparison.shownRows.filter { !usage.uses($0, value) }
        let order = lacking.sorted { a, b in
            let (x, y) = (usage.total(a), usage.total(b))
            return x == y ? a < b : x > y
        }
        let rows = Rows(order.map { Int32(truncatingIfNeeded: $0) })
        var batch = Batch(setting.accounts.table)
        batch.rows = rows
        var columns = comparison.members.keys.ofAccounts.map { (name: $0.name, column: $0.column.gather(rows)) }
        columns.append(("others used", .integers(order.map { Int64(usage.count($0)) })))
        if worth != nil {
            let medians = medians(of: value)
            columns += [("brings", totals(order.map { usage.total($0) })), ("median user", totals(order.map { medians[$0] ?? .nan }))]
        }
        var query = Query(setting.accounts)
        query.source = .batch(batch)
        query.setDetails(columns, &batch, key: setting.accounts.table.key)
        return query
    }
}

/// Which values accounts have in a period, and what they are worth.
private struct ValueUsage {
    let values: [String]
    /// By row of accounts, then by value; money of an account without a row is 0.
    private var isUsed: [Bool]
    private var amounts: [Double]
    private var totals: [Double]

    /// More values than that make no table that anyone reads.
    private static let most = 100

    init(_ column: UsedColumn, worth: Worth?, _ window: ServiceWindow, _ accounts: NamedTable, at span: Span, _ session: Session) throws(Diagnostic) {
        values = column.values(session.state.workspace)
        if values.count > ValueUsage.most {
            throw Diagnostic("too-many-values", "\(column.name) has \(grouped(values.count)) different values; white space shows \(ValueUsage.most) at most.", at: span, help: "Choose a column of fewer, such as a product's family.")
        }
        let table = column.table.table
        let workspace = session.state.workspace
        let (width, height) = (values.count, accounts.table.rowCount)
        isUsed = [Bool](repeating: false, count: width * height)
        amounts = [Double](repeating: .nan, count: worth == nil ? 0 : width * height)
        totals = [Double](repeating: 0, count: height)
        guard let days = try session.days(of: column.table)?.integers(), let way = Relations.path(from: column.table, to: accounts.name, in: workspace),
            let map = Relations.map(column.table, way.links, way.tables, in: workspace), let dictionary = column.column.dictionary
        else { return }
        var places = [Int](repeating: -1, count: dictionary.count)
        let numbers = Dictionary(values.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for code in 1..<max(1, dictionary.count) { places[code] = numbers[dictionary.text(code)] ?? -1 }
        let codes = column.column.codes()
        let figures = worth?.amounts ?? []
        let (day, code, target) = (days.pointer(to: Int64.self), codes.pointer(to: Int32.self), map.pointer(to: Int32.self))
        let (from, before) = (Int64(window.from.number), Int64(window.before.number))
        for row in 0..<table.rowCount {
            if row % blockRows == 0 { try Cancellation.check() }
            guard day[row] >= from, day[row] < before, target[row] >= 0 else { continue }
            let (account, value) = (Int(target[row]), places[Int(code[row])])
            if value >= 0 { isUsed[account * width + value] = true }
            guard !figures.isEmpty, let own = figures[row].finite else { continue }
            totals[account] += own
            if value >= 0 { amounts[account * width + value] = own + (amounts[account * width + value].finite ?? 0) }
        }
        withExtendedLifetime((days, codes, map)) {}
    }

    func uses(_ row: Int, _ value: Int) -> Bool { isUsed[row * values.count + value] }
    /// Nil where no row says.
    func worth(_ row: Int, _ value: Int) -> Double? { amounts.isEmpty ? nil : amounts[row * values.count + value].finite }
    func total(_ row: Int) -> Double { totals[row] }
    func count(_ row: Int) -> Int { values.indices.count { uses(row, $0) } }
}

extension RelationshipSetting {
    /// Errors: `no-money`, `unknown-column`, `not-a-number`, `too-many-values`, `nothing-used`, what keeps amounts from being
    /// converted, `cancelled`.
    /// - Parameter worth: the figure of the column's table that users are compared by; nil for the money that there is.
    package func whiteSpace(of column: UsedColumn, worth: Name?, currency: CurrencyChoice = .oneOnly, _ session: Session) throws(Diagnostic) -> (found: WhiteSpace, findings: BenchmarkFindings) {
        let worth = try Worth(worth, column, currency, in: periods.newer.window, at: question.groups.span, session)
        let usage = try ValueUsage(column, worth: worth, periods.newer.window, accounts, at: question.groups.span, session)
        let found = try WhiteSpace(column, worth, usage, try membership.groups(minimum: question.minimum))
        try checkIsSomething(found.cells.contains { ($0.users?.count ?? 0) > 0 }, [column], session)
        return (found, try findings([column.table], session))
    }
}
