import Diagnostics
import Tables

/// By how much one group's values are shifted against another's: the median of the differences of all pairs (Hodges &
/// Lehmann 1963). In the values' unit.
package struct HodgesLehmann: Sendable {
    /// Above 0 when the first group's values are the greater ones.
    package let shift: Double

    private let first: [Double]
    private let second: [Double]
    private let test: MannWhitney

    /// Nil when a group is empty or a value missing or infinite. Errors: `cancelled`.
    package init?(_ first: [Double], _ second: [Double]) throws(Diagnostic) {
        guard let test = try MannWhitney(first, second) else { return nil }
        let (first, second) = (first.sorted(), second.sorted())
        let pairs = first.count * second.count
        let low = try HodgesLehmann.difference((pairs + 1) / 2, first, second)
        let high = pairs % 2 == 1 ? low : try HodgesLehmann.difference(pairs / 2 + 1, first, second)
        guard let shift = (low / 2 + high / 2).finite else { return nil }
        (self.shift, self.first, self.second, self.test) = (shift, first, second, test)
    }

    /// All shifts that the Mann–Whitney test does not refuse (Lehmann 1963; Hollander & Wolfe 1999, 4.3). It covers the truth in
    /// at least this share of samples where the test is exact. Nil when the groups are too small for the level.
    package func interval(level: Double = 0.95) throws(Diagnostic) -> Interval? {
        guard level > 0, level < 1, let rank = test.firstRank(level: level) else { return nil }
        let last = first.count * second.count + 1 - rank
        return Interval(try HodgesLehmann.difference(rank, first, second), try HodgesLehmann.difference(last, first, second))
    }

    /// The difference of a pair with this rank, from 1 on, among all pairs. Halves the range of keys, each time counting the
    /// pairs below in one walk through both groups, instead of making all pairs.
    private static func difference(_ rank: Int, _ first: [Double], _ second: [Double]) throws(Diagnostic) -> Double {
        var low = Ordering.key(first[0] - second[second.count - 1])
        var high = Ordering.key(first[first.count - 1] - second[0])
        while low < high {
            try Cancellation.check()
            let middle = low + (high - low) / 2
            if pairs(upTo: Ordering.double(ofKey: middle), first, second) >= rank { high = middle } else { low = middle + 1 }
        }
        return Ordering.double(ofKey: low)
    }

    private static func pairs(upTo difference: Double, _ first: [Double], _ second: [Double]) -> Int {
        // The greater the first value, the more of the second group are too small for it.
        var (small, count) = (0, 0)
        for value in first {
            while small < second.count, value - second[small] > difference { small += 1 }
            count += second.count - small
        }
        return count
    }
}
