import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

/// A level of the one list; `tiers` is its like for an ad-hoc ranking.
struct Tier: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form(
            "tier", .start,
            [.slot("tier", .newName)] + TierSpec.elements + [.optional([.choice([[.word("after"), .slot("before it", .newName)], [.word("first")]])])])
    ]
    let manual = Manual(
        "cut a tier from the firm's list",
        details: """
            tier Platinum top 10; tier Gold next 20; tier Silver next 20% or top 80% of revenue or where score >= 40, all as in
            tiers. Tiers are cut in the order in which they were first written; after TIER and first say another place.
            Written again, a tier changes in place. policy per region cuts a list for each region. forget tier NAME drops one.
            Accounts in no tier are non-tiered.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = 60% revenue, 40% wallet; tier Gold top 1; tier Silver next 2
            'protect revenue' ranks 5 of 6 accounts by 60% revenue, 40% wallet. No tier cuts the list yet.
            1 missing wallet (not ranked)
            Gold has 1 account, down to 100.0 points. Gold 1, the rest 5.
            Silver has 2 accounts, down to 60.0 points. Gold 1, Silver 2, the rest 3.
            tierbook> accounts | group by tier show count, sum(revenue)
            tier        count  sum(revenue)
            Gold            1       820,000
            Silver          2     1,050,000
            non-tiered      2       180,000
            not ranked      1       250,000
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let name = try call.name("tier")
        try check(name, session)
        var rules = session.state.workspace.rules
        let old = rules.rule(.tier, named: name.text)
        if old == nil { session.noteNear(name.text, .tier, at: name.span) }
        let rule = Rule(.tier, old?.name ?? name.text, session.ruleText)
        if let other = call.arguments.name("before it") {
            guard let before = rules.rule(.tier, named: other.text), !equalIgnoringCase(before.name, rule.name) else {
                throw ListNames.unknownTier(other, besides: rule.name, session)
            }
            rules.put(rule, after: before.name)
        } else if call.has("first") { rules.put(rule, after: nil) } else { rules.put(rule) }
        session.state.workspace.rules = rules
        return try session.changedList("tier \(name.text) \(old == nil ? "set" : "changed")") { (list) throws(Diagnostic) in try reply(rule.name, list) }
    }

    private func check(_ name: Name, _ session: Session) throws(Diagnostic) {
        try RuleNames.check(name.text, at: name.span)
        if ["non-tiered", "not ranked"].contains(name.text.lowercased()) {
            throw Diagnostic("reserved-tier", "\(name.text) is what accounts without a tier are called.", at: name.span, help: "Choose another name.")
        }
        if session.state.workspace.rules[.tier].count >= 100, session.state.workspace.rules.rule(.tier, named: name.text) == nil {
            throw Diagnostic("too-many-tiers", "A list has at most 100 tiers.", at: name.span)
        }
    }

    private func reply(_ name: String, _ list: FirmList) throws(Diagnostic) -> Reply {
        let lines = list.result.tiering?.lines.filter { list.tierNames[$0.tier] == name } ?? []
        let count = lines.reduce(0) { $0 + $1.count }
        let down = lines.count == 1 && count > 0 ? ", down to \(TierLabels.points(lines[0].score)) points" : ""
        let ties = lines.count == 1 && lines[0].tied > 0 ? "; \(grouped(lines[0].tied)) more with that score \(lines[0].tied == 1 ? "is" : "are") below the line by key" : ""
        let head = count == 0 ? "\(name) has no account." : "\(name) has \(plural(count, "account"))\(down)\(ties)."
        return Reply(headline: "\(head) \(ListReply.sizes(list)).", footer: lines.count > 1 ? try ListReply.lines(list) : [] + (list.hold.map { ["tiers are held by \($0), counted from the last edition"] } ?? []))
    }
}

/// Names in the list as verbs meet them.
enum ListNames {
    /// - Parameter own: a tier that does not count.
    static func unknownTier(_ name: Name, besides own: String? = nil, _ session: Session) -> Diagnostic {
        let names = session.state.workspace.rules[.tier].map(\.name).filter { $0 != own }
        return Diagnostic(
            "unknown-tier", "There is no \(own == nil ? "" : "other ")tier \(name.text).", at: name.span,
            help: didYouMean(name.text, among: names) ?? (names.isEmpty ? "Set one first: tier \(Words.typed(name.text)) top 10." : "Tiers: \(Binder.list(names))."))
    }

    /// The number of a tier by name.
    static func tier(_ name: Name, _ list: FirmList, _ session: Session) throws(Diagnostic) -> Int {
        if let tier = list.tierNames.firstIndex(where: { equalIgnoringCase($0, name.text) }) { return tier }
        throw unknownTier(name, session)
    }

    /// An account's row by its key as typed.
    static func account(_ name: String, _ list: FirmList, at span: Span) throws(Diagnostic) -> Int {
        if let row = try AccountRows([name], list.result.names)[0] { return row }
        let names = (0..<list.result.names.count).lazy.map { Plain.text(list.result.names[$0]) }
        let near = nearest(name, among: names).map { Words.quoted($0) }
        throw Diagnostic(
            "no-such-account", "There is no account \(Words.quoted(name)).", at: span,
            help: near.isEmpty ? (list.isRolledUp ? "Children count for their parents: name the parent." : nil) : "Did you mean \(joinWords(near, "or"))?")
    }
}
