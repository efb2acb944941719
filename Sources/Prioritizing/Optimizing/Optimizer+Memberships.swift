import Diagnostics

extension Optimizer {
    /// The memberships with the greatest sum of value · worth; among those the ones with the fewest movers, and between
    /// rows that could change places at no cost the better-ranked gets the higher tier: rows that are alike in all that
    /// counts here, and rows of tiers that are worth the same. What choice is taken among other equals depends on nothing
    /// but the question.
    ///
    /// Values count in steps of about a 2⁴²th of their sum, divided by the number of rows; whole numbers count exactly while
    /// their sum times the number of rows is below 2⁴².
    /// - Parameter work: about how many times a row may be looked at, before the best choice so far is told with its gap.
    /// Errors: `invalid-limit`, `cancelled`.
    package func memberships(work: Int = 200_000_000) throws(Diagnostic) -> Optimum {
        try check()
        let model = OptimizerModel(self)
        var search = OptimizerSearch(model, work: work)
        let isWhole = try search.run()
        guard let best = search.best else {
            if !isWhole { return .unknown(bound: search.bound / model.unit) }
            return .infeasible(
                try conflict(work: work) { (model, work) throws(Diagnostic) in
                    var search = OptimizerSearch(model, work: work)
                    search.takesAny = true
                    let isWhole = try search.run()
                    work = search.work
                    return isWhole && search.best == nil
                })
        }
        let tiers = best.options.map { Int16($0) - 1 }
        return .best(choice(amongEquals(byRank(tiers)), bound: isWhole ? nil : search.bound / model.unit))
    }

    /// What a choice comes to.
    func choice(_ tiers: [Int16], bound: Double?) -> Optimum.Choice {
        var (value, spent, movers) = (0.0, 0.0, 0)
        var sizes = [Int](repeating: 0, count: tierCount)
        for (row, tier) in tiers.enumerated() {
            if max(-1, tier) != max(-1, current[row]) { movers += 1 }
            if tier >= 0 {
                sizes[Int(tier)] += 1
                if values[row].isFinite { value += values[row] * worths[Int(tier)] }
                if !hours.isEmpty { spent += hours[Int(tier)][row] }
            } else if !nonTieredHours.isEmpty {
                spent += nonTieredHours[row]
            }
        }
        return Optimum.Choice(
            tiers: tiers, value: value, bound: max(value, bound ?? value), movers: movers, hours: spent, sizes: sizes)
    }

    /// All rows, best first.
    var ranked: [Int] {
        var isSeen = [Bool](repeating: false, count: values.count)
        var rows: [Int] = []
        for row in order where !isSeen[Int(row)] {
            isSeen[Int(row)] = true
            rows.append(Int(row))
        }
        return rows + values.indices.filter { !isSeen[$0] }
    }

    // MARK: Rows that are alike

    private struct Likeness: Hashable {
        let figures: [Double]
        let current: Int16
        let can: TierSet
        let locked: TierSet
    }

    /// The same choice with the tiers of rows that are alike dealt out by rank.
    private func byRank(_ tiers: [Int16]) -> [Int16] {
        var alike: [Likeness: [Int]] = [:]
        for row in ranked {
            let figures = [values[row].isFinite ? values[row] : 0] + hours.map { $0[row] } + (nonTieredHours.isEmpty ? [] : [nonTieredHours[row]])
            let likeness = Likeness(
                figures: figures, current: max(-1, current[row]), can: eligible.isEmpty ? .any : eligible[row],
                locked: locks.isEmpty ? .any : locks[row])
            alike[likeness, default: []].append(row)
        }
        return dealt(tiers, to: Array(alike.values))
    }

    private struct Exchange: Hashable {
        let worth: Double
        /// By tier of that worth.
        let hours: [Double]
        let current: Int16
        let can: TierSet
        let locked: TierSet
    }

    /// The same choice with the tiers that are worth the same dealt out by rank: who comes from the same tier and takes
    /// the same hours is as good in one of them as in another.
    private func amongEquals(_ tiers: [Int16]) -> [Int16] {
        func worth(_ tier: Int16) -> Double { tier < 0 ? 0 : worths[Int(tier)] }
        // Outside the tiers, then by tier.
        var options: [(worth: Double, hours: [Double])] = [(0, nonTieredHours)]
        for (tier, worth) in worths.enumerated() { options.append((worth, hours.isEmpty ? [] : hours[tier])) }
        var equals: [Exchange: [Int]] = [:]
        for row in ranked {
            let worth = worth(tiers[row])
            let costs = options.filter { $0.worth == worth && !$0.hours.isEmpty }.map { $0.hours[row] }
            let exchange = Exchange(
                worth: worth, hours: costs, current: max(-1, current[row]), can: eligible.isEmpty ? .any : eligible[row],
                locked: locks.isEmpty ? .any : locks[row])
            equals[exchange, default: []].append(row)
        }
        return dealt(tiers, to: Array(equals.values))
    }

    /// The tiers that rows have together, the highest to the first of them.
    private func dealt(_ tiers: [Int16], to groups: [[Int]]) -> [Int16] {
        var dealt = tiers
        for rows in groups where rows.count > 1 {
            let sorted = rows.map { tiers[$0] }.sorted { UInt16(bitPattern: $0) < UInt16(bitPattern: $1) }
            for (row, tier) in zip(rows, sorted) { dealt[row] = tier }
        }
        return dealt
    }

    // MARK: Conflicts

    /// Limits of which none can be left out of the conflict: each in turn is dropped, for good where the rest still
    /// leave nothing.
    /// - Parameters:
    ///   - work: for all limits together; each may do its part of what those before it have left.
    ///   - leavesNothing: true when it is proven; what the work does not decide stays among those in conflict. Takes what it
    ///     does off the work.
    func conflict(
        inOrder: Bool = false, work: Int, _ leavesNothing: (OptimizerModel, inout Int) throws(Diagnostic) -> Bool
    ) throws(Diagnostic) -> [Limit] {
        var kept: [Limit] = []
        var dropped: Set<Limit> = []
        var work = work
        let limits = statedLimits
        for (at, limit) in limits.enumerated() {
            dropped.insert(limit)
            let part = work / (limits.count - at)
            var left = part
            let isNothing = try leavesNothing(OptimizerModel(self, without: dropped, inOrder: inOrder).indifferent, &left)
            work = max(0, work - (part - left))
            if !isNothing {
                dropped.remove(limit)
                kept.append(limit)
            }
        }
        return kept
    }

    private var statedLimits: [Limit] {
        var all: [Limit] = []
        for tier in 0..<tierCount {
            if limits.sizes[tier].lowerBound > 0 { all.append(.least(tier: tier)) }
            if limits.sizes[tier].upperBound < values.count { all.append(.most(tier: tier)) }
        }
        if limits.hours != nil { all.append(.hours) }
        if limits.movers != nil { all.append(.movers) }
        if !locks.isEmpty { all.append(.locks) }
        return all
    }
}
