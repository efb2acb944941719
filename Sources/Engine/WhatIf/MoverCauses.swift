import Diagnostics
import Tables
import Workspaces

/// Why accounts move from one list to another, by the first of these that alone accounts for it: it was added or is
/// gone, its place was set by hand, the rules are others, its own figures are, or the other accounts' are.
struct MoverCauses: Sendable {
    private let comparison: ListComparison
    /// What the new rules make of the old figures; nil where only one of both changed.
    private let middle: FirmList?
    private let rulesDiffer: Bool
    private let figuresDiffer: Bool
    /// The one rule that changed, or `rules`.
    private let rule: String

    static let names = ["added", "gone", "set by hand", "own figures", "others' figures"]

    init(_ comparison: ListComparison, from before: Contents, to after: Contents, _ session: Session) throws(Diagnostic) {
        self.comparison = comparison
        // A definition says what a figure means: it belongs to the rules.
        let changes = RuleChanges(before, after)
        rulesDiffer = !changes.isEmpty
        figuresDiffer = before.tables != after.tables || before.asOf != after.asOf
        rule = changes.name
        if rulesDiffer, figuresDiffer {
            var mixed = after
            for table in after.tables { mixed.removeTable(named: table.name) }
            for table in before.tables { mixed.put(table.table, as: table.name) }
            mixed.asOf = before.asOf
            // Rules may name what only the new tables have.
            do throws(Diagnostic) { middle = try session.list(of: mixed) } catch {
                if error.id == Cancellation.cancelled.id { throw error }
                middle = nil
            }
        } else { middle = nil }
    }

    /// The cause of each pair's move, worked out when someone first looks.
    var column: Column {
        let dictionary = TextDictionary(MoverCauses.names + [rule])
        let cells = Buffer(byteCount: comparison.pairs.count) { [self] (memory) throws(Diagnostic) in
            let codes = memory.bindMemory(to: UInt8.self)
            codes.update(repeating: 0)
            let pinned = pinnedRows()
            for (index, pair) in (comparison.movers + comparison.labels.pairs).enumerated() {
                if index % blockRows == 0 { try Cancellation.check() }
                codes[Int(pair)] = cause(Int(pair), pinned)
            }
        }
        return Column(.text, .codes(cells, .one, dictionary), count: comparison.pairs.count)
    }

    private func cause(_ pair: Int, _ pinned: (before: Set<Int>, after: Set<Int>)) -> UInt8 {
        let pairs = comparison.pairs
        guard let was = pairs.rowBefore(pair) else { return 1 }
        guard let now = pairs.rowAfter(pair) else { return 2 }
        if pinned.before.contains(was) != pinned.after.contains(now) { return 3 }
        let rules: UInt8 = 6
        if !figuresDiffer { return rules }
        if rulesDiffer, let middle, middle.rowCount == comparison.before.rowCount, middle.name(ofTier: middle.tier(was)) == comparison.after.name(ofTier: comparison.after.tier(now)) {
            return rules
        }
        return hasOtherFigures(was, now) ? 4 : rulesDiffer && middle == nil ? rules : 5
    }

    private func pinnedRows() -> (before: Set<Int>, after: Set<Int>) {
        func rows(_ list: FirmList) -> Set<Int> { Set(list.pins.filter { $0.status == .holds }.compactMap(\.row)) }
        return (rows(comparison.before), rows(comparison.after))
    }

    /// Whether a measure that both lists have differs between two rows.
    private func hasOtherFigures(_ was: Int, _ now: Int) -> Bool {
        let (old, new) = (comparison.before, comparison.after)
        for figure in new.inputs {
            guard let other = old.inputs.first(where: { $0.name == figure.name }) else { continue }
            // As they stand, not as what is missing counts.
            if other.column[was] != figure.column[now] { return true }
        }
        return false
    }
}
