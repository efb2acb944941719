import Diagnostics
import Engine
import Syntax
import Workspaces

struct Objective: Verb {
    var isQuery: Bool { false }
    let forms = [Form("objective", .start, [.slot("objective", .text), .symbol(.equal), .list("measures", MeasureSpec.elements)])]
    let manual = Manual(
        "say what the firm's list ranks accounts by",
        details: """
            A named score over any expressions, weighted, scaled and with a policy for what is missing, all as in prioritize.
            The list is made of the objectives together: weighted, all alike unless policy combine says otherwise, or by
            places. From the first objective on rank and score are in scope in every query on accounts, from the first tier
            on tier too. Written again, it changes in place; forget objective 'NAME' drops it; undo takes either back.
            """,
        examples: """
            tierbook> objective 'protect revenue' = 60% revenue, 40% wallet
            'protect revenue' ranks 5 of 6 accounts by 60% revenue, 40% wallet. No tier cuts the list yet.
            1 missing wallet (not ranked)
            tierbook> accounts | where rank <= 2 | order by rank | select account, rank, score
            account  rank  score
            Acme        1  100.0
            Birch       2   65.0
            2 of 6 rows · 1 missing rank
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (name, span) = try call.text("objective")
        try RuleNames.check(name, at: span)
        let isNew = session.state.workspace.rules.rule(.objective, named: name) == nil
        if isNew { session.noteNear(name, Rule.Kind.objective, at: span) }
        session.state.workspace.rules.put(Rule(.objective, name, session.ruleText))
        return try session.changedList("objective \(Words.quoted(name)) \(isNew ? "set" : "changed")") { (list) throws(Diagnostic) in try ListReply.objective(name, list) }
    }
}

/// Names of what rules make.
enum RuleNames {
    static func check(_ name: String, at span: Span) throws(Diagnostic) {
        if name.utf8.allSatisfy({ $0 == 32 }) { throw Diagnostic("empty-name", "A name must not be empty.", at: span) }
        if name.utf8.count > 200 { throw Diagnostic("long-name", "A name has at most 200 bytes.", at: span) }
        if name.unicodeScalars.contains(where: { $0.value < 32 }) { throw Diagnostic("odd-name", "A name is one line of text.", at: span) }
    }
}

extension Session {
    /// The statement being run, as a rule is kept: on one line, with parameters replaced by their values.
    var ruleText: String {
        let text = filledText(of: statementSpan)
        return text.split(whereSeparator: \.isNewline).map { line in
            var line = line
            while line.first?.isWhitespace == true { line.removeFirst() }
            return String(line)
        }.joined(separator: text.contains("#") || text.contains("--") ? "\n" : " ")
    }

    /// A warning where a new rule's name is nearly that of another: it may be a mistyped one. Of A and B nothing can be told.
    func noteNear(_ name: String, _ kind: Rule.Kind, at span: Span) {
        let names = state.workspace.rules[kind].map(\.name).filter { min($0.count, name.count) > 3 }
        guard let near = nearest(name, among: names, limit: 1).first else { return }
        note(.warning("new-name", "\(name) is a new \(kind.rawValue), beside \(near).", at: span, help: "If \(near) is meant, undo and write that."))
    }

    /// A warning where what the line changed is what the rules read, and they can no longer make a list.
    func warnOfBrokenList() throws(Diagnostic) {
        if isTrying || state.workspace.rules[.objective].isEmpty { return }
        do throws(Diagnostic) {
            let made = try list()
            if made.standing.rankedCount == 0 { note(.warning("broken-list", "No account can be ranked any more.", help: "undo takes the change back; lint says what is missing.")) }
        } catch {
            if error.id == Cancellation.cancelled.id { throw error }
            note(.warning("broken-list", "The rules can no longer make the list: \(error.message)", help: "undo takes the change back.\(error.notes.last.map { " Else change the rule: \($0)" } ?? "")"))
        }
    }

    /// Says that the line changed the rules, once the list can be worked out from them, and what the list is now. What is
    /// only tried says nothing: whoever tries it works the list out if it is wanted.
    func changedList(_ summary: String, _ reply: (FirmList) throws(Diagnostic) -> Reply) throws(Diagnostic) -> Output {
        changed(summary)
        // A ranking from before says nothing of the list as it is now.
        state.last?.ranking = nil
        if isTrying { return .reply(Reply()) }
        let list = try self.list()
        // That nothing is published yet is of interest where it is asked for.
        for found in list.notes where found.id != "no-edition" || summary.hasPrefix("policy") { note(found) }
        return .reply(try reply(list))
    }
}
