import Tables

/// Where values lie: quantiles and means that a few great values do not move much. All are in the values' unit, and nil when
/// there is no value, or one that is missing or infinite.
package enum Location {
    /// Type 7 of Hyndman & Fan (1996); p from 0 to 1, nil otherwise.
    package static func quantile(_ p: Double, of values: [Double]) -> Double? {
        guard values.areFinite else { return nil }
        var values = values
        return Quantiles.quantile(p, of: &values).finite
    }

    /// The ½-quantile of type 7: of an even number the mean of the middle two.
    package static func median(of values: [Double]) -> Double? { quantile(0.5, of: values) }

    /// The mean without the ⌊part · n⌋ smallest and as many greatest values (Tukey 1962; SciPy's `trim_mean`). The part is
    /// from 0 below ½, nil otherwise.
    package static func trimmedMean(_ part: Double, of values: [Double]) -> Double? {
        guard let (sorted, cut) = sorted(values, cutting: part) else { return nil }
        return Moments(Array(sorted[cut..<sorted.count - cut]))?.mean
    }

    /// The mean with the ⌊part · n⌋ smallest and as many greatest values replaced by the nearest that is left (Dixon 1960;
    /// SciPy's `mstats.winsorize`). The part is from 0 below ½, nil otherwise.
    package static func winsorizedMean(_ part: Double, of values: [Double]) -> Double? {
        guard let (sorted, cut) = sorted(values, cutting: part), let least = sorted.dropFirst(cut).first else { return nil }
        let greatest = sorted[sorted.count - 1 - cut]
        return Moments(sorted.map { min(greatest, max(least, $0)) })?.mean
    }

    /// How many of `count` values a part is, rounded down: 0.29 of 100 are 29, though their product is a hair less.
    static func cut(_ part: Double, of count: Int) -> Int? {
        guard part >= 0, part < 0.5 else { return nil }
        let exact = part * Double(count)
        return Int(exact + exact * 1e-12)
    }

    private static func sorted(_ values: [Double], cutting part: Double) -> ([Double], Int)? {
        guard !values.isEmpty, values.areFinite, let cut = cut(part, of: values.count) else { return nil }
        return (values.sorted(), cut)
    }
}
