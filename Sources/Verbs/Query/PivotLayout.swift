import Diagnostics
import Tables

/// Grouped cells laid out in two directions, in time linear in the cells and in the result.
struct PivotLayout {
    /// Names of the columns that label the rows.
    let keys: [String]
    let figures: [String]
    /// The rows' keys, the one across, then the figures.
    let cells: Table
    /// The figures of no rows, for combinations that do not occur: a count of them is 0.
    let empty: Table
    let totals: Totals?

    /// The figures of whole rows and of whole columns behind their keys, and those of all.
    struct Totals {
        let rows: Table
        let columns: Table
        let all: Table
    }

    func table(at span: Span) throws(Diagnostic) -> Table {
        let across = cells.fields[keys.count].column
        let columns = try Side([across], cells.rowCount, totals: totals?.columns)
        guard columns.count <= Pivot.widest else {
            throw Diagnostic(
                "pivot-too-wide", "This would give \(grouped(columns.count)) columns; a pivot may have \(Pivot.widest).", at: span,
                help: "Group the values first, or exchange rows and columns.")
        }
        let rows = try Side(cells.fields.prefix(keys.count).map(\.column), cells.rowCount, totals: totals?.rows)
        var fields = keys.indices.map { Field(keys[$0], keyColumn($0, rows)) }
        // Cells that no group is in come from the empty one, the last row from the totals.
        let sources = figures.indices.map { figure in
            let parts = [cells.fields[keys.count + 1 + figure], empty.fields[figure]] + (totals.map { [$0.columns.fields[1 + figure]] } ?? [])
            return Column.concatenate(parts.map(\.column), type: parts[0].column.type)
        }
        let members = columns.members()
        for column in try sorted(across.gather(Rows(columns.firstRows))) {
            try Cancellation.check()
            var places = [Int32](repeating: Int32(cells.rowCount), count: rows.count)
            for cell in members[column] { places[rows[cell]] = Int32(cell) }
            if totals != nil { places.append(Int32(cells.rowCount + 1) + columns.totals[column]) }
            let label = across[Int(columns.firstRows[column])]
            for figure in figures.indices { fields.append(Field(header(label, figure), sources[figure].gather(Rows(places)))) }
        }
        if let totals { for figure in figures.indices { fields.append(totalColumn(figure, rows, totals)) } }
        return Table(unique(fields))
    }

    private func sorted(_ labels: Column) throws(Diagnostic) -> [Int] {
        let keys = try Tables.Ordering.keys(of: labels)
        let order = try Tables.Ordering.sortedRows(keys: UnsafeBufferPointer(start: keys.pointer(), count: labels.count))
        return (0..<labels.count).map { Int(order.pointer(to: Int32.self)[$0]) }
    }

    private func header(_ label: Value, _ figure: Int) -> String {
        let text = Plain.label(label)
        return figures.count == 1 ? text : "\(text) \(figures[figure])"
    }

    /// Row labels; with totals one more, “total”, where that is a text, else missing.
    private func keyColumn(_ index: Int, _ rows: Side) -> Column {
        let labels = cells.fields[index].column.gather(Rows(rows.firstRows))
        if totals == nil { return labels }
        return Column.concatenate([labels, .of([index == 0 && labels.type == .text ? .text("total") : .missing], type: labels.type)], type: labels.type)
    }

    private func totalColumn(_ figure: Int, _ rows: Side, _ totals: Totals) -> Field {
        let body = totals.rows.fields[keys.count + figure].column
        let source = Column.concatenate([body, totals.all.fields[figure].column], type: body.type)
        return Field(figures.count == 1 ? "total" : "total \(figures[figure])", source.gather(Rows(rows.totals + [Int32(body.count)])))
    }

    /// Columns that would have one name get a number.
    private func unique(_ fields: [Field]) -> [Field] {
        var seen: [String: Int] = [:]
        return fields.map { field in
            let count = (seen[field.name.lowercased()] ?? 0) + 1
            seen[field.name.lowercased()] = count
            return count == 1 ? field : Field("\(field.name) \(count)", field.column)
        }
    }
}

/// The distinct values on one side of a pivot, in the cells' order.
private struct Side {
    private let groups: Groups
    private let cells: Int
    /// For each value the row of its totals; empty without them.
    private(set) var totals: [Int32] = []

    var count: Int { groups.count }
    /// A cell of each value.
    var firstRows: [Int32] { groups.firstRows }

    /// - Parameter totals: a table that begins with the same keys, each combination once.
    init(_ keys: [Column], _ cells: Int, totals: Table?) throws(Diagnostic) {
        self.cells = cells
        guard let totals else {
            groups = try Grouping.groups(by: keys, rows: cells)
            return
        }
        // Grouped end to end, a total shares its number with its cells.
        let both = zip(keys, totals.fields).map { Column.concatenate([$0, $1.column], type: $0.type) }
        groups = try Grouping.groups(by: both, rows: cells + totals.rowCount)
        self.totals = [Int32](repeating: 0, count: groups.count)
        let ids = groups.ids.pointer(to: Int32.self)
        for row in 0..<totals.rowCount { self.totals[Int(ids[cells + row])] = Int32(row) }
    }

    /// The number of a cell's value.
    subscript(cell: Int) -> Int { Int(groups.ids.pointer(to: Int32.self)[cell]) }

    /// The cells of each value.
    func members() -> [[Int]] {
        var members = [[Int]](repeating: [], count: count)
        for cell in 0..<cells { members[self[cell]].append(cell) }
        return members
    }
}
