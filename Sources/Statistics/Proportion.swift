/// A share of yes and no answers: so many of so many.
package struct Proportion: Sendable, Equatable {
    package let count: Int
    package let of: Int

    /// Nil unless there is at least one, and `count` is from 0 to as many as there are.
    package init?(_ count: Int, of all: Int) {
        guard all > 0, (0...all).contains(count) else { return nil }
        self.count = count
        of = all
    }

    package var value: Double { Double(count) / Double(of) }

    /// Wilson's interval (1927), by the score test: never beyond 0 and 1, and right for few and rare ones too.
    package func interval(level: Double = 0.95) -> Interval? {
        guard level > 0, level < 1, let z = Normal.quantile(0.5 + level / 2) else { return nil }
        let n = Double(of)
        let below = 1 + z * z / n
        let centre = (value + z * z / (2 * n)) / below
        let half = z / below * (value * (1 - value) / n + z * z / (4 * n * n)).squareRoot()
        return Interval(count == 0 ? 0 : max(0, centre - half), count == of ? 1 : min(1, centre + half))
    }

    /// An interval for this share less another, from the two Wilson intervals (Newcombe 1998, method 10).
    package func difference(from other: Proportion, level: Double = 0.95) -> Interval? {
        guard let own = interval(level: level), let others = other.interval(level: level) else { return nil }
        let difference = value - other.value
        let down = ((value - own.low).squared + (others.high - other.value).squared).squareRoot()
        let up = ((own.high - value).squared + (other.value - others.low).squared).squareRoot()
        return Interval(max(-1, difference - down), min(1, difference + up))
    }
}
