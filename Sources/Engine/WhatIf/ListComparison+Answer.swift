import Diagnostics
import Prioritizing
import Statistics
import Tables
import Workspaces

/// What a comparison of two lists says: one sentence for the room, the matrix of movements, the accounts that move.
extension ListComparison {
    /// Errors: what keeps causes or the charter's hours from being worked out; `cancelled`.
    /// - Parameter ending: what the sentence ends with: `Nothing is saved.`
    package func answer(from before: Contents, to after: Contents, ending: String, _ session: Session) throws(Diagnostic) -> Query {
        let causes = try MoverCauses(self, from: before, to: after, session)
        var query = try moversQuery(causes)
        var preamble = Query.Preamble(headline: try headline() + " " + ending, summary: matrix(), noun: "accounts that move")
        // To name all accounts' tiers and to rank them is more work than the rest.
        preamble.quick = [
            1: { [pairs, names = self.before.tierNames] shown in TierLabels.column(of: shown, pairs.tiersBefore, names) },
            2: { [pairs, names = self.after.tierNames] shown in TierLabels.column(of: shown, pairs.tiersAfter, names) },
            3: { [pairs, before = self.before] (shown) throws(Diagnostic) in try ListComparison.ranks(before, shown.map(pairs.rowBefore)) },
            4: { [pairs, after = self.after] (shown) throws(Diagnostic) in try ListComparison.ranks(after, shown.map(pairs.rowAfter)) },
        ]
        query.preamble = preamble
        query.remarks += try remarks()
        let loads = (try session.charterLoad(of: before), try session.charterLoad(of: after))
        if let old = loads.0, let new = loads.1 { query.remarks.append(CharterLoad.remark(old, new)) }
        return query
    }

    // MARK: The sentence

    /// How many accounts move and which way, and the one that matters most. Errors: `cancelled`.
    package func headline() throws(Diagnostic) -> String {
        let more = comingAndGoing + labels.phrases
        let relabelled = more.isEmpty ? "" : "; " + joinWords(more, "and")
        if movers.isEmpty { return "No account moves\(relabelled)." }
        let count = movers.count == 1 ? "1 account moves" : "\(grouped(movers.count)) accounts move"
        let direction = up == 0 ? "down" : down == 0 ? "up" : nil
        let way = direction.map { movers.count == 1 ? ", \($0)" : ", all \($0)" } ?? ", \(grouped(up)) up and \(grouped(down)) down"
        return count + way + (try example().map { "; " + $0 } ?? "") + relabelled + "."
    }

    /// The one that matters most: of those that enter or leave the tiers, else of all, the one that is worth most.
    private func example() throws(Diagnostic) -> String? {
        let worth = pairs.worthAfter.buffer.pointer(to: Double.self) + pairs.worthAfter.start
        let old = pairs.worthBefore.buffer.pointer(to: Double.self) + pairs.worthBefore.start
        func amount(_ pair: Int32) -> Double {
            let now = worth[Int(pair)]
            let value = now.isNaN ? old[Int(pair)] : now
            return value.isNaN ? -.infinity : value
        }
        let (a, b) = (pairs.tiersBefore.pointer(to: Int16.self), pairs.tiersAfter.pointer(to: Int16.self))
        let crossing = movers.filter { (a[Int($0)] < 0) != (b[Int($0)] < 0) }
        let among = crossing.isEmpty ? movers : crossing
        guard let pair = among.max(by: { amount($0) < amount($1) }).map(Int.init) else { return nil }
        let name = Plain.text(pairs.names[pair])
        let (was, now) = (wasLevel(pair), nowLevel(pair))
        guard now < tierCount else { return "\(name) leaves \(levels[was])" }
        let rank = try pairs.rowAfter(pair).flatMap { (row) throws(Diagnostic) in try after.standing.place(of: row) }.map { " at rank \(grouped($0))" } ?? ""
        if was >= tierCount { return "\(name) enters \(levels[now])\(rank)" }
        return "\(name) goes from \(levels[was]) \(now < was ? "up" : "down") to \(levels[now])\(rank)"
    }

    /// `Gorse is new, in Silver`
    private var comingAndGoing: [String] {
        guard pairs.rowsAfter != nil else { return [] }
        let added = (0..<pairs.count).filter { pairs.rowBefore($0) == nil }
        let gone = (0..<pairs.count).count { pairs.rowAfter($0) == nil }
        var phrases: [String] = []
        if let first = added.first {
            phrases.append(added.count == 1 ? "\(Plain.text(pairs.names[first])) is new, \(nowLevel(first) < tierCount ? "in " : "")\(levels[nowLevel(first)])" : "\(grouped(added.count)) accounts are new")
        }
        if gone > 0 { phrases.append("\(plural(gone, "account")) \(gone == 1 ? "is" : "are") gone") }
        return phrases
    }

    /// What sums to nothing, or to more than a number holds, has no shares.
    private static func haveShares(_ old: Double, _ new: Double) -> Bool { old > 0 && new > 0 && old.isFinite && new.isFinite }

    // MARK: The matrix

    /// `was \ now` by tier, with the share of worth that each level had and has.
    package func matrix() -> Table {
        let count = levels.count
        let isUsed = levels.indices.map { level in
            level < tierCount || (0..<count).contains { movement.count(from: level, to: $0) > 0 || movement.count(from: $0, to: level) > 0 }
        }
        let shown = levels.indices.filter { isUsed[$0] }
        var fields = [Field("was \\ now", .texts(shown.map { levels[$0] }))]
        for now in shown { fields.append(Field(levels[now], .integers(shown.map { Int64(movement.count(from: $0, to: now)) }))) }
        let (old, new) = (worthBefore.reduce(0, +), worthAfter.reduce(0, +))
        if ListComparison.haveShares(old, new) {
            let format = NumberFormat(decimals: 1, isPercent: true)
            let shares = shown.map { "\(format.text(worthBefore[$0] / old)) → \(format.text(worthAfter[$0] / new))" }
            fields.append(Field("share of \(after.value.name)", .texts(shares), look: .figures))
        }
        return Table(fields)
    }

    /// What moves, and how much of all worth the tiers hold.
    private func remarks() throws(Diagnostic) -> [String] {
        let (old, new) = (worthBefore.reduce(0, +), worthAfter.reduce(0, +))
        guard ListComparison.haveShares(old, new) else { return [] }
        let worth = pairs.worthAfter.buffer.pointer(to: Double.self) + pairs.worthAfter.start
        // What is gone counts as what it was.
        let oldWorth = pairs.worthBefore.buffer.pointer(to: Double.self) + pairs.worthBefore.start
        let moved = movers.reduce(0.0) { sum, pair in
            let amount = pairs.rowAfter(Int(pair)) == nil ? oldWorth[Int(pair)] : worth[Int(pair)]
            return sum + (amount.isFinite ? amount : 0)
        }
        let name = after.value.name
        func percent(_ part: Double) -> String { NumberFormat(decimals: 1, isPercent: true).text(part) }
        func inTiers(_ all: [Double]) -> Double { all.prefix(tierCount).reduce(0, +) }
        let all = 0..<levels.count
        let wasSize = (0..<tierCount).reduce(0) { sum, tier in sum + all.reduce(0) { $0 + movement.count(from: tier, to: $1) } }
        let nowSize = (0..<tierCount).reduce(0) { sum, tier in sum + all.reduce(0) { $0 + movement.count(from: $1, to: tier) } }
        var remarks: [String] = []
        if !movers.isEmpty { remarks.append("\(name) of those that move \(MeasureText.value(moved, after.value.type)), \(percent(moved / new)) of all") }
        remarks.append("in tiers \(grouped(wasSize)) → \(grouped(nowSize)) accounts with \(percent(inTiers(worthBefore) / old)) → \(percent(inTiers(worthAfter) / new)) of \(name)")
        if let hold = after.hold { remarks.append("tiers are held by \(hold)") }
        if max(wasSize, nowSize) <= ListComparison.mostSorted, let was = try gini(pairs.tiersBefore, pairs.worthBefore), let now = try gini(pairs.tiersAfter, pairs.worthAfter) {
            let format = NumberFormat(decimals: 2)
            remarks.append("Gini of \(name) within the tiers \(format.text(was)) → \(format.text(now))")
        }
        return remarks
    }

    /// Gini's coefficient takes a sort, which of very many accounts is more work than all the rest.
    private static let mostSorted = 50_000

    /// How unevenly worth lies among the accounts in tiers: 0 when all have as much, nearly 1 when one has all.
    private func gini(_ tiers: Buffer, _ worth: (buffer: Buffer, start: Int)) throws(Diagnostic) -> Double? {
        let amounts = withExtendedLifetime((tiers, worth.buffer)) {
            let (cells, values) = (tiers.pointer(to: Int16.self), worth.buffer.pointer(to: Double.self) + worth.start)
            return (0..<pairs.count).filter { cells[$0] >= 0 }.map { values[$0] }
        }
        return try Concentration(amounts).gini
    }

    // MARK: Movers

    private static func ranks(_ list: FirmList, _ rows: [Int?]) throws(Diagnostic) -> Column {
        let places = try list.standing.places(of: rows.compactMap { $0 })
        var next = places.makeIterator()
        return .integers(rows.map { row in row == nil ? nil : (next.next() ?? nil).map { Int64($0) } })
    }

    private func moversQuery(_ causes: MoverCauses) throws(Diagnostic) -> Query {
        let key = after.accounts.table.key.map { after.accounts.table.fields[$0].name } ?? "account"
        func all(_ column: Column, _ rows: Buffer?) -> Column { pairs.all(column, rows) }
        let worth = after.value.column
        let value = pairs.rowsAfter == nil ? worth : pairs.worth(before.value.column, worth)
        var fields = [
            Field(key, pairs.names),
            Field("was", TierLabels.column(pairs.tiersBefore, before.tierNames)), Field("now", TierLabels.column(pairs.tiersAfter, after.tierNames)),
            Field("rank was", all(before.ranks, pairs.rowsBefore)), Field("rank", all(after.ranks, pairs.rowsAfter)),
            Field(after.value.name, value), Field("cause", causes.column),
        ]
        if !labels.pairs.isEmpty {
            fields.append(Field("qualifiers was", all(try before.column(.qualifiers), pairs.rowsBefore)))
            fields.append(Field("qualifiers", all(try after.column(.qualifiers), pairs.rowsAfter)))
        }
        let table = Table(fields.distinct, rowCount: pairs.count, key: 0)
        var query = Query(result: table)
        var batch = Batch(table)
        let shown = labels.pairs.isEmpty ? movers : Set(movers).union(labels.pairs).sorted()
        batch.rows = Rows(shown)
        query.source = .batch(batch)
        query.sourceRows = shown.count
        query.ties = [0]
        query.sort([SortKey(5, descending: true)])
        return query
    }
}

extension AccountPairs {
    /// What accounts are worth, and those that are gone were.
    func worth(_ before: Column, _ after: Column) -> Column {
        let kept = (0..<count).filter { rowAfter($0) != nil }.map { Int32(rowAfter($0) ?? 0) }
        let gone = (0..<count).filter { rowAfter($0) == nil }.map { Int32(rowBefore($0) ?? 0) }
        if before.type != after.type { return all(after, rowsAfter) }
        return Column.concatenate([after.gather(Rows(kept)), before.gather(Rows(gone))], type: after.type)
    }

    /// A list's column by pair.
    func all(_ column: Column, _ rows: Buffer?) -> Column {
        guard let rows else { return column }
        return column.gather(rows.pointer(to: Int32.self), count)
    }
}
