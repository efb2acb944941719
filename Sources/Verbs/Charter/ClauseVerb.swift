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
            count any table with dates, of its own or of a table above it: measured by count(meetings where level = 'CEO'). Of
            several clauses that are for an account
            the most specific counts: one that names tiers and client types before one that names either; of equal ones the
            first (first or after C2 gives a place). Typed again for the same accounts and service, it changes in place and
            keeps what is not typed anew; forget clause C3 first to drop that too. The
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
        var writer = try ClauseWriter(session)
        let services = Charter(writer.clauses).services
        let written = try writer.write(session.ruleText)
        let clause = written.clause
        session.state.workspace.rules = writer.rules
        let span = call.arguments.text("service")?.span
        try writer.checkMeasure(clause, at: span)
        noteNearService(clause, services, at: span, session)
        session.changed("clause \(clause.id) \(written.old == nil ? "added" : "changed")")
        try session.noteStaleAnswers(citing: clause.id, at: call.verbSpan)
        if session.isTrying { return .reply(Reply()) }
        let asBefore = written.kept.isEmpty ? "" : " As before: \(written.kept.joined(separator: ", "))."
        return .reply(Reply(headline: try ClauseReply.sentence(clause, written.old, writer.labels, session) + asBefore))
    }

    private func noteNearService(_ clause: Clause, _ services: [String], at span: Span?, _ session: Session) {
        if services.contains(where: { equalIgnoringCase($0, clause.service) }) { return }
        guard let near = nearest(clause.service, among: services, limit: 1).first, let span else { return }
        session.note(.warning("new-service", "\(Words.quoted(clause.service)) is a new service, beside \(Words.quoted(near)).", at: span, help: "If \(Words.quoted(near)) is meant, undo and write that."))
    }
}

enum ClauseNames {
    /// Whether both are about the same service for the same accounts.
    static func areForTheSame(_ a: Clause, _ b: Clause) -> Bool {
        func names(_ all: [String]) -> Set<String> { Set(all.map { $0.lowercased() }) }
        return equalIgnoringCase(a.service, b.service) && names(a.tiers ?? []) == names(b.tiers ?? []) && (a.tiers == nil) == (b.tiers == nil)
            && names(a.segments) == names(b.segments)
    }

    static func unknown(_ id: String, at span: Span, _ known: [String]) -> Diagnostic {
        Diagnostic(
            "unknown-clause", "There is no clause \(id).", at: span,
            help: known.isEmpty ? "The charter has no clauses yet." : didYouMean(id, among: known) ?? "charter lists them: \(Binder.list(known)).")
    }
}

enum RoleNames {
    /// Refuses a role that nobody has, where it is known who has which.
    static func check(_ role: String, known: [String], at span: Span) throws(Diagnostic) {
        try RuleNames.check(role, at: span)
        if known.isEmpty || known.contains(where: { equalIgnoringCase($0, role) }) { return }
        throw Diagnostic(
            "unknown-role", "Nobody has the role \(Words.quoted(role)).", at: span,
            help: didYouMean(role, among: known) ?? "Roles: \(Binder.list(known)). Or say who has it: role \(Words.quoted(role)) = COLUMN.")
    }
}
