import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables
import Workspaces

/// The statements that make the list an optimum, and the list that they make.
struct OptimizePlan {
    /// By row of the list what is said of the account itself.
    private(set) var ofAccounts: [Int: String] = [:]
    /// By tier, where the line moves.
    private(set) var ofTiers: [Int: String] = [:]
    private(set) var after: FirmList

    init(_ question: OptimizeQuestion, _ choice: Optimum.Choice, _ session: Session) throws(Diagnostic) {
        after = question.list
        var rules = session.state.workspace.rules
        if question.isCutOffs { try moveLines(question, choice, &rules) } else { setMembers(question, choice, &rules) }
        if ofAccounts.isEmpty, ofTiers.isEmpty { return }
        var contents = session.state.workspace.contents
        contents.rules = rules
        after = try session.list(of: contents)
    }

    // MARK: Memberships

    private mutating func setMembers(_ question: OptimizeQuestion, _ choice: Optimum.Choice, _ rules: inout Rules) {
        let list = question.list
        for (row, tier) in zip(question.rows, choice.tiers) where max(-1, Int(tier)) != max(-1, list.tier(row)) {
            if tier < 0 { exclude(row, list, &rules) } else { override(row, Int(tier), list, &rules) }
        }
    }

    private static let details = "because 'optimized' by 'optimize'"

    private mutating func override(_ row: Int, _ tier: Int, _ list: FirmList, _ rules: inout Rules) {
        let account = Plain.text(list.result.names[row])
        put(Rule(.override, account, "override \(Words.quoted(account)) to \(Words.typed(list.tierNames[tier])) \(OptimizePlan.details)"), row, &rules)
    }

    private mutating func exclude(_ row: Int, _ list: FirmList, _ rules: inout Rules) {
        let account = Plain.text(list.result.names[row])
        put(Rule(.exclusion, account, "exclude \(Words.quoted(account)) \(OptimizePlan.details)"), row, &rules)
    }

    private mutating func put(_ rule: Rule, _ row: Int, _ rules: inout Rules) {
        rules.put(rule)
        ofAccounts[row] = rule.statement
    }

    // MARK: Cut-offs

    /// A tier ends behind its last account that was free to move. Those that are passed over, as they are set by hand or
    /// kept out, have places all the same. Where a tier's own rule still gives that end behind those before it, it stays.
    private mutating func moveLines(_ question: OptimizeQuestion, _ choice: Optimum.Choice, _ rules: inout Rules) throws(Diagnostic) {
        let list = question.list
        var tiers = [Int](repeating: -1, count: list.rowCount)
        for (row, tier) in zip(question.rows, choice.tiers) { tiers[row] = Int(tier) }
        let order = try list.standing.order()
        let ranked = order.cells(of: Int32.self, count: list.standing.rankedCount)
        var ends = [Int](repeating: 0, count: list.tierNames.count)
        for (place, row) in ranked.enumerated() where tiers[Int(row)] >= 0 { ends[tiers[Int(row)]] = place + 1 }
        var start = 0
        var ruled = list.result.rules ?? []
        for tier in ends.indices {
            ends[tier] = max(ends[tier], start)
            if try Tiering.ends(Array(ruled.prefix(tier + 1)), ranked: ranked.count)?.last != ends[tier] {
                setSize(tier, ends[tier] - start, list, &rules)
                ruled[tier] = .count(ends[tier] - start)
            }
            start = ends[tier]
        }
        let free = Set(question.limits.locks.keys).intersection(question.rows)
        for row in ranked.prefix(start).map({ Int($0) }) where free.contains(row) && tiers[row] < 0 { exclude(row, list, &rules) }
    }

    private mutating func setSize(_ tier: Int, _ size: Int, _ list: FirmList, _ rules: inout Rules) {
        let name = list.tierNames[tier]
        let statement = "tier \(Words.typed(name)) \(tier == 0 ? "top" : "next") \(size)"
        rules.put(Rule(.tier, name, statement))
        ofTiers[tier] = statement
    }
}
