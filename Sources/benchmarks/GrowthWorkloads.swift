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
    private static let rows = "accounts | derive \(Workloads.growth) | select tier, growth"

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

    /// Accounts' growths, and of each the group that it is in: 0 for A, B and C, 1 for R, −1 for neither.
    private struct Growths {
        let column: (buffer: Buffer, start: Int)
        let groups: Buffer
        let count: Int

        init(_ table: Table) throws(Diagnostic) {
            column = table.fields[1].column.doubles()
            let tiers = table.fields[0].column
            let ofCode: [Int32] = tiers.dictionary.map { tiers in (0..<max(1, tiers.count)).map { $0 == 0 || tiers.text($0) == "N" ? -1 : tiers.text($0) == "R" ? 1 : 0 } } ?? [-1]
            count = tiers.count
            groups = try Growths.groups(tiers, ofCode)
        }

        private static func groups(_ tiers: Column, _ ofCode: [Int32]) throws(Diagnostic) -> Buffer {
            let codes = tiers.codes()
            let memory = Buffer.allocate(tiers.count * 4)
            nonisolated(unsafe) let (code, out) = (codes.pointer(to: Int32.self), memory.bindMemory(to: Int32.self, capacity: max(1, tiers.count)))
            try parallelFor(rows: tiers.count) { (_, rows) in
                ofCode.withUnsafeBufferPointer { ofCode in for row in rows { out[row] = ofCode[Int(code[row])] } }
            }
            withExtendedLifetime(codes) {}
            return Buffer(taking: memory, byteCount: tiers.count * 4)
        }

        func withCells<T>(_ body: (UnsafeBufferPointer<Double>, UnsafeBufferPointer<Int32>) throws(Diagnostic) -> T) throws(Diagnostic) -> T {
            defer { withExtendedLifetime((column.buffer, groups)) {} }
            let cells = UnsafeBufferPointer(start: column.buffer.pointer(to: Double.self) + column.start, count: count)
            return try body(cells, UnsafeBufferPointer(start: groups.pointer(to: Int32.self), count: count))
        }

        func values(_ group: Int32) throws(Diagnostic) -> [Double] {
            try withCells { (cells, groups) in zip(cells, groups).filter { $1 == group && !$0.isNaN }.map(\.0) }
        }
    }

    private typealias Draw = (Growths) throws(Diagnostic) -> Outcome?

    private func run(_ draw: Draw) throws(Diagnostic) -> Outcome {
        guard let found = try draw(try Growths(try session.table(GrowthWorkloads.rows))) else { throw Diagnostic("no-growth", "There is no growth to compare.") }
        return found
    }

    private static func orderStatistics(_ growths: Growths) throws(Diagnostic) -> Outcome? {
        let found = try growths.withCells { (cells, groups) throws(Diagnostic) in try DrawnQuantile.each(0.5, of: cells, groups: groups, groupCount: 2) }
        guard let own = found[0], let others = found[1], let interval = try Bootstrap(own, minus: others, resamples: resamples, seed: seed)?.interval(.percentile) else { return nil }
        return Outcome(counts: (own.unitCount, others.unitCount), medians: (own.value, others.value), interval: interval)
    }

    private static func everyValue(_ growths: Growths) throws(Diagnostic) -> Outcome? {
        guard let own = try ResampledOrder(medianOf: try growths.values(0)), let others = try ResampledOrder(medianOf: try growths.values(1)) else { return nil }
        let block = 16
        let drawn = try Parallel.results(of: resamples / block, parallel: true) { (number) throws(Diagnostic) in
            try Cancellation.check()
            var generators = (0..<2).map { Generator(seed: seed, stream: UInt64(2 * number + $0)) }
            let first = own.replicates(block, unitByUnit: true, &generators[0])
            let second = others.replicates(block, unitByUnit: true, &generators[1])
            return zip(first, second).map { $0.value - $1.value }
        }
        let differences = Array(drawn.joined())
        guard let low = Location.quantile(0.025, of: differences), let high = Location.quantile(0.975, of: differences), let interval = Interval(low, high) else { return nil }
        return Outcome(counts: (own.unitCount, others.unitCount), medians: (own.value, others.value), interval: interval)
    }
}
