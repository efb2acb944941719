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

    /// How far wallets may be from the truth: each is taken for its estimate times a factor with mean 1, of which these are
    /// standard deviations (0.3: mostly within 30 %).
    package struct WalletError: Sendable {
        /// Of each account's own, not depending on the others'.
        package var own: Double
        /// Of all together, such as a wrong guess of the market.
        package var common: Double

        /// Not checked here; below 0 gives nil where it is used.
        package init(own: Double, common: Double = 0) {
            self.own = own
            self.common = common
        }

        /// Of a total of wallets, as a share of it.
        fileprivate func share(of wallets: [Double]) -> Double {
            let sum = wallets.reduce(0, +)
            let squares = wallets.reduce(0) { $0 + ($1 / sum).squared }
            return (own.squared * squares + common.squared).squareRoot()
        }
    }

    /// The variance that the wallets' error gives to the weighted penetration (to the first order, as errors of a quotient add up in
    /// squares). Nil as `weighted`, or with a wallet or an error that is negative, missing or infinite.
    package static func variance(revenue: [Double], wallet: [Double], error: WalletError) -> Double? {
        guard error.own >= 0, error.common >= 0, wallet.allSatisfy({ $0 >= 0 }), let ratio = weighted(revenue: revenue, wallet: wallet) else { return nil }
        return (ratio.value * error.share(of: wallet)).squared.finite
    }

    /// The weighted penetration with the errors of both: which accounts there happen to be (the jackknife's) and what their wallets
    /// really are. What each wallet's own error adds to the spread among accounts is in both, so that the interval is rather too
    /// wide than too narrow.
    ///
    /// Revenue that is a change of revenue gives the change of penetration, as the wallets are the same. Nil as `variance`, or with
    /// one account.
    package static func estimate(revenue: [Double], wallet: [Double], error: WalletError, clusters: [Int32]? = nil) -> Estimate? {
        guard let variance = variance(revenue: revenue, wallet: wallet, error: error) else { return nil }
        return weighted(revenue: revenue, wallet: wallet, clusters: clusters)?.estimate?.adding(variance: variance)
    }
}

extension Estimate {
    /// The same with a further error, which is given and not found: only that found has degrees. Nil unless it is finite and not
    /// negative.
    package func adding(variance: Double) -> Estimate? {
        let own = standardError.squared
        let sum = own + variance
        guard variance >= 0, sum > 0 else { return variance == 0 ? self : nil }
        let part = own / sum
        return Estimate(value, standardError: sum.squareRoot(), degrees: part > 0 ? degrees / (part * part) : .infinity)
    }
}
