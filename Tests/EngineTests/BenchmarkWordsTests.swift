import Diagnostics
import Engine
import Tables
import TestSupport
import Testing
import Verbs
import Workspaces

/// What a benchmark says of words that it does not know, and who takes part in it.
@Suite struct BenchmarkWordsTests {
    /// 24 accounts, every other one in EMEA, and sales that differ by account.
    private static func session(only region: String? = nil) throws -> Session {
        let all = (0..<24).map { (region: $0 % 2 == 0 ? "EMEA" : "Asia", tier: $0 % 4 < 2 ? "Gold" : nil as String?, number: $0) }
        let accounts = all.filter { region == nil || $0.region == region }
        var sales: [BenchmarkTests.Sale] = []
        for (place, account) in accounts.enumerated() {
            let old = Double(100 + account.number * 7 % 31)
            sales.append(.init(account: place, day: "2025-05-05", amount: old))
            sales.append(.init(account: place, day: "2026-05-05", amount: old * (account.tier == nil ? 1.1 : 1.4) + Double(account.number % 5)))
        }
        return try BenchmarkTests.session(accounts.map(\.tier), sales, [Field("region", .texts(accounts.map { $0.region }))])
    }

    private func failure(_ line: String) throws -> Diagnostic {
        do throws(any Error) {
            _ = try BenchmarkTests.reply(line, try BenchmarkWordsTests.session())
        } catch let error as Diagnostic { return error }
        Issue.record("\(line) is understood")
        return Diagnostic("none", "")
    }

    // MARK: Who takes part

    @Test("where counts as a workspace with only those accounts does", arguments: [
        "benchmark sum(sales.amount) 2026 against 2025 by tier", "decompose sum(sales.amount) 2026 against 2025 by tier", "trend sum(sales.amount) by tier from 2025Q2",
        "benchmark count(sales) 2026 against 2025 by tier versus rest",
    ])
    func narrowed(line: String) throws {
        let narrowed = try BenchmarkTests.reply(line + " where region = 'EMEA'", try BenchmarkWordsTests.session())
        let alone = try BenchmarkTests.reply(line, try BenchmarkWordsTests.session(only: "EMEA"))
        let (got, want) = (try #require(narrowed.table), try #require(alone.table))
        #expect(got.rowCount == want.rowCount)
        for field in want.fields where field.name != "account" {
            for row in 0..<want.rowCount {
                let (a, b) = (got.fields[try #require(got.index(of: field.name))].column[row], field.column[row])
                #expect(Plain.text(a) == Plain.text(b), "\(field.name) in row \(row + 1) of \(line)")
            }
        }
        #expect(narrowed.footer.contains("only accounts where region = 'EMEA': 12 of 24"))
    }

    @Test func conditionsMayReadTiersAndDefinitions() throws {
        let session = try BenchmarkWordsTests.session()
        _ = try BenchmarkTests.reply("define bought = sum(sales.amount)", session)
        let reply = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025 by region where tier = 'Gold' and bought > 0", session)
        #expect(try BenchmarkTests.figures("accounts", reply) == [6, 6])
        #expect(try failure("benchmark sum(sales.amount) 2026 against 2025 where region = 'Mars'").message == "No account is left where region = 'Mars'.")
        #expect(try failure("benchmark sum(sales.amount) 2026 against 2025 where tier = 'gold'").notes == ["No tier equals 'gold'; 'Gold' does."])
    }

    @Test("where accounts are narrowed the headline is of these, and shares of a split have the signs of the table")
    func headlinesOfSome() throws {
        let session = try BenchmarkWordsTests.session()
        let some = try BenchmarkTests.reply("decompose sum(sales.amount) 2026 against 2025 by tier where region = 'EMEA'", session)
        #expect(some.headline?.contains(": accounts where region = 'EMEA' ") == true, "\(some.headline ?? "")")
        let split = try BenchmarkTests.reply("decompose sum(sales.amount) 2026 against 2025 by tier within region", session)
        let mix = try #require(split.summary.flatMap { table in table.index(of: "mix").map { table.fields[$0].column[0].number } } ?? nil)
        #expect(split.headline?.contains("\(NumberFormat(decimals: 1).text(mix)) by mix") == true, "\(split.headline ?? "")")
    }

    @Test func aPeriodThatWasCutIsNamedWhereNothingIsLeft() throws {
        let session = try BenchmarkWordsTests.session()
        _ = try BenchmarkTests.reply("set as of 2026-01-15", session)
        let error = #expect(throws: Diagnostic.self) { try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025 by tier", session) }
        #expect(error?.message.contains("in the first 15 days of 2025") == true && error?.message.contains("both are cut to 15 days") == true, "\(error?.message ?? "")")
    }

    // MARK: Words

    @Test("what is unknown is the word behind the column", arguments: [
        ("placebo sum(sales.amount) 2026 against 2025 by tier adjusted", "'adjusted' is no word of placebo here."),
        ("decompose sum(sales.amount) 2026 against 2025 by tier minimum 5", "'minimum' is no word of decompose here."),
        ("trend sum(sales.amount) by tier weekly", "'weekly' is no word of trend here."),
        ("benchmark sum(sales.amount) 2026 against 2025 by tier vs all", "'vs' is no word of benchmark here."),
        ("benchmark sum(sales.amount) 2026 against 2025 by teir", "accounts has no column 'teir'."),
    ])
    func unknownWord(line: String, message: String) throws { #expect(try failure(line).message == message) }

    @Test("the fix is to type", arguments: [
        ("benchmark sum(sales.amount) 2026 against 2025 by tier vs all", "Did you mean versus?"),
        ("benchmark sum(sales.amount) 2026 against 2025 by tier comparing median", "Did you mean medians?"),
        ("benchmark sum(sales.amount) 2026 against 2025 by tier resampled 1000", "Write 1000 draws."),
        ("benchmark sum(sales.amount) 2026 against 2025 by tier versus Gold", "Did you mean tier Gold?"),
        ("benchmark sum(sales.amount) 2026 against 2025 by tier versus tier Glod", "Did you mean Gold?"),
        ("benchmark sum(sales.amount) 2026 against 2025 by tier versus non-tiered", "Did you mean rest?"),
        ("benchmark sum(sales.amount) 2026 against 2025 by tier versus tier non-tiered", "Write versus rest."),
        ("benchmark sum(sales.amount) by tier 2026 against 2025", "Periods come first, as in 2026Q2 against 2025Q2 by …"),
        ("benchmark 2026 against 2025 by tier", "What is measured comes before the periods, as in sum(trades.amount) 2026 against …"),
        ("benchmark 2026Q2 against 2025Q2 by tier", "What is measured comes before the periods, as in sum(trades.amount) 2026Q2 against …"),
        ("benchmark sum(sales.amount) in 2026 against 2025", "Leave in out here: a period stands right behind what is looked at, as in benchmark … 2026."),
        ("benchmark sum(sales.amount) 2026 against in 2025", "Leave in out here."),
        ("depth of product in 2026H1", "Leave in out here: a period stands right behind what is looked at, as in depth … 2026H1."),
        ("penetration sum(sales.amount) in 2026Q2", "The period of a measure stands right behind it, without in; inside it a date is looked at: sum(amount where date in 2026Q2)."),
        ("benchmark sum(sales.amount) H1 2026 against 2025", "Half-years and quarters are written year first: 2026H1."),
        ("benchmark sum(sales.amount) 2026 H1 against 2025 H1", "Half-years and quarters are one word: 2026H1."),
        ("benchmark sum(sales.amount) 2026 agaisnt 2025", "Did you mean against?"), ("benchmark sum(sales.amount) 2026 by tier", "Write against OLDER before by."),
        ("benchmrk sum(sales.amount) 2026 against 2025", "Did you mean benchmark?"), ("back test sum(sales.amount) 2026 against 2025", "Did you mean backtest?"),
        ("depth move 2026 against 2025", "Did you mean depth moves?"), ("trend sum(sales.amount) quaterly", "Did you mean quarterly?"),
        ("benchmark amount 2026 against 2025", "Did you mean sum(sales.amount)?"), ("benchmark sale 2026 against 2025", "Did you mean count(sales)?"),
        ("benchmark sum(amount) 2026 against 2025", "Did you mean sales.amount?"),
        ("accounts | benchmark sum(sales.amount) 2026 against 2025", "It looks at accounts itself: benchmark … where CONDITION narrows which take part."),
    ])
    func help(line: String, help: String) throws { #expect(try failure(line).help == help) }

    @Test func aValueThatNoRowHasIsNamed() throws {
        let help = try failure("benchmark sum(sales.amount where account = 'a99') 2026 against 2025").help
        #expect(help?.hasPrefix("No account of sales is 'a99'. Did you mean ") == true)
    }

    @Test func withoutAccountsTheTableThatDatedRowsPointToIsOffered() throws {
        let session = try BenchmarkWordsTests.session()
        _ = try BenchmarkTests.reply("rename accounts to customers", session)
        let error = #expect(throws: Diagnostic.self) { try BenchmarkTests.reply("trend sum(sales.amount)", session) }
        #expect(error?.message == "trend is about accounts, and there is no table of that name.")
        #expect(error?.help == "Type rename customers to accounts.")
    }
}
