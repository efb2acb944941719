import Diagnostics
import Statistics

/// Intervals and p by drawing accounts again, in place of formulas.
package struct Resampling: Sendable {
    /// How many times.
    package let draws: Int
    /// The same seed draws the same accounts on every machine.
    package let seed: UInt64

    /// `draws` is not checked against `range`.
    package init(draws: Int, seed: UInt64) {
        self.draws = draws
        self.seed = seed
    }

    /// How many draws may be asked for.
    package static let range = 1_000...1_000_000

    /// By how much one sample's statistic is above the other's: BCa, where that is defined. Nil where nothing varies.
    ///
    /// p is what the intervals say: the greatest level whose interval leaves 0 out, less from 1; never less than one draw in all of them.
    /// Errors: `cancelled`.
    func difference(_ own: any Resamplable, less other: any Resamplable, together: Bool) throws(Diagnostic) -> GrowthDifference? {
        guard let bootstrap = try Bootstrap(own, minus: other, together: together, resamples: draws, seed: seed),
            let interval = bootstrap.interval(.bca) ?? bootstrap.interval(.percentile)
        else { return nil }
        var (excludes, holds) = (0.0, 1.0)
        for _ in 0..<30 {
            let level = (excludes + holds) / 2
            let isOut = (bootstrap.interval(.bca, level: level) ?? bootstrap.interval(.percentile, level: level)).map { !$0.contains(0) } ?? false
            if isOut { excludes = level } else { holds = level }
        }
        let p = max(1 - excludes, 1 / Double(bootstrap.replicates.count))
        return GrowthDifference(value: bootstrap.value, interval: interval, pValue: p, estimate: nil)
    }
}
