import Diagnostics
import Presenting
import TestSupport
import Testing

@Suite struct PresenterDiagnosticTests {
    private func text(_ diagnostic: Diagnostic, _ source: String, name: String = "", width: Int? = nil) -> String {
        render(diagnostic, source: Source(source, name: name, firstLine: 1), color: false, width: width)
    }

    private let unknown = Diagnostic(
        "unknown-column", "No column of accounts is called 'revenu'.", at: Span(17, 23), label: "not a column",
        notes: ["accounts has 7 columns."], help: "Did you mean revenue?")

    @Test func `at the prompt`() {
        #expect(
            text(unknown, "accounts | where revenu > 5") == """
                error: No column of accounts is called 'revenu'.
                  accounts | where revenu > 5
                                   ^^^^^^ not a column
                note: accounts has 7 columns.
                help: Did you mean revenue?

                """)
    }

    @Test func `in a file`() {
        let source = Source("x\naccounts | where revenu > 5\ny", name: "weekly.tb", firstLine: 11)
        let diagnostic = Diagnostic(
            "unknown-column", "No column is called 'revenu'.", at: Span(19, 25), severity: .warning)
        #expect(
            render(diagnostic, source: source, color: false, width: nil) == """
                weekly.tb:12:18: warning: No column is called 'revenu'.
                  accounts | where revenu > 5
                                   ^^^^^^

                """)
        let placeless = Diagnostic("no-file", "There is no file.")
        #expect(render(placeless, source: source, color: false, width: nil) == "weekly.tb: error: There is no file.\n")
    }

    @Test func `carets stay under wide, combined and control characters`() {
        func carets(_ before: String, _ at: String) -> String {
            let span = Span(before.utf8.count, before.utf8.count + at.utf8.count)
            return linesOf(text(Diagnostic("x", "X.", at: span), before + at + " end"))[2]
        }
        #expect(carets("ab ", "cd") == "     ^^")
        #expect(carets("漢字 ", "日") == "       ^^")
        #expect(carets("e\u{301} ", "a") == "    ^")
        #expect(carets("\t", "a") == "      ^")
        #expect(carets("\u{1B}[1m", "\u{7}") == "      ^")
        #expect(carets("👩‍👩‍👧‍👦", "🇩🇪") == "    ^^")
    }

    @Test func `spans over lines, at the end and outside`() {
        func lines(_ span: Span, _ source: String) -> [String] {
            Array(linesOf(text(Diagnostic("x", "X.", at: span), source)).dropFirst().dropLast())
        }
        #expect(lines(Span(2, 9), "ab cd\nef gh") == ["  ab cd", "    ^^^"])
        #expect(lines(Span(0, 5), "ab\r\ncd") == ["  ab", "  ^^"])
        #expect(lines(Span(3, 4), "abc") == ["  abc", "     ^"])
        #expect(lines(Span(5, 5), "abc\n\n") == ["  abc", "     ^"])
        #expect(lines(Span(1, 1), "abc") == ["  abc", "   ^"])
        #expect(lines(Span(3, 4), "abc\ndef") == ["  abc", "     ^"])
        #expect(lines(Span(-5, -2), "abc") == ["  abc", "  ^"])
        #expect(lines(Span(90, 99), "abc") == ["  abc", "     ^"])
        #expect(lines(Span(2, 0), "abc") == ["  abc", "    ^"])
        #expect(lines(Span(.min, .max), "abc") == ["  abc", "  ^^^"])
        #expect(lines(Span(0, 3), "") == [])
        #expect(lines(Span(0, 0), "\n") == ["  ", "  ^"])
        #expect(lines(Span(1, 2), "é1") == ["  é1", "  ^"])
    }

    @Test func `a line of a megabyte is shown around its place`() {
        let source = String(repeating: "a", count: 500_000) + "WRONG" + String(repeating: "b", count: 500_000)
        let output = linesOf(text(Diagnostic("x", "X.", at: Span(500_000, 500_005), label: "here"), source, width: 40))
        #expect(
            output[1] == "  …" + String(repeating: "a", count: 15) + "WRONG" + String(repeating: "b", count: 16) + "…")
        #expect(output[2] == blanks(18) + "^^^^^ here")
        let start = linesOf(text(Diagnostic("x", "X.", at: Span(0, 1_000_000)), source, width: 40))
        #expect(start[1] == "  " + String(repeating: "a", count: 35) + "…")
        #expect(start[2] == "  " + String(repeating: "^", count: 36))
        #expect(widest(text(Diagnostic("x", "X.", at: Span(0, 1_000_000)), source)) <= 120)
    }

    @Test(.timeLimit(.minutes(1))) func `messages of a long script take time linear in it`() {
        let lines = 40_000
        let source = Source(String(repeating: "nosuch | where a = 1  # \(String(repeating: "x", count: 70))\n", count: lines), name: "a.tb")
        let length = source.text.utf8.count / lines
        for line in 0..<lines {
            let found = render(Diagnostic("unknown-table", "No.", at: Span(line * length, line * length + 6)), source: source, color: false, width: nil)
            if line % 10_000 == 9_999 { #expect(found.hasPrefix("a.tb:\(line + 1):1: error: No.\n  nosuch | where")) }
        }
    }

    @Test func `labels without room stand below`() {
        let diagnostic = Diagnostic("x", "One sentence that is long.", at: Span(15, 19), label: "not a column")
        #expect(
            text(diagnostic, "accounts where revenu", width: 24) == """
                error: One sentence that
                  is long.
                  accounts where revenu
                                 ^^^^
                  not a column

                """)
    }

    @Test func `colour`() {
        let output = render(unknown, source: Source("accounts | where revenu > 5"), color: true, width: nil)
        #expect(output.hasPrefix("\u{1B}[1;31merror:\u{1B}[0m No column"))
        #expect(uncolored(output) == text(unknown, "accounts | where revenu > 5"))
    }

    @Test func `any diagnostic fits and commands no terminal`() {
        var random = Seeded(state: 4)
        for _ in 0..<500 {
            let source = hostileText(&random) + hostileText(&random)
            let start = Int.random(in: -3...80, using: &random)
            let diagnostic = Diagnostic(
                "x", hostileText(&random), at: Span(start, start + Int.random(in: -2...20, using: &random)),
                label: hostileText(&random), notes: [hostileText(&random)], help: hostileText(&random))
            let width = Int.random(in: 20...60, using: &random)
            let output = render(diagnostic, source: Source(source), color: false, width: width)
            #expect(widest(output) <= width, "\(output)")
            #expect(isHarmless(output))
            let named = render(diagnostic, source: Source(source, name: hostileText(&random)), color: true, width: nil)
            #expect(isHarmless(named, color: true))
        }
    }
}
