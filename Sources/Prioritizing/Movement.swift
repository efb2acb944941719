import Diagnostics
import Tables

/// What became of each row's tier from one tiering of the same rows to another.
package struct Movement: Sendable {
    /// Levels are the tiers, best first; then non-tiered, then not ranked.
    package let levelCount: Int
    /// Rows by level before, then level after: `levelCount`² numbers.
    package let counts: [Int]
    /// The sum of the value measure in each cell; all 0 without one.
    package let sums: [Double]
    /// Int32 rows whose level differs, ascending.
    package let moved: Buffer
    /// How many of them are at a better level now, and at a worse one.
    package let up: Int
    /// Rows at a worse level now.
    package let down: Int

    /// How many rows there are in `moved`.
    package var movedCount: Int { up + down }

    /// One of the two tierings.
    package struct Side: Sendable {
        let tiers: Buffer
        let levels: [Int]

        /// - Parameters:
        ///   - tiers: Int16 by row, as in `Tiering`.
        ///   - levels: each tier's level, where tiers were added, taken away or moved between the two sides; else its number.
        package init(_ tiers: Buffer, levels: [Int]) {
            self.tiers = tiers
            self.levels = levels
        }

        /// A tiering whose tiers are numbered as on the other side.
        package init(_ tiering: Tiering, tierCount: Int) { self.init(tiering.tiers, levels: Array(0..<tierCount)) }

        /// A byte for each number from −2 on.
        func table(_ tierLevels: Int) -> [UInt8] {
            [UInt8(tierLevels + 1), UInt8(tierLevels)] + levels.map { UInt8(min(max(0, $0), tierLevels)) }
        }
    }

    /// The most levels, non-tiered and not ranked among them.
    package static let mostLevels = 120

    /// - Parameters:
    ///   - tierCount: tiers of both sides together, at most 118.
    ///   - values: doubles by row from `start` on; what is not finite counts as 0.
    /// Errors: `too-many-tiers`, `cancelled`.
    package init(
        from was: Side, to now: Side, tierCount: Int, rowCount: Int, values: Buffer? = nil, start: Int = 0
    ) throws(Diagnostic) {
        let levelCount = tierCount + 2
        guard levelCount <= Movement.mostLevels else { throw Movement.tooMany }
        let blocks = (rowCount + blockRows - 1) / blockRows
        let (before, after) = (was.table(tierCount), now.table(tierCount))
        nonisolated(unsafe) let (wasTiers, nowTiers) = (was.tiers.pointer(to: Int16.self), now.tiers.pointer(to: Int16.self))
        defer { withExtendedLifetime((was, now, values)) {} }
        nonisolated(unsafe) let amounts = values.map { $0.pointer(to: Double.self) + start }
        let parts = try Parallel.results(of: blocks, parallel: blocks > 1) { (block) throws(Diagnostic) in
            try Cancellation.check()
            let rows = block * blockRows..<min(rowCount, (block + 1) * blockRows)
            var part = Part(levelCount)
            part.add(rows, wasTiers, before, nowTiers, after, amounts)
            return part
        }
        var counts = [Int](repeating: 0, count: levelCount * levelCount)
        var sums = [Double](repeating: 0, count: levelCount * levelCount)
        var (up, down) = (0, 0)
        for part in parts {
            for cell in counts.indices {
                counts[cell] += part.counts[cell]
                sums[cell] += part.sums[cell]
            }
        }
        for was in 0..<levelCount {
            for now in 0..<levelCount where now != was {
                if now < was { up += counts[was * levelCount + now] } else { down += counts[was * levelCount + now] }
            }
        }
        self.levelCount = levelCount
        self.counts = counts
        self.sums = sums
        (self.up, self.down) = (up, down)
        moved = Buffer(parts.flatMap(\.moved))
    }

    /// Rows at one level before and another now; levels are counted as `levelCount` says and not checked.
    package func count(from was: Int, to now: Int) -> Int { counts[was * levelCount + now] }

    /// Their sum of the value measure.
    package func sum(from was: Int, to now: Int) -> Double { sums[was * levelCount + now] }

    static let tooMany = Diagnostic(
        "too-many-tiers", "Lists with more than \(mostLevels - 2) tiers cannot be compared.", help: "Use fewer tiers.")
}

/// One block's share of a movement.
private struct Part: Sendable {
    private let levelCount: Int
    private(set) var counts: [Int]
    private(set) var sums: [Double]
    private(set) var moved: [Int32] = []

    /// Sums run in as many lanes, rows in turn, so that no addition waits for the one before.
    private static let lanes = 4

    init(_ levelCount: Int) {
        self.levelCount = levelCount
        counts = [Int](repeating: 0, count: levelCount * levelCount * Part.lanes)
        sums = [Double](repeating: 0, count: levelCount * levelCount * Part.lanes)
    }

    mutating func add(
        _ rows: Range<Int>, _ wasTiers: UnsafePointer<Int16>, _ before: [UInt8], _ nowTiers: UnsafePointer<Int16>,
        _ after: [UInt8], _ amounts: UnsafePointer<Double>?
    ) {
        let cells = levelCount * levelCount
        for row in rows {
            let was = Int(before[Int(wasTiers[row]) + 2])
            let now = Int(after[Int(nowTiers[row]) + 2])
            let cell = (was * levelCount + now) * Part.lanes + row % Part.lanes
            counts[cell] &+= 1
            if let amounts {
                let amount = amounts[row]
                sums[cell] += amount.isFinite ? amount : 0
            }
            if was != now { moved.append(Int32(truncatingIfNeeded: row)) }
        }
        for cell in 0..<cells {
            let lane = cell * Part.lanes
            counts[cell] = counts[lane] + counts[lane + 1] + counts[lane + 2] + counts[lane + 3]
            sums[cell] = (sums[lane] + sums[lane + 1]) + (sums[lane + 2] + sums[lane + 3])
        }
    }
}
