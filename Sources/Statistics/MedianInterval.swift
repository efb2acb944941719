/// Where the median of the population lies, whatever its distribution: between two values of the sample that the sign test
/// chooses, and on the way to the next pair so far that the level is met (Hettmansperger & Sheather 1986, *Confidence intervals
/// based on interpolated order statistics*). From few values it covers as often as it says, where the bootstrap falls short.
package enum MedianInterval {
    /// Nil with a missing or infinite value, unless the level is from above 0 to below 1, or with too few values for it: below six
    /// for 95 %.
    package static func interval(_ values: [Double], level: Double = 0.95) -> Interval? {
        guard values.areFinite, level > 0, level < 1, !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let n = sorted.count
        // A hair less will do, which is rounding.
        func isEnough(_ k: Int) -> Bool { covered(k, n) >= level - 1e-12 }
        guard isEnough(1) else { return nil }
        // The innermost pair, counted from the ends, that still covers enough.
        var (k, beyond) = (1, n / 2 + 1)
        while beyond - k > 1 {
            let middle = (k + beyond) / 2
            if isEnough(middle) { k = middle } else { beyond = middle }
        }
        let (wide, narrow) = (covered(k, n), covered(k + 1, n))
        let excess = wide > narrow ? max(0, wide - level) / (wide - narrow) : 0
        let share = Double(n - k) * excess / (Double(k) + Double(n - 2 * k) * excess)
        let inner = min(k, n - 1)
        return Interval(
            sorted[k - 1] + share * (sorted[inner] - sorted[k - 1]),
            sorted[n - k] + share * (sorted[n - 1 - inner] - sorted[n - k]))
    }

    /// An interval for the first group's median less the second's. Nil as for one group.
    package static func difference(_ first: [Double], _ second: [Double], level: Double = 0.95) -> Interval? {
        guard let own = interval(first, level: level), let others = interval(second, level: level),
            let median = Location.median(of: first), let other = Location.median(of: second)
        else { return nil }
        return Interval.difference(median, own, less: other, others)
    }

    /// The probability, two-sided, with which the medians' difference would look as far from 0 if it were 0: the greatest level
    /// whose interval leaves 0 out, less from 1. Nil as for one group's interval, or unless both are long enough for one of 95 %.
    package static func pValue(_ first: [Double], _ second: [Double]) -> Double? {
        let (own, others) = (first.sorted(), second.sorted())
        guard difference(own, others) != nil else { return nil }
        // With few values no interval has a level near 1: what cannot be had holds 0.
        var (excludes, holds) = (0.0, 1.0)
        for _ in 0..<40 {
            let level = (excludes + holds) / 2
            let isOut = difference(own, others, level: level).map { !$0.contains(0) } ?? false
            if isOut { excludes = level } else { holds = level }
        }
        return 1 - excludes
    }

    /// How often the k-th value from below and from above have the median between them: all but twice the probability that of n
    /// tosses fewer than k are heads, which is an incomplete beta function.
    private static func covered(_ k: Int, _ n: Int) -> Double {
        guard 2 * k <= n, let fewer = Special.incompleteBeta(0.5, Double(n - k + 1), Double(k)) else { return 0 }
        return 1 - 2 * fewer
    }
}
