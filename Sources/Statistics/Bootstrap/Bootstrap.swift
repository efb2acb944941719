import Diagnostics
import Tables

/// What a statistic might have been, had chance drawn another sample: found by drawing from the sample itself (Efron 1979).
///
/// It is right for differences of medians (BCa) and for trimmed means (studentized). Of means and of ratios of totals that are
/// lognormal it covers too seldom when units are few; `ResampledRatio.estimate` and `Welch` do better there, and medians have
/// intervals without chance too (`MedianSample`). `scripts/calibrate-statistics` measures all of them.
///
/// The same seed gives the same replicates whatever the number of threads: every block of them has a generator of its own.
package struct Bootstrap: Sendable {
    /// How an interval is made of the replicates.
    package enum Method: Sendable, CaseIterable {
        /// Quantiles of the replicates (Efron & Tibshirani 1993, ch. 13).
        case percentile
        /// Corrected for bias, and for a standard error that changes with what is estimated (ch. 14), the acceleration by the
        /// jackknife.
        case bca
        /// Quantiles of Student's t of the replicates (ch. 12), for what has a formula for its standard error.
        case studentized
    }

    /// The statistic of the first sample, less that of the second where there are two.
    package let value: Double
    /// Ascending, those left out in which the statistic is not defined.
    package let replicates: [Double]

    private let samples: [any Resamplable]
    private let isTogether: Bool
    /// Student's t of each replicate, ascending; empty unless all have one.
    private let ts: [Double]
    /// The statistic's own standard error, where there is a formula for it.
    private let formulaError: Double?

    /// Draws `resamples` times from one sample, or from two for the difference of their statistics: from each by itself, or
    /// `together` when both have the same units, such as parents with accounts in both groups, which are drawn for both at once.
    ///
    /// Nil with fewer than two units in a sample, or when the statistic is not defined in more than a hundredth of the draws.
    /// Nil too when samples to be drawn together have not as many units. Advances `Progress`. Errors: `cancelled`.
    package init?(
        _ sample: any Resamplable, minus other: (any Resamplable)? = nil, together: Bool = false, resamples: Int = 10_000, seed: UInt64
    ) throws(Diagnostic) {
        let samples = [sample] + (other.map { [$0] } ?? [])
        guard resamples > 0, samples.allSatisfy({ $0.unitCount > 1 && (!together || $0.unitCount == sample.unitCount) })
        else { return nil }
        let signs = [1.0, -1]
        value = zip(samples, signs).reduce(0) { $0 + $1.0.value * $1.1 }
        formulaError = together ? nil : Bootstrap.error(samples.map { $0.standardError ?? .nan }).finite
        self.samples = samples
        isTogether = together

        let blocks = (resamples + Bootstrap.block - 1) / Bootstrap.block
        let units = samples.reduce(0) { $0 + $1.unitCount }
        let drawn = try Parallel.results(of: blocks, parallel: resamples * units >= 200_000) { (block) throws(Diagnostic) in
            try Cancellation.check()
            let count = min(Bootstrap.block, resamples - block * Bootstrap.block)
            let all = samples.enumerated().map { at, sample in
                // From the same state, samples of as many units draw the same ones.
                var generator = Generator(seed: seed, stream: UInt64(2 * block + (together ? 0 : at)))
                return sample.replicates(count, unitByUnit: together, &generator)
            }
            return (0..<count).map { replicate in
                Replicate(
                    value: zip(all, signs).reduce(0) { $0 + $1.0[replicate].value * $1.1 },
                    standardError: Bootstrap.error(all.map { $0[replicate].standardError }))
            }
        }.joined()

        let defined = drawn.filter { $0.value.isFinite }
        guard Double(resamples - defined.count) <= 0.01 * Double(resamples) else { return nil }
        replicates = try Ordering.ascending(defined.map(\.value))
        let centre = value
        let ts = defined.compactMap { replicate -> Double? in
            let t = (replicate.value - centre) / replicate.standardError
            return t.isNaN ? nil : t
        }
        self.ts = ts.count == defined.count ? try Ordering.ascending(ts) : []
    }

    /// Replicates in a block.
    private static let block = 50

    private static func error(_ errors: [Double]) -> Double { errors.reduce(0) { $0 + $1 * $1 }.squareRoot() }

    /// The standard deviation of the replicates; nil with one alone.
    package var standardError: Double? { Moments(replicates)?.deviation }

    /// An interval that is to cover the truth in this share of samples, from above 0 to below 1.
    ///
    /// Nil when all replicates are the same, for then the sample says nothing about chance; when the statistic has no formula
    /// for its standard error (`studentized`); when it lies outside all replicates (`bca`).
    package func interval(_ method: Method, level: Double = 0.95) -> Interval? {
        guard level > 0, level < 1, let first = replicates.first, let last = replicates.last, first < last else { return nil }
        let tail = (1 - level) / 2
        switch method {
        case .percentile: return between(tail, 1 - tail)
        case .bca: return bcaTails(tail).flatMap { between($0.low, $0.high) }
        case .studentized:
            guard let formulaError, formulaError > 0, !ts.isEmpty else { return nil }
            let (low, high) = (Bootstrap.quantile(tail, ts), Bootstrap.quantile(1 - tail, ts))
            return Interval(value - high * formulaError, value - low * formulaError)
        }
    }

    private func between(_ low: Double, _ high: Double) -> Interval? {
        Interval(Bootstrap.quantile(low, replicates), Bootstrap.quantile(high, replicates))
    }

    private static func quantile(_ p: Double, _ sorted: [Double]) -> Double {
        let position = OrderPosition(p, of: sorted.count)
        let low = sorted[position.below]
        return position.share > 0 ? position.between(low, sorted[position.below + 1]) : low
    }

    /// z₀ of BCa: how far, in standard deviations, the replicates' median lies below the statistic; ties count half. Nil when all
    /// replicates are on one side of it.
    package var bias: Double? {
        let below = replicates.reduce(0) { $0 + ($1 < value ? 1 : $1 == value ? 0.5 : 0) }
        return Normal.quantile(below / Double(replicates.count))
    }

    /// a of BCa: how fast the standard error grows with what is estimated, by the jackknife; of two samples by the influence that
    /// each unit has on the whole (Davison & Hinkley 1997, 5.3.2).
    package var acceleration: Double {
        let influences = influences
        let squares = influences.reduce(0) { $0 + $1 * $1 }
        let cubes = influences.reduce(0) { $0 + $1 * $1 * $1 }
        return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    }

    private func bcaTails(_ tail: Double) -> (low: Double, high: Double)? {
        guard let bias, let z = Normal.quantile(tail) else { return nil }
        let acceleration = acceleration
        func corrected(_ z: Double) -> Double? {
            let shifted = bias + z
            let room = 1 - acceleration * shifted
            return room > 0 ? Normal.below(bias + shifted / room) : nil
        }
        guard let low = corrected(z), let high = corrected(-z) else { return nil }
        return (low, high)
    }

    /// How much each unit moves the whole, by the jackknife, over the number of units; 0 where the statistic is not defined without
    /// it.
    private var influences: [Double] {
        let all = samples.enumerated().map { at, sample in
            let left = sample.withoutEach().map { $0.isFinite ? $0 : sample.value }
            let n = Double(left.count)
            let mean = left.reduce(0, +) / n
            return left.map { (at == 0 ? 1 : -1) * (n - 1) * (mean - $0) / n }
        }
        return isTogether && all.count == 2 ? zip(all[0], all[1]).map { $0 + $1 } : Array(all.joined())
    }
}
