import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

/// Changes to rows of a stored table.
struct SetCells: Verb {
    var isQuery: Bool { false }
    let forms = [Form("set", .stage, [.slot("value", .assignments)])]
    let manual = Manual(
        "change cells of the rows that come in",
        details: "The rows must be those of a stored table, perhaps filtered. Values are brought to the column's type; money is rounded to its scale. undo takes it back.",
        examples: """
            tierbook> accounts | where region = 'EMEA' | set wallet = wallet * 1.1
            3 rows of accounts changed.
            account  wallet was  wallet now
            Acme      2,000,000   2,200,000
            Cedar     1,500,000   1,650,000
            Fjord       800,000     880,000

            tierbook> accounts | where account = 'Elm' | set tier = 'Silver', renewal date = 2026-12-31
            1 row of accounts changed.
            account  tier was  tier now  renewal date was  renewal date now
            Elm      Bronze    Silver                   —        2026-12-31
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let query = try query(call, input)
        let (name, stored) = try Editing.target(query, call, session)
        var binder = Binder(query, session)
        var slots: [(column: Int, bound: Bound)] = []
        for assignment in try call.assignments("value") {
            let index = try TableNames.column(assignment.name, in: stored.table)
            slots.append((index, try Editing.value(assignment, stored.table.fields[index], &binder)))
        }
        let computed = slots.map { binder.slot($0.bound) }
        var work = binder.query
        let batch = try session.force(&work)
        if batch.count == 0 { return .reply(Reply(headline: "No row of \(name) changed.").about(rows: 0)) }
        var table = stored.table
        for (slot, target) in zip(computed, slots) {
            let new = try batch.column(slot)
            table.replace(target.column, with: Editing.replaced(stored.table.fields[target.column].column, batch.rows, by: new))
        }
        let columns = slots.map(\.column)
        try Editing.accept(table, name, changed: columns, session, at: call.verbSpan)
        let names = columns.map { table.fields[$0].name }
        session.changed("\(plural(batch.count, "row")) of \(name): \(names.joined(separator: ", "))")
        var reply = Editing.reply(name, stored.table, table, columns, batch.rows, session)
        reply.footer += work.footer
        return .reply(reply)
    }
}

enum Editing {
    /// The stored table whose rows a query's are.
    static func target(_ query: Query, _ call: VerbCall, _ session: Session) throws(Diagnostic) -> (String, NamedTable) {
        guard let name = query.origin, let stored = session.state.workspace.table(named: name) else {
            throw Diagnostic(
                "not-stored-rows", "\(call.verb) changes rows of a stored table; these rows are a result.", at: call.verbSpan,
                help: "Begin with the table and use where, order by, limit or top only.")
        }
        return (stored.name, stored)
    }

    /// What is assigned to a column, of its type. An amount written out is kept to the last digit.
    static func value(_ assignment: Assignment, _ field: Field, _ binder: inout Binder) throws(Diagnostic) -> Bound {
        let bound = try binder.bind(assignment.expression)
        let exact = field.column.type.isMoney ? Binder.exact(bound, assignment.expression, against: field.column.type) : bound
        return try fit(exact, field, at: assignment.expression.span)
    }

    /// A value brought to a column's type.
    static func fit(_ bound: Bound, _ field: Field, at span: Span) throws(Diagnostic) -> Bound {
        let type = field.column.type
        if bound.type == type { return bound }
        if bound.constant?.isMissing == true { return .constant(.missing, type) }
        let fits: Bool =
            switch (bound.type, type) {
            case (.money(let a, _), .money(let b, _)): a == b
            case (.money, _): false
            case (let a, let b): a.isNumeric && b.isNumeric
            }
        guard fits else {
            throw Diagnostic("type-mismatch", "\(field.name) is \(type.withArticle); this is \(bound.type.withArticle).", at: span)
        }
        if case .money(let currency, let scale) = type, let value = bound.constant, let number = value.number {
            if let (count, own) = value.units, let units = Money(units: count, scale: own, currency: currency).units(atScale: scale) {
                return .constant(.money(Money(units: units, scale: scale, currency: currency)), type)
            }
            let units = (number * powerOfTen(scale)).rounded(.toNearestOrEven)
            if abs(units) < 9e18 { return .constant(.money(Money(units: Int64(units), scale: scale, currency: currency)), type) }
        }
        return .cast(bound, type)
    }

    /// A column with the cells of some rows exchanged.
    static func replaced(_ old: Column, _ rows: Rows, by new: Column) -> Column {
        var sources = (0..<Int32(old.count)).map { $0 }
        for place in 0..<rows.count { sources[rows[place]] = Int32(old.count + place) }
        return Column.concatenate([old, new], type: old.type).gather(Rows(sources))
    }

    /// Puts a changed table in its place, once its key is sound, and works out relations anew where they depend on it.
    static func accept(_ table: Table, _ name: String, changed: [Int], _ session: Session, at span: Span) throws(Diagnostic) {
        if let key = table.key, changed.contains(key) { try Keys.check(table.fields[key].column, table.fields[key].name, at: span) }
        session.state.workspace.put(table, as: name)
        if table.links.contains(where: { changed.contains($0.column) }) { try Relinking.parents(of: name, session) }
        if let key = table.key, changed.contains(key) { try Relinking.children(of: name, session) }
    }

    /// “3 accounts changed”, with the cells before and after.
    static func reply(_ name: String, _ old: Table, _ new: Table, _ columns: [Int], _ rows: Rows, _ session: Session) -> Reply {
        var fields: [Field] = []
        if let key = old.key, !columns.contains(key) { fields.append(Field(old.fields[key].name, old.fields[key].column.gather(rows))) }
        for column in columns {
            let title = old.fields[column].name
            fields.append(Field("\(title) was", old.fields[column].column.gather(rows)))
            fields.append(Field("\(title) now", new.fields[column].column.gather(rows)))
        }
        return Reply(headline: "\(plural(rows.count, "row")) of \(name) changed.", table: Table(fields, rowCount: rows.count))
    }
}

struct AddRows: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form("add", .start, [.slot("table", .table), .word("with"), .slot("value", .assignments)]),
        Form("add", .stage, [.word("to"), .slot("table", .table)]),
    ]
    let manual = Manual(
        "add a row, or the rows of a query, to a table",
        details: "Columns are matched by name; those not given are missing. The key must be new.",
        examples: """
            tierbook> add accounts with account = 'Gale', region = 'Asia', revenue = 90k
            1 row added to accounts; now 7.
            account  tier  region  revenue  cost  wallet  renewal date
            Gale     —     Asia     90,000     —       —             —
            tierbook> accounts | where account = 'Gale' | select account, tier, region, revenue
            account  tier  region  revenue
            Gale     —     Asia     90,000
            1 of 7 rows
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let stored = try TableNames.table(try call.name("table"), session)
        let new: [Column]
        if let input { new = try rows(of: input, for: stored, session, at: call.verbSpan) } else { new = try row(call, stored, session) }
        let count = new.first?.count ?? 0
        var fields: [Field] = []
        for (field, column) in zip(stored.table.fields, new) {
            fields.append(Field(field.name, Column.concatenate([field.column, column], type: field.column.type)))
        }
        var table = Table(fields, key: stored.table.key, dated: stored.table.dated, links: stored.table.links)
        table.links = stored.table.links.map { Link(column: $0.column, target: $0.target, rows: $0.rows) }
        try Editing.accept(table, stored.name, changed: Array(table.fields.indices), session, at: call.verbSpan)
        session.changed("\(plural(count, "row")) added to \(stored.name)")
        let added = fields.map { Field($0.name, $0.column.slice(stored.table.rowCount..<stored.table.rowCount + count)) }
        return .reply(Reply(headline: "\(plural(count, "row")) added to \(stored.name); now \(grouped(table.rowCount)).", table: Table(added, rowCount: count)))
    }

    private func row(_ call: VerbCall, _ stored: NamedTable, _ session: Session) throws(Diagnostic) -> [Column] {
        var binder = Binder(Query(result: Table([], rowCount: 1)), session)
        var given: [Int: Int] = [:]
        for assignment in try call.assignments("value") {
            let index = try TableNames.column(assignment.name, in: stored.table)
            given[index] = binder.slot(try Editing.value(assignment, stored.table.fields[index], &binder))
        }
        let batch = try session.run(binder.query)
        return try cells(stored.table.fields.indices.map { given[$0] }, stored, batch)
    }

    private func rows(of query: Query, for stored: NamedTable, _ session: Session, at span: Span) throws(Diagnostic) -> [Column] {
        var binder = Binder(query, session)
        for column in query.columns where stored.table.index(of: column.name) == nil {
            throw Diagnostic("unknown-column", "\(stored.name) has no column '\(column.name)'.", at: span, help: "Leave it out with drop, or add it with add column.")
        }
        var slots: [Int?] = []
        for field in stored.table.fields {
            guard let slot = query.slot(named: field.name) else {
                slots.append(nil)
                continue
            }
            slots.append(binder.slot(try Editing.fit(.slot(slot, query.type(of: slot)), field, at: span)))
        }
        return try cells(slots, stored, try session.run(binder.query))
    }

    /// A column for each of the table's, missing where there is no slot.
    private func cells(_ slots: [Int?], _ stored: NamedTable, _ batch: Batch) throws(Diagnostic) -> [Column] {
        var columns: [Column] = []
        for (slot, field) in zip(slots, stored.table.fields) {
            if let slot { columns.append(try batch.column(slot)) } else {
                columns.append(.repeating(.missing, type: field.column.type, count: batch.count))
            }
        }
        return columns
    }
}

struct RemoveRows: Verb {
    var isQuery: Bool { false }
    let forms = [Form("remove", .stage)]
    let manual = Manual(
        "remove the rows that come in from their table",
        details: "Rows of other tables that relate to them stay, without partner. undo takes it back.",
        examples: """
            tierbook> accounts | where tier = 'Bronze' | remove
            2 rows of accounts removed; 4 left.
            account  tier    region    revenue     cost   wallet  renewal date
            Elm      Bronze  Americas  120,000  110,000  300,000             —
            Fjord    Bronze  EMEA       60,000   20,000  800,000    2026-12-31
            note: 1 row of activity now has no partner in accounts.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let query = try query(call, input)
        let (name, stored) = try Editing.target(query, call, session)
        let batch = try session.run(query)
        if batch.count == 0 { return .reply(Reply(headline: "No row of \(name) was removed.").about(rows: 0)) }
        var keep = [Bool](repeating: true, count: stored.table.rowCount)
        for place in 0..<batch.rows.count { keep[batch.rows[place]] = false }
        let rows = Rows(keep.indices.filter { keep[$0] }.map { Int32($0) })
        var links: [Link] = []
        for link in stored.table.links {
            let numbers = Column(.whole, .integers(link.rows, .four), count: stored.table.rowCount).gather(rows)
            links.append(Link(column: link.column, target: link.target, rows: numbers.buffer))
        }
        let fields = stored.table.fields.map { Field($0.name, $0.column.gather(rows)) }
        session.state.workspace.put(Table(fields, rowCount: rows.count, key: stored.table.key, dated: stored.table.dated, links: links), as: name)
        try Relinking.children(of: name, session)
        let removed = stored.table.rowCount - rows.count
        session.changed("\(plural(removed, "row")) removed from \(name)")
        let shown = stored.table.fields.map { Field($0.name, $0.column.gather(batch.rows)) }
        return .reply(Reply(headline: "\(plural(removed, "row")) of \(name) removed; \(grouped(rows.count)) left.", table: Table(shown, rowCount: removed)))
    }
}
