import Diagnostics
import Engine
import Foundation
import Tables
import TestSupport
import Testing
import Verbs
import Workspaces

/// Quizzes: each key is held against what the language itself says.
@Suite struct QuizTests {
    private func session(_ lines: String...) throws -> Session {
        let session = Session(catalogue: Verbs.catalogue)
        session.state.workspace = manualWorkspace()
        for line in [
            "rename accounts.tier to grade", "define desk = case when region = 'EMEA' then 'Ana' else 'Ben' end", "objective 'a' = 60% revenue, 40% cost; tier Gold top 1; tier Silver next 2",
            "role 'Sales' = desk",
            "clause Gold 'Call' 4 per quarter by 'Sales'; clause Silver 'Call' 2 per quarter by 'Sales'; clause all 'Call' on request by 'Sales'; clause Gold 'Meeting' 1 per year by 'Sales'; clause all 'Meeting' none",
            "faq add 'Alpha?' answer 'Yes, always.' owner 'K. Lee' anyway", "faq add 'Bravo?' answer 'No.' owner 'Ann' anyway", "faq add 'Charlie?' answer 'Twice.' owner 'Bob' cites C1 anyway",
        ] + lines { try run(line, session) }
        return session
    }

    @discardableResult private func run(_ line: String, _ session: Session) throws -> Reply {
        var last = Reply()
        var failure: Diagnostic?
        session.run(Source(line)) {
            switch $0.result {
            case .success(let reply): last = reply
            case .failure(let error): failure = error
            }
        }
        if let failure { throw failure }
        return last
    }

    private func cells(_ line: String, _ column: String, _ session: Session) throws -> [String] {
        guard let table = try run(line, session).table else { return [] }
        let index = try #require(table.index(of: column), "\(line) has no column \(column)")
        return (0..<table.rowCount).map { Plain.text(table.fields[index].column[$0]) }
    }

    private func id(_ line: String, _ session: Session) -> String? {
        do { try run(line, session) } catch { return (error as? Diagnostic)?.id }
        return nil
    }

    /// What the language says to a question.
    private func told(_ question: QuizQuestion, _ session: Session) throws -> String {
        let subject = question.subject
        switch question.kind {
        case .promise: return try cells("service '\(subject[0])' | where service = '\(subject[1])'", "promise", session)[0]
        case .responsible: return try cells("service '\(subject[0])' | where service = '\(subject[1])'", "who", session)[0]
        case .tierPromise: return try cells("charter by tier | where service = '\(subject[1])'", subject[0], session)[0]
        case .tier: return try cells("accounts | where account = '\(subject[0])' | select tier", "tier", session)[0]
        case .size: return try cells("accounts | where tier = '\(subject[0])' | summarize count", "count", session)[0]
        case .highest: return try cells("accounts | where account in (\(subject.map { "'\($0)'" }.joined(separator: ", "))) | top 1 by score | select account", "account", session)[0]
        case .answer: return try cells("faq | where id = \(subject[0]) | select answer", "answer", session)[0]
        case .owner: return try cells("faq | where id = \(subject[0]) | select owner", "owner", session)[0]
        }
    }

    @Test(arguments: 1...6) func everyKeyIsWhatTheLanguageSays(_ seed: Int) throws {
        let session = try session("quiz 40 seed \(seed)")
        let quiz = try session.state.workspace.quiz.all()
        #expect(Set(quiz.map(\.kind)) == Set(QuizQuestion.Kind.allCases))
        #expect(Set(quiz.map { "\($0.kind) \($0.subject)" }).count == quiz.count, "no question comes twice")
        let keys = try cells("quiz key", "key", session), answers = try cells("quiz key", "answer", session)
        for (place, question) in quiz.enumerated() {
            let right = try told(question, session)
            #expect(answers[place] == right, "\(question.text)")
            #expect(question.options.filter { $0 == right }.count == 1 && Set(question.options).count == question.options.count)
            #expect(question.options.firstIndex(of: right).map { String(UnicodeScalar(UInt8(65 + $0))) } == keys[place])
            #expect((2...4).contains(question.options.count))
        }
    }

    /// Promises as rates: what comes to the same in a year is right as well.
    private func rate(_ promise: String) -> String {
        let words = promise.split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count == 3, let times = Int(words[0]), let periods = ["year": 1, "half year": 2, "quarter": 4, "month": 12][words[2]] else { return promise }
        return "\(times * periods) a year"
    }

    @Test(arguments: 1...6) func justOneOptionIsRight(_ seed: Int) throws {
        let session = try session(
            "clause Gold 'Call' 4 per year by 'Sales'; clause Silver 'Call' 1 per quarter by 'Sales'; clause non-tiered 'Call' 2 per half year by 'Sales'",
            "clause Gold 'Meeting' 12 per year; clause Silver 'Meeting' 1 per month; clause all 'Note' 3 per quarter; clause Gold 'Note' 1 per month",
            "faq add 'Delta?' answer 'yes always!' owner 'Cem' deputy 'Ann' anyway", "faq verify 4 by 'Bob' until 2026-12-31", "quiz 60 seed \(seed)")
        for question in try session.state.workspace.quiz.all() {
            let right = rate(try told(question, session))
            #expect(question.options.filter { rate($0) == right }.count == 1, "\(question.text) \(question.options)")
            if question.kind == .owner, question.subject == ["4"] { #expect(Set(question.options).isDisjoint(with: ["Ann", "Bob"])) }
            if question.kind == .answer { #expect(question.options.filter { $0.lowercased().hasPrefix("yes") }.count <= 1) }
        }
    }

    /// Eight accounts, three of which count for their parents.
    @Test(arguments: 1...4) func whatCountsForItsParentIsNotAskedAbout(_ seed: Int) throws {
        let session = Session(catalogue: Verbs.catalogue)
        let parents: [String?] = [nil, "K1", "K1", nil, nil, nil, nil, "K7"]
        let accounts = Table([Field("account", .texts((1...8).map { "K\($0)" })), Field("parent", .texts(parents)), Field("a", .integers((1...8).map { 10 - $0 }))], key: 0)
        session.state.workspace.put(accounts, as: "accounts")
        for line in ["objective 'o' = a", "tier Gold top 2", "policy roll up a to parent", "clause all 'Call' 2 per year by 'Sales'", "quiz 60 seed \(seed)"] { try run(line, session) }
        let quiz = try session.state.workspace.quiz.all()
        #expect(quiz.count > 8)
        for question in quiz { #expect(Set(question.subject).isDisjoint(with: ["K2", "K3", "K8"]), "\(question.text)") }
        let answers = try cells("quiz key", "answer", session), why = try cells("quiz key", "why", session)
        let place = try #require(quiz.firstIndex { $0.kind == .size && $0.subject == [Clause.nonTiered] })
        #expect(answers[place] == "3" && why[place] == "counted over 5 accounts, without 3 that count for their parents")
    }

    @Test func theSameSeedMakesTheSameQuizAndRightOptionsStandAnywhere() throws {
        let (one, two, other) = (try session("quiz 20 seed 3"), try session("quiz 20 seed 3"), try session("quiz 20 seed 4"))
        #expect(one.state.workspace.quiz == two.state.workspace.quiz && one.state.workspace.quiz != other.state.workspace.quiz)
        #expect(Set(try cells("quiz key", "key", one)).count >= 3)
    }

    @Test func aChangedCharterChangesTheKey() throws {
        let session = try session("quiz 30 about charter seed 1")
        let quiz = try session.state.workspace.quiz.all()
        let place = try #require(quiz.firstIndex { $0.kind == .tierPromise && $0.subject == ["Gold", "Call"] })
        try run("clause Gold 'Call' 77 per quarter by 'Sales'", session)
        #expect(try cells("quiz key \(place + 1)", "answer", session) == ["77 per quarter"])
        #expect(try cells("quiz key \(place + 1)", "key", session) == ["—"])
        #expect(try run("quiz answer \(place + 1) A by 'Ann'", session).headline?.contains("no option is right any more") == true)
        try run("forget clause C1", session)
        #expect(try cells("quiz key \(place + 1)", "answer", session) == ["on request"])
    }

    @Test func whatPeopleAndRoomsChooseAddsUp() throws {
        let session = try session("quiz 3 about list seed 2")
        for line in [
            "quiz answer 1 A by 'Ann'", "quiz answer 1 b by 'ann'", "quiz answer 1 A by 'Bob'", "quiz tally 1 A 10, C 4", "quiz tally 1 B 1 at 'London'", "quiz tally 1 B 7 at 'london'",
            "quiz tally 2 A 5",
        ] { try run(line, session) }
        #expect(try cells("quiz results | order by id", "votes", session)[0].hasPrefix("A 11, B 8, C 4"))
        #expect(try cells("quiz results | order by id", "answers", session) == ["23", "5"])
        #expect(try cells("quiz results", "id", session) == ["1", "2"], "those that people differ on come first")
        #expect(try cells("quiz results by person", "person", session).sorted() == ["Bob", "ann"])
        try run("undo", session)
        #expect(try cells("quiz results", "id", session) == ["1"])
    }

    @Test func answersAreJudgedByTheKeyOfTheirTime() throws {
        let session = try session("quiz 30 about charter seed 1")
        let quiz = try session.state.workspace.quiz.all()
        let place = try #require(quiz.firstIndex { $0.kind == .tierPromise && $0.subject == ["Gold", "Call"] })
        let right = try cells("quiz key \(place + 1)", "key", session)[0]
        try run("quiz tally \(place + 1) \(right) 5", session)
        try run("clause Gold 'Call' 77 per quarter by 'Sales'", session)
        let headline = try #require(try run("quiz results", session).headline)
        #expect(headline.hasPrefix("5 of 5 answers to 1 question are right. The key of question \(place + 1) has changed since: 5 answers were counted under 4 per quarter."), "\(headline)")
    }

    @Test func onlyAnswersAreOwned() throws {
        let session = try session("faq add 'Delta, still open?' owner 'Zoe' anyway", "quiz 40 about faq")
        #expect(try session.state.workspace.quiz.all().allSatisfy { $0.kind != .owner || $0.subject != ["4"] })
    }

    @Test(arguments: [
        ("quiz answer 9 A", "unknown-quiz-question"), ("quiz answer 0 A", "unknown-quiz-question"), ("quiz answer 1 Z", "unknown-option"), ("quiz answer 1 A by ' '", "empty-text"),
        ("quiz tally 1 A", "not-a-tally"), ("quiz tally 1 A -1", "syntax"), ("quiz tally 1 A 1, A 2", "twice"), ("quiz tally 1 A 9999999", "not-a-tally"), ("quiz tally 1 X 1", "unknown-option"),
        ("quiz 0", "quiz-size"), ("quiz 101", "quiz-size"), ("quiz 1.5", "not-a-count"), ("quiz export to 'x.html'", "unknown-format"), ("quiz key 7", "unknown-quiz-question"),
    ]) func whatIsRefusedLosesNothing(_ line: String, _ expected: String) throws {
        let session = try session("quiz 2 about list seed 2", "quiz answer 1 A by 'Ann'")
        let before = session.state.workspace
        #expect(id(line, session) == expected)
        #expect(session.state.workspace == before)
    }

    @Test func whereThereIsNothingToAskItIsSaid() throws {
        let session = Session(catalogue: Verbs.catalogue)
        for line in ["quiz 3", "quiz 3 about faq"] { #expect(id(line, session) == "nothing-to-ask") }
        for line in ["quiz key", "quiz results", "quiz clear", "quiz export to 'x.md'"] { #expect(id(line, session) == "no-quiz") }
        let full = try self.session("quiz 100 about faq")
        #expect(try cells("quiz", "id", full).count == 6)
        #expect(id("quiz 1 about faq", full) == "nothing-to-ask")
    }

    @Test func theHandOutHoldsNoKeyUnlessAsked() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "quiz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let session = try session("quiz 5 about charter seed 1")
        session.folder = folder.path
        try run("quiz export to 'a.md'; quiz export to 'b.md' with key", session)
        let plain = try String(contentsOf: folder.appending(path: "a.md"), encoding: .utf8), keyed = try String(contentsOf: folder.appending(path: "b.md"), encoding: .utf8)
        #expect(keyed.hasPrefix(plain) && keyed.contains("## Key") && !plain.contains("says"))
    }

    @Test func aQuizIsSavedAndDoneAgainFromItsHistory() throws {
        let session = try session("quiz 6 seed 5", "quiz answer 2 A by 'Ann'", "quiz tally 1 A 3, B 2 at 'London'", "quiz 2 about list")
        let again = try self.session()
        let begun = again.state.workspace.history.count
        for change in session.state.workspace.history.dropFirst(begun) { try run(change.statement, again) }
        #expect(again.state.workspace.quiz == session.state.workspace.quiz)
    }
}
