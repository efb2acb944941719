import Diagnostics
import Prioritizing
import Tables
import TestSupport
import Testing

/// One line by the letter: who was above and who is above now, places from 0.
private func drawn(_ wasAbove: Set<Int>, of count: Int, end n: Int, width b: Int, fixed: Set<Int>) -> Set<Int> {
    var above = Set((0..<count).filter { place in
        fixed.contains(place) || (wasAbove.contains(place) ? place + 1 <= n + b : place + 1 <= n - b)
    })
    while above.count > min(n, count), let last = above.subtracting(fixed).max() { above.remove(last) }
    while above.count < min(n, count), let first = (0..<count).first(where: { !above.contains($0) }) { above.insert(first) }
    return above
}

private func standing(_ count: Int) throws -> Ranking {
    try Ranking(ScaledMeasures([Measure((0..<count).map { Double(-$0) })], rowCount: count), weights: [1])
}

@Suite struct BandTests {
    @Test(arguments: 1...300) func linesByTheDefinition(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let count = 1 + random.below(25)
        let list = try standing(count)
        var ends = (0..<1 + random.below(3)).map { _ in random.below(count + 3) }
        ends.sort()
        let width = random.below(6)
        let previous = (0..<count).map { _ in Int16(random.below(5)) - 2 }
        let rule = try Tiering(list, ends: [ends], width: 0, previous: Buffer(previous))
        let held = try Tiering(list, ends: [ends], width: width, previous: Buffer(previous))

        var above: Set<Int> = []
        for (tier, end) in ends.enumerated() {
            let was = Set(previous.indices.filter { previous[$0] >= 0 && Int(previous[$0]) <= tier })
            above = drawn(was, of: count, end: end, width: width, fixed: above)
            #expect(Set((0..<count).filter { held.tier($0) >= 0 && Int(held.tier($0)) <= tier }) == above)
            // Sizes are kept; outside the band nothing is held back.
            #expect(above.count == min(end, count))
            for place in 0..<count {
                if place + 1 <= end - width { #expect(above.contains(place)) }
                if place + 1 > end + width { #expect(!above.contains(place)) }
            }
            // Inside it a row moves only to keep the size, and towards where the rule has it.
            if tier == 0 {
                for place in above.symmetricDifference(was) { #expect(above.contains(place) == (place < end)) }
            }
        }
        for row in 0..<count {
            let expected = ends.firstIndex { row < $0 }.map { Int16($0) } ?? Tiering.nonTiered
            #expect(rule.tier(row) == expected)
        }
        let again = try Tiering(list, ends: [ends], width: width, previous: held.tiers)
        #expect(again.tiers.holdsSame(as: held.tiers) && again.lines == held.lines)
    }

    @Test func withoutABandItIsTheRulesOwnAnswer() throws {
        var random = Seeded(state: 8)
        let raw = random.values(60, distinct: 9, missing: 8)
        let list = try Ranking(ScaledMeasures([Measure(raw)], rowCount: 60), weights: [1])
        let groups = Groups(ids: Buffer((0..<60).map { Int32($0 % 4) - 1 }), count: 3)
        let rules: [TierRule] = [.count(3), .share(part: 1, of: 3), .measureShare(part: 1, of: 2, values: Buffer(raw))]
        let previous = Buffer((0..<60).map { Int16($0 % 3) - 1 })
        for groups in [nil, groups] {
            let rule = try Tiering(list, rules: rules, groups: groups)
            let ends = try #require(rule.ends(groupCount: groups?.count ?? 1))
            let held = try Tiering(list, ends: ends, width: 0, previous: previous, groups: groups)
            #expect(held.tiers.holdsSame(as: rule.tiers) && held.lines == rule.lines)
            #expect(try Tiering(list, ends: ends, width: 9, previous: rule.tiers, groups: groups).lines == rule.lines)
        }
        let everyOther = TierRule.condition(Buffer((0..<60).map { UInt8($0 % 2 * 2) }))
        #expect(try Tiering(list, rules: [everyOther]).ends() == nil)
        #expect(throws: Diagnostic.self) { try Tiering(list, ends: [[1]], width: -1, previous: previous) }
    }

    /// FTSE's own numbers in small: ten members, a band of two.
    @Test func promotedDemotedAndReserve() throws {
        let list = try standing(16)
        // Members stood at 1–7, 9, 12 and 13 of today's order.
        let members: Set = [1, 2, 3, 4, 5, 6, 7, 9, 12, 13]
        let previous = Buffer((1...16).map { members.contains($0) ? Int16(0) : -1 })
        let held = try Tiering(list, ends: [[10]], width: 2, previous: previous)
        // 13 is beyond 12 and goes, 8 comes in; 10 and 11 must wait although 12 stays.
        #expect((0..<16).filter { held.tier($0) == 0 }.map { $0 + 1 } == [1, 2, 3, 4, 5, 6, 7, 8, 9, 12])
        #expect(held.reserve(of: 0, count: 3, rows: (0..<16).map { Int32($0) }).map { $0 + 1 } == [10, 11, 13])
        #expect(held.line(tier: 0)?.place == 12 && held.line(tier: 0)?.count == 10)
    }

    @Test func oneInOneOut() {
        #expect(Tiering.ends(sizes: [[10, 20], [0, 3]]) == [[10, 30], [0, 3]])
        #expect(Tiering.ends(sizes: [[.max, 1]]) == [[.max, .max]])
    }
}
