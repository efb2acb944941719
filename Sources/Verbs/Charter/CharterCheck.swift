import Diagnostics
import Engine
import Syntax
import Tables

struct CharterCheck: Verb {
    let forms = [Form("charter check", .start)]
    let manual = Manual(
        "look for gaps and for what cannot be kept in the charter",
        details: """
            Every tier, non-tiered included, with every client type is covered for every service, be it by none (gap); no
            clause is hidden by others for all it is for (unreachable) or names what is gone (gone); every service has an
            owner (no-owner, nobody), a measure that runs (no-measure) and finds something (never-recorded), and hours that
            the staff there are can work (overload, no-hours); a service that all tiers get alike tells none apart (alike),
            one of which a lower tier gets more stands on its head (inverted). What a qualifier needs is in the charter (unmet-need). Rules that let some clients have published
            research before others (equal-access) are for compliance to review: research goes to all who are entitled to it at
            the same time.
            """,
        examples: """
            tierbook> clause Gold 'Call' 4 per quarter by 'Sales'; clause Gold, Silver 'Call' 4 per quarter by 'Sales'; clause Gold 'Model request' 2 per year
            C1: 2 accounts (Gold) get 'Call' 4 per quarter, by 'Sales'.
            C2: 2 accounts (Gold, Silver) get 'Call' 4 per quarter, by 'Sales'.
            C3: 2 accounts (Gold) get 'Model request' 2 per year.
            tierbook> charter check
            8 things to mind in 3 clauses on 2 services for 4 kinds of account.
            finding         about                       what                                                      cure
            gap             Bronze 'Call'               No clause says whether accounts in Bronze get it.         clause Bronze 'Call' none, or what they get.
            gap             non-tiered 'Call'           No clause says whether accounts in no tier get it.        clause non-tiered 'Call' none, or what they get.
            gap             Silver 'Model request'      No clause says whether accounts in Silver get it.         clause Silver 'Model request' none, or what they get.
            gap             Bronze 'Model request'      No clause says whether accounts in Bronze get it.         clause Bronze 'Model request' none, or what they get.
            gap             non-tiered 'Model request'  No clause says whether accounts in no tier get it.        clause non-tiered 'Model request' none, or what they get.
            no-owner        C3 (Gold 'Model request')   No role is responsible for it.                            Add by 'ROLE'.
            nobody          role 'Sales' (C1, C2)       Nothing says who has it for an account.                   role 'Sales' = COLUMN.
            never-recorded  C3 (Gold 'Model request')   Nothing that it counts was ever recorded for an account.  See whether it is called otherwise, or add measured by EXPRESSION.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let charter = try session.charter()
        if charter.clauses.isEmpty {
            throw Diagnostic("no-charter", "There is no charter yet.", at: call.verbSpan, help: "For example clause Gold 'Call' 4 per quarter by 'Sales', 0.5 hours each.")
        }
        var findings = CharterFindings(charter, try session.accountLabels(), session)
        try findings.lookAtNames()
        findings.lookAtCoverage()
        try findings.lookForUnreachable()
        try findings.lookAtOwners()
        try findings.lookAtNeeds()
        try findings.lookAtMeasures()
        try findings.lookAtLoad()
        findings.lookAtDifferences()
        findings.lookAtAccess()
        let all = findings.all
        let services = plural(charter.services.count, "service"), kinds = plural(findings.kinds.count, "kind")
        let isLoadKnown = Staff(session.state.workspace.contents) != nil
        let load = isLoadKnown ? "" : " Whether there are hands enough is not known: no table has the columns role and weekly hours."
        let head = all.isEmpty
            ? "The charter has no gaps: \(plural(charter.clauses.count, "clause")) cover \(services) for \(kinds) of account.\(load)"
            : "\(plural(all.count, "thing")) to mind in \(plural(charter.clauses.count, "clause")) on \(services) for \(kinds) of account."
        return .query(Query(findings: all, headline: head))
    }
}

/// What is wrong with a charter.
struct CharterFindings {
    let charter: Charter
    let labels: AccountLabels
    let session: Session
    /// Every tier with every client type that there is.
    let kinds: [(tier: String, type: String?, kind: AccountKind)]
    private(set) var all: [(id: String, about: String, what: String, cure: String)] = []

    init(_ charter: Charter, _ labels: AccountLabels, _ session: Session) {
        self.charter = charter
        self.labels = labels
        self.session = session
        var types: [String?] = labels.typeNames
        if types.isEmpty || (labels.types?.missingCount() ?? 0) > 0 { types.append(nil) }
        kinds = (labels.tierNames + [Clause.nonTiered]).flatMap { tier in
            types.map { type in (tier, type, AccountKind(tier: tier, segments: type.map(charter.bit) ?? 0)) }
        }
    }

    mutating func add(_ id: String, _ about: String, _ what: String, _ cure: String) { all.append((id, about, what, cure)) }

    /// `C3 (Gold 'Call')`
    func title(_ clause: Clause) -> String { "\(clause.id) (\(clause.audience) \(Words.quoted(clause.service)))" }

    // MARK: Names

    mutating func lookAtNames() throws(Diagnostic) {
        for clause in charter.clauses {
            let tiers = (clause.tiers ?? []).filter { name in !equalIgnoringCase(name, Clause.nonTiered) && !labels.tierNames.contains { equalIgnoringCase($0, name) } }
            let segments = clause.segments.filter { name in !labels.segmentNames.contains { equalIgnoringCase($0, name) } }
            for name in tiers { add("gone", title(clause), "There is no tier \(name) any more.", "forget clause \(clause.id), or write it for another tier.") }
            for name in segments { add("gone", title(clause), "No account is \(Words.quoted(name)) any more, by type or by qualifier.", "forget clause \(clause.id), or write it for others.") }
        }
    }

    // MARK: Coverage

    mutating func lookAtCoverage() {
        let entitlements = kinds.map { charter.entitlements(of: $0.kind) }
        for (service, name) in charter.services.enumerated() {
            for tier in labels.tierNames + [Clause.nonTiered] {
                let own = kinds.indices.filter { kinds[$0].tier == tier }
                let open = own.filter { entitlements[$0][service].clause == nil }
                if open.isEmpty { continue }
                let types = open.map { kinds[$0].type.map { Words.quoted($0) } ?? "no client type" }
                let whom = open.count == own.count ? "" : " \(types.count == 1 ? "for" : "for each of") \(Binder.list(types))"
                add(
                    "gap", "\(tier) \(Words.quoted(name))", "No clause says whether \(tier == Clause.nonTiered ? "accounts in no tier" : "accounts in \(tier)") get it\(whom).",
                    "clause \(tier == Clause.nonTiered ? tier : Words.typed(tier)) \(Words.quoted(name)) none, or what they get.")
            }
        }
    }

    mutating func lookForUnreachable() throws(Diagnostic) {
        for (number, clause) in charter.clauses.enumerated() {
            try Cancellation.check()
            let ways = ways(to: clause)
            if ways.isEmpty { continue }
            var before: [String] = []
            var counts = false
            for kind in ways {
                guard let chosen = charter.entitlement(of: kind, service: clause.service)?.clause else { continue }
                if chosen == number {
                    counts = true
                    break
                }
                if !before.contains(charter.clauses[chosen].id) { before.append(charter.clauses[chosen].id) }
            }
            if counts { continue }
            add(
                "unreachable", title(clause), "It never counts: \(Binder.list(before)) \(before.count == 1 ? "comes" : "come") before it for all accounts that it is for.",
                "forget clause \(clause.id), name its accounts more closely, or write it first.")
        }
    }

    /// The least that accounts need to have for a clause to be for them: more labels only bring more clauses in.
    private func ways(to clause: Clause) -> [AccountKind] {
        let tiers = (clause.tiers ?? labels.tierNames + [Clause.nonTiered]).filter { name in
            equalIgnoringCase(name, Clause.nonTiered) || labels.tierNames.contains { equalIgnoringCase($0, name) }
        }
        let own = clause.segments.filter { name in labels.segmentNames.contains { equalIgnoringCase($0, name) } }
        if own.isEmpty, !clause.segments.isEmpty { return [] }
        // Of every account a type is known, or none; a qualifier may stand beside any type.
        let types = Array(Set(kinds.map(\.kind.segments))).sorted()
        let segments: [UInt64] = own.isEmpty ? types : own.flatMap { name -> [UInt64] in
            let bit = charter.bit(name)
            return labels.qualifierNames.contains { equalIgnoringCase($0, name) } ? types.map { $0 | bit } : [bit]
        }
        return tiers.flatMap { tier in segments.map { AccountKind(tier: tier, segments: $0) } }
    }
}
