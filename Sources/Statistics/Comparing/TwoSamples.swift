import Diagnostics
import Tables

/// The values of two groups of rows held against each other in every way that the statistics layer has.
package struct TwoSamples: Sendable {
    /// One way.
    package struct Answer: Sendable {
        /// What is estimated: `difference of means`.
        package let figure: String
        /// How its chance is found: `Welch`.
        package let method: String
        /// The first group less the second; of a probability, the first's.
        package var estimate: Double?
        /// At 95%, of `estimate`; nil where the method has none or the groups are too small.
        package var interval: Interval?
        /// Two-sided, of no difference; nil as the interval.
        package var pValue: Double?
        /// Authors and years, as in a reference.
        package let source: String
    }

    /// Values of a group below which the chance of being greater has no interval and no p.
    private static let fewestForSuperiority = 10

    /// The first group's values, as given.
    package let first: [Double]
    /// The second group's values, as given.
    package let second: [Double]
    /// Always the same ways in the same order; what cannot be said of these values is nil.
    package let answers: [Answer]
    /// By how much the typical value of the first is above that of the second, and whether that is more than chance.
    package let shift: Interval?
    /// Two-sided, by Mann & Whitney's test; nil when no two values differ.
    package let shiftP: Double?

    /// Both have a value at least, and none that is missing.
    /// Errors: `cancelled`.
    package init(_ first: [Double], _ second: [Double], seed: UInt64) throws(Diagnostic) {
        (self.first, self.second) = (first, second)
        let welch = Welch.difference(first, second)
        let ranks = try MannWhitney(first, second)
        let hodges = try HodgesLehmann(first, second)
        let (shift, p) = (try hodges?.interval(), ranks?.pValue)
        (self.shift, shiftP) = (shift, p)
        let delta = CliffsDelta(first, second)
        let medians = MedianDifference(first, less: second)
        // From fewer values its t has far too thin tails.
        let superiority = min(first.count, second.count) >= TwoSamples.fewestForSuperiority ? try Superiority.estimate(first, second) : nil
        let deals = try PermutationTest(.studentizedMean, first, second, seed: seed)
        func difference(_ figure: ([Double]) -> Double?) -> Double? {
            guard let own = figure(first), let other = figure(second) else { return nil }
            return own - other
        }
        answers = [
            Answer(
                figure: "shift", method: "Hodges–Lehmann, Mann–Whitney\(ranks?.isExact == true ? ", exact" : "")", estimate: hodges?.shift, interval: shift, pValue: p,
                source: "Hodges & Lehmann 1963; Mann & Whitney 1947"),
            Answer(
                figure: "difference of means", method: "Welch", estimate: difference { Moments($0)?.mean }, interval: welch?.interval(), pValue: welch?.pValue,
                source: "Welch 1947; Satterthwaite 1946"),
            Answer(
                figure: "difference of means", method: deals.map { $0.isExact ? "permutation, exact" : "permutation, \(grouped($0.deals)) deals" } ?? "permutation",
                estimate: difference { Moments($0)?.mean }, pValue: deals?.pValue, source: "Pitman 1937; Janssen 1997"),
            Answer(
                figure: "difference of medians", method: "order statistics", estimate: medians?.value, interval: medians?.interval(), pValue: medians?.pValue,
                source: "Hettmansperger & Sheather 1986; Zou & Donner 2008"),
            Answer(figure: "Cliff's delta", method: "pairs", estimate: delta?.value, interval: delta?.interval(), source: "Cliff 1993; Feng & Cliff 2004"),
            Answer(
                figure: "chance of being greater", method: "Brunner–Munzel, ties half", estimate: superiority?.value ?? ranks?.superiority,
                interval: superiority.flatMap { Superiority.interval($0) }, pValue: superiority.flatMap { Superiority.pValue($0) }, source: "Brunner & Munzel 2000"),
        ]
    }

    /// One group's typical value is above the other's by more than chance explains.
    package var isTold: Bool { (shiftP ?? 1) < 0.05 && !(shift?.contains(0) ?? true) }

    /// Few great values make the means: most values of a group lie below its mean.
    package var isHeavyTailed: Bool {
        [first, second].contains { values in
            guard let mean = Moments(values)?.mean else { return false }
            return values.count >= 8 && values.count { $0 < mean } * 3 >= values.count * 2
        }
    }
}
