import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

/// How questions of a quiz are shown and named.
enum QuizText {
    static func letter(_ option: Int) -> String { String(UnicodeScalar(UInt8(65 + min(option, 25)))) }

    /// The number of an option by its letter; nil where there is none.
    static func option(_ letter: String, _ question: QuizQuestion) -> Int? {
        question.options.indices.first { equalIgnoringCase(QuizText.letter($0), letter) }
    }

    /// One row a question, a column an option.
    static func table(_ questions: [(id: Int, question: QuizQuestion)]) -> Table {
        let most = questions.map(\.question.options.count).max() ?? 0
        return Table(
            [Field("id", .integers(questions.map { Int64($0.id) })), Field("question", .texts(questions.map(\.question.text)))]
                + (0..<most).map { option in
                    Field(letter(option), .texts(questions.map { $0.question.options.indices.contains(option) ? $0.question.options[option] : nil }))
                })
    }

    /// The question whose number was typed.
    static func question(_ call: VerbCall, _ session: Session) throws(Diagnostic) -> (id: Int, question: QuizQuestion) {
        let id = try call.count("id", of: "the question")
        let quiz = session.state.workspace.quiz
        if let found = try quiz.element(at: id - 1) { return (id, found) }
        throw Diagnostic(
            "unknown-quiz-question", "The quiz has no question \(id).", at: call.arguments.number("id")?.span,
            help: quiz.isEmpty ? "quiz 5 makes five." : "It has \(quiz.count == 1 ? "question 1 only" : "questions 1 to \(grouped(quiz.count))"); quiz shows them.")
    }

    static func option(_ letter: String, _ question: QuizQuestion, _ id: Int, at span: Span) throws(Diagnostic) -> Int {
        if let option = option(letter, question) { return option }
        throw Diagnostic(
            "unknown-option", "Question \(id) has no option \(FAQText.short(letter, 20)).", at: span,
            help: "It has \(question.options.indices.map { "\(QuizText.letter($0)) (\(FAQText.short(question.options[$0], 40)))" }.joined(separator: ", ")).")
    }
}

/// A question's key as it is now, among the options.
struct QuizKeyPlace {
    let key: QuizFacts.Key?
    /// Nil where no option is right.
    let option: Int?

    init(_ question: QuizQuestion, _ facts: QuizFacts) throws(Diagnostic) {
        key = try facts.key(of: question)
        option = key.flatMap { key in QuizKeyPlace.option(key.text, question) }
    }

    /// Where an answer stands among the options, be it that it was cut when the question was made.
    static func option(_ text: String, _ question: QuizQuestion) -> Int? {
        question.options.firstIndex(of: text) ?? question.options.firstIndex { $0.hasSuffix("…") && text.hasPrefix($0.dropLast()) }
    }

    /// The right option as it reads; empty where none is right.
    func text(_ question: QuizQuestion) -> String { option.map { question.options[$0] } ?? "" }

    /// Why nothing offered is right; nil where something is.
    var trouble: String? {
        if option != nil { return nil }
        return key.map { "no option is right any more: it is \($0.text) now" } ?? "what is right cannot be worked out any more"
    }
}
