import Diagnostics
import Engine
import Foundation
import TestSupport
import Testing
import Verbs

@testable import Notebooks

@Suite struct UpdateTests {
    private let folder = NotebookFolder()

    private func updated(_ text: String, ask: Updater.Ask? = nil) throws -> String {
        try Updater.update(Source(text, name: folder.path("x.md")), catalogue: Verbs.catalogue, ask: ask).text
    }

    private func cell(_ text: String) -> String { "```tierbook\n\(text)```\n" }

    /// The text without the stamp at its end.
    private func body(_ text: String) -> String { text.firstRange(of: "\n<!-- tierbook stamp").map { String(text[..<$0.lowerBound]) } ?? text }

    @Test func `only what fails to match is replaced`() throws {
        let text = cell("tierbook> 1 + 1\n1 + * (glob)\n    3\ntierbook> 2 + 2\n...\n    4\n[1]\ntierbook> 3 + 3\n\\d \\+ \\d (re)\n    6\n\n\ntierbook> nonsense\n")
        let result = try body(updated(text))
        #expect(result.hasPrefix("```tierbook\ntierbook> 1 + 1\n1 + * (glob)\n    2\ntierbook> 2 + 2\n...\n    4\ntierbook> 3 + 3\n\\d \\+ \\d (re)\n    6\n\n\ntierbook> nonsense\nerror: 'nonsense' is"))
        #expect(result.hasSuffix("\n[1]\n```\n"))
    }

    @Test func `a fence grows where an answer would close it`() throws {
        let result = try body(updated(cell("tierbook> '```'\ntierbook> '~~~~'\n")))
        #expect(result.hasPrefix("````tierbook\n") && result.hasSuffix("\n````\n"))
        #expect(try Notebook(Source(result)).commands.count == 2)
    }

    @Test func `lines that would be read as commands or codes are marked`() throws {
        let result = try updated(cell("tierbook> 'tierbook> 1'\n"))
        #expect(result.contains("\n\\tierbook> 1\n"))
        #expect(try Checker.check(Source(result, name: "x.md"), catalogue: Verbs.catalogue).differing == 0)
    }

    @Test func `each difference may be taken, left or written otherwise`() throws {
        let text = cell("tierbook> 1 + 1\nx\ntierbook> 2 + 2\ny\ntierbook> 3 + 3\nz\n")
        var asked = 0
        let result = try updated(text) { question in
            asked += 1
            #expect(question.fits(question.lines) && !question.fits(["other"]) && !question.fits(["tierbook> 1"]))
            return asked == 1 ? .take : asked == 2 ? .leave : .edit(["3 + 3", " * (glob)"])
        }
        #expect(result == cell("tierbook> 1 + 1\n1 + 1\n    2\ntierbook> 2 + 2\ny\ntierbook> 3 + 3\n3 + 3\n * (glob)\n"), "no stamp vouches for what was left")
    }

    @Test func `nothing is written that would be read otherwise`() throws {
        #expect(throws: Diagnostic.self) { try updated(cell("tierbook> 1\n") + "```swift\nnever closed\n") }
        #expect(throws: Diagnostic.self) { try updated(cell("tierbook> 1\n[ (re)\n")) }
        #expect(throws: Diagnostic.self) { try updated("```tierbook\ntierbook> 1\n") }
    }

    @Test func `a file changed meanwhile is left alone`() throws {
        try folder.write(cell("tierbook> 1\n"), "x.md")
        let update = try Updater.update(Source(cell("tierbook> 1\n"), name: folder.path("x.md")), catalogue: Verbs.catalogue)
        try folder.write("other", "x.md")
        #expect(throws: Diagnostic.self) { try update.write() }
        #expect(try folder.read("x.md") == "other")
    }

    // MARK: Check and update agree

    /// Of each cell, the commands whose answers a check says are others, and of those that an update replaces.
    private func agreement(_ text: String, _ updated: String) throws -> (told: [[String]], replaced: [[String]]) {
        let old = try Notebook(Source(text, name: folder.path("x.md")))
        let new = try Notebook(Source(updated, name: folder.path("x.md")))
        let checked = try Checker.check(old.source, catalogue: Verbs.catalogue)
        let told = checked.cells.map { $0.findings.filter { $0.diff != nil }.map(\.command) }
        let replaced = zip(old.cells, new.cells).map { old, new in
            zip(old.commands, new.commands).filter { $0.answer != $1.answer || $0.code != $1.code }.map(\.0.text)
        }
        return (told, replaced)
    }

    @Test func `an answer that differs captures what its other lines hold, in a check as in an update`() throws {
        let text = cell("tierbook> 'a'\n'a'\n{name} (glob)\nx\ntierbook> 'c'\n'c'\n{name} (glob)\ntierbook> 'a'\n'a'\n{name} (glob)\n")
        let new = try updated(text)
        let (told, replaced) = try agreement(text, new)
        #expect(told == [["'a'", "'c'"]] && replaced == told)
        #expect(body(new) == cell("tierbook> 'a'\n'a'\n{name} (glob)\ntierbook> 'c'\n'c'\nc\ntierbook> 'a'\n'a'\n{name} (glob)\n"))
    }

    @Test func `an answer that is left captures too`() throws {
        let text = cell("tierbook> 'a'\n'a'\n{name} (glob)\nx\ntierbook> 'c'\n'c'\n{name} (glob)\n")
        var asked = 0
        _ = try updated(text) { _ in
            asked += 1
            return .leave
        }
        #expect(asked == 2)
    }

    @Test func `a short answer in the place of many dots is written whole`() throws {
        let result = try updated(cell("tierbook> 'a'\n\(String(repeating: "...\n", count: 230))x\n"))
        #expect(body(result) == cell("tierbook> 'a'\n'a'\na\n"))
    }

    // MARK: Thousands of files

    @Test func `prose and commands stay byte for byte, a second update changes nothing, a check passes`() throws {
        var random = Seeded(state: 42)
        let maker = try NotebookMaker()
        for number in 0..<2_000 {
            let text = maker.notebook(&random)
            let old = try Notebook(Source(text, name: "x.md"))
            let new = try updated(text)
            let (told, replaced) = try agreement(text, new)
            let again = try Notebook(Source(new, name: "x.md"))
            guard rest(old, hasStamp: true) == rest(again, hasStamp: old.stamp != nil), try updated(new) == new, told == replaced,
                try Checker.check(again.source, catalogue: Verbs.catalogue).differing == 0
            else {
                Issue.record("notebook \(number):\n\(text)\nbecame\n\(new)")
                return
            }
        }
    }

    /// All but answers and stamp; of a stamp that is new, all but the blank line before it.
    private func rest(_ notebook: Notebook, hasStamp: Bool) -> String {
        var bytes = Array(notebook.source.text.utf8)
        let spans = notebook.commands.map(\.span) + [notebook.stamp?.span].compactMap(\.self)
        for span in spans.sorted(by: { $0.start > $1.start }) { bytes.replaceSubrange(span.start..<span.end, with: [UInt8(ascii: "@")]) }
        if notebook.stamp != nil, !hasStamp {
            bytes.removeLast()
            while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
        } else if notebook.stamp == nil {
            while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Notebooks at random: prose of all kinds, cells of all kinds, answers that are right, wrong or patterns.
private struct NotebookMaker {
    /// Commands with the lines that answer them.
    private let pool: [(command: String, lines: [String])]

    init() throws {
        let commands = ["1 + 1", "'a'", "nonsense", "expect 1 = 2", "1 +\n     ...> 2", "'x (glob)'", "'...'", "'[1]'", "'tierbook> x'", "\"it's\"", "# nothing", "", "today"]
        let text = "```tierbook\n" + commands.map { "tierbook> \($0)\n" }.joined() + "```\n"
        let notebook = try Notebook(Source(text, name: "x.md"))
        let replay = try Replay(notebook, Verbs.catalogue)
        pool = try zip(commands, notebook.commands).map { typed, command in
            guard case .answer(let answer) = try replay.answer(command) else { return (typed, []) }
            return (typed, answer.lines.map(AnswerLine.escaped) + (answer.code.map { [ExitCode.text($0)] } ?? []))
        }
    }

    func notebook(_ random: inout Seeded) -> String {
        func one<T>(_ all: [T]) -> T { all[Int.random(in: 0..<all.count, using: &random)] }
        func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &random) == 0 }
        let prose = ["# Title", "", "Some *prose* — ünïcode.", "- a list", "    indented", "<!-- a comment -->", "````markdown\n```tierbook\ntierbook> no cell\n```\n````", "trailing blanks  ", "\ttab", "<!--\n```tierbook\n-->", "| a | b |"]
        var text = chance(3) ? "---\ntierbook: 1\nseed: 7\n---\n" : ""
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            for _ in 0..<Int.random(in: 0...3, using: &random) { text += one(prose) + "\n" }
            let fence = one(["```", "````", "~~~", "  ```"])
            text += fence + "tierbook" + one(["", " expect=unordered", " reveal=ask"]) + "\n" + one(["", "\n"])
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let (command, lines) = one(pool)
                text += "tierbook> \(command)\n"
                text += answer(lines, &random).map { $0 + "\n" }.joined()
                text += one(["", "", "\n", "  \n\n"])
            }
            text += fence + "\n"
        }
        text += one(["", "The end.", "The end.\n", "\n\n"])
        if chance(4) { text += "\n<!-- tierbook stamp\ncells 0\nx.csv 1\n-->" + one(["", "\n", "\nMore.\n"]) }
        return chance(3) ? text.replacing("\n", with: "\r\n") : text
    }

    private func answer(_ lines: [String], _ random: inout Seeded) -> [String] {
        if Int.random(in: 0..<4, using: &random) == 0 { return [] }
        return lines.flatMap { line -> [String] in
            switch Int.random(in: 0..<14, using: &random) {
            case 0: [line + "x"]
            case 1: ["* (glob)"]
            case 2: [".* (re)"]
            case 3: ["..."]
            case 4: ["{name} (glob)"]
            case 5: [line, "more"]
            case 6: []
            case 7: ["(?<word>[a-z]+).* (re)"]
            case 8: ["...", line]
            default: [line]
            }
        }
    }
}
