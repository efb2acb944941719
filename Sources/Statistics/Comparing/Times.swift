/// How many times as great one ratio is as another, such as services an account of one group over those of another: from the
/// logarithms of both, so that twice and half are as far from once.
package struct Times: Sendable, Equatable {
    /// 3 is three times as much; above 0.
    package let value: Double
    /// Of `value`, at 95%, from 0 on.
    package let interval: Interval
    /// Two-sided, of no difference.
    package let pValue: Double

    /// Of two groups that share no unit. Nil unless both ratios, also without any one unit, are above 0, and both vary: units that
    /// are all alike say nothing of how far others may lie.
    package init?(_ own: ResampledRatio, over other: ResampledRatio) {
        guard let first = own.logarithm, let second = other.logarithm, min(first.standardError, second.standardError) > 1e-12, let difference = Welch.difference(first, second) else { return nil }
        self.init(logarithm: difference)
    }

    /// Of the same units twice, such as the accounts of a group in two periods: each unit is left out of both (the jackknife of
    /// Tukey 1958). Nil as above, or unless there are as many units.
    package init?(_ own: ResampledRatio, overSame other: ResampledRatio) {
        guard own.unitCount == other.unitCount, let first = own.logarithm, let second = other.logarithm,
            let left = Moments(zip(own.withoutEach(), other.withoutEach()).map { Elementary.log($0 / $1) })
        else { return nil }
        let n = Double(left.count)
        let degrees = min(first.degrees, second.degrees)
        guard let estimate = Estimate(first.value - second.value, standardError: (left.squares * (n - 1) / n).squareRoot(), degrees: degrees) else { return nil }
        self.init(logarithm: estimate)
    }

    /// Of two shares: exact, by how many of each there are (hypergeometric, two-sided), with Newcombe's interval. It holds where one
    /// is all or nearly all too. Nil when the other is 0, or its ratio has no end.
    package init?(_ own: Proportion, over other: Proportion) {
        guard own.count > 0, other.count > 0, let ratio = own.ratio(to: other), let high = ratio.high, let interval = Interval(ratio.low, high),
            let chance = Hypergeometric(population: own.of + other.of, marked: own.count + other.count, drawn: own.of)
        else { return nil }
        value = own.value / other.value
        self.interval = interval
        pValue = chance.twoSided(own.count)
    }

    /// Of the medians of two groups, from order statistics (`MedianDifference`). Values of 0 and below count as the least there are.
    /// Nil with fewer than six values in a group, or unless both medians and the interval's ends are above 0.
    package init?(medianOf own: [Double], over other: [Double]) {
        let logs = [own, other].map { $0.map { $0 > 0 ? Elementary.log($0) : Times.none } }
        guard let difference = MedianDifference(logs[0], less: logs[1]), let interval = difference.interval(), let p = difference.pValue,
            let first = Location.median(of: own), let second = Location.median(of: other), min(first, second) > 0, let value = (first / second).finite,
            // What stands for the logarithm of 0 may have drawn the end towards it.
            let times = Interval(interval.low > Times.none / 2 ? Elementary.exp(interval.low) : 0, Elementary.exp(interval.high)), interval.high < -Times.none / 2
        else { return nil }
        self.value = value
        self.interval = times
        pValue = p
    }

    /// What stands for the logarithm of 0.
    private static let none = -700.0

    private init?(logarithm: Estimate) {
        guard let p = logarithm.pValue, let log = logarithm.interval(),
            let interval = Interval(Elementary.exp(log.low), Elementary.exp(log.high)), let value = Elementary.exp(logarithm.value).finite
        else { return nil }
        self.value = value
        self.interval = interval
        pValue = p
    }
}
