import Diagnostics
import Tables

/// What one measure of a row would have to be for a goal, all else equal.
package enum Reach: Sendable, Equatable {
    /// The goal is met as things are.
    case already
    /// This value is enough, nothing worse is. Where fewer digits are shown, round towards the better side.
    case value(Double)
    /// Anything better than this value is enough, the value itself is not.
    case beyond(Double)
    /// No amount does.
    case impossible
}

/// Where a row is to get.
package enum Goal: Sendable {
    /// This place from 1 or a better one, among the rows of its group where there are groups.
    case place(Int, groups: Groups?)
    /// A score of at least this.
    case score(Double)
    /// This tier or an earlier one. Conditions and shares of a measure are taken as they stand today: for a condition
    /// on the score use `score`.
    case tier(Int, rules: [TierRule], groups: Groups?)
}

extension Ranking {
    /// The smallest change of one measure that brings a row to a goal. Every candidate is judged by the ranking it
    /// would make (`moving`), ranks of the others included; better values give better places, so the candidates are
    /// halved: other rows' values and what lies just beyond them for percentiles, all doubles for other scalings
    /// (there up to a million times the spread of the values).
    ///
    /// Nil when the row is not ranked. O(n log n) for n rows.
    /// Errors: `cancelled`, and what the tier's rules are wrong in: `invalid-share`, `invalid-count`.
    package func reach(_ row: Int, in measure: Int, _ goal: Goal) throws(Diagnostic) -> Reach? {
        guard scaled.isRanked(row), scaled.measures.indices.contains(measure) else { return nil }
        let goal = try plain(goal, row)
        if try isMet(goal, row) { return .already }
        if case .ranks = scaled.scales[measure] { return try reachByRank(row, measure, goal) }
        return try reachByValue(row, measure, goal)
    }

    /// A tier that takes places only is a place, which takes no tiering to test.
    func plain(_ goal: Goal, _ row: Int) throws(Diagnostic) -> Goal {
        guard case .tier(let tier, let rules, let groups) = goal, rules.indices.contains(tier) else { return goal }
        var ranked = rankedCount
        if let groups {
            let ids: UnsafePointer<Int32> = groups.ids.pointer()
            if ids[row] < 0 { return goal }
            ranked = (0..<rowCount).count { ids[$0] == ids[row] && scaled.isRanked($0) }
        }
        guard let ends = try Tiering.ends(rules, ranked: ranked) else { return goal }
        return .place(ends[tier], groups: groups)
    }

    func isMet(_ goal: Goal, _ row: Int) throws(Diagnostic) -> Bool {
        switch goal {
        case .place(let place, let groups): return try self.place(of: row, groups: groups?.ids).map { $0 <= place } ?? false
        case .score(let score): return self.score(row) >= score
        case .tier(let tier, let rules, let groups):
            let reached = Int(try Tiering(self, rules: rules, groups: groups).tier(row))
            return reached >= 0 && reached <= tier
        }
    }

    private func reachByRank(_ row: Int, _ measure: Int, _ goal: Goal) throws(Diagnostic) -> Reach {
        let candidates = try betterValues(row, measure)
        func position(_ index: Int) -> Position {
            let value = candidates[index / 2]
            return index % 2 == 0 ? .at(value) : .beyond(value)
        }
        func enough(_ index: Int) throws(Diagnostic) -> Bool {
            try moving(row, in: measure, to: position(index)).isMet(goal, row)
        }
        // The first candidate is the row's own value: at it nothing changes.
        var (low, high) = (0, candidates.count * 2 - 1)
        guard try enough(high) else { return .impossible }
        while high - low > 1 {
            let middle = (low + high) / 2
            if try enough(middle) { high = middle } else { low = middle }
        }
        switch position(high) {
        case .at(let value): return .value(value)
        case .beyond(let value): return .beyond(value)
        }
    }

    /// The row's value and every better one among the ranked rows, each once, from the row's own on.
    private func betterValues(_ row: Int, _ measure: Int) throws(Diagnostic) -> [Double] {
        let cells = scaled.values[measure].cells
        let lower = scaled.measures[measure].lowerIsBetter
        let keys = try Ordering.keys(of: cells, descending: lower)
        let sorted = try Ordering.sortedRows(
            keys: UnsafeBufferPointer(start: keys.pointer(to: UInt64.self), count: rowCount))
        let rows: UnsafePointer<Int32> = sorted.pointer()
        let own = cells[row]
        var values = [own]
        for at in 0..<rankedCount {
            let value = cells[Int(rows[at])]
            if lower ? value < own : value > own, value != values[values.count - 1] { values.append(value) }
        }
        return values
    }

    private func reachByValue(_ row: Int, _ measure: Int, _ goal: Goal) throws(Diagnostic) -> Reach {
        let lower = scaled.measures[measure].lowerIsBetter
        func key(_ value: Double) -> UInt64 { Ordering.key(lower ? -value : value) }
        func value(_ key: UInt64) -> Double {
            let number = Ordering.double(ofKey: key)
            return lower ? -number : number
        }
        func enough(_ key: UInt64) throws(Diagnostic) -> Bool {
            try moving(row, in: measure, to: .at(value(key))).isMet(goal, row)
        }
        var low = key(scaled.value(measure, row))
        var high = key(try farthest(measure))
        guard high > low, try enough(high) else { return .impossible }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if try enough(middle) { high = middle } else { low = middle }
        }
        return .value(value(high))
    }

    /// The best value that is worth a try.
    private func farthest(_ measure: Int) throws(Diagnostic) -> Double {
        try Cancellation.check()
        let lower = scaled.measures[measure].lowerIsBetter
        if case .reference(let low, let high) = scaled.measures[measure].scaling { return lower ? low : high }
        var (least, greatest) = (Double.infinity, -Double.infinity)
        for value in scaled.values[measure].cells where !value.isNaN {
            least = min(least, value)
            greatest = max(greatest, value)
        }
        let reach = 1e6 * max(1, greatest - least, abs(greatest), abs(least))
        return lower ? max(least - reach, -1e300) : min(greatest + reach, 1e300)
    }
}
