import Diagnostics
import Syntax
import Tables
import Workspaces

/// Which accounts a benchmark compares, and by what they are told apart: by the list as it was published, where it is told apart
/// by tiers.
package struct BenchmarkMembers: Sendable {
    /// Whose word it is that an account is in a tier.
    package enum Source: Sendable, Equatable {
        /// Nothing of the list is asked.
        case noList
        /// By the day on which it was made, whatever day it is dated.
        case edition(name: String, made: Day)
        /// The list of now, or a column of accounts.
        case now
        /// The rules, applied to what was known at the end of a day.
        case rules(Day)
    }

    package let source: Source
    /// By row of accounts.
    package let keys: [(name: String, column: Column)]
    /// By row of accounts the tier; missing where an account has none, or was not in the edition.
    let tiers: Column?
    /// Whether accounts are told apart by tiers, or held against one.
    package var readsTiers: Bool { tiers != nil }
    /// Rows of accounts that take part.
    let rows: [Int]
    /// The condition that they meet, and of how many; nil where all take part.
    package let condition: (text: String, of: Int)?
    /// Accounts of the edition that are gone from the workspace, and accounts that came after it.
    package let goneCount: Int
    package let entrantCount: Int

    /// - Parameters:
    ///   - condition: what is true of those that take part; nil for all.
    ///   - edition: whose tiers and qualifiers are read; nil for those of now.
    init(by names: [Name], needsTiers: Bool, only condition: Expression? = nil, _ edition: EditionList?, _ source: Source, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) {
        var query = Query(accounts)
        if let edition { query.edition = edition }
        var binder = Binder(query, session)
        var slots: [(name: String, slot: Int)] = []
        for name in names {
            let slot: Int
            do throws(Diagnostic) { slot = try binder.column(name) } catch {
                guard let edition, error.id == "unknown-column", ListColumn.inScope.contains(where: { equalIgnoringCase(name.text, $0.rawValue) }) else { throw error }
                throw Diagnostic("not-in-edition", "The list had no \(name.text) in \(edition.list.name).", at: name.span, help: "as of edition 'NAME' reads another edition.")
            }
            if binder.query.type(of: slot) == .decimal || binder.query.type(of: slot).isMoney {
                throw Diagnostic("not-a-group", "\(name.text) is a figure, which hardly two accounts share.", at: name.span, help: "Group by tier, qualifiers, or a column such as region.")
            }
            slots.append((name.text, slot))
        }
        let tier = needsTiers ? try binder.column(Name(["tier"], span: names.first?.span ?? Span(0, 0))) : nil
        let batch = try session.runAgain(binder.query)
        func cells(_ slot: Int) throws(Diagnostic) -> Column {
            let column = try batch.column(slot)
            return slot == tier ? try BenchmarkMembers.ordered(column, session) : column
        }
        keys = try slots.map { (name, slot) throws(Diagnostic) in (name, try cells(slot)) }
        tiers = try tier.map { (slot) throws(Diagnostic) in try cells(slot) }
        self.source = source
        let all = 0..<accounts.table.rowCount
        let listed = edition == nil ? Array(all) : all.filter { edition?.row($0) != nil }
        if let condition {
            let isMet = try BenchmarkMembers.rows(where: condition, edition, accounts, session)
            rows = listed.filter { isMet[$0] }
            let text = session.text(of: condition.span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            if rows.isEmpty { throw Diagnostic("no-accounts", "No account is left where \(text).", at: condition.span) }
            self.condition = (text, listed.count)
        } else {
            (rows, self.condition) = (listed, nil)
        }
        goneCount = edition?.goneCount ?? 0
        entrantCount = edition?.absentCount ?? 0
    }

    /// By row of accounts, whether a condition is true of it, as `accounts | where` has it.
    private static func rows(where condition: Expression, _ edition: EditionList?, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) -> [Bool] {
        var query = Query(accounts)
        if let edition { query.edition = edition }
        var binder = Binder(query, session)
        try binder.filter(condition)
        let batch = try session.runAgain(binder.query)
        var isMet = [Bool](repeating: false, count: accounts.table.rowCount)
        for place in 0..<batch.count { isMet[batch.rows[place]] = true }
        return isMet
    }

    /// Tiers of accounts' own column in the order in which they stand elsewhere; those of a list have theirs.
    private static func ordered(_ column: Column, _ session: Session) throws(Diagnostic) -> Column {
        guard let dictionary = column.dictionary, !dictionary.areLevels else { return column }
        let names = try session.accountLabels().tierNames
        let places = (0..<max(1, dictionary.count)).map { code in code == 0 ? 0 : Int32((names.firstIndex(of: dictionary.text(code)) ?? names.count) + 1) }
        return .levels(names + [Clause.nonTiered], codes: (0..<column.count).map { places[column.code($0)] })
    }

    /// What a group is called: its keys, as `Platinum`, or `Platinum / EMEA`.
    func name(_ group: [Int]) -> String {
        let parts = keys.map { key in
            let cell = key.column[group.first ?? 0]
            return cell == .missing ? "no \(key.name)" : Plain.label(cell)
        }
        return parts.isEmpty ? "all accounts" : parts.joined(separator: " / ")
    }

    /// The tier of a row as text; nil for none.
    func tier(_ row: Int) -> String? {
        guard let tiers, case .text(let text) = tiers[row] else { return nil }
        return text
    }

    /// Whether an account is of the rest; one that the list could not rank might not have been picked, and is neither in a tier nor
    /// of the rest.
    func isRest(_ row: Int) -> Bool { tier(row).map { $0 == Clause.nonTiered } ?? true }

    static let notRanked = "not ranked"

    /// How many take part.
    package var count: Int { rows.count }

    // MARK: Words

    /// One cell a row of accounts for each key.
    func keys(ofRows rows: [Int]) -> [(name: String, column: Column)] {
        let rows = Rows(rows.map { Int32(truncatingIfNeeded: $0) })
        return keys.map { ($0.name, $0.column.gather(rows)) }
    }
}
