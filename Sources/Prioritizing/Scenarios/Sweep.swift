import Diagnostics
import Tables

/// What each of many scenarios would move, against one base.
package struct Sweep: Sendable {
    /// One scenario's outcome.
    package struct Point: Sendable, Equatable {
        /// Rows at a better level than in the base, and at a worse one.
        package var up = 0
        package var down = 0
        /// Ranked rows and the sum of their value measure by level: the tiers, then non-tiered.
        package var counts: [Int]
        package var sums: [Double]

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
                for tally in tallies { points[scenario].add(tally.points[scenario - scenarios.lowerBound]) }
                points[scenario].counts[tierCount] = scaled.rankedCount - points[scenario].counts[..<tierCount].reduce(0, +)
            }
        }
        self.points = points
        self.tierCount = tierCount
    }
}

extension Sweep.Point {
    fileprivate mutating func add(_ part: Sweep.Point) {
        up += part.up
        down += part.down
        for level in counts.indices {
            counts[level] += part.counts[level]
            sums[level] += part.sums[level]
        }
    }
}

/// One chunk's share of a sweep.
private final class SweepTally: ScenarioTally, @unchecked Sendable {
    private let first: Int
    private let start: Int
    private let base: BaseLevels
    /// The chunk's values; 0 where one is missing or the row is not ranked. Empty without a measure.
    private var values: [Double] = []
    private(set) var points: [Sweep.Point]

    init(_ scenarios: Range<Int>, _ rows: Range<Int>, _ base: BaseLevels, _ scaled: ScaledMeasures, _ values: UnsafePointer<Double>?) {
        (first, start, self.base) = (scenarios.lowerBound, rows.lowerBound, base)
        if let values { self.values = rows.map { scaled.isRanked($0) && values[$0].isFinite ? values[$0] : 0 } }
        let levels = base.tierCount + 1
        points = scenarios.map { _ in
            Sweep.Point(counts: [Int](repeating: 0, count: levels), sums: [Double](repeating: 0, count: levels))
        }
    }

    func add(_ scenario: Int, _ rows: Range<Int>, _ levels: UnsafePointer<UInt8>) {
        let at = scenario - first
        // Open rows count as moved down here, until they are settled.
        let moves = Lanes.moves(levels, base.levels.pointer(to: UInt8.self) + rows.lowerBound, rows.count)
        points[at].up += moves.up
        points[at].down += moves.down
        for tier in 0..<base.tierCount { points[at].counts[tier] += Lanes.count(levels, at: UInt8(tier), rows.count) }
        guard !values.isEmpty else { return }
        values.withUnsafeBufferPointer { values in
            guard let run = values.baseAddress.map({ $0 + (rows.lowerBound - start) }) else { return }
            for level in 0...base.tierCount { points[at].sums[level] += Lanes.sum(run, levels, at: UInt8(level), rows.count) }
        }
    }

    func settle(_ scenario: Int, _ row: Int, _ level: UInt8) {
        let at = scenario - first
        let was = base.levels.pointer(to: UInt8.self)[row]
        if level < was { points[at].up += 1 }
        if level <= was { points[at].down -= 1 }
        points[at].counts[Int(level)] += 1
        if !values.isEmpty { points[at].sums[Int(level)] += values[row - start] }
    }
}
