import Diagnostics
import Prioritizing
import Tables
import TestSupport
import Testing

@Suite struct ChangeDecompositionTests {
    private typealias Factors = ChangeDecomposition.Factors

    @Test(arguments: 1...60) func averageOfTheSixOrders(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let values = (0..<8).map { _ in Double(random.below(2_000_000)) / 1e6 - 1 }
        var asked: Set<Int> = []
        let found = try ChangeDecomposition.split { (factors) in
            asked.insert(factors.rawValue)
            return [values[factors.rawValue], 7]
        }
        #expect(asked.count == 8 && found.count == 2)
        var parts = [0.0, 0.0, 0.0]
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            var set = 0
            for factor in order {
                parts[factor] += (values[set | 1 << factor] - values[set]) / 6
                set |= 1 << factor
            }
        }
        let split = found[0]
        #expect(zip([split.own, split.others, split.rules], parts).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(abs(split.own + split.others + split.rules - split.change) < 1e-12)
        #expect(found[1].change == 0 && found[1].own == 0 && found[1].others == 0 && found[1].rules == 0)
    }

    /// Score and place of a row between two states of a list, each coalition ranked anew.
    @Test func ofARanking() throws {
        var random = Seeded(state: 5)
        let count = 40
        let before = (0..<2).map { _ in random.values(count, distinct: 30) }
        let now = (0..<2).map { _ in random.values(count, distinct: 30) }
        for row in 0..<count {
            func figures(_ factors: Factors, own: Bool = true, rules: Bool = true) throws(Diagnostic) -> [Double] {
                let measures = (0..<2).map { measure in
                    var values = factors.contains(.others) ? now[measure] : before[measure]
                    values[row] = own && factors.contains(.own) ? now[measure][row] : before[measure][row]
                    return Measure(values)
                }
                let ranking = try Ranking(
                    ScaledMeasures(measures, rowCount: count), weights: rules && factors.contains(.rules) ? [1, 4] : [3, 2])
                return [ranking.score(row), Double(try ranking.place(of: row) ?? 0)]
            }
            let split = try ChangeDecomposition.split { (factors) throws(Diagnostic) in try figures(factors) }
            let (first, last) = (try figures([]), try figures(.all))
            for at in 0..<2 {
                #expect(split[at].before == first[at] && split[at].now == last[at])
                #expect(abs(split[at].own + split[at].others + split[at].rules - (last[at] - first[at])) < 1e-12)
            }
            // What does not change has no part.
            let still = try ChangeDecomposition.split { (factors) throws(Diagnostic) in
                try figures(factors, own: false, rules: false)
            }
            #expect(still.allSatisfy { $0.own == 0 && $0.rules == 0 })
        }
    }
}
