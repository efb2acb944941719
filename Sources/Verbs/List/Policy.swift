import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct Policy: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form(
            "policy", .start,
            [
                .choice([
                    [.word("combine by weight"), .list("amounts", [.slot("amount", .number), .slot("objective", .text)])],
                    [.word("combine by places"), .list("amounts", [.slot("amount", .number), .slot("objective", .text)])],
                    [.word("per"), .slot("groups", .names)],
                    [.word("buffer"), .slot("places", .number)],
                    [.word("one in one out")],
                    [.word("reserve"), .slot("reserve", .number)],
                    [.word("overrides at most"), .slot("share", .number), .flag("of a tier")],
                    [.word("roll up"), .slot("sums", .names), .word("to"), .slot("parent", .name)],
                    [.word("value"), .slot("value", .expression)],
                    [.word("client type"), .slot("client type", .name)],
                ])
            ])
    ]
    let manual = Manual(
        "say how the list as a whole is made",
        details: """
            combine by weight 70% 'a', 30% 'b': the list's score is the weighted one of its objectives; combine by places 20
            'a', 10 'b': so many places each, an account counted where it ranks best. per region: a list for each region. buffer
            3: an account moves up only from 3 places above a line, down only from 3 below, counted from the last edition. one in
            one out: as many join a tier as leave it. reserve 10: the next 10 below each line are named. overrides at most 5%
            of a tier: a warning beyond that. roll up revenue, wallet to parent: children's figures count for their parent,
            which ranks in their place. value revenue: what shares and movements are told in, else the first measure.
            client type sector: the column of accounts that says what type of client each is, for the charter. rules
            lists what holds, forget policy NAME drops one.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = revenue; objective 'win wallet' = 100% wallet - revenue; tier Gold top 2
            'protect revenue' ranks all 6 accounts by 100% revenue. No tier cuts the list yet.
            'win wallet' ranks 5 of 6 accounts by 100% wallet - revenue, one of 2 objectives. No tier cuts the list yet.
            1 missing wallet - revenue (not ranked)
            Gold has 2 accounts, down to 62.5 points. Gold 2, the rest 4.
            tierbook> policy combine by weight 80% 'protect revenue', 20% 'win wallet'
            The list weighs 'protect revenue' 80%, 'win wallet' 20%. Gold 2, the rest 4.
            Gold 2 down to 65.0
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        guard let word = ListPolicies.names.first(where: { name in call.arguments.slots.contains { $0.slot.hasPrefix(name) } }) else {
            throw Diagnostic("internal", "This policy is none.", at: call.span, help: "Please report this line.")
        }
        try check(call, word, session)
        session.state.workspace.rules.put(Rule(.policy, word, session.ruleText))
        if word == "client type" {
            let types = try session.accountLabels().typeNames
            session.changed("policy client type set")
            return .reply(Reply(headline: "There \(types.count == 1 ? "is" : "are") \(plural(types.count, "client type")): \(Binder.list(types))."))
        }
        if session.state.workspace.rules[.objective].isEmpty {
            session.changed("policy \(word) set")
            return .reply(Reply(headline: "It will hold once an objective makes a list."))
        }
        return try session.changedList("policy \(word) set") { (list) throws(Diagnostic) in
            if word == "roll up", !(session.state.workspace.table(named: "accounts").map { $0.table.rowCount > list.rowCount } ?? true) {
                session.note(.warning("no-parents", "No account has another as its \(call.arguments.name("parent")?.text ?? "parent"), so nothing is rolled up.", at: call.arguments.name("parent")?.span))
            }
            let sizes = list.tierNames.isEmpty ? "No tier cuts the list yet" : ListReply.sizes(list)
            return Reply(headline: "\(sentence(word, call, list)) \(sizes).", footer: try ListReply.lines(list))
        }
    }

    private func check(_ call: VerbCall, _ word: String, _ session: Session) throws(Diagnostic) {
        switch word {
        case "buffer": _ = try call.count("places", of: "places")
        case "reserve": _ = try call.count("reserve", of: "accounts")
        case "overrides at most":
            guard let (number, span) = call.arguments.number("share") else { return }
            if number.unit != .percent || !(0...100).contains(number.double) {
                throw Diagnostic("not-a-share", "This is a share between 0% and 100%.", at: span, help: "For example overrides at most 5% of a tier.")
            }
        default: break
        }
    }

    private func sentence(_ word: String, _ call: VerbCall, _ list: FirmList) -> String {
        switch (word, list.policies.combining) {
        case ("combine", .weights(let weights)):
            let total = Double(max(1, weights.reduce(0, +)))
            return "The list weighs \(zip(list.objectives, weights).map { "\(Words.quoted($0.name)) \(Plain.text(.percent(Double($1) / total)))" }.joined(separator: ", "))."
        case ("combine", .places(let places)):
            return "The list has \(zip(list.objectives, places).map { "\(plural($1, "place")) for \(Words.quoted($0.name))" }.joined(separator: ", "))."
        case ("per", _): return "Each \(call.names("groups").map(\.text).joined(separator: ", ")) has a list of its own."
        case ("value", _): return "Accounts are worth their \(list.value.name)."
        case ("buffer", _):
            let places = list.policies.buffer ?? 0
            return "An account changes its tier only from \(plural(places, "place")) beyond a line on, counted from the last edition."
        case ("one in one out", _): return "As many accounts join a tier as leave it, counted from the last edition."
        case ("reserve", _): return list.policies.reserve == 1 ? "The next account below each line is named." : "The next \(plural(list.policies.reserve, "account")) below each line are named."
        case ("overrides at most", _): return "Overrides beyond \(Plain.text(.percent(list.policies.overrideShare ?? 0))) of a tier are warned of."
        case ("roll up", _): return "\(plural(list.rowCount, "account")) rank, with their children's figures."
        default: return "The policy holds."
        }
    }
}
