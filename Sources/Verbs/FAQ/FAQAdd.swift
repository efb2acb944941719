import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct FAQAdd: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form(
            "faq add", .start,
            [
                .slot("question", .text),
                .anyOrder([
                    [.word("answer"), .slot("answer", .text)], [.word("owner"), .slot("owner", .text)], [.word("deputy"), .slot("deputy", .text)],
                    [.word("cites"), .list("cites", [.slot("clause", .newName)])], [.word("tags"), .list("tags", [.slot("tag", .newName)])],
                    [.word("due"), .slot("due", .expression)], [.word("review"), .slot("review", .expression)],
                    [.word("at"), .slot("at", .text)], [.word("by"), .slot("by", .text)], [.word("anyway")],
                ]),
            ])
    ]
    let manual = Manual(
        "file a question in the FAQ, with or without its answer",
        details: """
            faq add 'Do Gold accounts get corporate access?' answer 'Twice a year.' cites C4 owner 'K. Lee' tags access. due says by
            when an open question is answered, review when an answer is looked at again; at and by where it was asked and by whom. It is
            refused where another entry asks nearly the same, unless anyway is added. A question has at most 2,000
            characters, an answer 20,000.
            """,
        examples: """
            tierbook> faq add 'Do Gold accounts get corporate access?' owner 'K. Lee' due 2026-04-30 by 'Ann' at 'teach-in'
            Question 1 is filed: open; K. Lee answers it by 2026-04-30.
            tierbook> faq add 'do gold accounts get corporate access'
            error: Question 1 asks just that.
              faq add 'do gold accounts get corporate access'
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            help: faq answer 1 'ANSWER' answers it.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let edit = FAQEdit(call, session)
        var question = Question(try edit.question("question"))
        question.askedOn = session.asOf
        question.owner = try edit.text("owner", "A name") ?? ""
        question.deputy = try edit.text("deputy", "A name") ?? ""
        question.askedAt = try edit.text("at", "A place") ?? ""
        question.askedBy = try edit.who
        question.tags = try edit.names("tags", "tag", "A tag")
        question.due = try edit.day("due", of: question)
        question.review = try edit.day("review", of: question)
        question.cites = try edit.citations() ?? []
        if let answer = try edit.text("answer", "An answer", limit: FAQLimits.answer) { (question.answer, question.status) = (answer, .answered) }
        try check(question, call)
        try checkNew(question.question, call, session)
        let id = try edit.file(question, who: question.askedBy, question.answer.isEmpty ? "filed" : "filed with its answer: \(question.answer)")
        try edit.noteContradictions(of: id)
        return .reply(Reply(headline: "Question \(id) is filed\(question.answer.isEmpty ? ": \(FAQText.open(question))" : " and answered")."))
    }

    private func check(_ question: Question, _ call: VerbCall) throws(Diagnostic) {
        if question.answer.isEmpty, let span = call.arguments.expression("review")?.span {
            throw Diagnostic("no-answer", "An open question has no answer to look at again.", at: span, help: "due says by when it is answered.")
        }
        if question.answer.isEmpty, let span = call.list("cites").first?.span {
            throw Diagnostic("no-answer", "It is the answer that cites clauses, and there is none.", at: span, help: "Add answer 'ANSWER', or cite them in faq answer.")
        }
        if !question.answer.isEmpty, let span = call.arguments.expression("due")?.span {
            throw Diagnostic("answered-already", "An answered question is not due to be answered.", at: span, help: "review says when the answer is looked at again.")
        }
    }

    private func checkNew(_ text: String, _ call: VerbCall, _ session: Session) throws(Diagnostic) {
        let span = call.arguments.text("question")?.span
        let faq = try session.faq()
        let index = try session.faqIndex()
        if let id = index.entry(asking: text) {
            let help: String
            switch faq[id].status {
            case .obsolete: help = "It is retired: faq reopen \(id) asks it again."
            case .duplicate(let original): help = "It is a duplicate of \(original): faq show \(original)."
            case .open: help = "faq answer \(id) 'ANSWER' answers it."
            case .answered, .verified: help = "faq show \(id) shows its answer."
            }
            throw Diagnostic("same-question", "Question \(id) asks just that.", at: span, help: help)
        }
        if call.has("anyway") { return }
        let near = index.near(text, limit: 3).filter(\.hit.isNearDuplicate).compactMap(\.question)
        guard let first = near.first else { return }
        throw Diagnostic(
            "near-duplicate", "Question \(first) asks nearly the same.", at: span,
            notes: near.map { "\($0), \(faq.status($0).rawValue): \(FAQText.short(faq[$0].question))" },
            help: "faq phrase \(first) \(Words.quoted(FAQText.short(text, 80))) keeps it as another wording; anyway at the end files it all the same.")
    }
}
