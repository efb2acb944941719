import Prioritizing
import Tables

/// How the rows of a result were scored and tiered: what `tiers` builds on and `why` explains.
package struct RankingResult: Sendable {
    package struct MeasureColumn: Sendable {
        /// The expression as typed.
        package var name: String
        package var type: ColumnType

        package init(name: String, type: ColumnType) {
            self.name = name
            self.type = type
        }
    }

    package var ranking: Ranking
    package var measures: [MeasureColumn]
    /// The rows' names: the key of their table.
    package var names: Column
    /// What the rows are called: `accounts`.
    package var noun: String
    /// The slot that holds each row's number among the ranked ones, and the one with its rank.
    package var rowSlot = 0
    package var rankSlot = 0
    package var tiering: Tiering?
    package var rules: [TierRule]?
    /// The tiers are held back from churning: the rules alone do not give them.
    package var isHeld = false
    package var tierNames: [String]
    /// It is the firm's list.
    package var isFirmList = false
    /// A tier's condition reads score or rank, so that the rules do not hold for another ranking.
    package var rulesReadRanking = false
    /// Groups that have lists of their own, and their names by number.
    package var groups: Groups?
    package var groupNames: [String]

    package init(ranking: Ranking, measures: [MeasureColumn], names: Column, noun: String) {
        self.ranking = ranking
        self.measures = measures
        self.names = names
        self.noun = noun
        tierNames = []
        groupNames = []
    }
}
