import Diagnostics
import Prioritizing
import Syntax
import Tables
import Workspaces

/// What the charter goes by, of every account: tier, client type and qualifiers.
package struct AccountLabels: Sendable {
    /// The table whose rows are told apart.
    package let accounts: NamedTable
    /// Highest first; those of the list or, where there is none, of accounts' own column `tier`.
    package let tierNames: [String]
    /// Which tier is higher is known: a column does not say.
    package let areOrdered: Bool
    /// The client types that there are, in order.
    package let typeNames: [String]
    /// Those that rules make, in their order.
    package let qualifierNames: [String]
    let tiers: Column?
    /// By row of accounts; nil where no column says the client type.
    package let types: Column?
    /// Qualifiers with who has them: 2 by row of the list, or of accounts where nothing is spread.
    let labels: [(name: String, members: Buffer)]
    /// Int32 by row: the list's row, where figures are rolled up.
    let spread: Buffer?
    /// Int32 by row: the account that each counts for, be it itself; nil where no figures are rolled up.
    let heads: Buffer?

    /// The column of accounts that says what type of client each is, unless `policy client type` names another.
    package static let typeColumn = "client type"

    init(_ session: Session) throws(Diagnostic) {
        let workspace = session.state.workspace
        guard let accounts = workspace.table(named: "accounts") else {
            throw Diagnostic("no-accounts", "The charter is for accounts, and there is no such table.", help: "Type import accounts from 'FILE' key COLUMN.")
        }
        self.accounts = accounts
        let hasList = workspace.hasListColumn(.tier)
        let list = hasList || workspace.hasListColumn(.qualifiers) ? try session.list() : nil
        let own = AccountLabels.ownTiers(accounts)
        areOrdered = hasList
        tiers = hasList ? try list?.accountColumn(.tier) : own
        tierNames = hasList ? list?.tierNames ?? [] : AccountLabels.named(own, first: workspace.contents, session)
        types = try AccountLabels.types(accounts, workspace.rules, session)
        typeNames = types.map(AccountLabels.distinct) ?? []
        labels = list?.qualifiers.map { ($0.name, $0.members) } ?? []
        qualifierNames = workspace.rules[.qualifier].map(\.name)
        spread = list?.familyRows
        heads = try list.flatMap { (list) throws(Diagnostic) in try AccountLabels.heads(list, accounts) }
    }

    /// Accounts' own column `tier`, by which the charter goes where no list makes tiers; nil without one.
    static func ownTiers(_ accounts: NamedTable) -> Column? {
        accounts.table.fields.first { equalIgnoringCase($0.name, "tier") && $0.column.type == .text }?.column
    }

    static func types(_ accounts: NamedTable, _ rules: Rules, _ session: Session) throws(Diagnostic) -> Column? {
        if let rule = rules.rule(.policy, named: "client type") {
            return try session.reading(rule) { (call) throws(Diagnostic) in
                let name = try call.name("client type")
                guard let column = accounts.table.fields.first(where: { equalIgnoringCase($0.name, name.text) })?.column else {
                    throw Diagnostic("unknown-column", "accounts has no column \(Words.quoted(name.text)).", at: name.span, help: didYouMean(name.text, among: accounts.table.fields.map(\.name)))
                }
                guard column.type == .text else { throw Diagnostic("not-a-text", "A client type is a text; this is \(column.type.withArticle).", at: name.span) }
                return column
            }
        }
        return accounts.table.fields.first { equalIgnoringCase($0.name, typeColumn) && $0.column.type == .text }?.column
    }

    /// The texts of a column that some row has, by code point.
    static func distinct(_ column: Column) -> [String] {
        guard let dictionary = column.dictionary else { return [] }
        var isUsed = [Bool](repeating: false, count: max(1, dictionary.count))
        let cells = column.codes()
        defer { withExtendedLifetime(cells) {} }
        let codes = cells.pointer(to: Int32.self)
        for row in 0..<column.count { isUsed[Int(codes[row])] = true }
        return isUsed.indices.dropFirst().filter { isUsed[$0] }.map { dictionary.text($0) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The texts of a column in the order of the rows that first have them.
    private static func inOrder(_ column: Column) -> [String] {
        guard let dictionary = column.dictionary else { return [] }
        let cells = column.codes()
        defer { withExtendedLifetime(cells) {} }
        let codes = cells.pointer(to: Int32.self)
        var first = [Int](repeating: .max, count: max(1, dictionary.count))
        for row in (0..<column.count).reversed() { first[Int(codes[row])] = row }
        return first.indices.dropFirst().filter { first[$0] < .max }.sorted { first[$0] < first[$1] }.map { dictionary.text($0) }
    }

    /// Tiers of a column: as clauses first name them, then as rows do.
    static func named(_ column: Column?, first contents: Contents, _ session: Session) -> [String] {
        guard let column else { return [] }
        let there = inOrder(column).filter { !equalIgnoringCase($0, Clause.nonTiered) }
        let charter = try? session.charter(of: contents)
        var names: [String] = []
        // More tiers than that are none.
        if there.count > 1_000 { return [] }
        for name in (charter?.clauses ?? []).flatMap({ $0.tiers ?? [] }) + there {
            guard let own = there.first(where: { equalIgnoringCase($0, name) }), !names.contains(own) else { continue }
            names.append(own)
        }
        return names
    }

    // MARK: By account

    /// The kind of each account as a charter sees it: the kinds there are, and by row which. Errors: `cancelled`.
    package func kinds(_ charter: Charter) throws(Diagnostic) -> (kinds: [AccountKind], byRow: [Int32]) {
        let rows = accounts.table.rowCount
        let tierOfCode = numbers(tiers) { name in tierNames.firstIndex { equalIgnoringCase($0, name) } ?? -1 }
        let bitsOfCode = types.map { column in bits(column, charter) } ?? [0]
        let labels = labels.map { (bit: charter.bit($0.name), members: $0.members.pointer(to: UInt8.self)) }.filter { $0.bit != 0 }
        let (family, heads) = (spread?.pointer(to: Int32.self), heads?.pointer(to: Int32.self))
        let (tierCodes, typeCodes) = (tiers?.codes(), types?.codes())
        defer { withExtendedLifetime((tierCodes, typeCodes)) {} }
        let (tierCode, typeCode) = (tierCodes?.pointer(to: Int32.self), typeCodes?.pointer(to: Int32.self))
        var known = KindNumbers()
        let byRow = try [Int32](unsafeUninitializedCapacity: rows) { (out, count) throws(Diagnostic) in
            for row in 0..<rows {
                if row % blockRows == 0 { try Cancellation.check() }
                if let heads, heads[row] != Int32(truncatingIfNeeded: row) {
                    out[row] = known.number(tier: -2, segments: 0)
                    continue
                }
                let tier = tierCode.map { tierOfCode[Int($0[row])] } ?? -1
                var segments = typeCode.map { bitsOfCode[Int($0[row])] } ?? 0
                for label in labels where label.members[family.map { Int($0[row]) } ?? row] == 2 { segments |= label.bit }
                out[row] = known.number(tier: tier, segments: segments)
            }
            count = rows
        }
        let kinds = known.all.map { $0.tier == -2 ? .part : AccountKind(tier: $0.tier < 0 ? Clause.nonTiered : tierNames[$0.tier], segments: $0.segments) }
        return (kinds, byRow)
    }

    private static func heads(_ list: FirmList, _ accounts: NamedTable) throws(Diagnostic) -> Buffer? {
        guard let listRows = list.familyRows?.pointer(to: Int32.self), let key = accounts.table.keyColumn else { return nil }
        let cells = try KeyIndex(key).rows(of: list.result.names)
        defer { withExtendedLifetime(cells) {} }
        let found = cells.pointer(to: Int32.self)
        return Buffer((0..<accounts.table.rowCount).map { row in
            let head = found[Int(listRows[row])]
            return head < 0 ? Int32(truncatingIfNeeded: row) : head
        })
    }

    private func numbers(_ column: Column?, _ number: (String) -> Int) -> [Int] {
        guard let dictionary = column?.dictionary else { return [-1] }
        return (0..<max(1, dictionary.count)).map { $0 == 0 ? -1 : number(dictionary.text($0)) }
    }

    private func bits(_ column: Column, _ charter: Charter) -> [UInt64] {
        guard let dictionary = column.dictionary else { return [0] }
        return (0..<max(1, dictionary.count)).map { $0 == 0 ? 0 : charter.bit(dictionary.text($0)) }
    }

    /// The key of the account that a row's counts for.
    package func head(of row: Int) -> Value {
        guard let key = accounts.table.keyColumn else { return .missing }
        return key[heads.map { Int($0.pointer(to: Int32.self)[row]) } ?? row]
    }

    /// All names that a clause may be `for`.
    package var segmentNames: [String] { qualifierNames + typeNames.filter { type in !qualifierNames.contains { equalIgnoringCase($0, type) } } }
}

extension Session {
    /// What the charter goes by, of every account. Errors: `no-accounts`; `unknown-column`, `not-a-text` for the column of
    /// client types; as for `list`.
    package func accountLabels() throws(Diagnostic) -> AccountLabels { try AccountLabels(self) }
}

/// Numbers for the combinations of tier and labels that accounts have.
private struct KindNumbers {
    struct Key: Hashable {
        var tier: Int
        var segments: UInt64
    }

    private(set) var all: [Key] = []
    private var known: [Key: Int32] = [:]
    /// The last number of each tier: neighbours are often alike, and without labels all of a tier are.
    private var last: [Int32] = []

    mutating func number(tier: Int, segments: UInt64) -> Int32 {
        while last.count < tier + 3 { last.append(-1) }
        let recent = last[tier + 2]
        if recent >= 0, all[Int(recent)].segments == segments { return recent }
        let key = Key(tier: tier, segments: segments)
        let number = known[key] ?? Int32(all.count)
        if number == Int32(all.count) {
            known[key] = number
            all.append(key)
        }
        last[tier + 2] = number
        return number
    }
}
