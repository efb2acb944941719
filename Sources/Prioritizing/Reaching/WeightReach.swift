import Diagnostics
import Tables

/// The nearest weights that bring a row to a goal.
package struct NearestWeights: Sendable, Equatable {
    /// Whole numbers in the proportions found; a `Ranking` with them meets the goal.
    package let weights: [Int64]
    /// Their distance from the weights that hold: the sum of the changes of the shares, up and down, so that 0.1 is
    /// five percentage points moved from one measure to another.
    package let distance: Double
    /// No weights nearer than this do: proven.
    package let bound: Double

    /// How much nearer others could be.
    package var gap: Double { max(0, distance - bound) }
    /// The weights as shares that add up to 1.
    package var shares: [Double] {
        let total = Double(weights.reduce(0, +))
        return weights.map { Double($0) / total }
    }
}

/// Whether other weights bring a row to a goal.
package enum WeightReach: Sendable, Equatable {
    /// The goal is met as things are.
    case already
    /// The nearest that were found; their `gap` tells how much nearer others may be.
    case found(NearestWeights)
    /// No weights do: proven.
    case impossible
    /// The work ended before any were found; none nearer than this do.
    case unknown(bound: Double)
}

extension Ranking {
    /// The smallest change of the weights that brings a row to a goal, all else equal.
    ///
    /// With two measures it is exact. With more the search ends when no other weights can be nearer by more than the
    /// tolerance, when none are left to try (`impossible`), or when the work is done; then it tells the gap. There the
    /// proof leaves aside weights that do only by the tie key, at which the row's score is exactly another's.
    /// - Parameters:
    ///   - goal: a score, a place, or a tier whose rules take places only.
    ///   - tolerance: of the distance; 0.0005 is a twentieth of a percentage point.
    ///   - work: about how many times a competitor may be looked at.
    /// Nil when the row is not ranked. Errors: `no-places`, `cancelled`.
    package func reachByWeights(
        _ row: Int, _ goal: Goal, tolerance: Double = 0.0005, work: Int = 100_000_000
    ) throws(Diagnostic) -> WeightReach? {
        guard isRanked(row) else { return nil }
        switch goal {
        case .place(_, .some(let groups)), .tier(_, _, .some(let groups)):
            if groups.ids.pointer(to: Int32.self)[row] < 0 { return .impossible }
        default: break
        }
        let goal = try plain(goal, row)
        if try isMet(goal, row) { return .already }
        switch goal {
        case .score(let line): return try reachScore(row, line)
        case .place(let place, let groups):
            let field = try Field(self, row: row, place: place, groups: groups)
            var search = WeightSearch(field, tolerance: tolerance, work: work)
            return try search.run()
        case .tier:
            throw Diagnostic(
                "no-places", "Weights can be found for a score, a place, or a tier that takes accounts by place.",
                help: "Ask for a place, such as the tier's last one today.")
        }
    }

    /// A score is the average of the scaled values: weight moves from the row's worst measures to its best one, and
    /// each bit of it from the worst there still is.
    private func reachScore(_ row: Int, _ line: Double) throws(Diagnostic) -> WeightReach {
        let values = weights.indices.map { scaled.scaled($0, row) }
        guard let best = values.indices.max(by: { values[$0] < values[$1] }), values[best] >= line else { return .impossible }
        let from = values.indices.filter { values[$0] < values[best] }.sorted { values[$0] < values[$1] }
        var shares = weights.map { Double($0) / Double(totalWeight) }
        var missing = line - score(row)
        for measure in from where missing > 0 {
            let moved = min(shares[measure], missing / (values[best] - values[measure]))
            shares[measure] -= moved
            shares[best] += moved
            missing -= moved * (values[best] - values[measure])
        }
        let now = weights.map { Double($0) / Double(totalWeight) }
        let bound = zip(shares, now).reduce(0) { $0 + abs($1.0 - $1.1) }
        // Rounding may leave the row a hair below the line: a little more is moved, until it is not.
        let room = from.reduce(0) { $0 + shares[$1] }
        for extra in [0, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1.0] {
            var tried = shares
            var more = min(extra, room)
            for measure in from {
                let moved = min(tried[measure], more)
                tried[measure] -= moved
                tried[best] += moved
                more -= moved
            }
            let whole = Field.whole(tried, total: 1_000_000_000)
            if try Ranking(scaled, weights: whole, ties: ties).score(row) >= line {
                return .found(NearestWeights(weights: whole, distance: Field.distance(whole, now), bound: bound))
            }
        }
        return .impossible
    }
}
