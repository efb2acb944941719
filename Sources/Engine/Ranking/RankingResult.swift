import Prioritizing
import Tables

/// How the rows of a result were scored and tiered: what `tiers` builds on and `why` explains.
package struct RankingResult: Sendable {
    /// What one measure is called, and how its figures are written.
    package struct MeasureColumn: Sendable {
        /// The expression as typed.
        package var name: String
        /// Of its figures; numeric.
        package var type: ColumnType

        /// `name` as typed.
        package init(name: String, type: ColumnType) {
            self.name = name
            self.type = type
        }
    }

    /// Scores and places, by row that was ranked.
    package var ranking: Ranking
    /// As many as the ranking's, in its order.
    package var measures: [MeasureColumn]
    /// The rows' names: the key of their table.
    package var names: Column
    /// What the rows are called: `accounts`.
    package var noun: String
    /// The slot that holds each row's number among the ranked ones, and the one with its rank.
    package var rowSlot = 0
    /// The slot with each row's rank.
    package var rankSlot = 0
    /// Who is in which tier; nil before `tiers`.
    package var tiering: Tiering?
    /// What cut the tiers; nil before `tiers`.
    package var rules: [TierRule]?
    /// The tiers are held back from churning: the rules alone do not give them.
    package var isHeld = false
    /// Highest first; empty before `tiers`.
    package var tierNames: [String]
    /// It is the firm's list.
    package var isFirmList = false
    /// A tier's condition reads score or rank, so that the rules do not hold for another ranking.
    package var rulesReadRanking = false
    /// Groups that have lists of their own, and their names by number.
    package var groups: Groups?
    /// By number of the group, such as `EMEA, Hedge fund`; empty for one list.
    package var groupNames: [String]

    /// Without tiers and groups; slots are the caller's to say.
    package init(ranking: Ranking, measures: [MeasureColumn], names: Column, noun: String) {
        self.ranking = ranking
        self.measures = measures
        self.names = names
        self.noun = noun
        tierNames = []
        groupNames = []
    }
}
