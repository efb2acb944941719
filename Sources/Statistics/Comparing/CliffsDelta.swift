/// How much more often a value of the first group is greater than one of the second than smaller, from −1 to 1
/// (Cliff 1993, *Dominance statistics*). What is left when distances do not count.
package struct CliffsDelta: Sendable {
    /// From −1, all of the second group are greater, to 1, all of the first are.
    package let value: Double
    /// Of its unbiased estimate, not below the least there can be; nil with one value in a group.
    package let standardError: Double?

    /// Nil when a group is empty or a value missing or infinite.
    package init?(_ first: [Double], _ second: [Double]) {
        guard !first.isEmpty, !second.isEmpty, first.areFinite, second.areFinite else { return nil }
        let (m, n) = (Double(first.count), Double(second.count))
        let (first, second) = (first.sorted(), second.sorted())
        let (rows, tied) = CliffsDelta.dominance(first, second)
        let (columns, _) = CliffsDelta.dominance(second, first)
        let delta = rows.reduce(0, +) / (m * n)
        value = delta
        guard m > 1, n > 1 else {
            standardError = nil
            return
        }
        let byRow = rows.reduce(0) { $0 + ($1 / n - delta).squared }
        let byColumn = columns.reduce(0) { $0 + (-$1 / m - delta).squared }
        let all = m * n - tied - m * n * delta * delta
        let unbiased = (n * n * byRow + m * m * byColumn - all) / (m * n * (m - 1) * (n - 1))
        standardError = max(unbiased, (1 - delta * delta) / (m * n - 1), 0).squareRoot()
    }

    /// Unlike the two sides of delta, which has nowhere to go beyond 1 (Cliff 1996; Feng & Cliff 2004, eq. 8, with the normal
    /// quantile). Nil with one value in a group, or unless the level is from above 0 to below 1.
    package func interval(level: Double = 0.95) -> Interval? {
        guard level > 0, level < 1, let error = standardError, let z = Normal.quantile(0.5 + level / 2) else { return nil }
        let variance = z * z * error * error
        let (room, below) = (1 - value * value, 1 - value * value + variance)
        guard below > 0 else { return Interval(value, value) }
        let half = z * error * (room * room + variance).squareRoot()
        let centre = value - value * value * value
        return Interval(max(-1, (centre - half) / below), min(1, (centre + half) / below))
    }

    /// How many of the others each value is greater than, less how many it is smaller than; and how many pairs are equal.
    private static func dominance(_ values: [Double], _ others: [Double]) -> ([Double], tied: Double) {
        var (smaller, notGreater, tied) = (0, 0, 0.0)
        let dominance = values.map { value in
            while smaller < others.count, others[smaller] < value { smaller += 1 }
            while notGreater < others.count, others[notGreater] <= value { notGreater += 1 }
            tied += Double(notGreater - smaller)
            return Double(smaller) - Double(others.count - notGreater)
        }
        return (dominance, tied)
    }
}
