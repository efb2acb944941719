import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct QuizAnswer: Verb {
    var isQuery: Bool { false }
    let forms = [Form("quiz answer", .start, [.slot("id", .number), .slot("option", .newName), .optional([.word("by"), .slot("by", .text)])])]
    let manual = Manual(
        "answer a question of the quiz, and see what is right and why",
        details: "quiz answer 3 B by 'Ann'. Each person's last answer counts; without by it is yours.",
        examples: """
            tierbook> clause Gold 'Call' 4 per quarter by 'Sales'; clause all 'Call' 1 per quarter by 'Sales'
            C1: 2 accounts (Gold) get 'Call' 4 per quarter, by 'Sales'.
            C2: 4 accounts get 'Call' 1 per quarter, by 'Sales'.
            tierbook> quiz 1 about charter
            Question 1 is made.
            id  question                                      A              B              C              D
             1  What is an account in Gold promised of Call?  1 per quarter  4 per quarter  8 per quarter  3 per quarter
            tierbook> quiz answer 1 A by 'Ann'
            A, 1 per quarter, is not right; B is, 4 per quarter: C1 says Gold: Call 4 per quarter, by Sales.
            tierbook> quiz answer 1 B by 'Ann'
            B, 4 per quarter, is right: C1 says Gold: Call 4 per quarter, by Sales. It takes the place of the answer before it.
            tierbook> quiz answer 1 E by 'Ann'
            error: Question 1 has no option E.
              quiz answer 1 E by 'Ann'
                            ^
            help: It has A (1 per quarter), B (4 per quarter), C (8 per quarter), D (3 per quarter).
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        var (id, question) = try QuizText.question(call, session)
        let name = try call.name("option")
        let option = try QuizText.option(name.text, question, id, at: name.span)
        let who = try FAQEdit(call, session).text("by", "A name") ?? "you"
        let before = question.votes.firstIndex { equalIgnoringCase($0.who, who) }
        let place = try QuizKeyPlace(question, try QuizFacts(session))
        let votes = QuizQuestion.Votes(who: who, at: "", counts: question.options.indices.map { $0 == option ? 1 : 0 }, key: place.text(question))
        if let before { question.votes[before] = votes } else { question.votes.append(votes) }
        try session.state.workspace.quiz.replace(at: id - 1, with: question)
        session.changed("question \(id) of the quiz answered by \(who)")
        return .reply(Reply(headline: sentence(option, question, place) + (before == nil ? "" : " It takes the place of the answer before it.")))
    }

    private func sentence(_ option: Int, _ question: QuizQuestion, _ place: QuizKeyPlace) -> String {
        let chosen = "\(QuizText.letter(option)), \(question.options[option]),"
        guard let key = place.key, let right = place.option else { return "\(chosen) is kept; \(place.trouble ?? "")." }
        if right == option { return "\(chosen) is right: \(key.proof)." }
        return "\(chosen) is not right; \(QuizText.letter(right)) is, \(key.text): \(key.proof)."
    }
}

struct QuizTally: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form("quiz tally", .start, [.slot("id", .number), .list("votes", [.slot("option and count", .newName)]), .optional([.word("at"), .slot("at", .text)])])
    ]
    let manual = Manual(
        "keep how many in a room chose each answer of the quiz",
        details: "quiz tally 3 A 12, B 5, C 1 at 'London'. Counted again at the same place, it takes the place of the count before.",
        examples: """
            tierbook> quiz 1 about list
            Question 1 is made.
            id  question                 A       B       C           D
             1  In which tier is Cedar?  Bronze  Silver  non-tiered  Gold
            tierbook> quiz tally 1 A 12, B 5
            5 of 17 answers are right: B, Silver. Cedar has it in accounts.
            tierbook> quiz tally 1 A twelve
            error: A tally is an option and how many chose it, not A twelve.
              quiz tally 1 A twelve
                           ^^^^^^^^
            help: For example quiz tally 1 A 12, B 5.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        var (id, question) = try QuizText.question(call, session)
        var counts = [Int](repeating: 0, count: question.options.count)
        var seen: Set<Int> = []
        for (entry, span) in call.list("votes") {
            guard let name = entry.name("option and count") else { continue }
            let words = name.text.split(separator: " ")
            guard words.count == 2, let count = Int(words[1]), (0...QuizQuestion.mostVotes).contains(count) else {
                throw Diagnostic("not-a-tally", "A tally is an option and how many chose it, not \(FAQText.short(name.text, 40)).", at: span, help: "For example quiz tally \(id) A 12, B 5.")
            }
            let option = try QuizText.option(String(words[0]), question, id, at: span)
            if !seen.insert(option).inserted { throw Diagnostic("twice", "Option \(QuizText.letter(option)) is counted twice.", at: span) }
            counts[option] = count
        }
        let at = try FAQEdit(call, session).text("at", "A place") ?? ""
        let before = question.votes.firstIndex { $0.who.isEmpty && equalIgnoringCase($0.at, at) }
        let place = try QuizKeyPlace(question, try QuizFacts(session))
        let votes = QuizQuestion.Votes(who: "", at: at, counts: counts, key: place.text(question))
        if let before { question.votes[before] = votes } else { question.votes.append(votes) }
        try session.state.workspace.quiz.replace(at: id - 1, with: question)
        session.changed("question \(id) of the quiz tallied")
        return .reply(Reply(headline: sentence(place, votes) + (before == nil ? "" : " It takes the place of the count before it.")))
    }

    private func sentence(_ place: QuizKeyPlace, _ votes: QuizQuestion.Votes) -> String {
        let room = votes.at.isEmpty ? "" : " at \(votes.at)"
        guard let key = place.key, let right = place.option else { return "\(plural(votes.total, "answer"))\(room) kept; \(place.trouble ?? "")." }
        return "\(grouped(votes.counts[right])) of \(plural(votes.total, "answer"))\(room) \(votes.counts[right] == 1 ? "is" : "are") right: \(QuizText.letter(right)), \(key.text). \(key.proof)."
    }
}
