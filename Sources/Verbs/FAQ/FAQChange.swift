import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct FAQRetire: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form("faq retire", .start, [.slot("id", .number), .word("because"), .slot("reason", .text), .optional([.word("by"), .slot("by", .text)])])
    ]
    let manual = Manual(
        "take a question out of use, with the reason",
        details: "faq retire 12 because 'the service is no more' by 'K. Lee'. It is found by ask no more, and stays in faq; faq reopen 12 asks it again. Its duplicates ask the same, and are retired with it.",
        examples: """
            tierbook> faq add 'Who decides on overrides?' answer 'The head of sales.'
            Question 1 is filed and answered.
            tierbook> faq retire 1 because 'there are none any more'
            Question 1 is retired: there are none any more.
            tierbook> faq answer 1 'The desk head.'
            error: Question 1 is retired.
              faq answer 1 'The desk head.'
                         ^
            help: If it is asked again, faq reopen 1.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let edit = FAQEdit(call, session)
        var (id, question) = try edit.entry()
        try edit.requireAsked((id, question))
        let reason = try edit.text("reason", "A reason", limit: FAQLimits.reason) ?? ""
        let duplicates = try session.faq().duplicates(of: id)
        for other in duplicates {
            guard var retired = try session.state.workspace.questions.question(other) else { continue }
            retired.status = .obsolete
            try edit.keep(retired, as: other, who: try edit.who, "retired with \(id), its original, because \(reason)")
        }
        question.status = .obsolete
        try edit.keep(question, as: id, who: try edit.who, "retired because \(reason)")
        let along = duplicates.isEmpty ? "" : ", with \(duplicates.count == 1 ? "its duplicate" : "its duplicates") \(Binder.list(duplicates.map(String.init)))"
        return .reply(Reply(headline: "Question \(id) is retired\(along): \(FAQText.short(reason))\(reason.hasSuffix(".") ? "" : ".")"))
    }
}

struct FAQDuplicate: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form("faq duplicate", .start, [.slot("id", .number), .word("of"), .slot("original", .number), .anyOrder([[.word("by"), .slot("by", .text)], [.word("anyway")]])])
    ]
    let manual = Manual(
        "say that another entry of the FAQ asks the same",
        details: "faq duplicate 12 of 3. What 12 asks is then found as another wording of 3. Duplicates of 12 become duplicates of 3. A verified answer of 12 is hidden only where anyway is added.",
        examples: """
            tierbook> faq add 'Who decides on overrides?' answer 'The head of sales.'; faq add 'May I pin an account myself?'
            Question 1 is filed and answered.
            Question 2 is filed: open, and nobody is to answer it yet.
            tierbook> faq duplicate 2 of 1
            Question 2 is a duplicate of 1: Who decides on overrides?
            tierbook> ask 'may I pin an account'
            Question 1 answers it, answered: The head of sales.
            id  status    confidence  match                         question                   answer
             1  answered         95%  May I pin an account myself?  Who decides on overrides?  The head of sales.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let edit = FAQEdit(call, session)
        var (id, question) = try edit.entry()
        try edit.requireAsked((id, question))
        let (original, target) = try edit.entry("original")
        let span = call.arguments.number("original")?.span
        if id == original { throw Diagnostic("own-duplicate", "A question is no duplicate of itself.", at: span) }
        switch target.status {
        case .duplicate(let other): throw Diagnostic("is-duplicate", "Question \(original) is itself a duplicate, of \(other).", at: span, help: other == id ? "faq reopen \(original) first." : "faq duplicate \(id) of \(other).")
        case .obsolete: throw Diagnostic("retired", "Question \(original) is retired.", at: span, help: "faq reopen \(original) asks it again.")
        case .open, .answered, .verified: break
        }
        if question.status == .verified, !call.has("anyway") {
            throw Diagnostic(
                "verified", "Question \(id) \(FAQText.stands(id, try session.faq())), and a duplicate's own answer is hidden.", at: call.arguments.number("id")?.span,
                notes: ["Its answer: \(FAQText.short(question.answer))"], help: "faq duplicate \(original) of \(id) keeps it; anyway at the end hides it.")
        }
        let who = try edit.who
        for other in try session.faq().duplicates(of: id) {
            guard var moved = try session.state.workspace.questions.question(other) else { continue }
            moved.status = .duplicate(of: original)
            try edit.keep(moved, as: other, who: who, "duplicate of \(original), as \(id) is")
        }
        question.status = .duplicate(of: original)
        try edit.keep(question, as: id, who: who, "duplicate of \(original)\(question.answer.isEmpty ? "" : "; its own answer was: \(question.answer)")")
        return .reply(Reply(headline: "Question \(id) is a duplicate of \(original): \(FAQText.short(target.question))\(question.answer.isEmpty ? "" : " Its own answer is in faq history \(id).")"))
    }
}

struct FAQAssign: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form(
            "faq assign", .start,
            [
                .slot("id", .number), .word("to"), .slot("owner", .text),
                .anyOrder([
                    [.word("deputy"), .slot("deputy", .text)], [.word("due"), .slot("due", .expression)], [.word("by"), .slot("by", .text)],
                ]),
            ])
    ]
    let manual = Manual(
        "say who answers a question of the FAQ, and by when",
        details: "faq assign 12 to 'K. Lee' deputy 'Ann' due 2026-04-30. faq list due shows what is to be done by the as-of day.",
        examples: """
            tierbook> faq add 'Who decides on overrides?'
            Question 1 is filed: open, and nobody is to answer it yet.
            tierbook> faq assign 1 to 'K. Lee' deputy 'Ann' due 2026-04-30
            Question 1 is open; K. Lee (deputy Ann) answers it by 2026-04-30.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let edit = FAQEdit(call, session)
        var (id, question) = try edit.entry()
        try edit.requireAsked((id, question))
        question.owner = try edit.text("owner", "A name") ?? ""
        try edit.noteNearName(question.owner)
        if let deputy = try edit.text("deputy", "A name") { question.deputy = deputy }
        if let due = try edit.day("due", of: question) {
            if question.status != .open {
                throw Diagnostic(
                    "answered-already", "Question \(id) is answered, so it is not due to be answered.", at: call.arguments.expression("due")?.span,
                    help: "faq verify \(id) by 'WHO' until DATE says when it is looked at again.")
            }
            question.due = due
        }
        let deputy = question.deputy.isEmpty ? "" : ", deputy \(question.deputy)"
        try edit.keep(question, as: id, who: try edit.who, "assigned to \(question.owner)\(deputy)\(question.due.map { ", due \($0.text)" } ?? "")")
        return .reply(Reply(headline: question.status == .open ? "Question \(id) is \(FAQText.open(question))." : "Question \(id) belongs to \(question.owner)\(deputy)."))
    }
}

struct FAQPhrase: Verb {
    var isQuery: Bool { false }
    let forms = [Form("faq phrase", .start, [.slot("id", .number), .slot("wording", .text), .optional([.word("by"), .slot("by", .text)])])]
    let manual = Manual(
        "add another wording to a question of the FAQ",
        details: "faq phrase 12 'who may pin an account?'. ask finds the entry by it as by the question itself.",
        examples: """
            tierbook> faq add 'Who decides on overrides?'
            Question 1 is filed: open, and nobody is to answer it yet.
            tierbook> faq phrase 1 'Who may pin an account?'
            Question 1 is asked in 2 wordings: Who decides on overrides?
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let edit = FAQEdit(call, session)
        var (id, question) = try edit.entry()
        try edit.requireAsked((id, question))
        let wording = try edit.text("wording", "A wording", limit: FAQLimits.question) ?? ""
        if let other = try session.faqIndex().entry(asking: wording) {
            throw Diagnostic("same-question", "Question \(other) asks just that\(other == id ? " already" : "").", at: call.arguments.text("wording")?.span, help: other == id ? nil : "faq duplicate \(other) of \(id) makes it a wording of \(id).")
        }
        question.phrasings.append(wording)
        if question.phrasings.count > FAQLimits.parts { throw Diagnostic("too-many", "A question has at most \(FAQLimits.parts) other wordings.", at: call.span) }
        try edit.keep(question, as: id, who: try edit.who, "also asked as: \(wording)")
        return .reply(Reply(headline: "Question \(id) is asked in \(plural(1 + question.phrasings.count, "wording")): \(FAQText.short(question.question))"))
    }
}

struct FAQReopen: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form(
            "faq reopen", .start,
            [.slot("id", .number), .anyOrder([[.word("because"), .slot("reason", .text)], [.word("by"), .slot("by", .text)]])])
    ]
    let manual = Manual(
        "ask a question of the FAQ again, be it answered, retired or a duplicate",
        details: "It is open then; the answer that it had stays in faq history.",
        examples: """
            tierbook> faq add 'Who decides on overrides?' answer 'The head of sales.'
            Question 1 is filed and answered.
            tierbook> faq reopen 1 because 'the desk was split'
            Question 1 is open, and nobody is to answer it yet; its answer is in faq history 1.
            tierbook> faq history 1
            2 events of question 1: Who decides on overrides?
                   day  who  what
            2026-03-31  —    filed with its answer: The head of sales.
            2026-03-31  —    reopened because the desk was split; its answer was: The head of sales.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let edit = FAQEdit(call, session)
        var (id, question) = try edit.entry()
        if question.status == .open { throw Diagnostic("open-already", "Question \(id) is open.", at: call.arguments.number("id")?.span) }
        let reason = try edit.text("reason", "A reason", limit: FAQLimits.reason).map { " because \($0)" } ?? ""
        let before = question.answer
        question.status = .open
        (question.answer, question.verifiedBy, question.review, question.cites) = ("", "", nil, [])
        try edit.keep(question, as: id, who: try edit.who, "reopened\(reason)\(before.isEmpty ? "" : "; its answer was: \(before)")")
        return .reply(Reply(headline: "Question \(id) is \(FAQText.open(question))\(before.isEmpty ? "" : "; its answer is in faq history \(id)")."))
    }
}
