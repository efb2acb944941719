#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Student's t distribution with so many degrees of freedom, which need not be whole.
package struct StudentT: Sendable {
    /// Above 0, may be infinite.
    package let degrees: Double

    /// Nil unless the degrees are above 0; infinitely many give the normal distribution.
    package init?(degrees: Double) {
        guard degrees > 0 else { return nil }
        self.degrees = degrees
    }

    /// The probability of more than t (DLMF 8.17: half of the incomplete beta function). NaN gives NaN.
    package func above(_ t: Double) -> Double {
        guard !t.isNaN else { return t }
        guard t >= 0 else { return 1 - above(-t) }
        guard t < .infinity else { return 0 }
        guard degrees < 10_000 else { return Normal.above(asNormal(t)) }
        let square = t * t
        guard square < .infinity else { return farAbove(t) }
        let whole = degrees + square
        let share = Special.incompleteBeta(degrees / whole, complement: square / whole, degrees / 2, 0.5)
        return share.map { $0 / 2 } ?? Normal.above(t)
    }

    /// The probability of at most t. NaN gives NaN.
    package func below(_ t: Double) -> Double { above(-t) }

    /// The probability of being at least as far from 0 as t.
    package func outside(_ t: Double) -> Double { min(1, 2 * above(abs(t))) }

    /// The t that is exceeded with probability 1 − p, p strictly between 0 and 1; nil otherwise.
    package func quantile(_ p: Double) -> Double? {
        guard p > 0, p < 1 else { return nil }
        if p == 0.5 { return 0 }
        return p < 0.5 ? -exceeded(with: p) : exceeded(with: 1 - p)
    }

    /// Halving the space between a value below and one above, with Newton's steps where they stay between.
    private func exceeded(with probability: Double) -> Double {
        var (low, high) = (0.0, 1.0)
        while above(high) > probability, high < 1e300 { (low, high) = (high, high * 2) }
        var t = (low + high) / 2
        for _ in 0..<2000 {
            let excess = above(t) - probability
            if excess > 0 { low = t } else { high = t }
            let newton = t + excess / density(t)
            let next = newton > low && newton < high ? newton : (low + high) / 2
            if abs(next - t) <= 1e-15 * abs(t) { return next }
            t = next
        }
        return t
    }

    /// The normal z exceeded as often as this t, t from 0 on: Hill 1970, algorithm 395, right to a double's digits from some
    /// thousand degrees on.
    private func asNormal(_ t: Double) -> Double {
        guard degrees < 1e30 else { return t }
        let a = degrees - 0.5
        let b = 48 * a * a
        let square = a * log1p(t / degrees * t)
        let late = (((-0.4 * square - 3.3) * square - 24) * square - 85.5) / (0.8 * square * square + 100 + b)
        return ((late + square + 3) / b + 1) * square.squareRoot()
    }

    private func density(_ t: Double) -> Double {
        guard degrees < 1e16, let beta = Special.logBeta(degrees / 2, 0.5) else { return Normal.density(t) }
        return exp(-(degrees + 1) / 2 * log1p(t * t / degrees) - beta) / degrees.squareRoot()
    }

    /// Where t² is too great for a double: the tail is a power of t.
    private func farAbove(_ t: Double) -> Double {
        guard let beta = Special.logBeta(degrees / 2, 0.5) else { return 0 }
        return exp(degrees / 2 * (log(degrees) - 2 * log(t)) - beta) / degrees
    }
}
