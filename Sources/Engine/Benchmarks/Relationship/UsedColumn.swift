import Diagnostics
import Syntax
import Tables
import Workspaces

/// A column of a table with dates whose different values say how broad a relationship is: products, kinds of service, channels, people.
package struct UsedColumn: Sendable {
    /// One with dates, or below one that has them, whose rows name an account.
    package let table: NamedTable
    let index: Int
    /// `product`, or `trades.product` where another has that name.
    package internal(set) var name: String
    /// Its cells; those of whole numbers that are codes as texts.
    private(set) var column: Column
    /// They are whole numbers that say what is used, as product 17 does.
    private var isCode = false

    fileprivate init(_ table: NamedTable, _ index: Int) {
        self.table = table
        self.index = index
        name = table.table.fields[index].name
        column = table.table.fields[index].column
    }

    /// Whole numbers taken for codes.
    private func asCodes() throws(Diagnostic) -> UsedColumn {
        var codes = self
        var texts: [String?] = []
        texts.reserveCapacity(column.count)
        for row in 0..<column.count {
            if row % blockRows == 0 { try Cancellation.check() }
            let cell = column[row]
            texts.append(cell.isMissing ? nil : Plain.text(cell))
        }
        (codes.column, codes.isCode) = (.texts(texts), true)
        return codes
    }

    fileprivate var path: String { "\(table.name).\(table.table.fields[index].name)" }
    /// As it is typed.
    package var typed: String { "\(Words.typed(table.name)).\(Words.typed(table.table.fields[index].name))" }

    /// Those typed, or all that may be meant. Errors: `nothing-used`, `duplicate-name`, `unknown-column`, `ambiguous-column`,
    /// `not-text`, `one-value`.
    /// - Parameter span: of the verb.
    package static func find(_ names: [Name], at span: Span, _ session: Session) throws(Diagnostic) -> [UsedColumn] {
        let all = candidates(session)
        guard !names.isEmpty else {
            let usual = all.filter(\.isUsual)
            if usual.isEmpty, let first = all.first {
                let counts = all.prefix(4).map { "\($0.path) has \(plural($0.times.dropFirst().count { $0 > 0 }, "different value")) in \(plural($0.column.count, "row"))" }
                throw Diagnostic("nothing-used", "No column of a dated table has two values and more that come back: \(joinWords(counts)).", at: span, help: "Name one all the same: of \(first.typed).")
            }
            if usual.isEmpty {
                throw Diagnostic("nothing-used", "No dated table of accounts has a text column, such as a product or a kind of service, to count different values of.", at: span, help: "Import such a table with for accounts = COLUMN dated COLUMN.")
            }
            return named(usual)
        }
        var found: [UsedColumn] = []
        for name in names {
            let column = try find(name, among: all, session)
            if found.contains(where: { $0.path == column.path }) { throw Diagnostic("duplicate-name", "\(name.text) is there twice.", at: name.span) }
            found.append(column)
        }
        return named(found)
    }

    /// The one typed, else the one that may be meant: where something has a price, what is sold. Errors: as for several.
    package static func find(_ name: Name?, at span: Span, _ session: Session) throws(Diagnostic) -> UsedColumn {
        let all = try find(name.map { [$0] } ?? [], at: span, session)
        return all.first { $0.table.table.money != nil } ?? all[0]
    }

    /// Those of the column that a statement in lower case names, else of the one that may be meant; for completion.
    package static func values(inStatement text: String, _ session: Session) -> [String] {
        let named = candidates(session).first { text.contains(" \($0.name.lowercased()) ") || text.contains(" \($0.path.lowercased()) ") }
        let column = if let named { named } else { try? find(nil as Name?, at: .none, session) }
        return column?.values(session.state.workspace) ?? []
    }

    /// All that may be named, as they are typed; for completion.
    package static func all(_ session: Session) -> [String] { candidates(session).map(\.typed) }

    /// Text columns of tables with dates below accounts, but not what names the account.
    private static func candidates(_ session: Session) -> [UsedColumn] { columns(session).filter { $0.column.type == .text } }

    private static func columns(_ session: Session) -> [UsedColumn] {
        let workspace = session.state.workspace
        return workspace.tables.flatMap { table -> [UsedColumn] in
            guard Relations.dates(of: table, in: workspace) != nil, let way = Relations.path(from: table, to: "accounts", in: workspace), let first = way.links.first else { return [] }
            let own = table.table.links[first].column
            return table.table.fields.indices.filter { $0 != own && $0 != table.table.key }.map { UsedColumn(table, $0) }
        }
    }

    private func isCalled(_ name: Name) -> Bool { equalIgnoringCase(path, name.text) || name.parts.count == 1 && equalIgnoringCase(self.name, name.text) }

    private static func find(_ name: Name, among all: [UsedColumn], _ session: Session) throws(Diagnostic) -> UsedColumn {
        let found = all.filter { $0.isCalled(name) }
        if let first = found.first, found.count == 1 { return first }
        if found.count > 1 {
            throw Diagnostic("ambiguous-column", "\(name.text) is a column of \(joinWords(found.map(\.table.name))).", at: name.span, help: "Write \(joinWords(found.map(\.typed), "or")).")
        }
        if let own = name.parts.last, session.state.workspace.tables.contains(where: { table in
            table.table.links.contains { equalIgnoringCase($0.target, "accounts") && equalIgnoringCase(table.table.fields[$0.column].name, own) }
        }) {
            throw Diagnostic("one-value", "\(name.text) says which account a row is for, so each account has one.", at: name.span, help: all.isEmpty ? nil : "Columns that count: \(Binder.list(all.map(\.path))).")
        }
        if let other = columns(session).first(where: { $0.isCalled(name) }) {
            if other.column.type == .whole { return try other.asCodes() }
            throw Diagnostic(
                "not-text", "\(name.text) is \(other.column.type.withArticle), and what counts are different texts, or whole numbers that are codes.", at: name.span,
                help: all.isEmpty ? nil : "Columns that count: \(Binder.list(all.map(\.path))).")
        }
        throw Diagnostic(
            "unknown-column", "No dated table of accounts has a text column \(Words.quoted(name.text)).", at: name.span,
            notes: all.isEmpty ? [] : ["columns that count: \(Binder.list(all.map(\.path)))"], help: didYouMean(name.text, among: all.map(\.path) + all.map(\.name)))
    }

    /// It has few different values and no name for each row, as a note or a reference has.
    private var isUsual: Bool {
        let times = times.dropFirst()
        let different = times.count { $0 > 0 }
        return different >= 2 && different * 2 <= times.reduce(0, +)
    }

    /// By code of the column's dictionary how many rows have it; those without one first.
    private var times: [Int] {
        let buffer = column.codes()
        let codes = buffer.pointer(to: Int32.self)
        var times = [Int](repeating: 0, count: max(1, column.dictionary?.count ?? 1))
        for row in 0..<column.count { times[Int(codes[row])] += 1 }
        withExtendedLifetime(buffer) {}
        return times
    }

    private static func named(_ columns: [UsedColumn]) -> [UsedColumn] {
        columns.map { column in
            var column = column
            if columns.count(where: { equalIgnoringCase($0.name, column.name) }) > 1 { column.name = column.path }
            return column
        }
    }

    /// Its different values; where it names rows of another table, those of all its rows first, used or not.
    func values(_ workspace: Workspace) -> [String] {
        let link = table.table.links.first { $0.column == index }
        let named = link.flatMap { workspace.table(named: $0.target)?.table.keyColumn }
        let known = named.map { key in (0..<key.count).map { Plain.text(key[$0]) } } ?? []
        let times = times
        let own = column.dictionary.map { dictionary in times.indices.dropFirst().filter { times[$0] > 0 }.map { dictionary.text($0) } } ?? []
        let taken = Set(known)
        // Codes in the order of their numbers.
        return known + own.filter { !taken.contains($0) }.sorted { isCode && $0.utf8.count != $1.utf8.count ? $0.utf8.count < $1.utf8.count : $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// How many different values accounts have in a period, by row of accounts.
    func counting(_ accounts: NamedTable, at span: Span, _ session: Session) throws(Diagnostic) -> BenchmarkMeasure {
        let name = Expression(.name(Name([table.name, table.table.fields[index].name], span: span)), span: span)
        return try BenchmarkMeasure(Expression(.call(Call("distinct count", at: span, [name])), span: span, depth: 2), accounts, session)
    }
}
