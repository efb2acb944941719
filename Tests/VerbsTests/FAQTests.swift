import Diagnostics
import Engine
import Foundation
import Presenting
import Tables
import TestSupport
import Testing
import Verbs
import Workspaces

/// The FAQ as its verbs keep it.
@Suite struct FAQTests {
    /// A session with two clauses in its charter, as of 2026-03-31.
    private func session(_ lines: String...) throws -> Session {
        let session = Session(catalogue: Verbs.catalogue)
        session.state.workspace = manualWorkspace()
        clause("C1", "clause Gold 'Call' 2 per quarter", session)
        clause("C2", "clause Gold 'Meeting' 1 per year", session)
        try run(lines, session)
        return session
    }

    /// Keeps a clause as a change of its own, so that undo takes it back.
    private func clause(_ name: String, _ statement: String?, _ session: Session) {
        let before = session.state.workspace
        if let statement { session.state.workspace.rules.put(Rule(.clause, name, statement)) } else { session.state.workspace.rules.remove(.clause, named: name) }
        session.undo.push(before, label: "clause")
    }

    @discardableResult private func run(_ lines: [String], _ session: Session) throws -> Reply {
        var last = Reply()
        for line in lines {
            var failure: Diagnostic?
            session.run(Source(line)) {
                switch $0.result {
                case .success(let reply): last = reply
                case .failure(let error): failure = error
                }
            }
            if let failure { throw failure }
        }
        return last
    }

    private func error(_ line: String, _ session: Session) -> Diagnostic? {
        var found: Diagnostic?
        session.run(Source(line)) { if case .failure(let error) = $0.result { found = found ?? error } }
        return found
    }

    private func cells(_ line: String, _ column: String, _ session: Session) throws -> [String] {
        guard let table = try run([line], session).table else { return [] }
        let index = try #require(table.index(of: column), "\(line) has no column \(column)")
        return (0..<table.rowCount).map { Plain.text(table.fields[index].column[$0]) }
    }

    // MARK: Stale answers

    @Test func aChangedClauseMakesItsAnswersStaleAndUndoRestoresThem() throws {
        let session = try session("faq add 'How many calls does Gold get?' answer 'Two a quarter.' cites C1", "faq add 'And meetings?' answer 'Two calls, one meeting.' cites c2, C1")
        #expect(try cells("faq", "status", session) == ["answered", "answered"])
        clause("C1", "clause Gold 'Call' 3 per quarter", session)
        #expect(try cells("faq", "status", session) == ["stale", "stale"])
        #expect(try cells("faq list stale", "was", session) == ["clause Gold 'Call' 2 per quarter", "clause Gold 'Call' 2 per quarter"])
        #expect(try cells("faq list stale", "now", session).first == "clause Gold 'Call' 3 per quarter")
        #expect(try cells("faq show 2", "what", session) == ["question", "answer", "asked", "cites C2", "C1 was", "C1 now"])
        try run(["undo"], session)
        #expect(try cells("faq", "status", session) == ["answered", "answered"])
        clause("C2", nil, session)
        #expect(try cells("faq list stale", "now", session) == ["forgotten"])
        #expect(try cells("faq", "status", session) == ["answered", "stale"])
    }

    @Test func whoVerifiesConfirmsTheClausesAsTheyReadNow() throws {
        let session = try session("faq add 'How many calls does Gold get?' answer 'Two a quarter.' cites C1")
        clause("C1", "clause Gold 'Call' 3 per quarter", session)
        try run(["faq verify 1 by 'Legal' until 2026-12-31"], session)
        #expect(try cells("faq", "status", session) == ["verified"])
        clause("C1", nil, session)
        #expect(try cells("faq", "status", session) == ["stale"])
        let reply = try run(["faq verify 1 by 'Legal' until 2026-12-31"], session)
        #expect(reply.notes.map(\.id) == ["clause-gone"])
        #expect(try cells("faq", "cites", session) == ["—"])
    }

    @Test func theAnswersOfScenariosRestOnTheirOwnClauses() throws {
        let session = try session("faq add 'How many calls does Gold get?' answer 'Two a quarter.' cites C1", "scenario new 'more'")
        clause("C1", "clause Gold 'Call' 3 per quarter", session)
        try run(["faq add 'Is that new?'"], session)
        #expect(try cells("faq", "status", session) == ["stale", "open"])
        try run(["scenario leave"], session)
        #expect(try cells("faq", "status", session) == ["answered", "open"], "the FAQ is one for all scenarios")
    }

    // MARK: Refusals

    @Test(arguments: [
        ("faq answer 3 'x'", "retired"), ("faq verify 2 by 'x' until 2026-12-31", "unanswered"), ("faq answer 9 'x'", "unknown-question"), ("faq answer 0 'x'", "unknown-question"),
        ("faq answer 1 'x' cites C7", "unknown-clause"), ("faq duplicate 1 of 1", "own-duplicate"), ("faq duplicate 1 of 4", "is-duplicate"),
        ("faq duplicate 1 of 3", "retired"), ("faq answer 4 'x'", "is-duplicate"), ("faq assign 2 to 'x' due 2026-01-01", "before-asked"), ("faq assign 2 to ' '", "empty-text"),
        ("faq assign 1 to 'x' due 2026-12-31", "answered-already"), ("faq reopen 2", "open-already"), ("faq retire 2", "syntax"), ("ask '?????'", "says-nothing"), ("faq add 'what is it?'", "says-nothing"), ("faq retire 3 because 'x'", "retired"),
        ("faq add '  '", "empty-text"), ("faq add 'WHO decides, on overrides'", "same-question"), ("faq add 'New thing' due 2026-12-31 answer 'x'", "answered-already"),
        ("faq add 'New thing' cites C1", "no-answer"), ("faq add 'New thing' review 2026-12-31", "no-answer"), ("faq phrase 2 'Who decides on overrides'", "same-question"),
        ("faq list owner 'nobody at all'", "unknown-owner"), ("faq anser 1 'x'", "faq-what"), ("faq answer 1.5 'x'", "not-a-count"), ("faq verify 1 by 'x' until 2020-01-01", "before-asked"),
        ("faq answer 99999999999999999999 'x'", "number-too-large"), ("faq export to 'x.pdf'", "unknown-format"), ("faq import 'absent.jsonl'", "no-such-file"), ("faq import accounts", "no-questions"),
    ]) func whatIsRefusedLosesNothing(_ line: String, _ id: String) throws {
        let session = try session(
            "faq add 'Who decides on overrides?' answer 'The head of sales.'", "faq add 'Zebra crossing colours?'", "faq add 'Lunch?' anyway", "faq add 'Supper menu?' anyway",
            "faq retire 3 because 'eaten'", "faq duplicate 4 of 2")
        let before = session.state.workspace
        let found = error(line, session)
        #expect(found?.id == id)
        #expect(found?.message.hasSuffix(".") == true && found?.span != nil, "\(found.map { "\($0)" } ?? "")")
        #expect(session.state.workspace == before)
    }

    @Test func aClauseNearlyNamedIsOffered() throws {
        let session = try session("faq add 'Who decides on overrides?' answer 'The head of sales.'")
        #expect(error("faq answer 1 'x' cites C11", session)?.help == "Did you mean C1?")
    }

    // MARK: Filing

    @Test func theSameQuestionIsFiledOnce() throws {
        let session = try session("ask 'Who decides on overrides?' by 'Ann' at 'teach-in'", "ask 'who decides on overrides' by 'Bob'")
        #expect(session.state.workspace.questions.count == 1)
        try run(["faq retire 1 because 'x'", "ask 'Who decides on overrides?'"], session)
        #expect(session.state.workspace.questions.count == 1)
    }

    @Test func duplicatesAreFoundAsTheirOriginalAndMoveWithIt() throws {
        let session = try session("faq add 'Who decides on overrides?' answer 'The head of sales.'", "faq add 'Zebra crossing colours?'", "faq add 'Yellow submarine depth?' anyway")
        try run(["faq duplicate 3 of 2", "faq duplicate 2 of 1"], session)
        #expect(try cells("faq", "status", session) == ["answered", "duplicate", "duplicate"])
        #expect(try cells("faq | select duplicate of", "duplicate of", session) == ["—", "1", "1"])
        #expect(try cells("ask 'yellow submarine depth'", "id", session).first == "1")
        #expect(session.state.workspace.questions.count == 3)
    }

    @Test func duplicatesAreRetiredWithTheirOriginalAndNotFiledAnew() throws {
        let session = try session("faq add 'Who decides on overrides?' answer 'The head of sales.'", "faq add 'Zebra crossing colours?'", "faq duplicate 2 of 1")
        #expect(try run(["faq retire 1 because 'x' by 'Ann'"], session).headline == "Question 1 is retired, with its duplicate 2: x.")
        #expect(try cells("faq", "status", session) == ["obsolete", "obsolete"])
        // A workspace may hold a duplicate of what was retired.
        var old = try #require(try session.state.workspace.questions.question(2))
        old.status = .duplicate(of: 1)
        try session.state.workspace.questions.put(old, as: 2)
        for _ in 1...2 { #expect(try run(["ask 'zebra crossing colours'"], session).headline?.hasPrefix("Question 1 asks just that and is obsolete") == true) }
        #expect(session.state.workspace.questions.count == 2)
    }

    @Test func withoutAnAsOfDayNoDayIsKeptAndItIsSaid() throws {
        let session = Session(catalogue: Verbs.catalogue)
        let reply = try run(["ask 'Who decides on overrides?'"], session)
        #expect(reply.notes.map(\.id) == ["no-as-of"])
        #expect(try cells("faq history", "day", session) == ["—"])
        #expect(error("faq list due", session)?.id == "no-as-of")
    }

    @Test func whatIsDueComesFirst() throws {
        let session = try session(
            "faq add 'Alpha?' due 2026-04-30 owner 'Ann'", "faq add 'Bravo?' due 2026-03-31 anyway", "faq add 'Charlie?' answer 'x' review 2026-04-15 anyway", "faq add 'Delta?' anyway")
        #expect(try cells("faq list due", "id", session) == ["2"])
        #expect(try cells("faq list unanswered", "id", session) == ["2", "1", "4"])
        try run(["set as of 2026-04-15"], session)
        #expect(try cells("faq list due", "id", session) == ["2", "3"])
    }

    // MARK: What is sure

    @Test func whatIsNotSureIsShownAsTheNearestAndFiled() throws {
        let session = try session("ask 'why is Oakfield Capital in gold'")
        #expect(try run(["ask 'who owns Oakfield Capital?'"], session).headline?.contains("filed as question 2") == true)
        #expect(try run(["ask 'Oakfield Capital, why in gold?'"], session).headline?.hasPrefix("Question 1 asks it and is open") == true)
        try run(["faq add 'Do Gold accounts get corporate access?' answer 'Yes.' anyway"], session)
        #expect(try run(["ask 'do gold accounts get corporate access'"], session).headline?.hasSuffix("Question 3 answers it, answered: Yes.") == true)
        let other = try run(["ask 'do Platinum accounts get corporate access?'"], session)
        #expect(other.headline?.contains("answers it,") == false && other.headline?.contains("filed as question 4") == true, "\(other.headline ?? "")")
        #expect(other.headline?.hasPrefix("The nearest is question 3 (") == true, "\(other.headline ?? "")")
    }

    @Test func whoAnsweredIsNamedAndWhoOwnsAsOwner() throws {
        let session = try session("faq add 'Who decides on overrides?' owner 'K. Lee'", "faq answer 1 'No.' by 'Me'")
        #expect(try run(["ask 'who decides on overrides'"], session).headline == "Question 1 answers it, answered by Me, owned by K. Lee: No.")
        #expect(try cells("faq show 1", "text", session).contains("Me"))
    }

    @Test func aLapsedVerificationIsSaidToBeOne() throws {
        let session = try session("faq add 'Who decides on overrides?' answer 'Ann.'", "faq verify 1 by 'Legal' until 2026-11-30", "set as of 2026-12-15")
        #expect(try cells("faq", "status", session) == ["due"])
        #expect(try run(["faq show 1"], session).headline == "Question 1 was verified by Legal until 2026-11-30, to be looked at again.")
        #expect(try run(["ask 'who decides on overrides'"], session).headline == "Question 1 answers it; it was verified by Legal until 2026-11-30, to be looked at again: Ann.")
    }

    @Test func aVerifiedAnswerIsHiddenOnlyWhenThatIsAskedFor() throws {
        let session = try session("faq add 'Who decides on overrides?' answer 'Ann.' owner 'Joanna Reyes'", "faq verify 1 by 'Legal' until 2026-11-30", "faq add 'Zebra colours?'")
        #expect(error("faq duplicate 1 of 2", session)?.id == "verified")
        #expect(try run(["faq assign 2 to 'Joana Reyes'"], session).notes.map(\.id) == ["near-name"])
        try run(["faq duplicate 1 of 2 anyway"], session)
        #expect(try run(["faq list owner 'Joana Reyes'"], session).rows == 1)
        #expect(try run(["faq list owner 'Joanna Reyes'"], session).headline == "Joanna Reyes has 0 questions, none of them open, beside 1 retired or a duplicate.")
    }

    @Test func mistypedNamesAreTakenForThoseOfTheCharter() throws {
        let session = try session()
        try run(["clause Silver 'Roadshow' 2 per year by 'Sales'"], session)
        #expect(try run(["ask 'what does Slver get?'"], session).headline?.hasPrefix("Taking 'Slver' for Silver: Silver gets Roadshow 2 per year.") == true)
        #expect(try run(["ask 'how many rodshows does Silver get?'"], session).headline?.hasPrefix("Taking 'rodshows' for Roadshow: Silver gets Roadshow 2 per year.") == true)
        #expect(try run(["ask 'does Silver get a magician?'"], session).headline?.contains("The charter names no 'magician'.") == true)
    }

    @Test func anEditionShowsWhatItFroze() throws {
        let session = try session("rename accounts.tier to grade", "objective 'a' = 100% revenue; tier Gold top 2", "faq add 'Alpha?' answer 'Yes.'", "publish 'one'", "faq answer 1 'No.'")
        #expect(try cells("faq as of edition 'one'", "answer", session) == ["Yes."])
    }

    // MARK: Contradictions

    @Test(arguments: [
        ("Two calls a quarter.", "3 calls per quarter.", true), ("Two calls a quarter.", "Twice a quarter, by phone.", false), ("Yes.", "No, never.", true), ("Yes, 2.", "Yes, always.", false),
        ("2 calls and 1 meeting.", "Two calls.", false), ("1,000 notes", "1000 notes", false), ("None.", "1 call.", true), ("20%", "20", true), ("C1 says so", "C2 says so", false),
    ] as [(String, String, Bool)]) func answersAboutOneClauseAreHeldAgainstEachOther(_ one: String, _ other: String, _ contradict: Bool) throws {
        let session = try session("faq add 'Alpha?' answer '\(one)' cites C1", "faq add 'Bravo?' answer '\(other)' cites C2 anyway", "faq list contradicting")
        #expect(try cells("faq list contradicting", "id", session) == [])
        let reply = try run(["faq answer 2 '\(other)' cites C1"], session)
        #expect(reply.notes.map(\.id) == (contradict ? ["contradiction"] : []))
        #expect(try cells("faq list contradicting", "contradicts", session) == (contradict ? ["2", "1"] : []))
    }

    // MARK: Hostile text, exports

    @Test func hostileTextHarmsNothing() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "faq-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let session = try session()
        session.folder = folder.path
        let evil = "<script>alert(1)</script> \u{1B}[2J\u{7} ]]> | `x` # [a](javascript:b) \u{202E}"
        var entry = Question("=\(evil)")
        (entry.answer, entry.status, entry.owner, entry.tags) = ("@\(evil)\n# no heading", .answered, "-\(evil)", [evil])
        try session.state.workspace.questions.append([entry])
        try run(["faq add '# more \(evil)' owner '\(evil)' tags '\(evil)' anyway", "ask '\(evil) zebra'"], session)
        #expect(error("ask '\(String(repeating: "x", count: 10_000))'", session)?.id == "too-long")
        #expect(error("faq answer 1 '\(String(repeating: "x", count: 30_000))'", session)?.id == "too-long")
        func file(_ name: String) throws -> String {
            try run(["faq export to '\(name)'"], session)
            return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        let html = try file("f.html"), markdown = try file("f.md"), csv = try file("f.csv"), json = try file("f.json")
        for text in [html, markdown, json] { #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0.value == 127 }) }
        #expect(!html.contains("<script") && !markdown.contains("<script") && !markdown.contains("\n# no"))
        #expect(csv.contains("'=<script>") && csv.contains("'@<script>"))
        #expect(!Transcript.answer(to: "faq", session).contains("\u{1B}"))
        // What JSON holds is read again as it was.
        let again = try self.session()
        again.folder = folder.path
        try run(["faq import 'f.json'"], again)
        for id in 1...2 {
            let (one, two) = (try #require(try session.state.workspace.questions.question(id)), try #require(try again.state.workspace.questions.question(id)))
            #expect(one.question == two.question && one.answer == two.answer && one.tags == two.tags && one.owner == two.owner)
        }
    }

    /// All that JSON holds, CSV without histories and the days by which retired ones were due: what is stale, retired or a
    /// duplicate is that there as well.
    @Test(arguments: ["f.json", "f.csv"]) func whatIsExportedIsImported(_ file: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "faq-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let session = try session(
            "faq add 'How many calls?' answer 'Two a quarter.' cites C1, C2 owner 'K. Lee' deputy 'Ann' review 2026-12-31 by 'Bob' at 'teach-in' tags calls, rates", "faq phrase 1 'Calls, how many?'",
            "faq phrase 1 'How often is a call?'", "faq add 'Which meetings?' answer 'All.' cites C2", "faq verify 2 by 'Legal' until 2026-10-01", "faq add 'And lunch?' owner 'K. Lee' due 2026-04-30 by 'Cem'",
            "faq add 'Zebra crossing colours?' answer 'Black.' anyway", "faq retire 4 because 'repainted'", "faq add 'Yellow submarine depth?' due 2026-05-31 anyway", "faq retire 5 because 'sunk' by 'Ann'",
            "faq add 'Telephone frequency for top names?' answer 'Nine.' anyway", "faq duplicate 6 of 1")
        session.folder = folder.path
        clause("C1", "clause Gold 'Call' 3 per quarter", session)
        try run(["faq export to '\(file)'"], session)
        let again = try self.session()
        clause("C1", "clause Gold 'Call' 3 per quarter", again)
        again.folder = folder.path
        #expect(try run(["faq import '\(file)'"], again).headline == "6 questions are filed from \(file): 1 answered, 1 verified, 1 open, 2 obsolete, 1 duplicate.")
        #expect(try cells("faq", "status", again) == ["stale", "verified", "open", "obsolete", "obsolete", "duplicate"])
        for id in 1...6 {
            var (one, two) = (try #require(try session.state.workspace.questions.question(id)), try #require(try again.state.workspace.questions.question(id)))
            if file == "f.csv" {
                (one.trail, two.trail) = ([], [])
                if one.nextDay == nil { one.due = nil }
            }
            #expect(one == two)
        }
        // Behind other entries the numbers are others.
        let behind = try self.session("faq add 'Quite another thing?'")
        behind.folder = folder.path
        try run(["faq import '\(file)'"], behind)
        #expect(try behind.state.workspace.questions.question(7)?.status == .duplicate(of: 2))
        #expect(try cells("faq history 7", "what", behind).last == "imported from \(file) as 6")
        #expect(try run(["faq import '\(file)'"], behind).rows == 0)
    }

    @Test(arguments: [
        (#"[{"id": 1, "question": "A?", "status": "duplicate", "duplicate of": 9}]"#, ["no-original"], []),
        (#"[{"id": 1, "question": "A?", "status": "duplicate", "duplicate of": 2}, {"id": 2, "question": "B?", "status": "duplicate", "duplicate of": 1}]"#, ["no-original"], []),
        (#"[{"id": 1, "question": "A?", "duplicate of": 2}, {"id": 2, "question": "B?", "duplicate of": 3}, {"id": 3, "question": "C?"}]"#, [], ["duplicate", "duplicate", "open"]),
        (#"[{"id": 1, "question": "A?", "duplicate of": 2}, {"id": 2, "question": "a", "answer": "x"}]"#, ["other-answer"], ["obsolete"]),
        (#"[{"question": "A?", "answer": "x", "cites": ["C9", "C1"]}, {"question": "B?", "answer": "x", "status": "retired"}]"#, ["unknown-clause"], ["answered", "obsolete"]),
    ] as [(String, [String], [String])])
    func whatAFileLacksIsSaid(_ text: String, _ notes: [String], _ statuses: [String]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "faq-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(text.utf8).write(to: folder.appending(path: "f.json"))
        let session = try session()
        session.folder = folder.path
        #expect(try run(["faq import 'f.json'"], session).notes.map(\.id) == notes)
        #expect(try cells("faq", "status", session) == statuses)
        if statuses == ["duplicate", "duplicate", "open"] { #expect(try cells("faq | select duplicate of", "duplicate of", session) == ["3", "3", "—"]) }
    }

    @Test(arguments: [
        (#"{"question": "A?", "history": [{"what": " "}]}"#, "empty-text"), (#"{"question": "A?", "due": "soon"}"#, "not-a-day"),
        (#"{"question": "A?", "answer": "x", "review": "2026-02-30"}"#, "not-a-day"),
    ])
    func whatCannotBeKeptIsRefused(_ line: String, _ id: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "faq-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(line.utf8).write(to: folder.appending(path: "f.jsonl"))
        let session = try session()
        session.folder = folder.path
        let found = try #require(error("faq import 'f.jsonl'", session))
        #expect(found.id == id && found.message.contains("line 1 of f.jsonl"))
        #expect(session.state.workspace.questions.count == 0)
    }

    @Test func whatATableHoldsIsImported() throws {
        let session = try session()
        let texts: [String?] = ["Alpha?", nil, "alpha", "Bravo?"]
        session.state.workspace.put(
            Table([Field("Question", .texts(texts)), Field("Answer", .texts(["Yes.", "x", "No.", nil])), Field("Class", .texts(["a, b", nil, nil, "c"]))]), as: "old")
        let reply = try run(["faq import old"], session)
        #expect(reply.notes.map(\.id) == ["other-answer"])
        #expect(try cells("faq", "status", session) == ["answered", "open"])
        #expect(try cells("faq | select tags", "tags", session) == ["a, b", "c"])
        #expect(try run(["faq import (old | where Question = 'Bravo?')"], session).rows == 0)
    }

    @Test func theSameQuestionOfAnotherClassIsImportedWithItsTag() throws {
        let session = try session()
        session.state.workspace.put(
            Table([
                Field("question", .texts(["What is the fee?", "What is the fee?", "What is the fee?"])), Field("answer", .texts(["1.", "2.", "3."])),
                Field("class", .texts(["cards", "loans", "cards"])), Field("cites", .texts(["C1", "C9", nil])),
            ]), as: "old")
        let reply = try run(["faq import old"], session)
        #expect(try cells("faq", "question", session) == ["What is the fee?", "What is the fee? (loans)"])
        #expect(try cells("faq", "cites", session) == ["C1", "—"])
        #expect(reply.notes.map(\.id) == ["other-answer", "unknown-clause"] && reply.notes.first?.notes == ["row 3: What is the fee?"])
        try run(["faq import old anyway"], session)
        #expect(try cells("faq", "answer", session) == ["1.", "2.", "3."])
        #expect(try run(["faq import old anyway"], session).rows == 0)
    }

    // MARK: Histories

    /// Statements by chance, run again from their history, make the same FAQ; undone one by one, they leave nothing.
    @Test(arguments: 1...8) func aHistoryRunAgainMakesTheSameFAQ(_ seed: Int) throws {
        var random = Seeded(state: UInt64(seed))
        let session = try session()
        let begin = session.state.workspace
        let verbs: [(Int) -> String] = [
            { "faq add 'Question \($0)?' anyway" }, { "faq add 'Question \($0)?' answer 'Answer \($0)' cites C\(1 + $0 % 2) owner 'K. Lee' anyway" }, { "ask 'Question \($0)?' by 'Ann'" },
            { "faq answer \($0) 'Anew' by 'Bob' cites C1" }, { "faq verify \($0) by 'Legal' until 2026-12-31" }, { "faq retire \($0) because 'x'" },
            { "faq duplicate \($0) of \(1 + $0 / 2)" }, { "faq assign \($0) to 'Ann' due 2026-06-30" }, { "faq phrase \($0) 'Wording \($0)'" }, { "faq reopen \($0)" },
        ]
        for step in 0..<60 {
            let line = verbs[random.below(step < 20 ? 3 : verbs.count)](1 + random.below(12))
            let before = session.state.workspace
            if error(line, session) != nil { #expect(session.state.workspace == before, "\(line)") }
        }
        #expect(session.state.workspace.questions.count > 3)
        let again = try self.session()
        try run(session.state.workspace.history.map(\.statement), again)
        #expect(again.state.workspace.questions == session.state.workspace.questions)
        for _ in session.state.workspace.history { try run(["undo"], session) }
        #expect(session.state.workspace.questions == begin.questions)
    }

    @Test func anEditionFreezesTheFAQ() throws {
        let session = try session(
            "rename accounts.tier to grade", "objective 'a' = 100% revenue; tier Gold top 2", "faq add 'Alpha?' answer 'Yes.' cites C1", "publish 'one'", "faq answer 1 'No.'", "publish 'two'")
        let editions = session.state.workspace.editions
        #expect(try editions.map { try $0.contents.questions.question(1)?.answer } == ["Yes.", "No."])
        #expect(editions[0].hash != editions[1].hash)
        #expect(try editions.allSatisfy { try $0.isUnchanged() })
    }

    @Test func aThousandAnswersAreInstant() throws {
        let session = try session()
        var questions = Questions()
        try questions.append(
            (1...20_000).map { id in
                var question = Question("Question number \(id)?")
                (question.answer, question.status) = ("Answer \(id).", .answered)
                question.cites = [Question.Citation(clause: "C1", statement: "clause Gold 'Call' 2 per quarter")]
                return question
            })
        session.state.workspace.questions = questions
        let begin = ContinuousClock.now
        #expect(try cells("faq | where id = 20000 | select contradicts", "contradicts", session) == [(1...10).map(String.init).joined(separator: ", ")])
        try run(["faq assign 7 to 'Ann'"], session)
        #expect(begin.duration(to: .now) < .seconds(60))
        #expect(session.state.workspace.questions.blocks.count == (20_000 + 63) / 64)
    }
}
