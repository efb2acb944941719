import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

/// Puts clauses among the rules, each checked against the accounts and roles that there are.
struct ClauseWriter {
    struct Written {
        var clause: Clause
        /// The one whose place it takes.
        var old: Clause?
        /// What it keeps of that, as it would be typed.
        var kept: [String]
    }

    private let session: Session
    let labels: AccountLabels
    private let roles: [String]
    private(set) var rules: Rules
    private(set) var clauses: [Clause]
    private var segments: Set<String>
    private var lastNumber: Int

    /// More are no charter that anyone could know.
    static let most = 2_000

    init(_ session: Session) throws(Diagnostic) {
        self.session = session
        labels = try session.accountLabels()
        rules = session.state.workspace.rules
        roles = session.state.workspace.knownRoles
        clauses = try session.charter().clauses
        segments = Set(clauses.flatMap(\.segments).map { $0.lowercased() })
        lastNumber = session.lastClauseNumber
    }

    /// Adds the clause of a statement, or changes the one that is about the same service for the same accounts.
    mutating func write(_ statement: String) throws(Diagnostic) -> Written {
        let draft = Rule(.clause, "C\(lastNumber + 1)", statement)
        var place: Name?
        var isFirst = false
        let typed = try session.reading(draft) { (call) throws(Diagnostic) in
            let typed = try Clause(draft, call)
            try check(typed, call)
            (place, isFirst) = (call.arguments.name("clause"), call.has("first"))
            if let place, !clauses.contains(where: { equalIgnoringCase($0.id, place.text) }) { throw ClauseNames.unknown(place.text, at: place.span, clauses.map(\.id)) }
            return typed
        }
        let index = clauses.firstIndex { ClauseNames.areForTheSame($0, typed) }
        if index == nil, clauses.count >= ClauseWriter.most { throw Diagnostic("too-many-clauses", "A charter has at most \(grouped(ClauseWriter.most)) clauses.") }
        let old = index.map { clauses[$0] }
        let kept = old.map { typed.keeps(of: $0) } ?? []
        let rule = Rule(.clause, old?.id ?? draft.name, ([statement] + kept).joined(separator: " "))
        if old == nil { lastNumber += 1 }
        let clause = try session.reading(rule) { (call) throws(Diagnostic) in try Clause(rule, call) }
        if let before = place.flatMap({ place in clauses.first { equalIgnoringCase($0.id, place.text) } }), before.id != rule.name {
            rules.put(rule, after: before.id)
        } else if isFirst { rules.put(rule, after: nil) } else { rules.put(rule) }
        if let index { clauses[index] = clause } else { clauses.append(clause) }
        segments.formUnion(clause.segments.map { $0.lowercased() })
        return Written(clause: clause, old: old, kept: kept)
    }

    // MARK: What a clause must not say

    private func check(_ clause: Clause, _ call: VerbCall) throws(Diagnostic) {
        try checkTiers(clause, call)
        try checkSegments(clause, call)
        guard let (role, span) = call.arguments.text("role") else { return }
        try RoleNames.check(role, known: roles, at: span)
    }

    private func checkTiers(_ clause: Clause, _ call: VerbCall) throws(Diagnostic) {
        guard clause.tiers != nil else { return }
        if let all = call.names("tiers").first(where: { equalIgnoringCase($0.text, "all") && !$0.isQuoted }) {
            throw Diagnostic("all-and-others", "all is everyone; no tier stands beside it.", at: all.span, help: "Write all, or the tiers one by one.")
        }
        for (text, name) in zip(clause.tiers ?? [], call.names("tiers")) {
            if equalIgnoringCase(text, Clause.nonTiered) || labels.tierNames.contains(where: { equalIgnoringCase($0, text) }) { continue }
            throw Diagnostic(
                "unknown-tier", "There is no tier \(name.text).", at: name.span,
                help: didYouMean(name.text, among: labels.tierNames + [Clause.nonTiered, "all"])
                    ?? (labels.tierNames.isEmpty ? "Set one first, tier \(Words.typed(name.text)) top 10, or write all." : "Tiers: \(Binder.list(labels.tierNames)), non-tiered; all for everyone."))
        }
    }

    private func checkSegments(_ clause: Clause, _ call: VerbCall) throws(Diagnostic) {
        for (arguments, span) in call.list("segments") {
            guard let name = arguments.text("segment")?.text, !labels.segmentNames.contains(where: { equalIgnoringCase($0, name) }) else { continue }
            throw Diagnostic(
                "unknown-segment", "\(Words.quoted(name)) is no client type and no qualifier.", at: span,
                help: didYouMean(name, among: labels.segmentNames)
                    ?? (labels.types == nil ? "accounts has no column 'client type'; say which it is: policy client type COLUMN." : "Client types and qualifiers: \(Binder.list(labels.segmentNames))."))
        }
        if segments.union(clause.segments.map { $0.lowercased() }).count > Charter.segmentLimit {
            throw Diagnostic("too-many-segments", "A charter tells at most \(Charter.segmentLimit) client types and qualifiers apart.", at: call.verbSpan)
        }
    }

    /// A measure that is typed must run; that there is none is said.
    func checkMeasure(_ clause: Clause, at span: Span?) throws(Diagnostic) {
        do throws(Diagnostic) {
            try session.checkMeasure(of: clause, labels.accounts)
        } catch {
            if clause.measure != nil || error.isCancelled { throw error }
            if clause.promise == .none { return }
            session.note(.warning(error.id, error.message, at: span, help: error.help))
        }
    }
}

extension Session {
    /// The highest number that a clause has or had: answers and editions may name one that is gone.
    fileprivate var lastClauseNumber: Int {
        let workspace = state.workspace
        let names = workspace.allContents.flatMap { $0.rules[.clause].map(\.name) } + citedClauses
        return names.reduce(0) { last, name in Int(name.dropFirst()).map { $0 < 1_000_000 ? max(last, $0) : last } ?? last }
    }

    /// Clauses that answers cite.
    private var citedClauses: [String] {
        guard let faq = try? faq() else { return [] }
        return faq.ids.flatMap { faq[$0].cites.map(\.clause) }
    }
}
