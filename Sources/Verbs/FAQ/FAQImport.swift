import Diagnostics
import Engine
import Storage
import Syntax
import Tables
import Workspaces

struct FAQImport: Verb {
    var isQuery: Bool { false }
    let forms = [Form("faq import", .start, [.choice([[.slot("file", .file)], [.slot("table", .query)]]), .optional([.word("anyway")])])]
    let manual = Manual(
        "read questions, with or without answers, from a JSON or CSV file, or from a table",
        details: """
            faq import 'questions.jsonl' reads a JSON object a line, or an array of them, with question and, where it has them, answer, tags,
            phrasings, owner, deputy, due, asked (by, at, on), cites, verified by, review, status, duplicate of, history and id, as faq
            export writes them; a CSV or TSV file, and faq import TABLE, columns of these names, class or category for tags, other
            wordings one a line. What has an answer is answered, or verified where somebody stands for it, the rest open; what its
            status calls obsolete or a duplicate is kept as that, but for a duplicate whose original is not there. A clause cited with its statement is cited as it read then, so that
            an answer may be stale; one that the charter has not is left off. A question that the FAQ has already, or that came
            before, is left out, and it is said; with other tags and another answer it is filed with its tags behind it, Who is told?
            (loans); anyway files whatever has another answer. An id that it had, and has no more, stands in its history.
            """,
        examples: """
            tierbook> faq import 'questions.jsonl'
            3 questions are filed from questions.jsonl: 2 answered, 1 open. 1 is asked already and left out.
            warning: 1 of the questions left out has an answer that is not the one in the FAQ.
              faq import 'questions.jsonl'
              ^^^^^^^^^^
            note: line 4 of questions.jsonl: what is a tier
            help: anyway at the end files them beside it; tags of their own, in a column called class or tags, file them with those behind the question.
            tierbook> faq | select id, status, question, answer, tags
            id  status    question                       answer                tags
             1  answered  What is a tier?                A level of the list.  list, basics
             2  answered  Who decides on overrides?      The head of sales.    —
             3  open      May I tell a client its tier?  —                     —
            """)

    /// Bytes of a JSON file.
    private static let limit = 256 << 20

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        var found: [FAQRecord]
        let source: String
        if let (path, span) = call.arguments.text("file") {
            source = path
            do throws(Diagnostic) { found = try read(path, session) } catch { throw error.at(span) }
        } else {
            let statement = try call.query("table")
            source = session.text(of: statement.span)
            do throws(Diagnostic) { found = try FAQRecord.records(of: try session.table(of: statement, reading: [])) } catch { throw error.at(statement.span) }
        }
        return .reply(try file(found, from: source, call, session))
    }

    private func read(_ path: String, _ session: Session) throws(Diagnostic) -> [FAQRecord] {
        let place = session.path(path)
        if path.lowercased().hasSuffix(".json") || path.lowercased().hasSuffix(".jsonl") || path.lowercased().hasSuffix(".ndjson") {
            let bytes = try TextFile.bytes(place, limit: FAQImport.limit, what: "FAQ", help: "Split it.")
            let text = try TextFile.text(of: bytes, named: path, what: "JSON file")
            try session.read(TextFile.input(path, text: text))
            return try FAQRecord.records(ofJSON: bytes, named: path)
        }
        let imported = try importDelimited(path: place, options: ImportOptions())
        var input = imported.input
        input.path = path
        try session.read(input)
        return try FAQRecord.records(of: imported.table)
    }

    private func file(_ records: [FAQRecord], from source: String, _ call: VerbCall, _ session: Session) throws(Diagnostic) -> Reply {
        let edit = FAQEdit(call, session)
        let before = session.state.workspace.questions.count
        let rules = session.state.workspace.rules
        var known: [String: [Known]] = [:]
        for (place, question) in try session.faq().questions.enumerated() {
            for text in [question.question] + question.phrasings { known[FAQ.bare(text), default: []].append(Known(id: question.status.original ?? place + 1, answer: question.answer, tags: question.tags)) }
        }
        var questions: [Question] = []
        var (others, orphans, citing): ([FAQRecord], [FAQRecord], [FAQRecord]) = ([], [], [])
        var originals = FAQOriginals(records)
        for (place, record) in records.enumerated() {
            try Cancellation.check()
            if originals.isMissing(place) {
                orphans.append(record)
                continue
            }
            var record = record
            var same = known[FAQ.bare(record.question)] ?? []
            if !same.isEmpty, !record.isKept(among: same), record.isOfOtherClass(than: same) {
                record.question += " (\(record.tags.joined(separator: ", ")))"
                same = known[FAQ.bare(record.question)] ?? []
            }
            let isKept = record.isKept(among: same)
            if let first = same.first, isKept || !call.has("anyway") {
                if !isKept { others.append(record) }
                originals.put(place, as: first.id)
                continue
            }
            let id = before + questions.count + 1
            known[FAQ.bare(record.question), default: []].append(Known(id: id, answer: record.answer, tags: record.tags))
            originals.put(place, as: id)
            var question = try record.checked(rules)
            if question.trail.isEmpty || record.id != String(id) {
                question.trail.append(Question.Event(day: session.asOf, who: "", what: "imported from \(source)\(record.id.isEmpty ? "" : " as \(record.id)")"))
            }
            if !record.upkeep.unknownClauses(rules).isEmpty { citing.append(record) }
            questions.append(question)
        }
        originals.name(in: &questions, after: before)
        if before + questions.count > FAQLimits.entries { throw Diagnostic("faq-full", "An FAQ has at most \(grouped(FAQLimits.entries)) questions.", at: call.verbSpan) }
        noteOthers(others, call, session)
        noteLeft(orphans, citing, call, session)
        let left = records.count - questions.count - orphans.count
        let leftOut = left == 0 ? "" : " \(grouped(left)) \(left == 1 ? "is" : "are") asked already and left out."
        if questions.isEmpty { return Reply(headline: "No question is filed from \(source).\(leftOut)").about(rows: 0) }
        try session.state.workspace.questions.append(questions)
        edit.noteMissingDay()
        session.changed("\(plural(questions.count, "question")) into the FAQ")
        let counts = [("answered", Question.Status.answered), ("verified", .verified), ("open", .open), ("obsolete", .obsolete)].map { word, status in (word, questions.count { $0.status == status }) }
            + [("duplicate", questions.count { $0.status.original != nil })]
        let parts = counts.filter { $0.1 > 0 }.map { "\(grouped($0.1)) \($0.0)" }
        return Reply(
            headline: "\(plural(questions.count, "question")) \(questions.count == 1 ? "is" : "are") filed from \(source): \(parts.joined(separator: ", ")).\(leftOut)"
        ).about(rows: questions.count)
    }
}

extension FAQImport {
    /// Says which of the questions that were left out have an answer of their own, which is not kept.
    private func noteOthers(_ others: [FAQRecord], _ call: VerbCall, _ session: Session) {
        if others.isEmpty { return }
        let named = others.prefix(3).map { "\($0.place): \(FAQText.short($0.question, 80))" }
        session.note(
            Diagnostic(
                "other-answer", "\(grouped(others.count)) of the questions left out \(others.count == 1 ? "has" : "have") an answer that is not the one in the FAQ.", at: call.verbSpan,
                notes: named, help: "anyway at the end files them beside it; tags of their own, in a column called class or tags, file them with those behind the question.", severity: .warning))
    }

    /// Says which duplicates are left out for want of an original, and which cited clauses for want of such a clause.
    private func noteLeft(_ orphans: [FAQRecord], _ citing: [FAQRecord], _ call: VerbCall, _ session: Session) {
        if let first = orphans.first {
            session.note(
                .note(
                    "no-original", "\(plural(orphans.count, "duplicate")) \(orphans.count == 1 ? "is" : "are") left out, as no question there is the original.", at: call.verbSpan,
                    help: "The first is on \(first.place): \(FAQText.short(first.question, 80))"))
        }
        guard let first = citing.first else { return }
        let rules = session.state.workspace.rules
        let names = Set(citing.flatMap { $0.upkeep.unknownClauses(rules) }).sorted()
        session.note(
            .note(
                "unknown-clause", "The charter has no clause \(Binder.list(names)), which \(plural(citing.count, "question")) \(citing.count == 1 ? "cites" : "cite"): left off.", at: call.verbSpan,
                help: "The first is on \(first.place): \(FAQText.short(first.question, 80))"))
    }
}

/// An entry that there is when a question comes that has the same words.
private struct Known {
    var id: Int
    var answer: String
    var tags: [String]
}

extension FAQRecord {
    /// Whether nothing is lost where it is left out: its answer is there, or it has none.
    fileprivate func isKept(among same: [Known]) -> Bool {
        !same.isEmpty && (isAskedNoMore || answer.trimmed.isEmpty || same.contains { FAQ.bare($0.answer) == FAQ.bare(answer) })
    }

    /// The same words in another class of questions ask something else.
    fileprivate func isOfOtherClass(than same: [Known]) -> Bool {
        !tags.isEmpty && !tags.contains { tag in same.contains { $0.tags.contains { equalIgnoringCase($0, tag) } } }
    }
}

/// A question as a file or a table has it.
struct FAQRecord {
    /// Where it stands, for messages: `line 12`, `row 3`.
    var place: String
    var id = ""
    var question = ""
    var answer = ""
    var owner = ""
    var deputy = ""
    var tags: [String] = []
    var phrasings: [String] = []
    var status = ""
    /// The id of the one that it is a duplicate of, as the file has it.
    var original = ""
    var upkeep = FAQUpkeep()

    var isDuplicate: Bool { status.isEmpty ? !original.isEmpty : equalIgnoringCase(status, FAQ.Status.duplicate.rawValue) }
    var isAskedNoMore: Bool { isDuplicate || equalIgnoringCase(status, FAQ.Status.obsolete.rawValue) || equalIgnoringCase(status, "retired") }

    /// The entry it makes, held against the limits and the charter.
    func checked(_ rules: Rules) throws(Diagnostic) -> Question {
        do throws(Diagnostic) {
            var entry = Question(try FAQEdit.checked(question, "A question", limit: FAQLimits.question, at: nil))
            entry.phrasings = try texts(phrasings, "A wording", limit: FAQLimits.question)
            entry.tags = try texts(tags, "A tag", limit: FAQLimits.name)
            if !answer.trimmed.isEmpty { (entry.answer, entry.status) = (try FAQEdit.checked(answer, "An answer", limit: FAQLimits.answer, at: nil), .answered) }
            if !owner.trimmed.isEmpty { entry.owner = try FAQEdit.checked(owner, "A name", limit: FAQLimits.name, at: nil) }
            if !deputy.trimmed.isEmpty { entry.deputy = try FAQEdit.checked(deputy, "A name", limit: FAQLimits.name, at: nil) }
            if isAskedNoMore { entry.status = .obsolete }
            try upkeep.apply(to: &entry, rules)
            return entry
        } catch {
            var error = error
            error.message = "The question on \(place) cannot be filed: \(error.message)"
            throw error
        }
    }

    private func texts(_ texts: [String], _ what: String, limit: Int) throws(Diagnostic) -> [String] {
        let known = texts.filter { !$0.trimmed.isEmpty }
        if known.count > FAQLimits.parts { throw Diagnostic("too-many", "An entry has at most \(FAQLimits.parts) tags or wordings.") }
        return try known.map { (text) throws(Diagnostic) in try FAQEdit.checked(text, what, limit: limit, at: nil) }
    }

    // MARK: Tables

    static func records(of table: Table) throws(Diagnostic) -> [FAQRecord] {
        func column(_ names: String...) -> Column? { names.lazy.compactMap { table.index(of: $0) }.first.map { table.fields[$0].column } }
        guard let questions = column("question", "questions") else {
            throw Diagnostic("no-questions", "There is no column called question.", help: "Columns: \(Binder.list(table.fields.map(\.name))). Rename the one with the questions: select NAME as question, ….")
        }
        let (answers, owners, deputies, ids) = (column("answer", "answers"), column("owner"), column("deputy"), column("id"))
        let (states, originals) = (column("status"), column("duplicate of"))
        let (tags, phrasings) = (column("tags", "tag", "class", "category", "topic"), column("phrasings"))
        func text(_ column: Column?, _ row: Int) -> String { column.map { $0[row] == .missing ? "" : Plain.text($0[row]) } ?? "" }
        var records: [FAQRecord] = []
        for row in 0..<table.rowCount where questions[row] != .missing {
            records.append(
                FAQRecord(
                    place: "row \(row + 1)", id: text(ids, row), question: text(questions, row), answer: text(answers, row), owner: text(owners, row),
                    deputy: text(deputies, row), tags: text(tags, row).split(separator: ",").map { String($0).trimmed },
                    phrasings: text(phrasings, row).split(whereSeparator: \.isNewline).map(String.init),
                    status: text(states, row).trimmed, original: text(originals, row).trimmed,
                    upkeep: FAQUpkeep { names in text(names.lazy.compactMap { table.index(of: $0) }.first.map { table.fields[$0].column }, row) }))
        }
        return records
    }

    // MARK: JSON

    static func records(ofJSON bytes: [UInt8], named path: String) throws(Diagnostic) -> [FAQRecord] {
        var reader = JSONReader(bytes, named: path)
        var records: [FAQRecord] = []
        while let (value, line) = try reader.next() {
            guard case .list(let all) = value else {
                records.append(try record(value, "line \(line) of \(path)"))
                continue
            }
            for (place, value) in all.enumerated() { records.append(try record(value, "place \(place + 1) of the list on line \(line) of \(path)")) }
        }
        return records
    }

    private static func record(_ value: JSON, _ place: String) throws(Diagnostic) -> FAQRecord {
        guard let question = value["question"]?.plainText else {
            throw Diagnostic("no-question", "What stands on \(place) has no question.", help: "Each is an object like {\"question\": \"…\", \"answer\": \"…\", \"tags\": [\"…\"]}.")
        }
        func texts(_ name: String) -> [String] {
            switch value[name] {
            case .list(let all): all.compactMap(\.plainText)
            case .text(let text): [text]
            default: []
            }
        }
        return FAQRecord(
            place: place, id: value["id"]?.plainText ?? "", question: question, answer: value["answer"]?.plainText ?? "", owner: value["owner"]?.plainText ?? "",
            deputy: value["deputy"]?.plainText ?? "", tags: texts("tags"), phrasings: texts("phrasings"),
            status: (value["status"]?.plainText ?? "").trimmed, original: (value["duplicate of"]?.plainText ?? "").trimmed, upkeep: FAQUpkeep(value))
    }
}
