#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Gamma and beta functions, to about 1e-14 of their value where arguments are below a million.
package enum Special {
    /// ln Γ(x) for x above 0: Stirling's series with six terms (DLMF 5.11.1) from 15 on, below it by Γ(x + 1) = x·Γ(x).
    package static func logGamma(_ x: Double) -> Double? {
        guard x > 0, x.isFinite else { return nil }
        var (shifted, product) = (x, 1.0)
        while shifted < 15 {
            product *= shifted
            shifted += 1
        }
        return (shifted - 0.5) * log(shifted) - shifted + halfLogTwoPi + stirling(shifted) - log(product)
    }

    /// The regularized incomplete beta function Iₓ(a, b): the distribution function of a beta variable. By its continued
    /// fraction (DLMF 8.17.22) in Lentz's way. Nil unless a and b are above 0 and x is from 0 to 1.
    package static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double? {
        guard x >= 0, x <= 1 else { return nil }
        return incompleteBeta(x, complement: 1 - x, a, b)
    }

    /// The same where 1 − x is known better than from x.
    static func incompleteBeta(_ x: Double, complement y: Double, _ a: Double, _ b: Double) -> Double? {
        guard a > 0, b > 0, a.isFinite, b.isFinite, let logBeta = logBeta(a, b) else { return nil }
        guard x > 0 else { return 0 }
        guard y > 0 else { return 1 }
        // The fraction converges fast on this side of the mean only.
        if x > (a + 1) / (a + b + 2) { return incompleteBeta(y, complement: x, b, a).map { 1 - $0 } }
        // From the smaller of the two, for its logarithm is the exact one.
        let (logX, logY) = x < y ? (log(x), log1p(-x)) : (log1p(-y), log(y))
        return continuedFraction(x, a, b).map { exp(a * logX + b * logY - logBeta) / a * $0 }
    }

    /// ln B(a, b), without the loss of digits that three large ln Γ would bring (as SLATEC's `dlbeta`).
    static func logBeta(_ a: Double, _ b: Double) -> Double? {
        let (p, q) = (min(a, b), max(a, b))
        guard q >= 15 else {
            guard let first = logGamma(p), let second = logGamma(q), let both = logGamma(p + q) else { return nil }
            return first + second - both
        }
        let correction = stirling(q) - stirling(p + q)
        if p >= 15 {
            return -0.5 * log(q) + halfLogTwoPi + stirling(p) + correction + (p - 0.5) * log(p / (p + q)) + q * log1p(-p / (p + q))
        }
        return logGamma(p).map { $0 + correction + p - p * log(p + q) + (q - 0.5) * log1p(-p / (p + q)) }
    }

    private static let halfLogTwoPi = 0.918_938_533_204_672_74

    /// What ln Γ(x) is more than (x − ½) ln x − x + ½ ln 2π, for x from 15 on.
    private static func stirling(_ x: Double) -> Double {
        let z = 1 / (x * x)
        return (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188 - z * 691.0 / 360_360))))) / x
    }

    private static func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double? {
        let least = 1e-300
        func apartFrom0(_ number: Double) -> Double { abs(number) < least ? least : number }
        var c = 1.0
        var d = 1 / apartFrom0(1 - (a + b) * x / (a + 1))
        var fraction = d
        for m in 1..<100_000 {
            let m = Double(m)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / apartFrom0(1 + even * d)
            c = apartFrom0(1 + even / c)
            fraction *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / apartFrom0(1 + odd * d)
            c = apartFrom0(1 + odd / c)
            fraction *= d * c
            if abs(d * c - 1) < 1e-16 { return fraction.isFinite ? fraction : nil }
        }
        return fraction.isFinite ? fraction : nil
    }
}
