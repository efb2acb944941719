import Diagnostics
import Tables

/// A statistic of the values in ascending order: a quantile of type 7, or a trimmed mean.
package struct ResampledOrder: Resamplable {
    private enum Statistic {
        case quantile(Double)
        case trimmedMean(Double)
    }

    /// The quantile or mean, in the values' unit.
    package let value: Double
    /// Of a trimmed mean without clusters; nil for all else.
    package let standardError: Double?
    private let statistic: Statistic
    /// Ascending, less `centre`, and the sums of the first so many of them.
    private let sorted: [Double]
    private let sums: [Double]
    private let centre: Double
    /// Which places among the sorted values each unit has, ascending; nil when each is one of its own.
    private let clusters: Clusters?

    /// How many rows of the sample there are, or clusters, those without a value of it included.
    package var unitCount: Int { clusters?.count ?? sorted.count }

    /// The p-quantile, p from 0 to 1, of the values that belong to the sample: all, or those marked. With clusters, those without
    /// a value of the sample are units too, which another sample has values in (`Bootstrap.init(_:minus:together:resamples:seed:)`).
    ///
    /// Nil without a value, with one that is missing or infinite, or unless there are as many codes and marks as values.
    /// Errors: `cancelled`.
    package init?(quantile p: Double, of values: [Double], among marks: [Bool]? = nil, clusters: [Int32]? = nil) throws(Diagnostic) {
        guard p >= 0, p <= 1 else { return nil }
        try self.init(.quantile(p), values, marks, clusters)
    }

    /// Type 7, as the ½-quantile; nil as that. Errors: `cancelled`.
    package init?(medianOf values: [Double], among marks: [Bool]? = nil, clusters: [Int32]? = nil) throws(Diagnostic) {
        try self.init(quantile: 0.5, of: values, among: marks, clusters: clusters)
    }

    /// The mean without a part of the values at either end, as `Location.trimmedMean`; nil as for a quantile. Its standard error
    /// is Tukey & McLaughlin's (1963), from the winsorized variance; of clusters it has none.
    package init?(trimmedMean part: Double, of values: [Double], among marks: [Bool]? = nil, clusters: [Int32]? = nil)
        throws(Diagnostic)
    {
        guard part >= 0, part < 0.5 else { return nil }
        try self.init(.trimmedMean(part), values, marks, clusters)
    }

    private init?(_ statistic: Statistic, _ values: [Double], _ marks: [Bool]?, _ codes: [Int32]?) throws(Diagnostic) {
        guard codes.map({ $0.count == values.count }) ?? true, marks.map({ $0.count == values.count }) ?? true else { return nil }
        let members = values.indices.filter { marks?[$0] ?? true }
        let own = members.map { values[$0] }
        guard let mean = Moments(own)?.mean else { return nil }
        let order = try Ordering.sortedRows(keys: own.map { Ordering.key($0) }).cells(of: Int32.self, count: own.count)
        self.statistic = statistic
        centre = mean
        sorted = order.map { own[Int($0)] - mean }
        var sum = 0.0
        sums = [0] + sorted.map { value in
            sum += value
            return sum
        }
        clusters = codes.map { codes in
            let (units, count) = Clusters.units(codes)
            return Clusters(order.map { units[members[Int($0)]] }, count: count)
        }
        let once = Self.replicate(statistic, sorted) { _ in 1 }
        guard once.value.isFinite else { return nil }
        value = once.value + mean
        standardError = codes == nil ? once.standardError.finite : nil
    }

    /// Linear in the values for each replicate; constant for a quantile without clusters, unless units are drawn one by
    /// one.
    package func replicates(_ count: Int, unitByUnit: Bool, _ generator: inout Generator) -> [Replicate] {
        if clusters == nil, !unitByUnit, case .quantile(let p) = statistic {
            let position = OrderPosition(p, of: sorted.count)
            let draw = OrderDraw(position, of: sorted.count)
            return (0..<count).map { _ in Replicate(value: centre + draw.draw(&generator) { sorted[$0] }, standardError: .nan) }
        }
        let places = PlaceDrawer(below: unitCount)
        var drawn = [Int32](repeating: 0, count: unitCount)
        var counts = [Int32](repeating: 0, count: sorted.count)
        return (0..<count).map { _ in
            drawn.withUnsafeMutableBufferPointer { places.fill($0, &generator) }
            for at in counts.indices { counts[at] = 0 }
            if let clusters {
                for unit in drawn { for place in clusters[Int(unit)] { counts[Int(place)] += 1 } }
            } else {
                for place in drawn { counts[Int(place)] += 1 }
            }
            let replicate = Self.replicate(statistic, sorted) { Int(counts[$0]) }
            return Replicate(value: centre + replicate.value, standardError: clusters == nil ? replicate.standardError : .nan)
        }
    }

    /// The statistic when each of the sorted values is there so many times. Its standard error is NaN where it has none.
    @inline(__always)
    private static func replicate(_ statistic: Statistic, _ sorted: [Double], times: (Int) -> Int) -> Replicate {
        var total = 0
        for at in sorted.indices { total += times(at) }
        guard total > 0 else { return Replicate(value: .nan, standardError: .nan) }
        switch statistic {
        case .quantile(let p):
            let position = OrderPosition(p, of: total)
            var (seen, low) = (0, Double.nan)
            for at in sorted.indices {
                seen += times(at)
                if seen > position.below, low.isNaN { low = sorted[at] }
                if seen > position.below + 1 { return Replicate(value: position.between(low, sorted[at]), standardError: .nan) }
            }
            return Replicate(value: low, standardError: .nan)
        case .trimmedMean(let part):
            let cut = Location.cut(part, of: total) ?? 0
            var (seen, sum, squares, low, high) = (0, 0.0, 0.0, Double.nan, Double.nan)
            for at in sorted.indices {
                let times = times(at)
                let kept = Double(max(0, min(seen + times, total - cut) - max(seen, cut)))
                seen += times
                guard kept > 0 else { continue }
                if low.isNaN { low = sorted[at] }
                high = sorted[at]
                sum += kept * high
                squares += kept * high * high
            }
            let (n, h, g) = (Double(total), Double(total - 2 * cut), Double(cut))
            let winsorized = sum + g * (low + high)
            let variance = (squares + g * (low * low + high * high) - winsorized * winsorized / n) / (n - 1)
            return Replicate(value: sum / h, standardError: (max(0, variance) * n).squareRoot() / h)
        }
    }

    /// By row in ascending order of the values, or by cluster as they first appear; NaN where nothing is left. Linear.
    package func withoutEach() -> [Double] {
        if let clusters { return (0..<clusters.count).map { without(clusters[$0]) } }
        return sorted.indices.map { without([Int32(truncatingIfNeeded: $0)]) }
    }

    /// The statistic without the values at these places, ascending.
    private func without(_ places: ArraySlice<Int32>) -> Double {
        let count = sorted.count - places.count
        guard count > 0 else { return .nan }
        let rest = Rest(without: places)
        switch statistic {
        case .quantile(let p):
            let position = OrderPosition(p, of: count)
            let low = sorted[rest.place(position.below)]
            guard position.share > 0 else { return centre + low }
            return centre + position.between(low, sorted[rest.place(position.below + 1)])
        case .trimmedMean(let part):
            let cut = Location.cut(part, of: count) ?? 0
            let (first, last) = (rest.place(cut), rest.place(count - 1 - cut))
            var sum = sums[last + 1] - sums[first]
            for place in places where place > first && place < last { sum -= sorted[Int(place)] }
            return centre + sum / Double(count - 2 * cut)
        }
    }
}
