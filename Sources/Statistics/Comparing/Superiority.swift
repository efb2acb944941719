import Diagnostics
import Tables

/// The probability that a value of one group is greater than one of another, ties half, with its error whatever the two
/// distributions are (Brunner & Munzel 2000, *The nonparametric Behrens–Fisher problem*).
package enum Superiority {
    /// Nil with fewer than two values in a group, or one missing or infinite. Errors: `cancelled`.
    package static func estimate(_ first: [Double], _ second: [Double]) throws(Diagnostic) -> Estimate? {
        guard first.count > 1, second.count > 1, first.areFinite, second.areFinite else { return nil }
        let all = try ranks(first + second)
        let own = try placements(Array(all.prefix(first.count)), first, of: second.count)
        let others = try placements(Array(all.dropFirst(first.count)), second, of: first.count)
        guard let above = Moments(own), let below = Moments(others), let one = above.estimate, let other = below.estimate else { return nil }
        // Where the groups do not overlap nothing varies, and yet others might: no error is less than that of as many pairs by themselves.
        let least = 0.5 / (Double(first.count) * Double(second.count)).squareRoot()
        // Each group's placements err by themselves, and the error of the share is that of their difference.
        if let both = Welch.difference(one, other), both.standardError > least { return Estimate(above.mean, standardError: both.standardError, degrees: both.degrees) }
        return Estimate(above.mean, standardError: least, degrees: Double(min(first.count, second.count) - 1))
    }

    /// How likely as clear a superiority of either group is when there is none: two-sided, by Brunner and Munzel's t. Nil as
    /// `estimate`. Errors: `cancelled`.
    package static func pValue(_ first: [Double], _ second: [Double]) throws(Diagnostic) -> Double? {
        try estimate(first, second).flatMap { pValue($0) }
    }

    /// The same of a probability that was estimated.
    package static func pValue(_ estimate: Estimate) -> Double? {
        Estimate(estimate.value - 0.5, standardError: estimate.standardError, degrees: estimate.degrees)?.pValue
    }

    /// At 95 %, within 0 and 1. Nil where the error is out of a double's range.
    package static func interval(_ estimate: Estimate) -> Interval? {
        estimate.interval().flatMap { Interval(max(0, $0.low), min(1, $0.high)) }
    }

    /// Of each value of a group the share of the other's that lies below it, ties half: what its rank among all has beyond that
    /// among its own.
    private static func placements(_ ranks: [Double], _ own: [Double], of others: Int) throws(Diagnostic) -> [Double] {
        zip(ranks, try self.ranks(own)).map { ($0 - $1) / Double(others) }
    }

    private static func ranks(_ values: [Double]) throws(Diagnostic) -> [Double] {
        try values.withUnsafeBufferPointer { (values) throws(Diagnostic) in
            try Ordering.doubledAverageRanks(values).cells(of: Int32.self, count: values.count).map { Double($0) / 2 }
        }
    }
}
