import Diagnostics
import Engine
import Syntax
import Tables

struct Help: Verb {
    let forms = [Form("help", .start, [.optional([.slot("topic", .words)])])]
    let manual = Manual(
        "what there is, and how to write it",
        details: """
            help lists the verbs by chapter, help benchmarks says what those of one chapter do, and help functions lists the
            functions; help topics lists what belongs to no single one, such as dates, numbers and relations. help and one of those
            names shows its page, and so does a word of one verb only, help buffer; help search WORD looks everywhere.
            """,
        examples: """
            tierbook> help save as
            save as 'FILE' [replacing]
            save the workspace to a new file, which is its file from then on
            A file that exists is kept unless replacing is added.

            tierbook> help publishing
            verb              what it does
            publish           freeze the firm's list as an edition
            editions          list the published editions, or an account's way through them
            as of edition     show the list of an edition, or read tier, rank, score and qualifiers as it had them
            diff              compare two editions, or the list of now with one: who moved, and why
            export indicator  write each account's priority indicator to a file, for dashboards and CRMs

            tierbook> help until
            error: There is no help on 'until' alone.
              help until
                   ^^^^^
            help: It is a word of override, exclude and faq verify: help override shows one.

            tierbook> help search quartile
            topic     what it does
            describe  one row a column: type, missing, distinct, quartiles, most frequent values
            lint      look for what is often wrong with a list
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        guard let (topic, span) = call.arguments.text("topic") else { return .reply(HelpText.overview()) }
        let words = topic.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if words.hasPrefix("search ") { return .reply(HelpText.search(String(words.dropFirst(7)), session.catalogue)) }
        if words == "functions" { return .reply(HelpText.functions(session.catalogue)) }
        if let verb = session.catalogue.verb(words) { return .reply(HelpText.page(verb.forms.map(\.usage), verb.manual)) }
        if let function = session.catalogue.function(words) { return .reply(HelpText.page([function.usage], function.manual)) }
        if let chapter = Verbs.chapters.first(where: { $0.title.lowercased() == words }) { return .reply(HelpText.chapter(chapter)) }
        if words == "topics" { return .reply(HelpText.topics()) }
        if let topic = Topic.named(words) { return .reply(HelpText.page([topic.name], topic.manual)) }
        let readers = session.catalogue.verbs.filter { verb in verb.forms.contains { $0.words.contains { ($0 + " ").hasPrefix(words + " ") } } }
        if readers.count == 1 { return .reply(HelpText.page(readers[0].forms.map(\.usage), readers[0].manual)) }
        if (2...4).contains(readers.count) {
            throw Diagnostic("no-such-topic", "There is no help on '\(topic)' alone.", at: span, help: "It is a word of \(joinWords(readers.map(\.name))): help \(readers[0].name) shows one.")
        }
        let names = session.catalogue.verbs.map(\.name) + session.catalogue.functions.map(\.name) + session.catalogue.helpTopics().map(\.name)
        throw Diagnostic("no-such-topic", "There is no help on '\(topic)'.", at: span, help: didYouMean(words, among: names) ?? "help search \(words) looks everywhere.")
    }
}

enum HelpText {
    static func overview() -> Reply {
        let verbs = Verbs.chapters.flatMap { chapter in chapter.verbs.map { (chapter: chapter.title, verb: $0) } }
        return Reply(
            headline: """
                A line is a table and stages joined by |, as in accounts | where tier = 'Gold' | top 5 by revenue. help VERB shows one, help CHAPTER what \
                its verbs do; help functions and help topics list the rest.
                """,
            table: Table([
                Field("chapter", .texts(verbs.map(\.chapter))), Field("verb", .texts(verbs.map(\.verb.name))), Field("what it does", .texts(verbs.map(\.verb.manual.summary))),
            ]),
            text: Verbs.chapters.map { "\($0.title)\n  " + $0.verbs.map(\.name).joined(separator: ", ") }.joined(separator: "\n"))
    }

    static func chapter(_ chapter: Verbs.Chapter) -> Reply {
        glossary("verb", "what it does", chapter.verbs.map { ($0.name, $0.manual.summary) })
    }

    static func functions(_ catalogue: Catalogue) -> Reply {
        glossary("function", "what it gives", catalogue.functions.map { ($0.usage, $0.manual.summary) })
    }

    static func topics() -> Reply { glossary("topic", "what it tells", Topic.all.map { ($0.name, $0.manual.summary) }) }

    private static func glossary(_ name: String, _ note: String, _ entries: [(name: String, note: String)]) -> Reply {
        var reply = Reply(table: Table([Field(name, .texts(entries.map(\.name))), Field(note, .texts(entries.map(\.note)))]))
        reply.isGlossary = true
        return reply
    }

    /// Usage, summary, rules, examples.
    static func page(_ usages: [String], _ manual: Manual) -> Reply {
        let rules = manual.details.isEmpty ? "" : "\n\n" + paragraphs(manual.details)
        let prose = usages.joined(separator: "\n") + "\n\n" + manual.summary + rules
        var reply = Reply(text: manual.examples.isEmpty ? prose : prose + "\n\n" + manual.examples)
        reply.proseLines = prose.split(separator: "\n", omittingEmptySubsequences: false).count
        return reply
    }

    /// Each paragraph in one line; where its lines end in the source means nothing.
    private static func paragraphs(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.split(separator: "", omittingEmptySubsequences: true).map { $0.joined(separator: " ") }.joined(separator: "\n\n")
    }

    static func search(_ word: String, _ catalogue: Catalogue) -> Reply {
        func holds(_ name: String, _ manual: Manual) -> Bool {
            [name, manual.summary, manual.details].contains { $0.lowercased().contains(word) }
        }
        var found: [(name: String, note: String)] = []
        for verb in catalogue.verbs where holds(verb.name, verb.manual) { found.append((verb.name, verb.manual.summary)) }
        for function in catalogue.functions where holds(function.name, function.manual) { found.append((function.usage, function.manual.summary)) }
        for topic in Topic.all where holds(topic.name, topic.manual) { found.append((topic.name, topic.manual.summary)) }
        if found.isEmpty { return Reply(headline: "Nothing in the help mentions '\(word)'.") }
        return glossary("topic", "what it does", found)
    }
}
