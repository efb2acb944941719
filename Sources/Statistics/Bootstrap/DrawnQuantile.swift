import Diagnostics
import Tables

/// A quantile of type 7 whose resamples are drawn as order statistics, not value by value (`OrderDraw`), so that only the
/// values near it must be in order: of a million values in a few milliseconds.
package struct DrawnQuantile: Resamplable {
    /// The quantile, in the values' unit.
    package let value: Double
    /// How many values there are, each a unit of its own.
    package let unitCount: Int
    private let position: OrderPosition
    private let near: Neighbours

    /// None: a quantile has no formula for it.
    package var standardError: Double? { nil }

    /// p from 0 to 1. Nil without a value, or with one that is missing or infinite. Errors: `cancelled`.
    package init?(_ p: Double, of values: [Double]) throws(Diagnostic) {
        guard values.areFinite else { return nil }
        let groups = [Int32](repeating: 0, count: values.count)
        let found = try values.withUnsafeBufferPointer { (values) throws(Diagnostic) in
            try groups.withUnsafeBufferPointer { (groups) throws(Diagnostic) in try DrawnQuantile.each(p, of: values, groups: groups, groupCount: 1) }
        }
        guard let own = found.first ?? nil else { return nil }
        self = own
    }

    /// That of each group; nil for one without values, or with an infinite one about the quantile. Values that are missing are left out. Errors: `cancelled`.
    /// - Parameters:
    ///   - p: from 0 to 1, else all are nil.
    ///   - groups: by value from 0 below `groupCount`, or −1 to leave it out.
    package static func each(_ p: Double, of values: UnsafeBufferPointer<Double>, groups: UnsafeBufferPointer<Int32>, groupCount: Int)
        throws(Diagnostic) -> [DrawnQuantile?]
    {
        guard p >= 0, p <= 1 else { return [DrawnQuantile?](repeating: nil, count: groupCount) }
        // The rank that a draw picks has a deviation of √(n·p·(1−p)) at most √n/2: eight of those are never left.
        let near = try Neighbours.of(p, values, groups: groups, groupCount: groupCount) { 4 * Int(Double($0).squareRoot()) + 4 }
        return near.map { $0.flatMap { DrawnQuantile(p, $0) } }
    }

    private init?(_ p: Double, _ near: Neighbours) {
        guard near.values.areFinite else { return nil }
        self.near = near
        position = OrderPosition(p, of: near.count)
        unitCount = near.count
        let low = near.values[position.below - near.first]
        value = position.share > 0 ? position.between(low, near.values[position.below + 1 - near.first]) : low
    }

    private func picked(_ rank: Int) -> Double { near.values[min(max(0, rank - near.first), near.values.count - 1)] }

    /// As `Resamplable` says; units are never drawn one by one here, so that two samples cannot be drawn together.
    package func replicates(_ count: Int, unitByUnit: Bool, _ generator: inout Generator) -> [Replicate] {
        let draw = OrderDraw(position, of: unitCount)
        return (0..<count).map { _ in Replicate(value: draw.draw(&generator, picked: picked), standardError: .nan) }
    }

    /// The quantile without each value, in ascending order; of at least two. Linear.
    package func withoutEach() -> [Double] {
        let place = OrderPosition(position.p, of: unitCount - 1)
        return (0..<unitCount).map { gone in
            func left(_ rank: Int) -> Double { picked(rank < gone ? rank : rank + 1) }
            return place.share > 0 ? place.between(left(place.below), left(place.below + 1)) : left(place.below)
        }
    }
}
