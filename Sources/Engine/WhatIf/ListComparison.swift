import Diagnostics
import Prioritizing
import Tables
import Workspaces

/// Two lists account by account: who moves, what that is worth, and why.
package struct ListComparison: Sendable {
    /// The list that the other is held against.
    package let before: FirmList
    /// The list that is asked about.
    package let after: FirmList
    /// The tiers of both lists in order, then `non-tiered` and `not ranked`.
    package let levels: [String]
    /// How many tiers both lists have together.
    package var tierCount: Int { levels.count - 2 }
    /// Rows of both lists side by side.
    let pairs: AccountPairs
    /// How many accounts go from which level to which, and what they are worth now.
    package let movement: Movement
    /// What accounts were worth and are worth, by level.
    package let worthBefore: [Double]
    /// What they are worth now, by the level they are on now.
    package let worthAfter: [Double]
    /// Pairs that enter, leave or change a tier, ascending.
    package let movers: [Int32]
    let labels: LabelChanges
    /// Accounts that go to a better level, into tiers too.
    package let up: Int
    /// Accounts that go to a lesser one, out of tiers too.
    package let down: Int

    /// Accounts are found again by their keys, tiers by their names. Errors: `cancelled`.
    package init(_ before: FirmList, _ after: FirmList) throws(Diagnostic) {
        self.before = before
        self.after = after
        let tiers = ListComparison.merged(before.tierNames, after.tierNames)
        levels = tiers + ["non-tiered", "not ranked"]
        pairs = try AccountPairs(before, after)
        func side(_ list: FirmList, _ tiers: [String], _ cells: Buffer) -> Movement.Side {
            Movement.Side(cells, levels: list.tierNames.map { name in tiers.firstIndex { equalIgnoringCase($0, name) } ?? tiers.count })
        }
        let (was, now) = (side(before, tiers, pairs.tiersBefore), side(after, tiers, pairs.tiersAfter))
        let count = tiers.count + 2
        let worth = pairs.worthAfter
        let movement = try Movement(from: was, to: now, tierCount: tiers.count, rowCount: pairs.count, values: worth.buffer, start: worth.start)
        self.movement = movement
        worthAfter = (0..<count).map { now in (0..<count).reduce(0) { $0 + movement.sum(from: $1, to: now) } }
        var old = movement
        if !pairs.isWorthSame {
            let worth = pairs.worthBefore
            old = try Movement(from: was, to: now, tierCount: tiers.count, rowCount: pairs.count, values: worth.buffer, start: worth.start)
        }
        worthBefore = (0..<count).map { was in (0..<count).reduce(0) { $0 + old.sum(from: was, to: $1) } }
        // To and from the rest only: who becomes ranked or drops out of the ranking there moves nowhere.
        let rest = movement.count(from: count - 2, to: count - 1) + movement.count(from: count - 1, to: count - 2)
        if rest == 0 {
            movers = movement.moved.cells(of: Int32.self, count: movement.movedCount)
        } else {
            // The pairs keep these.
            let (a, b) = (pairs.tiersBefore.pointer(to: Int16.self), pairs.tiersAfter.pointer(to: Int16.self))
            movers = movement.moved.cells(of: Int32.self, count: movement.movedCount).filter { a[Int($0)] >= 0 || b[Int($0)] >= 0 }
        }
        labels = try LabelChanges(before, after, pairs)
        up = movement.up - movement.count(from: count - 1, to: count - 2)
        down = movement.down - movement.count(from: count - 2, to: count - 1)
    }

    /// The tiers now, and where they stood those that are gone.
    static func merged(_ before: [String], _ after: [String]) -> [String] {
        var merged = after
        var place = 0
        for name in before {
            if let at = merged.firstIndex(where: { equalIgnoringCase($0, name) }) {
                place = at + 1
            } else {
                merged.insert(name, at: place)
                place += 1
            }
        }
        return merged
    }

    /// The level of a pair before and after.
    package func wasLevel(_ pair: Int) -> Int { level(before, Int(pairs.tiersBefore.pointer(to: Int16.self)[pair])) }
    /// An index of `levels`.
    package func nowLevel(_ pair: Int) -> Int { level(after, Int(pairs.tiersAfter.pointer(to: Int16.self)[pair])) }

    private func level(_ list: FirmList, _ tier: Int) -> Int {
        if tier < 0 { return tier == Int(Tiering.notRanked) ? levels.count - 1 : levels.count - 2 }
        return levels.firstIndex { equalIgnoringCase($0, list.tierNames[tier]) } ?? levels.count - 2
    }
}

/// The accounts of two lists side by side: those of the later one, then those that it has no more.
struct AccountPairs: Sendable {
    let count: Int
    /// Int32 rows by pair, −1 where the list has no such account; nil where pairs are rows.
    let rowsBefore: Buffer?
    let rowsAfter: Buffer?
    /// Int16 by pair.
    let tiersBefore: Buffer
    let tiersAfter: Buffer
    let names: Column
    let isWorthSame: Bool
    let worthBefore: (buffer: Buffer, start: Int)
    let worthAfter: (buffer: Buffer, start: Int)

    init(_ before: FirmList, _ after: FirmList) throws(Diagnostic) {
        let (old, new) = (before.result.names, after.result.names)
        isWorthSame = before.value.column.isIdentical(to: after.value.column) && old.isIdentical(to: new)
        if old.isIdentical(to: new) {
            (count, rowsBefore, rowsAfter, names) = (new.count, nil, nil, new)
            (tiersBefore, tiersAfter) = (before.tiers, after.tiers)
            worthBefore = before.value.column.doubles()
            worthAfter = after.value.column.doubles()
            return
        }
        let partners = try KeyIndex(old).rows(of: new).cells(of: Int32.self, count: new.count)
        var isKept = [Bool](repeating: false, count: old.count)
        for row in 0..<new.count where partners[row] >= 0 { isKept[Int(partners[row])] = true }
        let gone = isKept.indices.filter { !isKept[$0] }.map { Int32($0) }
        let was = partners + gone
        let now = (0..<Int32(new.count)) + gone.map { _ in -1 }
        count = was.count
        rowsBefore = Buffer(was)
        rowsAfter = Buffer(Array(now))
        names = Column.concatenate([new, old.gather(Rows(gone))], type: new.type)
        tiersBefore = AccountPairs.tiers(before.tiers, was)
        tiersAfter = AccountPairs.tiers(after.tiers, Array(now))
        worthBefore = (AccountPairs.worth(before.value.column, was), 0)
        worthAfter = (AccountPairs.worth(after.value.column, Array(now)), 0)
    }

    private static func tiers(_ cells: Buffer, _ rows: [Int32]) -> Buffer {
        cells.withCells(of: Int16.self, count: cells.byteCount / 2) { tiers in Buffer(rows.map { $0 < 0 ? Tiering.notRanked : tiers[Int($0)] }) }
    }

    private static func worth(_ column: Column, _ rows: [Int32]) -> Buffer {
        let (buffer, start) = column.doubles()
        return buffer.withCells(of: Double.self, start: start, count: column.count) { cells in Buffer(rows.map { $0 < 0 ? .nan : cells[Int($0)] }) }
    }

    func rowBefore(_ pair: Int) -> Int? { row(rowsBefore, pair) }
    func rowAfter(_ pair: Int) -> Int? { row(rowsAfter, pair) }

    private func row(_ rows: Buffer?, _ pair: Int) -> Int? {
        guard let rows else { return pair }
        let row = rows.pointer(to: Int32.self)[pair]
        return row < 0 ? nil : Int(row)
    }
}
