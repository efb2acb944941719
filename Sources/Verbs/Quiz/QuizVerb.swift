import Diagnostics
import Engine
import Statistics
import Syntax
import Tables
import Workspaces

struct QuizVerb: Verb {
    let forms = [
        Form(
            "quiz", .start,
            [
                .optional([.slot("count", .number)]),
                .anyOrder([[.word("about"), .choice([[.word("charter")], [.word("list")], [.word("faq")]])], [.word("seed"), .slot("seed", .number)]]),
            ])
    ]
    let manual = Manual(
        "make questions from charter, list and FAQ, each with a right answer that is worked out from the workspace",
        details: """
            quiz 10 about charter makes ten questions that follow those there are; quiz alone shows them. What is right is never kept: it is worked
            out when it is asked for, so that a changed charter changes the key. The wrong answers might be right: what other tiers get,
            who else there is, what is answered to questions alike. quiz answer 3 B by 'Ann' answers one, quiz tally 3 A 12, B 5 counts a
            room's hands, quiz results shows where people differ, quiz key what is right and why, quiz export writes it. The same seed
            makes the same questions after the same ones; none is made twice, so that quiz 4 seed 7 put again makes four more, and after
            quiz clear the same four.
            """,
        examples: """
            tierbook> clause Gold 'Call' 4 per quarter by 'Sales'; clause all 'Call' 1 per quarter by 'Analyst'
            C1: 2 accounts (Gold) get 'Call' 4 per quarter, by 'Sales'.
            C2: 4 accounts get 'Call' 1 per quarter, by 'Analyst'.
            tierbook> quiz 3 about charter
            3 questions are made, 1 to 3.
            id  question                                      A              B              C              D
             1  What is an account in Gold promised of Call?  1 per quarter  4 per quarter  8 per quarter  3 per quarter
             2  What is Dune promised of Call?                4 per quarter  2 per quarter  1 per quarter  1 per year
             3  Who is responsible for Call with Elm?         Analyst        Sales          —              —
            tierbook> quiz key
            3 keys, worked out from the workspace as it is now.
            id  question                                      key  answer         why
             1  What is an account in Gold promised of Call?  B    4 per quarter  C1 says Gold: Call 4 per quarter, by Sales
             2  What is Dune promised of Call?                C    1 per quarter  C2 says all: Call 1 per quarter, by Analyst
             3  Who is responsible for Call with Elm?         A    Analyst        C2 says all: Call 1 per quarter, by Analyst
            tierbook> quiz answer 1 A by 'Ann'
            A, 1 per quarter, is not right; B is, 4 per quarter: C1 says Gold: Call 4 per quarter, by Sales.
            tierbook> quiz tally 2 A 3, B 12 at 'London'
            0 of 15 answers at London are right: C, 1 per quarter. C2 says all: Call 1 per quarter, by Analyst.
            tierbook> quiz results
            0 of 16 answers to 2 questions are right. People differ most on question 2: A 3, B 12, C 0, D 0.
            id  question                                      answers  right  share right  agreement  key  votes                taken for
             2  What is Dune promised of Call?                     15      0           0%        80%  C    A 3, B 12, C 0, D 0  2 per quarter
             1  What is an account in Gold promised of Call?        1      0           0%       100%  B    A 1, B 0, C 0, D 0   1 per quarter
            """)

    private static let most = 100

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let quiz = try session.state.workspace.quiz.all()
        guard call.arguments.number("count") != nil || call.has("about") || call.has("seed") else { return .reply(QuizVerb.shown(quiz)) }
        let count = call.arguments.number("count") == nil ? 5 : try call.count("count", of: "questions")
        guard (1...QuizVerb.most).contains(count) else {
            throw Diagnostic("quiz-size", "A quiz is made of 1 to \(QuizVerb.most) questions at a time.", at: call.arguments.number("count")?.span)
        }
        let seed = call.arguments.number("seed") == nil ? session.state.settings.seed : UInt64(try call.count("seed", of: "a seed"))
        let facts = try QuizFacts(session)
        var maker = try QuizMaker(facts, after: quiz, seed: seed, session)
        let made = try maker.questions(count, of: QuizVerb.kinds(call))
        if made.isEmpty {
            throw Diagnostic("nothing-to-ask", "There is nothing \(quiz.isEmpty ? "" : "more ")to ask about\(call.has("about") ? " that" : "").", at: call.span, help: "A quiz is made of tiers, of clauses of the charter, and of answers in the FAQ; at least two of a kind, so that one can be wrong.")
        }
        if quiz.count + made.count > FAQLimits.entries { throw Diagnostic("quiz-full", "A quiz has at most \(grouped(FAQLimits.entries)) questions.", at: call.verbSpan) }
        try session.state.workspace.quiz.append(made)
        session.changed("\(plural(made.count, "question")) into the quiz")
        let (first, last) = (quiz.count + 1, quiz.count + made.count)
        let fewer = made.count < count ? " No more different ones can be made." : ""
        return .reply(
            Reply(
                headline: made.count == 1 ? "Question \(first) is made.\(fewer)" : "\(made.count) questions are made, \(first) to \(last).\(fewer)",
                table: QuizText.table(made.enumerated().map { (first + $0.offset, $0.element) })))
    }

    private static func kinds(_ call: VerbCall) -> [QuizQuestion.Kind] {
        if call.has("charter") { return [.promise, .responsible, .tierPromise] }
        if call.has("list") { return [.tier, .size, .highest] }
        if call.has("faq") { return [.answer, .owner] }
        return QuizQuestion.Kind.allCases
    }

    private static func shown(_ quiz: [QuizQuestion]) -> Reply {
        if quiz.isEmpty { return Reply(headline: "There is no quiz yet; quiz 5 makes five questions.") }
        return Reply(headline: "\(plural(quiz.count, "question")); quiz answer 1 A answers the first.", table: QuizText.table(quiz.enumerated().map { ($0.offset + 1, $0.element) }))
    }
}

struct QuizClear: Verb {
    var isQuery: Bool { false }
    let forms = [Form("quiz clear", .start)]
    let manual = Manual(
        "drop the quiz with all answers to it",
        details: "undo brings it back.",
        examples: """
            tierbook> quiz 2 about list
            2 questions are made, 1 to 2.
            id  question                           A       B       C           D
             1  In which tier is Cedar?            Bronze  Silver  non-tiered  Gold
             2  How many accounts are non-tiered?  2       0       5           1
            tierbook> quiz clear
            The quiz is dropped: 2 questions with 0 answers. undo brings it back.
            tierbook> quiz
            There is no quiz yet; quiz 5 makes five questions.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let quiz = try session.state.workspace.quiz.all()
        if quiz.isEmpty { throw Diagnostic("no-quiz", "There is no quiz.", at: call.verbSpan, help: "quiz 5 makes five questions.") }
        let answers = quiz.reduce(0) { $0 + $1.counts.reduce(0, +) }
        session.state.workspace.quiz = Quiz()
        session.changed("quiz dropped")
        return .reply(Reply(headline: "The quiz is dropped: \(plural(quiz.count, "question")) with \(plural(answers, "answer")). undo brings it back."))
    }
}
