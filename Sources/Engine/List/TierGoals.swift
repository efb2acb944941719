import Diagnostics
import Prioritizing
import Syntax
import Tables
import Workspaces

/// What brings an account into a tier or a better one by the rules alone.
package struct TierGoals: Sendable {
    /// Any one of these does.
    package let any: [Goal]
    /// The places of the tier that are not sure: where tiers are held back, who is there may depend on who else moves.
    package let buffer: Int
}

extension FirmList {
    /// Where an account must get for a tier. Only what is exact: tiers by place, and those by a line of score or rank.
    ///
    /// Errors: `no-group`, `inside-buffer`, `moving-line`.
    package func goals(tier: Int, row: Int, _ session: Session) throws(Diagnostic) -> TierGoals {
        let group = try group(of: row)
        if result.isHeld, let tiering = result.tiering {
            let end = tiering.lines.filter { $0.group == group && $0.tier <= tier }.reduce(0) { $0 + $1.count }
            let buffer = policies.buffer ?? 0
            guard end > buffer else {
                throw Diagnostic(
                    "inside-buffer", "\(name(ofTier: tier)) ends after \(plural(end, "place")), no more than the buffer has, so no rank is sure of it.",
                    help: "Ask in a scenario without it: scenario new 'NAME'; forget policy buffer.")
            }
            return TierGoals(any: [.place(end - buffer, groups: result.groups)], buffer: buffer)
        }
        let rules = Array((result.rules ?? []).prefix(tier + 1))
        let places = Array(rules.prefix { $0.isOfPlaces })
        var goals: [Goal] = places.isEmpty ? [] : [.tier(places.count - 1, rules: places, groups: result.groups)]
        let typed = session.state.workspace.rules[.tier]
        for (rule, statement) in zip(rules, typed).dropFirst(places.count) { goals.append(try line(rule, statement, session)) }
        return TierGoals(any: goals, buffer: 0)
    }

    private func group(of row: Int) throws(Diagnostic) -> Int {
        guard let groups = result.groups else { return 0 }
        let group = Int(groups.ids.pointer(to: Int32.self)[row])
        if group >= 0 { return group }
        let columns = joinWords(policies.groups.map(\.text))
        throw Diagnostic(
            "no-group", "\(Plain.text(result.names[row])) has no \(columns), and tiers are cut per \(columns).", help: "Set its \(columns) first.")
    }

    /// The line of a tier by condition.
    private func line(_ rule: TierRule, _ statement: Rule, _ session: Session) throws(Diagnostic) -> Goal {
        let isLine = if case .measureShare = rule { false } else { true }
        if isLine, let goal = try session.reading(statement, { (call) throws(Diagnostic) in ScoreLine.goal(call) }) { return goal }
        var error = Diagnostic(
            "moving-line", "What it takes can be told for tiers by place, and by a line of score or rank alone; \(statement.title) is neither.",
            help: "Try a change instead: whatif accounts | where … | set …, or ask in a scenario with tier \(Words.typed(statement.name)) next N.")
        error.notes.append("\(statement.title) is: \(statement.statement)")
        throw error
    }
}

extension TierRule {
    /// It takes so many places, whoever stands there.
    fileprivate var isOfPlaces: Bool {
        switch self {
        case .count, .share: true
        case .measureShare, .condition, .score: false
        }
    }
}

/// `score >= 40` and `rank <= 30`: conditions that are a line in the order.
private enum ScoreLine {
    static func goal(_ call: VerbCall) -> Goal? {
        guard case .call(let comparison)? = call.arguments.expression("condition")?.kind, comparison.arguments.count == 2,
            case .name(let name) = comparison.arguments[0].kind, case .literal(.number(let number)) = comparison.arguments[1].kind, number.unit == .none
        else { return nil }
        switch (name.text.lowercased(), comparison.function) {
        case ("score", ">="): return .score(share(ofPoints: number.double))
        case ("score", ">"): return .score(share(ofPoints: number.double.nextUp))
        case ("rank", "<="): return .place(place(number.double.rounded(.down)), groups: nil)
        case ("rank", "<"): return .place(place(number.double.rounded(.up) - 1), groups: nil)
        default: return nil
        }
    }

    private static func place(_ number: Double) -> Int { Int(max(0, min(number, Double(Int32.max)))) }

    /// The least score that is so many points: a condition reads scores times 100.
    private static func share(ofPoints points: Double) -> Double {
        var score = points / 100
        while score * 100 < points { score = score.nextUp }
        while score.nextDown * 100 >= points { score = score.nextDown }
        return score
    }
}
