import Diagnostics
import Tables

/// Rows scored by weighted measures.
///
/// The score is the weighted average of the scaled values, so 0 to 1 where these are (percentiles, min–max, reference
/// bounds); a caller that shows points multiplies by 100. With percentiles only, scores are exact whole numbers
/// underneath, S = Σ weight·(doubled rank), and equal scores are truly equal: score = (S/2W − 1)/(n − 1) with W = Σ weight.
package struct Ranking: Sendable {
    package enum Scores: Sendable {
        /// Int64 S; `Int64.min` where a row is not ranked.
        case whole(Buffer)
        /// Double scores; NaN where a row is not ranked.
        case decimal(Buffer)
    }

    package let scaled: ScaledMeasures
    package let weights: [Int64]
    package let totalWeight: Int64
    package let scores: Scores
    /// UInt64 a row, the lesser the earlier among equal scores (the order-preserving key of the account key); nil
    /// for row order.
    package let ties: Buffer?
    /// UInt64 a row, the better score the lesser; `Ordering.missing` where a row is not ranked.
    package let keys: Buffer

    package var rowCount: Int { scaled.rowCount }
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
        if ranks.count == weights.count {
            (scores, keys) = try Ranking.wholeScores(ranks, weights, scaled.rowCount)
        } else {
            (scores, keys) = try Ranking.decimalScores(scaled, weights, totalWeight)
        }
    }

    /// A row's score; NaN when it is not ranked.
    package func score(_ row: Int) -> Double {
        switch scores {
        case .whole(let buffer): score(ofWhole: buffer.pointer(to: Int64.self)[row])
        case .decimal(let buffer): buffer.pointer(to: Double.self)[row]
        }
    }

    @inline(__always)
    private func score(ofWhole score: Int64) -> Double {
        if score == .min { return .nan }
        if rankedCount < 2 { return 1 }
        return Double(score - 2 * totalWeight) / (Double(2 * totalWeight) * Double(rankedCount - 1))
    }

    /// Double scores of all rows; NaN where a row is not ranked.
    package func decimalScores() throws(Diagnostic) -> Buffer {
        if case .decimal(let buffer) = scores { return buffer }
        return try Buffer(
            byteCount: rowCount * 8,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let output = memory.bindMemory(to: Double.self)
                try parallelFor(rows: rowCount) { (_, rows) throws(Diagnostic) in
                    for row in rows { output[row] = score(row) }
                }
            })
    }

    // MARK: Order

    /// Int32 rows that are ranked, best first; equal scores by tie key, then row.
    package func order() throws(Diagnostic) -> Buffer {
        let keys = keyCells
        return try Buffer(
            byteCount: rankedCount * 4,
            fill: { (memory) throws(Diagnostic) in
                let rows = memory.bindMemory(to: Int32.self)
                var next = 0
                for row in 0..<rowCount where keys[row] != Ordering.missing && next < rows.count {
                    rows[next] = Int32(truncatingIfNeeded: row)
                    next += 1
                }
                try Ordering.sort(rows, keys: keys)
                guard let ties = tieCells else { return }
                // Within equal scores only: cheaper than another sort of all by tie key.
                var start = 0
                while start < rows.count {
                    var end = start + 1
                    while end < rows.count, keys[Int(rows[end])] == keys[Int(rows[start])] { end += 1 }
                    if end - start > 1 { try Ordering.sort(.init(rebasing: rows[start..<end]), keys: ties) }
                    start = end
                }
            })
    }

    /// Int32 places by row, 1 is the best; 0 where a row is not ranked.
    package func places(_ order: Buffer) throws(Diagnostic) -> Buffer {
        try Buffer(
            byteCount: rowCount * 4,
            fill: { (memory) throws(Diagnostic) in
                try Cancellation.check()
                let places = memory.bindMemory(to: Int32.self)
                places.update(repeating: 0)
                let rows: UnsafePointer<Int32> = order.pointer()
                for at in 0..<rankedCount { places[Int(rows[at])] = Int32(truncatingIfNeeded: at + 1) }
            })
    }

    /// Where a row stands, for comparison with others.
    package func mark(_ row: Int) -> Ordering.Mark {
        Ordering.Mark(key: keyCells[row], tie: tieCells?[row] ?? 0, row: Int32(truncatingIfNeeded: row))
    }

    /// Who stands at each of the places from 1; nothing is sorted. Empty when no row is ranked.
    package func marks(at places: [Int]) throws(Diagnostic) -> [Ordering.Mark] {
        guard rankedCount > 0 else { return [] }
        return try Ordering.marks(at: places.map { min($0, rankedCount) }, keys: keyCells, ties: tieCells)
    }

    /// One row's place from 1, among the rows of its group where there are groups; nil when it is not ranked.
    package func place(of row: Int, groups: Buffer? = nil) throws(Diagnostic) -> Int? {
        guard scaled.isRanked(row) else { return nil }
        try Cancellation.check()
        let own = mark(row)
        let (keys, ties) = (keyCells, tieCells)
        let group = groups.map { UnsafeBufferPointer(start: $0.pointer(to: Int32.self), count: rowCount) }
        var better = 0
        for other in 0..<rowCount where keys[other] <= own.key {
            if let group, group[other] != group[row] { continue }
            let mark = Ordering.Mark(key: keys[other], tie: ties?[other] ?? 0, row: Int32(truncatingIfNeeded: other))
            if mark < own { better += 1 }
        }
        return better + 1
    }

    var keyCells: UnsafeBufferPointer<UInt64> { UnsafeBufferPointer(start: keys.pointer(), count: rowCount) }
    var tieCells: UnsafeBufferPointer<UInt64>? { ties.map { UnsafeBufferPointer(start: $0.pointer(), count: rowCount) } }
}

// MARK: - Scores

extension Ranking {
    private static func wholeScores(_ ranks: [Buffer], _ weights: [Int64], _ count: Int)
        throws(Diagnostic) -> (Scores, Buffer)
    {
        let scores = Buffer.allocate(count * 8)
        let keys = Buffer.allocate(count * 8)
        let results = (Buffer(taking: scores, byteCount: count * 8), Buffer(taking: keys, byteCount: count * 8))
        nonisolated(unsafe) let score = scores.bindMemory(to: Int64.self, capacity: count)
        nonisolated(unsafe) let key = keys.bindMemory(to: UInt64.self, capacity: count)
        try parallelFor(rows: count) { (_, rows) throws(Diagnostic) in
            add(ranks[0].pointer(), weights[0], to: score, rows, first: true)
            for index in ranks.indices.dropFirst() {
                add(ranks[index].pointer(), weights[index], to: score, rows, first: false)
            }
            let ranked: UnsafePointer<Int32> = ranks[0].pointer()
            for row in rows {
                if ranked[row] == .min { score[row] = .min }
                key[row] = Ordering.descending(Ordering.key(score[row]))
            }
        }
        return (.whole(results.0), results.1)
    }

    @inline(__always)
    private static func add(
        _ ranks: UnsafePointer<Int32>, _ weight: Int64, to score: UnsafeMutablePointer<Int64>, _ rows: Range<Int>,
        first: Bool
    ) {
        // What wraps around belongs to rows that are not ranked; `Weights.total` bounds the others.
        if first {
            for row in rows { score[row] = weight &* Int64(ranks[row]) }
        } else {
            for row in rows { score[row] &+= weight &* Int64(ranks[row]) }
        }
    }

    private static func decimalScores(_ scaled: ScaledMeasures, _ weights: [Int64], _ total: Int64)
        throws(Diagnostic) -> (Scores, Buffer)
    {
        let count = scaled.rowCount
        let ranked = scaled.rankedCount
        let scores = try Buffer(
            byteCount: count * 8,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let score = memory.bindMemory(to: Double.self)
                try parallelFor(rows: count) { (_, rows) throws(Diagnostic) in
                    for row in rows { score[row] = 0 }
                    for (scale, weight) in zip(scaled.scales, weights) {
                        let share = Double(weight) / Double(total)
                        switch scale {
                        case .ranks(let buffer):
                            let ranks: UnsafePointer<Int32> = buffer.pointer()
                            for row in rows { score[row] += share * Scale.percentile(ranks[row], ranked) }
                        case .values(let buffer):
                            let values: UnsafePointer<Double> = buffer.pointer()
                            for row in rows { score[row] += share * values[row] }
                        }
                    }
                }
            })
        let cells = UnsafeBufferPointer(start: scores.pointer(to: Double.self), count: count)
        return (.decimal(scores), try Ordering.keys(of: cells, descending: true))
    }
}
