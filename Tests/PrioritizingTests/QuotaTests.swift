import Diagnostics
import Prioritizing
import Tables
import TestSupport
import Testing

@Suite struct QuotaTests {
    private func objective(_ values: [Double], ties: [UInt64]) throws -> Ranking {
        try Ranking(ScaledMeasures([Measure(values)], rowCount: values.count), weights: [1], ties: Buffer(ties))
    }

    @Test(arguments: 1...40) func placesByTheDefinition(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let count = 1 + random.below(30)
        let ties = (0..<count).map { _ in random.next() % 9 }
        let objectives = try (0..<1 + random.below(4)).map { _ in
            try objective(random.values(count, distinct: 8, missing: 4), ties: ties)
        }
        let places = objectives.map { _ in random.below(8) }
        let quota = try Quota(objectives, places: places)

        let ranks = try objectives.map { list in try (0..<count).map { try list.place(of: $0) ?? .max } }
        let best = (0..<count).map { row in ranks.map { $0[row] }.min() ?? .max }
        let carrier = (0..<count).map { row in ranks.firstIndex { $0[row] == best[row] } ?? 0 }
        func sorted(_ rows: [Int]) -> [Int] { rows.sorted { (best[$0], carrier[$0]) < (best[$1], carrier[$1]) } }
        let ranked = (0..<count).filter { best[$0] < .max }
        let within = objectives.indices.flatMap { objective in
            sorted(ranked.filter { carrier[$0] == objective }).prefix(places[objective])
        }
        let expected = sorted(within) + sorted(ranked.filter { !within.contains($0) })

        #expect(quota.rankedCount == ranked.count && quota.rowCount == count)
        #expect(try quota.order().array(Int32.self).map { Int($0) } == expected)
        for row in 0..<count {
            #expect(quota.carrier(row) == (ranked.contains(row) ? carrier[row] : nil))
            #expect(quota.hasPlace(row) == within.contains(row))
            #expect(quota.bestRank(row) == (ranked.contains(row) ? best[row] : nil))
            #expect(quota.score(row).isNaN == !ranked.contains(row))
            if ranked.contains(row) { #expect(quota.score(row) == objectives[carrier[row]].score(row)) }
            #expect(try quota.place(of: row) == expected.firstIndex(of: row).map { $0 + 1 })
        }
        // Tiers are cut from it as from any ranking, by selection and along the list.
        let rules: [TierRule] = [.count(3), .share(part: 1, of: 2)]
        let tiering = try Tiering(quota, rules: rules)
        let walked = try Tiering(quota, rules: rules, groups: .single(rows: count))
        #expect(tiering.lines == walked.lines && tiering.tiers.holdsSame(as: walked.tiers))
        #expect(expected.prefix(3).allSatisfy { tiering.tier($0) == 0 })
    }

    /// One objective with places for all is that objective.
    @Test func oneObjectiveIsItsOwnRanking() throws {
        var random = Seeded(state: 3)
        let values = random.values(50, missing: 9)
        let list = try objective(values, ties: [UInt64](repeating: 0, count: 50))
        for places in [0, 7, 50] {
            #expect(try Quota([list], places: [places]).order().holdsSame(as: list.order()))
        }
        #expect(throws: Diagnostic.self) { try Quota([list], places: [-1]) }
        #expect(throws: Diagnostic.self) { try Quota([list], places: []) }
        #expect(throws: Diagnostic.self) { try Quota([], places: []) }
    }
}
