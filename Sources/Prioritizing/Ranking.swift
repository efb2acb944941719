import Diagnostics
import Tables

/// Rows scored by weighted measures.
///
/// The score is the weighted average of the scaled values, so 0 to 1 where these are (percentiles, min–max, reference
/// bounds); a caller that shows points multiplies by 100. With percentiles only, scores are exact whole numbers
/// underneath, S = Σ weight·(doubled rank), and equal scores are truly equal: score = (S/2W − 1)/(n − 1) with W = Σ weight.
package struct Ranking: Standing {
    /// The measures that it weighs.
    package let scaled: ScaledMeasures
    /// Whole numbers, one a measure, 0 or more.
    package let weights: [Int64]
    /// The sum of `weights`, above 0.
    package let totalWeight: Int64
    /// True when scores are whole numbers underneath.
    package let isExact: Bool
    /// The order-preserving keys of the account keys, or nil for row order.
    package let ties: Buffer?
    /// The descending `Ordering` keys of the whole or the decimal scores.
    package let keys: Buffer

    /// All rows, ranked or not.
    package var rowCount: Int { scaled.rowCount }
    /// Rows none of whose measures is missing.
    package var rankedCount: Int { scaled.rankedCount }

    /// - Parameter weights: whole numbers, one a measure, of which the proportions matter (`Weights.whole`).
    /// Errors: `invalid-weight`, `cancelled`.
    package init(_ scaled: ScaledMeasures, weights: [Int64], ties: Buffer? = nil) throws(Diagnostic) {
        guard weights.count == scaled.measures.count else {
            throw Diagnostic("invalid-weight", "A score needs one weight a measure.")
        }
        self.scaled = scaled
        self.weights = weights
        self.ties = ties
        totalWeight = try Weights.total(weights, rows: scaled.rowCount)
        let ranks = scaled.scales.compactMap { if case .ranks(let ranks) = $0 { ranks } else { nil } }
        isExact = ranks.count == weights.count
        keys =
            if isExact { try Ranking.wholeKeys(ranks, weights, scaled.rowCount) } else {
                try Ranking.decimalKeys(scaled, weights, totalWeight)
            }
    }

    /// A row's whole score S; nil when it is not ranked or scores are not exact.
    package func wholeScore(_ row: Int) -> Int64? {
        let key = keyCells[row]
        return isExact && key != Ordering.missing ? Ordering.wholeNumber(ofKey: Ordering.descending(key)) : nil
    }

    /// A row's score; NaN when it is not ranked.
    package func score(_ row: Int) -> Double {
        let key = Ordering.descending(keyCells[row])
        guard isExact else { return Ordering.double(ofKey: key) }
        if key == Ordering.missing { return .nan }
        if rankedCount < 2 { return 1 }
        let whole = Ordering.wholeNumber(ofKey: key)
        return Double(whole - 2 * totalWeight) / (Double(2 * totalWeight) * Double(rankedCount - 1))
    }

    /// Double scores of all rows, multiplied; NaN where a row is not ranked. Errors: `cancelled`.
    package func decimalScores(times factor: Double = 1) throws(Diagnostic) -> Buffer {
        try Buffer(
            byteCount: rowCount * 8,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let output = memory.bindMemory(to: Double.self)
                nonisolated(unsafe) let keys = keyCells
                let (isWhole, least) = (isExact && rankedCount > 1, 2 * totalWeight)
                let span = Double(least) * Double(rankedCount - 1)
                try parallelFor(rows: rowCount) { (_, rows) throws(Diagnostic) in
                    if isWhole {
                        // As in `score`, with what is the same for all rows worked out once.
                        for row in rows {
                            let whole = Int64(bitPattern: ~keys[row] ^ 1 << 63)
                            output[row] = keys[row] == .max ? .nan : Double(whole - least) / span * factor
                        }
                    } else {
                        for row in rows { output[row] = score(row) * factor }
                    }
                }
            })
    }
}

// MARK: - Scores

extension Ranking {
    private static func wholeKeys(_ ranks: [Buffer], _ weights: [Int64], _ count: Int) throws(Diagnostic) -> Buffer {
        try Buffer(
            byteCount: count * 8,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let keys = memory.bindMemory(to: UInt64.self)
                try parallelFor(rows: count) { (_, rows) throws(Diagnostic) in
                    // One measure after the other over a run that stays in the cache, its sum in the key's memory.
                    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: 2048) {
                        let run = start..<min(start + 2048, rows.upperBound)
                        add(ranks[0].pointer(), weights[0], to: keys, run, first: true)
                        for index in ranks.indices.dropFirst() {
                            add(ranks[index].pointer(), weights[index], to: keys, run, first: false)
                        }
                        let ranked: UnsafePointer<Int32> = ranks[0].pointer()
                        for row in run {
                            keys[row] = ranked[row] == .min ? missing : key(ofWhole: keys[row])
                        }
                    }
                }
            })
    }

    /// `Ordering.descending(Ordering.key(score))`, which is not inlined from another module.
    @inline(__always)
    static func key(ofWhole score: UInt64) -> UInt64 { ~(score ^ 1 << 63) }

    /// `Ordering.missing`.
    @inline(__always)
    static var missing: UInt64 { .max }

    @inline(__always)
    private static func add(
        _ ranks: UnsafePointer<Int32>, _ weight: Int64, to sums: UnsafeMutableBufferPointer<UInt64>,
        _ rows: Range<Int>, first: Bool
    ) {
        // Unsigned 32 by 32 bits, which every processor multiplies several at a time. What comes of the ranks of rows
        // that are not ranked is replaced later; `Weights.total` bounds the others.
        let weight = UInt64(UInt32(truncatingIfNeeded: weight))
        if first {
            for row in rows { sums[row] = weight &* UInt64(UInt32(bitPattern: ranks[row])) }
        } else {
            for row in rows { sums[row] &+= weight &* UInt64(UInt32(bitPattern: ranks[row])) }
        }
    }

    private static func decimalKeys(_ scaled: ScaledMeasures, _ weights: [Int64], _ total: Int64)
        throws(Diagnostic) -> Buffer
    {
        let ranked = scaled.rankedCount
        return try Buffer(
            byteCount: scaled.rowCount * 8,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let keys = memory.bindMemory(to: UInt64.self)
                try parallelFor(rows: scaled.rowCount) { (_, rows) throws(Diagnostic) in
                    var scores = [Double](repeating: 0, count: rows.count)
                    for (scale, weight) in zip(scaled.scales, weights) {
                        let share = Double(weight) / Double(total)
                        switch scale {
                        case .ranks(let buffer):
                            let ranks = buffer.pointer(to: Int32.self) + rows.lowerBound
                            for at in scores.indices { scores[at] += share * Scale.percentile(ranks[at], ranked) }
                        case .values(let buffer):
                            let values = buffer.pointer(to: Double.self) + rows.lowerBound
                            for at in scores.indices { scores[at] += share * values[at] }
                        }
                    }
                    for at in scores.indices {
                        keys[rows.lowerBound + at] = Ordering.descending(Ordering.key(scores[at]))
                    }
                }
            })
    }
}
