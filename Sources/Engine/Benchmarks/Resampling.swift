import Diagnostics
import Statistics

/// Intervals and p by drawing accounts again, in place of formulas.
package struct Resampling: Sendable {
    /// How many times.
    package let draws: Int
    package let seed: UInt64

    package init(draws: Int, seed: UInt64) {
        self.draws = draws
        self.seed = seed
    }

    package static let range = 100...1_000_000

    /// By how much one sample's statistic is above the other's: BCa, where that is defined. Nil where nothing varies.
    ///
    /// p is the achieved significance level (Efron & Tibshirani 1993, ch. 15): twice the share of draws on the other side of 0, of one
    /// more draw than were made, so that it is never 0. Errors: `cancelled`.
    func difference(_ own: any Resamplable, less other: any Resamplable, together: Bool) throws(Diagnostic) -> GrowthDifference? {
        guard let bootstrap = try Bootstrap(own, minus: other, together: together, resamples: draws, seed: seed),
            let interval = bootstrap.interval(.bca) ?? bootstrap.interval(.percentile)
        else { return nil }
        let below = bootstrap.replicates.count { $0 <= 0 }
        let above = bootstrap.replicates.count { $0 >= 0 }
        let p = min(1, 2 * Double(min(below, above) + 1) / Double(bootstrap.replicates.count + 1))
        return GrowthDifference(value: bootstrap.value, interval: interval, pValue: p, estimate: nil)
    }
}
