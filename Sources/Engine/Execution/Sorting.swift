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
    /// The most rows a join may give.
    private static let largest = 200_000_000

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
        func found(_ row: Int) -> [Int32] {
            let found = missing[row] ? [] : partners[Int(ids[row])]
            return found.isEmpty && isOuter ? [-1] : found
        }
        let total = (0..<leftCount).reduce(0) { $0 + found($1).count }
        if total > largest {
            throw Diagnostic(
                "join-too-large", "This join gives \(grouped(total)) rows, more than \(grouped(largest)).", help: "Join on a key that is unique on one side.")
        }
        var leftPlaces: [Int32] = []
        var rightPlaces: [Int32] = []
        leftPlaces.reserveCapacity(total)
        rightPlaces.reserveCapacity(total)
        var nextCheck = 0
        for row in 0..<leftCount {
            if leftPlaces.count >= nextCheck {
                try Cancellation.check()
                nextCheck = leftPlaces.count + blockRows
            }
            let found = found(row)
            leftPlaces.append(contentsOf: repeatElement(Int32(row), count: found.count))
            rightPlaces.append(contentsOf: found)
        }
        return (leftPlaces, rightPlaces)
    }
}

extension Table {
    /// The same rows in the order of the first few columns. Errors: `cancelled`.
    package func sorted(byFirst count: Int) throws(Diagnostic) -> Table {
        let order = try Sorting.order((0..<count).map { SortKey($0) }, Batch(self))
        return Table(fields.map { Field($0.name, $0.column.gather(order), look: $0.look) }, rowCount: rowCount)
    }
}
