import Diagnostics
import Engine
import Foundation
import Presenting
import Storage
import Syntax
import Testing
import Verbs

/// Files and journals under a session: what fails half way, what comes back after a crash.
@Suite final class HomeTests {
    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("tierbook-home-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write("account,revenue\nAcme,$500\nBirch,$400\n", "accounts.csv")
        let session = session()
        _ = try says("import accounts from '\(folder)/accounts.csv' key account; save as '\(folder)/a.tierbook'", session)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
    private var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() }
    private func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(folder)/\(name)") }

    /// A shell at a prompt. It is gone as by a crash once nobody holds it.
    private func session(_ file: String? = nil) -> Session {
        let session = Session(catalogue: Verbs.catalogue)
        session.home.keepsJournal = true
        session.home.unnamedFolder = "\(folder)/state"
        session.isAtPrompt = true
        if let file { _ = try? session.open("\(folder)/\(file)", readOnly: false) } else { _ = session.home.beginUnnamed() }
        return session
    }

    /// What a line answers; its failure is thrown.
    private func says(_ line: String, _ session: Session) throws -> String {
        var answer = ""
        var failure: Diagnostic?
        session.run(Source(line)) { outcome in
            switch outcome.result {
            case .success(let reply): answer += (reply.headline ?? "") + "\n" + reply.notes.map { $0.message + "\n" }.joined()
            case .failure(let error): failure = error
            }
        }
        if let failure { throw failure }
        return answer
    }

    private func failure(_ line: String, _ session: Session) -> Diagnostic? {
        do {
            _ = try says(line, session)
            return nil
        } catch {
            return error as? Diagnostic
        }
    }

    private func revenue(_ session: Session) -> String { Transcript.answer(to: "sum(accounts.revenue)", session).components(separatedBy: "\n").dropFirst().joined().trimmingCharacters(in: .whitespaces) }

    // MARK: What fails half way

    /// The session still has its file, its change and a journal that a crash would leave.
    private func expectWhole(_ session: Session, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(session.home.path == "\(folder)/a.tierbook" && session.home.unsaved == 1, sourceLocation: sourceLocation)
        #expect(revenue(session) == "$2", sourceLocation: sourceLocation)
        #expect(names.contains(".a.tierbook-journal"), sourceLocation: sourceLocation)
        #expect(try says("accounts | where account = 'Acme' | set revenue = $2; accounts | where account = 'Acme' | set revenue = $1", session).contains("1 row"), sourceLocation: sourceLocation)
        #expect(session.home.unsaved == 2, sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        "save as 'FOLDER/b.tierbook'", "save as 'FOLDER/none/b.tierbook'", "save as 'FOLDER/accounts.csv'", "open 'FOLDER/b.tierbook' discarding changes",
        "open 'FOLDER/none.tierbook' discarding changes", "open 'FOLDER/accounts.csv' discarding changes",
    ])
    func whatFailsHalfWayLeavesFileJournalAndChanges(_ line: String) throws {
        // A journal that can be neither read nor made stands where the file's should be.
        if line.hasPrefix("open") { try FileManager.default.copyItem(atPath: "\(folder)/a.tierbook", toPath: "\(folder)/b.tierbook") }
        try FileManager.default.createDirectory(atPath: "\(folder)/.b.tierbook-journal", withIntermediateDirectories: false)
        var session: Session? = session("a.tierbook")
        _ = try says("accounts | set revenue = $1", #require(session))
        #expect(try failure(line.replacing("FOLDER", with: folder), #require(session)) != nil)
        try expectWhole(#require(session))
        session = nil
        session = self.session("a.tierbook")
        #expect(try says("recover", #require(session)).contains("2 of 2 changes done again"))
        #expect(try says("save", #require(session)).contains("Saved"))
        #expect(try says("save as '\(folder)/c.tierbook'", #require(session)).contains("Saved"))
    }

    @Test func aFileThatCannotBeOpenedAgainIsStillHeld() throws {
        let session = session("a.tierbook")
        _ = try says("accounts | set revenue = $1", session)
        try FileManager.default.moveItem(atPath: "\(folder)/a.tierbook", toPath: "\(folder)/moved")
        #expect(failure("open '\(folder)/a.tierbook' discarding changes", session)?.id == "file-missing")
        try expectWhole(session)
        #expect(failure("save", session)?.id == "file-missing")
        #expect(try says("save as '\(folder)/a.tierbook'", session).contains("Saved"))
        #expect(names == [".a.tierbook-lock", "a.tierbook", "accounts.csv", "moved", "state"])
        #expect(revenue(self.session("a.tierbook")) == "$2")
    }

    @Test func theSameFileOpensAgain() throws {
        var session: Session? = session("a.tierbook")
        _ = try says("accounts | set revenue = $1", #require(session))
        _ = try says("open '\(folder)/a.tierbook' discarding changes", #require(session))
        #expect(try revenue(#require(session)) == "$900" && !names.contains(".a.tierbook-journal"))
        _ = try says("accounts | set revenue = $1", #require(session))
        session = nil
        session = self.session("a.tierbook")
        #expect(try says("open '\(folder)/a.tierbook'", #require(session)).contains("1 change of an earlier session was never saved."))
        #expect(try says("recover", #require(session)).contains("1 of 1"))
        #expect(try failure("accounts | set revenue = $4", #require(session)) == nil)
    }

    @Test func aVanishedFolderIsToldAndSaveAsWorks() throws {
        try FileManager.default.createDirectory(atPath: "\(folder)/sub", withIntermediateDirectories: false)
        let session = session("a.tierbook")
        _ = try says("save as '\(folder)/sub/b.tierbook'", session)
        _ = try says("accounts | set revenue = $1", session)
        try remove("sub")
        #expect(failure("accounts | set revenue = $2", session)?.id == "journal-failed")
        #expect(failure("save", session)?.id == "file-missing")
        #expect(failure("save as '\(folder)/sub/b.tierbook'", session)?.id == "folder-missing")
        #expect(revenue(session) == "$2" && session.home.unsaved == 1)
        _ = try says("save as '\(folder)/c.tierbook'", session)
        #expect(revenue(self.session("c.tierbook")) == "$2")
        // The folder is back, and another shell is in it.
        try FileManager.default.createDirectory(atPath: "\(folder)/sub", withIntermediateDirectories: false)
        _ = try says("save as '\(folder)/sub/b.tierbook'", session)
    }

    @Test func whereNoJournalCanBeKeptItIsSaid() throws {
        try write("no folder", "state-file")
        let session = Session(catalogue: Verbs.catalogue)
        session.home.keepsJournal = true
        session.home.unnamedFolder = "\(folder)/state-file"
        session.isAtPrompt = true
        #expect(session.home.beginUnnamed().map(\.id) == ["no-journal"])
        _ = try says("import accounts from '\(folder)/accounts.csv' key account", session)
        #expect(failure("quit", session)?.message == "1 change would be lost.")
    }

    @Test func noStageFollowsWhatStandsAlone() throws {
        let session = session("a.tierbook")
        _ = try says("import other from '\(folder)/accounts.csv' key account; save as '\(folder)/b.tierbook'", session)
        #expect(failure("open '\(folder)/a.tierbook' | limit 1", session)?.id == "stands-alone")
        #expect(session.home.path == "\(folder)/b.tierbook")
        #expect(failure("undo | limit 1", session)?.id == "stands-alone")
        #expect(session.undo.canUndo)
    }

    // MARK: What is taken back

    @Test func whatIsTakenBackAsAWholeIsNotOffered() throws {
        let session = session("a.tierbook")
        _ = try says("accounts | set revenue = $1; undo", session)
        #expect(session.home.unsaved == 0 && !names.contains(".a.tierbook-journal"))
        for line in ["accounts | set revenue = $1", "define x = 1", "undo"] { _ = try says(line, session) }
        #expect(session.home.unsaved == 3 && names.contains(".a.tierbook-journal"))
        _ = try says("undo; redo; undo", session)
        #expect(session.home.unsaved == 0 && !names.contains(".a.tierbook-journal"))
        // Behind the last save and back again.
        _ = try says("accounts | set revenue = $1; save; undo", session)
        #expect(session.home.unsaved == 1)
        _ = try says("redo", session)
        #expect(session.home.unsaved == 0 && !names.contains { $0.hasPrefix(".a.tierbook-journal") })
        _ = try says("open '\(folder)/a.tierbook'", session)
    }

    @Test func whatIsDoneAgainAfterThatComesBack() throws {
        var session: Session? = session("a.tierbook")
        _ = try says("accounts | set revenue = $1; undo; redo; undo; redo; undo; redo", #require(session))
        _ = try says("accounts | where account = 'Acme' | set revenue = $7", #require(session))
        session = nil
        session = self.session("a.tierbook")
        _ = try says("recover", #require(session))
        #expect(try revenue(#require(session)) == "$8")
    }

    @Test func changesKnowWhichOfThemAreSaved() throws {
        let session = session("a.tierbook")
        _ = try says("define x = 1; save; define y = 2; undo; undo; define z = 3; save; define u = 4", session)
        #expect(Transcript.answer(to: "changes | where saved | summarize count", session) == "count\n    2\n")
    }

    // MARK: Recovering

    @Test func whatStopsRecoveringLeavesTheRestWaiting() throws {
        // More than a journal copies.
        let big = "n\n" + String(repeating: "123456789\n", count: 1_700_000)
        try write(big, "big.csv")
        var session: Session? = session("a.tierbook")
        _ = try says("accounts | set revenue = $1", #require(session))
        _ = try says("import big from '\(folder)/big.csv'", #require(session))
        _ = try says("accounts | where account = 'Acme' | set revenue = $2", #require(session))
        session = nil
        try write(big.replacing("1", with: "2", maxReplacements: 1), "big.csv")
        let next = self.session("a.tierbook")
        let stopped = try says("recover", next)
        #expect(stopped == "1 of 3 changes done again; 2 wait.\nThe next change could not be done again: \(folder)/big.csv is not the file any more that was read.\n")
        #expect(revenue(next) == "$2" && next.home.waiting == 2)
        #expect(failure("accounts | set revenue = $9", next)?.id == "recover-first")
        #expect(failure("save", next)?.id == "recover-first")
        #expect(failure("undo", next)?.id == "recover-first")
        #expect(failure("recover", next)?.id == "input-changed")
        try write(big, "big.csv")
        #expect(try says("recover", next) == "2 of 2 changes done again; save keeps them.\n")
        #expect(revenue(next) == "$3")
        _ = try says("save", next)
        #expect(!names.contains(".a.tierbook-journal"))
    }

    @Test func whatWasRecoveredInPartMayBeKeptWithoutTheRest() throws {
        try write("account\nElm\n", "more.csv")
        var session: Session? = session("a.tierbook")
        _ = try says("accounts | set revenue = $1", #require(session))
        _ = try says("import more from '\(folder)/more.csv'; define x = 1", #require(session))
        session = nil
        var stopped: Session? = self.session("a.tierbook")
        try #require(stopped).home.temporaryFolder = "\(folder)/accounts.csv"
        #expect(try says("recover", #require(stopped)).hasPrefix("1 of 2 changes done again; 1 waits.\nThe next change could not be done again: A folder for recovered files"))
        try #require(stopped).home.temporaryFolder = nil
        #expect(try says("discard recovery", #require(stopped)).contains("-aside-1"))
        _ = try says("define y = 1", #require(stopped))
        stopped = nil
        let last = self.session("a.tierbook")
        #expect(try says("recover", last).hasPrefix("2 of 2"))
        #expect(revenue(last) == "$2")
    }

    @Test func whatOnlyThisSessionKnewComesBackWhole() throws {
        try write("account\nElm\n", "more.csv")
        mkfifo("\(folder)/pipe", 0o600)
        let (pipe, more) = ("\(folder)/pipe", "account\nElm\n")
        var session: Session? = session("a.tierbook")
        _ = try says("save as '\(folder)/copy.tierbook'; open '\(folder)/a.tierbook'", #require(session))
        session?.parameters["p"] = ParameterValue("7")
        for line in [
            "accounts | where account = 'Acme'", "_ | set revenue = $3", "accounts | where account = 'Birch' | set revenue = $p", "undo", "redo",
            "restore from '\(folder)/copy.tierbook'", "define x = 1", "undo", "undo",
        ] { _ = try says(line, #require(session)) }
        Thread.detachNewThread { try? Data(more.utf8).write(to: URL(fileURLWithPath: pipe)) }
        _ = try says("import piped from '\(pipe)'", #require(session))
        #expect(try revenue(#require(session)) == "$10")
        session = nil
        for name in ["copy.tierbook", "pipe"] { try remove(name) }
        let next = self.session("a.tierbook")
        #expect(try says("recover", next).hasPrefix("9 of 9 changes done again"))
        #expect(revenue(next) == "$10" && next.state.workspace.tables.map(\.name) == ["accounts", "piped"])
        _ = try says("save", next)
        #expect(!names.contains { $0.hasPrefix(".a.tierbook-journal") })
    }

    @Test func whatAnIncludedFileImportedComesBack() throws {
        try FileManager.default.createDirectory(atPath: "\(folder)/sub", withIntermediateDirectories: false)
        try write("account\nElm\n", "sub/more.csv")
        try write("import more from 'more.csv'\n", "sub/more.tb")
        var session: Session? = session("a.tierbook")
        _ = try says("include '\(folder)/sub/more.tb'", #require(session))
        session = nil
        try remove("sub")
        let next = self.session("a.tierbook")
        #expect(try says("recover", next).hasPrefix("1 of 1"))
        #expect(next.state.workspace.tables.map(\.name) == ["accounts", "more"])
    }

    @Test func aCopyThatWasRestoredStays() throws {
        let session = session("a.tierbook")
        _ = try says("save as '\(folder)/copy.tierbook'; accounts | set revenue = $1; save as '\(folder)/b.tierbook'; restore from '\(folder)/copy.tierbook'; save", session)
        #expect(revenue(session) == "$900" && names.contains("copy.tierbook"))
    }

    // MARK: Files that can only be read

    @Test func changesToAFileThatAnotherShellHoldsComeBack() throws {
        let first = session("a.tierbook")
        var second: Session? = session("a.tierbook")
        #expect(try #require(second).home.file?.isReadOnly == true)
        _ = try says("accounts | set revenue = $1", #require(second))
        _ = try says("accounts | where account = 'Acme' | set revenue = $6", #require(second))
        #expect(try #require(second).home.keepsUnsaved)
        second = nil
        // What they were based on is gone by then.
        _ = try says("accounts | set revenue = $50; save", first)
        let opening = try says("open '\(folder)/a.tierbook'", first)
        #expect(opening.contains("2 changes made to this file while it could only be read were never saved."))
        let next = Session(catalogue: Verbs.catalogue)
        next.home.keepsJournal = true
        next.home.unnamedFolder = "\(folder)/state"
        let notes = next.home.beginUnnamed()
        let real = try #require(first.home.file?.realPath)
        #expect(notes.map(\.message) == ["2 changes of an earlier session to \(real), which could only be read, were never saved."])
        _ = try says("recover", next)
        #expect(revenue(next) == "$7")
        _ = try says("save as '\(folder)/mine.tierbook'", next)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/state") == [])
    }

    @Test func aSaveTriesAgainToTakeTheLock() throws {
        var first: Session? = session("a.tierbook")
        let second = session("a.tierbook")
        _ = try says("accounts | set revenue = $1", second)
        #expect(failure("save", second)?.id == "file-held")
        first = nil
        #expect(try says("save", second).contains("Saved"))
        #expect(second.home.file?.isReadOnly == false)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/state") == [])
        _ = try says("accounts | set revenue = $2", second)
        #expect(names.contains(".a.tierbook-journal"))
        first = session("a.tierbook")
        #expect(try revenue(#require(first)) == "$2" && first?.home.file?.isReadOnly == true)
    }

    @Test func itSavesOverNothingThatItHasNotRead() throws {
        var first: Session? = session("a.tierbook")
        let second = session("a.tierbook")
        _ = try says("accounts | set revenue = $1", second)
        _ = try says("accounts | where account = 'Acme' | set revenue = $5; save", #require(first))
        first = nil
        #expect(failure("save", second)?.id == "file-changed")
        _ = try says("save as '\(folder)/mine.tierbook'", second)
        // Nor over changes that the other shell has left in its journal.
        first = session("a.tierbook")
        let third = session("a.tierbook")
        _ = try says("accounts | set revenue = $6", #require(first))
        first = nil
        _ = try says("accounts | set revenue = $1", third)
        #expect(failure("save", third)?.message == "Another shell has left 1 unsaved change of \(folder)/a.tierbook, so nothing was saved.")
        // The lock is given back.
        first = session("a.tierbook")
        #expect(try #require(first).home.waiting == 1)
        #expect(failure("save", third)?.id == "file-held")
    }

    @Test func `a table that replaces another says which columns are gone and what reads them`() throws {
        let session = session("a.tierbook")
        for line in [
            "accounts | add column margin = revenue * 2, open rate = 1", "define best = max(accounts.margin)", "accounts | where `open rate` > 0 | define wide", "define other = revenue + 1",
            "objective 'keep' = margin",
        ] { _ = try says(line, session) }
        let answer = try says("import accounts from '\(folder)/accounts.csv' key account replacing", session)
        #expect(answer.contains("accounts has no columns margin, open rate any more; best, the objective 'keep' and wide read them."), "\(answer)")
        #expect(answer.contains("The rules can no longer make the list"))
        #expect(try !says("import accounts from '\(folder)/accounts.csv' key account replacing", session).contains("any more"))
    }
}
