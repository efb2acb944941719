import Diagnostics
import Engine
import Foundation
import Presenting
import Syntax
import Tables
import Testing
import Verbs

/// `include`, on files in a folder of the test's own.
@Suite final class IncludeTests {
    private let folder: URL
    private let session = Session(catalogue: Verbs.catalogue)

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tierbook-include-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "sub/deep"), withIntermediateDirectories: true)
        session.folder = folder.path
        try write("account,revenue\nAcme,5\nBirch,3\n", to: "sub/data.csv")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func write(_ text: String, to name: String) throws {
        try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }

    private func run(_ text: String, name: String = "", goOn: Bool = false) -> (printed: [String], errors: [(error: Diagnostic, source: Source)]) {
        var printed: [String] = []
        var errors: [(error: Diagnostic, source: Source)] = []
        session.run(Source(text, name: name), goOn: goOn) { outcome in
            switch outcome.result {
            case .success: printed.append(Transcript.printed(outcome, session.state.settings))
            case .failure(let error): errors.append((error, outcome.source))
            }
        }
        return (printed, errors)
    }

    @Test func `lines run in the include's place, and their files are found beside them`() throws {
        try write("import accounts from 'data.csv' key account\ninclude 'deep/more.tb'\n", to: "sub/load.tb")
        try write("expect count(accounts) = 2\naccounts | export to 'out.csv'\n", to: "sub/deep/more.tb")
        let ran = run("include 'sub/load.tb'; count(accounts)\n")
        #expect(ran.errors.isEmpty && ran.printed.count == 4)
        #expect(FileManager.default.fileExists(atPath: folder.path + "/sub/deep/out.csv"))
        #expect(session.inputs.map(\.path) == ["sub/load.tb", "sub/data.csv", "sub/deep/more.tb"])
    }

    @Test func `a change is recorded as the outermost file would write it`() throws {
        try write("import 'it''s' from 'deep/it''s.csv' replacing; define n = count(accounts)\n", to: "sub/load.tb")
        try write("a\n1\n", to: "sub/deep/it's.csv")
        #expect(run("include './sub/load.tb'").errors.isEmpty)
        #expect(session.state.workspace.history.map(\.statement) == ["import 'it''s' from './sub/deep/it''s.csv' replacing; define n = count(accounts)"])
        #expect(session.state.workspace.history.first?.inputs.map(\.path) == ["./sub/deep/it's.csv"])
    }

    @Test func `an error says file, line and who includes it`() throws {
        try write("1 + 1\n\nacounts\n2 + 2\n", to: "sub/wrong.tb")
        let ran = run("# a comment\ninclude 'sub/wrong.tb'\n3 + 3\n", name: "\(folder.path)/main.tb")
        #expect(ran.printed.count == 1 && ran.errors.count == 1)
        let (error, source) = try #require(ran.errors.first)
        #expect(source.name.hasSuffix("/sub/wrong.tb") && source.position(of: error.span?.start ?? 0) == (3, 1))
        #expect(error.notes.last?.hasPrefix("Included by line 2 of ") == true)
        #expect(run("include 'sub/wrong.tb'\n3 + 3\n", goOn: true).printed.count == 3)
    }

    @Test(arguments: [
        ("include 'sub/loud.tb'", "no-such-file"), ("include 'sub'", "is-a-folder"), ("include 'a.md'", "is-a-notebook"), ("include 'self.tb'", "circular-include"),
        ("include 'round.tb'", "circular-include"), ("include 'self.tb' | columns", "nothing-to-pipe"), ("1 + (include 'self.tb' | columns)", "stands-alone"),
        ("include 'wants.tb'", "missing-parameter"), ("include 'front.tb'", "bad-front-matter"),
    ])
    func `what cannot be included says why and changes nothing`(_ line: String, _ id: String) throws {
        try write("", to: "sub/load.tb")
        try write("include 'self.tb'\n", to: "self.tb")
        try write("include 'sub/../other.tb'\n", to: "round.tb")
        try write("include './round.tb'\n", to: "other.tb")
        try write("---\nparams:\n  floor:\n---\n1 + 1\n", to: "wants.tb")
        try write("---\nparms: {floor: 1}\n---\n1 + 1\n", to: "front.tb")
        let ran = run(line)
        #expect(ran.errors.map(\.error.id) == [id] && ran.printed.isEmpty, "\(ran)")
        #expect(ran.errors.first?.error.help != nil)
    }

    @Test func `the file being run cannot include itself through another`() throws {
        try write("include 'other.tb'\n", to: "main.tb")
        try write("1 + 1\ninclude 'main.tb'\n", to: "other.tb")
        let ran = run("include 'other.tb'\n", name: "\(folder.path)/main.tb")
        #expect(ran.errors.map(\.error.id) == ["circular-include"] && ran.printed.count == 1)
    }

    @Test func `files include each other 20 deep at most`() throws {
        for depth in 0..<25 { try write("include '\(depth + 1).tb'\n", to: "\(depth).tb") }
        #expect(run("include '0.tb'").errors.map(\.error.id) == ["too-many-includes"])
    }

    @Test func `front matter counts where nothing else is set, and only within`() throws {
        try write("---\nas of: 2026-03-31\nparams: {floor: 250k}\n---\nexpect today = 2026-03-31\n$floor\n", to: "part.tb")
        #expect(run("include 'part.tb'").errors.isEmpty)
        #expect(session.asOf == nil && session.parameters.isEmpty)
        session.parameters["floor"] = ParameterValue("7")
        #expect(run("include 'part.tb'").printed.last == "$floor\n     7\n")
        session.parameters["floor"] = ParameterValue("high")
        #expect(run("include 'part.tb'").errors.map(\.error.id) == ["bad-parameter"])
        session.parameters["floor"] = ParameterValue("7")
        session.state.settings.asOf = Day(iso: "2025-12-31".utf8)
        #expect(run("include 'part.tb'").errors.map(\.error.id) == ["expectation-failed"])
    }
}
