/// A sample's median and where that of the population lies, whatever its distribution: between two values of the sample that the sign
/// test chooses, and on the way to the next pair so far that the level is met (Hettmansperger & Sheather 1986, *Confidence intervals
/// based on interpolated order statistics*). From few values it covers as often as it says, where the bootstrap falls short.
package struct MedianSample: Sendable {
    /// The mean of the middle two of an even number.
    package let median: Double
    /// How many values there are.
    package let count: Int
    /// The values about the median, and the rank of the first of them, from 0.
    private let near: [Double]
    private let first: Int

    /// Nil without a value, or with one that is missing or infinite.
    package init?(_ values: [Double]) { self.init(ascending: values.sorted()) }

    /// The same of values in this order.
    package init?(ascending values: [Double]) {
        guard values.areFinite, let median = Location.median(of: values) else { return nil }
        (self.median, count) = (median, values.count)
        // Heads of n tosses have a deviation of √n/2; beyond eight of those no interval is looked for.
        let reach = 4 * Int(Double(count).squareRoot()) + 4
        first = max(0, (count - 1) / 2 - reach)
        near = Array(values[first..<min(count, count / 2 + reach + 1)])
    }

    /// Nil unless the level is from above 0 to below 1, or with too few values for it: below six for 95 %.
    package func interval(level: Double = 0.95) -> Interval? {
        let n = count
        // A hair less will do, which is rounding.
        func isEnough(_ k: Int) -> Bool { MedianSample.covered(k, n) >= level - 1e-12 }
        guard level > 0, level < 1, isEnough(1) else { return nil }
        // The innermost pair, counted from the ends, that still covers enough.
        var (k, beyond) = (1, n / 2 + 1)
        while beyond - k > 1 {
            let middle = (k + beyond) / 2
            if isEnough(middle) { k = middle } else { beyond = middle }
        }
        let (wide, narrow) = (MedianSample.covered(k, n), MedianSample.covered(k + 1, n))
        let excess = wide > narrow ? max(0, wide - level) / (wide - narrow) : 0
        let share = Double(n - k) * excess / (Double(k) + Double(n - 2 * k) * excess)
        let inner = min(k, n - 1)
        guard let low = value(k - 1), let nextLow = value(inner), let high = value(n - k), let nextHigh = value(n - 1 - inner) else { return nil }
        return Interval(low + share * (nextLow - low), high + share * (nextHigh - high))
    }

    private func value(_ rank: Int) -> Double? { rank >= first && rank - first < near.count ? near[rank - first] : nil }

    /// How often the k-th value from below and from above have the median between them: all but twice the probability that of n
    /// tosses fewer than k are heads, which is an incomplete beta function.
    private static func covered(_ k: Int, _ n: Int) -> Double {
        guard 2 * k <= n, let fewer = Special.incompleteBeta(0.5, Double(n - k + 1), Double(k)) else { return 0 }
        return 1 - 2 * fewer
    }
}

/// The difference of two samples' medians.
package struct MedianDifference: Sendable {
    private let first: MedianSample
    private let second: MedianSample

    /// The first less the second.
    package init(_ first: MedianSample, less second: MedianSample) { (self.first, self.second) = (first, second) }

    /// The same of plain values. Nil as a sample of either.
    package init?(_ first: [Double], less second: [Double]) {
        guard let own = MedianSample(first), let others = MedianSample(second) else { return nil }
        self.init(own, less: others)
    }

    /// Of the samples themselves.
    package var value: Double { first.median - second.median }

    /// Nil as for one sample; from the intervals of both (Zou & Donner 2008).
    package func interval(level: Double = 0.95) -> Interval? {
        guard let own = first.interval(level: level), let others = second.interval(level: level) else { return nil }
        return Interval.difference(first.median, own, less: second.median, others)
    }

    /// Two-sided, of no difference: right however far the two groups spread, and from few values never too small, unlike those of
    /// Mann & Whitney and of Brunner & Munzel (`scripts/calibrate-statistics`). Nil as an interval of 95 %.
    package var pValue: Double? { Interval.pValue { interval(level: $0) } }
}
