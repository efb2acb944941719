import Diagnostics
import Engine
import Search
import Syntax
import Tables
import Workspaces

/// How much of everything an FAQ takes.
enum FAQLimits {
    /// Characters of a question or another wording of it.
    static let question = 2_000
    static let answer = 20_000
    /// Characters of a name, a place, a tag, a reason.
    static let name = 200
    static let reason = 2_000
    /// Tags, wordings or cited clauses of one entry.
    static let parts = 200
    static let entries = 1_000_000
}

/// A change of one entry: what a verb's call says of it, held against limits, and kept with a line in its trail.
struct FAQEdit {
    let call: VerbCall
    let session: Session

    init(_ call: VerbCall, _ session: Session) {
        self.call = call
        self.session = session
    }

    // MARK: What was typed

    /// A text of a slot without the blanks around it; nil where the slot is empty.
    func text(_ slot: String, _ what: String, limit: Int = FAQLimits.name) throws(Diagnostic) -> String? {
        guard let (text, span) = call.arguments.text(slot) else { return nil }
        return try FAQEdit.checked(text, what, limit: limit, at: span)
    }

    /// A question, which says something: signs or words of grammar alone are none that anybody could answer.
    func question(_ slot: String) throws(Diagnostic) -> String {
        let text = try text(slot, "A question", limit: FAQLimits.question) ?? ""
        if Telling.words(of: text).isEmpty {
            throw Diagnostic("says-nothing", "\(Words.quoted(FAQText.short(text, 40))) has no word that says what is asked.", at: call.arguments.text(slot)?.span, help: "Name what it is about: ask 'how many calls does Gold get?'.")
        }
        return text
    }

    static func checked(_ text: String, _ what: String, limit: Int, at span: Span?) throws(Diagnostic) -> String {
        let text = text.trimmed
        if text.isEmpty { throw Diagnostic("empty-text", "\(what) must not be empty.", at: span) }
        let count = text.unicodeScalars.count
        if count > limit { throw Diagnostic("too-long", "\(what) has at most \(plural(limit, "character")); this one has \(grouped(count)).", at: span, help: "Say it in fewer words.") }
        return text
    }

    var who: String { get throws(Diagnostic) { try text("by", "A name") ?? "" } }

    /// Names between commas.
    func names(_ slot: String, _ part: String, _ what: String) throws(Diagnostic) -> [String] {
        var names: [String] = []
        for (entry, span) in call.list(slot) {
            guard let name = entry.name(part) else { continue }
            let text = try FAQEdit.checked(name.text, what, limit: FAQLimits.name, at: span)
            if !names.contains(where: { equalIgnoringCase($0, text) }) { names.append(text) }
        }
        try checkCount(names.count, slot)
        return names
    }

    private func checkCount(_ count: Int, _ slot: String) throws(Diagnostic) {
        if count > FAQLimits.parts { throw Diagnostic("too-many", "An entry has at most \(FAQLimits.parts) \(slot).", at: call.span) }
    }

    /// The clauses named behind `cites`, as they read now; nil where none are named.
    func citations() throws(Diagnostic) -> [Question.Citation]? {
        if call.list("cites").isEmpty { return nil }
        let rules = session.state.workspace.rules
        var found: [Question.Citation] = []
        for (entry, span) in call.list("cites") {
            guard let name = entry.name("clause") else { continue }
            guard let rule = rules.rule(.clause, named: name.text) else {
                let names = rules[.clause].map(\.name)
                throw Diagnostic(
                    "unknown-clause", "The charter has no clause \(name.text).", at: span,
                    help: didYouMean(name.text, among: names) ?? (names.isEmpty ? "It has no clause yet." : "Clauses: \(Binder.list(names))."))
            }
            if !found.contains(where: { $0.clause == rule.name }) { found.append(Question.Citation(clause: rule.name, statement: rule.statement)) }
        }
        try checkCount(found.count, "cited clauses")
        return found
    }

    /// A day on which something is to be done: not before the question was asked, nor past.
    func day(_ slot: String, of question: Question) throws(Diagnostic) -> Day? {
        guard let day = try session.day(call, slot) else { return nil }
        let span = call.arguments.expression(slot)?.span
        if let asked = question.askedOn, day < asked { throw Diagnostic("before-asked", "\(day.text) is before the question was asked, on \(asked.text).", at: span) }
        if let today = session.asOf, day < today { throw Diagnostic("already-over", "\(day.text) is past: today is \(today.text).", at: span) }
        return day
    }

    // MARK: The entry

    /// The entry whose number was typed.
    func entry(_ slot: String = "id") throws(Diagnostic) -> (id: Int, question: Question) {
        let id = try call.count(slot, of: "the question")
        let span = call.arguments.number(slot)?.span
        if let found = try session.state.workspace.questions.question(id) { return (id, found) }
        let count = session.state.workspace.questions.count
        throw Diagnostic(
            "unknown-question", "There is no question \(id).", at: span,
            help: count == 0 ? "The FAQ is empty: ask 'QUESTION' files one." : "The FAQ has \(count == 1 ? "question 1 only" : "questions 1 to \(grouped(count))"); ask 'WORDS' finds one.")
    }

    /// Refuses an entry that is asked no more, or that another one answers.
    func requireAsked(_ entry: (id: Int, question: Question)) throws(Diagnostic) {
        let span = call.arguments.number("id")?.span
        switch entry.question.status {
        case .obsolete:
            throw Diagnostic("retired", "Question \(entry.id) is retired.", at: span, help: "If it is asked again, faq reopen \(entry.id).")
        case .duplicate(let original):
            throw Diagnostic("is-duplicate", "Question \(entry.id) is a duplicate of \(original), which answers it.", at: span, help: "Name \(original), or faq reopen \(entry.id).")
        case .open, .answered, .verified: return
        }
    }

    /// Keeps an entry with what became of it; returns it with that.
    @discardableResult func keep(_ question: Question, as id: Int, who: String, _ what: String) throws(Diagnostic) -> Question {
        var question = question
        question.trail.append(Question.Event(day: session.asOf, who: who, what: what))
        try session.state.workspace.questions.put(question, as: id)
        noteMissingDay()
        session.changed("question \(id): \(what.prefix(80))")
        return question
    }

    /// Files a new entry; returns its number.
    func file(_ question: Question, who: String, _ what: String) throws(Diagnostic) -> Int {
        var question = question
        question.trail.append(Question.Event(day: session.asOf, who: who, what: what))
        let id = session.state.workspace.questions.count + 1
        if id > FAQLimits.entries { throw Diagnostic("faq-full", "An FAQ has at most \(grouped(FAQLimits.entries)) questions.", at: call.verbSpan) }
        try session.state.workspace.questions.append([question])
        noteMissingDay()
        session.changed("question \(id) filed")
        return id
    }

    /// A warning where a name that nobody has is nearly that of an owner, or of somebody who has a role of the charter.
    func noteNearName(_ name: String) throws(Diagnostic) {
        var names = Set(try session.faq().questions.flatMap { [$0.owner, $0.deputy] }).subtracting([""])
        if session.state.workspace.table(named: "accounts") != nil, !session.state.workspace.rules[.clause].isEmpty {
            let charter = try session.charter()
            let holders = try session.roleHolders(charter, try session.accountLabels())
            for role in Set(charter.clauses.compactMap(\.role)).sorted() {
                guard let dictionary = holders.column(role)?.dictionary else { continue }
                for code in 1..<max(1, min(dictionary.count, 1_000)) { names.insert(dictionary.text(code)) }
            }
        }
        guard !names.contains(where: { equalIgnoringCase($0, name) }), let help = didYouMean(name, among: names.sorted()) else { return }
        session.note(.warning("near-name", "Nobody else is called \(Words.quoted(name)) so far.", at: call.arguments.text("owner")?.span, help: help))
    }

    func noteMissingDay() {
        if session.asOf == nil { session.note(.note("no-as-of", "No as-of day is set, so the entry says no day.", at: call.verbSpan, help: "set as of DATE.")) }
    }

    /// A warning where the entry's answer and another one about the same clause do not say the same.
    func noteContradictions(of id: Int) throws(Diagnostic) {
        let faq = try session.faq()
        let others = try Contradictions(faq)[id]
        guard let other = others.first else { return }
        session.note(
            .warning(
                "contradiction", "Question \(other) cites the same clause and answers otherwise: \(FAQText.short(faq[other].answer))", at: call.span,
                help: "\(others.count > 1 ? "So do \(Binder.list(others.dropFirst().map(String.init))). " : "")Change one of them: faq answer \(other) '…'."))
    }
}

/// How entries are spoken of.
enum FAQText {
    /// A text in one sentence's room.
    static func short(_ text: String, _ limit: Int = 160) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count <= limit ? line : String(line.prefix(limit - 1)) + "…"
    }

    /// `open; K. Lee answers by 2026-04-30`
    static func open(_ question: Question) -> String {
        if question.owner.isEmpty, let due = question.due { return "open, to be answered by \(due.text), and nobody is to answer it yet" }
        if question.owner.isEmpty { return "open, and nobody is to answer it yet" }
        let deputy = question.deputy.isEmpty ? "" : " (deputy \(question.deputy))"
        return "open; \(question.owner)\(deputy) answers it\(question.due.map { " by \($0.text)" } ?? ", no day is set")"
    }

    /// What stands behind an answer: `verified by Legal until 2026-06-30`, `answered by Ann, owned by K. Lee`.
    static func standing(_ question: Question) -> String {
        let until = question.review.map { " until \($0.text)" } ?? ""
        if question.status == .verified { return "verified by \(question.verifiedBy)\(until)" }
        return answered(question) + (question.review.map { ", to be reviewed on \($0.text)" } ?? "")
    }

    private static func answered(_ question: Question) -> String {
        let who = question.answeredBy
        let owner = question.owner.isEmpty || equalIgnoringCase(question.owner, who) ? "" : ", owned by \(question.owner)"
        return "answered\(who.isEmpty ? "" : " by \(who)")\(owner)"
    }

    /// The same of an entry as it is today: `is verified by Legal until 2026-06-30`, `was verified by Legal until 2026-02-28, to be looked at again`.
    static func stands(_ id: Int, _ faq: FAQ) -> String {
        let question = faq[id]
        guard faq.isDue(id), let day = question.review else { return "is \(standing(question))" }
        return question.status == .verified ? "was \(standing(question)), to be looked at again" : "is \(answered(question)), to be looked at again since \(day.text)"
    }

    /// The same behind what was said: `, verified by Legal until 2026-06-30`, `; it was verified by …`.
    static func aside(_ id: Int, _ faq: FAQ) -> String {
        faq.isDue(id) ? "; it \(stands(id, faq))" : ", \(standing(faq[id]))"
    }

    /// `C1 has changed`, `C1 and C4 have changed`, `C2 is gone`
    static func changes(_ changes: [FAQ.Change]) -> String {
        let gone = changes.filter { $0.now == nil }.map(\.clause)
        let changed = changes.filter { $0.now != nil }.map(\.clause)
        var parts: [String] = []
        if !changed.isEmpty { parts.append("\(joinWords(changed)) \(changed.count == 1 ? "has" : "have") changed") }
        if !gone.isEmpty { parts.append("\(joinWords(gone)) \(gone.count == 1 ? "is" : "are") gone") }
        return joinWords(parts)
    }
}
