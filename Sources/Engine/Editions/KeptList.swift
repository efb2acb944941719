import Diagnostics
import Prioritizing
import Tables
import Workspaces

/// A list that is as it was: the table `list` with what it was worked out from, and the rules and definitions that made it.
package struct KeptList: Sendable {
    /// What it is called: an edition's name, or `now`.
    package let name: String
    /// All that the edition holds: the list's table, rules, definitions and questions.
    package let contents: Contents
    /// A row an account: key, the list's own columns, then its inputs.
    package let table: Table
    /// Highest first.
    package let tierNames: [String]
    /// Its tiers and the rules' own by row, as numbers of `tierNames`.
    private let tiers: [Int]
    private let ruleTiers: [Int]

    /// The name of the one table in an edition.
    package static let tableName = "list"
    /// The list's own columns, in the order in which they stand behind the key.
    package static let columns: [ListColumn] = [.tier, .qualifiers, .rank, .score, .objective, .ruleTier, .override]

    /// Reads the table from its file where it was not yet. Errors: `edition-damaged`, and what keeps it from being read.
    package init(_ name: String, _ contents: Contents) throws(Diagnostic) {
        guard let table = contents.table(named: KeptList.tableName)?.table, table.keyColumn != nil, table.fields.count > KeptList.columns.count else {
            throw Diagnostic("edition-damaged", "\(name) holds no list.", help: "Put the workspace's file back from a copy.")
        }
        try table.read()
        self.name = name
        self.contents = contents
        tierNames = contents.rules[.tier].map(\.name)
        tiers = KeptList.numbers(table.column(.tier), tierNames)
        ruleTiers = KeptList.numbers(table.column(.ruleTier), tierNames)
        self.table = table.tiered([(.tier, tiers), (.ruleTier, ruleTiers)], tierNames)
    }

    /// By row the account's key.
    package var key: Column { table.keyColumn ?? .texts([]) }
    /// How many accounts were in it, ranked or not.
    package var rowCount: Int { table.rowCount }

    /// A tier's number among `tierNames`, `Tiering.nonTiered` or `.notRanked`.
    package func tier(_ row: Int) -> Int { tiers[row] }
    /// The tier that the rules alone gave, numbered as `tier` is.
    package func ruleTier(_ row: Int) -> Int { ruleTiers[row] }
    /// One of the list's own columns, by row.
    package func column(_ column: ListColumn) -> Column { table.column(column) }
    /// The same of one account.
    package func cell(_ column: ListColumn, _ row: Int) -> Value { table.column(column)[row] }

    /// A tier's name, `non-tiered` or `not ranked`.
    package func name(ofTier tier: Int) -> String {
        tierNames.indices.contains(tier) ? tierNames[tier] : tier == Int(Tiering.notRanked) ? "not ranked" : "non-tiered"
    }

    /// What it was worked out from, under the names that the rules use.
    package var inputs: [Field] {
        table.fields.dropFirst(KeptList.columns.count + 1).map { field in
            Field(field.name.hasPrefix(KeptList.ownPrefix) ? String(field.name.dropFirst(KeptList.ownPrefix.count)) : field.name, field.column)
        }
    }

    /// Stands before an account's own column that is called as one of the list's is.
    private static let ownPrefix = "accounts."

    private static func numbers(_ labels: Column, _ names: [String]) -> [Int] {
        guard let dictionary = labels.dictionary else { return Array(repeating: Int(Tiering.nonTiered), count: labels.count) }
        let known = (0..<max(1, dictionary.count)).map { code in
            let text = code == 0 ? "" : dictionary.text(code)
            return names.firstIndex { equalIgnoringCase($0, text) } ?? Int(text == "not ranked" ? Tiering.notRanked : Tiering.nonTiered)
        }
        return (0..<labels.count).map { known[labels.code($0)] }
    }

    /// The list of this moment, kept. Errors: `no-key`, `cancelled`.
    package static func contents(of list: FirmList, _ session: Session) throws(Diagnostic) -> Contents {
        guard let key = list.accounts.table.key else { throw Diagnostic("no-key", "The list needs to tell accounts apart, and accounts has no key.") }
        var fields = [Field(list.accounts.table.fields[key].name, list.accounts.table.fields[key].column)]
        for column in columns {
            fields.append(Field(column.rawValue, try list.column(column), look: column == .score ? .decimals(1) : nil))
        }
        for input in list.inputs {
            let isTaken = fields.prefix(columns.count + 1).contains { equalIgnoringCase($0.name, input.name) }
            fields.append(Field(isTaken ? ownPrefix + input.name : input.name, input.column))
        }
        var contents = Contents()
        contents.put(Table(fields, rowCount: list.rowCount, key: 0), as: tableName)
        for definition in session.state.workspace.definitions { contents.put(definition) }
        contents.rules = session.state.workspace.rules
        contents.questions = session.state.workspace.questions
        contents.asOf = session.asOf
        return contents
    }
}

extension Table {
    fileprivate func column(_ column: ListColumn) -> Column { fields[Table.place(of: column)].column }

    private static func place(of column: ListColumn) -> Int { 1 + (KeptList.columns.firstIndex(of: column) ?? 0) }

    /// With tiers in their order, as the list of now has them: a file keeps them as plain texts.
    fileprivate func tiered(_ tiers: [(column: ListColumn, numbers: [Int])], _ names: [String]) -> Table {
        var table = self
        for (column, numbers) in tiers where self.column(column).dictionary?.areLevels != true {
            table.replace(Table.place(of: column), with: TierLabels.column(Buffer(numbers.map { Int16(truncatingIfNeeded: $0) }), names))
        }
        return table
    }
}

extension Session {
    /// The list of this moment, to be held against editions. Errors: as for `list`, and `no-key`.
    package func listNow() throws(Diagnostic) -> KeptList {
        try KeptList("now", try KeptList.contents(of: try list(), self))
    }

    /// An edition by the name that was typed. Errors: `unknown-edition`.
    package func edition(_ name: String, at span: Span) throws(Diagnostic) -> Edition {
        if let found = state.workspace.edition(named: name) { return found }
        let names = state.workspace.editions.map(\.name)
        throw Diagnostic(
            "unknown-edition", "There is no edition '\(name)'.", at: span,
            help: names.isEmpty
                ? "None is published yet: publish 'NAME'."
                : didYouMean(name, among: names) ?? "Editions: \(Binder.list(names.suffix(12).map { "'\($0)'" })).")
    }
}
