import Diagnostics
import Statistics
import Tables

/// How often tests call a difference real at 5 % when the groups have the same mean and the same median: growth is symmetric, and
/// varies in the list as much as in the rest or three times as much.
struct FalseAlarms {
    static let sizes = [6, 20, 100]
    /// Those that many comparisons at once need are far below 5 %.
    static let levels = [0.05, 0.005]
    static let rest = 5

    /// Test by test, for each size the shares of trials with a p below each level.
    static func rows(spread: Double, trials: Int) throws(Diagnostic) -> [(test: String, shares: [[Double]])] {
        var rows: [(test: String, shares: [[Double]])] = []
        for size in sizes {
            let all = try Parallel.results(of: trials, parallel: true) { (trial) throws(Diagnostic) in
                try pValues(size, spread, seed: UInt64(size) << 32 | UInt64(trial))
            }
            for (at, first) in all[0].enumerated() {
                if rows.count <= at { rows.append((first.test, [])) }
                rows[at].shares.append(levels.map { level in Double(all.count { ($0[at].p ?? 1) < level }) / Double(trials) })
            }
        }
        return rows
    }

    private static func pValues(_ size: Int, _ spread: Double, seed: UInt64) throws(Diagnostic) -> [(test: String, p: Double?)] {
        var random = Generator(seed: seed, stream: 3)
        let list = (0..<size).map { _ in spread * random.normal() }
        let others = (0..<size * rest).map { _ in random.normal() }
        func dealt(_ statistic: PermutationTest.Statistic) throws(Diagnostic) -> Double? {
            try PermutationTest(statistic, list, others, deals: 499, seed: seed)?.pValue
        }
        let (mann, brunner) = (try MannWhitney(list, others)?.pValue, try Superiority.pValue(list, others))
        return [
            ("**Welch**", Welch.difference(list, others)?.pValue),
            ("permutation, mean", try dealt(.mean)),
            ("permutation, studentized mean", try dealt(.studentizedMean)),
            ("permutation, median", try dealt(.median)),
            ("Mann–Whitney", mann),
            ("Brunner–Munzel", brunner),
            ("**medians, order statistics**", MedianDifference(list, less: others)?.pValue),
        ]
    }
}
