import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

/// `override` and `exclude`: one account's place set by hand.
struct Override: Verb {
    var isQuery: Bool { false }
    let forms: [Form]
    let manual: Manual
    private let kind: Rule.Kind

    private init(_ verb: String, _ kind: Rule.Kind, _ target: [Element], _ manual: Manual) {
        let details: Element = .anyOrder([
            [.word("because"), .slot("reason", .text)], [.word("by"), .slot("author", .text)], [.word("until"), .slot("until", .expression)],
        ])
        forms = [Form(verb, .start, [.slot("account", .text)] + target + [details])]
        self.kind = kind
        self.manual = manual
    }

    static let override = Override(
        "override", .override, [.word("to"), .slot("tier", .newName)],
        Manual(
            "set an account's tier by hand, with reason, who says so and until when",
            details: """
                The rules' own answer stays visible: list shows it as rule tier. An override is in addition to the places of a
                tier; it ends after the day of until, seen from the as-of day. policy overrides at most 5% of a tier warns of
                too many. overrides lists them, forget override 'ACCOUNT' drops one.
                """,
            examples: """
                tierbook> rename accounts.tier to grade
                accounts.tier is now called grade.
                tierbook> objective 'protect revenue' = revenue; tier Gold top 2
                'protect revenue' ranks all 6 accounts by 100% revenue. No tier cuts the list yet.
                Gold has 2 accounts, down to 80.0 points. Gold 2, the rest 4.
                tierbook> override 'Elm' to Gold because 'third-largest buyer' by 'K. Lee' until 2026-06-30
                Elm is in Gold by override until 2026-06-30; by the rules it is non-tiered. Gold 3 (1 by override), the rest 3.
                """))

    static let exclude = Override(
        "exclude", .exclusion, [],
        Manual(
            "keep an account off the list by hand, with reason, who says so and until when",
            details: "It keeps its rank; its tier is non-tiered. forget exclusion 'ACCOUNT' lets it back.",
            examples: """
                tierbook> rename accounts.tier to grade
                accounts.tier is now called grade.
                tierbook> objective 'protect revenue' = revenue; tier Gold top 2
                'protect revenue' ranks all 6 accounts by 100% revenue. No tier cuts the list yet.
                Gold has 2 accounts, down to 80.0 points. Gold 2, the rest 4.
                tierbook> exclude 'Birch' because 'in dispute' by 'Legal'
                Birch is off the list; by the rules it is in Gold. Gold 1, the rest 5.
                note: It holds until someone forgets it.
                  exclude 'Birch' because 'in dispute' by 'Legal'
                  ^^^^^^^
                help: Add until DATE.
                """))

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (account, place) = try call.text("account")
        let before = try session.list()
        let row = try ListNames.account(account, before, at: place)
        let tier = try call.arguments.name("tier").map { (name) throws(Diagnostic) in try ListNames.tier(name, before, session) }
        let until = try session.day(call, "until")
        try checkDetails(call, until, session)
        let other: Rule.Kind = kind == .override ? .exclusion : .override
        if let set = session.state.workspace.rules.rule(other, named: account) {
            throw Diagnostic("set-already", "\(account) has an \(other.rawValue), and cannot have both.", at: place, notes: [set.statement], help: "First forget \(set.title).")
        }
        session.state.workspace.rules.put(Rule(kind, account, session.ruleText))
        return try session.changedList("\(kind.rawValue) of \(account)") { reply(account, row, tier, until, $0) }
    }

    private func reply(_ account: String, _ row: Int, _ tier: Int?, _ until: Day?, _ list: FirmList) -> Reply {
        let end = until.map { " until \($0.text)" } ?? ""
        let what = tier.map { "is in \(list.tierNames[$0]) by override" } ?? "is off the list"
        let rule = list.ruleTier(row)
        let own = rule >= 0 ? "in \(list.tierNames[rule])" : list.name(ofTier: rule)
        return Reply(headline: "\(account) \(what)\(end); by the rules it is \(own). \(ListReply.sizes(list)).")
    }

    private func checkDetails(_ call: VerbCall, _ until: Day?, _ session: Session) throws(Diagnostic) {
        for (slot, what) in [("reason", "because 'REASON'"), ("author", "by 'WHO'")] where call.arguments.text(slot).map({ $0.text.isEmpty }) ?? true {
            throw Diagnostic("no-\(slot)", "What is set by hand says why and who says so.", at: call.verbSpan, help: "Add \(what).")
        }
        guard let until else {
            session.note(.note("no-end", "It holds until someone forgets it.", at: call.verbSpan, help: "Add until DATE."))
            return
        }
        if let today = session.asOf, today > until, let span = call.arguments.expression("until")?.span {
            throw Diagnostic("already-over", "\(until.text) is past: today is \(today.text).", at: span)
        }
    }
}

struct Overrides: Verb {
    let forms = [Form("overrides", .start)]
    let manual = Manual(
        "list what was set by hand, with the rules' own answer beside it",
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = revenue; tier Gold top 2; override 'Elm' to Gold because 'new mandate' by 'K. Lee' until 2026-06-30
            'protect revenue' ranks all 6 accounts by 100% revenue. No tier cuts the list yet.
            Gold has 2 accounts, down to 80.0 points. Gold 2, the rest 4.
            Elm is in Gold by override until 2026-06-30; by the rules it is non-tiered. Gold 3 (1 by override), the rest 3.
            tierbook> overrides
            account  tier  rule tier   reason       by           until  status
            Elm      Gold  non-tiered  new mandate  K. Lee  2026-06-30  holds
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let list = try session.list()
        let pins = list.pins
        func ruled(_ pin: Pin) -> String? { pin.row.map { list.name(ofTier: list.ruleTier($0)) } }
        return .reply(
            Reply(
                headline: pins.isEmpty ? "Nothing was set by hand." : nil,
                table: Table([
                    Field("account", .texts(pins.map(\.account))),
                    Field("tier", .texts(pins.map { $0.tier.map { list.tierNames[$0] } ?? "excluded" })),
                    Field("rule tier", .texts(pins.map(ruled))),
                    Field("reason", .texts(pins.map(\.reason))), Field("by", .texts(pins.map(\.author))),
                    Field("until", .dates(pins.map(\.until))), Field("status", .texts(pins.map(\.status.rawValue))),
                ])))
    }
}
