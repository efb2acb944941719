import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct Publish: Verb {
    var isQuery: Bool { false }
    var canBeTried: Bool { false }
    let forms = [
        Form(
            "publish", .start,
            [
                .slot("edition", .text),
                .anyOrder([[.word("on"), .slot("date", .expression)], [.word("by"), .slot("author", .text)], [.word("note"), .slot("note", .text)]]),
            ])
    ]
    let manual = Manual(
        "freeze the firm's list as an edition",
        details: """
            publish '2026H1' on 2026-04-01 by 'K. Lee' note 'after the spring review'. An edition holds the list, the figures it
            was worked out from, the rules and the definitions, under one hash; it never changes. Without on it is dated the
            as-of day. The same content is published once only. editions lists them, diff compares them. Where the data go on
            after its day, rules that read later rows are told of: such a list knows what came after, unless that is planned.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = 60% revenue, 40% wallet; tier Gold top 1; tier Silver next 2
            'protect revenue' ranks 5 of 6 accounts by 60% revenue, 40% wallet. No tier cuts the list yet.
            1 missing wallet (not ranked)
            Gold has 1 account, down to 100.0 points. Gold 1, the rest 5.
            Silver has 2 accounts, down to 60.0 points. Gold 1, Silver 2, the rest 3.
            tierbook> publish '2026H1' by 'K. Lee' note 'the first list'
            2026H1 is published as of 2026-03-31 by K. Lee: Gold 1, Silver 2, the rest 3. Hash 8a2aa2087f21.
            tierbook> publish 'again'
            error: This very list is already published as '2026H1', on 2026-03-31.
              publish 'again'
                      ^^^^^^^
            help: Change the list first, or the as-of day.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (name, span) = try call.text("edition")
        try RuleNames.check(name, at: span)
        if equalIgnoringCase(name, "now") {
            throw Diagnostic("reserved-name", "'now' stands for the list as it is at present, which no edition is.", at: span, help: "Choose another name.")
        }
        let workspace = session.state.workspace
        if let scenario = workspace.scenario {
            throw Diagnostic(
                "in-scenario", "A scenario is not published, and \(Words.quoted(scenario)) is one.", at: call.verbSpan,
                help: "Adopt it first, scenario adopt \(Words.quoted(scenario)), or go back to the firm's own list.")
        }
        if let other = workspace.edition(named: name) {
            throw Diagnostic(
                "edition-exists", "There is an edition \(Words.quoted(other.name)) already, of \(other.date.text), and editions never change.", at: span,
                help: "Choose another name.")
        }
        guard let date = try session.day(call, "date") ?? session.asOf else {
            throw Diagnostic(
                "no-date", "The edition needs a date, and no as-of day is set.", at: call.span,
                help: "Write publish \(Words.quoted(name)) on DATE, or first set as of DATE.")
        }
        if let last = workspace.editions.last, date < last.date {
            throw Diagnostic(
                "edition-too-old", "\(Words.quoted(last.name)) is of \(last.date.text); an edition after it is not of \(date.text).", at: call.arguments.expression("date")?.span ?? span,
                help: "Write publish \(Words.quoted(name)) on a later DATE.")
        }
        let list = try session.list()
        for found in list.notes where found.id != "no-edition" { session.note(found) }
        let contents = try KeptList.contents(of: list, session)
        let hash = try contents.hash()
        if let same = workspace.editions.first(where: { $0.hash == hash }) {
            throw Diagnostic(
                "already-published", "This very list is already published as \(Words.quoted(same.name)), on \(same.date.text).", at: span,
                help: "Change the list first, or the as-of day.")
        }
        for note in try hindsight(try KeptList(name, contents), date, session) { session.note(note) }
        let edition = Edition(
            name: name, date: date, author: call.arguments.text("author")?.text ?? "", note: call.arguments.text("note")?.text ?? "", hash: hash,
            contents: contents)
        session.state.workspace.publish(edition)
        session.changed("\(name) published")
        return .reply(Reply(headline: try sentence(edition, list, before: workspace.editions.last)))
    }

    /// What of the list is not of its day, where the data go on after it.
    private func hindsight(_ list: KeptList, _ date: Day, _ session: Session) throws(Diagnostic) -> [Diagnostic] {
        let today = session.asOf.flatMap { $0 > date ? $0 : nil }
        // Of a list of today plans are told of too: where as of was set back, only whoever did that knows that they are none.
        guard let found = try Hindsight(list, on: date, plannedAfter: today, session) else { return [] }
        var notes: [Diagnostic] = []
        if !found.late.isEmpty {
            let bound = "where \(found.dateColumn) in last 12 months"
            if today != nil {
                notes.append(
                    .warning(
                        "hindsight", "\(list.name) is of \(date.text) and its rules read rows of later days, so it knows what came after: without these there is another \(found.lateText).",
                        help: "set as of \(date.text) first, bound sums by \(bound), and publish it anew."))
            } else {
                notes.append(
                    .warning(
                        "hindsight", "The rules read rows of days after \(date.text): where these were not planned by then, \(list.name) knows what came after. Without them there is another \(found.lateText).",
                        help: "Leave it where they are plans, else bound what the rules read, as in \(bound), and publish it anew."))
            }
        }
        if !found.undated.isEmpty {
            notes.append(.note("figures-of-today", "Of \(found.undatedText) only one value is known, and it must have been that of \(date.text): a later one knows what came after."))
        }
        return notes
    }

    /// `; the charter has 12 clauses, the FAQ 40 questions`
    private func charter(_ edition: Edition) -> String {
        let (clauses, questions) = (edition.contents.rules[.clause].count, edition.contents.questions.count)
        let parts = [clauses == 0 ? "" : "the charter has \(plural(clauses, "clause"))", questions == 0 ? "" : "the FAQ \(clauses == 0 ? "has " : "")\(plural(questions, "question"))"]
        return parts.filter { !$0.isEmpty }.isEmpty ? "" : "; " + parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private func sentence(_ edition: Edition, _ list: FirmList, before: Edition?) throws(Diagnostic) -> String {
        let author = edition.author.isEmpty ? "" : " by \(edition.author)"
        var text = "\(edition.name) is published as of \(edition.date.text)\(author): \(ListReply.sizes(list))\(charter(edition))."
        if let before {
            let change = try EditionComparison(try KeptList(before.name, before.contents), try KeptList(edition.name, edition.contents))
            text += " Since \(before.name) \(EditionText.movements(change))\(try EditionText.requalified(change))."
        }
        return text + " Hash \(EditionText.short(edition.hash))."
    }
}

/// How editions are spoken of.
enum EditionText {
    static func short(_ hash: String) -> String { String(hash.prefix(12)) }

    /// `; 20 accounts have other qualifiers`, nothing where none has.
    static func requalified(_ change: EditionComparison) throws(Diagnostic) -> String {
        let count = try change.requalified()
        return count == 0 ? "" : "; \(plural(count, "account")) \(count == 1 ? "has" : "have") other qualifiers"
    }

    /// `2 accounts joined, 1 left, 3 went up and 1 down`
    static func movements(_ change: EditionComparison) -> String {
        let words: [(EditionComparison.Movement, String)] = [(.joined, "joined"), (.left, "left"), (.up, "went up"), (.down, "went down")]
        let parts = words.compactMap { movement, word in
            let count = change.count(movement)
            return count == 0 ? nil : (count, word)
        }
        guard let first = parts.first else { return "no account has another tier" }
        return joinWords(["\(plural(first.0, "account")) \(first.1)"] + parts.dropFirst().map { "\(grouped($0.0)) \($0.1)" })
    }
}
