import Diagnostics
import Tables
import Workspaces

/// The rows of a dated table that belong to accounts, in the order of the table.
struct DatedRows {
    struct Row {
        let account: Int32
        let day: Int32
        /// NaN where it is missing or there is no such figure.
        let figure: Double
    }

    let rows: [Row]

    init(_ rows: [Row]) { self.rows = rows }

    /// - Parameters:
    ///   - figure: the column that `Row.figure` is of.
    ///   - isWanted: by row of the table; nil for all.
    /// Errors: `no-relation` where the table has no dates or no way to accounts; `cancelled`.
    init(_ named: NamedTable, figure: Int? = nil, _ session: Session, isWanted: ((Int) -> Bool)? = nil) throws(Diagnostic) {
        let (table, workspace) = (named.table, session.state.workspace)
        guard let days = try session.days(of: named), let way = Relations.path(from: named, to: "accounts", in: workspace), !way.links.isEmpty,
            let map = Relations.map(named, way.links, way.tables, in: workspace)
        else {
            throw Diagnostic("no-relation", "\(named.name) has no date column, own or in a table above it, or no relation to accounts.", help: "Import it with for accounts = COLUMN dated COLUMN.")
        }
        let figures = figure.map { table.fields[$0].column }
        let accounts = map.pointer(to: Int32.self)
        var rows: [Row] = []
        for row in 0..<table.rowCount {
            if row % blockRows == 0 { try Cancellation.check() }
            guard accounts[row] >= 0, isWanted?(row) ?? true, case .date(let day) = days[row] else { continue }
            rows.append(Row(account: accounts[row], day: day.number, figure: figures?[row].number ?? .nan))
        }
        withExtendedLifetime(map) {}
        self.rows = rows
    }

    /// By account the days that it has rows on, ascending and each once.
    func days(accounts count: Int) -> [[Int32]] {
        var days = [[Int32]](repeating: [], count: count)
        for row in rows where days[Int(row.account)].last != row.day { days[Int(row.account)].append(row.day) }
        for account in days.indices {
            let own = days[account]
            guard zip(own, own.dropFirst()).contains(where: { $0 >= $1 }) else { continue }
            var last: Int32?
            days[account] = own.sorted().filter { day in
                defer { last = day }
                return day != last
            }
        }
        return days
    }
}
