import Diagnostics
import Engine
import Storage
import Syntax
import Tables
import Workspaces

/// What a file or a table says of an entry beside question and answer: who asked it, where and when, what it rests on, until
/// when it holds.
struct FAQUpkeep {
    var askedBy = ""
    var askedAt = ""
    var askedOn = ""
    var due = ""
    var verifiedBy = ""
    var review = ""
    /// Clauses, each as it read when it was cited; an empty text stands for as it reads now.
    var cites: [(clause: String, statement: String)] = []
    var history: [(day: String, who: String, what: String)] = []

    /// Fills in an entry whose status is open, answered, or obsolete for one that is asked no more.
    func apply(to entry: inout Question, _ rules: Rules) throws(Diagnostic) {
        entry.askedBy = try name(askedBy)
        entry.askedAt = try name(askedAt)
        entry.askedOn = try day(askedOn)
        entry.cites = try citations(rules)
        entry.trail = try events()
        if entry.status != .answered { entry.due = try day(due) }
        if entry.status == .open { return }
        entry.review = try day(review)
        entry.verifiedBy = try name(verifiedBy)
        if entry.status == .answered, !entry.verifiedBy.isEmpty { entry.status = .verified }
    }

    /// Clauses that it cites as they read now, and that the charter has not.
    func unknownClauses(_ rules: Rules) -> [String] {
        cites.filter { $0.statement.isEmpty && rules.rule(.clause, named: $0.clause.trimmed) == nil }.map { FAQText.short($0.clause, 40) }
    }

    private func events() throws(Diagnostic) -> [Question.Event] {
        // An event tells an answer whole, and why it went.
        let limit = FAQLimits.answer + FAQLimits.reason + FAQLimits.name
        return try history.map { (event) throws(Diagnostic) in
            Question.Event(day: try day(event.day), who: try name(event.who), what: try FAQEdit.checked(event.what, "An event of the history", limit: limit, at: nil))
        }
    }

    private func name(_ text: String) throws(Diagnostic) -> String {
        text.trimmed.isEmpty ? "" : try FAQEdit.checked(text, "A name", limit: FAQLimits.name, at: nil)
    }

    private func day(_ text: String) throws(Diagnostic) -> Day? {
        let text = text.trimmed
        if text.isEmpty { return nil }
        guard let day = Day(iso: text.utf8) else { throw Diagnostic("not-a-day", "\(Words.quoted(FAQText.short(text, 40))) is no day.", help: "Days are written 2026-08-31.") }
        return day
    }

    private func citations(_ rules: Rules) throws(Diagnostic) -> [Question.Citation] {
        if cites.count > FAQLimits.parts { throw Diagnostic("too-many", "An entry has at most \(FAQLimits.parts) cited clauses.") }
        return cites.compactMap { clause, statement in
            let rule = rules.rule(.clause, named: clause.trimmed)
            if statement.isEmpty, rule == nil { return nil }
            return Question.Citation(clause: rule?.name ?? clause.trimmed, statement: statement.isEmpty ? rule?.statement ?? "" : statement)
        }
    }
}

extension FAQUpkeep {
    init(_ value: JSON) {
        func text(_ name: String) -> String { value[name]?.plainText ?? "" }
        func asked(_ name: String) -> String { value["asked"]?[name]?.plainText ?? text("asked \(name)") }
        (askedBy, askedAt, askedOn) = (asked("by"), asked("at"), asked("on"))
        (due, verifiedBy, review) = (text("due"), text("verified by"), text("review"))
        func objects(_ name: String) -> [JSON] { if case .list(let all) = value[name] { all } else { [] } }
        func part(_ value: JSON, _ name: String) -> String { value[name]?.plainText ?? "" }
        cites = objects("cites").map { (clause: $0["clause"]?.plainText ?? $0.plainText ?? "", statement: part($0, "statement")) }
        history = objects("history").map { (day: part($0, "day"), who: part($0, "who"), what: part($0, "what")) }
    }

    /// - Parameter text: the cell of the first of some columns that there is.
    init(_ text: ([String]) -> String) {
        (askedBy, askedAt, askedOn) = (text(["asked by", "asker"]), text(["asked at"]), text(["asked on"]))
        (due, verifiedBy, review) = (text(["due"]), text(["verified by", "verifier"]), text(["review"]))
        let clauses = text(["cites"]).split(separator: ",").map { String($0).trimmed }
        let statements = text(["cited as"]).split(whereSeparator: \.isNewline).map(String.init)
        cites = clauses.enumerated().map { (clause: $0.element, statement: statements.count == clauses.count ? statements[$0.offset] : "") }
    }
}
