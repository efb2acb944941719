import Diagnostics
import Tables

/// What each of many scenarios would move, against one base.
package struct Sweep: Sendable {
    /// One scenario's outcome.
    package struct Point: Sendable, Equatable {
        /// Rows at a better level than in the base, and at a worse one.
        package var up = 0
        /// Rows at a worse level than in the base, those that are ranked no more included.
        package var down = 0
        /// Ranked rows and the sum of their value measure by level: the tiers, then non-tiered.
        package var counts: [Int]
        /// By level, as `counts`; all 0 without a value measure.
        package var sums: [Double]

        /// Rows at another level than in the base.
        package var moved: Int { up + down }
    }

    /// One a scenario.
    package let points: [Point]
    /// Levels are the tiers of the base and of all scenarios together, then non-tiered.
    package let tierCount: Int

    /// Scenarios whose tiers end at places are worked out together; others one after the other.
    /// - Parameters:
    ///   - base: each row's tier today, Int16 as in `Tiering`.
    ///   - tierCount: how many tiers the base has.
    ///   - values: doubles by row from `start` on; what is not finite counts as 0.
    /// Errors: `invalid-weight`, `invalid-share`, `invalid-count`, `too-many-tiers`, `cancelled`.
    package init(
        _ scenarios: [Scenario], of scaled: ScaledMeasures, ties: Buffer? = nil, groups: Groups? = nil, against base: Buffer,
        tierCount: Int, values: Buffer? = nil, start: Int = 0
    ) throws(Diagnostic) {
        let tierCount = scenarios.reduce(tierCount) { max($0, $1.rules.count) }
        let base = try BaseLevels(base, scaled: scaled, tierCount: tierCount)
        let empty = Point(down: base.lost, counts: [Int](repeating: 0, count: tierCount + 1), sums: [Double](repeating: 0, count: tierCount + 1))
        var points = [Point](repeating: empty, count: scenarios.count)
        let all = Scenarios(scaled: scaled, ties: ties, groups: groups, list: scenarios, nonTiered: UInt8(tierCount))
        try all.tally { scenarios, rows in
            SweepTally(scenarios, rows, base, scaled, values.map { $0.pointer(to: Double.self) + start })
        } keep: { scenarios, tallies in
            for scenario in scenarios {
                for tally in tallies { tally.add(scenario, to: &points[scenario]) }
                points[scenario].counts[tierCount] = scaled.rankedCount - points[scenario].counts[..<tierCount].reduce(0, +)
            }
        }
        self.points = points
        self.tierCount = tierCount
    }
}

/// One chunk's share of a sweep.
private final class SweepTally: ScenarioTally, @unchecked Sendable {
    private let first: Int
    private let start: Int
    private let base: BaseLevels
    private let levelCount: Int
    /// The chunk's values; 0 where one is missing or the row is not ranked. Empty without a measure.
    private var values: [Double] = []
    private var scratch = [Double](repeating: 0, count: Flags.run)
    /// By scenario.
    private var moves: [(up: Int, down: Int)]
    /// By scenario, then level.
    private var counts: [Int]
    private var sums: [Double]

    init(_ scenarios: Range<Int>, _ rows: Range<Int>, _ base: BaseLevels, _ scaled: ScaledMeasures, _ values: UnsafePointer<Double>?) {
        (first, start, self.base) = (scenarios.lowerBound, rows.lowerBound, base)
        if let values { self.values = rows.map { scaled.isRanked($0) && values[$0].isFinite ? values[$0] : 0 } }
        levelCount = base.tierCount + 1
        moves = scenarios.map { _ in (0, 0) }
        counts = [Int](repeating: 0, count: scenarios.count * levelCount)
        sums = [Double](repeating: 0, count: scenarios.count * levelCount)
    }

    func add(_ scenario: Int, _ rows: Range<Int>, _ levels: UnsafePointer<UInt8>) {
        // Open rows count as moved down here, until they are settled.
        let found = Lanes.moves(levels, base.levels.pointer(to: UInt8.self) + rows.lowerBound, rows.count)
        moves[scenario - first].up += found.up
        moves[scenario - first].down += found.down
        let cells = (scenario - first) * levelCount
        for tier in 0..<base.tierCount { counts[cells + tier] += Lanes.count(levels, at: UInt8(tier), rows.count) }
        values.withUnsafeBufferPointer { values in
            scratch.withUnsafeMutableBufferPointer { scratch in
                guard !values.isEmpty, let all = values.baseAddress, let scratch = scratch.baseAddress else { return }
                let run = all + (rows.lowerBound - start)
                for level in 0..<levelCount { sums[cells + level] += Lanes.sum(run, levels, at: UInt8(level), rows.count, scratch) }
            }
        }
    }

    func settle(_ scenario: Int, _ rows: ArraySlice<Int32>, _ levels: ArraySlice<UInt8>) {
        let was = base.levels.pointer(to: UInt8.self)
        let cells = (scenario - first) * levelCount
        var (up, settled) = (0, 0)
        counts.withUnsafeMutableBufferPointer { counts in
            for (row, level) in zip(rows, levels) {
                up += level < was[Int(row)] ? 1 : 0
                settled += level <= was[Int(row)] ? 1 : 0
                counts[cells + Int(level)] += 1
            }
        }
        moves[scenario - first].up += up
        moves[scenario - first].down -= settled
        if values.isEmpty { return }
        sums.withUnsafeMutableBufferPointer { sums in
            for (row, level) in zip(rows, levels) { sums[cells + Int(level)] += values[Int(row) - start] }
        }
    }

    func add(_ scenario: Int, to point: inout Sweep.Point) {
        point.up += moves[scenario - first].up
        point.down += moves[scenario - first].down
        for level in 0..<levelCount {
            point.counts[level] += counts[(scenario - first) * levelCount + level]
            point.sums[level] += sums[(scenario - first) * levelCount + level]
        }
    }
}
