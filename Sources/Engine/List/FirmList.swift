import Diagnostics
import Prioritizing
import Synchronization
import Tables
import Workspaces

/// The firm's one list: what the rules make of the accounts. All by row of the table that is ranked: that of accounts or,
/// where figures are rolled up, that of parents.
package final class FirmList: Sendable {
    /// One aim of the list.
    package struct Objective: Sendable {
        /// As the rule has it.
        package var name: String
        /// Its measures among those of the list.
        package var measures: Range<Int>
    }

    /// The table that is ranked, its figures rolled up where that is the policy.
    package let accounts: NamedTable
    /// In the order of their rules.
    package let objectives: [Objective]
    /// The measures of all objectives, end to end.
    package let measures: [RankingResult.MeasureColumn]
    /// How objectives become one list.
    package let policies: ListPolicies
    /// The ranking with the tiers that the rules alone give; where objectives have places, that of the first.
    package let result: RankingResult
    /// The order, where objectives have places.
    package let quota: Quota?
    let ranks: Column
    let scores: Column
    /// Int16 by row: each account's tier with overrides and exclusions (`Tiering.nonTiered`, `.notRanked`).
    package let tiers: Buffer
    /// What was set by hand and holds, by row, and what no longer does or never applied.
    package let pins: [Pin]
    /// In the order of their rules.
    package let qualifiers: [Qualifier]
    /// Warnings about the rules.
    package let notes: [Diagnostic]
    /// What accounts are worth: doubles by row, and what that is called.
    package let value: ListValue
    /// The figures that the rules read, by row: they can be applied to these again.
    package let inputs: [Field]
    /// Who is not ranked and why: `4 missing wallet (not ranked)`.
    package var missing: [String] {
        get throws(Diagnostic) { try missingPhrases() }
    }
    private let missingPhrases: @Sendable () throws(Diagnostic) -> [String]
    /// Int32 by row of accounts: the list's row that an account counts for, and of those that rank themselves their own; nil where
    /// both are the same.
    private let spread: (all: Buffer, own: Buffer)?
    private let columns = Mutex<[ListColumn: Column]>([:])

    init(
        accounts: NamedTable, objectives: [Objective], measures: [RankingResult.MeasureColumn], policies: ListPolicies, result: RankingResult,
        quota: Quota?, ranks: Column, scores: Column, tiers: Buffer, pins: [Pin], qualifiers: [Qualifier], value: ListValue, inputs: [Field],
        missing: @escaping @Sendable () throws(Diagnostic) -> [String], spread: (all: Buffer, own: Buffer)?, notes: [Diagnostic]
    ) {
        self.accounts = accounts
        self.objectives = objectives
        self.measures = measures
        self.policies = policies
        self.result = result
        self.quota = quota
        self.ranks = ranks
        self.scores = scores
        self.tiers = tiers
        self.pins = pins
        self.qualifiers = qualifiers
        self.value = value
        self.inputs = inputs
        missingPhrases = missing
        self.spread = spread
        self.notes = notes
    }

    /// The order by score; of objectives that have places, that of the first.
    package var ranking: Ranking { result.ranking }
    /// The order of the list.
    package var standing: any Standing { quota ?? result.ranking }
    /// Children count for their parents.
    package var isRolledUp: Bool { spread != nil }
    /// Highest first.
    package var tierNames: [String] { result.tierNames }
    /// Of the table that is ranked.
    package var rowCount: Int { accounts.table.rowCount }

    /// A number of `tierNames`, `Tiering.nonTiered` or `.notRanked`; overrides and exclusions count.
    package func tier(_ row: Int) -> Int { Int(tiers.pointer(to: Int16.self)[row]) }
    /// The tier that the rules alone give.
    package func ruleTier(_ row: Int) -> Int { result.tiering.map { Int($0.tier(row)) } ?? Int(Tiering.nonTiered) }

    /// What a measure of the list is for a row.
    func value(_ measure: Int, _ row: Int) -> Double {
        guard let quota, let index = objectives.firstIndex(where: { $0.measures.contains(measure) }) else { return ranking.scaled.value(measure, row) }
        return quota.objectives[index].scaled.value(measure - objectives[index].measures.lowerBound, row)
    }

    /// What holds tiers back from what the rules alone give: `the buffer of 3 places and one in one out`; nil for nothing.
    package var hold: String? {
        guard result.isHeld else { return nil }
        let means = [policies.buffer.map { "the buffer of \(plural($0, "place"))" }, policies.isOneInOneOut ? "one in one out" : nil]
        return joinWords(means.compactMap { $0 }, "and")
    }

    /// A tier's name, `non-tiered` or `not ranked`.
    package func name(ofTier tier: Int) -> String {
        tierNames.indices.contains(tier) ? tierNames[tier] : tier == Int(Tiering.notRanked) ? "not ranked" : "non-tiered"
    }

    /// A column of the list by row of accounts: a child has its parent's tier and labels, but no rank of its own. Errors:
    /// `cancelled`.
    package func accountColumn(_ column: ListColumn) throws(Diagnostic) -> Column {
        let cells = try self.column(column)
        guard let spread else { return cells }
        return cells.gather(Rows(column.isOfFamily ? spread.all : spread.own, count: spread.all.byteCount / 4))
    }

    /// Int32 by row of accounts: the list's row that an account counts for; nil where both are the same.
    var familyRows: Buffer? { spread?.all }

    /// By row of accounts the key of the account that each counts for; nil where each counts for itself.
    var families: Column? {
        spread.map { result.names.gather(Rows($0.all, count: $0.all.byteCount / 4)) }
    }

    /// A column of the list, made when someone first asks for it. Errors: `cancelled`.
    package func column(_ column: ListColumn) throws(Diagnostic) -> Column {
        if let known = columns.withLock({ $0[column] }) { return known }
        let made = try make(column)
        columns.withLock { $0[column] = made }
        return made
    }
}

/// What accounts are worth.
package struct ListValue: Sendable {
    /// The expression as typed.
    package var name: String
    /// Of the column.
    package var type: ColumnType
    /// By row of the list.
    package var column: Column
}

/// A label beside the tier.
package struct Qualifier: Sendable {
    /// What stands for having none of them.
    package static let none = "none"

    /// As the rule has it.
    package var name: String
    /// The service it asks for; empty where none is stated.
    package var need: String
    /// Truths by row: who has it, by condition and by hand.
    package var members: Buffer
    /// How many rows have it.
    package var count: Int
}

/// An override or an exclusion.
package struct Pin: Sendable {
    /// What a pin does today.
    package enum Status: String, Sendable {
        /// It sets the tier.
        case holds
        /// Its last day is past.
        case expired
        /// The rules give the same tier without it.
        case idle = "holds, but changes nothing"
        /// The accounts have no such key.
        case unknown = "no such account"
    }

    /// Where it was set.
    package var rule: Rule
    /// The key, as typed.
    package var account: String
    /// Nil where there is no such account.
    package var row: Int?
    /// The tier it sets; nil for an exclusion.
    package var tier: Int?
    /// As typed.
    package var reason: String
    /// Who answers for it.
    package var author: String
    /// The last day on which it holds; nil for no end.
    package var until: Day?
    /// What it does today.
    package var status: Status
}
