import Diagnostics
import Foundation
import Notebooks
import Storage
import Testing
import Verbs

@Suite struct PageTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        try bench.write("account,region,revenue\n<script>alert(1)</script>,EMEA,$500\n\"Acme & \"\"Sons\"\"\",EMEA,\n\u{202E}Evil\u{7},Asia,$20.5\n", to: "accounts.csv")
    }

    static let study = """
        ---
        tierbook: 1
        params: {desk: London}
        ---
        # What <b>they</b> pay
        <!-- speaker note: secret -->
        ```tierbook id=all
        tierbook> import accounts from 'accounts.csv' key account
        tierbook> accounts | where account <> $desk
        tierbook> acounts
        error: x
        [1]
        tierbook> accounts | where region = 'emea' | select account
        ```

        """

    // MARK: Answers

    @Test func `answers are real tables, and names stay names`() throws {
        let page = try bench.page(running: PageTests.study)
        let read = try Read(page)
        #expect(read.counts["table"] == 3)
        #expect(read.texts["th"]?.suffix(4) == ["account", "region", "revenue", "account"])
        #expect(read.texts["td"]?.suffix(9) == ["<script>alert(1)</script>", "EMEA", "$500.0", "Acme & \"Sons\"", "EMEA", "—", "\\u{202E}Evil␇", "Asia", "$20.5"])
        #expect(page.contains("<td class=\"n\">$500.0</td>") && page.contains("<td class=\"n missing\">—</td>") && page.contains("<th scope=\"col\" class=\"n\">revenue</th>"))
        #expect(read.counts["script"] == nil && read.texts["handlers"] == nil)
        #expect(page.contains("<p class=\"footer\">0 of 3 rows</p>"))
        #expect(page.contains("<p><strong>error:</strong> 'acounts' is neither a table"))
        #expect(page.contains("<pre>acounts\n<b>^^^^^^^</b></pre>") && page.contains("<p><strong>help:</strong> Did you mean accounts?</p>"))
        #expect(page.contains("<div class=\"remark note\" role=\"note\">\n<p><strong>note:</strong> No region equals 'emea'"))
        #expect(!page.contains("secret") && !page.contains("\u{7}") && !page.contains("\u{202E}"))
        #expect(read.texts["title"] == ["What <b>they</b> pay"])
        #expect(page.contains("<p class=\"facts\">desk = London</p>"))
        #expect(try bench.page(running: PageTests.study, given: [("desk", "<Paris>")]).contains("<p class=\"facts\">desk = &lt;Paris&gt;</p>"))
    }

    @Test func `an answer's summary and the rows below it are two tables`() throws {
        try bench.write("account,revenue\nAcme,820\nBirch,640\nCedar,410\n", to: "firm.csv")
        let page = try bench.page(
            running: """
                ```tierbook
                tierbook> import accounts from 'firm.csv' key account
                tierbook> objective 'protect revenue' = revenue; tier Gold top 1
                tierbook> whatif tier Gold top 2
                ```

                """)
        let read = try Read(page)
        #expect(read.counts["table"] == 3)
        #expect(page.contains("<p class=\"sentence\">1 account moves, up; Birch enters Gold at rank 2. Nothing is saved.</p>"))
        #expect(read.texts["td"]?.suffix(7) == ["Birch", "non-tiered", "Gold", "2", "2", "640", "tier Gold"])
        #expect(page.contains("<p class=\"footer\">revenue of those that move 640, 34.2% of all"))
    }

    @Test func `a page is the same bytes from the file as from a run`() throws {
        let notebook = try bench.notebook(PageTests.study)
        let playback = try Playback(notebook, catalogue: Verbs.catalogue)
        let cell = notebook.commands.map { command in
            let answer = playback.answer(command)
            return (["tierbook> " + command.text] + answer.lines + (answer.code.map { ["[\($0)]"] } ?? [])).joined(separator: "\n")
        }.joined(separator: "\n")
        let start = try #require(PageTests.study.firstRange(of: "tierbook> import")).lowerBound
        let answered = PageTests.study[..<start] + cell + "\n```\n"
        let page = try bench.page(of: String(answered), inputs: ["accounts.csv"])
        #expect(try page == bench.page(running: PageTests.study))
        #expect(try page == bench.page(running: String(answered)))
        #expect(page.contains("<code>accounts.csv</code>"))
        #expect(!page.contains(bench.path))
    }

    @Test func `what is not surely a table stays text`() throws {
        let cell = "```tierbook\ntierbook> help\nwhere   rows that\n  fulfil a condition\ntop N\n```\n```tierbook\ntierbook> x | chart\nrevenue\nA  ███  3\nB  █    1\n2 of 4 rows\n```\n"
        let read = try Read(bench.page(of: cell))
        #expect(read.counts["table"] == nil)
        #expect(read.texts["pre"]?.filter { !$0.hasPrefix("tierbook>") }.count == 2)
    }

    @Test func `sentences and what is left out are told from text`() throws {
        let page = try bench.page(of: "```tierbook\ntierbook> expect\nAs expected: 400 rows.\n37 missing potential\ntierbook> a; b\na is defined as x\nb is defined as y\n```\n")
        #expect(page.contains("<p class=\"sentence\">As expected: 400 rows.</p>\n<p class=\"footer\">37 missing potential</p>"))
        #expect(page.contains("<pre>a is defined as x\nb is defined as y</pre>"))
    }

    @Test func `answers in another form than tables are shown as they are`() throws {
        let record = "name    Acme\nregion  EMEA\n"
        let cell = "```tierbook\ntierbook> x\n\(record)tierbook> set mode record\ntierbook> x\n\(record)tierbook> set mode table\ntierbook> x\n\(record)```\n"
        #expect(try Read(bench.page(of: cell)).counts["table"] == 2)
    }

    @Test(arguments: ["set mode record", "1; set mode record", "Set Mode record # one a line"])
    func `a page tells the form of its answers as the session does`(_ line: String) throws {
        try bench.write("name,region\nAcme,EMEA\n", to: "t.csv")
        let text = "```tierbook\ntierbook> import t from 't.csv'\ntierbook> \(line)\ntierbook> t\n```\n"
        let update = try Updater.update(Source(text, name: bench.path + "/study.md"), catalogue: Verbs.catalogue)
        let stored = try Page(bench.notebook(update.text), PageAnswers(storedIn: bench.notebook(update.text))).html()
        // What the import says is a table.
        #expect(try Read(stored).counts["table"] == 1)
        #expect(try Read(bench.page(running: update.text)).counts["table"] == 1)
    }

    @Test func `a page's own places and its cells are never called the same`() throws {
        let cells = ["content", "contents", "page"].map { "## \($0)\n```tierbook id=\($0)\ntierbook> 1\n```\n" }.joined()
        let ids = try Read(bench.page(of: "# T\n" + cells)).ids
        #expect(Set(ids).count == ids.count && Set(ids).isSuperset(of: ["content", "contents", "page"]), "\(ids)")
    }

    @Test func `a run knows what an included script sets`() throws {
        try bench.write("name,region\nAcme,EMEA\n", to: "t.csv")
        try bench.write("import t from 't.csv'\nset mode record\n", to: "begin.tb")
        #expect(try Read(bench.page(running: "```tierbook\ntierbook> include 'begin.tb'\ntierbook> t\n```\n")).counts["table"] == nil)
    }

    @Test func `long answers and charts come from beside the notebook`() throws {
        let rows = (1...300).map { "Account \(1000 + $0)  $\(1000 + $0).00" }
        let names = "account       revenue"
        let notebook = """
            ```tierbook
            tierbook> accounts
            \(([names] + rows.prefix(19)).joined(separator: "\n"))
            [281 more lines: study.answers/cell-1-1.txt]
            tierbook> accounts | chart
            revenue
            A  ███  3
            1 of 4 rows · 2 missing
            ```

            """
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"cell-1-2\" viewBox=\"0 0 9 9\"><title>Revenue &amp; more</title><rect width=\"3\" height=\"1\"/></svg>"
        let whole = ([names] + rows).joined(separator: "\n") + "\n"
        let page = try bench.page(of: notebook, beside: ["study.answers/cell-1-1.txt": whole, "study.answers/cell-1-2.svg": svg + "\n"])
        let read = try Read(page)
        #expect(read.counts["tr"] == 301)
        #expect(page.contains("60 of 300 rows are printed"))
        #expect(page.contains("<figure class=\"chart\">\n\(svg)\n</figure>\n<p class=\"footer\">1 of 4 rows · 2 missing</p>\n<details><summary>The chart in characters</summary>\n<div class=\"scroll\"><pre>revenue\nA  ███  3</pre></div>\n</details>"))
        let drawn = try bench.page(running: "```tierbook\ntierbook> import accounts from 'accounts.csv' key account; accounts | chart bars revenue by account\n```\n")
        #expect(drawn.contains("<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"chart-cell-1-1\"") && drawn.contains("&lt;script&gt;alert(1)&lt;/script&gt;</text>"))
        #expect(try Read(drawn).counts["script"] == nil)
        // What the stamp does not list is no part of the notebook.
        #expect(try !bench.page(of: notebook).contains("<svg"))
    }

    @Test func `text contrasts with its ground in light and dark`() throws {
        let page = try bench.page(of: "x\n")
        let themes = page.components(separatedBy: "prefers-color-scheme: dark").prefix(2).map { PageTests.colors($0) }
        #expect(themes.count == 2)
        for colors in themes {
            for text in ["ink", "soft", "accent", "error", "warning"] {
                for ground in ["paper", "panel"] {
                    let (a, b) = (try #require(colors[text]), try #require(colors[ground]))
                    let contrast = (max(a, b) + 0.05) / (min(a, b) + 0.05)
                    #expect(contrast >= 4.5, "--\(text) on --\(ground)")
                }
            }
        }
    }

    /// The first colour that a style gives each of its names, as its luminance (WCAG 2.2).
    private static func colors(_ style: String) -> [String: Double] {
        var colors: [String: Double] = [:]
        for match in style.matches(of: /--([a-z]+): #([0-9a-f]{6})/) where colors[String(match.1)] == nil {
            let number = Int(match.2, radix: 16) ?? 0
            let parts = [number >> 16, number >> 8 & 255, number & 255].map { part in
                let share = Double(part) / 255
                return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
            }
            colors[String(match.1)] = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
        }
        return colors
    }

    // MARK: Refusals

    @Test func `stale answers make no page`() throws {
        let text = "```tierbook\ntierbook> tables\nno rows\n```\n"
        #expect(refusal(try bench.notebook(text))?.id == "no-stamp")
        #expect(refusal(try bench.notebook("Prose alone is never stale.\n")) == nil)
        let good = try bench.stamped(text, inputs: ["accounts.csv"])
        #expect(refusal(good) == nil)
        let edited = try Notebook(Source(good.source.text.replacing("tables", with: "history"), name: good.source.name))
        #expect(refusal(edited)?.id == "stale-answers")
        #expect(refusal(try Notebook(Source("More prose.\n\n" + good.source.text, name: good.source.name))) == nil)
        try bench.write("account\n", to: "accounts.csv")
        #expect(refusal(good)?.message.hasPrefix("accounts.csv has changed since the answers of ") == true)
        let missing = try bench.stamped(text, inputs: ["other.csv"])
        #expect(refusal(missing)?.message.contains("other.csv, which cannot be read any more") == true)
        #expect(refusal(missing)?.help?.contains("render --run") == true)
        let within = try bench.stamped(text, inputs: ["accounts.csv/x"])
        #expect(refusal(within)?.notes.first?.contains("a part of the path before the last is a file") == true)
    }

    private func refusal(_ notebook: Notebook) -> Diagnostic? {
        do throws(PageProblem) {
            _ = try PageAnswers(storedIn: notebook)
        } catch {
            if case .refused(let problem, _) = error { return problem }
        }
        return nil
    }

    @Test(arguments: [
        ("tierbook> nonsense\n", "unknown-table", 2), ("tierbook> tables\ntierbook> 1 +\n", "syntax", 3),
        ("tierbook> tables\nerror: x\n[1]\n", "no-failure", 2),
    ])
    func `a run that goes otherwise than the notebook says makes no page`(_ commands: String, _ id: String, _ line: Int) throws {
        let notebook = try bench.notebook("```tierbook\n\(commands)```\n")
        do throws(PageProblem) {
            _ = try PageAnswers(running: notebook, catalogue: Verbs.catalogue, given: [])
            Issue.record("There are answers to show.")
        } catch {
            guard case .refused(let problem, let place) = error else { throw error }
            #expect(problem.id == id, "\(problem)")
            #expect(place.firstLine == line && place.name.hasSuffix("/study.md"))
        }
    }

    @Test func `a run for a page writes nothing`() throws {
        try bench.write("", to: "kept")
        _ = try bench.page(running: "```tierbook\ntierbook> import accounts from 'accounts.csv'; accounts | export to 'out.csv'\ntierbook> save as 'out.tierbook'\n```\n")
        #expect(Files.names(in: bench.path).filter { $0.hasPrefix("out") } == [])
    }

    @Test func `a cell that would not be seen is told`() throws {
        let text = "# Title\n<pre>\n```tierbook\ntierbook> tables\n```\n</pre>\n"
        #expect {
            try bench.page(of: text)
        } throws: { error in
            guard let error = error as? Diagnostic, let span = error.span else { return false }
            return error.id == "hidden-cell" && Source(text).position(of: span.start).line == 3
        }
        #expect(try Read(bench.page(of: "<details>\n```tierbook\ntierbook> tables\n```\n</details>\n")).classes.contains("cell"))
    }
}
