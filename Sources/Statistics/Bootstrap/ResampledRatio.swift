/// A total over another total, such as growth of totals (now over before) or penetration (revenue over wallet); with a total of
/// ones below it, a mean. Clusters enter with their totals.
package struct ResampledRatio: Resamplable {
    /// Numerators' total over denominators' total: 0.2 is a fifth.
    package let value: Double
    /// Linearised, between units (Cochran 1977, ch. 6); nil with one unit.
    package let standardError: Double?

    /// Of each unit: what its numerator is more than the ratio would have it be, and its denominator.
    private let units: [(residual: Double, weight: Double)]

    /// How many rows there are, or clusters.
    package var unitCount: Int { units.count }

    /// The mean. Nil without a value, with one that is missing or infinite, or unless there is one cluster code a value.
    package init?(meanOf values: [Double], clusters: [Int32]? = nil) {
        self.init(values, over: [Double](repeating: 1, count: values.count), clusters: clusters)
    }

    /// Nil without rows, with a missing or infinite value, with counts that differ, or unless the denominators' total is above 0.
    package init?(_ numerators: [Double], over denominators: [Double], clusters codes: [Int32]? = nil) {
        guard !numerators.isEmpty, numerators.count == denominators.count, codes.map({ $0.count == numerators.count }) ?? true,
            numerators.areFinite, denominators.areFinite
        else { return nil }
        var totals = Array(zip(numerators, denominators))
        if let codes {
            let clusters = Clusters(codes)
            totals = (0..<clusters.count).map { unit in
                clusters[unit].reduce((0, 0)) { ($0.0 + numerators[Int($1)], $0.1 + denominators[Int($1)]) }
            }
        }
        let whole = totals.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
        guard whole.1 > 0, let rough = (whole.0 / whole.1).finite else { return nil }
        // Once more from the residuals, whose sum says what was rounded.
        let left = totals.reduce(0) { $0 + ($1.0 - rough * $1.1) }
        guard let value = (rough + left / whole.1).finite else { return nil }
        self.value = value
        units = totals.map { ($0.0 - value * $0.1, $0.1) }
        var sums = Sums()
        for unit in units { sums.add(unit) }
        standardError = units.count > 1 ? sums.standardError(units.count).finite : nil
    }

    /// Sums over drawn units, of which the ratio's change and its linearised standard error follow (Cochran 1977, ch. 6).
    private struct Sums {
        private var residual = 0.0
        private var weight = 0.0
        private var squares = 0.0
        private var products = 0.0
        private var weights = 0.0

        @inline(__always)
        mutating func add(_ unit: (residual: Double, weight: Double)) {
            residual += unit.residual
            weight += unit.weight
            squares += unit.residual * unit.residual
            products += unit.residual * unit.weight
            weights += unit.weight * unit.weight
        }

        static func + (a: Sums, b: Sums) -> Sums {
            var sums = a
            sums.residual += b.residual
            sums.weight += b.weight
            sums.squares += b.squares
            sums.products += b.products
            sums.weights += b.weights
            return sums
        }

        var change: Double { weight > 0 ? residual / weight : .nan }

        func standardError(_ count: Int) -> Double {
            let change = change
            let left = squares - 2 * change * products + change * change * weights
            let n = Double(count)
            return (max(0, left) * n / (n - 1)).squareRoot() / weight
        }
    }

    /// Unit by unit in any case. NaN where the denominators drawn do not add up to more than 0. Linear in the units for
    /// each.
    package func replicates(_ count: Int, unitByUnit: Bool, _ generator: inout Generator) -> [Replicate] {
        let places = PlaceDrawer(below: units.count)
        return units.withUnsafeBufferPointer { units in
            (0..<count).map { _ in
                // Two sums at a time, so that one addition need not wait for the other.
                var (even, odd) = (Sums(), Sums())
                for _ in 0..<units.count / 2 {
                    let (first, second) = places.two(&generator)
                    even.add(units[first])
                    odd.add(units[second])
                }
                if units.count % 2 == 1 { even.add(units[places.two(&generator).0]) }
                let sums = even + odd
                return Replicate(value: value + sums.change, standardError: sums.standardError(units.count))
            }
        }
    }

    /// With the jackknife's standard error (Tukey 1958; of a mean it is s/√n) and as many degrees as units count, less one:
    /// (Σw)²/Σw² by their denominators (Kish 1965). Where a few great units hold most of the denominator the formula's error is
    /// too small and its degrees too many; this one's intervals still cover as often as they say, from eight lognormal accounts on
    /// (`scripts/calibrate-statistics`). Nil with one unit, or when the ratio is not defined without some unit.
    package var estimate: Estimate? {
        guard let left = Moments(withoutEach()), left.count > 1 else { return nil }
        let (sum, squares) = units.reduce((0, 0)) { ($0.0 + $1.weight, $0.1 + $1.weight * $1.weight) }
        let n = Double(left.count)
        return Estimate(value, standardError: (left.squares * (n - 1) / n).squareRoot(), degrees: max(1, sum * sum / squares - 1))
    }

    /// The natural logarithm of the ratio with its jackknife error and the degrees of `estimate`. Nil as that, or when the ratio is 0
    /// or negative, also without some unit.
    package var logarithm: Estimate? {
        guard let estimate, estimate.value > 0 else { return nil }
        let without = withoutEach()
        guard without.allSatisfy({ $0 > 0 }), let left = Moments(without.map { Elementary.log($0) }) else { return nil }
        let n = Double(left.count)
        return Estimate(Elementary.log(value), standardError: (left.squares * (n - 1) / n).squareRoot(), degrees: estimate.degrees)
    }

    /// This ratio less another over the same units, such as parents with accounts in both groups; rows of the other group count
    /// here with a numerator and a denominator of 0. The jackknife leaves out each unit from both. Nil as `estimate`, or unless
    /// there are as many units.
    package func difference(together other: ResampledRatio) -> Estimate? {
        guard unitCount == other.unitCount, let own = estimate, let others = other.estimate,
            let left = Moments(zip(withoutEach(), other.withoutEach()).map { $0 - $1 }), let apart = Welch.difference(own, others)
        else { return nil }
        let n = Double(left.count)
        return Estimate(
            value - other.value, standardError: (left.squares * (n - 1) / n).squareRoot(), degrees: min(n - 1, apart.degrees))
    }

    /// By row, or by cluster as they first appear; NaN where the other denominators do not add up to more than 0.
    /// Linear.
    package func withoutEach() -> [Double] {
        let weight = units.reduce(0) { $0 + $1.weight }
        return units.map { unit in weight - unit.weight > 0 ? value - unit.residual / (weight - unit.weight) : .nan }
    }
}
