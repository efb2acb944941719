import Diagnostics
import Engine
import Storage
import Syntax
import Workspaces

struct QuizExport: Verb {
    var isQuery: Bool { false }
    var canBeTried: Bool { false }
    let forms = [Form("quiz export", .start, [.word("to"), .slot("file", .file), .flag("with key")])]
    let manual = Manual(
        "write the quiz to a Markdown file, for a hand-out, with or without its key",
        details: "quiz export to 'quiz.md' for the room, quiz export to 'key.md' with key for who leads it: what is right and why, worked out at that moment.",
        examples: """
            tierbook> quiz export to 'quiz.md'
            error: There is no quiz yet.
              quiz export to 'quiz.md'
              ^^^^^^^^^^^
            help: quiz 5 makes five questions.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let all = try QuizResults.all(call, session)
        let (file, span) = try call.text("file")
        guard ExportFormat(path: file) == .markdown else { throw Diagnostic("unknown-format", "A quiz is written as Markdown.", at: span, help: "End the file in .md.") }
        var text = "# Quiz\n"
        if let day = session.asOf { text += "\nAs of \(day.text)\n" }
        for (id, question) in all {
            text += "\n## \(id). \(MarkdownText.paragraph(question.text))\n\n"
            for (option, answer) in question.options.enumerated() { text += "- **\(QuizText.letter(option))** \(MarkdownText.paragraph(answer))\n" }
        }
        if call.has("with key") { text += try key(all, session) }
        do throws(Diagnostic) {
            try ExportRows.check(file, session)
            try AtomicFile.write(Array(text.utf8), to: session.outputPath(file))
        } catch {
            throw error.at(span)
        }
        return .reply(Reply(headline: "\(plural(all.count, "question")) written to \(file)\(call.has("with key") ? " with the key" : ", without the key").").about(rows: all.count))
    }

    private func key(_ all: [(id: Int, question: QuizQuestion)], _ session: Session) throws(Diagnostic) -> String {
        let facts = try QuizFacts(session)
        var text = "\n## Key\n\n"
        for (id, question) in all {
            let place = try QuizKeyPlace(question, facts)
            let right = place.option.map { "**\(QuizText.letter($0))** \(MarkdownText.paragraph(question.options[$0]))" }
            let why = place.trouble ?? place.key?.proof ?? ""
            text += "- \(id): \([right, MarkdownText.paragraph(why)].compactMap { $0 }.joined(separator: " — "))\n"
        }
        return text
    }
}
