import Diagnostics
import Prioritizing
import Tables
import Workspaces

/// A kept list, seen from the rows of another table of accounts.
package final class EditionList: Sendable {
    /// The list as it was kept.
    package let list: KeptList
    /// Of the accounts that it is seen from.
    package let rowCount: Int
    /// Int32 by row of the accounts: the list's row of the same account, −1 where it was not in it.
    private let own: Buffer
    /// The same of the account that it counts for, where figures are rolled up.
    private let rows: Buffer
    /// How many of the accounts were not in the list, and how many of the list are no accounts any more.
    package let absentCount: Int
    /// Accounts of the list that are no accounts any more.
    package let goneCount: Int
    /// By row of the accounts the key of the account that each counts for; nil where each counts for itself.
    let families: Column?

    /// Errors: `cancelled`.
    /// - Parameters:
    ///   - key: the accounts' keys.
    ///   - families: the keys of the accounts that they count for; nil where each counts for itself.
    package init(_ list: KeptList, key: Column, families: Column? = nil) throws(Diagnostic) {
        self.list = list
        self.families = families
        rowCount = key.count
        let found = try Relations.resolve(key, to: list.table)
        let family = try families.map { (keys) throws(Diagnostic) in try Relations.resolve(keys, to: list.table) } ?? found
        (own, rows) = (found.rows, family.rows)
        absentCount = family.orphans + family.missing
        goneCount = list.rowCount - (key.count - found.orphans - found.missing)
    }

    /// The list's row of an account; nil where it was not in it.
    package func row(_ row: Int) -> Int? {
        let found = rows.pointer(to: Int32.self)[row]
        return found < 0 ? nil : Int(found)
    }

    /// A column of the list by row of the accounts; missing where an account was not in it.
    package func column(_ column: ListColumn) -> Column {
        list.column(column).gather(Rows(column.isOfFamily ? rows : own, count: rowCount))
    }

    /// Int16 by row of the accounts: the tier that an account had, as a number of the list's `tierNames`, `Tiering.nonTiered`
    /// or `.notRanked`; the latter too where it was not in the list.
    package func tiers() -> Buffer {
        Buffer((0..<rowCount).map { self.row($0).map { Int16(list.tier($0)) } ?? Tiering.notRanked })
    }

    /// Whether the list says such a thing of accounts.
    func has(_ column: ListColumn) -> Bool { list.contents.rules.makes(column) }

    /// `2 accounts were not in 2025H2`
    package var footer: [String] {
        var parts: [String] = []
        if absentCount > 0 { parts.append("\(plural(absentCount, "account")) \(absentCount == 1 ? "was" : "were") not in \(list.name)") }
        if goneCount > 0 { parts.append("\(plural(goneCount, "account")) of \(list.name) \(goneCount == 1 ? "is" : "are") gone") }
        return parts
    }
}

extension Session {
    /// An edition, seen from the accounts of now. Errors: `no-accounts`, `no-key`, `edition-damaged`, what keeps the edition
    /// from being read or, rolled up, the list of now from being made.
    package func editionList(_ edition: Edition) throws(Diagnostic) -> EditionList {
        guard let key = try accounts().table.keyColumn else {
            throw Diagnostic("no-key", "Accounts are found again by their key, and accounts has none.", help: "Import it with key COLUMN.")
        }
        return try EditionList(try KeptList(edition.name, edition.contents), key: key, families: try families(edition))
    }

    /// By row of accounts the key of the account that each counts for; nil where the edition or the list of now rolls up nothing.
    private func families(_ edition: Edition) throws(Diagnostic) -> Column? {
        let isRolledUp = [edition.contents.rules, state.workspace.rules].allSatisfy { $0.rule(.policy, named: "roll up") != nil }
        return isRolledUp && !state.workspace.rules[.objective].isEmpty ? try list().families : nil
    }

    /// The last edition, seen from the accounts of now; nil when none is published. Errors: the same.
    package func lastEdition() throws(Diagnostic) -> EditionList? {
        try state.workspace.editions.last.map { (edition) throws(Diagnostic) in try editionList(edition) }
    }
}

extension Query {
    /// From here on tier, rank, score and qualifiers are those of an edition.
    package mutating func read(_ edition: EditionList) {
        self.edition = edition
        for column in ListColumn.inScope { linked[column.rawValue] = nil }
        footer += edition.footer
    }

    /// An edition's list: what it says of accounts, best first; what it was worked out from stays in scope.
    package init(_ list: KeptList) throws(Diagnostic) {
        self.init(result: list.table)
        let all = columns
        func slot(_ column: ListColumn) -> Int { 1 + (KeptList.columns.firstIndex(of: column) ?? 0) }
        let rules = list.contents.rules
        columns = [all[0]]
        for column in KeptList.columns {
            let says = switch column {
            case .tier: !rules[.tier].isEmpty
            case .qualifiers: !rules[.qualifier].isEmpty
            case .objective: rules[.objective].count > 1
            case .ruleTier, .override: !(rules[.override] + rules[.exclusion]).isEmpty
            default: true
            }
            if says { columns.append(all[slot(column)]) }
        }
        behind = all.filter { column in !columns.contains { $0.slot == column.slot } }
        looks[slot(.score)] = .decimals(1)
        let tier = addSlot(.whole)
        let ranks = (0..<list.rowCount).map { row -> Int64? in
            let tier = list.tier(row)
            return Int64(tier >= 0 ? tier : list.tierNames.count - tier)
        }
        steps.append(.attach(slot: tier, .integers(ranks), label: "tier"))
        sort([SortKey(tier), SortKey(slot(.rank))])
    }
}
