import Diagnostics
import Statistics
import Tables

/// How often rows keep their tier when weights, and perhaps values, are drawn at random.
package struct Stability: Sendable {
    /// How often weights were drawn.
    package let drawCount: Int
    /// Int32 by row: the draws that put it into the tier it has, or leave it in none; 0 when it is not ranked.
    package let kept: Buffer
    /// For each row that was asked for, the draws that put it into each tier, and into none.
    package let levels: [[Int]]

    /// Values that are known only about: each is multiplied by a factor of its own, lognormal with mean 1, and scaled anew.
    package struct Noise: Sendable {
        /// The factor's standard deviation, by measure: 0.05 for ±5 %.
        package var deviations: [Double]
        /// Of the factors; the same seed gives the same ones.
        package var seed: UInt64

        /// `deviations` must have one for each measure, 0 or more.
        package init(deviations: [Double], seed: UInt64) {
            self.deviations = deviations
            self.seed = seed
        }
    }

    /// Weights drawn from the Dirichlet distribution around given ones: on average in their proportions, the nearer to
    /// them the greater the concentration. In millionths. Each draw has a stream of its own, so that more draws begin
    /// with the same ones.
    package static func draws(_ count: Int, around weights: [Int64], concentration: Double, seed: UInt64) -> [[Int64]] {
        let total = Double(weights.reduce(0, &+))
        let parameters = weights.map { concentration * Double($0) / total }
        return (0..<count).map { draw in
            var generator = Generator(seed: seed, stream: UInt64(draw))
            return generator.dirichlet(parameters).map { Int64(($0 * 1e6).rounded()) }
        }
    }

    /// - Parameters:
    ///   - draws: weights, one set a draw.
    ///   - base: each row's tier today, Int16 as in `Tiering`.
    ///   - rows: those whose draws by tier are wanted.
    /// Errors: `invalid-weight`, `invalid-share`, `invalid-count`, `too-many-tiers`, `cancelled`.
    package init(
        _ draws: [[Int64]], of scaled: ScaledMeasures, rules: [TierRule], ties: Buffer? = nil, groups: Groups? = nil,
        against base: Buffer, rows: [Int] = [], noise: Noise? = nil
    ) throws(Diagnostic) {
        let base = try BaseLevels(base, scaled: scaled, tierCount: rules.count)
        let all = Scenarios(
            scaled: scaled, ties: ties, groups: groups, list: draws.map { Scenario(weights: $0, rules: rules) },
            nonTiered: UInt8(rules.count))
        var counts = [Int32](repeating: 0, count: scaled.rowCount)
        var levels = rows.map { _ in [Int](repeating: 0, count: rules.count + 1) }
        // For each row asked for, the first of its places in `rows`.
        let places = Dictionary(rows.enumerated().map { ($1, $0) }) { first, _ in first }
        let watched = places.keys.sorted()
        func keep(_ scenarios: Range<Int>, _ tallies: [StabilityTally]) {
            for tally in tallies { tally.add(to: &counts, &levels, places) }
        }
        let make: @Sendable (Range<Int>, Range<Int>) -> StabilityTally = { StabilityTally($1, base, watched) }
        if let noise {
            try all.tally(with: noise, make: make, keep: keep)
        } else {
            try all.tally(make: make, keep: keep)
        }
        for row in counts.indices where !scaled.isRanked(row) { counts[row] = 0 }
        for (at, row) in rows.enumerated() {
            levels[at] = scaled.isRanked(row) ? levels[places[row] ?? at] : levels[at].map { _ in 0 }
        }
        drawCount = draws.count
        kept = Buffer(counts)
        self.levels = levels
    }
}

/// One chunk's share of a stability, for at most 255 draws.
private final class StabilityTally: ScenarioTally, @unchecked Sendable {
    private let rows: Range<Int>
    private let base: BaseLevels
    private var counts: [UInt8]
    /// The rows asked for that lie in this chunk, ascending; and for each its draws by level.
    private let watched: ArraySlice<Int>
    private var levels: [[Int]]

    init(_ rows: Range<Int>, _ base: BaseLevels, _ watched: [Int]) {
        (self.rows, self.base) = (rows, base)
        counts = [UInt8](repeating: 0, count: rows.count)
        self.watched = watched[watched[...].places(of: rows)]
        levels = self.watched.map { _ in [Int](repeating: 0, count: base.tierCount + 1) }
    }

    func add(_ scenario: Int, _ run: Range<Int>, _ found: UnsafePointer<UInt8>) {
        counts.withUnsafeMutableBufferPointer { counts in
            guard let start = counts.baseAddress else { return }
            Lanes.count(start + (run.lowerBound - rows.lowerBound), found, base.levels.pointer(to: UInt8.self) + run.lowerBound, run.count)
        }
        for at in watched.places(of: run) {
            let level = found[watched[at] - run.lowerBound]
            if level < Flags.set { levels[at - watched.startIndex][Int(level)] += 1 }
        }
    }

    func settle(_ scenario: Int, _ open: ArraySlice<Int32>, _ found: ArraySlice<UInt8>) {
        let was = base.levels.pointer(to: UInt8.self)
        counts.withUnsafeMutableBufferPointer { counts in
            for (row, level) in zip(open, found) { counts[Int(row) - rows.lowerBound] &+= was[Int(row)] == level ? 1 : 0 }
        }
        guard let first = open.first, let last = open.last else { return }
        // Both ascend.
        var at = watched.places(of: Int(first)..<Int(last) + 1)
        for (row, level) in zip(open, found) {
            while let next = at.first, watched[next] < row { at.removeFirst() }
            guard let next = at.first else { return }
            if watched[next] == row { levels[next - watched.startIndex][Int(level)] += 1 }
        }
    }

    func add(to all: inout [Int32], _ allLevels: inout [[Int]], _ places: [Int: Int]) {
        for (at, count) in counts.enumerated() where count > 0 { all[rows.lowerBound + at] += Int32(count) }
        for (row, own) in zip(watched, levels) {
            guard let place = places[row] else { continue }
            for level in own.indices { allLevels[place][level] += own[level] }
        }
    }
}

extension ArraySlice<Int> {
    /// Where, in ascending numbers, those of a range stand.
    fileprivate func places(of range: Range<Int>) -> Range<Int> {
        func first(_ number: Int) -> Int {
            var (low, high) = (startIndex, endIndex)
            while low < high {
                let middle = low + (high - low) / 2
                if self[middle] < number { low = middle + 1 } else { high = middle }
            }
            return low
        }
        return first(range.lowerBound)..<first(range.upperBound)
    }
}
