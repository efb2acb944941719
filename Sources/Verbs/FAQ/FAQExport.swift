import Diagnostics
import Engine
import Storage
import Syntax
import Tables
import Workspaces

struct FAQExport: Verb {
    var isQuery: Bool { false }
    var canBeTried: Bool { false }
    let forms = [Form("faq export", .start, [.word("to"), .slot("file", .file)])]
    let manual = Manual(
        "write the FAQ to a file for staff: Markdown, an HTML page, CSV or JSON",
        details: """
            The format follows the file's ending. .md and .html hold what staff read: questions with their answers, who stands for them and
            until when, then what is open, with who answers it by when; stale answers say so. .csv, .tsv and .json hold all entries, and
            faq import reads them. .json has all there is to know, so that an empty FAQ becomes the same by it; .csv and .tsv leave
            out the history and when a retired question or a duplicate was due, and have other wordings, and cited clauses as they
            read, one a line. The page is one file and needs nothing else; a text that a spreadsheet would take for a formula gets a '
            before it.
            """,
        examples: """
            tierbook> faq export to 'faq.md'
            error: The FAQ is empty, so there is nothing to write.
              faq export to 'faq.md'
              ^^^^^^^^^^
            help: ask 'QUESTION' files the first question.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let faq = try session.faq()
        if faq.isEmpty { throw Diagnostic("faq-empty", "The FAQ is empty, so there is nothing to write.", at: call.verbSpan, help: "ask 'QUESTION' files the first question.") }
        let (file, span) = try call.text("file")
        let document: String
        switch ExportFormat(path: file) {
        case .markdown: document = FAQDocument(faq, session).markdown
        case .html: document = FAQDocument(faq, session).html
        case .json, .jsonl: document = FAQJSON.text(faq)
        case .csv, .tsv: return try rows(call, faq, session)
        case nil: throw Diagnostic("unknown-format", "The file's ending tells no format.", at: span, help: "End it in .md, .html, .csv, .tsv or .json.")
        }
        do throws(Diagnostic) {
            try ExportRows.check(file, session)
            try AtomicFile.write(Array(document.utf8), to: session.outputPath(file))
        } catch {
            throw error.at(span)
        }
        return .reply(Reply(headline: "\(plural(faq.count, "question")) written to \(file).").about(rows: faq.count))
    }

    private func rows(_ call: VerbCall, _ faq: FAQ, _ session: Session) throws(Diagnostic) -> Output {
        let contradictions = try Contradictions(faq)
        let table = FAQTable.table(faq, faq.ids, contradictions)
        func lines(_ name: String, _ texts: (Question) -> [String]) -> Field {
            Field(name, .texts(faq.ids.map { id in
                let lines = texts(faq[id]).map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }
                return lines.isEmpty ? nil : lines.joined(separator: "\n")
            }))
        }
        let all = Table(table.fields + [lines("phrasings", \.phrasings), lines("cited as") { $0.cites.map(\.statement) }], rowCount: faq.count, key: 0)
        guard case .reply(var reply) = try ExportRows().run(call, Query(result: all), session) else { throw Diagnostic("internal", "Nothing was written.") }
        reply.headline = "\(plural(faq.count, "question")) written to \(try call.text("file").text)."
        return .reply(reply)
    }
}

/// The FAQ as a document that staff read.
struct FAQDocument {
    private let faq: FAQ
    private let title = "Frequently asked questions"
    private let facts: String

    init(_ faq: FAQ, _ session: Session) {
        self.faq = faq
        let open = faq.ids.count { faq[$0].status == .open }
        facts = (faq.asOf.map { "As of \($0.text) · " } ?? "") + "\(plural(faq.ids.count { faq[$0].isLive }, "answer")), \(plural(open, "open question"))"
    }

    private struct Section {
        var title: String
        var ids: [Int]
    }

    private var sections: [Section] {
        [
            Section(title: "Answers", ids: faq.ids.filter { faq[$0].isLive }),
            Section(title: "Open questions", ids: faq.ids.filter { faq[$0].status == .open }),
        ].filter { !$0.ids.isEmpty }
    }

    /// What stands below an answer or an open question.
    private func remark(_ id: Int) -> String {
        let question = faq[id]
        switch faq.status(id) {
        case .open: return "Question \(id) is \(FAQText.open(question))."
        case .stale: return "Question \(id) is stale: it was \(FAQText.standing(question)), and \(FAQText.changes(faq.changes(id))) since."
        default: return "Question \(id)\(FAQText.aside(id, faq))\(question.cites.isEmpty ? "" : "; it cites \(joinWords(question.cites.map(\.clause)))")."
        }
    }

    var markdown: String {
        var text = "# \(title)\n\n\(facts)\n"
        for section in sections {
            text += "\n## \(section.title)\n"
            for id in section.ids {
                text += "\n### \(id) · \(MarkdownText.paragraph(faq[id].question))\n\n"
                if !faq[id].answer.isEmpty { text += MarkdownText.paragraph(faq[id].answer) + "\n\n" }
                text += "*\(MarkdownText.paragraph(remark(id)))*\n"
            }
        }
        return text
    }

    var html: String {
        func escaped(_ text: String) -> String { escapedMarkup(visible(text)) }
        var body = ""
        for section in sections {
            body += "<h2>\(section.title)</h2>\n"
            for id in section.ids {
                let tone = faq.status(id) == .stale || faq.isDue(id) ? " class=\"mind\"" : ""
                body += "<section id=\"q\(id)\">\n<h3><a href=\"#q\(id)\">\(id)</a> \(escaped(faq[id].question))</h3>\n"
                for line in faq[id].answer.split(whereSeparator: \.isNewline) { body += "<p>\(escaped(String(line)))</p>\n" }
                body += "<p\(tone)><small>\(escaped(remark(id)))</small></p>\n</section>\n"
            }
        }
        return """
            <!DOCTYPE html>
            <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <meta name="generator" content="Tierbook"/>
            <title>\(title)</title>
            <style>
            \(FAQDocument.style)</style>
            </head>
            <body>
            <main>
            <h1>\(title)</h1>
            <p><small>\(escaped(facts))</small></p>
            \(body)</main>
            </body>
            </html>

            """
    }

    private static let style = """
        :root { color-scheme: light dark; --ink: #1d2127; --soft: #59616c; --line: #e2e5e9; --paper: #ffffff; --accent: #0b5a75; --warning: #7a5200; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e5e8eb; --soft: #a2aab4; --line: #2f353d; --paper: #14171b; --accent: #7cc4de; --warning: #e9bf6d; }
        }
        body { margin: 0; color: var(--ink); background: var(--paper); font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: break-word; }
        main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        h2 { margin-top: 2.5rem; }
        section { border-top: 1px solid var(--line); padding-top: 0.5rem; break-inside: avoid; }
        a { color: var(--accent); text-decoration: none; }
        small { color: var(--soft); }
        .mind small { color: var(--warning); }

        """
}

/// The FAQ as a JSON array, an entry a line, with all there is to know.
enum FAQJSON {
    static func text(_ faq: FAQ) -> String {
        "[\n" + faq.ids.map { entry($0, faq).text }.joined(separator: ",\n") + "\n]\n"
    }

    private static func entry(_ id: Int, _ faq: FAQ) -> JSON {
        let question = faq[id]
        func text(_ text: String) -> JSON { text.isEmpty ? .null : .text(text) }
        func day(_ day: Day?) -> JSON { day.map { .text($0.text) } ?? .null }
        return .object([
            ("id", .whole(id)), ("question", .text(question.question)), ("answer", .text(question.answer)), ("status", .text(faq.status(id).rawValue)),
            ("phrasings", .list(question.phrasings.map(JSON.text))), ("tags", .list(question.tags.map(JSON.text))),
            ("owner", text(question.owner)), ("deputy", text(question.deputy)), ("due", day(question.due)),
            ("asked", .object([("by", text(question.askedBy)), ("at", text(question.askedAt)), ("on", day(question.askedOn))])),
            ("answered by", text(question.answeredBy)), ("verified by", text(question.verifiedBy)), ("review", day(question.review)),
            ("duplicate of", question.status.original.map { .whole($0) } ?? .null),
            ("cites", .list(question.cites.map { .object([("clause", .text($0.clause)), ("statement", .text($0.statement))]) })),
            ("changed", .list(faq.changes(id).map { .object([("clause", .text($0.clause)), ("now", $0.now.map(JSON.text) ?? .null)]) })),
            ("history", .list(question.trail.map { .object([("day", day($0.day)), ("who", text($0.who)), ("what", .text($0.what))]) })),
        ])
    }
}
