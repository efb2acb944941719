/// A share of yes and no answers: so many of so many.
package struct Proportion: Sendable, Equatable {
    /// How many yes there are.
    package let count: Int
    /// How many answers there are, at least one.
    package let of: Int

    /// Nil unless there is at least one, and `count` is from 0 to as many as there are.
    package init?(_ count: Int, of all: Int) {
        guard all > 0, (0...all).contains(count) else { return nil }
        self.count = count
        of = all
    }

    /// From 0 to 1.
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

    /// An interval for this share over another (Newcombe 2016, *MOVER-R confidence intervals for ratios and products of two
    /// independently estimated quantities*), from the two Wilson intervals. The high end is nil where it has no end, as when the
    /// other share may be 0.
    package func ratio(to other: Proportion, level: Double = 0.95) -> (low: Double, high: Double?)? {
        guard let a = interval(level: level), let b = other.interval(level: level) else { return nil }
        let product = value * other.value
        func root(_ over: Double, _ under: Double) -> Double { max(0, product * product - over * under).squareRoot() }
        // The lower bound is written so that it holds where none of the other's was.
        let (over, under) = (a.low * (2 * value - a.low), b.high * (2 * other.value - b.high))
        let below = product + root(over, under)
        let (greaterOver, greaterUnder) = (a.high * (2 * value - a.high), b.low * (2 * other.value - b.low))
        return (below > 0 ? over / below : 0, greaterUnder > 0 ? (product + root(greaterOver, greaterUnder)) / greaterUnder : nil)
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
