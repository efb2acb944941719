import Diagnostics
import Tables

/// One order out of several objectives, each of which has so many places.
///
/// A row is counted for the objective where it ranks best, the one declared first where it ranks equally well in two.
/// The places of an objective go down its own ranking, over the rows counted for it. First come all rows that have a
/// place, by their best rank; then all others that any objective ranks, by their best rank too; equal best ranks in
/// the order of the objectives. (Two rows cannot share both.)
package struct Quota: Standing {
    /// Over the same rows, at least one.
    package let objectives: [Ranking]
    /// Rows that any objective ranks.
    package let rankedCount: Int
    /// The best rank, and above it a bit that is set when the row has no place.
    package let keys: Buffer
    /// The number of the objective that carries the row.
    package let ties: Buffer?

    /// Rows of each objective, ranked or not.
    package var rowCount: Int { objectives.first?.rowCount ?? 0 }

    /// - Parameters:
    ///   - places: one an objective.
    ///   - orders: `order()` of each objective, where the caller has it.
    /// Errors: `no-objective`, `invalid-count`, `cancelled`.
    package init(_ objectives: [Ranking], places: [Int], orders: [Buffer?] = []) throws(Diagnostic) {
        guard let first = objectives.first, objectives.allSatisfy({ $0.rowCount == first.rowCount }) else {
            throw Diagnostic("no-objective", "Places need at least one objective, and all of them over the same accounts.")
        }
        guard places.count == objectives.count, places.allSatisfy({ $0 >= 0 }) else {
            throw Diagnostic("invalid-count", "Every objective needs its number of places, 0 or more.")
        }
        self.objectives = objectives
        var (known, ranks): ([Buffer], [Buffer]) = ([], [])
        for (index, objective) in objectives.enumerated() {
            let given = index < orders.count ? orders[index] : nil
            let order = if let given { given } else { try objective.order() }
            known.append(order)
            ranks.append(try objective.places(order))
        }
        let (keys, carriers, ranked) = try Quota.bestRanks(ranks, rows: first.rowCount)
        self.keys = try Quota.placed(keys, carriers, known, places)
        ties = carriers
        rankedCount = ranked
    }

    /// The number of the objective that carries a row; nil when none ranks it.
    package func carrier(_ row: Int) -> Int? {
        guard isRanked(row), let ties else { return nil }
        return Int(ties.pointer(to: UInt64.self)[row])
    }

    /// True when the row has one of its objective's places.
    package func hasPlace(_ row: Int) -> Bool { keyCells[row] < Quota.noPlace }

    /// A row's rank in the objective that carries it, from 1; nil when none ranks it.
    package func bestRank(_ row: Int) -> Int? { isRanked(row) ? Int(keyCells[row] & (Quota.noPlace - 1)) : nil }

    /// The score in the objective that carries the row.
    package func score(_ row: Int) -> Double { carrier(row).map { objectives[$0].score(row) } ?? .nan }

    private static let noPlace: UInt64 = 1 << 32

    /// Best ranks as keys of rows without a place, the objectives they are had in, and how many rows have one.
    private static func bestRanks(_ ranks: [Buffer], rows count: Int) throws(Diagnostic) -> (Buffer, Buffer, Int) {
        let cells = ranks.map { UnsafeBufferPointer(start: $0.pointer(to: Int32.self), count: count) }
        var keys = [UInt64](repeating: Ordering.missing, count: count)
        var carriers = [UInt64](repeating: 0, count: count)
        var ranked = 0
        for (objective, ranks) in cells.enumerated() {
            try Cancellation.check()
            for row in 0..<count where ranks[row] > 0 {
                let key = noPlace | UInt64(ranks[row])
                if keys[row] == Ordering.missing { ranked += 1 }
                if key < keys[row] { (keys[row], carriers[row]) = (key, UInt64(objective)) }
            }
        }
        return (Buffer(keys), Buffer(carriers), ranked)
    }

    /// The keys with the bit taken from those rows that get a place.
    private static func placed(_ keys: Buffer, _ carriers: Buffer, _ orders: [Buffer], _ places: [Int])
        throws(Diagnostic) -> Buffer
    {
        let carriers = carriers.pointer(to: UInt64.self)
        return try Buffer(
            byteCount: keys.byteCount,
            fill: { (memory) throws(Diagnostic) in
                memory.copyMemory(from: UnsafeRawBufferPointer(start: keys.bytes, count: keys.byteCount))
                let keys = memory.bindMemory(to: UInt64.self)
                for (objective, order) in orders.enumerated() {
                    try Cancellation.check()
                    var left = places[objective]
                    let rows = UnsafeBufferPointer(start: order.pointer(to: Int32.self), count: order.byteCount / 4)
                    for row in rows where carriers[Int(row)] == UInt64(objective) {
                        if left == 0 { break }
                        keys[Int(row)] &= noPlace - 1
                        left -= 1
                    }
                }
            })
    }
}
