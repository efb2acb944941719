import Diagnostics
import Engine
import Foundation
import Notebooks
import Syntax
import Tables
import Testing
import Verbs

/// `record`, without a terminal.
@Suite final class RecorderTests {
    private let folder: URL
    private let session = Session(catalogue: Verbs.catalogue)
    private let recorder = Recorder()

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tierbook-record-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        session.recording = recorder
        session.folder = folder.path
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func path(_ name: String) -> String { folder.appending(path: name).path }
    private func text(_ name: String = "x.md") throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    /// What a prompt does with a line. Returns the error, or what keeping it said.
    @discardableResult
    private func type(_ line: String) -> Diagnostic? {
        var said: Diagnostic?
        session.run(Source(line)) { outcome in
            if case .failure(let error) = outcome.result { said = error }
            recorder.hear(outcome, session.state.settings)
        }
        do { return try recorder.keep(line, session) ?? said } catch { return error }
    }

    @Test func `statements and their answers, comments as prose, failures with a code`() throws {
        session.state.settings.asOf = Day(iso: "2026-03-31".utf8)
        session.parameters["region"] = ParameterValue("EM #1")
        for line in [
            "1 + 1", "record 'x.md'", "# # Sums", "2 + 2", "3 +\n", "nonsense", "", "(4\n + 4)", "record", "5 + 5; record; expect 1 = 1", "-- ```tierbook", "6 + 6", "record off", "7 + 7",
        ] { type(line) }
        let recorded = try text()
        #expect(
            recorded == """
                ---
                tierbook: 1
                as of: 2026-03-31
                seed: 1
                params:
                  region: 'EM #1'
                ---

                # Sums

                ```tierbook
                tierbook> 2 + 2
                2 + 2
                    4
                tierbook> 3 +
                     ...> 
                error: Expected a value, a column or a bracket, found the end of the line.
                  3 +
                     ^
                [1]
                tierbook> nonsense
                error: 'nonsense' is neither a table, a defined name nor a verb.
                  nonsense
                  ^^^^^^^^
                help: There is no table yet: import accounts from 'FILE' key COLUMN.
                [1]
                ```

                ```tierbook
                tierbook> (4
                     ...>  + 4)
                (4␊ + 4)
                       8
                tierbook> 5 + 5; expect 1 = 1
                5 + 5
                   10
                As expected: 1 is 1 (= 1)
                ```

                \\```tierbook

                ```tierbook
                tierbook> 6 + 6
                6 + 6
                   12
                ```

                """, "\(recorded)")
        // What stands in it is what a run of it answers.
        let notebook = try Notebook(Source(try text(), name: path("x.md")))
        let playback = try Playback(notebook, catalogue: Verbs.catalogue)
        for command in notebook.commands {
            let answer = playback.answer(command)
            #expect(answer.lines == command.answer && answer.code == command.code, "\(command.text)")
        }
    }

    @Test func `the file is whole after each statement`() throws {
        type("record 'x.md'")
        var lengths: [Int] = []
        for line in ["1 + 1", "'```'", "'````tierbook'", "# prose", "2 + 2", "'tierbook> x'"] {
            let before = try text()
            type(line)
            let notebook = try Notebook(Source(try text(), name: "x.md"))
            lengths.append(notebook.commands.count)
            // Nothing that was there is lost but the line that closes the cell.
            let kept = before.hasSuffix("```\n") ? String(before[..<(before.dropLast().lastIndex(of: "\n") ?? before.startIndex)]) : before
            #expect(try text().hasPrefix(kept))
        }
        #expect(lengths == [1, 2, 3, 3, 4, 5])
        #expect(try Notebook(Source(try text(), name: "x.md")).commands.last?.answer.last == "tierbook> x")
    }

    @Test(arguments: [
        ("record 'there.md'", "file-exists"), ("record 'x.tb'", "no-notebook"), ("record 'none/x.md'", "no-such-folder"), ("record off", "nothing-recorded"), ("record 'x.md' again", "syntax"),
    ])
    func `what cannot be recorded says so and leaves the file`(_ line: String, _ id: String) throws {
        try "mine\n".write(toFile: path("there.md"), atomically: true, encoding: .utf8)
        #expect(type(line)?.id == id)
        #expect(try text("there.md") == "mine\n" && recorder.recorded == nil)
        type("record 'there.md' replacing")
        #expect(type("record 'y.md'")?.id == "being-recorded")
        #expect(try text("there.md").hasPrefix("---\ntierbook: 1\n"))
    }

    @Test func `a file that another program changes is left alone`() throws {
        type("record 'x.md'")
        type("1 + 1")
        let changed = try text() + "more\n"
        try changed.write(toFile: path("x.md"), atomically: false, encoding: .utf8)
        #expect(type("2 + 2")?.id == "file-changed")
        #expect(try text() == changed && recorder.recorded == nil)
        type("record 'y.md'")
        try FileManager.default.removeItem(atPath: path("y.md"))
        #expect(type("2 + 2")?.id == "file-changed")
    }

    @Test func `it begins with the saved workspace, and warns where check could not`() throws {
        try "account,n\nAcme,1\n".write(toFile: path("a.csv"), atomically: true, encoding: .utf8)
        type("import accounts from 'a.csv' key account")
        type("record 'x.md'")
        #expect(type("record off") == nil)
        #expect(try !text().contains("workspace:"))
        type("save as 'book.tierbook'")
        type("record 'y.md'")
        #expect(try text("y.md").contains("\nworkspace: /") && (try text("y.md")).contains("/book.tierbook\n"))
        type("accounts | set n = 2")
        #expect(type("save")?.id == "beginning-saved-over")
        #expect(type("accounts") == nil)
    }

    @Test func `the mode is set again where it is not a table`() throws {
        type("set mode csv")
        type("record 'x.md'")
        type("1 + 1")
        #expect(try text().hasSuffix("```tierbook\ntierbook> set mode csv\nResults are shown as csv.\n```\n\n```tierbook\ntierbook> 1 + 1\n1 + 1\n2\n```\n"))
    }

    @Test func `what was answered before counts no more`() throws {
        type("1 + 1")
        type("record 'x.md'")
        #expect(type("| columns")?.id == "no-result")
    }
}
