/// How far a group picked by a measure falls back when it is measured again and nothing was done (Galton 1886): what is left of
/// its distance from the mean is the correlation of the two measurements.
///
/// For measures that are normal together, as the logarithm of revenue nearly is; in that measure's unit.
package struct RegressionToTheMean: Sendable, Equatable {
    /// Of all accounts, at the time of selection and afterwards.
    package let mean: Double
    /// Of all accounts, afterwards.
    package let laterMean: Double
    /// The standard deviation at the time of selection, above 0.
    package let deviation: Double
    /// The standard deviation afterwards, above 0.
    package let laterDeviation: Double
    /// Pearson's, of both measurements, from −1 to 1.
    package let correlation: Double

    /// From all accounts that could have been picked, at two times between which nothing was done. Nil with fewer than three of
    /// them, with missing or infinite values, or when a measurement does not vary.
    package init?(before: [Double], after: [Double]) {
        guard before.count == after.count, before.count > 2, let first = Moments(before), let second = Moments(after),
            let deviation = first.deviation, let laterDeviation = second.deviation, deviation > 0, laterDeviation > 0
        else { return nil }
        let products = zip(before, after).reduce(0) { $0 + ($1.0 - first.mean) / deviation * (($1.1 - second.mean) / laterDeviation) }
        self.init(
            mean: first.mean, laterMean: second.mean, deviation: deviation, laterDeviation: laterDeviation,
            correlation: min(1, max(-1, products / Double(before.count - 1))))
    }

    /// Nil unless all are finite, the deviations above 0, and the correlation from −1 to 1.
    package init?(mean: Double, laterMean: Double, deviation: Double, laterDeviation: Double, correlation: Double) {
        guard [mean, laterMean, deviation, laterDeviation].areFinite, deviation > 0, laterDeviation > 0, abs(correlation) <= 1
        else { return nil }
        self.mean = mean
        self.laterMean = laterMean
        self.deviation = deviation
        self.laterDeviation = laterDeviation
        self.correlation = correlation
    }

    /// What accounts with this value, or with this mean of values, are to be expected to have afterwards.
    package func expected(after value: Double) -> Double {
        laterMean + correlation * laterDeviation / deviation * (value - mean)
    }

    /// The change of a group with this mean that selection alone brings about, beyond the change of all accounts: below 0 for one
    /// above the mean, and the contrary.
    package func expectedChange(ofGroupAt value: Double) -> Double {
        (expected(after: value) - value) - (laterMean - mean)
    }

    /// The same for all accounts above a cut-off, from the distribution alone: −σ(1 − ρσ′/σ)·φ(z)/(1 − Φ(z)) with z the
    /// cut-off's distance from the mean in standard deviations (Davis 1976, *The effect of regression to the mean in
    /// epidemiologic and clinical studies*). Nil where hardly any are above it.
    package func expectedChange(above cutOff: Double) -> Double? {
        let z = (cutOff - mean) / deviation
        guard z.isFinite, Normal.above(z) > 1e-300 else { return nil }
        return expectedChange(ofGroupAt: mean + deviation * Normal.density(z) / Normal.above(z))
    }
}
