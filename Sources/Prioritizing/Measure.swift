import Diagnostics
import Tables

/// How a measure's values are brought to one scale.
package enum Scaling: Hashable, Sendable {
    /// (average rank − 1) / (n − 1) among the ranked rows, ties sharing their average; 1 when n = 1.
    case percentile
    /// (x − least) / (greatest − least) among the ranked rows; 0.5 when all are equal.
    case minmax
    /// (x − mean) / standard deviation (population) among the ranked rows; 0 when all are equal.
    case zscore
    /// (x − low) / (high − low), at least 0 and at most 1, whatever the other rows are.
    case reference(low: Double, high: Double)
}

/// What a missing value does to its row.
package enum MissingPolicy: Hashable, Sendable {
    /// The row is not ranked.
    case excluded
    /// The row is ranked as if it had this value.
    case value(Double)
    /// The row is ranked with the median of the values that are present.
    case median
}

/// One thing that rows are scored by.
package struct Measure: Sendable {
    /// Doubles, one a row from `start` on; NaN, and infinity too, is a missing value.
    package var values: Buffer
    /// The cell of `values` that is row 0's.
    package var start: Int
    /// How values become comparable with those of other measures.
    package var scaling: Scaling
    /// The least value scales to the best.
    package var lowerIsBetter: Bool
    /// What becomes of rows without a value.
    package var missing: MissingPolicy

    /// Nothing is checked before the measure is scaled (`ScaledMeasures.init`).
    package init(
        _ values: Buffer, start: Int = 0, scaling: Scaling = .percentile, lowerIsBetter: Bool = false,
        missing: MissingPolicy = .excluded
    ) {
        self.values = values
        self.start = start
        self.scaling = scaling
        self.lowerIsBetter = lowerIsBetter
        self.missing = missing
    }

    /// A copy of values, one a row; NaN, and infinity too, is a missing value.
    package init(
        _ values: [Double], scaling: Scaling = .percentile, lowerIsBetter: Bool = false,
        missing: MissingPolicy = .excluded
    ) {
        self.init(Buffer(values), scaling: scaling, lowerIsBetter: lowerIsBetter, missing: missing)
    }

    func pointer() -> UnsafePointer<Double> { values.pointer(to: Double.self) + start }

    /// Errors `invalid-reference` and `invalid-fill`.
    func check() throws(Diagnostic) {
        if case .reference(let low, let high) = scaling {
            guard low.isFinite, high.isFinite, low < high, (high - low).isFinite else {
                throw Diagnostic(
                    "invalid-reference", "The lower reference bound must be below the upper one.",
                    help: "Where less is better, add `lower is better`.")
            }
        }
        if case .value(let fill) = missing, !fill.isFinite {
            throw Diagnostic("invalid-fill", "A missing value can only count as a number.")
        }
    }
}

/// Weights as whole numbers, of which only the proportions matter.
package enum Weights {
    /// The least whole numbers in the proportions of `weights`, exact where these have at most six decimals; else
    /// each is rounded to a millionth of the greatest.
    ///
    /// Errors: `invalid-weight` when one is negative or not a number, or when none is above zero.
    package static func whole(_ weights: [Double]) throws(Diagnostic) -> [Int64] {
        guard weights.allSatisfy({ $0 >= 0 && $0 <= 1e6 }), let greatest = weights.max(), greatest > 0 else {
            throw Diagnostic(
                "invalid-weight", "Weights must be numbers from 0 to 1,000,000, and one of them above 0.",
                help: "Where less of a measure is better, add `lower is better` in place of a negative weight.")
        }
        var factor = 1.0
        while factor < 1e6, !weights.allSatisfy({ isWhole($0 * factor) }) { factor *= 10 }
        if !weights.allSatisfy({ isWhole($0 * factor) }) { factor = 1e6 / greatest }
        return reduced(weights.map { Int64(($0 * factor).rounded()) })
    }

    /// The least whole numbers in the same proportions.
    package static func reduced(_ weights: [Int64]) -> [Int64] {
        let divisor = weights.reduce(0, greatestCommonDivisor)
        return divisor > 1 ? weights.map { $0 / divisor } : weights
    }

    /// Whole but for the rounding of a decimal fraction.
    private static func isWhole(_ x: Double) -> Bool { abs(x - x.rounded()) <= 1e-12 * max(1, abs(x)) }

    private static func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
        b == 0 ? a : greatestCommonDivisor(b, a % b)
    }

    /// Nil when it is too large.
    package static func leastCommonMultiple(_ a: Int64, _ b: Int64) -> Int64? {
        let (product, overflow) = (a / greatestCommonDivisor(a, b)).multipliedReportingOverflow(by: b)
        return overflow ? nil : product
    }

    /// The sum of weights, checked for use with `rows` rows: each within 32 bits, a score of ranks well within 64.
    static func total(_ weights: [Int64], rows: Int) throws(Diagnostic) -> Int64 {
        var total: Int64 = 0
        for weight in weights {
            let (sum, overflow) = total.addingReportingOverflow(weight)
            guard weight >= 0, !overflow else { throw Diagnostic("invalid-weight", "Weights must not be negative.") }
            total = sum
        }
        guard total > 0 else { throw Diagnostic("invalid-weight", "One weight must be above 0.") }
        guard total <= Int64(UInt32.max), !total.multipliedReportingOverflow(by: 4 * Int64(rows + 1)).overflow else {
            throw Diagnostic("invalid-weight", "The weights are too large.", help: "Write them in percent.")
        }
        return total
    }
}
