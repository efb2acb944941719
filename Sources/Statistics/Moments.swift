/// Mean and variance. Nil where any value is missing or infinite, for no estimator drops values.
package struct Moments: Sendable, Equatable {
    /// How many values there are, at least one.
    package let count: Int
    /// In the values' unit.
    package let mean: Double
    /// The sum of squared differences from the mean.
    package let squares: Double

    /// In two passes, the second corrected for the rounding of the mean (Chan, Golub & LeVeque 1983). Nil without a value, or
    /// when the result is out of a double's range.
    package init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        let count = Double(values.count)
        let rough = values.reduce(0, +) / count
        var (differences, squares) = (0.0, 0.0)
        for value in values {
            differences += value - rough
            squares += (value - rough) * (value - rough)
        }
        self.count = values.count
        mean = rough + differences / count
        self.squares = max(0, squares - differences * differences / count)
        guard mean.isFinite, self.squares.isFinite else { return nil }
    }

    /// Of the population that the values are a sample of: divided by n − 1; nil for one value.
    package var variance: Double? { count > 1 ? squares / Double(count - 1) : nil }
    /// The standard deviation, on n − 1; nil for one value.
    package var deviation: Double? { variance?.squareRoot() }
    /// Of the mean, s/√n; nil for one value.
    package var standardError: Double? { variance.map { ($0 / Double(count)).squareRoot() } }

    /// The mean with Student's t on n − 1 degrees (Student 1908); nil for one value.
    package var estimate: Estimate? {
        standardError.flatMap { Estimate(mean, standardError: $0, degrees: Double(count - 1)) }
    }
}
