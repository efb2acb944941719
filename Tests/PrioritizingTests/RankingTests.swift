import Diagnostics
import Prioritizing
import Tables
import TestSupport
import Testing

@Suite struct RankingTests {
    /// W4 of the benchmark: S = Σ weight·(number smaller + 1 + number not greater), by S descending, then id.
    @Test(arguments: [1, 2, 9, 300]) func exactScoresByTheDefinition(count: Int) throws {
        var random = Seeded(state: UInt64(count))
        let columns = (0..<3).map { _ in random.values(count, missing: 8) }
        let ids = (0..<count).map { _ in random.next() % 50 }
        let ranking = try Ranking(
            ScaledMeasures(columns.map { Measure($0) }, rowCount: count), weights: [50, 30, 20], ties: Buffer(ids))
        let ranked = (0..<count).filter { row in columns.allSatisfy { !$0[row].isNaN } }
        var expected = [Int64](repeating: .min, count: count)
        for row in ranked {
            expected[row] = zip(columns, [50, 30, 20] as [Int64]).reduce(0) { sum, measure in
                let (column, weight) = measure
                let smaller = ranked.count { column[$0] < column[row] }
                let notGreater = ranked.count { column[$0] <= column[row] }
                return sum + weight * Int64(smaller + 1 + notGreater)
            }
        }
        #expect(ranking.isExact && (0..<count).map { ranking.wholeScore($0) ?? .min } == expected)
        let order = ranked.sorted { (-expected[$0], ids[$0], $0) < (-expected[$1], ids[$1], $1) }
        let found = try ranking.order()
        #expect(found.array(Int32.self).map { Int($0) } == order)
        #expect(ranking.rankedCount == ranked.count)
        let places = try ranking.places(found).array(Int32.self)
        let decimals = try ranking.decimalScores().array(Double.self)
        for row in 0..<count {
            let place = order.firstIndex(of: row).map { $0 + 1 }
            #expect(Int(places[row]) == place ?? 0)
            #expect(try ranking.place(of: row) == place)
            let n = Double(ranked.count)
            let shown = place == nil ? .nan : n == 1 ? 1 : (Double(expected[row]) / 200 - 1) / (n - 1)
            #expect(decimals[row].isNaN && shown.isNaN || abs(decimals[row] - shown) < 1e-12)
        }
        let wanted = [1, ranked.count / 2 + 1, ranked.count]
        let marks = try ranking.marks(at: wanted).map { Int($0.row) }
        #expect(marks == (ranked.isEmpty ? [] : wanted.map { order[min($0, ranked.count) - 1] }))
    }

    private static let scalings: [Scaling] = [.percentile, .minmax, .zscore, .reference(low: 0, high: 3.5)]
    private static let policies: [MissingPolicy] = [.excluded, .value(0), .median]

    @Test(arguments: scalings, policies) func scalesByTheDefinition(scaling: Scaling, policy: MissingPolicy) throws {
        var random = Seeded(state: 11)
        for count in [1, 2, 3, 60, 400] {
            for lower in [false, true] {
                let raw = [random.values(count, missing: 5), random.values(count, missing: 9)]
                let measures = [
                    Measure(raw[0], scaling: scaling, lowerIsBetter: lower, missing: policy),
                    Measure(raw[1], scaling: .percentile),
                ]
                let scaled = try ScaledMeasures(measures, rowCount: count)
                let naive = Naive(raw, measures, [3, 1], [UInt64](repeating: 0, count: count))
                let ranking = try Ranking(scaled, weights: [3, 1])
                #expect(scaled.rankedCount == naive.ranked.count)
                for row in 0..<count {
                    #expect(scaled.isRanked(row) == naive.ranked.contains(row))
                    let (a, b) = (ranking.score(row), naive.scores[row])
                    #expect(a.isNaN && b.isNaN || abs(a - b) < 1e-12)
                    guard scaled.isRanked(row) else { continue }
                    #expect(scaled.value(0, row) == naive.values[0][row])
                    let why = try #require(try ranking.attribution(row))
                    #expect(abs(why.parts.reduce(0) { $0 + $1.points } - why.score) < 1e-12)
                    #expect(why.rankedCount == naive.ranked.count)
                    #expect(abs(why.parts[0].scaled - Naive.scale(naive.values[0], row, naive.ranked, measures[0])) < 1e-12)
                }
            }
        }
    }

    @Test func manyRowsRankLikeAFew() throws {
        // Above the size at which work is shared between cores; known orders give the same ranks.
        var random = Seeded(state: 2)
        let count = 120_000
        let raw = [random.values(count, distinct: 5000, missing: 20), random.values(count, distinct: 90_000)]
        let orders = try raw.map { column in
            try Ordering.sortedRows(keys: column.map { Ordering.key($0) })
        }
        let measures = raw.map { Measure($0) }
        let plain = try Ranking(ScaledMeasures(measures, rowCount: count), weights: [1, 2])
        let known = try Ranking(ScaledMeasures(measures, rowCount: count, orders: orders), weights: [1, 2])
        #expect(plain.keys.array(UInt64.self) == known.keys.array(UInt64.self))
        let order = try plain.order().array(Int32.self)
        #expect(order.count == plain.rankedCount && order.count == raw[0].count { !$0.isNaN })
        let scores = order.map { plain.score(Int($0)) }
        #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 >= $1 })
    }

    @Test func neverNaNForConstantOrExtremeValues() throws {
        for scaling in Self.scalings {
            for column in [[0.1, 0.1, 0.1], [1e308, -1e308, 0], [.leastNonzeroMagnitude, 0, .leastNormalMagnitude], [.infinity, 1, 2], [7]] {
                let scaled = try ScaledMeasures([Measure(column, scaling: scaling)], rowCount: column.count)
                for row in column.indices where column[row].isFinite { #expect(scaled.scaled(0, row).isFinite) }
                #expect(scaled.isRanked(0) == column[0].isFinite)
            }
        }
        #expect(try ScaledMeasures([Measure([0.1, 0.1, 0.1], scaling: .zscore)], rowCount: 3).scaled(0, 1) == 0)
        #expect(try ScaledMeasures([Measure([3, 3], scaling: .minmax)], rowCount: 2).scaled(0, 1) == 0.5)
        #expect(try ScaledMeasures([Measure([3])], rowCount: 1).scaled(0, 0) == 1)
        let none = try Ranking(ScaledMeasures([Measure([.nan, .nan])], rowCount: 2), weights: [1])
        #expect(none.rankedCount == 0)
        #expect(try none.order().byteCount == 0)
        #expect(try none.attribution(0) == nil)
    }

    @Test func weightsKeepTheirProportions() throws {
        #expect(try Weights.whole([0.6, 0.4]) == [3, 2])
        #expect(try Weights.whole([50, 30, 20]) == [5, 3, 2])
        #expect(try Weights.whole([0.333, 0.333, 0.334]) == [333, 333, 334])
        #expect(try Weights.whole([0, 2]) == [0, 1])
        let thirds = try Weights.whole([1.0 / 3, 2.0 / 3])
        #expect(abs(Double(thirds[0]) / Double(thirds[0] + thirds[1]) - 1.0 / 3) < 1e-6)
        for bad in [[], [0, 0], [-1, 2], [.nan], [.infinity]] as [[Double]] {
            #expect(throws: Diagnostic.self) { try Weights.whole(bad) }
        }
        let scaled = try ScaledMeasures([Measure([1, 2])], rowCount: 2)
        for bad in [[], [0], [-1], [.max]] as [[Int64]] {
            #expect(throws: Diagnostic.self) { try Ranking(scaled, weights: bad) }
        }
        #expect(throws: Diagnostic.self) {
            try ScaledMeasures([Measure([1], scaling: .reference(low: 2, high: 2))], rowCount: 1)
        }
        #expect(throws: Diagnostic.self) { try ScaledMeasures([Measure([1], missing: .value(.nan))], rowCount: 1) }
        #expect(throws: Diagnostic.self) { try ScaledMeasures([], rowCount: 1) }
    }
}
