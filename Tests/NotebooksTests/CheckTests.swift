import Diagnostics
import Engine
import Foundation
import Testing
import Verbs

@testable import Notebooks

@Suite struct CheckTests {
    private let folder = NotebookFolder()

    private func check(_ cells: String, data: String = "") throws -> CheckedNotebook {
        if !data.isEmpty { try folder.write(data, "t.csv") }
        return try Checker.check(Source(cells, name: folder.path("x.md")), catalogue: Verbs.catalogue)
    }

    private func findings(_ cells: String, data: String = "") throws -> [Finding] { try check(cells, data: data).cells.flatMap(\.findings) }

    private func cell(_ text: String, _ attributes: String = "") -> String { "# Prose\n\n```tierbook\(attributes)\n\(text)\n```\n" }

    @Test func `what matches has nothing to say`() throws {
        let checked = try check(cell("tierbook> 1 + 1\n1 + 1\n    2\ntierbook> nonsense\nerror: * (glob)\n...\n[1]", " id=sums"))
        #expect(checked.differing == 0 && !checked.isBroken && checked.cells.map(\.name) == ["sums"])
    }

    @Test func `a difference has its line, its cell, a diff, and the table's own terms`() throws {
        let table = try findings(
            cell("tierbook> import t from 't.csv'\n...\ntierbook> t\nname   tier    n\nAcme   Gold    1\nBirch  Silver  2"),
            data: "name,tier,n\nAcme,Gold,1\nBirch,Gold,2\nCedar,Gold,3\n")
        let finding = try #require(table.first)
        #expect(finding.title == "the answer differs" && finding.line == 7)
        #expect(finding.changes.map(\.text) == ["row Birch: tier was Silver, is Gold", "row Cedar is new"])
        #expect(
            finding.diff?.lines.map(\.marked) == [
                "@@ -7,3 +7,4 @@", "-name   tier    n", "-Acme   Gold    1", "-Birch  Silver  2", "+name   tier  n", "+Acme   Gold  1", "+Birch  Gold  2", "+Cedar  Gold  3",
            ])
    }

    @Test func `of a summary and the rows below it, both say what changed`() {
        let head = ["1 account moves. Nothing is saved.", "was \\ now   Gold  non-tiered", "Gold           2           0", "non-tiered     1           3"]
        let movers = ["", "account  now   rank", "Elm      Gold     3"]
        let more = ["2 accounts move. Nothing is saved.", head[1], head[2], "non-tiered     2           2", "", movers[1], movers[2], "Dune     Gold     4"]
        #expect(
            TableChange.between(head + movers, and: more).map(\.text) == [
                "row non-tiered: Gold was 1, is 2", "row non-tiered: non-tiered was 3, is 2", "row Dune is new",
            ])
        #expect(TableChange.between(more, and: Array(head)).map(\.text).suffix(2) == ["row Elm is gone", "row Dune is gone"])
        #expect(TableChange.between(head, and: head + movers).map(\.text) == ["row Elm is new"])
    }

    @Test func `a chart's lines are no rows of a table`() throws {
        let found = try findings(
            cell("tierbook> import t from 't.csv'\n...\ntierbook> t | chart bars\nn by name\nAcme   ██  1\nBirch  ███  2"), data: "name,n\nAcme,1\nBirch,3\n")
        #expect(found.map(\.title) == ["the answer differs"] && found.allSatisfy { $0.changes.isEmpty })
    }

    @Test func `failures that come, that stay away, and what runs after them`() throws {
        let found = try findings(cell("tierbook> nonsense\ntierbook> 1 + 1\n1 + 1\n    2\n[1]\ntierbook> expect 1 = 2\n...\n[1]\ntierbook> 2 + 2\n5"))
        #expect(found.map(\.title) == ["it fails", "it does not fail", "the answer differs"])
        #expect(found[1].diff?.lines.map(\.marked).last == "-[1]")
    }

    @Test func `rows in an order that only their file settles`() throws {
        let data = "day,name\n2026-01-02,a\n2026-01-02,b\n2026-01-01,c\n"
        func ids(_ query: String, _ attributes: String = "") throws -> [String] {
            try findings(cell("tierbook> import t from 't.csv'\n...\ntierbook> \(query)\n...", attributes), data: data).compactMap { $0.problem?.message }
        }
        #expect(try ids("t | order by day") == ["Rows tie in day: name a stands before b only because the file has it so."])
        #expect(try ids("t | order by day", " expect=unordered") == [])
        #expect(try ids("t | order by day | select day") == [], "the same to look at")
        #expect(try ids("t | order by day, name") == [])
        #expect(try ids("t | order by name | order by day") == [])
        #expect(try ids("t | top 1 by day", " expect=unordered") == ["Rows tie in day where some are taken: name a is among them and b is not only because the file has it so."])
        #expect(try ids("t | top 1 by day with ties | select day") == [])
        #expect(try ids("t | order by day | group by day show count") == [])
        #expect(try ids("t | group by day show count | order by count") == [], "groups have a key")
        #expect(try ids("t | order by day | derive n = row number() | select day, n") == [])
        #expect(try ids("t | limit 1") == [], "nothing was sorted")
    }

    @Test func `a pattern that cannot be read has its place`() throws {
        let checked = try check(cell("tierbook> 1 + 1\n1 [+ 1 (re)\n    2"))
        #expect(checked.isBroken)
        let problem = try #require(checked.cells[0].findings[0].problem)
        let span = try #require(problem.span)
        #expect(problem.id == "bad-pattern" && checked.source.position(of: span.start) == (5, 3))
    }

    @Test func `captures go through the whole notebook`() throws {
        let text = "```tierbook\ntierbook> 1 + 1\n1 + 1\n    {two} (glob)\ntierbook> 2\n2\n{two} (glob)\n```\n"
        #expect(try findings(text).isEmpty)
        #expect(try findings(text.replacing("tierbook> 2\n2\n", with: "tierbook> 3\n3\n")).count == 1)
    }

    @Test func `a long answer stands beside the notebook`() throws {
        let rows = "n\n" + (1...500).map { "\($0)\n" }.joined()
        try folder.write(rows, "t.csv")
        let before = "```tierbook id=all\ntierbook> import t from 't.csv'\n...\ntierbook> t\n```\n"
        try folder.write(before, "x.md")
        let update = try Updater.update(Source(before, name: folder.path("x.md")), catalogue: Verbs.catalogue)
        #expect(try update.write() == 2)
        let after = try folder.read("x.md")
        #expect(after.contains(" 18\n 19\n[481 more lines: x.answers/all-2.txt]\n```"))
        #expect(try folder.read("x.answers/all-2.txt").split(separator: "\n").count == 501)
        #expect(try findings(after).isEmpty)
        try folder.write(rows.replacing("\n300\n", with: "\n999\n"), "t.csv")
        let changed = try check(after)
        #expect(changed.cells[0].findings[0].diff?.lines.contains { $0.marked == "+999" } == true)
        #expect(changed.notes.map(\.message) == ["t.csv has changed since the answers were written."])
        try folder.write("x", "x.answers/all-2.txt")
        #expect(try findings(after).count == 1)
        // The answer grows short: its file goes.
        try folder.write("n\n1\n", "t.csv")
        try folder.write(after, "x.md")
        _ = try Updater.update(Source(after, name: folder.path("x.md")), catalogue: Verbs.catalogue).write()
        #expect(!FileManager.default.fileExists(atPath: folder.path("x.answers")))
    }

    @Test func `what a run depends on is named`() throws {
        let text = cell("tierbook> 1 + 1\n...\ntierbook> 2 + 2\n...")
        func shaken(_ answer: (Set<ShakeFactor>) -> String) throws -> [Finding] {
            var checked = try check(text)
            try checked.shake { (factors) throws(Diagnostic) in ShakenRun(text: "1\nthe same\n2\nline\n\(answer(factors))\n") ?? ShakenRun(problem: "unreadable") }
            return checked.cells[0].findings
        }
        #expect(try shaken { _ in "x" }.isEmpty)
        let found = try shaken { $0.contains(.timeZone) || $0.contains(.folder) ? "y" : "x" }
        #expect(found.map(\.title) == ["it depends on the time zone and the working directory"])
        #expect(found.first?.line == 6 && found.first?.diff?.lines.map(\.marked) == ["@@ -7,2 +7,2 @@", " line", "-x", "+y"])
        var runs = 0
        let always = try shaken { _ in
            runs += 1
            return "\(runs)"
        }
        #expect(always.count == 1 && always[0].title.hasPrefix("it depends on the hash seed"))
    }

    @Test func `what runs behind quit never runs`() throws {
        #expect(try findings(cell("tierbook> quit\ntierbook> 1 + 1")).map { $0.problem?.id } == ["after-quit"])
    }

    @Test func `a notebook without a command is no check`() { #expect(throws: Diagnostic.self) { try check("# Nothing\n") } }

    @Test func `reports are one document each`() throws {
        let checked = try check(cell("tierbook> 'a <b> & \u{1B}[31m'\nx"))
        #expect(checked.junit.contains("&lt;b&gt; &amp; ␛[31m") && !checked.junit.contains("\u{1B}"))
        let report = CheckReport(checked, .json)
        let frame = CheckReport.frame([report], .json)
        let object = try JSONSerialization.jsonObject(with: Data((frame.opening + report.text + frame.closing).utf8)) as? [String: Any]
        #expect((object?["summary"] as? [String: Any])?["differ"] as? Int == 1)
        #expect(CheckReport(handedOn: report.handedOn, path: report.path) == report)
    }
}

/// A folder of a test's own, gone with it.
final class NotebookFolder {
    private let place: URL

    init() {
        place = FileManager.default.temporaryDirectory.appendingPathComponent("tierbook-notebooks-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: place) }

    func path(_ name: String) -> String { place.appendingPathComponent(name).path }
    func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: place.appendingPathComponent(name)) }
    func read(_ name: String) throws -> String { try String(decoding: Data(contentsOf: place.appendingPathComponent(name)), as: UTF8.self) }
}
