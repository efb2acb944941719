import Diagnostics
import Tables

/// How far two measures put the same rows into the same order, from −1 (the reverse) to 1.
///
/// Only rows count in which both are present and finite; nil when these are fewer than two, or all equal in one measure.
package enum RankCorrelation {
    /// Spearman's ρ (1904): Pearson's correlation of the ranks, ties at their average rank. Errors: `cancelled`.
    package static func spearman(_ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>) throws(Diagnostic) -> Double? {
        let (x, y) = pairs(x, y)
        let (a, b) = (try doubledRanks(x), try doubledRanks(y))
        // Twice the distance from the mean rank (n + 1)/2 is a whole number, so all sums are exact.
        let mean = Int128(x.count + 1)
        var (xx, yy, xy): (Int128, Int128, Int128) = (0, 0, 0)
        for at in x.indices {
            let (p, q) = (Int128(a[at]) - mean, Int128(b[at]) - mean)
            xx += p * p
            yy += q * q
            xy += p * q
        }
        guard xx > 0, yy > 0 else { return nil }
        return min(1, max(-1, Double(xy) / (Double(xx) * Double(yy)).squareRoot()))
    }

    /// Kendall's τ-b (1945): pairs of rows in the same order less those in the opposite one, over the geometric mean of
    /// the pairs untied in each. By Knight's method (1966), in n log n. Errors: `cancelled`.
    package static func kendall(_ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>) throws(Diagnostic) -> Double? {
        let (x, y) = pairs(x, y)
        let (a, b) = (try doubledRanks(x), try doubledRanks(y))
        var sorted = zip(a, b).map { (x: $0, y: $1) }
        sorted.sort { $0 < $1 }
        try Cancellation.check()
        let all = tied(x.count)
        let tiedX = tiedPairs(sorted) { $0.x == $1.x }
        let tiedBoth = tiedPairs(sorted) { $0 == $1 }
        var ys = sorted.map(\.y)
        let swaps = inversions(&ys)
        let tiedY = tiedPairs(ys) { $0 == $1 }
        let difference = all - tiedX - tiedY + tiedBoth - 2 * swaps
        let (untiedX, untiedY) = (Double(all - tiedX), Double(all - tiedY))
        guard untiedX > 0, untiedY > 0 else { return nil }
        return min(1, max(-1, Double(difference) / (untiedX * untiedY).squareRoot()))
    }

    /// As above, of arrays; what one has more than the other is left out. Errors: `cancelled`.
    package static func spearman(_ x: [Double], _ y: [Double]) throws(Diagnostic) -> Double? {
        try x.withUnsafeBufferPointer { (x) throws(Diagnostic) in
            try y.withUnsafeBufferPointer { (y) throws(Diagnostic) in try spearman(x, y) }
        }
    }

    /// As above, of arrays; what one has more than the other is left out. Errors: `cancelled`.
    package static func kendall(_ x: [Double], _ y: [Double]) throws(Diagnostic) -> Double? {
        try x.withUnsafeBufferPointer { (x) throws(Diagnostic) in
            try y.withUnsafeBufferPointer { (y) throws(Diagnostic) in try kendall(x, y) }
        }
    }

    private static func pairs(_ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>) -> ([Double], [Double]) {
        let both = (0..<min(x.count, y.count)).filter { x[$0].isFinite && y[$0].isFinite }
        return (both.map { x[$0] }, both.map { y[$0] })
    }

    private static func doubledRanks(_ values: [Double]) throws(Diagnostic) -> [Int32] {
        let ranks = try values.withUnsafeBufferPointer { (values) throws(Diagnostic) in try Ordering.doubledAverageRanks(values) }
        return Array(UnsafeBufferPointer(start: ranks.pointer(to: Int32.self), count: values.count))
    }

    /// Pairs among `count` equals.
    private static func tied(_ count: Int) -> Int { count * (count - 1) / 2 }

    /// Pairs of equals among sorted elements.
    private static func tiedPairs<T>(_ sorted: [T], _ isSame: (T, T) -> Bool) -> Int {
        var (pairs, run) = (0, 1)
        for at in sorted.indices.dropFirst() {
            if isSame(sorted[at - 1], sorted[at]) { run += 1 } else {
                pairs += tied(run)
                run = 1
            }
        }
        return pairs + tied(run)
    }

    /// Sorts by merging; returns how many pairs were in descending order.
    private static func inversions(_ values: inout [Int32]) -> Int {
        var other = values
        var (count, width) = (0, 1)
        while width < values.count {
            for start in stride(from: 0, to: values.count, by: 2 * width) {
                let middle = min(start + width, values.count)
                let end = min(start + 2 * width, values.count)
                var (left, right) = (start, middle)
                for at in start..<end {
                    if right >= end || left < middle && values[left] <= values[right] {
                        other[at] = values[left]
                        left += 1
                    } else {
                        other[at] = values[right]
                        right += 1
                        count += middle - left
                    }
                }
            }
            swap(&values, &other)
            width *= 2
        }
        return count
    }
}
