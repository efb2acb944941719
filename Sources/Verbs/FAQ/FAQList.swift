import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

/// `faq` and `faq list`: the entries as a table.
struct FAQList: Verb {
    let forms: [Form]
    let manual: Manual

    static let all = FAQList(
        forms: [Form("faq", .start, [.optional([.choice([[.word("as of edition"), .slot("edition", .text)], [.slot("what", .words)]])])])],
        manual: Manual(
            "show the FAQ: what was asked about the list and the charter, and what is answered",
            details: """
                One row an entry. status is open, answered, verified (somebody stands for it), due (the
                answer is to be looked at again), stale (a clause that it cites has
                changed), obsolete or duplicate; due is the day by which an open question is answered or an answer is looked at
                again. In scope behind it: deputy, tags, asker, asked at, asked on, answerer, verifier, review, duplicate of, wordings,
                changed clause with was and now, and contradicts, the first ten. Two answers contradict each other when they cite the same clause
                and one begins with yes, the other with no, or each has a figure that the other has not.

                ask 'QUESTION' searches it and files what nothing answers; faq list shows some of it, faq show 12 one entry, faq as
                of edition '2026H1' what an edition froze.
                """,
            examples: """
                tierbook> faq add 'Do Gold accounts get corporate access?' owner 'K. Lee' due 2026-04-30
                Question 1 is filed: open; K. Lee answers it by 2026-04-30.
                tierbook> faq add 'Who decides on overrides?' answer 'The head of sales.'
                Question 2 is filed and answered.
                tierbook> faq
                2 questions: 1 open, 1 answered.
                id  status    question                                answer              owner          due  cites
                 1  open      Do Gold accounts get corporate access?  —                   K. Lee  2026-04-30  —
                 2  answered  Who decides on overrides?               The head of sales.  —                —  —
                tierbook> faq | where status = 'open' | group by owner show count
                owner   count
                K. Lee      1
                """))

    static let some = FAQList(
        forms: [
            Form(
                "faq list", .start,
                [
                    .optional([
                        .choice([
                            [.word("unanswered")], [.word("due")], [.word("stale")], [.word("contradicting")], [.word("owner"), .slot("owner", .text)],
                        ])
                    ])
                ])
        ],
        manual: Manual(
            "list entries of the FAQ that are unanswered, due, stale or contradict each other, or those of an owner",
            details: """
                unanswered shows open questions, those to be answered first at the top; due what is to be answered or looked at again
                by the as-of day; stale the answers of which a cited clause has changed or is gone, with how it read and how it reads
                now; contradicting those that do not agree with another answer about the same clause; owner 'K. Lee' what she owns or
                stands in for.
                """,
            examples: """
                tierbook> faq add 'Do Gold accounts get corporate access?' owner 'K. Lee' due 2026-04-30
                Question 1 is filed: open; K. Lee answers it by 2026-04-30.
                tierbook> faq list unanswered
                1 question is open, none of them due.
                id  status  question                                answer  owner          due  cites  asker  asked at
                 1  open    Do Gold accounts get corporate access?  —       K. Lee  2026-04-30  —      —      —
                tierbook> clause Gold 'Call' 4 per quarter by 'Sales'
                C1: 2 accounts (Gold) get 'Call' 4 per quarter, by 'Sales'.
                tierbook> faq add 'How often do we call Gold accounts?' answer 'Four times a quarter.' cites C1
                Question 2 is filed and answered.
                tierbook> clause Gold 'Call' 6 per quarter by 'Sales'
                C1: 2 accounts (Gold) get 'Call' 6 per quarter, by 'Sales'; it was 4 per quarter.
                note: The answer to question 2 cites C1 as it read before, and is stale.
                  clause Gold 'Call' 6 per quarter by 'Sales'
                  ^^^^^^
                help: faq list stale shows how it read and how it reads now.
                tierbook> faq list stale
                1 answer is stale: a clause cited there has changed or is gone.
                id  status  question                             answer                 owner  due  cites  changed clause  was                                          now
                 2  stale   How often do we call Gold accounts?  Four times a quarter.  —        —  C1     C1              clause Gold 'Call' 4 per quarter by 'Sales'  clause Gold 'Call' 6 per quarter by 'Sales'
                tierbook> faq list owner 'K. Leo'
                error: Nobody called 'K. Leo' owns an entry.
                  faq list owner 'K. Leo'
                                 ^^^^^^^^
                help: Did you mean K. Lee?
                """))

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        if let (word, span) = call.arguments.text("what") { throw unknown(word, at: span, session) }
        if let (name, span) = call.arguments.text("edition") {
            let edition = try session.edition(name, at: span)
            let faq = try FAQ(edition.contents.questions, edition.contents.rules, asOf: edition.contents.asOf)
            return .query(FAQTable.query(faq, faq.ids, headline: "\(edition.name) froze \(FAQList.sentence(faq))", try Contradictions(faq)))
        }
        let faq = try session.faq()
        let contradictions = try Contradictions(faq)
        if call.has("unanswered") { return .query(unanswered(faq, contradictions)) }
        if call.has("due") { return .query(try due(faq, contradictions, call)) }
        if call.has("stale") { return .query(stale(faq, contradictions)) }
        if call.has("contradicting") { return .query(contradicting(faq, contradictions)) }
        if let (owner, span) = call.arguments.text("owner") { return .query(try owned(faq, contradictions, by: owner, at: span)) }
        return .query(FAQTable.query(faq, faq.ids, headline: FAQList.sentence(faq), contradictions))
    }

    private func unknown(_ words: String, at span: Span, _ session: Session) -> Diagnostic {
        let verbs = session.catalogue.verbs.map(\.name).filter { $0.hasPrefix("faq ") }
        if Int(words) != nil { return Diagnostic("faq-what", "faq alone lists all entries.", at: span, help: "faq show \(words) shows entry \(words).") }
        let first = words.split(separator: " ").first.map(String.init) ?? words
        return Diagnostic(
            "faq-what", "The FAQ knows no '\(FAQText.short(first, 40))'.", at: span,
            help: didYouMean("faq \(first)", among: verbs) ?? "It knows \(joinWords(verbs.map { String($0.dropFirst(4)) })); a new question is put by ask '…'.")
    }

    /// `40 questions: 6 open, 2 of them due, 30 answered, 4 stale.`
    private static func sentence(_ faq: FAQ) -> String {
        if faq.isEmpty { return "The FAQ is empty; ask 'QUESTION' files the first." }
        let statuses = faq.ids.map { (status: faq.status($0), isDue: faq.isDue($0)) }
        let parts = FAQ.Status.allCases.compactMap { status -> String? in
            let some = statuses.filter { $0.status == status }
            if some.isEmpty { return nil }
            let due = some.count { $0.isDue }
            let word = status == .duplicate && some.count > 1 ? "duplicates" : status.rawValue
            return "\(grouped(some.count)) \(word)" + (due > 0 && status != .due ? " (\(grouped(due)) due)" : "")
        }
        return "\(plural(faq.count, "question")): \(parts.joined(separator: ", "))."
    }

    // MARK: Some of them

    private func unanswered(_ faq: FAQ, _ contradictions: Contradictions) -> Query {
        let open = FAQList.byDay(faq.ids.filter { faq[$0].status == .open }, faq)
        let due = open.count { faq.isDue($0) }
        let headline = open.isEmpty ? "No question is open." : "\(plural(open.count, "question")) \(open.count == 1 ? "is" : "are") open, \(due == 0 ? "none" : grouped(due)) of them due."
        return FAQTable.query(faq, open, showing: ["asker", "asked at"], headline: headline, contradictions)
    }

    private func due(_ faq: FAQ, _ contradictions: Contradictions, _ call: VerbCall) throws(Diagnostic) -> Query {
        guard let today = faq.asOf else {
            throw Diagnostic("no-as-of", "No as-of day is set, so nothing can be due.", at: call.verbSpan, help: "set as of DATE.")
        }
        let due = FAQList.byDay(faq.ids.filter { faq.isDue($0) }, faq)
        let open = due.count { faq[$0].status == .open }
        let parts = [open > 0 ? "\(grouped(open)) to be answered" : "", due.count > open ? "\(grouped(due.count - open)) to be looked at again" : ""]
        let headline = due.isEmpty ? "Nothing is due by \(today.text)." : "\(plural(due.count, "question")) \(due.count == 1 ? "is" : "are") due by \(today.text): \(parts.filter { !$0.isEmpty }.joined(separator: ", "))."
        return FAQTable.query(faq, due, showing: ["deputy"], headline: headline, contradictions)
    }

    private func stale(_ faq: FAQ, _ contradictions: Contradictions) -> Query {
        let stale = faq.ids.filter { faq.status($0) == .stale }
        let headline = stale.isEmpty ? "No answer is stale: each clause that one cites reads as it did." : "\(plural(stale.count, "answer")) \(stale.count == 1 ? "is" : "are") stale: a clause cited there has changed or is gone."
        return FAQTable.query(faq, stale, showing: ["changed clause", "was", "now"], headline: headline, contradictions)
    }

    private func contradicting(_ faq: FAQ, _ contradictions: Contradictions) -> Query {
        let ids = faq.ids.filter { !contradictions[$0].isEmpty }
        let headline = ids.isEmpty ? "No two answers about one clause contradict each other." : "\(grouped(ids.count)) answers do not agree with another one about the same clause."
        return FAQTable.query(faq, ids, showing: ["contradicts"], headline: headline, contradictions)
    }

    private func owned(_ faq: FAQ, _ contradictions: Contradictions, by name: String, at span: Span) throws(Diagnostic) -> Query {
        let all = faq.ids.filter { equalIgnoringCase(faq[$0].owner, name) || equalIgnoringCase(faq[$0].deputy, name) }
        if all.isEmpty {
            let names = Set(faq.questions.flatMap { [$0.owner, $0.deputy] }).subtracting([""]).sorted()
            throw Diagnostic(
                "unknown-owner", "Nobody called \(Words.quoted(name)) owns an entry.", at: span,
                help: didYouMean(name, among: names) ?? (names.isEmpty ? "faq assign 1 to 'WHO' makes an owner." : "Owners and deputies: \(Binder.list(names))."))
        }
        let ids = all.filter { faq[$0].status == .open || faq[$0].isLive }
        let past = all.count - ids.count
        let open = ids.count { faq[$0].status == .open }
        let headline = "\(name) has \(plural(ids.count, "question")), \(open == 0 ? "none" : grouped(open)) of them open\(past == 0 ? "" : ", beside \(grouped(past)) retired or a duplicate")."
        return FAQTable.query(faq, FAQList.byDay(ids, faq), showing: ["deputy"], headline: headline, contradictions)
    }

    /// The earliest day first, those without one last, ties by number.
    private static func byDay(_ ids: [Int], _ faq: FAQ) -> [Int] {
        ids.sorted { (faq[$0].nextDay ?? .latest, $0) < (faq[$1].nextDay ?? .latest, $1) }
    }
}
