import Diagnostics
import Prioritizing
import Tables

/// How one account's score and rank changed from one kept list to another, split by what changed.
package struct AccountChange: Sendable {
    /// In points: the change, and what own figures, others' and rules are of it.
    package let score: ChangeDecomposition
    /// In places, of which fewer are better.
    package let rank: ChangeDecomposition
    /// Figures that one list did not keep, and which list that is.
    package let notes: [Diagnostic]

    /// Errors: what keeps either list's rules from being applied to the other's figures; `cancelled`.
    /// - Parameters: the account's rows in the two lists, ranked in both.
    /// - Returns: nil when a figure is missing half way, so that the account would not be ranked there.
    package init?(_ then: KeptList, _ thenRow: Int, _ now: KeptList, _ nowRow: Int, _ session: Session) throws(Diagnostic) {
        func figures(_ rules: KeptList) throws(Diagnostic) -> (then: KeptFigures, now: KeptFigures) {
            (try KeptFigures(of: then, for: rules), try KeptFigures(of: now, for: rules))
        }
        let (old, new) = (try figures(then), try figures(now))
        let parts = try ChangeDecomposition.split { (factors) throws(Diagnostic) in
            let isNew = factors.contains(.rules)
            let data = isNew ? new : old
            let othersAreNew = factors.contains(.others)
            let row = othersAreNew ? nowRow : thenRow
            var table = othersAreNew ? data.now : data.then
            if factors.contains(.own) != othersAreNew {
                table = othersAreNew ? table.with(row, as: data.then, thenRow) : table.with(row, as: data.now, nowRow)
            }
            let list = try session.list(by: isNew ? now : then, of: table)
            return [try list.column(.score)[row].number ?? .nan, try list.column(.rank)[row].number ?? .nan]
        }
        guard parts.count == 2, parts.allSatisfy({ ($0.own + $0.others + $0.rules + $0.before + $0.now).isFinite }) else { return nil }
        (score, rank) = (parts[0], parts[1])
        var notes: [Diagnostic] = []
        if !new.then.borrowed.isEmpty { notes.append(RuleChanges.borrowed(new.then.borrowed, from: now, for: then)) }
        if !old.now.borrowed.isEmpty { notes.append(RuleChanges.borrowed(old.now.borrowed, from: then, for: now)) }
        self.notes = notes
    }
}
