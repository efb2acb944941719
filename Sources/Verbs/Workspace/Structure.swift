import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct AddColumn: Verb {
    var isQuery: Bool { false }
    let forms = [Form("add column", .stage, [.slot("value", .assignments)])]
    let manual = Manual(
        "keep a worked-out column in its table",
        details: "Rows that do not come in have no value there. derive adds a column to a result only.",
        examples: """
            tierbook> accounts | add column margin = revenue - cost
            accounts has a new column, margin.
            tierbook> accounts | top 1 by margin | select account, margin
            account   margin
            Acme     310,000
            1 of 6 rows
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let query = try query(call, input)
        let (name, stored) = try Editing.target(query, call, session)
        var binder = Binder(query, session)
        var slots: [(name: String, slot: Int)] = []
        for assignment in try call.assignments("value") {
            try Naming.check(assignment.name)
            if stored.table.index(of: assignment.name.text) != nil {
                throw Diagnostic("name-taken", "\(name) has a column \(assignment.name.text) already.", at: assignment.name.span, help: "Change its cells with set.")
            }
            slots.append((assignment.name.text, try binder.slot(assignment.expression)))
        }
        let batch = try session.run(binder.query)
        var table = stored.table
        for (title, slot) in slots {
            let cells = try batch.column(slot)
            let empty = Column.repeating(.missing, type: cells.type, count: table.rowCount)
            table.append(Field(title, Editing.replaced(empty, batch.rows, by: cells)))
        }
        session.state.workspace.put(table, as: name)
        session.changed("\(slots.map(\.name).joined(separator: ", ")) added to \(name)")
        return .reply(Reply(headline: "\(name) has \(slots.count == 1 ? "a new column" : "new columns"), \(joinWords(slots.map(\.name), "and"))."))
    }
}

struct RemoveColumn: Verb {
    let forms = [Form("remove column", .start, [.slot("column", .name)])]
    let manual = Manual(
        "remove a column from its table: remove column accounts.fax",
        details: "A key, a date column or a column that relates to another table stays.",
        examples: """
            tierbook> remove column accounts.cost
            accounts has no column cost any more.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (stored, index, name) = try ColumnPath.find(try call.name("column"), session)
        var table = stored.table
        let isNeeded = table.key == index || table.dated == index || table.links.contains { $0.column == index }
        if isNeeded { throw Diagnostic("column-needed", "\(name.text) is the key, the date or a relation of \(stored.name) and must stay.", at: name.span) }
        var fields = table.fields
        fields.remove(at: index)
        func moved(_ place: Int) -> Int { place > index ? place - 1 : place }
        table = Table(
            fields, rowCount: table.rowCount, key: table.key.map(moved), dated: table.dated.map(moved),
            links: table.links.map { Link(column: moved($0.column), target: $0.target, rows: $0.rows) })
        session.state.workspace.put(table, as: stored.name)
        session.changed("column \(name.text) removed")
        try session.warnOfBrokenList()
        return .reply(Reply(headline: "\(stored.name) has no column \(name.parts[name.parts.count - 1]) any more."))
    }
}

enum ColumnPath {
    /// `accounts.fax`
    static func find(_ name: Name, _ session: Session) throws(Diagnostic) -> (NamedTable, Int, Name) {
        guard name.parts.count == 2 else {
            throw Diagnostic("which-table", "Say of which table: accounts.\(Words.typed(name.text)).", at: name.span)
        }
        let stored = try TableNames.table(Name([name.parts[0]], span: name.span), session)
        return (stored, try TableNames.column(Name([name.parts[1]], span: name.span), in: stored.table), name)
    }
}

struct RemoveTable: Verb {
    let forms = [Form("remove table", .start, [.slot("table", .table)])]
    let manual = Manual(
        "remove a table",
        details: "Tables that relate to it keep their rows and lose the relation.",
        examples: """
            tierbook> remove table activity
            activity is gone, with 9 rows; undo brings it back.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let stored = try TableNames.table(try call.name("table"), session)
        session.state.workspace.removeTable(named: stored.name)
        for child in session.state.workspace.tables where child.table.links.contains(where: { equalIgnoringCase($0.target, stored.name) }) {
            var table = child.table
            table.links.removeAll { equalIgnoringCase($0.target, stored.name) }
            session.state.workspace.put(table, as: child.name)
        }
        session.changed("table \(stored.name) removed")
        try session.warnOfBrokenList()
        return .reply(Reply(headline: "\(stored.name) is gone, with \(plural(stored.table.rowCount, "row")); undo brings it back."))
    }
}

struct Rename: Verb {
    let forms = [Form("rename", .start, [.slot("old", .name), .word("to"), .slot("new", .newName)])]
    let manual = Manual(
        "give a table or a column another name",
        details: "Definitions that use the old name are not changed; they say so when they are used.",
        examples: """
            tierbook> rename accounts.tier to imported tier
            accounts.tier is now called imported tier.
            tierbook> accounts | distinct imported tier
            imported tier
            Bronze
            Gold
            Silver
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let old = try call.name("old")
        let new = try call.name("new")
        try Naming.check(new)
        if old.parts.count == 1 { return try renameTable(old, new, session) }
        let (stored, index, _) = try ColumnPath.find(old, session)
        if let other = stored.table.index(of: new.text), other != index {
            throw Diagnostic("name-taken", "\(stored.name) has a column \(new.text) already.", at: new.span)
        }
        var table = stored.table
        table.rename(index, to: new.text)
        session.state.workspace.put(table, as: stored.name)
        session.changed("\(old.text) is now \(new.text)")
        try session.warnOfBrokenList()
        return .reply(Reply(headline: "\(old.text) is now called \(new.text)."))
    }

    private func renameTable(_ old: Name, _ new: Name, _ session: Session) throws(Diagnostic) -> Output {
        let stored = try TableNames.table(old, session)
        if !equalIgnoringCase(stored.name, new.text) { try TableNames.check(new, session, replacing: false) }
        session.state.workspace.contents.renameTable(stored.name, to: new.text)
        session.changed("\(stored.name) is now \(new.text)")
        try session.warnOfBrokenList()
        return .reply(Reply(headline: "\(stored.name) is now called \(new.text)."))
    }
}
