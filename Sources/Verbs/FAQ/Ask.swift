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
            and the answer. Other forms of a word and mistyped ones are found. To a question that names an account or a tier, what does
            Acme get, the charter answers too. With why, each word that counted is shown with its part of the rank. Where nothing is
            sure enough, the question is filed, with by who asked it and with at where; the same question is filed once only. A
            question has at most 2,000 characters.
            """,
        examples: """
            tierbook> faq add 'Do Gold accounts get corporate access?' answer 'Yes, twice a year.' owner 'K. Lee'
            Question 1 is filed and answered.
            tierbook> ask 'is there corporate access for gold accounts'
            Question 1 answers it, answered by K. Lee: Yes, twice a year.
            id  status    confidence  match                                   question                                answer
             1  answered         87%  Do Gold accounts get corporate access?  Do Gold accounts get corporate access?  Yes, twice a year.
            tierbook> ask 'who pays for lunch?' by 'Ann' at 'teach-in'
            Nothing in the FAQ answers it. It is filed as question 2: open, and nobody is to answer it yet.
            id  status  confidence  match  question             answer
             2  open             —  —      who pays for lunch?  —

            tierbook> clause Gold 'Call' 4 per quarter by 'Sales'; clause all 'Call' 1 per quarter by 'Sales'
            C1: 2 accounts (Gold) get 'Call' 4 per quarter, by 'Sales'.
            C2: 4 accounts get 'Call' 1 per quarter, by 'Sales'.
            tierbook> ask 'how many calls does Acme get?'
            Acme gets Call 4 per quarter.
            service  promise        owed  done  due  overdue          by  status  last period       role   clause  hides
            Call     4 per quarter     4     1    3        3  2026-03-31  missed  1 of 4 in 2025Q4  Sales  C1      C2
            tierbook> ask 'what do Gold and Silver get?' | where promise = '1 per quarter'
            for     service  promise        role   clause
            Silver  Call     1 per quarter  Sales  C2
            1 of 2 rows
            """)

    /// More answers are no help.
    private static let most = 10
    /// What is less sure than this is not even near.
    private static let leastShown = 0.2
    /// What is less sure is told beside the charter's answer, and not as one.
    private static let sure = 0.5

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let edit = FAQEdit(call, session)
        let text = try edit.text("question", "A question", limit: FAQLimits.question) ?? ""
        let faq = try session.faq()
        let charter = try CharterAnswers(text, session)
        let index = try session.faqIndex()
        let found = index.search(text, limit: Ask.most)
        var answers = found.filter(\.hit.isAnswer).filter { charter == nil || $0.question != nil }
        if let same = index.entry(asking: text) {
            let original = faq.original(of: same)
            if faq[original].status == .obsolete { return .reply(retired(original, faq)) }
            let place = FAQIndex.Place.question(original)
            let first = found.filter { $0.place == place }
            answers = first + answers.filter { $0.place != place }
        }
        let nearest = found.filter { $0.hit.confidence >= Ask.leastShown && (charter == nil || $0.question != nil) }.prefix(3)
        let shown = answers.isEmpty ? Array(nearest) : answers
        var reply = Reply()
        var sentences = charter.map { [$0.sentence] } ?? []
        if answers.isEmpty, charter?.isWhole != true {
            sentences.append(try file(text, edit, beside: charter) + (shown.isEmpty ? "" : " The nearest:"))
            if shown.isEmpty { reply.table = AskTable.filed(text, session) }
        } else if let best = answers.first, charter == nil || best.hit.confidence >= Ask.sure {
            sentences.append(sentence(best, faq, session))
        }
        reply.headline = sentences.joined(separator: " ")
        if !shown.isEmpty { reply.table = AskTable.table(shown, faq, session) }
        if call.has("why"), let why = AskTable.why(shown, faq) {
            (reply.summary, reply.table) = (reply.table, why)
        } else if shown.isEmpty, let charter {
            reply.table = charter.table
        } else {
            reply.summary = charter?.table
        }
        return .reply(reply)
    }

    /// Files a question; says so.
    private func file(_ text: String, _ edit: FAQEdit, beside charter: CharterAnswers?) throws(Diagnostic) -> String {
        var question = Question(text)
        question.askedBy = try edit.who
        question.askedAt = try edit.text("at", "A place") ?? ""
        question.askedOn = edit.session.asOf
        let hasCharter = !edit.session.state.workspace.rules[.clause].isEmpty
        let nothing = charter != nil ? "Nothing answers the rest of it." : "Nothing in the FAQ\(hasCharter ? " or the charter" : "") answers it."
        if edit.session.isReadOnly { return "\(nothing) It is not filed, as this session is read-only." }
        let id = try edit.file(question, who: question.askedBy, "asked, and nothing answered it")
        return "\(nothing) It is filed as question \(id): \(FAQText.open(question))."
    }

    private func retired(_ id: Int, _ faq: FAQ) -> Reply {
        let reason = faq[id].trail.last { $0.what.hasPrefix("retired") }?.what ?? "retired"
        return Reply(headline: "Question \(id) asks just that and is obsolete, \(FAQText.short(reason)); faq reopen \(id) asks it again.")
    }

    private func sentence(_ found: FAQIndex.Found, _ faq: FAQ, _ session: Session) -> String {
        switch found.place {
        case .clause(let name): return "The charter answers it, \(name): \(FAQText.short(AskTable.text(of: name, session)))."
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
    static func table(_ found: [FAQIndex.Found], _ faq: FAQ, _ session: Session) -> Table {
        let hasClauses = found.contains { $0.clause != nil }
        var fields = [Field("id", .integers(found.map { $0.question.map(Int64.init) }))]
        if hasClauses { fields.append(Field("clause", .texts(found.map(\.clause)))) }
        fields += [
            Field("status", .texts(found.map { $0.question.map { faq.status($0).rawValue } ?? "clause" })),
            Field("confidence", .doubles(found.map(\.hit.confidence), type: .percent), look: .decimals(0)),
            Field("match", .texts(found.map { String($0.hit.passage) })),
            Field("question", .texts(found.map { $0.question.map { faq[$0].question } })),
            Field("answer", .texts(found.map { found in
                guard let id = found.question else { return found.clause.map { text(of: $0, session) } }
                return faq[id].answer.isEmpty ? nil : faq[id].answer
            })),
        ]
        return Table(fields)
    }

    /// A question that was just filed, in the same columns.
    static func filed(_ text: String, _ session: Session) -> Table {
        Table([
            Field("id", .integers([session.isReadOnly ? nil : Int64(session.state.workspace.questions.count)])), Field("status", .texts(["open"])),
            Field("confidence", .doubles([.nan], type: .percent)), Field("match", .texts([nil])), Field("question", .texts([text])), Field("answer", .texts([nil])),
        ])
    }

    /// Each word that counted, with its part of the rank.
    static func why(_ found: [FAQIndex.Found], _ faq: FAQ) -> Table? {
        let terms = found.flatMap { found in found.hit.terms.map { (found: found, term: $0) } }
        if terms.isEmpty { return nil }
        return Table([
            Field("entry", .texts(terms.map { $0.found.question.map(String.init) ?? $0.found.clause })),
            Field("in", .texts(terms.map(\.found.hit.field.name))),
            Field("word", .texts(terms.map(\.term.query))), Field("found", .texts(terms.map(\.term.document))),
            Field("as", .texts(terms.map { words($0.term.match) })),
            Field("part of the score", .doubles(terms.map { $0.found.hit.score > 0 ? $0.term.contribution / $0.found.hit.score : 0 }, type: .percent), look: .decimals(0)),
        ])
    }

    private static func words(_ match: Match) -> String {
        switch match {
        case .same: "the same word"
        case .spelling: "spelled alike"
        case .synonym: "another word for it"
        case .compound: "one word or two"
        case .initials: "initials"
        }
    }

    static func text(of clause: String, _ session: Session) -> String { (try? session.charter())?.clause(clause)?.inWords ?? clause }

}
