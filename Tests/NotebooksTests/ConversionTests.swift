import Diagnostics
import Engine
import Notebooks
import TestSupport
import Testing
import Verbs

/// Scripts as notebooks and back.
@Suite struct ConversionTests {
    private static let grammar = Verbs.catalogue.grammar

    private func notebook(of script: String) throws -> Notebook {
        let conversion = try ScriptToNotebook(Script(Source(script, name: "x.tb")), grammar: Self.grammar, parameters: [:])
        return try Notebook(Source(conversion.text, name: "x.md"))
    }

    @Test func `comments become prose, statements that follow each other a cell`() throws {
        let script = """
            ---
            as of: 2026-03-31
            params: {floor: 250k}
            ---
            # # Who pays
            #
            # In *one* line.
            accounts   # all of them
              | where revenue > $floor
            count(accounts)

            -- Then
            ; | top 3 by revenue

            """
        #expect(
            try notebook(of: script).source.text == """
                ---
                as of: 2026-03-31
                params: {floor: 250k}
                ---

                # Who pays

                In *one* line.

                ```tierbook
                tierbook> accounts   # all of them
                     ...>   | where revenue > $floor
                tierbook> count(accounts)
                ```

                Then

                ```tierbook
                tierbook> | top 3 by revenue
                ```

                """)
    }

    @Test func `prose becomes comments, and a failure that is told a comment`() throws {
        let text = """
            <!--
            tierbook: 1
            seed: 7
            -->
            # Title

            ```sql
            select 1
            ```

            ```tierbook id=a
            tierbook> accounts
            account
            Acme
            tierbook> nonsense
                 ...> more
            error: no
            [1]
            tierbook> | columns
            ```
            <!-- tierbook stamp
            cells 0
            -->

            """
        #expect(
            NotebookToScript.convert(try Notebook(Source(text, name: "x.md"))) == """
                ---
                tierbook: 1
                seed: 7
                ---

                # # Title
                #
                # ```sql
                # select 1
                # ```

                accounts
                # Fails, as the notebook says:
                # nonsense
                # more
                ; | columns

                """)
    }

    @Test(arguments: ["# ```tierbook\n# tierbook> x\n# ```", "# ```", "# <!--", "# <!-- tierbook stamp\n# x\n# -->", "# ~~~", "#    ```", "# ---\n# tierbook: 1\n# ---"])
    func `a comment never becomes a cell, nor swallows one`(comment: String) throws {
        let notebook = try notebook(of: "\(comment)\ncount(accounts)\n")
        #expect(notebook.commands.map(\.text) == ["count(accounts)"])
        #expect(notebook.stamp == nil)
    }

    @Test func `a script that cannot be read says where`() {
        #expect {
            try notebook(of: "1 + 1\naccounts | were x = 1\n")
        } throws: { ($0 as? Diagnostic)?.span?.start == 17 }
    }

    // MARK: Round trips

    private static let commands = [
        "accounts", "count(accounts)", "accounts | where name = 'it''s # no comment' and x = \"a -- b\"", "accounts\n  # a note\n\n  | top 3 by revenue",
        "| where n > 1", "_ | columns", "accounts   # behind -- it ", "   indented", "expect 1 = 1; 1 + 1 ;", "`a b` | columns", "count(\n  accounts\n)",
        "'```tierbook'", "'tierbook> '", "\"[1]\"", "accounts |\n\twhere größe = '日本'", "define x = 1 -- 2", "accounts | where revenue > $1.5m and tier = 'Gold'  ", "import a from 'a.csv' key a",
    ]
    private static let between = ["", "\n", "\n\n", "# prose\n", "-- prose\n", "#\n", "  # indented\n", "# ```\n", "# ```tierbook\n# x\n# ```\n", "# <!--\n", ";\n", "#no blank\n"]

    @Test func `commands are the same there and back`() throws {
        var random = Seeded(state: 20_260_331)
        for round in 0..<3_000 {
            let commands = (0..<random.below(9)).map { _ in Self.commands[random.below(Self.commands.count)] }
            var script = round % 3 == 0 ? "---\ntierbook: 1\n---\n" : ""
            for command in commands {
                for _ in 0..<random.below(4) { script += Self.between[random.below(Self.between.count)] }
                script += (command.hasPrefix("|") ? ["; ", ";\n", ";;"][random.below(3)] : "") + command + "\n"
            }
            if round % 2 == 0, !commands.isEmpty { script.removeLast() }
            var wanted = commands
            // A `;` stays with its line but is none of a command that goes on.
            for index in wanted.indices where wanted[index].hasPrefix("|") { wanted[index] = commands[index] }
            let there = try notebook(of: script)
            #expect(there.commands.map { $0.text.trimmingPrefix { $0 == " " } } == wanted.map { $0.trimmingPrefix { $0 == " " } }, "\(script)")
            let back = NotebookToScript.convert(there)
            let again = try notebook(of: back)
            #expect(again.commands.map(\.text) == there.commands.map(\.text), "\(script)\n→\n\(back)")
            #expect(NotebookToScript.convert(again) == back)
        }
    }
}
