import Diagnostics
import Synchronization
import Tables

extension Tiering {
    /// The last place of each tier; nil when a rule needs more than places. Errors: `invalid-share`.
    package static func ends(_ rules: [TierRule], ranked: Int) throws(Diagnostic) -> [Int]? {
        var end = 0
        var ends: [Int] = []
        var shares = ShareSum()
        for rule in rules {
            switch rule {
            case .count(let count): end += min(count, ranked - end)
            case .share(let part, let whole): end += min(try shares.add(part, whole, of: ranked), ranked - end)
            case .measureShare, .condition, .score: return nil
            }
            ends.append(end)
        }
        return ends
    }

    /// Tiers that end at places: the rows at these places are selected, all others are put beside them in one pass.
    static func cut(_ ranking: some Standing, ends: [Int]) throws(Diagnostic) -> Tiering {
        let filled = ends.indices.filter { ends[$0] > ($0 > 0 ? ends[$0 - 1] : 0) }
        let marks = try ranking.marks(at: filled.map { ends[$0] })
        let ties = Mutex([Int](repeating: 0, count: filled.count))
        let count = ranking.rowCount
        nonisolated(unsafe) let (keys, tieKeys) = (ranking.keyCells, ranking.tieCells)
        nonisolated(unsafe) let cells: UnsafePointer<UInt64> = ranking.keys.pointer()
        // What a row is by the number of cuts it lies beyond; the last cut parts the ranked from the others.
        let cuts = Cuts(marks.map(\.key) + [Ordering.missing - 1], numbers: filled.map { Int16($0) } + [nonTiered, notRanked])
        let tiers = try Buffer(
            byteCount: count * 2,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let tiers = memory.bindMemory(to: Int16.self)
                guard let start = memory.baseAddress else { return }
                nonisolated(unsafe) let first = start.assumingMemoryBound(to: Int16.self)
                try parallelFor(rows: count) { (_, rows) throws(Diagnostic) in
                    if cuts.fill(first + rows.lowerBound, cells + rows.lowerBound, rows.count) {
                        let tied = settleTies(tiers, rows, keys, tieKeys, marks, cuts.numbers)
                        ties.withLock { all in for at in all.indices { all[at] += tied[at] } }
                    }
                }
            })
        let tied = ties.withLock { $0 }
        let lines = ends.enumerated().map { tier, end in
            let at = filled.firstIndex(of: tier)
            let row = at.map { Int(marks[$0].row) }
            return TierLine(
                tier: tier, group: 0, count: end - (tier > 0 ? ends[tier - 1] : 0), row: row,
                score: row.map { ranking.score($0) } ?? .nan, place: row == nil ? 0 : end, tied: at.map { tied[$0] } ?? 0)
        }
        return Tiering(tiers: tiers, lines: lines)
    }

    /// Sets the rows with the key of a cut by their tie keys; returns for each cut how many of its key lie below it.
    private static func settleTies(
        _ tiers: UnsafeMutableBufferPointer<Int16>, _ rows: Range<Int>, _ keys: UnsafeBufferPointer<UInt64>,
        _ ties: UnsafeBufferPointer<UInt64>?, _ marks: [Ordering.Mark], _ numbers: [Int16]
    ) -> [Int] {
        var tied = [Int](repeating: 0, count: marks.count)
        var seen: UInt64?
        for cut in marks where cut.key != seen {
            seen = cut.key
            for row in rows where keys[row] == cut.key {
                let own = Ordering.Mark(key: cut.key, tie: ties?[row] ?? 0, row: Int32(truncatingIfNeeded: row))
                let at = marks.firstIndex { own <= $0 }
                tiers[row] = at.map { numbers[$0] } ?? nonTiered
                for other in marks.indices where marks[other].key == cut.key && marks[other] < own { tied[other] += 1 }
            }
        }
        return tied
    }
}

/// Keys that part the tiers.
private struct Cuts {
    /// What a row before the first cut is, one between two, and one beyond the last.
    let numbers: [Int16]
    /// Ascending; the last one is repeated up to a multiple of four.
    private let keys: [UInt64]
    /// What being beyond a cut adds to a row's number.
    private let steps: [Int16]

    init(_ cuts: [UInt64], numbers: [Int16]) {
        let padding = (4 - cuts.count % 4) % 4
        self.numbers = numbers
        keys = cuts + cuts.suffix(1).flatMap { [UInt64](repeating: $0, count: padding) }
        steps = cuts.indices.map { numbers[$0 + 1] - numbers[$0] } + [Int16](repeating: 0, count: padding)
    }

    /// Tiers by key alone: right for all rows but those with the very key of a cut. True when there are such rows.
    func fill(_ tiers: UnsafeMutablePointer<Int16>, _ cells: UnsafePointer<UInt64>, _ count: Int) -> Bool {
        var equal: UInt64 = 0
        for first in stride(from: 0, to: keys.count, by: 4) {
            let (a, b, c, d) = (keys[first], keys[first + 1], keys[first + 2], keys[first + 3])
            let (p, q, r, s) = (steps[first], steps[first + 1], steps[first + 2], steps[first + 3])
            let (start, before) = first == 0 ? (numbers[0], Int16(0)) : (0, -1)
            for row in 0..<count {
                let key = cells[row]
                var tier = start &+ (tiers[row] & before)
                tier &+= key > a ? p : 0
                tier &+= key > b ? q : 0
                tier &+= key > c ? r : 0
                tier &+= key > d ? s : 0
                tiers[row] = tier
                equal |= (key == a ? 1 : 0) | (key == b ? 1 : 0) | (key == c ? 1 : 0) | (key == d ? 1 : 0)
            }
        }
        return equal != 0
    }
}
