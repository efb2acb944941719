import Diagnostics
import Engine
import Notebooks
import Tables
import Testing
import Verbs

@Suite struct NotebookTests {
    static func parse(_ text: String) throws -> Notebook { try Notebook(Source(text, name: "x.md")) }

    @Test func `cells hold commands and the answers below them`() throws {
        let notebook = try NotebookTests.parse(
            """
            ---
            tierbook: 1
            as of: 2025-09-30
            seed: 7
            params: {floor: 250k, region: 'EMEA'}
            ---
            # Prose
            ```tierbook id=birch reveal=ask
            tierbook> accounts
                 ...> | where revenue > $floor
            account
            Birch

            tierbook> nonsense
            error: 'nonsense' is neither
            [1]
            ```
            ````markdown
            ```tierbook
            tierbook> none of ours
            ```
            ````
            ~~~tierbook
            tierbook> count(accounts)
            ~~~
            """)
        #expect(notebook.frontMatter.asOf?.text == "2025-09-30")
        #expect(notebook.frontMatter.seed == 7)
        #expect(notebook.frontMatter.parameters.map(\.name) == ["floor", "region"])
        #expect(notebook.frontMatter.parameters.map { $0.value?.kind } == [.number, .text])
        #expect(notebook.cells.map(\.name) == ["birch", "cell 2"])
        let birch = notebook.cells[0]
        #expect(birch.waitsToReveal && !birch.isUnordered && birch.line == 8)
        #expect(birch.commands.map(\.text) == ["accounts\n| where revenue > $floor", "nonsense"])
        #expect(birch.commands.map(\.line) == [9, 14])
        #expect(birch.commands[0].answer == ["account", "Birch"])
        #expect(birch.commands[1].answer == ["error: 'nonsense' is neither"])
        #expect(birch.commands.map(\.code) == [nil, 1])
        #expect(notebook.source[birch.commands[1].span] == "error: 'nonsense' is neither\n[1]\n")
        #expect(notebook.cells[1].commands[0].answer == [])
    }

    @Test(arguments: [
        ("---\ntierbook: 1\n", "bad-front-matter", 1), ("---\ntierbok: 1\n---\n", "bad-front-matter", 2),
        ("---\nas of: yesterday\n---\n", "bad-front-matter", 2), ("---\ntierbook: 2\n---\n", "bad-front-matter", 2),
        ("---\nparams: 250k\n---\n", "bad-front-matter", 2), ("---\nparams: {5x: 250k}\n---\n", "bad-front-matter", 2),
        ("---\nseed: 1\nseed: 1\n---\n", "bad-front-matter", 3), ("a\n```tierbook\ntierbook> x\n", "unclosed-cell", 2),
        ("```tierbook ids=x\n```\n", "unknown-attribute", 1), ("```tierbook id=ä\n```\n", "bad-id", 1),
        ("```tierbook id=a\n```\n```tierbook id=a\n```\n", "same-id", 3), ("```tierbook\nx\n```\n", "answer-without-command", 2),
        ("<!-- tierbook stamp\nnonsense\n-->\n", "bad-stamp", 1), ("> ```tierbook\n> tierbook> 1\n> ```\n", "indented-cell", 1),
        ("1. x\n\n    ```tierbook\n    tierbook> 1\n    ```\n", "indented-cell", 3),
    ])
    func `broken notebooks say where and why`(_ text: String, _ id: String, _ line: Int) {
        #expect {
            try NotebookTests.parse(text)
        } throws: { error in
            guard let error = error as? Diagnostic, let span = error.span else { return false }
            return error.id == id && Source(text).position(of: span.start).line == line && error.help != nil
        }
    }

    @Test(arguments: ["a-->b.csv", "a\nb.csv", "a\r\nb.csv", "a\\nb.csv", "a\\\\>.csv", " a b ", "\\", "é\u{301}>"])
    func `a stamp holds any path`(_ path: String) throws {
        let inputs = [Stamp.Input(path: path, digest: "0f"), Stamp.Input(path: "b.csv", digest: "1e")]
        let text = "```tierbook\ntierbook> 1\n```\n\n" + Stamp(cells: "2d", inputs: inputs).text
        let stamp = try #require(try NotebookTests.parse(text).stamp)
        #expect(stamp.inputs == inputs && stamp.span.end == text.utf8.count)
    }

    @Test func `a backslash in a stamp from before there were escapes stands for itself`() throws {
        #expect(try NotebookTests.parse("<!-- tierbook stamp\ncells 2d\na\\b.csv 0f\n-->\n").stamp?.inputs.map(\.path) == ["a\\b.csv"])
    }

    @Test func `comments may stand behind three blanks`() throws {
        let notebook = try NotebookTests.parse(
            "   <!--\n   tierbook: 1\n   seed: 7\n   params:\n     floor: 250k\n   -->\n  <!--\n```tierbook\ntierbook> none\n```\n-->\n```tierbook\ntierbook> 1\n```\n  <!-- tierbook stamp\n  cells 2d\n  a.csv 0f\n  -->\n")
        #expect(notebook.frontMatter.seed == 7 && notebook.frontMatter.parameters.map(\.name) == ["floor"])
        #expect(notebook.commands.map(\.text) == ["1"])
        #expect(notebook.stamp?.cells == "2d" && notebook.stamp?.inputs.map(\.path) == ["a.csv"])
        #expect(try NotebookTests.parse("<!--\n  tierbook: 1\n  seed: 7\n-->\n").frontMatter.seed == 7)
        #expect(try NotebookTests.parse("    <!--\n    tierbook: 1\n    seed: 7\n    -->\n").frontMatter.seed == nil, "code")
    }

    @Test func `lines that would be read as something else are marked`() throws {
        let notebook = try NotebookTests.parse("```tierbook\ntierbook> x\n\\tierbook> y\n\\[1]\n\\\\[1]\n\\other\n```\n")
        #expect(notebook.commands.map(\.answer) == [["tierbook> y", "[1]", "\\[1]", "\\other"]])
    }
}
