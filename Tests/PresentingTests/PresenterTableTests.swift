import Diagnostics
import Engine
import Presenting
import Tables
import TestSupport
import Testing

@Suite struct PresenterTableTests {
    private let accounts = Table([
        texts("account", ["Acme Corporation", "Condax", nil, ""]), decimals("revenue", [1223.72, 4.54, nil, 646.1]),
        percents("share", [0.976, 0, nil, 0.5]), wholes("employees", [2822, 4, nil, 10_005_534]),
        Field("since", .dates([Day(iso: Array("2016-10-20".utf8)), nil, nil, Day(number: 0)])),
        Field("active", .booleans([true, false, nil, true])),
        Field("wallet", .integers([150_000, -1250, nil, 0], type: .money(Currency("EUR"), scale: 2))),
    ])

    @Test func `types are aligned and missing is not empty`() {
        #expect(
            shown(accounts) == """
                account            revenue  share   employees       since  active     wallet
                Acme Corporation  1,223.72  97.6%       2,822  2016-10-20  true    €1,500.00
                Condax                4.54   0.0%           4           —  false     -€12.50
                —                        —      —           —           —  —               —
                ''                  646.10  50.0%  10,005,534  1970-01-01  true        €0.00

                """)
    }

    @Test func `no trailing blanks and text at the end`() {
        let table = Table([wholes("n", [1, 20]), texts("name", ["a", "bcdef"])])
        #expect(shown(table) == " n  name\n 1  a\n20  bcdef\n")
    }

    @Test func `percents of one table have one number of decimals`() {
        let typed = Field("weight", .doubles([0.5, 0.5], type: .percent), look: .decimals(0))
        let table = Table([percents("share", [0.202, 0.4]), percents("growth", [0.28, nil]), typed, decimals("x", [1.25, 2])])
        #expect(shown(table) == "share  growth  weight     x\n20.2%   28.0%     50%  1.25\n40.0%       —     50%  2.00\n")
        #expect(shown(Table([percents("a", [0.28]), percents("b", [0.5])])) == "  a    b\n28%  50%\n")
        #expect(shown(Table([percents("a", [0.28]), percents("b", [0.0033])])) == "     a      b\n28.00%  0.33%\n")
    }

    @Test func `numbers that name have no separators`() {
        func cell(_ name: String, _ number: Int64, key: Int? = nil) -> String {
            linesOf(shown(Table([wholes(name, [number])], key: key)))[1].replacing(" ", with: "")
        }
        for name in [
            "id", "ID", "order_id", "Order ID", "orderId", "year", "fiscal year", "zip", "Account number", "code",
        ] {
            #expect(cell(name, 2016) == "2016", "\(name)")
        }
        for name in ["paid", "revenue", "yearly", "years", "keyboards", ""] {
            #expect(cell(name, 2016) == "2,016", "\(name)")
        }
        #expect(cell("n", 12345, key: 0) == "12345")
        #expect(cell("year_established", 1996) == "1996")
        #expect(cell("year to date revenue", 99_996) == "99,996")
    }

    @Test func `empty tables`() {
        #expect(shown(Table([texts("name", []), wholes("n", [])])) == "name  n\nno rows\n")
        #expect(shown(Table([texts("a", [])]), footer: ["2 rows unknown"]) == "a\nno rows · 2 rows unknown\n")
        #expect(shown(Table([])) == "no rows · no columns\n")
        #expect(shown(Table([], rowCount: 3)) == "3 rows · no columns\n")
        #expect(shown(Table([texts("name", [])]), mode: .record) == "no rows\n")
    }

    @Test func `hidden rows are stated`() {
        let table = Table([wholes("n", (0..<8800).map { Int64($0) })])
        #expect(
            shown(table, rowLimit: 2, footer: ["4 missing wallet"]) == "n\n0\n1\n2 of 8,800 rows · 4 missing wallet\n")
        #expect(linesOf(shown(table)).count == 8802)
    }

    @Test func `an answer is whole as long as others can give way to it`() {
        func table(_ verdict: String) -> Table {
            let numbers = ["growth", "points ahead", "low", "high"].map { decimals($0, [12.5]) }
            return Table([texts("tier", ["Platinum"])] + numbers + [Field("verdict", .texts([verdict]), look: .answer), decimals("p", [0.0123])])
        }
        #expect(
            shown(table("ahead by 5 to 28 points"), width: 60) == """
                tier      growth  points ahe…   low  verdict
                Platinum    12.5         12.5  12.5  ahead by 5 to 28 points
                2 columns hidden: high, p; see them with | select

                """)
        #expect(shown(table("ahead by 5 to 28 points"), width: 34).hasPrefix("tier      verdict\nPlatinum  ahead by 5 to 28 points\n5 columns hidden: "))
        // What is longer than the line is cut, beside the first column.
        #expect(shown(table("ahead by 5 to 28 points"), width: 24).hasPrefix("tier      verdict\nPlatinum  ahead by 5 to…\n"))
    }

    @Test func `the widest column shrinks first`() {
        let table = Table([
            texts("account", ["Acme Corporation International"]), texts("sector", ["technology and media"]),
            wholes("n", [1]),
        ])
        #expect(
            shown(table, width: 40) == """
                account             sector             n
                Acme Corporation …  technology and m…  1

                """)
        #expect(
            shown(table, width: 50) == """
                account                    sector                n
                Acme Corporation Interna…  technology and media  1

                """)
    }

    @Test func `columns that do not fit are hidden and named`() {
        let table = Table([
            texts("account", ["Acme Corporation"]), wholes("revenue", [1_234_567_890]), wholes("cost", [1_234_567_890]),
            wholes("margin", [5]),
        ])
        #expect(
            shown(table, width: 36, footer: ["4 missing wallet"]) == """
                account                 revenue
                Acme Corporation  1,234,567,890
                2 columns hidden: cost, margin; see
                them with | select · 4 missing
                wallet

                """)
    }

    @Test func `records`() {
        let table = Table([texts("account", ["Acme", nil]), decimals("revenue", [1.5, 20])])
        #expect(
            shown(table, mode: .record) == """
                account  Acme
                revenue  1.5

                account  —
                revenue  20.0

                """)
        let long = Table([texts("note", ["one two three four five"])])
        #expect(shown(long, width: 20, mode: .record) == "note  one two three\n      four five\n")
        #expect(shown(table, rowLimit: 1, mode: .record).hasSuffix("1 of 2 rows\n"))
    }

    @Test func `colour`() {
        let table = Table([texts("a", [nil, "x"])])
        #expect(
            shown(table, rowLimit: 1, color: true)
                == "\u{1B}[1ma\u{1B}[0m\n\u{1B}[2m—\u{1B}[0m\n\u{1B}[2m1 of 2 rows\u{1B}[0m\n")
    }

    @Test func `a glossary is wrapped, and prose too, examples are not`() {
        var reply = Reply(table: Table([texts("verb", ["top", "benchmark activity"]), texts("what it does", ["the first rows", "what groups were given"])]))
        reply.isGlossary = true
        func lines(_ reply: Reply, _ width: Int?) -> [Substring] { present(reply, source: Source(""), options: PresentOptions(width: width)) { _, _ in "" }.output.split(separator: "\n") }
        #expect(lines(reply, 24) == ["verb      what it does", "top       the first rows", "benchmark activity", "          what groups", "          were given"])
        #expect(lines(reply, nil) == ["verb                what it does", "top                 the first rows", "benchmark activity  what groups were given"])
        var page = Reply(text: "\(String(repeating: "word ", count: 30))\n\(String(repeating: "cell ", count: 30))")
        page.proseLines = 1
        #expect(lines(page, nil).map(\.count) == [99, 50, 150], "prose at 100 cells, an example as it is")
    }

    @Test func `a whole reply`() {
        let reply = Reply(
            headline: "1 account moves.", table: Table([wholes("n", [1])]), footer: ["4 missing wallet"],
            notes: [.note("reading", "Read as (a and b) or c.", at: Span(0, 1), help: "Use brackets.")])
        let source = Source("a and b or c")
        var options = PresentOptions(timing: .microseconds(12_345))
        let table = present(reply, source: source, options: options) { _, _ in "" }
        let note = "note: Read as (a and b) or c.\n  a and b or c\n  ^\nhelp: Use brackets.\n"
        #expect(table.output == "1 account moves.\nn\n1\n4 missing wallet · 12 ms\n" + note)
        #expect(table.messages == "")
        options.mode = .csv
        let data = present(reply, source: source, options: options) { table, mode in
            "\(mode.rawValue) \(table.rowCount)\n"
        }
        #expect(data.output == "csv 1\n")
        #expect(data.messages == "1 account moves.\n4 missing wallet · 12 ms\n" + note)
    }

    @Test func `replies without a table`() {
        let reply = Reply(headline: "As of 2018-01-01.", text: "first\n  second\u{1B}\n")
        let text = present(reply, source: Source(""), options: PresentOptions()) { _, _ in "" }
        #expect(text == Presented(output: "As of 2018-01-01.\nfirst\n  second␛\n", messages: ""))
        let data = present(reply, source: Source(""), options: PresentOptions(mode: .json)) { _, _ in "" }
        #expect(data == Presented(output: "first\n  second␛\n", messages: "As of 2018-01-01.\n"))
        #expect(present(Reply(), source: Source(""), options: PresentOptions()) { _, _ in "" }.output == "")
    }

    @Test func `timing`() {
        func timing(_ duration: Duration) -> String {
            present(Reply(), source: Source(""), options: PresentOptions(timing: duration)) { _, _ in "" }.output
        }
        #expect(timing(.microseconds(400)) == "0.4 ms\n")
        #expect(timing(.milliseconds(3250)) == "3.25 s\n")
    }

    @Test(arguments: [OutputMode.table, .record]) func `any table fits any width and commands no terminal`(
        mode: OutputMode
    ) {
        var random = Seeded(state: 3)
        for _ in 0..<300 {
            let table = hostileTable(&random)
            let width = Int.random(in: 20...120, using: &random)
            let plain = shown(table, width: width, rowLimit: 4, mode: mode, footer: [hostileText(&random)])
            #expect(widest(plain) <= width, "\(plain)")
            #expect(isHarmless(plain))
            let whole = shown(table, mode: mode)
            #expect(isHarmless(whole))
            #expect(table.fields.isEmpty || !whole.contains("hidden"))
            let coloured = shown(table, width: width, color: true, mode: mode)
            #expect(isHarmless(coloured, color: true))
            #expect(uncolored(coloured) == shown(table, width: width, mode: mode))
        }
    }

    @Test func `many columns cost no more than the screen`() {
        let table = Table((0..<10_000).map { wholes("column \($0)", [1]) })
        let output = shown(table, width: 80)
        #expect(widest(output) <= 80)
        #expect(output.contains("9,992 columns hidden: column 8, column 9,"))
        #expect(output.contains("and 9,984 more"))
    }
}
