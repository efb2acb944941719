import Diagnostics
import Synchronization
import Tables

/// Where a row would stand in one measure.
package enum Position: Sendable, Equatable {
    /// At this value; equal to others that have it.
    case at(Double)
    /// Just better than this value, and worse than any that is better than it.
    case beyond(Double)
}

extension Ranking {
    /// The ranking as it would be if one ranked row had another value of one measure, and nothing else changed: the
    /// other rows' percentiles, extent and mean are all taken anew, in one pass. What stands for missing values of
    /// other rows stays. The row must be ranked; else the ranking is returned as it is. Errors: `cancelled`.
    package func moving(_ row: Int, in measure: Int, to position: Position) throws(Diagnostic) -> Ranking {
        guard scaled.isRanked(row) else { return self }
        let old = scaled.values[measure]
        let lower = scaled.measures[measure].lowerIsBetter
        let scale: Scale
        let value: Double
        switch position {
        case .at(let number): value = number
        case .beyond(let number): value = lower ? number.nextDown : number.nextUp
        }
        let values = try Ranking.replacing(old, row, value)
        switch scaled.scales[measure] {
        case .ranks(let ranks): scale = .ranks(try Ranking.rerank(ranks, old, row, position, lower: lower))
        case .values:
            scale = try Scale(
                values.cells, scaled.measures[measure].scaling, lowerIsBetter: lower, ranked: rankedCount,
                ascending: nil)
        }
        var (allScales, allValues) = (scaled.scales, scaled.values)
        allScales[measure] = scale
        allValues[measure] = values
        let moved = ScaledMeasures(
            measures: scaled.measures, rowCount: rowCount, rankedCount: rankedCount, scales: allScales,
            values: allValues)
        return try Ranking(moved, weights: weights, ties: ties)
    }

    private static func replacing(_ values: Doubles, _ row: Int, _ value: Double) throws(Diagnostic) -> Doubles {
        let buffer = try Buffer(
            byteCount: values.count * 8,
            fill: { (memory) throws(Diagnostic) in
                let output = memory.bindMemory(to: Double.self)
                _ = output.update(from: values.cells)
                output[row] = value
            })
        return Doubles(buffer: buffer, start: 0, count: values.count)
    }

    /// Doubled ranks after one row has moved: every other rank changes by what the row counts for it, as smaller and
    /// as not greater, before and after.
    private static func rerank(_ ranks: Buffer, _ values: Doubles, _ row: Int, _ position: Position, lower: Bool)
        throws(Diagnostic) -> Buffer
    {
        nonisolated(unsafe) let old: UnsafePointer<Int32> = ranks.pointer()
        nonisolated(unsafe) let cells = values.cells
        let sign: Double = lower ? -1 : 1
        let from = cells[row] * sign
        let (to, isBeyond) =
            switch position {
            case .at(let number): (number * sign, false)
            case .beyond(let number): (number * sign, true)
            }
        let own = Mutex<Int32>(2)
        return try Buffer(
            byteCount: ranks.byteCount,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let output = memory.bindMemory(to: Int32.self)
                try parallelFor(rows: values.count) { (_, rows) throws(Diagnostic) in
                    // Comparisons with NaN are false, so that rows that are not ranked count for nothing.
                    var passed: Int32 = 0
                    for at in rows where at != row {
                        let x = cells[at] * sign
                        let before: Int32 = (from < x ? 1 : 0) + (from <= x ? 1 : 0)
                        let isAbove = to < x
                        let isEqual = to == x
                        let after: Int32 = isAbove ? 2 : isEqual && !isBeyond ? 1 : 0
                        output[at] = old[at] &- before &+ after
                        passed += x < to ? 2 : isEqual ? (isBeyond ? 2 : 1) : 0
                    }
                    own.withLock { $0 += passed }
                }
                output[row] = own.withLock { $0 }
            })
    }
}
