import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

/// Named branches of the workspace.
struct Scenario: Verb {
    var isQuery: Bool { false }
    var canBeTried: Bool { false }
    let forms = [
        Form(
            "scenario", .start,
            [
                .choice([
                    [.word("new"), .slot("new", .text)], [.word("list")], [.word("use"), .slot("use", .text)], [.word("leave")],
                    [.word("drop"), .slot("drop", .text)], [.word("rename"), .slot("rename", .text), .word("to"), .slot("to", .text)],
                    [.word("compare"), .list("compare", [.slot("scenario", .text)])], [.word("adopt"), .optional([.slot("adopt", .text)])],
                ])
            ])
    ]
    let manual = Manual(
        "keep what-ifs as named branches, compare them, make one the firm's own",
        details: """
            scenario new 'bigger Gold' branches off and goes there: every command works in it and leaves the firm's own list as
            it is. use goes to another, leave back to the firm's own. compare 'a', 'b' sets them beside it; list shows them
            all. adopt makes a scenario the firm's own contents; undo takes that back. They are saved with the workspace and
            share its memory.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = revenue; tier Gold top 2
            'protect revenue' ranks all 6 accounts by 100% revenue. No tier cuts the list yet.
            Gold has 2 accounts, down to 80.0 points. Gold 2, the rest 4.
            tierbook> scenario new 'bigger Gold'
            In scenario 'bigger Gold', a branch of the firm's own. scenario leave goes back.
            tierbook> tier Gold top 3
            Gold has 3 accounts, down to 60.0 points. Gold 3, the rest 3.
            tierbook> scenario compare 'bigger Gold'
            'bigger Gold' moves 1 account.
            figure                       the firm's own  bigger Gold
            accounts that move                        —            1
            up                                        —            1
            down                                      —            0
            Gold: accounts                            2            3
            Gold: share of revenue                63.5%        81.3%
            all tiers: accounts                       2            3
            all tiers: share of revenue           63.5%        81.3%
            tierbook> scenario adopt 'bigger Gold'
            'bigger Gold' is now the firm's own: 1 account moves, up; Cedar enters Gold at rank 3. The scenario is gone; undo takes it back.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        if let (name, span) = call.arguments.text("new") { return .reply(try new(name, span, session)) }
        if let (name, span) = call.arguments.text("use") { return .reply(try use(name, span, session)) }
        if call.has("leave") { return .reply(try leave(call, session)) }
        if let (name, span) = call.arguments.text("drop") { return .reply(try drop(name, span, session)) }
        if let (name, span) = call.arguments.text("rename") { return .reply(try rename(name, span, to: try call.text("to"), session)) }
        if call.has("compare") { return .reply(try compare(call, session)) }
        if call.has("adopt") { return .reply(try adopt(call, session)) }
        return .reply(try list(session))
    }

    // MARK: Going from one to another

    private func new(_ name: String, _ span: Span, _ session: Session) throws(Diagnostic) -> Reply {
        try checkFree(name, span, session)
        let from = session.state.workspace.scenario.map { Words.quoted($0) } ?? "the firm's own"
        session.state.workspace.branch(name)
        session.changed("scenario \(Words.quoted(name)) made")
        return Reply(headline: "In scenario \(Words.quoted(name)), a branch of \(from). scenario leave goes back.")
    }

    private func checkFree(_ name: String, _ span: Span, _ session: Session) throws(Diagnostic) {
        try RuleNames.check(name, at: span)
        if ["the firm's own", "figure"].contains(name.lowercased()) {
            throw Diagnostic("reserved-name", "\(Words.quoted(name)) is a column of scenario compare.", at: span, help: "Choose another name.")
        }
        if session.state.workspace.scenarios.contains(where: { equalIgnoringCase($0, name) }) {
            throw Diagnostic("name-taken", "There is a scenario \(Words.quoted(name)) already.", at: span, help: "Type scenario use \(Words.quoted(name)), or choose another name.")
        }
    }

    private func find(_ name: String, _ span: Span, _ session: Session) throws(Diagnostic) -> String {
        let names = session.state.workspace.scenarios
        if let found = names.first(where: { equalIgnoringCase($0, name) }) { return found }
        throw Diagnostic(
            "unknown-scenario", "There is no scenario \(Words.quoted(name)).", at: span,
            help: didYouMean(name, among: names) ?? (names.isEmpty ? "Make it: scenario new \(Words.quoted(name))." : "Scenarios: \(Binder.list(names.map { Words.quoted($0) }))."))
    }

    private func use(_ name: String, _ span: Span, _ session: Session) throws(Diagnostic) -> Reply {
        let name = try find(name, span, session)
        if session.state.workspace.scenario == name { return Reply(headline: "You are in scenario \(Words.quoted(name)).") }
        session.state.workspace.use(name)
        session.changed("to scenario \(Words.quoted(name))")
        return Reply(headline: "In scenario \(Words.quoted(name)).")
    }

    private func leave(_ call: VerbCall, _ session: Session) throws(Diagnostic) -> Reply {
        guard let name = session.state.workspace.scenario else {
            throw Diagnostic("no-scenario", "You are in no scenario.", at: call.verbSpan, help: "scenario list shows those there are.")
        }
        session.state.workspace.use(nil)
        session.changed("back from scenario \(Words.quoted(name))")
        return Reply(headline: "Back at the firm's own; scenario use \(Words.quoted(name)) returns.")
    }

    private func drop(_ name: String, _ span: Span, _ session: Session) throws(Diagnostic) -> Reply {
        let name = try find(name, span, session)
        let wasIn = session.state.workspace.scenario == name
        session.state.workspace.dropScenario(name)
        session.changed("scenario \(Words.quoted(name)) dropped")
        return Reply(headline: "Scenario \(Words.quoted(name)) is dropped\(wasIn ? "; back at the firm's own" : ""). undo brings it back.")
    }

    private func rename(_ name: String, _ span: Span, to new: (text: String, span: Span), _ session: Session) throws(Diagnostic) -> Reply {
        let name = try find(name, span, session)
        if !equalIgnoringCase(name, new.text) { try checkFree(new.text, new.span, session) }
        session.state.workspace.renameScenario(name, to: new.text)
        session.changed("scenario \(Words.quoted(name)) renamed")
        return Reply(headline: "Scenario \(Words.quoted(name)) is now \(Words.quoted(new.text)).")
    }

    private func adopt(_ call: VerbCall, _ session: Session) throws(Diagnostic) -> Reply {
        let name: String
        if let (typed, span) = call.arguments.text("adopt") { name = try find(typed, span, session) } else if let own = session.state.workspace.scenario { name = own } else {
            throw Diagnostic("no-scenario", "You are in no scenario; say which to adopt.", at: call.verbSpan, help: "scenario list shows those there are.")
        }
        let own = session.state.workspace.contents(of: nil)
        let adopted = session.state.workspace.contents(of: name)
        session.state.workspace.adopt(name)
        session.changed("scenario \(Words.quoted(name)) adopted")
        var reply = Reply(headline: "\(Words.quoted(name)) is now the firm's own; the scenario is gone. undo takes it back.")
        if let own, let adopted, let moved = try SideBySide.movers(own, adopted, session) {
            reply.headline = "\(Words.quoted(name)) is now the firm's own: \(moved) The scenario is gone; undo takes it back."
        }
        return reply
    }

    // MARK: Side by side

    private func list(_ session: Session) throws(Diagnostic) -> Reply {
        let workspace = session.state.workspace
        if workspace.scenarios.isEmpty { return Reply(headline: "There is no scenario; scenario new 'NAME' makes one.") }
        let names: [String?] = [nil] + workspace.scenarios.map { $0 }
        guard let own = workspace.contents(of: nil) else { return Reply() }
        var changes: [String?] = []
        for name in names {
            guard let name, let contents = workspace.contents(of: name) else {
                changes.append(nil)
                continue
            }
            changes.append(try SideBySide.movers(own, contents, session) ?? "no list")
        }
        return Reply(
            table: Table([
                Field("scenario", .texts(names.map { $0 ?? "the firm's own" })),
                Field("current", .texts(names.map { $0 == workspace.scenario ? "yes" : nil })), Field("against the firm's own", .texts(changes)),
            ]))
    }

    private func compare(_ call: VerbCall, _ session: Session) throws(Diagnostic) -> Reply {
        let workspace = session.state.workspace
        guard let own = workspace.contents(of: nil) else { return Reply() }
        var columns: [(name: String, list: FirmList)] = [("the firm's own", try session.list(of: own))]
        for (arguments, span) in call.list("compare") {
            guard let (typed, place) = arguments.text("scenario") else { continue }
            let name = try find(typed, place, session)
            if columns.contains(where: { $0.name == name }) { throw Diagnostic("duplicate-scenario", "\(Words.quoted(name)) is there twice.", at: span) }
            guard let contents = workspace.contents(of: name) else { continue }
            columns.append((name, try session.list(of: contents)))
        }
        return try SideBySide.reply(columns)
    }
}

/// Lists side by side.
enum SideBySide {
    /// `10 accounts move, all up.`; nil where one has no list.
    static func movers(_ own: Contents, _ other: Contents, _ session: Session) throws(Diagnostic) -> String? {
        if own.rules[.objective].isEmpty || other.rules[.objective].isEmpty { return nil }
        do throws(Diagnostic) { _ = (try session.list(of: own), try session.list(of: other)) } catch {
            if error.id == Cancellation.cancelled.id { throw error }
            return "The rules of one make no list: \(error.message)"
        }
        return try ListComparison(session.list(of: own), session.list(of: other)).headline()
    }

    static func reply(_ columns: [(name: String, list: FirmList)]) throws(Diagnostic) -> Reply {
        let base = columns[0].list
        var figures: [String] = []
        var cells: [[String?]] = []
        func add(_ figure: String, _ values: [String?]) {
            figures.append(figure)
            cells.append(values)
        }
        var comparisons: [ListComparison] = []
        for column in columns { comparisons.append(try ListComparison(base, column.list)) }
        add("accounts that move", comparisons.enumerated().map { $0 == 0 ? nil : grouped($1.movers.count) })
        add("up", comparisons.enumerated().map { $0 == 0 ? nil : grouped($1.up) })
        add("down", comparisons.enumerated().map { $0 == 0 ? nil : grouped($1.down) })
        var tiers: [String] = []
        for column in columns { for name in column.list.tierNames where !tiers.contains(where: { equalIgnoringCase($0, name) }) { tiers.append(name) } }
        let format = NumberFormat(decimals: 1, isPercent: true)
        for tier in tiers {
            let sizes = columns.map { size(of: tier, $0.list) }
            add("\(tier): accounts", sizes.map { $0.map { grouped($0.count) } })
            add("\(tier): share of \(base.value.name)", sizes.map { $0.flatMap { $0.share.map { format.text($0) } } })
        }
        let all = columns.map { column in tiers.compactMap { size(of: $0, column.list) } }
        add("all tiers: accounts", all.map { grouped($0.reduce(0) { $0 + $1.count }) })
        add("all tiers: share of \(base.value.name)", all.map { format.text($0.reduce(0) { $0 + ($1.share ?? 0) }) })
        let sentence = zip(columns, comparisons).dropFirst().map { "\(Words.quoted($0.name)) moves \($1.movers.count == 0 ? "no account" : plural($1.movers.count, "account"))" }
        let fields = columns.indices.map { index in Field(columns[index].name, .texts(cells.map { $0[index] }), look: .figures) }
        return Reply(headline: joinWords(sentence, "and") + ".", table: Table([Field("figure", .texts(figures))] + fields))
    }

    /// A tier's accounts and their share of worth; nil where the list has no such tier.
    private static func size(of tier: String, _ list: FirmList) -> (count: Int, share: Double?)? {
        guard let number = list.tierNames.firstIndex(where: { equalIgnoringCase($0, tier) }) else { return nil }
        let (buffer, start) = list.value.column.doubles()
        var (count, sum, total) = (0, 0.0, 0.0)
        buffer.withCells(of: Double.self, start: start, count: list.rowCount) { worth in
            for (row, amount) in worth.enumerated() {
                let amount = amount.isFinite ? amount : 0
                total += amount
                if list.tier(row) == number { (count, sum) = (count + 1, sum + amount) }
            }
        }
        return (count, total > 0 && total.isFinite ? sum / total : nil)
    }
}
