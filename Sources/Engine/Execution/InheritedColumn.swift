import Diagnostics
import Syntax
import Tables
import Workspaces

/// A column that says something of each row of a table: its own, else that of the nearest table above it that has one. An order's
/// lines are of the day of their order.
///
/// What an account is dated by, or trades in, says nothing of its rows: the way up ends below accounts, and accounts have what is
/// their own.
package struct InheritedColumn: Sendable {
    /// `date`
    private let what: String
    private let rows: NamedTable
    private let links: [Int]
    private let tables: [String]
    /// The table that has the column, and its place there.
    package let table: NamedTable
    /// Its place among that table's fields.
    package let index: Int
    /// Tables as near as that one that have one too.
    private let others: [String]

    fileprivate init?(_ what: String, of rows: NamedTable, in workspace: Workspace, _ place: (Table) -> Int?) {
        (self.what, self.rows) = (what, rows)
        if let own = place(rows.table) {
            (links, tables, table, index, others) = ([], [], rows, own, [])
            return
        }
        if equalIgnoringCase(rows.name, "accounts") { return nil }
        let above = Relations.parents(of: rows, in: workspace).filter { way in
            place(way.table.table) != nil && !way.tables.contains { equalIgnoringCase($0, "accounts") }
        }
        guard let nearest = above.first, let index = place(nearest.table.table) else { return nil }
        (links, tables, table, self.index) = (nearest.links, nearest.tables, nearest.table, index)
        others = above.dropFirst().filter { $0.links.count == nearest.links.count }.map(\.table.name)
    }

    /// It is a column of the rows' own table.
    package var isOwn: Bool { links.isEmpty }

    /// `order_date`, or `orders.order_date` where it is that of another table.
    package var name: String {
        let own = table.table.fields[index].name
        return isOwn ? own : "\(table.name).\(own)"
    }

    /// That another table might have been meant; nil where none might.
    fileprivate var note: Diagnostic? {
        if others.isEmpty { return nil }
        return .note(
            "ambiguous-column", "\(rows.name) has its \(what) from \(joinWords([table.name] + others, "or")), which are as near; \(name) was taken.",
            help: "Import \(rows.name) again with the table that is meant first behind for.")
    }

    /// By row of the table; missing for a row that belongs to none of the table that has the column. Gathered once for all who ask.
    fileprivate func cells(in workspace: Workspace, _ cache: DerivedCache) throws(Diagnostic) -> Column {
        let column = table.table.fields[index].column
        if isOwn { return column }
        let below = [rows.table] + tables.dropLast().compactMap { workspace.table(named: $0)?.table }
        // Kept beside the cells, so that no other memory can be taken for theirs.
        let ways = zip(below, links).map { $0.links[$1].rows }
        let kind = "\(column.type) \(column.width) by \(ways.map { "\(UInt(bitPattern: ObjectIdentifier($0)))" }.joined(separator: " "))"
        let kept = try cache.buffers(of: column, kind: kind) { () throws(Diagnostic) in
            guard let map = Relations.map(rows, links, tables, in: workspace) else { return [] }
            return [try column.gatherParallel(Rows(map, count: rows.table.rowCount)).buffer] + ways
        }
        guard let cells = kept.first else { return .repeating(.missing, type: column.type, count: rows.table.rowCount) }
        return Column(column.type, column.storage.with(cells), count: rows.table.rowCount)
    }
}

extension Relations {
    /// What the rows of a table have their days from: `date` and periods mean it. Nil where neither it nor a table above it is dated.
    package static func dates(of table: NamedTable, in workspace: Workspace) -> InheritedColumn? {
        InheritedColumn("date", of: table, in: workspace) { $0.dated }
    }

    /// What says which currency the amounts of a table are in: a text column currency.
    static func currencies(of table: NamedTable, in workspace: Workspace) -> InheritedColumn? {
        InheritedColumn("currency", of: table, in: workspace) { own in own.index(of: "currency").flatMap { own.fields[$0].column.type == .text ? $0 : nil } }
    }

    /// The column that a name stands for in the rows of a table: its own, that of a table above it, or that of one it names.
    static func column(_ name: Name, of rows: NamedTable, in workspace: Workspace) -> (table: NamedTable, index: Int)? {
        let own = name.parts.last ?? ""
        func column(of table: NamedTable) -> (table: NamedTable, index: Int)? {
            if let index = table.table.index(of: own) { return (table, index) }
            guard equalIgnoringCase(own, "date"), let dates = dates(of: table, in: workspace) else { return nil }
            return (dates.table, dates.index)
        }
        if name.parts.count > 1 { return workspace.table(named: name.parts[name.parts.count - 2]).flatMap(column) }
        if let found = column(of: rows) { return found }
        for above in parents(of: rows, in: workspace).map(\.table) {
            if let index = above.table.index(of: own) { return (above, index) }
        }
        return nil
    }
}

extension Session {
    /// By row of the table that it is of.
    /// - Parameter isAsked: the user asks for it; where another table might have been meant, that is said.
    func cells(_ column: InheritedColumn, isAsked: Bool = true) throws(Diagnostic) -> Column {
        if isAsked, let note = column.note { self.note(note) }
        return try column.cells(in: state.workspace, cache)
    }

    /// The day of each row of a table, missing where it has none; nil where the table has no dates.
    func days(of table: NamedTable, isAsked: Bool = true) throws(Diagnostic) -> Column? {
        try Relations.dates(of: table, in: state.workspace).map { (dates) throws(Diagnostic) in try cells(dates, isAsked: isAsked) }
    }
}

extension Column {
    /// The rows of a column of days whose day is this one or an earlier, or after another one.
    func rows(until day: Day, orAfter other: Day? = nil) throws(Diagnostic) -> [Int32] {
        let days = integers()
        let x = days.pointer(to: Int64.self)
        let (until, after) = (Int64(day.number), Int64(other?.number ?? .max))
        var kept: [Int32] = []
        for row in 0..<count {
            if row % blockRows == 0 { try Cancellation.check() }
            if x[row] != .min, x[row] <= until || x[row] > after { kept.append(Int32(truncatingIfNeeded: row)) }
        }
        withExtendedLifetime(days) {}
        return kept
    }
}
