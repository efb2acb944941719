import Diagnostics
import Prioritizing
import Tables
import TestSupport
import Testing

/// Rows with many ties, some of them not ranked, and a list of today that is not quite any scenario's.
private struct Book {
    let scaled: ScaledMeasures
    let ties: Buffer?
    let base: Buffer
    let values: [Double]
    var count: Int { values.count }

    init(_ count: Int, distinct: Int, scaling: Scaling = .percentile, hasTies: Bool = true, seed: UInt64) throws {
        var random = Seeded(state: seed)
        let measures = [
            Measure(random.values(count, distinct: distinct, missing: 9), scaling: scaling),
            Measure(random.values(count, distinct: 3), lowerIsBetter: true),
            Measure(random.values(count, distinct: distinct * 50, missing: 11)),
        ]
        scaled = try ScaledMeasures(measures, rowCount: count)
        ties = hasTies ? Buffer((0..<count).map { _ in random.next() % 20 }) : nil
        values = (0..<count).map { _ in random.below(7) == 0 ? .nan : Double(random.below(1000)) }
        base = Buffer((0..<count).map { _ in Int16(random.below(5) - 2) })
    }

    /// Each row's tier, by the sorted list.
    func tiers(_ scenario: Scenario, of other: ScaledMeasures? = nil) throws -> [Int16] {
        let all = Groups(ids: Buffer([Int32](repeating: 0, count: count)), count: 1)
        let ranking = try Ranking(other ?? scaled, weights: scenario.weights, ties: ties)
        return try Tiering(ranking, rules: scenario.rules, groups: all).tiers.array(Int16.self)
    }
}

private let rules: [[TierRule]] = [
    [.share(part: 1, of: 100), .share(part: 4, of: 100), .share(part: 15, of: 100)],
    [.count(1), .count(0), .count(3)],
    [.count(0), .share(part: 1, of: 2), .share(part: 1, of: 2), .count(5)],
    [.count(10_000_000)],
    [.count(7), .count(1)],
    [],
]
private let weights: [[Int64]] = [[5, 3, 2], [0, 1, 0], [1, 0, 0], [4153, 4957, 890], [0, 0, 7], [999_999, 1, 4_000_000]]
private let sizes = [0, 1, 2, 40, 900, 9000]

@Suite struct SweepTests {
    @Test(arguments: sizes, [Scaling.percentile, .zscore]) func pointsByTheSortedList(count: Int, scaling: Scaling) throws {
        for (distinct, hasTies) in [(2, true), (40, false), (3000, true)] {
            let book = try Book(count, distinct: distinct, scaling: scaling, hasTies: hasTies, seed: UInt64(count + distinct))
            let scenarios = weights.flatMap { weights in rules.map { Scenario(weights: weights, rules: $0) } }
            let sweep = try Sweep(
                scenarios, of: book.scaled, ties: book.ties, against: book.base, tierCount: 3, values: Buffer([9] + book.values), start: 1)
            #expect(sweep.tierCount == 4)
            let levels = Array(0..<4)
            for (scenario, point) in zip(scenarios, sweep.points) {
                let now = try book.tiers(scenario)
                let movement = try Movement(
                    from: .init(book.base, levels: levels), to: .init(Buffer(now), levels: levels), tierCount: 4, rowCount: count)
                #expect(point.up == movement.up && point.down == movement.down)
                for level in 0...4 {
                    let rows = (0..<count).filter { now[$0] == (level < 4 ? Int16(level) : Tiering.nonTiered) }
                    #expect(point.counts[level] == rows.count)
                    #expect(point.sums[level] == rows.reduce(0) { $0 + (book.values[$1].isNaN ? 0 : book.values[$1]) })
                }
            }
        }
    }

    @Test func anyRuleAndGroups() throws {
        let book = try Book(500, distinct: 10, seed: 3)
        let truths = Buffer((0..<500).map { $0 % 3 == 0 ? 2 : 0 } as [UInt8])
        let scenarios = [
            Scenario(weights: [1, 1, 1], rules: [.count(5), .condition(truths)]), Scenario(weights: [1, 2, 3], rules: [.count(9)]),
            Scenario(weights: [3, 1, 1], rules: [.measureShare(part: 1, of: 2, values: Buffer(book.values))]),
        ]
        let sweep = try Sweep(scenarios, of: book.scaled, ties: book.ties, against: book.base, tierCount: 3)
        for (scenario, point) in zip(scenarios, sweep.points) {
            let now = try book.tiers(scenario)
            #expect(point.counts == (0..<3).map { tier in now.count { $0 == tier } } + [now.count { $0 == Tiering.nonTiered }])
        }
        let groups = Groups(ids: Buffer((0..<500).map { Int32($0 % 4) }), count: 4)
        let perGroup = try Sweep([scenarios[1]], of: book.scaled, groups: groups, against: book.base, tierCount: 3)
        #expect(perGroup.points[0].counts[0] == 36)
    }

    /// Every row that the sample looks at is among the worst, and all others are good.
    @Test func aListThatFoolsTheSample() throws {
        let count = 30_000
        let sampled = Set(Sampling.rows(of: count))
        #expect(sampled.count < count / 2)
        var random = Seeded(state: 6)
        let values = (0..<count).map { Double(sampled.contains($0) ? random.below(100) : 1000 + random.below(5000)) }
        let scaled = try ScaledMeasures([Measure(values)], rowCount: count)
        let scenario = Scenario(weights: [1], rules: [.count(50), .share(part: 1, of: 3)])
        let all = Groups(ids: Buffer([Int32](repeating: 0, count: count)), count: 1)
        let walked = try Tiering(Ranking(scaled, weights: [1]), rules: scenario.rules, groups: all)
        let selected = try Tiering(Ranking(scaled, weights: [1]), rules: scenario.rules)
        #expect(selected.tiers.array(Int16.self) == walked.tiers.array(Int16.self))
        #expect(selected.lines == walked.lines)
        let point = try Sweep([scenario], of: scaled, against: walked.tiers, tierCount: 2).points[0]
        #expect(point.moved == 0 && point.counts == [50, 10_000, 19_950])
    }

    @Test func refusesBadScenarios() throws {
        let book = try Book(20, distinct: 3, seed: 1)
        for bad in [Scenario(weights: [1], rules: []), Scenario(weights: [0, 0, 0], rules: []), Scenario(weights: [1, 1, 1], rules: [.count(-1)])] {
            #expect(throws: Diagnostic.self) { try Sweep([bad], of: book.scaled, against: book.base, tierCount: 3) }
        }
        #expect(throws: Diagnostic.self) { try Sweep([], of: book.scaled, against: book.base, tierCount: 119) }
        #expect(try Sweep([], of: book.scaled, against: book.base, tierCount: 3).points.isEmpty)
    }
}

@Suite struct StabilityTests {
    @Test(arguments: sizes, [Scaling.percentile, .minmax]) func keptByTheSortedList(count: Int, scaling: Scaling) throws {
        for rules in rules.prefix(3) {
            let book = try Book(count, distinct: 30, scaling: scaling, seed: UInt64(count + 5))
            // More draws than one batch of bytes can count.
            let draws = Stability.draws(count > 5000 ? 20 : 300, around: [5, 3, 2], concentration: 10, seed: 9)
            let base = try book.tiers(Scenario(weights: [5, 3, 2], rules: rules))
            let rows = count == 0 ? [] : [count - 1, 0, count / 2, 0]
            let stability = try Stability(draws, of: book.scaled, rules: rules, ties: book.ties, against: Buffer(base), rows: rows)
            var kept = [Int32](repeating: 0, count: count)
            var levels = rows.map { _ in [Int](repeating: 0, count: rules.count + 1) }
            for draw in draws {
                let now = try book.tiers(Scenario(weights: draw, rules: rules))
                for row in 0..<count where now[row] == base[row] && now[row] != Tiering.notRanked { kept[row] += 1 }
                for (at, row) in rows.enumerated() where now[row] != Tiering.notRanked {
                    levels[at][now[row] < 0 ? rules.count : Int(now[row])] += 1
                }
            }
            #expect(stability.kept.array(Int32.self) == kept)
            #expect(stability.levels == levels)
            #expect(stability.drawCount == draws.count)
        }
    }

    /// As many watched rows as open ones, over more than one chunk: each is found by a step, not by a search.
    @Test func everyRowIsWatched() throws {
        let book = try Book(20_000, distinct: 2, seed: 8)
        let scenario = Scenario(weights: [5, 3, 2], rules: rules[0])
        let base = try book.tiers(scenario)
        let draws = Stability.draws(12, around: [5, 3, 2], concentration: 10, seed: 9)
        let stability = try Stability(
            draws, of: book.scaled, rules: scenario.rules, ties: book.ties, against: Buffer(base), rows: Array(0..<20_000))
        let kept = stability.kept.array(Int32.self)
        for row in 0..<20_000 where base[row] != Tiering.notRanked {
            let level = base[row] < 0 ? 3 : Int(base[row])
            #expect(stability.levels[row][level] == Int(kept[row]))
            #expect(stability.levels[row].reduce(0, +) == 12)
        }
    }

    @Test(arguments: [1, 300, 60_000]) func noise(count: Int) throws {
        let book = try Book(count, distinct: 500, seed: 12)
        let rules: [TierRule] = [.share(part: 1, of: 10), .share(part: 3, of: 10)]
        let draws = [[Int64]](repeating: [5, 3, 2], count: count > 5000 ? 3 : 70)
        let base = Buffer(try book.tiers(Scenario(weights: [5, 3, 2], rules: rules)))
        func stability(_ deviations: [Double], seed: UInt64 = 1) throws -> Stability {
            try Stability(
                draws, of: book.scaled, rules: rules, ties: book.ties, against: base, rows: [0], noise: .init(deviations: deviations, seed: seed))
        }
        let none = try stability([0, 0, 0]).kept.array(Int32.self)
        #expect(none == (0..<count).map { book.scaled.isRanked($0) ? Int32(draws.count) : 0 })
        let some = try stability([0.3, 0, 0.3])
        #expect(some.kept.array(Int32.self) == (try stability([0.3, 0, 0.3])).kept.array(Int32.self))
        #expect(some.levels[0].reduce(0, +) == (book.scaled.isRanked(0) ? draws.count : 0))
        guard count > 1 else { return }
        let moving = some.kept.array(Int32.self).count { $0 > 0 && $0 < draws.count }
        #expect(moving > count / 50)
        #expect(some.kept.array(Int32.self) != (try stability([0.3, 0, 0.3], seed: 2)).kept.array(Int32.self))
    }

    @Test func drawsAreSharesAroundTheWeights() throws {
        let draws = Stability.draws(2000, around: [5, 3, 2], concentration: 10, seed: 4)
        #expect(draws.allSatisfy { abs($0.reduce(0, +) - 1_000_000) <= 2 })
        for (at, share) in [0.5, 0.3, 0.2].enumerated() {
            let mean = draws.reduce(0) { $0 + Double($1[at]) / 1e6 } / 2000
            #expect(abs(mean - share) < 0.02)
        }
        #expect(Array(Stability.draws(10, around: [5, 3, 2], concentration: 10, seed: 4)) == Array(draws.prefix(10)))
        #expect(Stability.draws(50, around: [1, 0], concentration: 0.001, seed: 4).allSatisfy { $0 == [1_000_000, 0] })
    }
}
