import Diagnostics
import Syntax
import Tables
import Workspaces

extension AccountLabels {
    /// Tiers and qualifiers as an edition had them, of the accounts and client types of now.
    init(_ session: Session, as edition: Edition) throws(Diagnostic) {
        let list = try session.editionList(edition)
        let accounts = try session.accounts()
        self.accounts = accounts
        let rules = edition.contents.rules
        if let rollUp = rules.rule(.policy, named: "roll up"), rollUp.statement != session.state.workspace.rules.rule(.policy, named: "roll up")?.statement {
            throw Diagnostic("rolled-up", "\(edition.name) ranks parents by another rule than that of now, so who counted for whom is not known.", help: "Set it as it was: \(rollUp.statement)")
        }
        areOrdered = list.has(.tier)
        let own = AccountLabels.ownTiers(accounts)
        tiers = areOrdered ? list.column(.tier) : own
        tierNames = areOrdered ? list.list.tierNames : AccountLabels.named(own, first: edition.contents, session)
        types = try AccountLabels.types(accounts, rules, session)
        typeNames = types.map(AccountLabels.distinct) ?? []
        qualifierNames = rules[.qualifier].map(\.name)
        labels = AccountLabels.labels(qualifierNames, list.column(.qualifiers))
        spread = nil
        heads = try list.families.flatMap { (families) throws(Diagnostic) in try AccountLabels.heads(of: families, accounts) }
    }

    /// Who has a qualifier, by what a list says of each account: `Growth, Research-led`.
    static func labels(_ names: [String], _ column: Column) -> [(name: String, members: Buffer)] {
        guard let dictionary = column.dictionary else { return [] }
        return names.map { name in
            let hasIt = (0..<max(1, dictionary.count)).map { code -> UInt8 in
                code > 0 && dictionary.text(code).split(separator: ",").contains { equalIgnoringCase(String($0.drop { $0 == " " }), name) } ? 2 : 0
            }
            return (name, Buffer((0..<column.count).map { hasIt[column.code($0)] }))
        }
    }

    /// - Parameter families: by row of accounts the key of the account that it counts for.
    private static func heads(of families: Column, _ accounts: NamedTable) throws(Diagnostic) -> Buffer? {
        guard let key = accounts.table.keyColumn else { return nil }
        let cells = try KeyIndex(key).rows(of: families)
        defer { withExtendedLifetime(cells) {} }
        let found = cells.pointer(to: Int32.self)
        return Buffer((0..<families.count).map { found[$0] < 0 ? Int32(truncatingIfNeeded: $0) : found[$0] })
    }
}

extension AccountLabels {
    /// How many accounts have other qualifiers than earlier labels of the same accounts gave them.
    fileprivate func qualifierChanges(from then: AccountLabels) throws(Diagnostic) -> Int {
        var names = then.qualifierNames
        for name in qualifierNames where !names.contains(where: { equalIgnoringCase($0, name) }) { names.append(name) }
        let rows = accounts.table.rowCount
        var isOther = [Bool](repeating: false, count: rows)
        for name in names {
            try Cancellation.check()
            let (was, has) = (then.members(name), members(name))
            for row in 0..<rows where was(row) != has(row) { isOther[row] = true }
        }
        return isOther.count { $0 }
    }

    /// By row of accounts, whether it has a qualifier.
    private func members(_ name: String) -> (Int) -> Bool {
        guard let own = labels.first(where: { equalIgnoringCase($0.name, name) })?.members else { return { _ in false } }
        return { row in own.pointer(to: UInt8.self)[spread.map { Int($0.pointer(to: Int32.self)[row]) } ?? row] == 2 }
    }
}

extension Session {
    /// Tiers, qualifiers and client types by which an edition's charter is read. Errors: as for `editionList`, and
    /// `unknown-column`, `not-a-text` for the column of client types.
    package func accountLabels(as edition: Edition) throws(Diagnostic) -> AccountLabels { try AccountLabels(self, as: edition) }

    /// What of the charter, its tiers and qualifiers is not as an edition had it: `3 accounts are in another tier and clauses have changed`. Nil
    /// where all is. Errors: as for `accountLabels`, then and now.
    package func charterChanges(since edition: Edition) throws(Diagnostic) -> String? {
        let (then, now) = (try accountLabels(as: edition), try accountLabels())
        func name(_ labels: AccountLabels, _ row: Int) -> String? {
            guard case .text(let name)? = labels.tiers?[row], labels.tierNames.contains(name) else { return nil }
            return name
        }
        let moved = (0..<now.accounts.table.rowCount).count { name(then, $0) != name(now, $0) }
        let requalified = try now.qualifierChanges(from: then)
        var parts: [String] = []
        if moved > 0 { parts.append("\(plural(moved, "account")) \(moved == 1 ? "is" : "are") in another tier") }
        if requalified > 0 { parts.append("\(plural(requalified, "account")) \(requalified == 1 ? "has" : "have") other qualifiers") }
        if edition.contents.rules[.clause] != state.workspace.rules[.clause] { parts.append("clauses have changed") }
        return parts.isEmpty ? nil : joinWords(parts, "and")
    }
}
