import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct ClauseVerb: Verb {
    var isQuery: Bool { false }
    let forms = [Form("clause", .start, Clause.elements)]
    let manual = Manual(
        "say what some accounts get of a service: one clause of the charter",
        details: """
            For tiers (all for everyone, non-tiered for the rest) and, after for, client types or qualifiers, before the
            service or behind it (clause Gold for 'Hedge fund' 'Call' 6 per quarter): so many per day,
            week, month, quarter, half year, year or a span such as 6 weeks; on request; or none, for what is declared not
            given. by names the role responsible, N hours each what one takes, expecting what is expected in words, monitored
            how often someone looks. Without measured by, the rows of activity count whose kind is the service; a measure may
            count any dated table: measured by count(meetings where level = 'CEO'). Of several clauses that are for an account
            the most specific counts: one that names tiers and client types before one that names either; of equal ones the
            first (first or after C2 gives a place). Typed again for the same accounts and service, it changes in place. The
            tiers are those of the list, or of the column tier where there is no list.
            """,
        examples: """
            tierbook> clause Gold 'Call' 4 per quarter by 'Sales', 0.5 hours each
            C1: 2 accounts (Gold) get 'Call' 4 per quarter, 16 hours a year by 'Sales'.
            tierbook> clause Gold, Silver 'Meeting' 1 per quarter by 'Account manager', 2 hours each expecting 'an agenda two days before'
            C2: 4 accounts (Gold, Silver) get 'Meeting' 1 per quarter, 32 hours a year by 'Account manager'.
            tierbook> clause non-tiered 'Meeting' none
            C3: 'Meeting' is not given to any account (non-tiered).
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let rules = session.state.workspace.rules
        let charter = try session.charter()
        var rule = Rule(.clause, ClauseNames.next(rules), session.ruleText)
        let typed = try session.reading(rule) { (call) throws(Diagnostic) in try Clause(rule, call) }
        let old = charter.clauses.first { ClauseNames.areForTheSame($0, typed) }
        rule.name = old?.id ?? rule.name
        let labels = try session.accountLabels()
        try check(typed, call, labels, charter, session)
        var changed = rules
        if let name = call.arguments.name("before") {
            let before = try ClauseNames.clause(name, charter)
            if before.id != rule.name { changed.put(rule, after: before.id) } else { changed.put(rule) }
        } else if call.has("first") { changed.put(rule, after: nil) } else { changed.put(rule) }
        session.state.workspace.rules = changed
        let clause = try session.reading(rule) { (call) throws(Diagnostic) in try Clause(rule, call) }
        try checkMeasure(clause, call, labels, session)
        session.changed("clause \(clause.id) \(old == nil ? "added" : "changed")")
        try session.noteStaleAnswers(citing: clause.id, at: call.verbSpan)
        if session.isTrying { return .reply(Reply()) }
        return .reply(Reply(headline: try ClauseReply.sentence(clause, old, labels, session)))
    }

    // MARK: What it must not say

    private func check(_ clause: Clause, _ call: VerbCall, _ labels: AccountLabels, _ charter: Charter, _ session: Session) throws(Diagnostic) {
        for name in call.names("tiers") where clause.tiers != nil {
            let text = ["rest", "the rest", "non tiered"].contains(name.text.lowercased()) ? Clause.nonTiered : name.text
            if equalIgnoringCase(text, Clause.nonTiered) || labels.tierNames.contains(where: { equalIgnoringCase($0, text) }) { continue }
            throw Diagnostic(
                "unknown-tier", "There is no tier \(name.text).", at: name.span,
                help: didYouMean(name.text, among: labels.tierNames + [Clause.nonTiered, "all"])
                    ?? (labels.tierNames.isEmpty ? "Set one first, tier \(Words.typed(name.text)) top 10, or write all." : "Tiers: \(Binder.list(labels.tierNames)), non-tiered; all for everyone."))
        }
        for (arguments, span) in call.list("segments") {
            guard let name = arguments.text("segment")?.text, !labels.segmentNames.contains(where: { equalIgnoringCase($0, name) }) else { continue }
            throw Diagnostic(
                "unknown-segment", "\(Words.quoted(name)) is no client type and no qualifier.", at: span,
                help: didYouMean(name, among: labels.segmentNames)
                    ?? (labels.types == nil ? "accounts has no column 'client type'; say which it is: policy client type COLUMN." : "Client types and qualifiers: \(Binder.list(labels.segmentNames))."))
        }
        if Set((charter.segments + clause.segments).map { $0.lowercased() }).count > Charter.segmentLimit {
            throw Diagnostic("too-many-segments", "A charter tells at most \(Charter.segmentLimit) client types and qualifiers apart.", at: call.verbSpan)
        }
        if charter.clauses.count >= 2_000 { throw Diagnostic("too-many-clauses", "A charter has at most 2,000 clauses.", at: call.verbSpan) }
        if let (role, span) = call.arguments.text("role") { try RoleNames.check(role, at: span, session) }
        try noteNearService(clause, call, charter, session)
    }

    private func noteNearService(_ clause: Clause, _ call: VerbCall, _ charter: Charter, _ session: Session) throws(Diagnostic) {
        if charter.services.contains(where: { equalIgnoringCase($0, clause.service) }) { return }
        guard let near = nearest(clause.service, among: charter.services, limit: 1).first, let span = call.arguments.text("service")?.span else { return }
        session.note(.warning("new-service", "\(Words.quoted(clause.service)) is a new service, beside \(Words.quoted(near)).", at: span, help: "If \(Words.quoted(near)) is meant, undo and write that."))
    }

    /// A measure that is typed must run; that there is none is said.
    private func checkMeasure(_ clause: Clause, _ call: VerbCall, _ labels: AccountLabels, _ session: Session) throws(Diagnostic) {
        do throws(Diagnostic) {
            try session.checkMeasure(of: clause, labels.accounts)
        } catch {
            if clause.measure != nil || error.id == Cancellation.cancelled.id { throw error }
            if clause.promise == .none { return }
            session.note(.warning(error.id, error.message, at: call.arguments.text("service")?.span, help: error.help))
        }
    }
}

enum ClauseNames {
    /// The next free id.
    static func next(_ rules: Rules) -> String {
        let numbers = rules[.clause].compactMap { Int($0.name.dropFirst()) }
        return "C\((numbers.max() ?? 0) + 1)"
    }

    /// Whether both are about the same service for the same accounts.
    static func areForTheSame(_ a: Clause, _ b: Clause) -> Bool {
        func names(_ all: [String]) -> Set<String> { Set(all.map { $0.lowercased() }) }
        return equalIgnoringCase(a.service, b.service) && names(a.tiers ?? []) == names(b.tiers ?? []) && (a.tiers == nil) == (b.tiers == nil)
            && names(a.segments) == names(b.segments)
    }

    static func clause(_ name: Name, _ charter: Charter) throws(Diagnostic) -> Clause {
        if let found = charter.clause(name.text) { return found }
        throw unknown(name.text, at: name.span, charter.clauses.map(\.id))
    }

    static func unknown(_ id: String, at span: Span, _ known: [String]) -> Diagnostic {
        Diagnostic(
            "unknown-clause", "There is no clause \(id).", at: span,
            help: known.isEmpty ? "The charter has no clauses yet." : didYouMean(id, among: known) ?? "charter lists them: \(Binder.list(known)).")
    }
}

enum RoleNames {
    /// Refuses a role that nobody has, where it is known who has which.
    static func check(_ role: String, at span: Span, _ session: Session) throws(Diagnostic) {
        try RuleNames.check(role, at: span)
        let known = session.state.workspace.knownRoles
        if known.isEmpty || known.contains(where: { equalIgnoringCase($0, role) }) { return }
        throw Diagnostic(
            "unknown-role", "Nobody has the role \(Words.quoted(role)).", at: span,
            help: didYouMean(role, among: known) ?? "Roles: \(Binder.list(known)). Or say who has it: role \(Words.quoted(role)) = COLUMN.")
    }
}
