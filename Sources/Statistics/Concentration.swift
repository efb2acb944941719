import Diagnostics
import Tables

/// How much of a total few hold. A missing or negative value counts as 0, as in the tiers' shares of a measure.
package struct Concentration: Sendable {
    /// Descending, and the sums of the first so many of them.
    private let values: [Double]
    private let sums: [Double]

    /// Errors: `cancelled`.
    package init(_ values: UnsafeBufferPointer<Double>) throws(Diagnostic) {
        let amounts = values.map { $0.isFinite && $0 > 0 ? $0 : 0 }
        self.values = try amounts.withUnsafeBufferPointer { (amounts) throws(Diagnostic) in
            let keys = try Ordering.keys(of: amounts, descending: true)
            let rows = try Ordering.sortedRows(keys: UnsafeBufferPointer(start: keys.pointer(), count: amounts.count))
            return UnsafeBufferPointer(start: rows.pointer(to: Int32.self), count: amounts.count).map { amounts[Int($0)] }
        }
        var sum = 0.0
        sums = [0] + self.values.map { value in
            sum += value
            return sum
        }
    }

    /// A missing, infinite or negative value counts as 0. Sorts once. Errors: `cancelled`.
    package init(_ values: [Double]) throws(Diagnostic) {
        self = try values.withUnsafeBufferPointer { (values) throws(Diagnostic) in try Concentration(values) }
    }

    /// How many values there are, those that count as 0 included.
    package var count: Int { values.count }
    /// The sum of all that are above 0; infinite when out of a double's range.
    package var total: Double { sums[values.count] }

    /// Gini's coefficient: half the mean absolute difference of all pairs over the mean (Gini 1912). 0 when all are equal,
    /// (n − 1)/n when one has all; nil without a total above 0.
    package var gini: Double? {
        guard total > 0, total.isFinite else { return nil }
        let n = Double(values.count)
        // With values descending, Σᵢ (n + 1 − 2i)·xᵢ / (n·Σx).
        var weighted = 0.0
        for (at, value) in values.enumerated() { weighted += (n - 1 - 2 * Double(at)) * value }
        return max(0, weighted / (n * total))
    }

    /// The Herfindahl–Hirschman index: the sum of the squared shares of the total (Hirschman 1945, Herfindahl 1950), as a number
    /// from 1/n when all are equal to 1 when one has all; competition authorities multiply it by 10,000. 1/`herfindahl` accounts
    /// of equal size would be as concentrated. Nil without a total above 0.
    package var herfindahl: Double? {
        guard total > 0, total.isFinite else { return nil }
        return values.reduce(0) { $0 + ($1 / total).squared }
    }

    /// The part of the total that the greatest `count` hold; nil without a total above 0.
    package func share(ofTop count: Int) -> Double? {
        guard total > 0, total.isFinite else { return nil }
        return sums[min(max(0, count), values.count)] / total
    }

    /// The part of the total that the greatest ⌈share · n⌉ hold: `share(ofTopPart: 0.2)` of 85 are 17.
    package func share(ofTopPart part: Double) -> Double? {
        let exact = min(max(0, part), 1) * Double(values.count)
        // A hair below, so that 0.2 · 85 is 17 and not 18.
        return share(ofTop: Int((exact - exact * 1e-12).rounded(.up)))
    }
}
