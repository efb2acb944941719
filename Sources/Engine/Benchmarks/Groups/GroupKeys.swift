import Diagnostics
import Syntax
import Tables

/// What accounts are told apart by. An account is in one place, with one cell for each key; by qualifiers one at a time it is in as
/// many places as it has qualifiers.
package struct GroupKeys: Sendable {
    /// One cell an account, by its row; of qualifiers all that it has: `Growth, Research-led`.
    let ofAccounts: [(name: String, column: Column)]
    /// One cell a place.
    private let cells: [(name: String, column: Column)]
    /// The row of accounts of each place, ascending.
    private let rows: [Int32]
    /// The key of which each qualifier is a place, among all; nil without one.
    private let eachKey: Int?

    /// - Parameter count: how many accounts there are.
    init(_ all: [(name: String, column: Column, isEach: Bool)], accounts count: Int) throws(Diagnostic) {
        let each = try all.first(where: \.isEach).map { (key) throws(Diagnostic) in try QualifierPlaces(key.column) }
        let rows = each?.rows ?? (0..<count).map { Int32(truncatingIfNeeded: $0) }
        ofAccounts = all.map { ($0.name, $0.isEach ? each?.ofAccounts ?? $0.column : $0.column) }
        if let each {
            let places = Rows(rows)
            cells = all.map { ($0.name, $0.isEach ? each.names : $0.column.gather(places)) }
        } else {
            cells = all.map { ($0.name, $0.column) }
        }
        eachKey = all.firstIndex(where: \.isEach)
        self.rows = rows
    }

    /// The keys, as their columns are called.
    package var names: [String] { cells.map(\.name) }

    /// One cell a place for each key.
    func fields(_ places: some Sequence<Int>) -> [Field] {
        let rows = Rows(places.map { Int32(truncatingIfNeeded: $0) })
        return cells.map { Field($0.name, $0.column.gather(rows)) }
    }

    /// How many of some accounts are in several places.
    func severalCount(of members: [Int]) -> Int {
        guard let last = rows.last, rows.count > Int(last) + 1 else { return 0 }
        let isMember = isMember(members)
        // Each is counted at the second of its places.
        return rows.indices.dropFirst().count { place in
            let row = rows[place]
            return row == rows[place - 1] && (place < 2 || row != rows[place - 2]) && isMember[Int(row)]
        }
    }

    /// By row of accounts, whether it is one of some.
    private func isMember(_ members: [Int]) -> [Bool] {
        var isMember = [Bool](repeating: false, count: Int(rows.last ?? -1) + 1)
        for row in members where row < isMember.count { isMember[row] = true }
        return isMember
    }

    /// The groups of some accounts, in the order of the keys: the rows of each, ascending, and the place of one of them.
    func groups(of members: [Int]) throws(Diagnostic) -> [(place: Int, rows: [Int])] {
        guard !cells.isEmpty else { return members.isEmpty ? [] : [(0, members)] }
        let found = try Grouping.groups(by: cells.map(\.column), rows: rows.count)
        let ids = found.ids.pointer(to: Int32.self)
        let isMember = isMember(members)
        var groups = [(place: Int, rows: [Int])](repeating: (0, []), count: found.count)
        for (place, row) in rows.enumerated() where isMember[Int(row)] {
            let id = Int(ids[place])
            if groups[id].rows.isEmpty { groups[id].place = place }
            groups[id].rows.append(Int(row))
        }
        withExtendedLifetime(found) {}
        groups.removeAll(where: \.rows.isEmpty)
        if groups.count > 1_000 {
            throw Diagnostic("too-many-groups", "This makes \(grouped(groups.count)) groups, of which most hold few accounts.", help: "Group by less.")
        }
        let keys = fields(groups.map(\.place)).map { Field($0.name, GroupKeys.trueFirst($0.column)) }
        let sorted = try Table(keys + [Field("number", .integers(groups.indices.map { Int64($0) }))], rowCount: groups.count).sorted(byFirst: cells.count)
        let order = sorted.fields[cells.count].column
        return (0..<groups.count).compactMap { order[$0].number.map { groups[Int($0)] } }
    }

    /// Of a condition those that meet it come first: they are asked about.
    private static func trueFirst(_ column: Column) -> Column {
        guard column.type == .boolean else { return column }
        return .levels(["true", "false"], codes: (0..<column.count).map { column[$0] == .missing ? 0 : column[$0] == .boolean(true) ? 1 : 2 })
    }

    // MARK: Words

    /// What a group is called by the place of one of its accounts: `Platinum`, or `Platinum / EMEA`.
    func name(_ place: Int) -> String {
        let parts = cells.enumerated().map { index, key in
            let cell = key.column[place]
            // In a sentence none is ahead of all others says another thing.
            if index == eachKey, cell == .text(Qualifier.none) { return cells.count == 1 ? "the group without qualifiers" : "without qualifiers" }
            return GroupKeys.name(cell, of: key.name, key.column.type)
        }
        return parts.isEmpty ? "all accounts" : parts.joined(separator: " / ")
    }

    /// Of a condition that is true `growth client`, of one that is not `not growth client`.
    private static func name(_ cell: Value, of key: String, _ type: ColumnType) -> String {
        switch cell {
        case .boolean(let truth): truth ? key : "not \(key)"
        case .missing: type == .boolean ? "\(key) unknown" : "no \(key)"
        default: Plain.label(cell)
        }
    }
}

/// Accounts told apart by their qualifiers one at a time: a place for each that an account has, and one for `none`.
private struct QualifierPlaces {
    /// The row of accounts of each place.
    let rows: [Int32]
    /// One cell a place: the qualifier; in order of the letters, `none` last.
    let names: Column
    /// One cell an account, with all that it has.
    let ofAccounts: Column

    /// - Parameter column: by row of accounts their qualifiers between commas.
    init(_ column: Column) throws(Diagnostic) {
        let split = (0..<max(1, column.dictionary?.count ?? 0)).map { code in code == 0 ? [] : QualifierPlaces.names(column.dictionary?.text(code) ?? "") }
        let known = Set(split.joined()).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        let numbers = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, Int32($0 + 1)) })
        let codes = split.map { names in names.isEmpty ? [Int32(known.count + 1)] : names.compactMap { numbers[$0] } }
        var (rows, cells): ([Int32], [Int32]) = ([], [])
        for row in 0..<column.count {
            if row % blockRows == 0 { try Cancellation.check() }
            for code in codes[column.code(row)] {
                rows.append(Int32(truncatingIfNeeded: row))
                cells.append(code)
            }
        }
        self.rows = rows
        names = .levels(known + [Qualifier.none], codes: cells)
        let joined = split.map { $0.isEmpty ? Qualifier.none : $0.joined(separator: ", ") }
        ofAccounts = .texts((0..<column.count).map { joined[column.code($0)] })
    }

    /// Those in a text, each once; none where it says so.
    private static func names(_ text: String) -> [String] {
        var found: [String] = []
        for part in text.split(separator: ",") {
            let name = String(part).trimmed
            if !name.isEmpty, !equalIgnoringCase(name, Qualifier.none), !found.contains(name) { found.append(name) }
        }
        return found
    }
}

// MARK: As they are typed

extension Qualifier {
    /// What groups accounts by each of their `qualifiers`, one at a time.
    package static let key = "qualifier"
}

extension Binder {
    /// Whether accounts have qualifiers, of the list or as a column of their own.
    private var hasQualifiers: Bool { query.slot(named: ListColumn.qualifiers.rawValue) != nil || listColumn(Name([ListColumn.qualifiers.rawValue], span: Span(0, 0))) != nil }

    /// Whether a name groups by each qualifier: not where accounts have something of that name, or a definition.
    private func isEachQualifier(_ name: Name) -> Bool {
        guard let own = name.parts.last, equalIgnoringCase(own, Qualifier.key), name.parts.count == 1 || name.parts.count == 2 && equalIgnoringCase(name.parts[0], query.origin ?? "") else { return false }
        return query.slot(named: own) == nil && workspace.definition(named: own)?.kind != .expression
    }

    /// The column that a key stands for, and whether accounts are in a group for each qualifier in it.
    mutating func groupKey(_ name: Name) throws(Diagnostic) -> (slot: Int, isEach: Bool) {
        let isEach = isEachQualifier(name)
        let slot: Int
        do throws(Diagnostic) {
            if hasQualifiers { otherNames = [Qualifier.key] }
            defer { otherNames = [] }
            slot = try column(isEach ? Name([ListColumn.qualifiers.rawValue], span: name.span) : name)
        } catch {
            guard error.id == "unknown-column" else { throw error }
            if let edition = query.edition, isEach || ListColumn.inScope.contains(where: { equalIgnoringCase(name.text, $0.rawValue) }) {
                throw Diagnostic("not-in-edition", "The list had no \(name.text) in \(edition.list.name).", at: name.span, help: "as of edition 'NAME' reads another edition.")
            }
            guard isEach else {
                var error = error
                if let known = (query.edition?.list.contents.rules ?? workspace.rules)[.qualifier].first(where: { equalIgnoringCase($0.name, name.text) }) {
                    error.help = "\(known.name) is a qualifier: write \(Qualifier.key) for each of them, or define NAME = qualifiers contains \(Words.quoted(known.name)) for this one alone."
                }
                throw error
            }
            throw Diagnostic("no-qualifiers", "Accounts have no qualifiers to be grouped by.", at: name.span, help: "Set one, as in qualifier 'Growth' where …, or import a column qualifiers.")
        }
        let type = query.type(of: slot)
        if type == .decimal || type.isMoney {
            throw Diagnostic("not-a-group", "\(name.text) is a figure, which hardly two accounts share.", at: name.span, help: "Group by tier, qualifier, or a column such as region.")
        }
        if isEach, type != .text {
            throw Diagnostic("not-a-group", "\(ListColumn.qualifiers.rawValue) is \(type.withArticle), and names no qualifiers.", at: name.span, help: "Import it as text, with commas between them.")
        }
        return (slot, isEach)
    }
}
