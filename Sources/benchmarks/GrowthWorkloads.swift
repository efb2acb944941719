import Diagnostics
import Engine
import Statistics
import Tables

/// W9: the growth of the tiers A, B and C against R: the difference of the medians, and its 95 % interval from 10,000 bootstrap
/// differences. W9 draws every value of both groups; W9X draws the medians by order statistics, which have the same distribution.
struct GrowthWorkloads {
    let session: Session
    let results: String
    let repeats: Int

    private static let resamples = 10_000
    private static let seed: UInt64 = 9
    /// Seconds after which it is not run again.
    private static let enough = 20.0
    private static let rows = "accounts | where tier != 'N' | derive \(Workloads.growth) | select tier, growth"

    /// What one run comes to.
    private struct Outcome {
        var counts: (Int, Int)
        var medians: (Double, Double)
        var interval: Interval
    }

    func figures(_ wanted: Set<String>) throws(Diagnostic) -> [Figures] {
        var figures: [Figures] = []
        let ways: [(String, Draw)] = [("W9", GrowthWorkloads.everyValue), ("W9X", GrowthWorkloads.orderStatistics)]
        for (name, draw) in ways where wanted.contains(name) {
            Memory.reset()
            var seconds: [Double] = []
            var outcome: Outcome?
            for _ in 0..<repeats where seconds.reduce(0, +) < GrowthWorkloads.enough { seconds.append(try timed { () throws(Diagnostic) in outcome = try run(draw) }) }
            guard let outcome else { continue }
            figures.append(Figures(name, seconds, more: [("low", outcome.interval.low), ("high", outcome.interval.high)]))
            let medians = [outcome.medians.0, outcome.medians.1, outcome.medians.0 - outcome.medians.1].map { Canonical.cell(.decimal($0), decimals: 6) }
            try Canonical.write("\(outcome.counts.0),\(outcome.counts.1),\(medians.joined(separator: ","))\n", to: "\(results)/\(name).csv")
        }
        return figures
    }

    /// The medians of both groups, and the interval of their difference.
    private typealias Draw = ([Double], [Double]) throws(Diagnostic) -> (own: Double, others: Double, interval: Interval)?

    private func run(_ draw: Draw) throws(Diagnostic) -> Outcome {
        let table = try session.table(GrowthWorkloads.rows)
        let (tiers, growths) = (table.fields[0].column, table.fields[1].column.doubles())
        let rest = tiers.dictionary?.code(of: "R") ?? -1
        let growth = growths.buffer.pointer(to: Double.self) + growths.start
        var groups: (own: [Double], rest: [Double]) = ([], [])
        groups.own.reserveCapacity(table.rowCount)
        for row in 0..<table.rowCount { if tiers.code(row) == rest { groups.rest.append(growth[row]) } else { groups.own.append(growth[row]) } }
        withExtendedLifetime(growths) {}
        guard let found = try draw(groups.own, groups.rest) else { throw Diagnostic("no-growth", "There is no growth to compare.") }
        return Outcome(counts: (groups.own.count, groups.rest.count), medians: (found.own, found.others), interval: found.interval)
    }

    private static func orderStatistics(_ values: [Double], _ rest: [Double]) throws(Diagnostic) -> (own: Double, others: Double, interval: Interval)? {
        guard let own = DrawnQuantile(0.5, of: values), let others = DrawnQuantile(0.5, of: rest),
            let interval = try Bootstrap(own, minus: others, resamples: resamples, seed: seed)?.interval(.percentile)
        else { return nil }
        return (own.value, others.value, interval)
    }

    private static func everyValue(_ values: [Double], _ rest: [Double]) throws(Diagnostic) -> (own: Double, others: Double, interval: Interval)? {
        guard let own = try ResampledOrder(medianOf: values), let others = try ResampledOrder(medianOf: rest) else { return nil }
        let block = 16
        let drawn = try Parallel.results(of: resamples / block, parallel: true) { (number) throws(Diagnostic) in
            try Cancellation.check()
            var generators = (0..<2).map { Generator(seed: seed, stream: UInt64(2 * number + $0)) }
            let first = own.replicates(block, unitByUnit: true, &generators[0])
            let second = others.replicates(block, unitByUnit: true, &generators[1])
            return zip(first, second).map { $0.value - $1.value }
        }
        let differences = Array(drawn.joined())
        guard let low = Location.quantile(0.025, of: differences), let high = Location.quantile(0.975, of: differences) else { return nil }
        return Interval(low, high).map { (own.value, others.value, $0) }
    }
}
