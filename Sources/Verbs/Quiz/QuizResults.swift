import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct QuizKeys: Verb {
    let forms = [Form("quiz key", .start, [.optional([.slot("id", .number)])])]
    let manual = Manual(
        "show what is right in the quiz, and why",
        details: "Each key is worked out from the workspace as it is now. Where it has changed since the question was made, so that no option is right, that is said.",
        examples: """
            tierbook> quiz 2 about list
            2 questions are made, 1 to 2.
            id  question                           A       B       C           D
             1  In which tier is Cedar?            Bronze  Silver  non-tiered  Gold
             2  How many accounts are non-tiered?  2       0       5           1
            tierbook> quiz key
            2 keys, worked out from the workspace as it is now.
            id  question                           key  answer  why
             1  In which tier is Cedar?            B    Silver  Cedar has it in accounts
             2  How many accounts are non-tiered?  B    0       counted over 6 accounts
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let facts = try QuizFacts(session)
        let some: [(id: Int, question: QuizQuestion)]
        if call.arguments.number("id") != nil { some = [try QuizText.question(call, session)] } else { some = try QuizResults.all(call, session) }
        let places = try some.map { (entry) throws(Diagnostic) in try QuizKeyPlace(entry.question, facts) }
        let lost = places.count { $0.option == nil }
        return .reply(
            Reply(
                headline: lost == 0 ? "\(plural(some.count, "key")), worked out from the workspace as it is now." : "\(plural(lost, "question")) of \(some.count) \(lost == 1 ? "has" : "have") no right option any more.",
                table: Table([
                    Field("id", .integers(some.map { Int64($0.id) })), Field("question", .texts(some.map(\.question.text))),
                    Field("key", .texts(places.map { $0.option.map(QuizText.letter) })), Field("answer", .texts(places.map { $0.key?.text })),
                    Field("why", .texts(places.map { $0.trouble ?? $0.key?.proof })),
                ])))
    }
}

struct QuizResults: Verb {
    let forms = [Form("quiz results", .start, [.flag("by person")])]
    let manual = Manual(
        "show how a quiz was answered, those questions first in which people differ most",
        details: """
            agreement is the share of the answer that most people chose, right or wrong; taken for is the wrong one that most chose.
            by person gives each person's right answers. key is that of now; an answer is right by the key of when it was given, and
            where that has changed since, it is said.
            """,
        examples: """
            tierbook> clause Gold 'Call' 4 per quarter by 'Sales'; clause all 'Call' 1 per quarter by 'Analyst'
            C1: 2 accounts (Gold) get 'Call' 4 per quarter, by 'Sales'.
            C2: 4 accounts get 'Call' 1 per quarter, by 'Analyst'.
            tierbook> quiz 2 about charter
            2 questions are made, 1 to 2.
            id  question                                      A              B              C              D
             1  What is an account in Gold promised of Call?  1 per quarter  4 per quarter  8 per quarter  3 per quarter
             2  What is Dune promised of Call?                4 per quarter  2 per quarter  1 per quarter  1 per year
            tierbook> quiz tally 1 A 12, B 5; quiz tally 2 A 9, B 8; quiz answer 2 A by 'Ann'
            5 of 17 answers are right: B, 4 per quarter. C1 says Gold: Call 4 per quarter, by Sales.
            0 of 17 answers are right: C, 1 per quarter. C2 says all: Call 1 per quarter, by Analyst.
            A, 4 per quarter, is not right; C is, 1 per quarter: C2 says all: Call 1 per quarter, by Analyst.
            tierbook> quiz results
            5 of 35 answers to 2 questions are right. People differ most on question 2: A 10, B 8, C 0, D 0.
            id  question                                      answers  right  share right  agreement  key  votes                taken for
             2  What is Dune promised of Call?                     18      0           0%        56%  C    A 10, B 8, C 0, D 0  4 per quarter
             1  What is an account in Gold promised of Call?       17      5          29%        71%  B    A 12, B 5, C 0, D 0  1 per quarter
            tierbook> quiz results by person
            1 person answered by name.
            person  answers  right  share right
            Ann           1      0           0%
            """)

    /// All questions with their numbers.
    static func all(_ call: VerbCall, _ session: Session) throws(Diagnostic) -> [(id: Int, question: QuizQuestion)] {
        let quiz = try session.state.workspace.quiz.all()
        if quiz.isEmpty { throw Diagnostic("no-quiz", "There is no quiz yet.", at: call.verbSpan, help: "quiz 5 makes five questions.") }
        return quiz.enumerated().map { ($0.offset + 1, $0.element) }
    }

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let all = try QuizResults.all(call, session)
        let facts = try QuizFacts(session)
        let answered = all.filter { $0.question.votes.contains { $0.total > 0 } }
        if answered.isEmpty { return .reply(Reply(headline: "No question is answered yet; quiz answer 1 A by 'WHO' answers the first.")) }
        let results = try answered.map { (entry) throws(Diagnostic) in Result(entry.id, entry.question, try QuizKeyPlace(entry.question, facts)) }
        return .reply(call.has("by person") ? people(results) : questions(results))
    }

    private struct Result {
        let id: Int
        let question: QuizQuestion
        let key: Int?
        let counts: [Int]
        let total: Int
        /// How many chose what was right when they did, of how many; nil where nothing ever was.
        let right: Int?
        /// By votes, the option that was right.
        let keys: [Int?]
        let judged: Int
        /// Answers that were counted under another key than that of now, and that key.
        let under: (count: Int, key: String)?
        /// The option that most chose, and the wrong one that most chose.
        let most: Int
        let taken: Int?

        init(_ id: Int, _ question: QuizQuestion, _ place: QuizKeyPlace) {
            (self.id, self.question, key) = (id, question, place.option)
            let counts = question.counts
            (self.counts, total) = (counts, counts.reduce(0, +))
            // What was right when they answered; of answers from before that was kept, what is right now.
            let options = question.votes.map { $0.key.isEmpty ? place.option : QuizKeyPlace.option($0.key, question) }
            keys = options
            judged = zip(question.votes, options).reduce(0) { $0 + ($1.1 == nil ? 0 : $1.0.total) }
            right = options.contains { $0 != nil } ? zip(question.votes, options).reduce(0) { sum, vote in sum + (vote.1.map { vote.0.counts[$0] } ?? 0) } : nil
            let others = zip(question.votes, options).filter { $0.1 != nil && $0.1 != place.option }
            under = others.first.map { first in (others.reduce(0) { $0 + $1.0.total }, first.1.map { question.options[$0] } ?? "") }
            func first(_ options: [Int]) -> Int? { options.min { (-counts[$0], $0) < (-counts[$1], $1) } }
            most = first(Array(counts.indices)) ?? 0
            taken = first(counts.indices.filter { $0 != place.option && counts[$0] > 0 })
        }

        var agreement: Double { Double(counts[most]) / Double(max(1, total)) }
        var text: String { question.options.indices.map { "\(QuizText.letter($0)) \(grouped(counts[$0]))" }.joined(separator: ", ") }
    }

    private func questions(_ results: [Result]) -> Reply {
        let sorted = results.sorted { ($0.agreement, $0.id) < ($1.agreement, $1.id) }
        let known = results.filter { $0.right != nil }
        let (right, total) = (known.reduce(0) { $0 + ($1.right ?? 0) }, known.reduce(0) { $0 + $1.judged })
        let worst = sorted.first.map { $0.agreement < 1 ? " People differ most on question \($0.id): \($0.text)." : " Nobody differs." } ?? ""
        func share(_ part: Int?, _ whole: Int) -> Double { part.map { Double($0) / Double(max(1, whole)) } ?? .nan }
        let changed = results.compactMap { result in
            result.under.map { " The key of question \(result.id) has changed since: \(plural($0.count, "answer")) \($0.count == 1 ? "was" : "were") counted under \(FAQText.short($0.key, 80))." }
        }.joined()
        let all = results.reduce(0) { $0 + $1.total }
        let score =
            known.isEmpty
            ? "\(plural(all, "answer")) to \(plural(results.count, "question")), of which none has a right option any more."
            : "\(grouped(right)) of \(plural(total, "answer")) to \(plural(known.count, "question")) \(right == 1 ? "is" : "are") right."
        return Reply(
            headline: "\(score)\(changed)\(worst)",
            table: Table([
                Field("id", .integers(sorted.map { Int64($0.id) })), Field("question", .texts(sorted.map(\.question.text))),
                Field("answers", .integers(sorted.map { Int64($0.total) })), Field("right", .integers(sorted.map { $0.right.map(Int64.init) })),
                Field("share right", .doubles(sorted.map { share($0.right, $0.judged) }, type: .percent), look: .decimals(0)),
                Field("agreement", .doubles(sorted.map(\.agreement), type: .percent), look: .decimals(0)),
                Field("key", .texts(sorted.map { $0.key.map(QuizText.letter) })),
                Field("votes", .texts(sorted.map(\.text))),
                Field("taken for", .texts(sorted.map { result in result.taken.map { result.question.options[$0] } })),
            ]))
    }

    private func people(_ results: [Result]) -> Reply {
        var rows: [(who: String, answers: Int, right: Int)] = []
        for result in results {
            for (votes, key) in zip(result.question.votes, result.keys) where !votes.who.isEmpty {
                guard let key else { continue }
                let place = rows.firstIndex { equalIgnoringCase($0.who, votes.who) } ?? rows.count
                if place == rows.count { rows.append((votes.who, 0, 0)) }
                rows[place].answers += votes.total
                rows[place].right += votes.counts[key]
            }
        }
        rows.sort { ($1.right, $0.who) < ($0.right, $1.who) }
        return Reply(
            headline: rows.isEmpty ? "Nobody answered by name; quiz answer 1 A by 'WHO' does." : "\(plural(rows.count, "person", many: "people")) answered by name.",
            table: Table([
                Field("person", .texts(rows.map(\.who))), Field("answers", .integers(rows.map { Int64($0.answers) })), Field("right", .integers(rows.map { Int64($0.right) })),
                Field("share right", .doubles(rows.map { Double($0.right) / Double(max(1, $0.answers)) }, type: .percent), look: .decimals(0)),
            ]))
    }
}
