import Diagnostics
import Tables
import Workspaces

/// Two kept lists side by side, account by account.
package struct EditionComparison: Sendable {
    /// How an account's tier changed; to and from no tier it joins and leaves.
    package enum Movement: String, Sendable {
        /// From no tier into one, from one into none, to a higher one, to a lower one.
        case joined, left, up, down
    }

    /// An account whose tier is another.
    package struct Mover: Sendable {
        /// Its key.
        package var account: Value
        /// Its rows in the two lists; nil where it is not in one.
        package var then: Int?
        /// Its row in the later list; nil where it is not in it.
        package var now: Int?
        /// The way its tier changed.
        package var movement: Movement
    }

    /// The earlier list.
    package let then: KeptList
    /// The later one.
    package let now: KeptList
    /// Int32 by row of `now`: the same account's row of `then`, −1 where there is none.
    private let rows: Buffer
    /// By tier and rank of now, best first; then those without a tier now, by the tier and rank that they had.
    package let movers: [Mover]

    /// Accounts are found again by their keys. Errors: `cancelled`.
    package init(_ then: KeptList, _ now: KeptList) throws(Diagnostic) {
        self.then = then
        self.now = now
        rows = try Relations.resolve(now.key, to: then.table).rows
        let levels = TierLevels(then.tierNames, now.tierNames)
        let was = rows.pointer(to: Int32.self)
        var movers: [Mover] = []
        var isStillThere = [Bool](repeating: false, count: then.rowCount)
        for row in 0..<now.rowCount {
            if row % blockRows == 0 { try Cancellation.check() }
            let old = was[row] < 0 ? nil : Int(was[row])
            if let old { isStillThere[old] = true }
            let before = old.map { then.tier($0) } ?? -1
            guard let movement = levels.movement(before, now.tier(row)) else { continue }
            movers.append(Mover(account: now.key[row], then: old, now: row, movement: movement))
        }
        for row in 0..<then.rowCount where !isStillThere[row] && then.tier(row) >= 0 {
            movers.append(Mover(account: then.key[row], then: row, now: nil, movement: .left))
        }
        let ranks = (then: then.column(.rank), now: now.column(.rank))
        let ordered = movers.map { (place: EditionComparison.place($0, then, now, ranks), mover: $0) }
        self.movers = ordered.sorted { $0.place < $1.place }.map(\.mover)
    }

    /// By tier now, rank now; those without a tier by the tier and rank they had. Rows decide between equals.
    private static func place(_ mover: Mover, _ then: KeptList, _ now: KeptList, _ ranks: (then: Column, now: Column)) -> (Int, Int, Int, Int) {
        func rank(_ column: Column, _ row: Int?) -> Int { row.flatMap { column[$0].number }.map { Int($0) } ?? .max }
        if let row = mover.now, now.tier(row) >= 0 { return (now.tier(row), 0, rank(ranks.now, row), row) }
        return (.max, mover.then.map { then.tier($0) } ?? .max, rank(ranks.then, mover.then), mover.then ?? .max)
    }

    /// How many accounts moved that way.
    package func count(_ movement: Movement) -> Int { movers.count { $0.movement == movement } }

    /// How many accounts that are in both have other qualifiers.
    package func requalified() throws(Diagnostic) -> Int {
        let (then, now) = (then.column(.qualifiers), now.column(.qualifiers))
        let was = rows.pointer(to: Int32.self)
        var count = 0
        for row in 0..<self.now.rowCount where was[row] >= 0 {
            if row % blockRows == 0 { try Cancellation.check() }
            if EditionComparison.names(then[Int(was[row])]) != EditionComparison.names(now[row]) { count += 1 }
        }
        return count
    }

    /// Those in `Growth, Research-led`, in one order whatever that of the rules was.
    private static func names(_ cell: Value) -> [String] {
        guard case .text(let text) = cell, !text.isEmpty else { return [] }
        return text.split(separator: ",").map { String($0).trimmed.lowercased() }.sorted()
    }

    /// How many accounts have each qualifier of one list or the other.
    package func qualifierSizes() -> [(name: String, then: Int, now: Int)] {
        let (own, others) = (now.contents.rules[.qualifier].map(\.name), then.contents.rules[.qualifier].map(\.name))
        let names = own + others.filter { name in !own.contains { equalIgnoringCase($0, name) } }
        func count(_ list: KeptList, _ name: String) -> Int {
            AccountLabels.labels([name], list.column(.qualifiers)).first.map { members in (0..<list.rowCount).count { members.members.pointer(to: UInt8.self)[$0] == 2 } } ?? 0
        }
        return names.map { ($0, count(then, $0), count(now, $0)) }
    }
}

/// The tiers of two lists in one order.
package struct TierLevels: Sendable {
    private var then: [Int] = []
    private var now: [Int] = []

    /// Tiers are the same where their names are, in any case of letters.
    package init(_ thenNames: [String], _ nowNames: [String]) {
        let order = ListComparison.merged(thenNames, nowNames)
        func levels(_ names: [String]) -> [Int] { names.map { name in order.firstIndex { equalIgnoringCase($0, name) } ?? order.count } }
        (then, now) = (levels(thenNames), levels(nowNames))
    }

    /// What it is to go from one tier to another, below 0 none; nil when nothing changes.
    package func movement(_ was: Int, _ is: Int) -> EditionComparison.Movement? {
        switch (was >= 0, `is` >= 0) {
        case (false, false): return nil
        case (false, true): return .joined
        case (true, false): return .left
        case (true, true):
            let (before, after) = (then[was], now[`is`])
            return before == after ? nil : after < before ? .up : .down
        }
    }
}
