import Diagnostics
import Prioritizing
import Tables
import TestSupport
import Testing

/// All ways to share out `total` among so many measures.
private func grid(_ measures: Int, _ total: Int64) -> [[Int64]] {
    if measures == 1 { return [[total]] }
    return (0...total).flatMap { first in grid(measures - 1, total - first).map { [first] + $0 } }
}

private func distance(_ a: [Int64], _ b: [Int64]) -> Double {
    let (x, y) = (Double(a.reduce(0, +)), Double(b.reduce(0, +)))
    return zip(a, b).reduce(0) { $0 + abs(Double($1.0) / x - Double($1.1) / y) }
}

private struct Sample {
    let ranking: Ranking
    let groups: Groups?

    init(seed: UInt64, measures: Int, distinct: Int) throws {
        var random = Seeded(state: seed)
        let count = 12
        let scalings: [Scaling] = seed % 3 == 0 ? [.minmax, .percentile] : [.percentile]
        let all = (0..<measures).map { at in
            Measure(random.values(count, distinct: distinct, missing: 14), scaling: scalings[at % scalings.count])
        }
        var weights = (0..<measures).map { _ in Int64(random.below(5)) }
        if weights.allSatisfy({ $0 == 0 }) { weights[0] = 1 }
        let ties = (0..<count).map { _ in random.next() % 4 }
        ranking = try Ranking(ScaledMeasures(all, rowCount: count), weights: weights, ties: Buffer(ties))
        groups = seed % 4 == 0 ? Groups(ids: Buffer((0..<count).map { Int32($0 % 3) - 1 }), count: 2) : nil
    }

    /// True when another row's score is exactly this one's.
    func isTied(_ row: Int, _ weights: [Int64]) throws -> Bool {
        let tried = try Ranking(ranking.scaled, weights: weights, ties: ranking.ties)
        return (0..<12).contains { $0 != row && tried.isRanked($0) && abs(tried.score($0) - tried.score(row)) < 1e-12 }
    }

    func isMet(_ row: Int, _ goal: Goal, _ weights: [Int64]) throws -> Bool {
        let tried = try Ranking(ranking.scaled, weights: weights, ties: ranking.ties)
        switch goal {
        case .score(let line): return tried.score(row) >= line
        case .place(let place, let groups):
            if let groups, groups.ids.pointer(to: Int32.self)[row] < 0 { return false }
            return try #require(try tried.place(of: row, groups: groups?.ids)) <= place
        case .tier(let tier, let rules, let groups):
            let found = try Tiering(tried, rules: rules, groups: groups).tier(row)
            return found >= 0 && Int(found) <= tier
        }
    }
}

@Suite struct WeightReachTests {
    private static let tolerance = 0.0005

    /// (measures, parts of the grid)
    @Test(arguments: [(2, 40), (3, 12), (4, 7)] as [(Int, Int64)], 1...4)
    func noGridPointIsNearer(shape: (Int, Int64), seed: UInt64) throws {
        var seen: [String: Int] = [:]
        for distinct in [5, 400] {
            let sample = try Sample(seed: seed, measures: shape.0, distinct: distinct)
            let ranking = sample.ranking
            let points = grid(shape.0, shape.1)
            let goals: [Goal] = [
                .place(1, groups: sample.groups), .place(4, groups: sample.groups), .score(0.62),
                .tier(1, rules: [.count(1), .share(part: 1, of: 6)], groups: sample.groups),
            ]
            for row in stride(from: 0, to: 12, by: 2) where ranking.isRanked(row) {
                for goal in goals {
                    let doing = try points.filter {
                        // The proof leaves ties aside where more than two measures change.
                        if try !sample.isMet(row, goal, $0) { return false }
                        if shape.0 > 2, case .place = goal { return try !sample.isTied(row, $0) }
                        if shape.0 > 2, case .tier = goal { return try !sample.isTied(row, $0) }
                        return true
                    }
                    let nearest = doing.map { distance($0, ranking.weights) }.min() ?? .infinity
                    let found = try #require(try ranking.reachByWeights(row, goal, tolerance: Self.tolerance))
                    switch found {
                    case .already:
                        #expect(try sample.isMet(row, goal, ranking.weights))
                    case .impossible:
                        #expect(doing.isEmpty)
                    case .unknown(let bound):
                        Issue.record("Not decided for row \(row), seed \(seed), \(distinct) values; none nearer than \(bound), grid \(nearest).")
                    case .found(let weights):
                        #expect(try sample.isMet(row, goal, weights.weights))
                        #expect(abs(weights.distance - distance(weights.weights, ranking.weights)) < 1e-12)
                        #expect(weights.bound <= nearest + 1e-9)
                        #expect(weights.gap <= Self.tolerance + 1e-9)
                        if weights.gap <= Self.tolerance { #expect(weights.distance <= nearest + Self.tolerance + 1e-9) }
                    }
                    seen["\(found)".prefix(5).description, default: 0] += 1
                }
            }
        }
        #expect(seen["found"] != nil && seen["impos"] != nil && seen["alrea"] != nil)
    }

    @Test func endsWithItsGapWhenTheWorkIsDone() throws {
        var random = Seeded(state: 77)
        let columns = (0..<5).map { _ in random.values(85, distinct: 1000) }
        let ranking = try Ranking(
            ScaledMeasures(columns.map { Measure($0) }, rowCount: 85), weights: [6, 5, 4, 3, 2])
        let rows = try ranking.order().array(Int32.self)
        for place in [13, 25, 40, 70] {
            let row = Int(rows[place - 1])
            let whole = try #require(try ranking.reachByWeights(row, .place(10, groups: nil)))
            let short = try #require(try ranking.reachByWeights(row, .place(10, groups: nil), work: 9000))
            switch (whole, short) {
            case (.found(let best), .found(let some)):
                #expect(best.gap <= Self.tolerance && some.bound <= best.distance && some.distance >= best.bound)
            case (.found(let best), .unknown(let bound)): #expect(bound <= best.distance)
            case (.impossible, .impossible), (.impossible, .unknown): break
            default: Issue.record("\(whole) and \(short) cannot both be.")
            }
        }
    }

    /// Their giving sides are 2ⁿ: none may be gone through.
    @Test(arguments: [11, 22, 64]) func manyMeasures(count: Int) throws {
        var random = Seeded(state: UInt64(count))
        let columns = (0..<count).map { _ in random.values(400, distinct: 1000) }
        let ranking = try Ranking(
            ScaledMeasures(columns.map { Measure($0) }, rowCount: 400), weights: (0..<count).map { Int64($0 % 5 + 1) })
        let row = Int(try ranking.order().array(Int32.self)[14])
        guard case .found(let nearest)? = try ranking.reachByWeights(row, .place(10, groups: nil), work: 3_000_000) else {
            Issue.record("A row five places off has weights near by, and \(count) measures are many, not too many.")
            return
        }
        let place = try Ranking(ranking.scaled, weights: nearest.weights).place(of: row)
        #expect(place.map { $0 <= 10 } == true)
        #expect(nearest.bound <= nearest.distance && nearest.distance > 0)
    }

    /// Two measures, of which each place on the way is tried by a ranking of its own, end too; nothing is proven then.
    @Test func endsBetweenTwoMeasures() throws {
        var random = Seeded(state: 5)
        let columns = (0..<2).map { _ in random.values(300, distinct: 10_000) }
        let ranking = try Ranking(ScaledMeasures(columns.map { Measure($0) }, rowCount: 300), weights: [1, 1])
        let row = Int(try ranking.order().array(Int32.self)[40])
        let goal = Goal.place(35, groups: nil)
        guard case .found(let whole)? = try ranking.reachByWeights(row, goal) else { return }
        switch try ranking.reachByWeights(row, goal, work: 1) {
        case .unknown(let bound)?: #expect(bound <= whole.distance)
        case .found(let some)?: #expect(some.bound <= whole.distance)
        default: Issue.record("Work that ended proves nothing.")
        }
    }

    @Test func refusesWhatHasNoPlace() throws {
        let ranking = try Sample(seed: 1, measures: 2, distinct: 9).ranking
        let never = TierRule.condition(Buffer([UInt8](repeating: 0, count: 12)))
        let row = try #require((0..<12).first { ranking.isRanked($0) })
        #expect(throws: Diagnostic.self) { try ranking.reachByWeights(row, .tier(0, rules: [never], groups: nil)) }
        let none = try Ranking(ScaledMeasures([Measure([.nan, 1])], rowCount: 2), weights: [1])
        #expect(try none.reachByWeights(0, .place(1, groups: nil)) == nil)
        #expect(try none.reachByWeights(1, .place(0, groups: nil)) == .impossible)
    }
}
