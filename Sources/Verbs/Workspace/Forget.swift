import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

/// Drops a defined name or a rule of the list.
struct Forget: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form(
            "forget", .start,
            [
                .choice([
                    [.word("objective"), .slot("objective", .text)], [.word("tier"), .slot("tier", .newName)],
                    [.word("qualifier"), .slot("qualifier", .text)],
                    [.word("mark"), .slot("account", .text), .word("as"), .slot("label", .text)],
                    [.word("override"), .slot("override", .text)], [.word("exclusion"), .slot("exclusion", .text)],
                    [.word("policy"), .slot("policy", .words)], [.word("clause"), .slot("clause", .newName)], [.word("role"), .slot("role", .text)],
                    [.slot("name", .newName)],
                ])
            ])
    ]
    let manual = Manual(
        "drop a defined name, or a rule of the list or the charter",
        details: "forget margin; forget objective 'NAME', tier NAME, qualifier 'NAME', mark 'ACCOUNT' as 'QUALIFIER', override 'ACCOUNT', exclusion 'ACCOUNT', policy NAME, clause ID, role 'NAME'.",
        examples: """
            tierbook> define margin = revenue - cost
            margin is defined as revenue - cost
            tierbook> forget margin
            margin is forgotten; it was revenue - cost

            tierbook> objective 'protect revenue' = revenue
            'protect revenue' ranks all 6 accounts by 100% revenue. No tier cuts the list yet.
            tierbook> forget objective 'protect revenue'
            The objective 'protect revenue' is forgotten; it was: objective 'protect revenue' = revenue
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        if let name = call.arguments.name("name") { return try forgetDefinition(name, session) }
        for kind in Rule.Kind.allCases {
            guard let (name, span) = typed(call, kind) else { continue }
            return try forget(kind, name, at: span, session)
        }
        throw Diagnostic("forget-what", "Forget what?", at: call.span, help: "For example forget margin, or forget tier Gold.")
    }

    private func typed(_ call: VerbCall, _ kind: Rule.Kind) -> (name: String, span: Span)? {
        if kind == .mark, let account = call.arguments.text("account"), let (qualifier, span) = call.arguments.text("label") {
            return (Qualifying.mark(account.text, qualifier), account.span.through(span))
        }
        let name = call.arguments.name(kind.rawValue).map { ($0.text, $0.span) }
        guard let (text, span) = name ?? call.arguments.text(kind.rawValue) else { return nil }
        return (text, span)
    }

    private func forget(_ kind: Rule.Kind, _ name: String, at span: Span, _ session: Session) throws(Diagnostic) -> Output {
        let rules = session.state.workspace.rules
        guard let rule = rules.rule(kind, named: name) else {
            let names = rules[kind].map { $0.name.replacing(Rule.markSeparator, with: " as ") }
            throw Diagnostic(
                "unknown-rule", "There is no \(Rule(kind, name, "").title).", at: span,
                help: didYouMean(name.replacing(Rule.markSeparator, with: " as "), among: names) ?? (names.isEmpty ? "\(kind.makesList ? "The list" : "The charter") has no rule of that kind; rules shows those there are." : "Of that kind there \(names.count == 1 ? "is" : "are") \(Binder.list(names))."))
        }
        if kind == .qualifier, let mark = rules[.mark].first(where: { $0.name.lowercased().hasSuffix(Rule.markSeparator + name.lowercased()) }) {
            throw Diagnostic("still-used", "Accounts were given \(Words.quoted(rule.name)) by hand.", at: span, help: "First forget \(mark.title).")
        }
        try refuseNamedByClauses(rule, at: span, session)
        // What is only tried is worked out by whoever tries it.
        let wasList = session.isTrying ? false : try failure(session) == nil
        session.state.workspace.rules.remove(kind, named: rule.name)
        // What is left must still make a list, or be no list at all; of one that fails already any rule may go.
        if wasList, !session.state.workspace.rules[.objective].isEmpty, let failure = try failure(session) {
            throw Diagnostic(
                "still-used", "Without it the list cannot be made: \(failure.message)", at: span, notes: failure.notes, help: "First change or forget what names it.")
        }
        session.changed("\(rule.title) forgotten")
        if kind == .clause { try session.noteStaleAnswers(citing: rule.name, at: span) }
        return .reply(Reply(headline: "The \(rule.title) is forgotten; it was: \(rule.statement)"))
    }

    /// Clauses are for tiers and qualifiers that there are.
    private func refuseNamedByClauses(_ rule: Rule, at span: Span, _ session: Session) throws(Diagnostic) {
        guard rule.kind == .tier || rule.kind == .qualifier, !session.isTrying else { return }
        let naming = try session.charter().clauses.filter { clause in
            (rule.kind == .tier ? clause.tiers ?? [] : clause.segments).contains { equalIgnoringCase($0, rule.name) }
        }
        guard !naming.isEmpty else { return }
        let ids = naming.map { $0.id }
        throw Diagnostic(
            "still-used", "\(ids.count == 1 ? "The clause" : "The clauses") \(Binder.list(ids)) \(ids.count == 1 ? "is" : "are") for \(rule.name).", at: span,
            help: "First forget clause \(ids[0]), or write it for others.")
    }

    /// Why there is no list; nil where there is one.
    private func failure(_ session: Session) throws(Diagnostic) -> Diagnostic? {
        do throws(Diagnostic) {
            _ = try session.list()
            return nil
        } catch {
            if error.id == Cancellation.cancelled.id { throw error }
            return error
        }
    }

    /// What forgets a rule of that name.
    private func ruleHelp(_ name: Name, _ session: Session) -> String? {
        session.state.workspace.rules.all.first { $0.kind != .mark && equalIgnoringCase($0.name, name.text) }.map { "forget \($0.title) forgets the rule." }
    }

    private func forgetDefinition(_ name: Name, _ session: Session) throws(Diagnostic) -> Output {
        guard let definition = session.state.workspace.definition(named: name.text) else {
            throw Diagnostic(
                "unknown-definition", "Nothing is defined as '\(name.text)'.", at: name.span,
                help: ruleHelp(name, session) ?? didYouMean(name.text, among: session.state.workspace.definitions.map(\.name)))
        }
        session.state.workspace.removeDefinition(named: definition.name)
        session.changed("\(definition.name) forgotten")
        try session.warnOfBrokenList()
        return .reply(Reply(headline: "\(definition.name) is forgotten; it was \(definition.text)"))
    }
}
