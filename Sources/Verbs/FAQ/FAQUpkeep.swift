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

    func apply(to entry: inout Question, _ rules: Rules) throws(Diagnostic) {
        entry.askedBy = try name(askedBy)
        entry.askedAt = try name(askedAt)
        entry.askedOn = try day(askedOn)
        entry.cites = try citations(rules)
        if entry.status == .open {
            entry.due = try day(due)
            return
        }
        entry.review = try day(review)
        entry.verifiedBy = try name(verifiedBy)
        if !entry.verifiedBy.isEmpty { entry.status = .verified }
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
        return try cites.map { (clause, statement) throws(Diagnostic) in
            let rule = rules.rule(.clause, named: clause.trimmed)
            if statement.isEmpty, rule == nil {
                throw Diagnostic("unknown-clause", "The charter has no clause \(FAQText.short(clause, 40)).", help: didYouMean(clause, among: rules[.clause].map(\.name)))
            }
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
        guard case .list(let all) = value["cites"] else { return }
        cites = all.map { (clause: $0["clause"]?.plainText ?? $0.plainText ?? "", statement: $0["statement"]?.plainText ?? "") }
    }

    /// - Parameter text: the cell of the first of some columns that there is.
    init(_ text: ([String]) -> String) {
        (askedBy, askedAt, askedOn) = (text(["asked by", "asker"]), text(["asked at"]), text(["asked on"]))
        (due, verifiedBy, review) = (text(["due"]), text(["verified by", "verifier"]), text(["review"]))
        cites = text(["cites"]).split(separator: ",").map { (clause: String($0).trimmed, statement: "") }
    }
}
