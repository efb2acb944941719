/// How nearly two measures lie on a straight line, from −1 (a falling one) to 1 (Pearson 1896).
package enum LinearCorrelation {
    /// Nil with fewer than two pairs, with a value that is missing or infinite, or when all are equal in one measure.
    package static func pearson(_ x: [Double], _ y: [Double]) -> Double? {
        guard x.count == y.count, x.count > 1, let a = Moments(x), let b = Moments(y), isVaried(x), isVaried(y) else { return nil }
        // Brought near 1 by powers of two, which change no digit, so that no product leaves a double's range.
        let (p, q) = (scale(a.squares), scale(b.squares))
        let (xx, yy) = (a.squares * p * p, b.squares * q * q)
        guard xx > 0, yy > 0 else { return nil }
        let xy = zip(x, y).reduce(0) { $0 + ($1.0 - a.mean) * p * (($1.1 - b.mean) * q) }
        return (xy / (xx * yy).squareRoot()).finite.map { min(1, max(-1, $0)) }
    }

    private static func scale(_ squares: Double) -> Double {
        squares > 0 ? Double(sign: .plus, exponent: -squares.exponent / 2, significand: 1) : 0
    }

    /// The rounding of a mean is no variation.
    private static func isVaried(_ values: [Double]) -> Bool { values.contains { $0 != values[0] } }
}
