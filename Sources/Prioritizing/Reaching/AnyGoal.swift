import Diagnostics

/// Several goals of which any one is enough, as for a tier that is had by place or by score.
extension Ranking {
    /// The smallest change of one measure that brings a row to any of these goals; nil when the row is not ranked.
    /// Errors: as for one goal.
    package func reach(_ row: Int, in measure: Int, any goals: [Goal]) throws(Diagnostic) -> Reach? {
        guard isRanked(row), scaled.measures.indices.contains(measure) else { return nil }
        var best = Reach.impossible
        for goal in goals {
            guard let found = try reach(row, in: measure, goal) else { continue }
            if found.isLess(than: best, lowerIsBetter: scaled.measures[measure].lowerIsBetter) { best = found }
        }
        return best
    }

    /// The smallest change of the weights that does; nil when the row is not ranked. Errors: as for one goal.
    package func reachByWeights(_ row: Int, any goals: [Goal]) throws(Diagnostic) -> WeightReach? {
        guard isRanked(row) else { return nil }
        var nearest: NearestWeights?
        var bound = Double.infinity
        for goal in goals {
            switch try reachByWeights(row, goal) {
            case .already: return .already
            case .found(let weights):
                bound = min(bound, weights.bound)
                if weights.distance < nearest?.distance ?? .infinity { nearest = weights }
            case .unknown(let least): bound = min(bound, least)
            case .impossible, nil: continue
            }
        }
        if let nearest {
            return .found(NearestWeights(weights: nearest.weights, distance: nearest.distance, bound: min(bound, nearest.distance)))
        }
        return bound.isFinite ? .unknown(bound: bound) : .impossible
    }
}

extension Reach {
    /// True when this asks for less than another.
    func isLess(than other: Reach, lowerIsBetter: Bool) -> Bool {
        switch (self, other) {
        case (_, .already), (.impossible, _): false
        case (.already, _), (_, .impossible): true
        case (.value(let a), .value(let b)), (.beyond(let a), .beyond(let b)), (.beyond(let a), .value(let b)): lowerIsBetter ? a > b : a < b
        case (.value(let a), .beyond(let b)): lowerIsBetter ? a >= b : a <= b
        }
    }
}
