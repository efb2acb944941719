/// Draws from distributions. All are the same on every machine (`Elementary`).
extension Generator {
    /// From the standard normal distribution (`Ziggurat`).
    package mutating func normal() -> Double { Ziggurat.standard.draw(&self) }

    /// From the exponential distribution with mean 1.
    package mutating func exponential() -> Double { -Elementary.log(1 - uniform()) }

    /// A factor with mean 1 and this standard deviation, always above 0: lognormal.
    package mutating func factor(deviation: Double) -> Double {
        guard deviation > 0 else { return 1 }
        let variance = Elementary.log(1 + deviation * deviation)
        return Elementary.exp(variance.squareRoot() * normal() - variance / 2)
    }

    /// From the gamma distribution with this shape above 0 and scale 1; may be 0 where the shape is far below 1.
    package mutating func gamma(shape: Double) -> Double { shape < 1 ? Elementary.exp(logGamma(shape: shape)) : GammaDraw(shape: shape).draw(&self) }

    /// From the Dirichlet distribution: shares that add up to 1, on average in the proportions of `concentration`, the
    /// nearer to them the greater it is. A concentration of 0 gives a share of 0; one must be above 0.
    package mutating func dirichlet(_ concentration: [Double]) -> [Double] {
        // By logarithms, because with small concentrations all draws may be too small for a double.
        let logs = concentration.map { $0 > 0 ? logGamma(shape: $0) : -.infinity }
        guard let greatest = logs.max(), greatest.isFinite else { return concentration.map { _ in 0 } }
        let shares = logs.map { Elementary.exp($0 - greatest) }
        let sum = shares.reduce(0, +)
        return shares.map { $0 / sum }
    }

    /// The logarithm of a gamma variable. A shape below 1 is that of shape + 1 times a uniform to the power of 1/shape.
    private mutating func logGamma(shape: Double) -> Double {
        guard shape < 1 else { return Elementary.log(GammaDraw(shape: shape).draw(&self)) }
        return Elementary.log(GammaDraw(shape: shape + 1).draw(&self)) + Elementary.log(1 - uniform()) / shape
    }
}

/// Draws from the gamma distribution with one shape of at least 1 and scale 1 (Marsaglia & Tsang 2000, *A simple method for
/// generating gamma variables*).
struct GammaDraw: Sendable {
    private let d: Double
    private let c: Double

    init(shape: Double) {
        d = shape - 1.0 / 3
        c = 1 / (9 * d).squareRoot()
    }

    @inline(__always)
    func draw(_ generator: inout Generator) -> Double {
        while true {
            let x = generator.normal()
            let v = (1 + c * x) * (1 + c * x).squared
            guard v > 0 else { continue }
            let u = 1 - generator.uniform()
            // Nearly always enough, and without a logarithm; what it accepts the exact test accepts too.
            if u < 1 - 0.0331 * x.squared.squared { return d * v }
            if Elementary.log(u) < 0.5 * x * x + d * (1 - v + Elementary.log(v)) { return d * v }
        }
    }
}

extension Double {
    var squared: Double { self * self }
}
