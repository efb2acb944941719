import Diagnostics
import Tables

/// Does one group tend to have greater values than another? By ranks alone (Wilcoxon 1945, Mann & Whitney 1947).
package struct MannWhitney: Sendable {
    /// Pairs in which the first group's value is the greater, ties half.
    package let u: Double
    /// Two-sided; nil when all values are the same.
    package let pValue: Double?
    /// From the distribution itself; otherwise by its normal approximation.
    package let isExact: Bool

    private let first: Int
    private let second: Int
    private let variance: Double

    /// The probability that a value of the first group is greater than one of the second, ties half.
    package var superiority: Double { u / (Double(first) * Double(second)) }

    /// Exact when a group has at most 8 values and there are no ties, otherwise normal with the variance corrected for ties and
    /// a continuity correction of ½, as SciPy's `mannwhitneyu`. Nil when a group is empty or a value missing or infinite.
    /// Errors: `cancelled`.
    package init?(_ first: [Double], _ second: [Double]) throws(Diagnostic) {
        guard !first.isEmpty, !second.isEmpty, first.areFinite, second.areFinite else { return nil }
        let all = first + second
        let ranks = try all.withUnsafeBufferPointer { (all) throws(Diagnostic) in
            try Ordering.doubledAverageRanks(all).cells(of: Int32.self, count: all.count)
        }
        self.first = first.count
        self.second = second.count
        let (m, n) = (Double(first.count), Double(second.count))
        u = Double(ranks.prefix(first.count).reduce(0) { $0 + Int($1) }) / 2 - m * (m + 1) / 2

        // Of t tied values, t³ − t; every one of them adds t² − 1. Values that are tied share a rank, and no others do.
        let ties = MannWhitney.tieTerm(ranks)
        variance = m * n / 12 * (m + n + 1 - ties / max(1, (m + n) * (m + n - 1)))
        isExact = ties == 0 && min(first.count, second.count) <= MannWhitney.exactUpTo
        let farther = max(u, m * n - u)
        if isExact {
            pValue = min(1, 2 * MannWhitney.below(m * n - farther, first.count, second.count))
        } else if variance > 0 {
            pValue = min(1, 2 * Normal.above((farther - m * n / 2 - 0.5) / variance.squareRoot()))
        } else {
            pValue = nil
        }
    }

    private static let exactUpTo = 8

    private static func tieTerm(_ ranks: [Int32]) -> Double {
        var counts = [Int32](repeating: 0, count: 2 * ranks.count + 1)
        for rank in ranks { counts[Int(rank)] += 1 }
        return counts.reduce(0) { $0 + Double($1) * (Double($1) * Double($1) - 1) }
    }

    /// The probability that U is at most so much for groups of these sizes from one distribution.
    static func below(_ u: Double, _ first: Int, _ second: Int) -> Double {
        guard u >= 0 else { return 0 }
        let counts = ways(first, second, upTo: Int(u))
        let (small, all) = (min(first, second), first + second)
        let total = (0..<small).reduce(1.0) { $0 * Double(all - $1) / Double($1 + 1) }
        return min(1, counts.reduce(0, +) / total)
    }

    /// In how many ways U becomes 0, 1 … up to half of all pairs: the coefficients of the Gaussian binomial, the product of
    /// (1 − qⁿ⁺ⁱ)/(1 − qⁱ) for i up to the smaller size (Mann & Whitney 1947).
    private static func ways(_ first: Int, _ second: Int, upTo last: Int) -> [Double] {
        let (small, great) = (min(first, second), max(first, second))
        var ways = [Double](repeating: 0, count: last + 1)
        ways[0] = 1
        for i in 1...small {
            if i <= last { for u in i...last { ways[u] += ways[u - i] } }
            let step = great + i
            if step <= last { for u in stride(from: last, through: step, by: -1) { ways[u] -= ways[u - step] } }
        }
        return ways
    }

    /// The rank, from 1, of the pair difference that begins an interval of this level for the shift: as many below it as U
    /// falls below with a probability of at most half of the rest. Nil when even the least is too likely.
    func firstRank(level: Double) -> Int? {
        let tail = (1 - level) / 2
        let pairs = Double(first) * Double(second)
        guard isExact else {
            guard variance > 0, let z = Normal.quantile(1 - tail) else { return nil }
            let rank = (pairs / 2 - z * variance.squareRoot() + 0.5).rounded(.down)
            return rank >= 1 ? Int(rank) : nil
        }
        let total = 1 / MannWhitney.below(0, first, second)
        var sum = 0.0
        for (u, ways) in MannWhitney.ways(first, second, upTo: Int(pairs / 2)).enumerated() {
            sum += ways
            if sum / total > tail { return u > 0 ? u : nil }
        }
        return nil
    }
}
