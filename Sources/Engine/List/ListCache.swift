import Diagnostics
import Tables
import Workspaces

/// The lists of the last few contents, kept outside the workspace: a query that names `tier` works nothing out again.
final class ListCache {
    /// What a list depends on. Tables are told apart by their memory, which the entry keeps alive.
    private struct Entry {
        let contents: Contents
        let asOf: Day?
        let edition: String?
        let list: FirmList

        func isOf(_ other: Contents, _ asOf: Day?, _ edition: String?) -> Bool {
            self.asOf == asOf && self.edition == edition && contents.rules.makeSameList(as: other.rules) && contents.definitions == other.definitions
                && contents.tables.count == other.tables.count
                && zip(contents.tables, other.tables).allSatisfy { ListCache.isSame($0, $1) }
        }
    }

    private static let limit = 4
    private var entries: [Entry] = []

    private static func isSame(_ a: NamedTable, _ b: NamedTable) -> Bool {
        a.name == b.name && a.table.key == b.table.key && a.table.dated == b.table.dated && a.table.fields.count == b.table.fields.count
            && zip(a.table.fields, b.table.fields).allSatisfy { $0.name == $1.name && $0.column.isIdentical(to: $1.column) }
            && a.table.links.count == b.table.links.count && zip(a.table.links, b.table.links).allSatisfy { $0.rows === $1.rows && $0.target == $1.target }
    }

    func removeAll() { entries = [] }

    func list(of contents: Contents, _ asOf: Day?, _ edition: String?, make: () throws(Diagnostic) -> FirmList) throws(Diagnostic) -> FirmList {
        if let index = entries.firstIndex(where: { $0.isOf(contents, asOf, edition) }) {
            let entry = entries.remove(at: index)
            entries.append(entry)
            return entry.list
        }
        let made = try make()
        entries.append(Entry(contents: contents, asOf: asOf, edition: edition, list: made))
        if entries.count > ListCache.limit { entries.removeFirst() }
        return made
    }
}

extension Session {
    /// The firm's list as the rules make it of the workspace at this moment. It is kept until contents, day or last edition
    /// are others. Errors: `circular-list`, `no-list`, `no-accounts`, `no-key`, `name-taken`; what is wrong with a rule,
    /// which stands beside it; `cancelled`.
    package func list() throws(Diagnostic) -> FirmList {
        if isWorkingOutList {
            throw Diagnostic(
                "circular-list", "The list would be worked out from itself: what accounts are ranked by reads their tier, rank, score or qualifiers.",
                help: "A tier's condition may read score and rank, a qualifier's tier too; a measure none of them.")
        }
        let workspace = state.workspace
        return try lists.list(of: workspace.contents, asOf, workspace.editions.last?.hash) { () throws(Diagnostic) in
            isWorkingOutList = true
            defer {
                isWorkingOutList = false
                state.workspace.contents = workspace.contents
            }
            var work = try ListWork(self)
            return try work.list()
        }
    }

    /// Lists are worked out again from here on; what they are made of stays known.
    package func forgetLists() { lists.removeAll() }

    /// The table that the list is over, which has no column that a list would hide. Errors: `no-accounts`, `name-taken`.
    package func accounts() throws(Diagnostic) -> NamedTable { try ListWork.accounts(self) }
}

extension Query {
    /// Shows the key and columns of the list, best accounts first; the table's other columns stay in scope.
    package mutating func show(_ listed: [(column: ListColumn, cells: Column)]) {
        let others = columns
        columns = ties.first.flatMap { key in others.first { $0.slot == key } }.map { [$0] } ?? []
        for (column, cells) in listed {
            let slot = addSlot(column.type)
            steps.append(.attach(slot: slot, cells, label: "list.\(column.rawValue)"))
            linked[column.rawValue] = slot
            columns.append(Named(name: column.rawValue, slot: slot))
            if column == .score { looks[slot] = .decimals(1) }
        }
        behind = others.filter { other in !columns.contains { $0.slot == other.slot } }
        let order = [ListColumn.tier, .rank].compactMap { linked[$0.rawValue] }
        sort(order.map { SortKey($0) })
    }

    /// A ranking of all rows of the stored table, ready to be cut or explained after other stages.
    package mutating func follow(_ ranking: RankingResult) -> RankingResult {
        var ranking = ranking
        ranking.rowSlot = addSlot(.whole)
        steps.append(.attach(slot: ranking.rowSlot, Column(.whole, .integers(Rows.numbered(originRows), .four), count: originRows), label: "row"))
        ranking.rankSlot = linked["rank"] ?? 0
        return ranking
    }
}
