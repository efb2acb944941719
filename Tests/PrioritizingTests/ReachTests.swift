import Diagnostics
import Prioritizing
import Tables
import TestSupport
import Testing

private struct Sample {
    var raw: [[Double]]
    var measures: [Measure]
    var ties: [UInt64]
    let weights: [Int64] = [3, 2]

    init(_ count: Int, seed: UInt64, _ scaling: Scaling, lower: Bool, missing: MissingPolicy = .excluded) {
        var random = Seeded(state: seed)
        raw = [random.values(count, distinct: 12, missing: 10), random.values(count, distinct: 30)]
        ties = (0..<count).map { _ in random.next() % 5 }
        measures = [
            Measure(raw[0], scaling: scaling, lowerIsBetter: lower, missing: missing), Measure(raw[1]),
        ]
    }

    func ranking(_ row: Int? = nil, _ value: Double = 0) throws -> Ranking {
        var copy = measures
        if let row {
            var changed = raw[0]
            changed[row] = value
            copy[0].values = Buffer(changed)
        }
        return try Ranking(ScaledMeasures(copy, rowCount: ties.count), weights: weights, ties: Buffer(ties))
    }
}

private let scalings: [Scaling] = [.percentile, .minmax, .zscore, .reference(low: -1, high: 4)]

@Suite struct ReachTests {
    @Test(arguments: scalings, [false, true]) func movingEqualsRankingAnew(scaling: Scaling, lower: Bool) throws {
        let sample = Sample(60, seed: 4, scaling, lower: lower)
        let ranking = try sample.ranking()
        for row in 0..<60 where ranking.scaled.isRanked(row) {
            for value in [-3, -2.5, 0, 0.1, 1.25, 9] {
                let moved = try ranking.moving(row, in: 0, to: .at(value))
                #expect(moved.keys.array(UInt64.self) == (try sample.ranking(row, value)).keys.array(UInt64.self))
                let beyond = try ranking.moving(row, in: 0, to: .beyond(value))
                let next = lower ? value.nextDown : value.nextUp
                #expect(beyond.keys.array(UInt64.self) == (try sample.ranking(row, next)).keys.array(UInt64.self))
            }
        }
    }

    /// All quarters and what lies just beyond them, tried one after the other by ranking anew.
    @Test(arguments: [false, true], [MissingPolicy.excluded, .value(0)])
    func percentileReachIsTheFirstThatDoes(lower: Bool, missing: MissingPolicy) throws {
        let sample = Sample(40, seed: 9, .percentile, lower: lower, missing: missing)
        let ranking = try sample.ranking()
        var seen: Set<String> = []
        for row in 0..<40 where ranking.scaled.isRanked(row) {
            for goal in [1, 5, 20] {
                let found = try ranking.reach(row, in: 0, .place(goal, groups: nil))
                let now = try #require(try ranking.place(of: row))
                var expected = Reach.impossible
                let quarters = (-12...32).map { Double($0) / 4 }
                let others = Set((0..<40).map { ranking.scaled.value(0, $0) })
                for value in lower ? quarters.reversed() : quarters where others.contains(value) {
                    let own = ranking.scaled.value(0, row)
                    if lower ? value > own : value < own { continue }
                    if try #require(try sample.ranking(row, value).place(of: row)) <= goal {
                        expected = .value(value)
                        break
                    }
                    let next = lower ? value.nextDown : value.nextUp
                    if try #require(try sample.ranking(row, next).place(of: row)) <= goal {
                        expected = .beyond(value)
                        break
                    }
                }
                if now <= goal { expected = .already }
                #expect(found == expected)
                seen.insert(String(describing: expected).prefix(5).description)
            }
        }
        #expect(seen.count == 4)
    }

    @Test(arguments: scalings.dropFirst(), [false, true]) func otherScalingsReachExactly(scaling: Scaling, lower: Bool)
        throws
    {
        let sample = Sample(40, seed: 21, scaling, lower: lower)
        let ranking = try sample.ranking()
        for row in 0..<40 where ranking.scaled.isRanked(row) {
            for goal in [Goal.place(6, groups: nil), .score(0.6), .tier(1, rules: [.count(2), .count(4)], groups: nil)] {
                guard case .value(let value) = try ranking.reach(row, in: 0, goal) else { continue }
                func isMet(_ value: Double) throws -> Bool {
                    let moved = try sample.ranking(row, value)
                    if case .score(let score) = goal { return moved.score(row) >= score }
                    return try #require(try moved.place(of: row)) <= 6
                }
                #expect(try isMet(value))
                #expect(try !isMet(lower ? value.nextUp : value.nextDown))
            }
        }
    }

    /// With groups and conditions the tier is found anew for every candidate; it agrees with the place it comes to.
    @Test func tiersWithGroupsAndConditions() throws {
        let sample = Sample(50, seed: 30, .percentile, lower: false)
        let ranking = try sample.ranking()
        let groups = Groups(ids: Buffer((0..<50).map { Int32($0 % 3) - ($0 == 7 ? 9 : 0) }), count: 3)
        let never = TierRule.condition(Buffer([UInt8](repeating: 0, count: 50)))
        for row in 0..<50 where ranking.scaled.isRanked(row) {
            let plain = Goal.tier(1, rules: [.count(2), .count(3)], groups: groups)
            let walked = Goal.tier(2, rules: [.count(2), never, .count(3)], groups: groups)
            #expect(try ranking.reach(row, in: 0, plain) == ranking.reach(row, in: 0, walked))
        }
        #expect(try ranking.reach(7, in: 0, .tier(0, rules: [.count(1)], groups: groups)) == .impossible)
    }
}
