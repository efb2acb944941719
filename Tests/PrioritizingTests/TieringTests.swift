import Diagnostics
import Prioritizing
import Tables
import TestSupport
import Testing

private func ranking(_ values: [Double], ties: [UInt64]? = nil) throws -> Ranking {
    try Ranking(
        ScaledMeasures([Measure(values)], rowCount: values.count), weights: [1], ties: ties.map { Buffer($0) })
}

private func tiers(_ ranking: Ranking, _ rules: [TierRule], groups: Groups? = nil) throws -> [Int16] {
    try Tiering(ranking, rules: rules, groups: groups).tiers.array(Int16.self)
}

@Suite struct TieringTests {
    @Test func countsAndShares() throws {
        let list = try ranking((0..<10).map { Double(10 - $0) })
        #expect(try tiers(list, [.count(2), .count(3)]) == [0, 0, 1, 1, 1, -1, -1, -1, -1, -1])
        // ⌊1/4 · 10⌋ = 2, ⌊1/2 · 10⌋ = 5: parts are added before they are rounded.
        #expect(
            try tiers(list, [.share(part: 1, of: 4), .share(part: 25, of: 100)]) == [0, 0, 1, 1, 1, -1, -1, -1, -1, -1])
        #expect(try tiers(list, [.count(0), .count(1), .share(part: 1, of: 1)]) == [1, 2, 2, 2, 2, 2, 2, 2, 2, 2])
        #expect(try tiers(list, [.count(99), .count(1)]) == [Int16](repeating: 0, count: 10))
        #expect(try tiers(list, []) == [Int16](repeating: -1, count: 10))
        #expect(try tiers(ranking([1, .nan]), [.count(5)]) == [0, -2])
    }

    @Test func tiesAtTheLine() throws {
        let list = try ranking([5, 9, 5, 5, 5], ties: [4, 0, 3, 2, 1])
        let tiering = try Tiering(list, rules: [.count(2), .count(1)])
        #expect(tiering.tiers.array(Int16.self) == [-1, 0, -1, 1, 0])
        #expect(tiering.lines.map(\.tied) == [3, 2])
        #expect(tiering.lines.map(\.row) == [4, 3])
        #expect(tiering.lines.map(\.place) == [2, 3])
        #expect(tiering.line(tier: 0)?.score == list.score(4))
    }

    /// Rows with values 50, 30, 10, 5, 5 (missing and negative ones count as 0).
    @Test func sharesOfAMeasure() throws {
        let list = try ranking([9, 8, 7, 6, 5, 4, 3])
        let revenue = Buffer([50, .nan, 30, 10, -100, 5, 5])
        func share(_ part: Int64) -> TierRule { .measureShare(part: part, of: 100, values: revenue) }
        #expect(try tiers(list, [share(80)]) == [0, 0, 0, -1, -1, -1, -1])
        #expect(try tiers(list, [share(50), share(30)]) == [0, 1, 1, -1, -1, -1, -1])
        #expect(try tiers(list, [share(81)]) == [0, 0, 0, 0, -1, -1, -1])
        #expect(try tiers(list, [share(100)]) == [0, 0, 0, 0, 0, 0, 0])
        #expect(try tiers(list, [share(0)]) == [Int16](repeating: -1, count: 7))
        #expect(try tiers(list, [.count(1), share(30)]) == [0, 1, 1, -1, -1, -1, -1])
        let none = Buffer([Double](repeating: .nan, count: 7))
        #expect(try tiers(list, [.measureShare(part: 1, of: 2, values: none)]) == [Int16](repeating: -1, count: 7))
    }

    @Test func conditionsTakeWhatIsLeft() throws {
        let list = try ranking([9, 8, 7, 6, 5, .nan])
        let strategic = Buffer([2, 0, 1, 2, 0, 2] as [UInt8])
        let tiering = try Tiering(list, rules: [.count(1), .condition(strategic), .count(2)])
        #expect(tiering.tiers.array(Int16.self) == [0, 2, 2, 1, -1, -2])
        #expect(tiering.lines.map(\.count) == [1, 1, 2])
        #expect(tiering.lines.map(\.place) == [1, 4, 3])
        // A share's n is all ranked rows, whatever a condition took.
        #expect(try tiers(list, [.condition(strategic), .share(part: 2, of: 5)]) == [0, 1, 1, 0, -1, -2])
    }

    @Test func perGroup() throws {
        let list = try ranking([9, 8, 7, 6, 5, 4])
        let groups = Groups(ids: Buffer([0, 0, 1, 0, 1, -1] as [Int32]), count: 3)
        let tiering = try Tiering(list, rules: [.count(1), .share(part: 1, of: 2)], groups: groups)
        #expect(tiering.tiers.array(Int16.self) == [0, 1, 0, -1, 1, -1])
        #expect(tiering.line(tier: 1, group: 1)?.place == 2)
        #expect(tiering.line(tier: 0, group: 2)?.row == nil)
        #expect(tiering.lines.count == 6)
    }

    @Test(arguments: [3, 50, 2000, 130_000]) func selectionAgreesWithTheSortedList(count: Int) throws {
        var random = Seeded(state: UInt64(count))
        for distinct in [1, 4, 60, 40_000] {
            let raw = (0..<2).map { _ in random.values(count, distinct: distinct, missing: 9) }
            let ties = (0..<count).map { _ in random.next() % 1000 }
            let list = try Ranking(
                ScaledMeasures(raw.map { Measure($0) }, rowCount: count), weights: [2, 1], ties: Buffer(ties))
            let rules: [TierRule] = [
                .share(part: 1, of: 100), .share(part: 4, of: 100), .count(7), .count(0), .share(part: 15, of: 100),
            ]
            let all = Groups(ids: Buffer([Int32](repeating: 0, count: count)), count: 1)
            let selected = try Tiering(list, rules: rules)
            let walked = try Tiering(list, rules: rules, groups: all)
            #expect(selected.tiers.array(Int16.self) == walked.tiers.array(Int16.self))
            #expect(selected.lines == walked.lines)
        }
    }

    @Test func refusesImpossibleRules() throws {
        let list = try ranking([1, 2])
        for bad: TierRule in [.count(-1), .share(part: 2, of: 1), .share(part: 1, of: 0), .share(part: -1, of: 3)] {
            #expect(throws: Diagnostic.self) { try Tiering(list, rules: [bad]) }
        }
        #expect(try tiers(list, [.share(part: 2, of: 3), .share(part: 2, of: 3)]) == [1, 0])
    }
}
