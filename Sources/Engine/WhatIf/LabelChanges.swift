import Diagnostics
import Tables

/// Which qualifiers accounts gain and lose from one list to another.
struct LabelChanges: Sendable {
    struct Change: Sendable {
        var name: String
        var gained: Int
        var lost: Int
    }

    /// Of the qualifiers of both lists, those that somebody gains or loses.
    let changes: [Change]
    /// The pairs whose qualifiers differ, ascending.
    let pairs: [Int32]

    init(_ before: FirmList, _ after: FirmList, _ pairs: AccountPairs) throws(Diagnostic) {
        var names = after.qualifiers.map(\.name)
        for qualifier in before.qualifiers where !names.contains(where: { equalIgnoringCase($0, qualifier.name) }) { names.append(qualifier.name) }
        var changes: [Change] = []
        var differs = [Bool](repeating: false, count: names.isEmpty ? 0 : pairs.count)
        for name in names {
            let (old, new) = (LabelChanges.members(before, name), LabelChanges.members(after, name))
            if let old, let new, pairs.rowsBefore == nil, old.holdsSame(as: new) { continue }
            let (was, now) = (old?.pointer(to: UInt8.self), new?.pointer(to: UInt8.self))
            var change = Change(name: name, gained: 0, lost: 0)
            for pair in 0..<pairs.count {
                if pair % blockRows == 0 { try Cancellation.check() }
                let had = LabelChanges.isMember(was, pairs.rowBefore(pair))
                let has = LabelChanges.isMember(now, pairs.rowAfter(pair))
                if had == has { continue }
                if has { change.gained += 1 } else { change.lost += 1 }
                differs[pair] = true
            }
            if change.gained + change.lost > 0 { changes.append(change) }
        }
        self.changes = changes
        self.pairs = changes.isEmpty ? [] : differs.indices.filter { differs[$0] }.map { Int32($0) }
    }

    private static func isMember(_ members: UnsafePointer<UInt8>?, _ row: Int?) -> Bool {
        guard let members, let row else { return false }
        return members[row] == 2
    }

    private static func members(_ list: FirmList, _ name: String) -> Buffer? {
        list.qualifiers.first { equalIgnoringCase($0.name, name) }?.members
    }

    /// `3 become 'Growth', 1 no longer is`
    var phrases: [String] {
        changes.map { change in
            let name = "'\(change.name)'"
            let gained = change.gained > 0 ? "\(grouped(change.gained)) \(change.gained == 1 ? "becomes" : "become") \(name)" : nil
            let lost = change.lost > 0 ? "\(grouped(change.lost)) \(change.lost == 1 ? "is" : "are") \(name) no longer" : nil
            return [gained, lost].compactMap { $0 }.joined(separator: ", ")
        }
    }
}
