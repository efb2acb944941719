import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct QualifierVerb: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form(
            "qualifier", .start,
            [.slot("qualifier", .text), .optional([.word("where"), .slot("condition", .condition)]), .optional([.word("needs"), .slot("need", .text)])])
    ]
    let manual = Manual(
        "set a label that says what kind of account it is and what service it needs",
        details: """
            Labels stand beside the tier and say nothing of how much. By condition, which may read tier, rank and score, or without one for labels given by
            hand: qualify 'Acme' as 'Research-led' by 'WHO'. qualifiers is then in scope in every query on accounts.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = revenue; tier Gold top 2
            'protect revenue' ranks all 6 accounts by 100% revenue. No tier cuts the list yet.
            Gold has 2 accounts, down to 80.0 points. Gold 2, the rest 4.
            tierbook> qualifier 'Growth' where wallet > 2 * revenue needs 'Quarterly business review'
            4 accounts are 'Growth', 1 of them in a tier; they need: Quarterly business review.
            tierbook> qualify 'Birch' as 'Growth' by 'K. Lee'
            Birch is 'Growth' now, as K. Lee says: 5 accounts are, 2 of them in a tier.
            tierbook> accounts | where tier = 'Gold' | select account, tier, qualifiers
            account  tier  qualifiers
            Acme     Gold  Growth
            Birch    Gold  Growth
            2 of 6 rows
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (name, span) = try call.text("qualifier")
        try RuleNames.check(name, at: span)
        if equalIgnoringCase(name, Qualifier.none) || name.contains(",") {
            throw Diagnostic("odd-name", "A qualifier is not called none, and has no comma in its name.", at: span, help: "qualifiers lists them between commas, and says none where there are none.")
        }
        let isNew = session.state.workspace.rules.rule(.qualifier, named: name) == nil
        session.state.workspace.rules.put(Rule(.qualifier, name, session.ruleText))
        return try session.changedList("qualifier \(Words.quoted(name)) \(isNew ? "set" : "changed")") { list in
            guard let made = list.qualifiers.first(where: { equalIgnoringCase($0.name, name) }) else { return Reply() }
            if made.count == 0, call.has("condition") {
                session.note(.warning("empty-qualifier", "No account is \(Words.quoted(name)).", at: span))
            }
            let need = made.need.isEmpty ? "" : "; they need: \(made.need)"
            return Reply(headline: "\(Qualifying.sentence(made, list))\(need).")
        }
    }
}

struct Qualify: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form(
            "qualify", .start,
            [.slot("account", .text), .word("as"), .flag("not"), .slot("qualifier", .text), .optional([.word("by"), .slot("author", .text)])])
    ]
    let manual = Manual(
        "give one account a qualifier by hand, or keep it from one",
        details: "qualify 'Acme' as 'Growth' by 'K. Lee'; qualify 'Acme' as not 'Growth' counts more than the qualifier's condition. forget mark 'Acme' as 'Growth' leaves it to the condition again.",
        examples: """
            tierbook> objective 'protect revenue' = revenue; qualifier 'Research-led'
            'protect revenue' ranks all 6 accounts by 100% revenue. No tier cuts the list yet.
            No account is 'Research-led' yet; give it by hand, qualify 'ACCOUNT' as 'Research-led'.
            tierbook> qualify 'Acme' as 'Research-led' by 'K. Lee'
            Acme is 'Research-led' now, as K. Lee says: 1 account is.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (typed, place) = try call.text("account")
        let (wanted, span) = try call.text("qualifier")
        let rules = session.state.workspace.rules
        guard let qualifier = rules.rule(.qualifier, named: wanted) else {
            throw Diagnostic(
                "unknown-qualifier", "There is no qualifier \(Words.quoted(wanted)).", at: span,
                help: didYouMean(wanted, among: rules[.qualifier].map(\.name)) ?? "Set it first: qualifier \(Words.quoted(wanted)) needs 'SERVICE'.")
        }
        _ = try ListNames.account(typed, try session.list(), at: place)
        session.state.workspace.rules.put(Rule(.mark, Qualifying.mark(typed, qualifier.name), session.ruleText))
        let isGiven = !call.has("not")
        return try session.changedList("\(typed) \(isGiven ? "is" : "is not") \(qualifier.name)") { list in
            guard let made = list.qualifiers.first(where: { $0.name == qualifier.name }) else { return Reply() }
            let says = call.arguments.text("author").map { ", as \($0.text) says" } ?? ""
            let sentence = Qualifying.members(made, list)
            return Reply(headline: "\(typed) is \(isGiven ? "" : "not ")\(Words.quoted(made.name)) now\(says): \(sentence).")
        }
    }
}

enum Qualifying {
    /// The name of a mark among rules.
    static func mark(_ account: String, _ qualifier: String) -> String { account + Rule.markSeparator + qualifier }

    static func sentence(_ qualifier: Qualifier, _ list: FirmList) -> String {
        let name = Words.quoted(qualifier.name)
        if qualifier.count == 0 { return "No account is \(name) yet; give it by hand, qualify 'ACCOUNT' as \(name)" }
        return "\(plural(qualifier.count, "account")) \(qualifier.count == 1 ? "is" : "are") \(name)\(inTiers(qualifier, list))"
    }

    static func members(_ qualifier: Qualifier, _ list: FirmList) -> String {
        "\(plural(qualifier.count, "account")) \(qualifier.count == 1 ? "is" : "are")\(inTiers(qualifier, list))"
    }

    private static func inTiers(_ qualifier: Qualifier, _ list: FirmList) -> String {
        if list.tierNames.isEmpty { return "" }
        let members = qualifier.members.pointer(to: UInt8.self)
        return ", \(grouped((0..<list.rowCount).count { members[$0] == 2 && list.tier($0) >= 0 })) of them in a tier"
    }
}
