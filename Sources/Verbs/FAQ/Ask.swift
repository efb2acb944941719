import Diagnostics
import Engine
import Search
import Syntax
import Tables
import Workspaces

struct Ask: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form(
            "ask", .start,
            [.slot("question", .text), .anyOrder([[.word("by"), .slot("by", .text)], [.word("at"), .slot("at", .text)], [.word("why")]])])
    ]
    let manual = Manual(
        "ask the FAQ and the charter; what nothing answers is filed as an open question",
        details: """
            The answers come best first: how sure the search is, the entry's status, the wording or the part of the answer that matches,
            and the answer. Other forms of a word and mistyped ones are found. With why, each word that counted is shown with
            its part of the rank. Where nothing is sure enough, the question is filed, with by who asked it and with at where; the same question is filed
            once only.
            """,
        examples: """
            tierbook> faq add 'Do Gold accounts get corporate access?' answer 'Yes, twice a year.' owner 'K. Lee'
            Question 1 is filed and answered.
            tierbook> ask 'is there corporate access for gold accounts'
            Question 1 answers it, answered by K. Lee: Yes, twice a year.
            tierbook> ask 'who pays for lunch?' by 'Ann' at 'teach-in'
            Nothing in the FAQ answers it. It is filed as question 2: open, and nobody is to answer it yet.
            """)

    /// More answers are no help.
    private static let most = 10

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let edit = FAQEdit(call, session)
        let text = try edit.text("question", "A question", limit: FAQLimits.question) ?? ""
        let faq = try session.faq()
        let charter = try CharterAnswers(text, session)
        let found = try session.faqIndex().search(text, limit: Ask.most)
        var answers = found.filter(\.hit.isAnswer)
        if let same = faq.entry(asking: text) {
            if faq[same].status == .obsolete { return .reply(retired(same, faq)) }
            let place = FAQIndex.Place.question(faq[same].status.original ?? same)
            let first = found.filter { $0.place == place }
            answers = first + answers.filter { $0.place != place }
        }
        var reply: Reply
        if answers.isEmpty, charter == nil {
            reply = try file(text, edit, faq, nearest: Array(found.prefix(3)))
        } else {
            let sentences = [charter?.sentence, answers.first.map { sentence($0, faq, session) }].compactMap { $0 }
            reply = Reply(headline: sentences.joined(separator: " "), table: AskTable.table(answers, faq, session))
        }
        if call.has("why") {
            reply.summary = reply.table
            reply.table = AskTable.why(answers.isEmpty ? Array(found.prefix(3)) : answers, faq)
        } else if reply.table == nil {
            reply.table = charter?.table
        } else {
            reply.summary = charter?.table
        }
        return .reply(reply)
    }

    private func file(_ text: String, _ edit: FAQEdit, _ faq: FAQ, nearest: [FAQIndex.Found]) throws(Diagnostic) -> Reply {
        var question = Question(text)
        question.askedBy = try edit.who
        question.askedAt = try edit.text("at", "A place") ?? ""
        question.askedOn = edit.session.asOf
        let charter = edit.session.state.workspace.rules[.clause].isEmpty ? "" : " or the charter"
        if edit.session.isReadOnly { return Reply(headline: "Nothing in the FAQ\(charter) answers it. It is not filed, as this session is read-only.") }
        let id = try edit.file(question, who: question.askedBy, "asked, and nothing answered it")
        let near = nearest.isEmpty ? "" : " The nearest:"
        return Reply(
            headline: "Nothing in the FAQ\(charter) answers it. It is filed as question \(id): \(FAQText.open(question)).\(near)",
            table: nearest.isEmpty ? nil : AskTable.table(nearest, faq, edit.session))
    }

    private func retired(_ id: Int, _ faq: FAQ) -> Reply {
        let reason = faq[id].trail.last { $0.what.hasPrefix("retired") }?.what ?? "retired"
        return Reply(headline: "Question \(id) asks just that and is obsolete, \(FAQText.short(reason)); faq reopen \(id) asks it again.")
    }

    private func sentence(_ found: FAQIndex.Found, _ faq: FAQ, _ session: Session) -> String {
        switch found.place {
        case .clause(let name): return "The charter answers it, \(name): \(FAQText.short(AskTable.statement(of: name, session)))"
        case .question(let id):
            let question = faq[id]
            switch faq.status(id) {
            case .open: return "Question \(id) asks it and is \(FAQText.open(question))."
            case .stale: return "Question \(id) answers it, but \(FAQText.changes(faq.changes(id))) since: \(FAQText.short(question.answer))"
            default: return "Question \(id) answers it, \(FAQText.standing(question)): \(FAQText.short(question.answer))"
            }
        }
    }
}

/// What a search found, as rows.
enum AskTable {
    static func table(_ found: [FAQIndex.Found], _ faq: FAQ, _ session: Session) -> Table? {
        if found.isEmpty { return nil }
        let hasClauses = found.contains { clause($0) != nil }
        var fields = [Field("id", .integers(found.map { question($0).map(Int64.init) }))]
        if hasClauses { fields.append(Field("clause", .texts(found.map(clause)))) }
        fields += [
            Field("status", .texts(found.map { question($0).map { faq.status($0).rawValue } ?? "clause" })),
            Field("confidence", .doubles(found.map(\.hit.confidence), type: .percent), look: .decimals(0)),
            Field("match", .texts(found.map { String($0.hit.passage) })),
            Field("question", .texts(found.map { question($0).map { faq[$0].question } })),
            Field("answer", .texts(found.map { found in
                guard let id = question(found) else { return clause(found).map { statement(of: $0, session) } }
                return faq[id].answer.isEmpty ? nil : faq[id].answer
            })),
        ]
        return Table(fields)
    }

    /// Each word that counted, with its part of the rank.
    static func why(_ found: [FAQIndex.Found], _ faq: FAQ) -> Table? {
        let terms = found.flatMap { found in found.hit.terms.map { (found: found, term: $0) } }
        if terms.isEmpty { return nil }
        return Table([
            Field("entry", .texts(terms.map { question($0.found).map(String.init) ?? clause($0.found) })),
            Field("in", .texts(terms.map(\.found.hit.field.name))),
            Field("word", .texts(terms.map(\.term.query))), Field("found", .texts(terms.map(\.term.document))),
            Field("likeness", .texts(terms.map { likeness($0.term.likeness) })),
            Field("part of the score", .doubles(terms.map { $0.found.hit.score > 0 ? $0.term.contribution / $0.found.hit.score : 0 }, type: .percent), look: .decimals(0)),
        ])
    }

    private static func likeness(_ likeness: Likeness) -> String {
        switch likeness {
        case .same: "same word"
        case .spelling: "like spelling"
        case .synonym: "synonym"
        }
    }

    static func statement(of clause: String, _ session: Session) -> String { session.state.workspace.rules.rule(.clause, named: clause)?.statement ?? "" }

    private static func question(_ found: FAQIndex.Found) -> Int? { if case .question(let id) = found.place { id } else { nil } }
    private static func clause(_ found: FAQIndex.Found) -> String? { if case .clause(let name) = found.place { name } else { nil } }
}
