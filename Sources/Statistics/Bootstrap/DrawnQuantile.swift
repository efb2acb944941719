import Tables

/// A quantile of type 7 whose resamples are drawn as order statistics, not value by value (`OrderPosition.drawn`), so that only the
/// values near it must be in order: of a million values in a few milliseconds.
package struct DrawnQuantile: Resamplable {
    package let value: Double
    package let unitCount: Int
    private let position: OrderPosition
    /// The values of some ranks about the quantile, ascending, and the first of these ranks.
    private let near: [Double]
    private let first: Int

    package var standardError: Double? { nil }

    /// p from 0 to 1. Nil without a value, or with one that is missing or infinite.
    package init?(_ p: Double, of values: [Double]) {
        guard p >= 0, p <= 1, !values.isEmpty, values.areFinite else { return nil }
        let n = values.count
        position = OrderPosition(p, of: n)
        // The rank that a draw picks has a deviation of √(n·p·(1−p)) at most √n/2: sixteen of those are never left.
        let reach = Int(8 * Double(n).squareRoot()) + 2
        (first, near) = DrawnQuantile.sorted(values, ranks: max(0, position.below - reach)..<min(n, position.below + reach + 2))
        unitCount = n
        let low = near[position.below - first]
        value = position.share > 0 ? position.between(low, near[position.below + 1 - first]) : low
    }

    private func picked(_ rank: Int) -> Double { near[min(max(0, rank - first), near.count - 1)] }

    package func replicates(_ count: Int, unitByUnit: Bool, _ generator: inout Generator) -> [Replicate] {
        (0..<count).map { _ in Replicate(value: position.drawn(of: unitCount, &generator, picked: picked), standardError: .nan) }
    }

    package func withoutEach() -> [Double] {
        let place = OrderPosition(position.p, of: unitCount - 1)
        return (0..<unitCount).map { gone in
            func left(_ rank: Int) -> Double { picked(rank < gone ? rank : rank + 1) }
            return place.share > 0 ? place.between(left(place.below), left(place.below + 1)) : left(place.below)
        }
    }

    /// The values of these ranks, and perhaps of some before and behind them, ascending: by the first bits of their keys most are
    /// known to lie outside. With the first rank that is there.
    private static func sorted(_ values: [Double], ranks: Range<Int>) -> (first: Int, values: [Double]) {
        if values.count < 4_096 { return (0, values.sorted()) }
        let shift: UInt64 = 48
        var counts = [Int32](repeating: 0, count: 1 << 16)
        for value in values { counts[Int(truncatingIfNeeded: Ordering.key(value) >> shift)] += 1 }
        var (before, bucket) = (0, 0)
        while before + Int(counts[bucket]) <= ranks.lowerBound { (before, bucket) = (before + Int(counts[bucket]), bucket + 1) }
        let first = before
        let low = bucket
        while before < ranks.upperBound { (before, bucket) = (before + Int(counts[bucket]), bucket + 1) }
        var near: [Double] = []
        near.reserveCapacity(before - first)
        for value in values {
            let own = Int(truncatingIfNeeded: Ordering.key(value) >> shift)
            if own >= low, own < bucket { near.append(value) }
        }
        return (first, near.sorted())
    }
}
