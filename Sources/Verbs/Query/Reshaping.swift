import Diagnostics
import Engine
import Syntax
import Tables

/// Rows by one thing, columns by another.
struct Pivot: Verb {
    let forms = [
        Form(
            "pivot", .stage,
            [
                .slot("figures", .items), .word("rows"), .slot("down", .names), .word("columns"), .slot("across", .name), .flag("with totals"),
            ])
    ]
    let manual = Manual(
        "a table of figures, one row and one column for each value",
        details: """
            Several figures give a column each for every value across. Totals are worked out from the rows themselves, so that a
            median's total is the median of all. At most 200 values across.
            """,
        examples: """
            tierbook> accounts | pivot sum(revenue) rows tier columns region with totals
            tier    Americas     Asia       EMEA      total
            Bronze   120,000        —     60,000    180,000
            Gold     640,000        —    820,000  1,460,000
            Silver         —  250,000    410,000    660,000
            total    760,000  250,000  1,290,000  2,300,000
            """)

    static let widest = 200

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        var binder = Binder(try query(call, input), session)
        var down: [Query.Named] = []
        for name in call.names("down") { down.append(.init(name: name.parts[name.parts.count - 1], slot: try binder.column(name))) }
        let acrossName = try call.name("across")
        let across = try binder.column(acrossName)
        var query = binder.query
        _ = try session.force(&query)
        let figures = try call.items("figures")
        let cells = try totals(query, down.map(\.slot) + [across], figures, session)
        var none = query
        none.steps.append(.take(skip: 0, count: 0, per: [], ties: nil))
        let empty = try totals(none, [], figures, session)
        var byRow: Table?
        var byColumn: Table?
        var all: Table?
        if call.has("with totals") {
            byRow = try totals(query, down.map(\.slot), figures, session)
            byColumn = try totals(query, [across], figures, session)
            all = try totals(query, [], figures, session)
        }
        let layout = PivotLayout(keys: down.count, figures: figures.map { Naming.name(of: $0, session) }, cells: cells, empty: empty, byRow: byRow, byColumn: byColumn, all: all)
        return .query(Query(result: try layout.table(names: down.map(\.name), at: acrossName.span)))
    }

    /// Figures for each combination of some slots: keys first, then figures.
    private func totals(_ query: Query, _ keys: [Int], _ figures: [Item], _ session: Session) throws(Diagnostic) -> Table {
        var binder = Binder(query, session)
        let shown = try binder.aggregate(figures, keys: keys) { Naming.name(of: $0, session) }
        binder.query.columns = keys.enumerated().map { Query.Named(name: "key \($0)", slot: $1) } + shown
        return try Session.table(binder.query, try session.run(binder.query))
    }
}

/// Grouped cells laid out in two directions.
struct PivotLayout {
    let keys: Int
    let figures: [String]
    let cells: Table
    /// The figures of no rows, for combinations that do not occur: a count of them is 0.
    let empty: Table
    let byRow: Table?
    let byColumn: Table?
    let all: Table?

    func table(names: [String], at span: Span) throws(Diagnostic) -> Table {
        let rows = try Grouping.groups(by: cells.fields.prefix(keys).map(\.column), rows: cells.rowCount)
        let across = cells.fields[keys].column
        let columns = try Grouping.groups(by: [across], rows: cells.rowCount)
        guard columns.count <= Pivot.widest else {
            throw Diagnostic("pivot-too-wide", "This would give \(grouped(columns.count)) columns; a pivot may have \(Pivot.widest).", at: span, help: "Group the values first, or exchange rows and columns.")
        }
        let order = try sorted(across.gather(Rows(columns.firstRows)))
        var fields: [Field] = []
        for (index, name) in names.enumerated() { fields.append(Field(name, try keyColumn(index, rows))) }
        for column in order {
            let label = across[Int(columns.firstRows[column])]
            for figure in figures.indices { fields.append(Field(header(label, figure), try cellColumn(column, figure, rows, columns))) }
        }
        if byRow != nil { for figure in figures.indices { fields.append(Field(figures.count == 1 ? "total" : "total \(figures[figure])", try totalColumn(figure, rows))) } }
        return Table(unique(fields))
    }

    private func sorted(_ labels: Column) throws(Diagnostic) -> [Int] {
        let keys = try Tables.Ordering.keys(of: labels)
        let order = try Tables.Ordering.sortedRows(keys: UnsafeBufferPointer(start: keys.pointer(), count: labels.count))
        return (0..<labels.count).map { Int(order.pointer(to: Int32.self)[$0]) }
    }

    private func header(_ label: Value, _ figure: Int) -> String {
        let text = label == .text("") ? "(empty)" : Plain.text(label)
        return figures.count == 1 ? text : "\(text) \(figures[figure])"
    }

    /// Row labels; with totals one more, “total”, where that is a text, else missing.
    private func keyColumn(_ index: Int, _ rows: Groups) throws(Diagnostic) -> Column {
        let labels = cells.fields[index].column.gather(Rows(rows.firstRows))
        guard byColumn != nil else { return labels }
        return Column.concatenate([labels, .of([index == 0 && labels.type == .text ? .text("total") : .missing], type: labels.type)], type: labels.type)
    }

    private func cellColumn(_ column: Int, _ figure: Int, _ rows: Groups, _ columns: Groups) throws(Diagnostic) -> Column {
        let type = cells.fields[keys + 1 + figure].column.type
        let source = Column.concatenate([cells.fields[keys + 1 + figure].column, empty.fields[figure].column], type: type)
        var places = [Int32](repeating: Int32(cells.rowCount), count: rows.count)
        let rowIDs = rows.ids.pointer(to: Int32.self)
        let columnIDs = columns.ids.pointer(to: Int32.self)
        for cell in 0..<cells.rowCount where Int(columnIDs[cell]) == column { places[Int(rowIDs[cell])] = Int32(cell) }
        let body = source.gather(Rows(places))
        guard let byColumn else { return body }
        let label = cells.fields[keys].column[Int(columns.firstRows[column])]
        let total = (0..<byColumn.rowCount).first { byColumn.fields[0].column[$0] == label } ?? -1
        return Column.concatenate([body, byColumn.fields[1 + figure].column.gather(Rows([Int32(total)]))], type: type)
    }

    private func totalColumn(_ figure: Int, _ rows: Groups) throws(Diagnostic) -> Column {
        guard let byRow, let all else { return .of([], type: .whole) }
        // Both tables are in order of the keys; match by label all the same.
        var places: [Int32] = []
        for group in 0..<rows.count {
            let cell = Int(rows.firstRows[group])
            let found = (0..<byRow.rowCount).first { row in (0..<keys).allSatisfy { byRow.fields[$0].column[row] == cells.fields[$0].column[cell] } }
            places.append(Int32(found ?? -1))
        }
        let body = byRow.fields[keys + figure].column.gather(Rows(places))
        return Column.concatenate([body, all.fields[figure].column], type: body.type)
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
