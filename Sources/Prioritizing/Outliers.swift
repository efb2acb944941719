import Tables

/// Values of a measure that lie far from the others, and how many are missing.
package struct Outliers: Sendable, Equatable {
    /// What counts as far.
    package enum Rule: Sendable, Equatable {
        /// More than `factor` quartile distances outside the quartiles (type 7); 1.5 is far, 3 far out (Tukey 1977).
        case fences(factor: Double)
        /// A modified z-score 0.6745·|x − median| / MAD above `limit`, usually 3.5 (Iglewicz & Hoaglin 1993); MAD is the
        /// median of the distances from the median.
        case deviations(limit: Double)
    }

    /// Values from here to there are none; equal when the rule finds no spread, and then nothing is an outlier.
    package let low: Double
    /// The upper end, which is no outlier itself.
    package let high: Double
    /// Rows, ascending.
    package let rows: [Int]
    /// All rows, missing ones included.
    package let count: Int
    /// Rows without a finite value.
    package let missing: Int

    /// The share of rows without a value, 0 to 1; 0 of no rows.
    package var missingShare: Double { count > 0 ? Double(missing) / Double(count) : 0 }

    /// - Parameter values: one a row; NaN and infinity are missing.
    package init(_ values: UnsafeBufferPointer<Double>, _ rule: Rule = .fences(factor: 3)) {
        let present = values.filter(\.isFinite)
        count = values.count
        missing = values.count - present.count
        let (low, high) = Outliers.limits(present, rule)
        (self.low, self.high) = (low, high)
        rows = low < high ? values.indices.filter { values[$0].isFinite && (values[$0] < low || values[$0] > high) } : []
    }

    private static func limits(_ present: [Double], _ rule: Rule) -> (Double, Double) {
        guard !present.isEmpty else { return (0, 0) }
        var values = present
        switch rule {
        case .fences(let factor):
            let first = Quantiles.quantile(0.25, of: &values)
            let third = Quantiles.quantile(0.75, of: &values)
            // Halves, because the difference of two doubles may be too large for one.
            let reach = (third / 2 - first / 2) * 2 * factor
            return bounded(first, third, reach)
        case .deviations(let limit):
            let middle = Quantiles.median(of: &values)
            for at in values.indices { values[at] = abs(values[at] / 2 - middle / 2) }
            return bounded(middle, middle, Quantiles.median(of: &values) * 2 * limit / 0.6745)
        }
    }

    private static func bounded(_ low: Double, _ high: Double, _ reach: Double) -> (Double, Double) {
        guard reach > 0 else { return (low, low) }
        let greatest = Double.greatestFiniteMagnitude
        return (max(low - reach, -greatest), min(high + reach, greatest))
    }
}
