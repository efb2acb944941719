import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

/// Names of tables and columns as verbs meet them.
enum TableNames {
    static func table(_ name: Name, _ session: Session) throws(Diagnostic) -> NamedTable {
        if let found = session.state.workspace.table(named: name.text) { return found }
        let names = session.state.workspace.tables.map(\.name)
        throw Diagnostic(
            "unknown-table", "There is no table '\(name.text)'.", at: name.span,
            help: didYouMean(name.text, among: names) ?? (names.isEmpty ? "There is no table yet." : "Tables: \(Binder.list(names))."))
    }

    static func column(_ name: Name, in table: Table) throws(Diagnostic) -> Int {
        if let index = table.index(of: name.text) { return index }
        let names = table.fields.map(\.name)
        throw Diagnostic(
            "unknown-column", "There is no column '\(name.text)'.", at: name.span, help: didYouMean(name.text, among: names) ?? "Columns: \(Binder.list(names)).")
    }

    /// Refuses a name for a new table that is taken or cannot be typed.
    static func check(_ name: Name, _ session: Session, replacing: Bool) throws(Diagnostic) {
        try Naming.check(name)
        if session.catalogue.verb(name.text.lowercased()) != nil {
            throw Diagnostic("name-is-a-verb", "\(name.text) is a verb.", at: name.span, help: "Choose another name for the table.")
        }
        if session.state.workspace.definition(named: name.text) != nil {
            throw Diagnostic("name-taken", "\(name.text) is a defined name.", at: name.span, help: "Type forget \(Words.typed(name.text)), or choose another name.")
        }
        if !replacing, session.state.workspace.table(named: name.text) != nil {
            throw Diagnostic("name-taken", "There is a table \(name.text) already.", at: name.span, help: "Add replacing at the end, or choose another name.")
        }
    }
}

/// Keys are unique and never missing.
enum Keys {
    static func check(_ column: Column, _ name: String, at span: Span?) throws(Diagnostic) {
        let missing = column.missingCount()
        if missing > 0 {
            throw Diagnostic("key-missing", "\(name) cannot be the key: it is missing in \(plural(missing, "row")).", at: span)
        }
        if KeyIndex(column).isUnique { return }
        let groups = try Grouping.groups(by: [column], rows: column.count)
        let ids = groups.ids.pointer(to: Int32.self)
        var seen = [Int](repeating: 0, count: groups.count)
        for row in 0..<column.count { seen[Int(ids[row])] += 1 }
        let twice = seen.indices.filter { seen[$0] > 1 }
        let shown = twice.prefix(3).map { Plain.text(column[Int(groups.firstRows[$0])]) }.joined(separator: ", ")
        throw Diagnostic(
            "key-not-unique", "\(name) cannot be the key: \(plural(twice.count, "value")) \(twice.count == 1 ? "occurs" : "occur") more than once (\(shown)\(twice.count > 3 ? ", …" : "")).",
            at: span)
    }
}

/// Foreign keys as row numbers, worked out anew when rows or keys of either side changed.
enum Relinking {
    /// Links from a table to its parents.
    static func parents(of name: String, _ session: Session) throws(Diagnostic) {
        guard var table = session.state.workspace.table(named: name)?.table else { return }
        for index in table.links.indices {
            guard let parent = session.state.workspace.table(named: table.links[index].target)?.table else { continue }
            let before = partnered(table, index)
            table.links[index].rows = try Relations.resolve(table.fields[table.links[index].column].column, to: parent).rows
            noteLost(before - partnered(table, index), of: name, table, index, session)
        }
        session.state.workspace.put(table, as: name)
    }

    /// Rows of a table that have a partner by one of its links; rows just added are in none yet.
    private static func partnered(_ table: Table, _ link: Int) -> Int {
        let rows = table.links[link].rows
        let numbers = rows.pointer(to: Int32.self)
        return (0..<min(table.rowCount, rows.byteCount / 4)).reduce(0) { $0 + (numbers[$1] < 0 ? 0 : 1) }
    }

    /// “12 rows of deals now have no partner in accounts.” They stay, but no account's figures hold them any more.
    private static func noteLost(_ lost: Int, of name: String, _ table: Table, _ link: Int, _ session: Session) {
        guard lost > 0 else { return }
        session.note(
            .note("lost-partner", "\(plural(lost, "row")) of \(name) now \(lost == 1 ? "has" : "have") no partner in \(table.links[link].target)."))
    }

    /// Links from every table to this one.
    static func children(of name: String, _ session: Session) throws(Diagnostic) {
        for child in session.state.workspace.tables where child.table.links.contains(where: { equalIgnoringCase($0.target, name) }) {
            guard let parent = session.state.workspace.table(named: name)?.table else { continue }
            if parent.key == nil {
                throw Diagnostic("no-key", "\(child.name) relates to \(name), which would have no key.", help: "Import it with key COLUMN.")
            }
            try parents(of: child.name, session)
        }
    }
}
