import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables
import Workspaces

/// An optimum as an answer: what it comes to, by tier, and who moves.
struct OptimizeAnswer {
    private let question: OptimizeQuestion
    private let choice: Optimum.Choice
    private let plan: OptimizePlan
    private let comparison: ListComparison
    private let before: Totals
    private let after: Totals

    private var worth: ListValue { question.worth }
    private var list: FirmList { question.list }

    init(_ question: OptimizeQuestion, _ choice: Optimum.Choice, _ plan: OptimizePlan, _ session: Session) throws(Diagnostic) {
        (self.question, self.choice, self.plan) = (question, choice, plan)
        comparison = try ListComparison(question.list, plan.after)
        before = Totals(question.list, question)
        after = Totals(plan.after, question)
    }

    func query() throws(Diagnostic) -> Query {
        var query = try movers()
        query.preamble = Query.Preamble(headline: headline(), summary: summary(), noun: "accounts that move")
        query.remarks += remarks()
        return query
    }

    // MARK: The sentence

    /// `The tiers go from 1,870,000 to 2,010,000 of revenue, the most the limits allow; 2 accounts move, 1 up and 1 down. Nothing is saved.`
    private func headline() -> String {
        let name = (question.limits.factors.allSatisfy { $0 == 1 } ? "" : "counted ") + worth.name
        let (old, new) = (before.counted.reduce(0, +), after.counted.reduce(0, +))
        let total = MeasureText.value(new, worth.type)
        if comparison.movers.isEmpty {
            let best = choice.gap == 0 ? "The list is the best the limits allow" : "Nothing better was found, \(proof)"
            return "\(best): the tiers hold \(total) of \(name). Nothing moves."
        }
        return "The tiers go from \(MeasureText.value(old, worth.type)) to \(total) of \(name), \(proof); \(moves). Nothing is saved."
    }

    private var proof: String {
        if choice.gap == 0 { return "the most the limits allow" }
        let total = after.counted.reduce(0, +)
        if total > 0 { return "within \(NumberFormat(for: [choice.gap / total], isPercent: true).text(choice.gap / total)) of the most the limits allow" }
        return "within \(MeasureText.value(choice.gap, worth.type)) of the most the limits allow"
    }

    private var moves: String {
        let (count, up, down) = (comparison.movers.count, comparison.up, comparison.down)
        let way = up > 0 && down > 0 ? ", \(grouped(up)) up and \(grouped(down)) down" : count == 1 ? (up > 0 ? ", up" : ", down") : (up > 0 ? ", all up" : ", all down")
        return "\(plural(count, "account")) \(count == 1 ? "moves" : "move")\(way)"
    }

    // MARK: By tier

    private func summary() -> Table {
        let names = list.tierNames + ["non-tiered"]
        let (old, new) = (before.sums.reduce(0, +), after.sums.reduce(0, +))
        var fields = [
            Field("tier", .texts(names)), Field("was", .integers(before.sizes.map { Int64($0) })), Field("accounts", .integers(after.sizes.map { Int64($0) })),
            Field("\(worth.name) was", money(before.sums)), Field(worth.name, money(after.sums)),
        ]
        if old > 0, new > 0, old.isFinite, new.isFinite {
            let format = NumberFormat(decimals: 1, isPercent: true)
            fields.append(Field("share", .texts(names.indices.map { "\(format.text(before.sums[$0] / old)) → \(format.text(after.sums[$0] / new))" }), look: .figures))
        }
        if question.limits.hasHours {
            fields.append(Field("hours was", .doubles(before.hours)))
            fields.append(Field("hours", .doubles(after.hours)))
        }
        return Table(fields.distinct)
    }

    private func money(_ sums: [Double]) -> Column {
        let sums = Column(.decimal, .doubles(Buffer(sums)), count: sums.count)
        return Casting.cast(sums, to: worth.type.isMoney || worth.type == .whole ? worth.type : .decimal, tally: Tally())
    }

    // MARK: Who moves

    private func movers() throws(Diagnostic) -> Query {
        let key = list.accounts.table.key.map { list.accounts.table.fields[$0].name } ?? "account"
        var statements = [String?](repeating: nil, count: list.rowCount)
        // One that is passed over may stay outside by a statement of its own.
        let rows = Set(comparison.movers.map { Int($0) }).union(plan.ofAccounts.keys).sorted()
        for row in rows { statements[row] = statement(row) }
        let table = Table(
            [
                Field(key, list.result.names), Field("was", try list.column(.tier)), Field("now", try plan.after.column(.tier)),
                Field("rank", try list.column(.rank)), Field(worth.name, worth.column), Field("statement", .texts(statements)),
            ], rowCount: list.rowCount, key: 0)
        var query = Query(result: table)
        var batch = Batch(table)
        batch.rows = Rows(rows.map { Int32(truncatingIfNeeded: $0) })
        query.source = .batch(batch)
        query.sourceRows = rows.count
        query.ties = [0]
        query.sort([SortKey(4, descending: true)])
        return query
    }

    /// What to type for an account: of its own, or the tiers down to the lower of those it leaves and joins, as sizes
    /// add up to lines.
    private func statement(_ row: Int) -> String? {
        if let own = plan.ofAccounts[row] { return own }
        let levels = [list.tier(row), plan.after.tier(row)].map { $0 < 0 ? list.tierNames.count : $0 }
        let tiers = list.tierNames.indices.filter { $0 <= max(levels[0], levels[1]) }.compactMap { plan.ofTiers[$0] }
        return tiers.isEmpty ? nil : tiers.joined(separator: "; ")
    }

    private func remarks() -> [String] {
        var remarks: [String] = []
        if question.limits.hasHours {
            let text = { MeasureText.value($0, .decimal) }
            let limit = question.limits.hours.map { " of at most \(text($0))" } ?? ""
            remarks.append("hours \(text(before.hours.reduce(0, +))) → \(text(after.hours.reduce(0, +)))\(limit)")
        }
        if plan.ofAccounts.isEmpty, plan.ofTiers.isEmpty { return remarks }
        if question.isCutOffs {
            let own = plan.ofAccounts.keys.sorted().compactMap { plan.ofAccounts[$0] }
            let tiers = plan.ofTiers.keys.sorted().compactMap { plan.ofTiers[$0] }
            remarks.append("to keep it: \((tiers + own).joined(separator: "; "))")
        } else {
            remarks.append("to keep it, type each statement")
        }
        return remarks
    }

    /// What a list comes to by tier, and last outside the tiers.
    private struct Totals {
        var sizes: [Int]
        var sums: [Double]
        /// Without those outside.
        var counted: [Double]
        var hours: [Double]

        init(_ list: FirmList, _ question: OptimizeQuestion) {
            let count = question.list.tierNames.count
            (sizes, sums, hours) = (Array(repeating: 0, count: count + 1), Array(repeating: 0, count: count + 1), Array(repeating: 0, count: count + 1))
            for row in 0..<list.rowCount {
                let tier = list.tier(row)
                let level = tier < 0 ? count : tier
                sizes[level] += 1
                sums[level] += question.values[row]
                hours[level] += question.limits.hours(of: row, in: tier)
            }
            counted = zip(sums, question.limits.factors).map { $0 * $1 }
        }
    }
}
