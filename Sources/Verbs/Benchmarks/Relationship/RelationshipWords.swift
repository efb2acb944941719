import Diagnostics
import Engine
import Syntax
import Tables

/// What the verbs about relationships share: their clauses.
enum RelationshipWords {
    static let period: [Element] = [.slot("newer", .period), .optional([.word("against"), .slot("older", .period)])]
    /// Periods in a row, as in trend.
    static let row: [[Element]] = [[.choice(TrendVerb.units.map { [.word($0.adverb)] })], [.word("from"), .slot("from", .period)], [.word("to"), .slot("to", .period)]]
    /// The clauses of what compares groups, and of what does not.
    static let comparing = BenchmarkVerb.clauses + [BenchmarkVerb.clustering, BenchmarkVerb.minimum]
    static let counting = [BenchmarkVerb.by, BenchmarkVerb.only, BenchmarkVerb.edition, BenchmarkVerb.minimum]

    static func question(_ call: VerbCall) throws(Diagnostic) -> RelationshipQuestion {
        RelationshipQuestion(
            periods: .init(
                newer: call.arguments.expression("newer"), older: call.arguments.expression("older"), unit: TrendVerb.units.first { call.has($0.adverb) },
                from: call.arguments.expression("from"), to: call.arguments.expression("to")),
            groups: .init(
                keys: call.names("keys"), baseline: try BenchmarkVerb.baseline(call), baselineSpan: call.arguments.name("tier")?.span, edition: call.arguments.text("edition").map { ($0.text, $0.span) },
                clustering: try BenchmarkVerb.clustering(call), condition: call.arguments.expression("condition"), verb: call.verb, span: call.verbSpan),
            minimum: call.has("minimum") ? try call.count("minimum", of: "accounts") : 0)
    }

    /// With what is done with currencies. Right behind a period `in USD` reads like a test of it.
    static func questionOfMoney(_ call: VerbCall) throws(Diagnostic) -> (RelationshipQuestion, CurrencyChoice) {
        var question = try question(call)
        var currency = try CurrencyText.read(call)
        for slot in [\AskedPeriods.Question.newer, \.older, \.from, \.to] {
            let (expression, behind) = CurrencyText.split(question.periods[keyPath: slot])
            question.periods[keyPath: slot] = expression
            currency = try CurrencyText.once(currency, behind)
        }
        return (question, currency)
    }

    /// Why a row of periods tells no change.
    static func noneHeld(_ periods: AskedPeriods) -> String {
        periods.unit == .year ? "too few whole years to tell a change" : "no change is told, which wants the same whole \(periods.noun) of two years"
    }

    /// That intervals of shares know of no clusters; empty where there are none.
    static func independent(_ columns: String, _ membership: Membership) -> [String] {
        membership.clusters.map { ["\(columns) take accounts of one \($0.name) for independent"] } ?? []
    }

    /// Whose list it is, and which accounts count as one.
    static func footer(_ membership: Membership) -> [String] {
        BenchmarkText.list(membership.members, membership.movers) + (membership.clusters.map { [BenchmarkText.clustering($0, .totals)] } ?? [])
    }
}
