import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct FAQShow: Verb {
    let forms = [Form("faq show", .start, [.slot("id", .number)])]
    let manual = Manual(
        "show all of one entry of the FAQ",
        details: "A clause that the answer cites and that has changed stands there as it was and as it is now.",
        examples: """
            tierbook> faq add 'Who decides on overrides?' answer 'The head of sales.' owner 'K. Lee' tags list by 'Ann' at 'teach-in'
            Question 1 is filed and answered.
            tierbook> faq verify 1 by 'Legal' until 2026-12-31
            Question 1 is verified by Legal until 2026-12-31.
            tierbook> faq show 1
            Question 1 is verified by Legal until 2026-12-31.
            what      text
            question  Who decides on overrides?
            answer    The head of sales.
            owner     K. Lee
            asked     by Ann, at teach-in, on 2026-03-31
            tags      list
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (id, question) = try FAQEdit(call, session).entry()
        let faq = try session.faq()
        let contradicted = try Contradictions(faq)[id]
        var rows: [(what: String, text: String)] = [("question", question.question)]
        rows += question.phrasings.map { ("also asked as", $0) }
        rows += faq.duplicates(of: id).map { ("duplicate \($0)", faq[$0].question) }
        rows += [("answer", question.answer), ("answered by", question.answeredBy), ("owner", question.owner), ("deputy", question.deputy), ("asked", asked(question))]
        rows += [("due", question.status == .open ? question.due?.text ?? "" : ""), ("tags", question.tags.joined(separator: ", "))]
        let changes = faq.changes(id)
        for cited in question.cites {
            if let change = changes.first(where: { $0.clause == cited.clause }) {
                rows += [("\(cited.clause) was", change.was), ("\(cited.clause) now", change.now ?? "forgotten")]
            } else {
                rows.append(("cites \(cited.clause)", cited.statement))
            }
        }
        rows += contradicted.map { ("contradicts \($0)", faq[$0].answer) }
        rows = rows.filter { !$0.text.isEmpty }
        return .reply(
            Reply(
                headline: "Question \(id) \(sentence(id, faq)).",
                table: Table([Field("what", .texts(rows.map(\.what))), Field("text", .texts(rows.map(\.text)))])))
    }

    private func sentence(_ id: Int, _ faq: FAQ) -> String {
        let question = faq[id]
        switch faq.status(id) {
        case .open: return "is " + FAQText.open(question) + (faq.isDue(id) ? "; it is due" : "")
        case .answered, .verified, .due: return FAQText.stands(id, faq)
        case .stale: return "is stale: it was \(FAQText.standing(question)), and \(FAQText.changes(faq.changes(id))) since"
        case .obsolete: return "is obsolete: " + (question.trail.last { $0.what.hasPrefix("retired") }?.what ?? "retired")
        case .duplicate: return "is a duplicate of \(question.status.original ?? 0)"
        }
    }

    private func asked(_ question: Question) -> String {
        [("by", question.askedBy), ("at", question.askedAt), ("on", question.askedOn?.text ?? "")]
            .filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}

struct FAQHistory: Verb {
    let forms = [Form("faq history", .start, [.optional([.slot("id", .number)])])]
    let manual = Manual(
        "show what became of one entry of the FAQ, or of all",
        details: "Each change of an entry is kept with the as-of day and who made it; nothing of it is ever taken out, but by undo.",
        examples: """
            tierbook> ask 'Who decides on overrides?' by 'Ann'
            Nothing in the FAQ answers it. It is filed as question 1: open, and nobody is to answer it yet.
            id  status  confidence  match  question                   answer
             1  open             —  —      Who decides on overrides?  —
            tierbook> faq answer 1 'The head of sales.' by 'K. Lee'
            Question 1 is answered by K. Lee.
            tierbook> faq history 1
            2 events of question 1: Who decides on overrides?
                   day  who     what
            2026-03-31  Ann     asked, and nothing answered it
            2026-03-31  K. Lee  answered: The head of sales.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        if call.arguments.number("id") != nil {
            let (id, question) = try FAQEdit(call, session).entry()
            let table = Table(fields(question.trail))
            return .reply(Reply(headline: "\(plural(question.trail.count, "event")) of question \(id): \(FAQText.short(question.question))", table: table))
        }
        let faq = try session.faq()
        let events = faq.ids.flatMap { id in faq[id].trail.map { (id: id, event: $0) } }
        let ids = Field("id", .integers(events.map { Int64($0.id) }))
        return .reply(
            Reply(
                headline: events.isEmpty ? "The FAQ is empty; ask 'QUESTION' files the first." : "\(plural(events.count, "event")) of \(plural(faq.count, "question")).",
                table: Table([ids] + fields(events.map(\.event)))))
    }

    private func fields(_ events: [Question.Event]) -> [Field] {
        [
            Field("day", .dates(events.map(\.day))), Field("who", .texts(events.map { $0.who.isEmpty ? nil : $0.who })),
            Field("what", .texts(events.map(\.what))),
        ]
    }
}
