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

    /// Whose word it is, of the list that was asked for or found.
    package let source: Source
    let keys: GroupKeys
    /// By row of accounts the tier; missing where an account has none, or was not in the edition.
    let tiers: Column?
    /// Whether accounts are told apart by tiers, or held against one.
    package var readsTiers: Bool { tiers != nil }
    /// What of the list the keys read, and what they and the condition do.
    private let keysRead: Set<ListColumn>
    private let listRead: Set<ListColumn>
    /// Whether accounts are told apart by how the list ranks them.
    var readsRanking: Bool { tiers != nil || !keysRead.isDisjoint(with: [.tier, .rank, .score]) }
    /// Whether who is in what goes by qualifiers; and whether by nothing else of the list.
    var readsQualifiers: Bool { listRead.contains(.qualifiers) }
    var readsQualifiersOnly: Bool { listRead == [.qualifiers] && tiers == nil }
    /// Rows of accounts that take part, ascending.
    let rows: [Int]
    /// How many of them are in several groups.
    package let severalCount: Int
    /// The condition that they meet, and of how many; nil where all take part.
    package let condition: (text: String, of: Int)?
    /// Accounts of the edition that are gone from the workspace, and accounts that came after it.
    package let goneCount: Int
    /// Accounts of now that the edition did not have.
    package let entrantCount: Int

    /// - Parameters:
    ///   - condition: what is true of those that take part; nil for all.
    ///   - edition: whose tiers and qualifiers are read; nil for those of now.
    init(by names: [Name], needsTiers: Bool, only condition: Expression? = nil, _ edition: EditionList?, _ source: Source, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) {
        var query = Query(accounts)
        if let edition { query.edition = edition }
        var binder = Binder(query, session)
        let bound = try names.map { (name) throws(Diagnostic) in
            let (slot, isEach) = try binder.groupKey(name)
            return (name: name.text, slot: slot, isEach: isEach)
        }
        let tier = needsTiers ? try binder.column(Name(["tier"], span: names.first?.span ?? Span(0, 0))) : nil
        keysRead = binder.listRead
        let batch = try session.runAgain(binder.query)
        func cells(_ slot: Int) throws(Diagnostic) -> Column {
            let column = try batch.column(slot)
            return slot == tier ? try BenchmarkMembers.ordered(column, session) : column
        }
        keys = try GroupKeys(try bound.map { (key) throws(Diagnostic) in (key.name, try cells(key.slot), key.isEach) }, accounts: accounts.table.rowCount)
        tiers = try tier.map { (slot) throws(Diagnostic) in try cells(slot) }
        self.source = source
        let all = 0..<accounts.table.rowCount
        let listed = edition == nil ? Array(all) : all.filter { edition?.row($0) != nil }
        if let condition {
            let (isMet, read) = try BenchmarkMembers.rows(where: condition, edition, accounts, session)
            listRead = keysRead.union(read)
            rows = listed.filter { isMet[$0] }
            let text = session.filledText(of: condition.span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            if rows.isEmpty { throw Diagnostic("no-accounts", "No account is left where \(text).", at: condition.span, notes: session.said("no-such-value", within: condition.span)) }
            self.condition = (text, listed.count)
        } else {
            (rows, self.condition, listRead) = (listed, nil, keysRead)
        }
        severalCount = keys.severalCount(of: rows)
        goneCount = edition?.goneCount ?? 0
        entrantCount = edition?.absentCount ?? 0
    }

    /// By row of accounts, whether a condition is true of it, as `accounts | where` has it; and what of the list it reads.
    static func rows(where condition: Expression, _ edition: EditionList?, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) -> (isMet: [Bool], read: Set<ListColumn>) {
        var query = Query(accounts)
        if let edition { query.edition = edition }
        var binder = Binder(query, session)
        try binder.filter(condition)
        let batch = try session.runAgain(binder.query)
        var isMet = [Bool](repeating: false, count: accounts.table.rowCount)
        for place in 0..<batch.count { isMet[batch.rows[place]] = true }
        return (isMet, binder.listRead)
    }

    /// Tiers of accounts' own column in the order in which they stand elsewhere; those of a list have theirs.
    private static func ordered(_ column: Column, _ session: Session) throws(Diagnostic) -> Column {
        guard let dictionary = column.dictionary, !dictionary.areLevels else { return column }
        let names = try session.accountLabels().tierNames
        let places = (0..<max(1, dictionary.count)).map { code in code == 0 ? 0 : Int32((names.firstIndex(of: dictionary.text(code)) ?? names.count) + 1) }
        return .levels(names + [Clause.nonTiered], codes: (0..<column.count).map { places[column.code($0)] })
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

    /// Why something is refused that adds up over groups: it would count accounts in several of them more than once.
    /// - Parameters:
    ///   - parts: what accounts are in several of.
    ///   - cure: what to write for a group of each combination.
    package func overlap(at span: Span, _ parts: String, _ cure: String) -> Diagnostic {
        Diagnostic(
            "overlapping-groups", "\(plural(severalCount, "account")) \(severalCount == 1 ? "is" : "are") in several \(parts), which together would come to more than the whole.", at: span,
            help: "Write \(cure), in which each combination is one.")
    }
}

extension BenchmarkMembers {
    /// The tiers that some account is in, in order.
    var tierNames: [String] {
        guard let tiers, let dictionary = tiers.dictionary else { return [] }
        var isUsed = [Bool](repeating: false, count: max(1, dictionary.count))
        for row in rows { isUsed[tiers.code(row)] = true }
        return isUsed.indices.dropFirst().filter { isUsed[$0] }.map { dictionary.text($0) }.filter { $0 != Clause.nonTiered && $0 != BenchmarkMembers.notRanked }
    }
}
