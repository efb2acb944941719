import Diagnostics
import Tables

/// One way to weigh and cut the same scaled measures.
package struct Scenario: Sendable {
    /// One a measure (`Weights.whole`).
    package var weights: [Int64]
    /// One a tier, first tier first.
    package var rules: [TierRule]

    /// Nothing is checked before scenarios are worked out.
    package init(weights: [Int64], rules: [TierRule]) {
        self.weights = weights
        self.rules = rules
    }
}

/// What each row was, for comparison with what scenarios make of it. A level is a byte: the tier's number, then non-tiered,
/// then not ranked.
struct BaseLevels: Sendable {
    /// Of the tiers of the base and of all scenarios together.
    let tierCount: Int
    /// UInt8 by row.
    let levels: Buffer

    /// Rows with a level of their own that no scenario ranks: they fall to not ranked in all.
    let lost: Int

    /// Rows that no scenario ranks have the level that the kernels give them, non-tiered, so that none counts as moved.
    /// - Parameter tiers: Int16 by row, as in `Tiering`.
    /// Errors: `too-many-tiers`, `cancelled`.
    init(_ tiers: Buffer, scaled: ScaledMeasures, tierCount: Int) throws(Diagnostic) {
        guard tierCount + 2 <= Movement.mostLevels else { throw Movement.tooMany }
        self.tierCount = tierCount
        let nonTiered = UInt8(tierCount)
        let lost = Counter()
        nonisolated(unsafe) let cells = tiers.pointer(to: Int16.self)
        defer { withExtendedLifetime(tiers) {} }
        levels = try Buffer(
            byteCount: scaled.rowCount,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let levels = memory.bindMemory(to: UInt8.self)
                try parallelFor(rows: scaled.rowCount) { (_, rows) throws(Diagnostic) in
                    var fallen = 0
                    for row in rows {
                        let tier = cells[row]
                        levels[row] = tier >= 0 ? UInt8(min(Int(tier), tierCount)) : tier == Tiering.nonTiered ? nonTiered : nonTiered + 1
                        if !scaled.isRanked(row) {
                            fallen += tier == Tiering.notRanked ? 0 : 1
                            levels[row] = nonTiered
                        }
                    }
                    lost.add(fallen)
                }
            })
        self.lost = lost.value
    }
}
