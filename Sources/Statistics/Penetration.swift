import Diagnostics

/// How much of what clients spend is spent here: revenue over wallet. 0.25 is a quarter.
package enum Penetration {
    /// All revenue over all wallets: the share of the money, in which the great accounts decide. Its error is the jackknife's
    /// (`ResampledRatio.estimate`). Nil without accounts, with missing or infinite numbers, or unless the wallets' total is above 0.
    package static func weighted(revenue: [Double], wallet: [Double], clusters: [Int32]? = nil) -> ResampledRatio? {
        ResampledRatio(revenue, over: wallet, clusters: clusters)
    }

    /// The mean of the accounts' own shares, in which all count alike. Nil as above, or with a wallet that is not above 0.
    package static func unweighted(revenue: [Double], wallet: [Double], clusters: [Int32]? = nil) -> ResampledRatio? {
        guard revenue.count == wallet.count, wallet.allSatisfy({ $0 > 0 }) else { return nil }
        return ResampledRatio(meanOf: zip(revenue, wallet).map { $0 / $1 }, clusters: clusters)
    }

    /// How far wallets may be from the truth, as standard deviations of a factor with mean 1 (0.3: mostly within 30 %).
    package struct WalletError: Sendable {
        /// Of each account's own, not depending on the others'.
        package var own: Double
        /// Of all together, such as a wrong guess of the market.
        package var common: Double

        package init(own: Double, common: Double = 0) {
            self.own = own
            self.common = common
        }
    }

    /// What the weighted penetration may be when wallets are estimates: the middle part, of this level, of `draws` in each of
    /// which every wallet is divided by a lognormal factor, and all by one more. Dividing keeps the mean of what the estimate is
    /// over the truth at 1.
    ///
    /// Nil as `weighted`, with an error that is negative, missing or infinite, or unless the level is from above 0 to below 1.
    /// Errors: `cancelled`.
    package static func interval(
        revenue: [Double], wallet: [Double], error: WalletError, level: Double = 0.95, draws: Int = 2_000, seed: UInt64
    ) throws(Diagnostic) -> Interval? {
        guard let ratio = weighted(revenue: revenue, wallet: wallet), level > 0, level < 1, draws > 0, error.own >= 0, error.own.isFinite,
            error.common >= 0, error.common.isFinite, wallet.allSatisfy({ $0 >= 0 })
        else { return nil }
        guard error.own > 0 || error.common > 0 else { return Interval(ratio.value, ratio.value) }
        let total = revenue.reduce(0, +)
        let wallets = Wallets(wallet, deviation: error.own)
        var generator = Generator(seed: seed)
        var drawn: [Double] = []
        for _ in 0..<draws {
            try Cancellation.check()
            drawn.append(total / wallets.drawn(&generator) * generator.factor(deviation: error.common))
        }
        let tail = (1 - level) / 2
        guard let low = Location.quantile(tail, of: drawn), let high = Location.quantile(1 - tail, of: drawn) else { return nil }
        return Interval(low, high)
    }
}

/// All wallets together, when each is divided by a lognormal factor with mean 1.
private struct Wallets {
    private let greatest: ArraySlice<Double>
    private let rest: Double
    private let restDeviation: Double
    private let deviation: Double

    /// So many are drawn one by one.
    private static let few = 256

    init(_ wallets: [Double], deviation: Double) {
        let sorted = wallets.sorted(by: >)
        self.deviation = deviation
        greatest = sorted.prefix(Wallets.few)
        // One over the factor has the mean 1 + d² and the standard deviation (1 + d²)·d.
        let others = sorted.dropFirst(Wallets.few)
        let sum = others.reduce(0, +)
        rest = (1 + deviation * deviation) * sum
        restDeviation = sum > 0 ? deviation * others.reduce(0) { $0 + $1 * $1 }.squareRoot() / sum : 0
    }

    /// All but the greatest as one lognormal number with their sum's mean and variance (Fenton 1960), to which none of them
    /// contributes much.
    func drawn(_ generator: inout Generator) -> Double {
        greatest.reduce(rest * generator.factor(deviation: restDeviation)) { $0 + $1 / generator.factor(deviation: deviation) }
    }
}
