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
            Acme get, the charter answers too. With why, each word that counted is shown with its part of the rank. What is less than
            40% sure, or leaves out a telling word of the question, is shown as the nearest and not told as the answer: the question
            is filed then, with by who asked it and with at where. The same question is filed once only. A question has at most
            2,000 characters.
            """,
        examples: """
            tierbook> faq add 'Do Gold accounts get corporate access?' answer 'Yes, twice a year.' owner 'K. Lee'
            Question 1 is filed and answered.
            tierbook> ask 'is there corporate access for gold accounts'
            Question 1 answers it, answered, owned by K. Lee: Yes, twice a year.
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
    /// What is less sure is shown as near, and not told as the answer.
    private static let sure = 0.4

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let edit = FAQEdit(call, session)
        let text = try edit.question("question")
        let faq = try session.faq()
        let charter = try CharterAnswers(text, session)
        let index = try session.faqIndex()
        let found = index.search(text, limit: Ask.most).filter { charter == nil || $0.question != nil }
        let same = index.entry(asking: text).map { faq.original(of: $0) }
        if let same, faq[same].status == .obsolete { return .reply(retired(same, faq)) }
        let place = same.map { FAQIndex.Place.question($0) }
        let best = found.first { $0.place == place } ?? (place == nil ? found.first { isSure($0, text, faq, charter) } : nil)
        let near = found.filter(\.hit.isAnswer).filter { $0.place != best?.place }
        var shown = (best.map { [$0] } ?? []) + near
        if shown.isEmpty { shown = Array(found.filter { $0.hit.confidence >= Ask.leastShown }.prefix(3)) }
        var reply = Reply()
        var sentences = charter.map { [$0.sentence] } ?? []
        if let best {
            sentences.append(sentence(best, faq, session))
        } else if charter?.isWhole == true {
            if let id = near.first?.question { sentences.append("See also question \(id).") }
        } else {
            if let unknown = charter?.unknown, !unknown.isEmpty { sentences.append("The charter names no \(joinWords(unknown.map { "'\($0)'" }, "or")).") }
            if let first = near.first { sentences.append(nearest(first, text, faq, session)) }
            sentences.append(try file(text, edit, beside: charter, isNear: !near.isEmpty) + (shown.isEmpty || !near.isEmpty ? "" : " The nearest:"))
            if shown.isEmpty { reply.table = AskTable.filed(text, session) }
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

    /// Whether a hit may be told as what was asked: sure enough, and no telling word of the question is left over. What is open
    /// holds nothing that would help, so it must ask the same, and not only near it.
    private func isSure(_ found: FAQIndex.Found, _ text: String, _ faq: FAQ, _ charter: CharterAnswers?) -> Bool {
        guard found.hit.confidence >= Ask.sure, Telling.words(of: text, without: found.hit).isEmpty else { return false }
        guard let id = found.question else { return true }
        let question = faq[id]
        if question.status == .open {
            return found.hit.isNearDuplicate && ([question.question] + question.phrasings).contains { Telling.same($0, text) }
        }
        return charter?.isAbout(question.question) != false
    }

    /// Files a question; says so.
    private func file(_ text: String, _ edit: FAQEdit, beside charter: CharterAnswers?, isNear: Bool) throws(Diagnostic) -> String {
        var question = Question(text)
        question.askedBy = try edit.who
        question.askedAt = try edit.text("at", "A place") ?? ""
        question.askedOn = edit.session.asOf
        let hasCharter = !edit.session.state.workspace.rules[.clause].isEmpty
        let nothing = isNear ? "That is not sure enough." : charter != nil ? "Nothing answers the rest of it." : "Nothing in the FAQ\(hasCharter ? " or the charter" : "") answers it."
        if edit.session.isReadOnly { return "\(nothing) It is not filed, as this session is read-only." }
        let id = try edit.file(question, who: question.askedBy, "asked, and nothing answered it")
        return "\(nothing) It is filed as question \(id): \(FAQText.open(question))."
    }

    private func retired(_ id: Int, _ faq: FAQ) -> Reply {
        let reason = faq[id].trail.last { $0.what.hasPrefix("retired") }?.what ?? "retired"
        return Reply(headline: "Question \(id) asks just that and is obsolete, \(FAQText.short(reason)); faq reopen \(id) asks it again.")
    }

    /// `The nearest is question 3 (41% sure): ‘What is a tier?’; it says nothing of ‘mandate’.`
    private func nearest(_ found: FAQIndex.Found, _ text: String, _ faq: FAQ, _ session: Session) -> String {
        let left = Telling.words(of: text, without: found.hit)
        let nothing = left.isEmpty ? "" : "; it says nothing of \(joinWords(left.prefix(5).map { "‘\(FAQText.short($0, 40))’" }, "or"))"
        let sure = "\(Int((found.hit.confidence * 100).rounded()))% sure"
        switch found.place {
        case .clause(let name): return "The nearest is \(name) of the charter (\(sure)): \(FAQText.short(AskTable.text(of: name, session)))\(nothing)."
        case .question(let id): return "The nearest is question \(id) (\(sure)\(faq[id].status == .open ? ", open" : "")): ‘\(FAQText.short(faq[id].question))’\(nothing)."
        }
    }

    private func sentence(_ found: FAQIndex.Found, _ faq: FAQ, _ session: Session) -> String {
        switch found.place {
        case .clause(let name): return "The charter answers it, \(name): \(FAQText.short(AskTable.text(of: name, session)))."
        case .question(let id):
            let question = faq[id]
            switch faq.status(id) {
            case .open: return "Question \(id) asks it and is \(FAQText.open(question))."
            case .stale: return "Question \(id) answers it, but \(FAQText.changes(faq.changes(id))) since: \(FAQText.short(question.answer))"
            default: return "Question \(id) answers it\(FAQText.aside(id, faq)): \(FAQText.short(question.answer))"
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
