import Diagnostics
import Syntax
import Tables
import Workspaces

/// Accounts that move together, as those of one parent do: together they tell as much as one account on its own.
package struct BenchmarkClusters: Sendable {
    /// Which accounts are taken to move together.
    package enum Choice {
        /// By parent, where accounts have one.
        case automatic
        /// Each stands alone.
        case none
        /// By a column of accounts.
        case by(Name)
    }

    /// The column: `parent`, `owner`
    package let name: String
    /// By row of accounts its cluster, from 0 below `count`.
    let units: [Int32]
    let count: Int
    /// Accounts that share theirs with another, and how many clusters these are.
    package let accountsTogether: Int
    /// Clusters of two accounts or more.
    package let sharedCount: Int

    /// Nil where every account stands alone and no column was asked for.
    ///
    /// - Parameter rows: the accounts that take part.
    init?(_ choice: Choice, _ rows: [Int], _ accounts: NamedTable, _ session: Session) throws(Diagnostic) {
        let table = accounts.table
        let rolledUp = try BenchmarkClusters.rollUpColumn(session) ?? "parent"
        let (column, isAsked): (Int, Bool)
        switch choice {
        case .none: return nil
        case .automatic:
            guard let found = table.index(of: rolledUp), table.fields[found].column.type == .text else { return nil }
            (column, isAsked) = (found, false)
        case .by(let name):
            guard let found = table.index(of: name.text) else {
                throw Diagnostic(
                    "unknown-column", "accounts has no column '\(name.text)'.", at: name.span,
                    help: didYouMean(name.text, among: table.fields.map(\.name)) ?? "Clusters are those of a column of accounts, such as parent or owner.")
            }
            let type = table.fields[found].column.type
            if ![.text, .boolean, .whole].contains(type) {
                throw Diagnostic("not-a-group", "\(name.text) is \(type.withArticle), which hardly two accounts share.", at: name.span, help: "Cluster by a column such as parent or owner.")
            }
            (column, isAsked) = (found, true)
        }
        let field = table.fields[column]
        name = field.name
        let isParent = equalIgnoringCase(field.name, rolledUp) || equalIgnoringCase(field.name, "parent")
        (units, count) = try BenchmarkClusters.units(field.column, parents: isParent ? try BenchmarkClusters.parents(field.column, table) : nil)
        var sizes = [Int](repeating: 0, count: count)
        for row in rows { sizes[Int(units[row])] += 1 }
        sharedCount = sizes.count { $0 > 1 }
        accountsTogether = sizes.reduce(0) { $0 + ($1 > 1 ? $1 : 0) }
        if sharedCount == 0, !isAsked { return nil }
    }

    /// The column by which the list rolls figures up.
    private static func rollUpColumn(_ session: Session) throws(Diagnostic) -> String? {
        guard let rule = session.state.workspace.rules.rule(.policy, named: "roll up") else { return nil }
        var name: String?
        try session.reading(rule) { (call) throws(Diagnostic) in name = call.arguments.name("parent")?.text }
        return name
    }

    /// By row the row of the account that its cell names; −1 where it names none.
    private static func parents(_ column: Column, _ table: Table) throws(Diagnostic) -> [Int32]? {
        guard let key = table.keyColumn, key.type == column.type else { return nil }
        return try Relations.resolve(column, to: table).rows.cells(of: Int32.self, count: table.rowCount)
    }

    /// Rows with the same cell are together, a row whose cell is missing is alone, and a parent is with those that name it, its own
    /// parent's included.
    private static func units(_ column: Column, parents: [Int32]?) throws(Diagnostic) -> ([Int32], count: Int) {
        let groups = try Grouping.groups(by: [column], rows: column.count)
        let ids = groups.ids.cells(of: Int32.self, count: column.count)
        // Each row points towards the one that stands for its cluster.
        var ups = (0..<column.count).map { Int32($0) }
        func top(_ row: Int) -> Int {
            var at = row
            while Int(ups[at]) != at {
                ups[at] = ups[Int(ups[at])]
                at = Int(ups[at])
            }
            return at
        }
        var firsts = [Int32](repeating: -1, count: groups.count)
        for row in 0..<column.count {
            if row % blockRows == 0 { try Cancellation.check() }
            if column[row].isMissing { continue }
            let group = Int(ids[row])
            if firsts[group] < 0 { firsts[group] = parents.flatMap { $0[row] >= 0 ? $0[row] : nil } ?? Int32(row) }
            let (own, other) = (top(row), top(Int(firsts[group])))
            ups[max(own, other)] = Int32(min(own, other))
        }
        var (numbers, count) = ([Int32](repeating: -1, count: column.count), 0)
        let units = (0..<column.count).map { row in
            let top = top(row)
            if numbers[top] < 0 {
                numbers[top] = Int32(count)
                count += 1
            }
            return numbers[top]
        }
        return (units, count)
    }
}
