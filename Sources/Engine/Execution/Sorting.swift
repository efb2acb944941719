import Diagnostics
import Tables

enum Sorting {
    /// The places of a batch's rows in the order of some keys; rows equal in all keep their order.
    static func order(_ keys: [SortKey], _ batch: Batch) throws(Diagnostic) -> Rows {
        var order: Buffer?
        for key in keys.reversed() {
            let cells = try Ordering.keys(of: try batch.column(key.slot), descending: key.descending)
            order = try Ordering.sortedRows(
                keys: UnsafeBufferPointer(start: cells.pointer(), count: batch.count),
                initial: order.map { UnsafeBufferPointer(start: $0.pointer(), count: batch.count) })
        }
        return order.map { Rows($0, count: batch.count) } ?? Rows(all: batch.count)
    }
}

enum Joining {
    /// Places of equal keys on both sides, left rows in order, partners in order. Missing keys have no partner.
    /// An outer join keeps left rows without partner, with −1 on the right.
    static func pairs(_ left: [Column], _ leftCount: Int, _ right: [Column], _ rightCount: Int, isOuter: Bool) throws(Diagnostic)
        -> ([Int32], [Int32])
    {
        // Both sides end to end, grouped: equal keys then share a group.
        var keys: [Column] = []
        for (a, b) in zip(left, right) { keys.append(Column.concatenate([a, b], type: a.type)) }
        let groups = try Grouping.groups(by: keys, rows: leftCount + rightCount)
        let ids = groups.ids.pointer(to: Int32.self)
        var missing = [Bool](repeating: false, count: leftCount + rightCount)
        for key in keys {
            let truths = Logic.isMissing(key)
            for i in missing.indices where truths.truths[i] == 2 { missing[i] = true }
        }
        var partners = [[Int32]](repeating: [], count: groups.count)
        for row in 0..<rightCount where !missing[leftCount + row] { partners[Int(ids[leftCount + row])].append(Int32(row)) }
        var leftPlaces: [Int32] = []
        var rightPlaces: [Int32] = []
        for row in 0..<leftCount {
            if row & 0xFFFF == 0 { try Cancellation.check() }
            let found = missing[row] ? [] : partners[Int(ids[row])]
            for partner in found {
                leftPlaces.append(Int32(row))
                rightPlaces.append(partner)
            }
            if found.isEmpty, isOuter {
                leftPlaces.append(Int32(row))
                rightPlaces.append(-1)
            }
            if leftPlaces.count > 200_000_000 {
                throw Diagnostic("join-too-large", "This join gives more than 200 million rows.", help: "Join on a key that is unique on one side.")
            }
        }
        return (leftPlaces, rightPlaces)
    }
}
