import Diagnostics
import Tables

/// Why a row has its score: what each measure adds to it.
package struct Attribution: Sendable, Equatable {
    /// What one measure adds.
    package struct Part: Sendable, Equatable {
        /// The measure's value after its missing policy.
        package var value: Double
        /// Its scaled value: a percentile of 0.976, a z-score of −0.3.
        package var scaled: Double
        /// The measure's share of all weights, 0 to 1.
        package var weight: Double
        /// weight · scaled. The parts' points add up to the score.
        package var points: Double
    }

    /// As in `Ranking.score`: 0 to 1 where the measures are scaled to that.
    package var score: Double
    /// From 1, of `rankedCount`.
    package var place: Int
    /// How many rows are ranked in all.
    package var rankedCount: Int
    /// One a measure.
    package var parts: [Part]
}

extension Ranking {
    /// Why a row has its score; nil when it is not ranked. Errors: `cancelled`.
    package func attribution(_ row: Int) throws(Diagnostic) -> Attribution? {
        guard let place = try place(of: row) else { return nil }
        let parts = weights.indices.map { index in
            let weight = Double(weights[index]) / Double(totalWeight)
            let value = scaled.scaled(index, row)
            return Attribution.Part(
                value: scaled.value(index, row), scaled: value, weight: weight, points: weight * value)
        }
        return Attribution(score: score(row), place: place, rankedCount: rankedCount, parts: parts)
    }
}
