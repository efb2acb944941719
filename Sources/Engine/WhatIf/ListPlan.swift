import Diagnostics
import Prioritizing
import Tables
import Workspaces

/// What the rules come to before anything is ranked, where measures, weights and places make the whole of the list: many
/// such plans over the same measures can be worked out at once.
struct ListPlan {
    let scaled: ScaledMeasures
    let scenario: Prioritizing.Scenario
    let tierNames: [String]
    let value: ListValue
    let ties: Buffer?

    /// Whether both are over the same scaled measures.
    func isOver(_ other: ListPlan) -> Bool {
        scaled.scales.count == other.scaled.scales.count && zip(scaled.scales, other.scaled.scales).allSatisfy { $0.buffer === $1.buffer }
            && value.column.isIdentical(to: other.value.column) && ties === other.ties
    }
}

extension ListWork {
    /// The plan of the rules; nil where something else has a part in the list.
    mutating func plan() throws(Diagnostic) -> ListPlan? {
        let isPlain = rules.all.allSatisfy { rule in
            switch rule.kind {
            case .objective, .tier, .qualifier, .mark, .clause, .role: true
            case .policy: ["combine", "value", "reserve", "overrides at most", "client type"].contains(rule.name)
            case .override, .exclusion: false
            }
        }
        guard isPlain else { return nil }
        let policies = try ListPolicies(rules, objectives: rules[.objective].map(\.name), session)
        guard case .weights = policies.combining else { return nil }
        // A condition may be on the score, which there is only once accounts are ranked.
        for rule in rules[.tier] where try session.reading(rule, { (call) throws(Diagnostic) in call.has("condition") || call.has("measure") }) { return nil }
        let (_, specs) = try objectives(policies)
        var binder = Binder(query, session)
        let tiers = try tierSpecs(&binder)
        var batch = try session.force(&query)
        let value = try value(policies, specs[0], &batch)
        let back = Unranked(all: 0)
        return ListPlan(
            scaled: try Scoring.scaled(specs, batch, session),
            scenario: .init(
                weights: try Weights.whole(specs.map(\.weight)), rules: try TierSpec.rules(tiers, batch, back)),
            tierNames: tiers.map(\.name), value: value, ties: try Scoring.ties(query, batch, session.cache))
    }
}

extension Session {
    /// The plan of the list as the rules stand; nil where the list is more than measures, weights and places.
    func listPlan() throws(Diagnostic) -> ListPlan? {
        let kept = state.workspace.contents
        isWorkingOutList = true
        defer {
            isWorkingOutList = false
            state.workspace.contents = kept
        }
        var work = try ListWork(self)
        return try work.plan()
    }
}
