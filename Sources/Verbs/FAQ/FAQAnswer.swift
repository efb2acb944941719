import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct FAQAnswer: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form(
            "faq answer", .start,
            [
                .slot("id", .number), .slot("answer", .text),
                .anyOrder([
                    [.word("by"), .slot("by", .text)], [.word("cites"), .list("cites", [.slot("clause", .newName)])],
                    [.word("review"), .slot("review", .expression)],
                ]),
            ])
    ]
    let manual = Manual(
        "answer a question of the FAQ, or answer it anew",
        details: """
            faq answer 12 'Twice a year.' by 'K. Lee' cites C4 review 2026-12-31. The cited clauses are kept as they read now: when one
            changes, the answer turns stale. Without cites, an answer given anew rests on the clauses that the old one cited. Who
            answers owns the entry if nobody does. An answer given anew is verified again by faq verify.
            """,
        examples: """
            tierbook> ask 'Who decides on overrides?' by 'Ann' at 'teach-in'
            Nothing in the FAQ answers it. It is filed as question 1: open, and nobody is to answer it yet.
            id  status  confidence  match  question                   answer
             1  open             —  —      Who decides on overrides?  —
            tierbook> faq answer 1 'The head of sales.' by 'K. Lee' review 2026-12-31
            Question 1 is answered by K. Lee, to be reviewed on 2026-12-31.
            tierbook> ask 'who decides on an override'
            Question 1 answers it, answered by K. Lee, to be reviewed on 2026-12-31: The head of sales.
            id  status    confidence  match                      question                   answer
             1  answered         95%  Who decides on overrides?  Who decides on overrides?  The head of sales.

            tierbook> clause Gold 'Call' 4 per quarter by 'Sales'
            C1: 2 accounts (Gold) get 'Call' 4 per quarter, by 'Sales'.
            tierbook> faq add 'How often do we call Gold accounts?' answer 'Four times a quarter.' cites C1
            Question 1 is filed and answered.
            tierbook> clause Gold 'Call' 6 per quarter by 'Sales'
            C1: 2 accounts (Gold) get 'Call' 6 per quarter, by 'Sales'; it was 4 per quarter.
            note: The answer to question 1 cites C1 as it read before, and is stale.
              clause Gold 'Call' 6 per quarter by 'Sales'
              ^^^^^^
            help: faq list stale shows how it read and how it reads now.
            tierbook> faq show 1
            Question 1 is stale: it was answered, and C1 has changed since.
            what      text
            question  How often do we call Gold accounts?
            answer    Four times a quarter.
            asked     on 2026-03-31
            C1 was    clause Gold 'Call' 4 per quarter by 'Sales'
            C1 now    clause Gold 'Call' 6 per quarter by 'Sales'
            tierbook> faq answer 1 'Six times a quarter.' by 'K. Lee' cites C2
            error: The charter has no clause C2.
              faq answer 1 'Six times a quarter.' by 'K. Lee' cites C2
                                                                    ^^
            help: Did you mean C1?
            tierbook> faq answer 1 'Six times a quarter.' by 'K. Lee'
            Question 1 is answered by K. Lee; the answer before it is in faq history 1.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let edit = FAQEdit(call, session)
        var (id, question) = try edit.entry()
        try edit.requireAsked((id, question))
        let who = try edit.who
        let before = question.answer
        question.answer = try edit.text("answer", "An answer", limit: FAQLimits.answer) ?? ""
        question.status = .answered
        question.verifiedBy = ""
        question.due = nil
        if question.owner.isEmpty { question.owner = who }
        question.review = try edit.day("review", of: question) ?? question.review
        question.cites = try edit.citations() ?? FAQAnswer.confirmed(question.cites, call, session)
        let what = before.isEmpty ? "answered: \(question.answer)" : "answered anew: \(question.answer) Before: \(before)"
        question = try edit.keep(question, as: id, who: who, what)
        try edit.noteContradictions(of: id)
        return .reply(Reply(headline: "Question \(id) is \(FAQText.standing(question))\(before.isEmpty ? "" : "; the answer before it is in faq history \(id)")."))
    }

    /// Cited clauses as they read now; those that are gone are left out, and it is said.
    static func confirmed(_ cites: [Question.Citation], _ call: VerbCall, _ session: Session) -> [Question.Citation] {
        let rules = session.state.workspace.rules
        let gone = cites.filter { rules.rule(.clause, named: $0.clause) == nil }.map(\.clause)
        if !gone.isEmpty {
            session.note(.note("clause-gone", "\(joinWords(gone)) \(gone.count == 1 ? "is" : "are") gone from the charter, and \(gone.count == 1 ? "is" : "are") cited no more.", at: call.verbSpan))
        }
        return cites.compactMap { cited in rules.rule(.clause, named: cited.clause).map { Question.Citation(clause: $0.name, statement: $0.statement) } }
    }
}

struct FAQVerify: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form(
            "faq verify", .start,
            [
                .slot("id", .number), .word("by"), .slot("by", .text), .word("until"), .slot("until", .expression),
                .optional([.word("cites"), .list("cites", [.slot("clause", .newName)])]),
            ])
    ]
    let manual = Manual(
        "stand for an answer of the FAQ until a day",
        details: """
            faq verify 12 by 'Legal' until 2026-12-31. The clauses that the answer cites are confirmed as they read now, so that a stale
            answer holds again; cites names others. From the day of until on, it is due to be looked at again.
            """,
        examples: """
            tierbook> faq add 'Who decides on overrides?' answer 'The head of sales.'
            Question 1 is filed and answered.
            tierbook> faq verify 1 by 'Legal' until 2026-12-31
            Question 1 is verified by Legal until 2026-12-31.
            tierbook> faq verify 1 by 'Legal' until 2026-01-31
            error: 2026-01-31 is before the question was asked, on 2026-03-31.
              faq verify 1 by 'Legal' until 2026-01-31
                                            ^^^^^^^^^^
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let edit = FAQEdit(call, session)
        var (id, question) = try edit.entry()
        try edit.requireAsked((id, question))
        if question.status == .open {
            throw Diagnostic("unanswered", "Question \(id) is not answered, so there is nothing to stand for.", at: call.arguments.number("id")?.span, help: "faq answer \(id) 'ANSWER' by 'WHO'.")
        }
        let who = try edit.who
        question.status = .verified
        question.verifiedBy = who
        question.review = try edit.day("until", of: question)
        let before = question.cites
        question.cites = try edit.citations() ?? FAQAnswer.confirmed(question.cites, call, session)
        let clauses = joinWords(question.cites.map(\.clause))
        let cites = before == question.cites ? "" : clauses.isEmpty ? ", citing no clause" : ", as \(clauses) read\(question.cites.count == 1 ? "s" : "") now"
        try edit.keep(question, as: id, who: who, "verified until \(question.review?.text ?? "")\(cites)")
        try edit.noteContradictions(of: id)
        return .reply(Reply(headline: "Question \(id) is \(FAQText.standing(question))\(cites)."))
    }
}
