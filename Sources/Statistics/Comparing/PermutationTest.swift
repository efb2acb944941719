import Diagnostics
import Tables

/// Could the groups' difference have come about by chance alone? The same values dealt out to the groups in other ways tell
/// (Fisher 1935, Pitman 1937).
package struct PermutationTest: Sendable {
    /// What is compared between deals.
    package enum Statistic: Sendable {
        /// The difference of the means: right when the groups vary alike.
        case mean
        /// The same over Welch's standard error: right in large groups even when they vary unlike each other (Janssen 1997).
        case studentizedMean
        /// The difference of the medians.
        case median
    }

    /// The statistic of the first group against the second.
    package let value: Double
    /// Twice the smaller of the parts of deals that give as much or more, and as little or less; at most 1.
    package let pValue: Double
    /// All deals were counted; otherwise so many drawn, (b + 1)/(m + 1) of them in each part (Phipson & Smyth 2010).
    package let isExact: Bool
    /// How many deals the p-value is from.
    package let deals: Int

    /// So many deals are counted out rather than drawn.
    package static let countedUpTo = 200_000

    /// Exact when there are at most `countedUpTo` ways to deal. Nil when a group is empty, with one value in a group for a
    /// studentized mean, with a value that is missing or infinite, or when all values are the same. Advances `Progress`.
    /// Errors: `cancelled`.
    package init?(_ statistic: Statistic, _ first: [Double], _ second: [Double], deals: Int = 9_999, seed: UInt64)
        throws(Diagnostic)
    {
        let least = statistic == .studentizedMean ? 2 : 1
        guard min(first.count, second.count) >= least, deals > 0, let mean = Moments(first + second)?.mean else { return nil }
        // The smaller group is dealt; the other has the rest.
        let isFirst = first.count <= second.count
        let values = ((isFirst ? first + second : second + first)).map { $0 - mean }
        let order = try Ordering.sortedRows(keys: values.map { Ordering.key($0) }).cells(of: Int32.self, count: values.count)
        let few = min(first.count, second.count)
        let dealt = Dealt(statistic, sorted: order.map { values[Int($0)] }, few: few)
        guard dealt.varies else { return nil }
        let observed = dealt.value(order.indices.filter { Int(order[$0]) < few }.map { Int32(truncatingIfNeeded: $0) })
        value = isFirst ? observed : -observed

        let ways = PermutationTest.ways(values.count, few)
        isExact = ways <= Double(PermutationTest.countedUpTo)
        let tally = isExact ? try dealt.countAll(observed) : try dealt.draw(deals, observed, seed: seed)
        self.deals = tally.all
        let own = isExact ? 0 : 1
        pValue = min(1, 2 * Double(min(tally.atLeast, tally.atMost) + own) / Double(tally.all + own))
    }

    /// How many groups of `few` there are among `count`.
    private static func ways(_ count: Int, _ few: Int) -> Double {
        var ways = 1.0
        for at in 0..<few where ways < 1e18 { ways *= Double(count - at) / Double(at + 1) }
        return ways.rounded()
    }
}

/// The statistic for a group of places among the sorted values, against all other places.
private struct Dealt: Sendable {
    struct Tally: Sendable {
        var (all, atLeast, atMost) = (0, 0, 0)

        mutating func add(_ other: Tally) {
            all += other.all
            atLeast += other.atLeast
            atMost += other.atMost
        }
    }

    let statistic: PermutationTest.Statistic
    let sorted: [Double]
    let few: Int
    private let total: Double
    private let squares: Double

    init(_ statistic: PermutationTest.Statistic, sorted: [Double], few: Int) {
        (self.statistic, self.sorted, self.few) = (statistic, sorted, few)
        total = sorted.reduce(0, +)
        squares = sorted.reduce(0) { $0 + $1 * $1 }
    }

    var varies: Bool { sorted[0] < sorted[sorted.count - 1] }

    /// - Parameter places: ascending for a median, as many as `few`.
    func value(_ places: [Int32]) -> Double {
        let (m, n) = (Double(few), Double(sorted.count - few))
        if statistic == .median {
            let rest = Rest(without: places[...])
            return median(few) { sorted[Int(places[$0])] } - median(sorted.count - few) { sorted[rest.place($0)] }
        }
        var (sum, square) = (0.0, 0.0)
        for place in places {
            let value = sorted[Int(place)]
            sum += value
            square += value * value
        }
        let difference = sum / m - (total - sum) / n
        guard statistic == .studentizedMean else { return difference }
        let own = max(0, square - sum * sum / m) / (m * (m - 1))
        let others = max(0, squares - square - (total - sum) * (total - sum) / n) / (n * (n - 1))
        return difference == 0 ? 0 : difference / (own + others).squareRoot()
    }

    private func median(_ count: Int, _ value: (Int) -> Double) -> Double {
        count % 2 == 1 ? value(count / 2) : value(count / 2 - 1) / 2 + value(count / 2) / 2
    }

    /// Differences that come of rounding alone do not count.
    private func tally(_ value: Double, _ observed: Double, _ slack: Double, _ tally: inout Tally) {
        tally.all += 1
        if value >= observed - slack { tally.atLeast += 1 }
        if value <= observed + slack { tally.atMost += 1 }
    }

    private func slack(_ observed: Double) -> Double {
        let scale = statistic == .studentizedMean ? 1 : max(abs(sorted[0]), abs(sorted[sorted.count - 1]))
        return 1e-12 * abs(observed) + 1e-14 * scale
    }

    func countAll(_ observed: Double) throws(Diagnostic) -> Tally {
        let slack = slack(observed)
        var tally = Tally()
        var places = (0..<few).map { Int32(truncatingIfNeeded: $0) }
        while true {
            if tally.all % 4096 == 0 { try Cancellation.check() }
            self.tally(value(places), observed, slack, &tally)
            // The next in the order of a dictionary: the last place that can move up does, and those after it follow.
            guard let moving = (0..<few).last(where: { Int(places[$0]) < sorted.count - few + $0 }) else { return tally }
            let start = places[moving] + 1
            for at in moving..<few { places[at] = start + Int32(truncatingIfNeeded: at - moving) }
        }
    }

    func draw(_ deals: Int, _ observed: Double, seed: UInt64) throws(Diagnostic) -> Tally {
        let slack = slack(observed)
        let size = 64
        let blocks = (deals + size - 1) / size
        let tallies = try Parallel.results(of: blocks, parallel: deals * few >= 200_000) { (block) throws(Diagnostic) in
            try Cancellation.check()
            var generator = Generator(seed: seed, stream: UInt64(block))
            var all = sorted.indices.map { Int32(truncatingIfNeeded: $0) }
            var tally = Tally()
            for _ in 0..<min(size, deals - block * size) {
                // The first steps of Fisher & Yates's shuffle, from wherever the last deal left the cards.
                for at in 0..<few { all.swapAt(at, at + generator.below(all.count - at)) }
                var places = Array(all.prefix(few))
                if statistic == .median { places.sort() }
                self.tally(value(places), observed, slack, &tally)
            }
            return tally
        }
        var sum = Tally()
        for tally in tallies { sum.add(tally) }
        return sum
    }
}
