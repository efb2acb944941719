import Diagnostics
import Engine
import Presenting
import Tables
import TestSupport
import Testing

@Suite struct PrintedTableTests {
    private func read(_ text: String) -> PrintedTable? {
        var lines = linesOf(text)
        while lines.last == "" { lines.removeLast() }
        return PrintedTable(lines)
    }

    @Test func `columns, alignment and cells are found again`() throws {
        let table = try #require(
            read(
                """
                account                       client type    region               revenue       since
                Oakwold Fund Managers Greece  Asset manager  EMEA           $5,404,272.13  2016-10-20
                Whitlow, Amery & Crane        —              North America              —           —
                5 of 400 rows · 4 missing wallet
                note: Two columns are called region.
                """))
        #expect(table.columns.map(\.name) == ["account", "client type", "region", "revenue", "since"])
        #expect(table.columns.map(\.alignsRight) == [false, false, false, true, true])
        #expect(table.rows[1] == ["Whitlow, Amery & Crane", "—", "North America", "—", "—"])
        #expect(table.lines == 0..<3)
    }

    @Test func `a headline stands above, one column of figures is a table`() throws {
        let changed = try #require(read("1 row of accounts changed.\naccount   wallet was  wallet now\nOakfield           —  $5,000,000\n"))
        #expect(changed.lines == 1..<3)
        #expect(changed.rows == [["Oakfield", "—", "$5,000,000"]])
        let count = try #require(read("count(accounts)\n            400\n"))
        #expect(count.columns.map(\.name) == ["count(accounts)"] && count.columns[0].alignsRight)
        #expect(try #require(read("account  type\n0 of 400 rows\n")).columns.map(\.name) == ["account", "type"])
        #expect(try #require(read("account\nAcme\n1 of 6 rows\n")).rows == [["Acme"]])
    }

    @Test func `a summary and the rows below it are two tables, and anything else between blank lines is none`() throws {
        let answer = linesOf(
            """
            1 account moves, up. Nothing is saved.
            was \\ now   Gold  share of revenue
            Gold           2     63.5% → 81.3%
            non-tiered     1       7.8% → 2.6%

            account  was         now   revenue
            Elm      non-tiered  Gold  120,000
            revenue of those that move 120,000, 5.2% of all
            note: It holds until someone forgets it.
            """)
        let tables = PrintedTable.all(in: answer)
        #expect(tables.map(\.lines) == [1..<4, 5..<7])
        #expect(tables.map { $0.columns[0].name } == ["was \\ now", "account"])
        #expect(tables.last?.rows == [["Elm", "non-tiered", "Gold", "120,000"]])
        #expect(PrintedTable.all(in: ["n", "1", "", "Some prose."]) == [])
        #expect(PrintedTable.all(in: ["n  m", "1  2"]).count == 1)
    }

    @Test func `wide characters, two blanks within a cell, and names wider than cells`() throws {
        let table = try #require(read("名前    n\n日本    1\nA  b x  2\n2 of 6 rows\n"))
        #expect(table.rows == [["日本", "1"], ["A  b x", "2"]])
        #expect(try #require(read("id  sum of all\n 1         2.5\n10           —\n")).rows == [["1", "2.5"], ["10", "—"]])
    }

    @Test(arguments: [
        "", "one", "Taken back: accounts | set wallet = 5m", "error: No column  is called x.\n  a  b\nhelp: x", "Some prose\nof two lines", "  where  keep rows\n  top    the greatest",
        "a  b\n1", "a  b\n1 2",
    ])
    func `what is no table is left alone`(text: String) { #expect(read(text) == nil) }

    @Test func `every table that can be printed is read as printed or not at all`() throws {
        var random = Seeded(state: 11)
        var found = 0
        for _ in 0..<2000 {
            let table = hostileTable(&random)
            let text = shown(table)
            guard let again = read(text) else { continue }
            found += 1
            #expect(again.lines.upperBound <= linesOf(text).count)
            #expect(again.rows.allSatisfy { $0.count == again.columns.count })
        }
        #expect(found > 500)
    }

    @Test func `a hundred thousand cells are read in no time`() {
        let rows = 2_000
        let table = Table((0..<50).map { column in wholes("c\(column)", (0..<rows).map { Int64($0 * column) }) })
        #expect(read(shown(table))?.rows.count == rows)
    }
}
