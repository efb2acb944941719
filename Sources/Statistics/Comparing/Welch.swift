/// The difference of two means when the groups vary unlike each other (Welch 1947), with degrees after Satterthwaite (1946).
package enum Welch {
    /// The first mean less the second. Nil with fewer than two values in a group, with one that is missing or infinite, or
    /// when neither group varies.
    package static func difference(_ first: [Double], _ second: [Double]) -> Estimate? {
        guard let a = Moments(first), let b = Moments(second) else { return nil }
        guard let estimate = a.estimate, let other = b.estimate else { return nil }
        return difference(estimate, other)
    }

    /// The difference of any two estimates that do not depend on each other.
    package static func difference(_ first: Estimate, _ second: Estimate) -> Estimate? {
        let (a, b) = (first.standardError.squared, second.standardError.squared)
        let sum = a + b
        guard sum > 0 else { return nil }
        // By shares, so that tiny variances do not vanish when squared.
        let (p, q) = (a / sum, b / sum)
        let degrees = 1 / (p * p / first.degrees + q * q / second.degrees)
        return Estimate(first.value - second.value, standardError: sum.squareRoot(), degrees: degrees)
    }
}
