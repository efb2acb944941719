/// From `low` to `high`, both finite.
package struct Interval: Sendable, Equatable {
    /// The low end, which belongs to it.
    package let low: Double
    /// The high end, which belongs to it; not below `low`.
    package let high: Double

    /// Nil unless both are finite and in this order.
    package init?(_ low: Double, _ high: Double) {
        guard low.isFinite, high.isFinite, low <= high else { return nil }
        self.low = low
        self.high = high
    }

    /// From end to end; infinite where it is out of a double's range.
    package var width: Double { high - low }
    /// Both ends belong to it.
    package func contains(_ value: Double) -> Bool { low <= value && value <= high }

    /// The interval of the negated estimate.
    package var negated: Interval { Interval(unchecked: -high, -low) }

    /// An interval for a value less another that does not depend on it, from the intervals of both (Zou & Donner 2008, *Construction
    /// of confidence limits about effect measures*; for shares it is Newcombe's). Nil where it is out of a double's range.
    package static func difference(_ value: Double, _ own: Interval, less other: Double, _ others: Interval) -> Interval? {
        let down = ((value - own.low).squared + (others.high - other).squared).squareRoot()
        let up = ((own.high - value).squared + (other - others.low).squared).squareRoot()
        return Interval(value - other - down, value - other + up)
    }

    /// The probability, two-sided, with which what the intervals are of would look as far from 0 if it were 0: the greatest level whose
    /// interval leaves 0 out, less from 1. Nil where there is none of 95 %.
    /// - Parameter interval: of a level; of a greater one it is no narrower, or nil.
    package static func pValue(_ interval: (Double) -> Interval?) -> Double? {
        guard interval(0.95) != nil else { return nil }
        // With few values no interval has a level near 1: what cannot be had holds 0.
        var (excludes, holds) = (0.0, 1.0)
        for _ in 0..<40 {
            let level = (excludes + holds) / 2
            let isOut = interval(level).map { !$0.contains(0) } ?? false
            if isOut { excludes = level } else { holds = level }
        }
        return 1 - excludes
    }

    private init(unchecked low: Double, _ high: Double) {
        self.low = low
        self.high = high
    }
}

/// A number found from data with its standard error, whose error over that follows Student's t distribution.
package struct Estimate: Sendable, Equatable {
    /// Finite.
    package let value: Double
    /// Finite, from 0 on, in the value's unit.
    package let standardError: Double
    /// Of the t distribution; infinite for the normal one.
    package let degrees: Double

    /// Nil unless the value is finite, the error finite and not negative, and the degrees above 0.
    package init?(_ value: Double, standardError: Double, degrees: Double) {
        guard value.isFinite, standardError >= 0, standardError.isFinite, degrees > 0 else { return nil }
        self.value = value
        self.standardError = standardError
        self.degrees = degrees
    }

    /// How many standard errors the value is from 0; nil when the error is 0.
    package var t: Double? { standardError > 0 ? (value / standardError).finite : nil }

    /// The probability of a value at least as far from 0 when the truth is 0: two-sided. Nil when the error is 0.
    package var pValue: Double? {
        guard let t, let distribution = StudentT(degrees: degrees) else { return nil }
        return distribution.outside(t)
    }

    /// This less another, where both err by the same causes, at worst in opposite directions: their errors add up. Nil where it is out
    /// of a double's range.
    package func difference(erringTogether other: Estimate) -> Estimate? {
        Estimate(value - other.value, standardError: standardError + other.standardError, degrees: min(degrees, other.degrees))
    }

    /// Covers the truth in this share of samples. Nil unless the level is strictly between 0 and 1, or out of a double's range.
    package func interval(level: Double = 0.95) -> Interval? {
        guard level > 0, level < 1, let distribution = StudentT(degrees: degrees) else { return nil }
        guard let t = distribution.quantile(0.5 + level / 2) else { return nil }
        return Interval(value - t * standardError, value + t * standardError)
    }
}

extension Double {
    /// Nil for what is missing (NaN) or infinite.
    package var finite: Double? { isFinite ? self : nil }
}

extension [Double] {
    /// True when none is missing (NaN) or infinite. No estimator drops values: whoever calls it leaves out what is missing,
    /// and tells how many these were.
    var areFinite: Bool { allSatisfy(\.isFinite) }
}
