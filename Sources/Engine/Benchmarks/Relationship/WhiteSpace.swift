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
        package let value: Int
        /// Of the group's accounts, those with a row in the period.
        package let users: Proportion?
        package let without: Int
        /// What the median user brings with it; nil with few users, or where nothing says what it is worth.
        package let median: Double?
        /// Holds the median user's of all such users 19 times in 20; nil where all bring the same.
        fileprivate let medianInterval: Interval?

        /// If all that do without brought what the median user does: an upper thought, and no forecast.
        package var stake: Double? { median.flatMap { $0 > 0 ? $0 * Double(without) : nil } }
        package var stakeInterval: Interval? { stake == nil ? nil : medianInterval.flatMap { Interval($0.low * Double(without), $0.high * Double(without)) } }
    }

    package let comparison: ComparedGroups
    package let column: UsedColumn
    package let values: [String]
    /// The column of money that users are compared by.
    package let worth: (name: String, type: ColumnType)?
    /// Each group's for its first value, then for the next.
    package let cells: [Cell]
    private let usage: ValueUsage

    /// Users below which what they bring says nothing of others.
    package static let fewest = TotalGrowth.fewest

    fileprivate init(_ column: UsedColumn, _ worth: Int?, _ usage: ValueUsage, _ comparison: ComparedGroups) throws(Diagnostic) {
        (self.column, self.usage, self.comparison) = (column, usage, comparison)
        values = usage.values
        self.worth = worth.map { (column.table.table.fields[$0].name, column.table.table.fields[$0].column.type) }
        var cells: [Cell] = []
        for group in comparison.groups.indices {
            try Cancellation.check()
            for value in values.indices {
                let rows = comparison.groups[group].rows
                let users = rows.filter { usage.uses($0, value) }
                let amounts = users.map { usage.worth($0, value) }
                let isTold = worth != nil && users.count >= WhiteSpace.fewest
                cells.append(
                    Cell(
                        group: group, value: value, users: Proportion(users.count, of: rows.count), without: rows.count - users.count,
                        median: isTold ? Location.median(of: amounts) : nil,
                        medianInterval: isTold && amounts.min() != amounts.max() ? MedianInterval.interval(amounts) : nil))
            }
        }
        self.cells = cells
    }

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

    init(_ column: UsedColumn, worth: Int?, _ window: ServiceWindow, _ accounts: NamedTable, at span: Span, _ session: Session) throws(Diagnostic) {
        values = column.values(session.state.workspace)
        if values.count > ValueUsage.most {
            throw Diagnostic("too-many-values", "\(column.name) has \(grouped(values.count)) different values; white space shows \(ValueUsage.most) at most.", at: span, help: "Choose a column of fewer, such as a product's family.")
        }
        let table = column.table.table
        let workspace = session.state.workspace
        let (width, height) = (values.count, accounts.table.rowCount)
        isUsed = [Bool](repeating: false, count: width * height)
        amounts = [Double](repeating: 0, count: worth == nil ? 0 : width * height)
        totals = [Double](repeating: 0, count: height)
        guard let days = try session.days(of: column.table)?.integers(), let way = Relations.path(from: column.table, to: accounts.name, in: workspace),
            let map = Relations.map(column.table, way.links, way.tables, in: workspace), let dictionary = column.column.dictionary
        else { return }
        var places = [Int](repeating: -1, count: dictionary.count)
        let numbers = Dictionary(values.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for code in 1..<max(1, dictionary.count) { places[code] = numbers[dictionary.text(code)] ?? -1 }
        let codes = column.column.codes()
        let money = worth.map { table.fields[$0].column.doubles() }
        let (day, code, target) = (days.pointer(to: Int64.self), codes.pointer(to: Int32.self), map.pointer(to: Int32.self))
        let amount = money.map { $0.buffer.pointer(to: Double.self) + $0.start }
        let (from, before) = (Int64(window.from.number), Int64(window.before.number))
        for row in 0..<table.rowCount {
            if row % blockRows == 0 { try Cancellation.check() }
            guard day[row] >= from, day[row] < before, target[row] >= 0 else { continue }
            let (account, value) = (Int(target[row]), places[Int(code[row])])
            let own = amount.map { $0[row] }.flatMap { $0.isFinite ? $0 : nil } ?? 0
            totals[account] += own
            guard value >= 0 else { continue }
            isUsed[account * width + value] = true
            if amount != nil { amounts[account * width + value] += own }
        }
        withExtendedLifetime((days, codes, money?.buffer, map)) {}
    }

    func uses(_ row: Int, _ value: Int) -> Bool { isUsed[row * values.count + value] }
    func worth(_ row: Int, _ value: Int) -> Double { amounts.isEmpty ? 0 : amounts[row * values.count + value] }
    func total(_ row: Int) -> Double { totals[row] }
    func count(_ row: Int) -> Int { values.indices.count { uses(row, $0) } }
}

extension RelationshipSetting {
    /// - Parameters:
    ///   - worth: the column's table's column of money; nil for the one there is.
    ///   - unconverted: amounts in several currencies are added up all the same.
    package func whiteSpace(of column: UsedColumn, worth: Name?, unconverted: Bool = false, _ session: Session) throws(Diagnostic) -> (found: WhiteSpace, findings: BenchmarkFindings) {
        let index = try RelationshipSetting.worth(worth, column)
        if let index, !unconverted { try checkOneCurrency(index, column, at: worth?.span ?? question.groups.span, session) }
        let usage = try ValueUsage(column, worth: index, periods.newer.window, accounts, at: question.groups.span, session)
        let found = try WhiteSpace(column, index, usage, try membership.groups(minimum: question.minimum))
        try checkIsSomething(found.cells.contains { ($0.users?.count ?? 0) > 0 }, [column], session)
        return (found, try findings([column.table], session))
    }

    /// Refuses amounts in more than one currency, told by a column currency beside figures that may be money.
    private func checkOneCurrency(_ worth: Int, _ column: UsedColumn, at span: Span, _ session: Session) throws(Diagnostic) {
        let table = column.table.table
        guard let codes = try Relations.currencies(of: column.table, in: session.state.workspace).map({ (own) throws(Diagnostic) in try session.cells(own) }), let dictionary = codes.dictionary else { return }
        if case .money(let own, _) = table.fields[worth].column.type, own != .none { return }
        var isUsed = [Bool](repeating: false, count: max(1, dictionary.count))
        for row in 0..<table.rowCount { isUsed[codes.code(row)] = true }
        let found = isUsed.indices.dropFirst().filter { isUsed[$0] }.map { dictionary.text($0) }.sorted()
        guard found.count > 1 else { return }
        throw Diagnostic(
            "many-currencies", "\(column.table.name) has amounts in \(grouped(found.count)) currencies (\(Binder.list(found, limit: 6))), which do not add up.", at: span,
            help: "Write worth and a column in one currency, or add unconverted for what is no money.")
    }

    private static func worth(_ name: Name?, _ column: UsedColumn) throws(Diagnostic) -> Int? {
        let table = column.table
        guard let name else {
            return table.table.money
        }
        let own = name.parts.count == 2 && equalIgnoringCase(name.parts[0], table.name) ? name.parts[1] : name.text
        guard let index = table.table.index(of: own) else {
            throw Diagnostic("unknown-column", "\(table.name) has no column \(Words.quoted(own)).", at: name.span, help: didYouMean(own, among: table.table.fields.filter(\.column.type.isNumeric).map(\.name)))
        }
        guard table.table.fields[index].column.type.isNumeric else {
            throw Diagnostic("not-a-number", "\(own) is \(table.table.fields[index].column.type.withArticle), and worth wants a figure to add up.", at: name.span)
        }
        return index
    }
}

extension Table {
    /// The only column of money; nil where there is none, or more.
    var money: Int? {
        let all = fields.indices.filter { fields[$0].column.type.isMoney }
        return all.count == 1 ? all[0] : nil
    }
}
