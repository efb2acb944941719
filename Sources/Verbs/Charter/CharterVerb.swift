import Diagnostics
import Engine
import Syntax
import Tables

struct CharterVerb: Verb {
    let forms = [Form("charter", .start, [.optional([.choice([[.word("by tier"), .optional([.word("for"), .slot("segment", .text)])], [.word("statements")], [.word("as of edition"), .slot("edition", .text)]])])])]
    let manual = Manual(
        "show the service charter",
        details: """
            One row a clause, in order. charter by tier sets services against tiers, as the charter resolves for accounts
            without labels, or for 'Hedge fund' for those with one: what a laminate shows. charter
            statements lists roles and clauses as they were typed: a script that makes the charter again. charter as of
            edition 'E' is the one that was published. charter check looks for gaps.
            """,
        examples: """
            tierbook> clause Gold 'Call' 4 per quarter by 'Sales', 0.5 hours each; clause all 'Call' 1 per quarter by 'Sales'; clause non-tiered 'Meeting' none
            C1: 2 accounts (Gold) get 'Call' 4 per quarter, 16 hours a year by 'Sales'.
            C2: 4 accounts get 'Call' 1 per quarter, by 'Sales'.
            C3: 'Meeting' is not given to any account (non-tiered).
            tierbook> charter
            clause  tiers       service  promise        role   hours each  yearly
            C1      Gold        Call     4 per quarter  Sales         0.5      16
            C2      all         Call     1 per quarter  Sales           —       4
            C3      non-tiered  Meeting  none           —               —       0
            tierbook> charter by tier
            service  Gold           Silver         Bronze         non-tiered
            Call     4 per quarter  1 per quarter  1 per quarter  1 per quarter
            Meeting  —              —              —              none
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let charter = try charter(call, session)
        if charter.clauses.isEmpty {
            return .reply(Reply(headline: "There is no charter yet; clause Gold 'Call' 4 per quarter by 'Sales' is a first clause."))
        }
        if call.has("statements") {
            let rules = session.state.workspace.rules
            return .reply(Reply(table: RulesTable.table(rules[.role] + rules[.clause])))
        }
        return .reply(call.has("by tier") ? try byTier(call, charter, session) : clauses(charter))
    }

    private func charter(_ call: VerbCall, _ session: Session) throws(Diagnostic) -> Charter {
        guard let (name, span) = call.arguments.text("edition") else { return try session.charter() }
        guard let edition = session.state.workspace.edition(named: name) else {
            let names = session.state.workspace.editions.map(\.name)
            throw Diagnostic("unknown-edition", "There is no edition \(Words.quoted(name)).", at: span, help: didYouMean(name, among: names) ?? (names.isEmpty ? "None is published yet." : "Editions: \(Binder.list(names))."))
        }
        return try session.charter(of: edition.contents)
    }

    private func clauses(_ charter: Charter) -> Reply {
        let all = charter.clauses
        func texts(_ value: (Clause) -> String?) -> Column { .texts(all.map(value)) }
        let fields = [
            Field("clause", texts(\.id)), Field("tiers", texts { $0.tiers?.joined(separator: ", ") ?? "all" }),
            Field("for", texts { $0.segments.isEmpty ? nil : $0.segments.joined(separator: ", ") }), Field("service", texts(\.service)),
            Field("promise", texts(\.promise.text)), Field("role", texts(\.role)), Field("hours each", .doubles(all.map { $0.hours ?? .nan })),
            Field("measured by", texts(\.measure)), Field("monitored", texts { $0.monitored?.adverb }),
            Field("expecting", texts { $0.expectation.isEmpty ? nil : $0.expectation }), Field("yearly", .doubles(all.map(\.promise.perYear)), look: .decimals(0)),
        ]
        // Columns in which no clause says anything are of no use to a reader.
        let shown = fields.filter { field in !["for", "role", "hours each", "measured by", "monitored", "expecting"].contains(field.name) || field.column.missingCount() < all.count }
        return Reply(table: Table(shown, rowCount: all.count))
    }

    private func byTier(_ call: VerbCall, _ charter: Charter, _ session: Session) throws(Diagnostic) -> Reply {
        let labels = try session.accountLabels()
        var segments: UInt64 = 0
        var about = ""
        if let (name, span) = call.arguments.text("segment") {
            guard let known = labels.segmentNames.first(where: { equalIgnoringCase($0, name) }) else {
                throw Diagnostic(
                    "unknown-segment", "\(Words.quoted(name)) is no client type and no qualifier.", at: span,
                    help: didYouMean(name, among: labels.segmentNames) ?? (labels.segmentNames.isEmpty ? nil : "Client types and qualifiers: \(Binder.list(labels.segmentNames))."))
            }
            segments = charter.bit(known)
            about = " for \(Words.quoted(known))"
        } else if !charter.segments.isEmpty {
            about = " for accounts that no clause names by type or qualifier"
        }
        let tiers = labels.tierNames + [Clause.nonTiered]
        let columns = tiers.map { tier in charter.entitlements(of: AccountKind(tier: tier, segments: segments)) }
        let fields = zip(tiers, columns).map { tier, entitlements in
            Field(tier, .texts(entitlements.map { $0.clause.map { charter.clauses[$0].promise.text } }))
        }
        let table = Table([Field("service", .texts(charter.services))] + fields)
        return Reply(headline: about.isEmpty ? nil : "The charter\(about).", table: table)
    }
}
