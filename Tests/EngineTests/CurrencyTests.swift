import Diagnostics
import Engine
import Tables
import TestSupport
import Testing
import Verbs
import Workspaces

/// Amounts in several currencies against what a reader would work out by hand.
@Suite struct CurrencyTests {
    struct Sale {
        var account: Int
        var day: String
        var amount: Double?
        var currency: String?
    }

    private static func session(_ accounts: Int, _ sales: [Sale], _ rates: [(String, String?, Double)], type: ColumnType = .decimal, lines: [String] = []) throws -> Session {
        let session = try BenchmarkTests.session((0..<accounts).map { $0 % 2 == 0 ? "Gold" : nil }, [])
        let amounts: Column = type == .decimal ? .doubles(sales.map { $0.amount ?? .nan }) : .integers(sales.map { $0.amount.map { Int64($0 * 100) } }, type: type)
        session.state.workspace.put(
            Table(
                [
                    Field("account", .texts(sales.map { "a\($0.account)" })), Field("date", .dates(sales.map { Day(iso: $0.day.utf8) })), Field("amount", amounts),
                    Field("currency", .texts(sales.map(\.currency))), Field("kind", .texts(sales.map { $0.currency == "JPY" ? "rare" : "usual" })),
                ], dated: 1, links: [Link(column: 0, target: "accounts", rows: Buffer(sales.map { Int32($0.account) }))]), as: "sales")
        var fields = [Field("currency", .texts(rates.map(\.0))), Field("rate", .doubles(rates.map(\.2)))]
        if rates.contains(where: { $0.1 != nil }) { fields.append(Field("date", .dates(rates.map { $0.1.flatMap { Day(iso: $0.utf8) } }))) }
        if !rates.isEmpty { session.state.workspace.put(Table(fields), as: "rates") }
        for line in lines { _ = try BenchmarkTests.reply(line, session) }
        return session
    }

    private static let line = "benchmark sum(sales.amount) 2026 against 2025 in USD by tier"

    private static let rates: [(String, String?, Double)] = [
        ("EUR", "2024-06-30", 1.0625), ("EUR", "2025-03-01", 1.125), ("EUR", "2026-02-28", 1.25), ("GBP", "2025-01-01", 1.5), ("GBP", "2026-06-15", 1.75), ("USD", "2024-01-01", 1),
    ]

    /// By hand: the latest rate on or before the day.
    private static func rate(_ currency: String, _ day: String) -> Double {
        currency == "USD" ? 1 : rates.filter { $0.0 == currency && ($0.1 ?? "") <= day }.max { ($0.1 ?? "") < ($1.1 ?? "") }?.2 ?? .nan
    }

    private static func sales(seed: UInt64, accounts: Int) -> [Sale] {
        var random = Seeded(state: seed)
        return (0..<accounts).flatMap { account in
            (0..<6).map { _ in
                Sale(
                    account: account, day: "202\(5 + random.below(2))-\(["01", "03", "07", "12"][random.below(4)])-0\(1 + random.below(9))", amount: Double(random.below(100_000)) / 100,
                    currency: ["EUR", "GBP", "USD"][random.below(3)])
            }
        }
    }

    @Test("both periods at the older rates, and what the newer rates add makes up the change at the rates of the day", arguments: 1...5)
    func addsUp(seed: UInt64) throws {
        let sales = CurrencyTests.sales(seed: seed, accounts: 24)
        let session = try CurrencyTests.session(24, sales, CurrencyTests.rates)
        let reply = try BenchmarkTests.reply(CurrencyTests.line, session)
        let tiers = try BenchmarkTests.texts("tier", reply)
        for (row, tier) in tiers.enumerated() {
            let own = sales.filter { ($0.account % 2 == 0) == (tier == "Gold") }
            func total(_ year: String, _ day: (String) -> String) -> Double {
                own.filter { $0.day.hasPrefix(year) }.reduce(0) { $0 + ($1.amount ?? 0) * CurrencyTests.rate($1.currency ?? "", day($1.day)) }
            }
            let (before, constant, actual) = (total("2025") { $0 }, total("2026") { "2025" + $0.dropFirst(4) }, total("2026") { $0 })
            func check(_ column: String, _ want: Double) throws {
                let cells = try BenchmarkTests.figures(column, reply)
                let got = try #require(cells[row])
                #expect((got - want).magnitude < 0.006, "\(column) of \(tier) is \(got), by hand \(want)")
            }
            try check("2025", before)
            try check("2026", constant)
            try check("exchange rates", actual - constant)
            let growths = try BenchmarkTests.figures("growth", reply)
            #expect((try #require(growths[row]) - (constant / before - 1)).magnitude < 1e-12)
        }
        // The row of the decomposition makes the parts the whole, to the last bit of what is shown.
        let parts = try #require(try BenchmarkTests.reply(CurrencyTests.line.replacing("benchmark", with: "decompose"), session).summary)
        let change = parts.fields[try #require(parts.index(of: "change"))].column
        let last = parts.rowCount - 1
        #expect(parts.fields[0].column[last] == .text("exchange rates"))
        let all = sales.reduce(0) { $0 + ($1.day < "2026" ? -1 : 1) * ($1.amount ?? 0) * CurrencyTests.rate($1.currency ?? "", $1.day) }
        #expect(((0...last).reduce(0) { $0 + (change[$1].number ?? .nan) } - all).magnitude < 0.02)
        let points = parts.fields[try #require(parts.index(of: "points"))].column
        let before = sales.filter { $0.day < "2026" }.reduce(0) { $0 + ($1.amount ?? 0) * CurrencyTests.rate($1.currency ?? "", $1.day) }
        #expect(((0...last).reduce(0) { $0 + (points[$1].number ?? .nan) } - all / before * 100).magnitude < 1e-9)
    }

    @Test("rates without dates hold always, and make nothing of their own")
    func undated() throws {
        let sales = CurrencyTests.sales(seed: 3, accounts: 12)
        let session = try CurrencyTests.session(12, sales, [("EUR", nil, 1.1), ("GBP", nil, 1.3)])
        let reply = try BenchmarkTests.reply(CurrencyTests.line, session)
        #expect(try BenchmarkTests.figures("exchange rates", reply) == [0, 0])
        #expect(reply.footer.contains("at the exchange rates of 2025, which are those of 2026 too"), "\(reply.footer)")
    }

    @Test("sums of one currency, of counts, and those said to be no money need no rates")
    func unneeded() throws {
        let sales = CurrencyTests.sales(seed: 4, accounts: 12)
        let session = try CurrencyTests.session(12, sales, [])
        for measure in ["sum(sales.amount where currency = 'EUR')", "count(sales)", "2 * count(sales where currency <> 'EUR')"] {
            #expect(try BenchmarkTests.reply("benchmark \(measure) 2026 against 2025 by tier", session).table != nil)
        }
        let mixed = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025 by tier unconverted", session)
        let golds = sales.filter { $0.account % 2 == 0 && $0.day < "2026" }.reduce(0) { $0 + ($1.amount ?? 0) }
        let figures = try BenchmarkTests.figures("2025", mixed)
        let found = try #require(figures[0])
        #expect((found - golds).magnitude < 0.006)
        // In one currency alone there is nothing to refuse.
        let one = try CurrencyTests.session(12, sales.map { Sale(account: $0.account, day: $0.day, amount: $0.amount, currency: "EUR") }, [])
        #expect(try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025 by tier", one).table != nil)
    }

    @Test("amounts of money in one currency are converted from it", arguments: [("define net = sum(sales.amount) / 2", "net"), ("define net = 1", "sum(sales.amount) / 2")])
    func typed(definition: String, measure: String) throws {
        let sales = (0..<12).flatMap { [Sale(account: $0, day: "2025-05-05", amount: 100, currency: nil), Sale(account: $0, day: "2026-05-05", amount: 200, currency: nil)] }
        let session = try CurrencyTests.session(12, sales, CurrencyTests.rates, type: .money(Currency("EUR"), scale: 2), lines: [definition])
        let reply = try BenchmarkTests.reply("benchmark \(measure) 2026 against 2025 in usd by tier", session)
        #expect(try BenchmarkTests.figures("2025", reply) == [337.5, 337.5])
        #expect(try BenchmarkTests.figures("2026", reply) == [675, 675])
        #expect(try BenchmarkTests.figures("exchange rates", reply) == [75, 75])
        #expect(reply.headline?.hasPrefix("\(measure) in USD, ") == true)
        let table = try #require(reply.table)
        #expect(table.fields[try #require(table.index(of: "2025"))].column.type == .money(Currency("USD"), scale: 2))
        #expect(session.state.workspace.table(named: "sales")?.table.fields.count == 5, "the rates beside the rows are gone again")
    }

    // MARK: Refusals

    private static func failure(_ line: String, _ session: Session) -> Diagnostic? {
        #expect(throws: Diagnostic.self) { try BenchmarkTests.reply(line, session) }
    }

    @Test("sums of several currencies are refused wherever a measure is read, with what to do", arguments: ["benchmark", "placebo", "decompose"])
    func refused(verb: String) throws {
        let session = try CurrencyTests.session(12, CurrencyTests.sales(seed: 5, accounts: 12), CurrencyTests.rates, lines: ["define turnover = count(sales) + sum(sales.amount)"])
        for measure in ["sum(sales.amount)", "turnover"] {
            let error = CurrencyTests.failure("\(verb) \(measure) 2026 against 2025 by tier", session)
            #expect(error?.id == "many-currencies" && error?.message.contains("EUR, GBP, USD") == true && error?.help?.contains("in USD") == true, "\(String(describing: error))")
        }
        #expect(CurrencyTests.failure("backtest sum(sales.amount) 2026 against 2025 by count(sales) top 3", session)?.id == "many-currencies")
    }

    @Test("a currency or a day without a rate is named, and no later rate is taken")
    func missing() throws {
        let sales = CurrencyTests.sales(seed: 6, accounts: 12)
        func error(_ rates: [(String, String?, Double)], _ more: [Sale] = []) throws -> Diagnostic? { CurrencyTests.failure(CurrencyTests.line, try CurrencyTests.session(12, sales + more, rates)) }
        let none = try error(CurrencyTests.rates.filter { $0.0 != "GBP" })
        #expect(none?.id == "no-rate" && none?.message.contains("GBP") == true, "\(String(describing: none))")
        let late = try error(CurrencyTests.rates.filter { $0.0 != "GBP" } + [("GBP", "2025-12-31", 1.5)])
        #expect(late?.id == "no-rate" && late?.message.contains("begin on 2025-12-31, and a later one is not taken") == true, "\(String(describing: late))")
        #expect(try error(CurrencyTests.rates + [("GBP", "2025-01-01", 1.6)])?.id == "two-rates")
        #expect(try error(CurrencyTests.rates + [("GBP", "2025-05-01", 0)])?.id == "invalid-rate")
        #expect(try error([("EUR", "2024-01-01", 0.9), ("USD", "2024-01-01", 0.8), ("GBP", "2024-01-01", 1)])?.id == "other-home")
        #expect(try error([])?.id == "no-rates")
        #expect(try error(CurrencyTests.rates, [Sale(account: 1, day: "2025-06-06", amount: 5, currency: nil)])?.id == "no-currency")
        // What the measure leaves out, and what lies outside the periods, needs no rate.
        let yen = [Sale(account: 1, day: "2025-06-06", amount: 5, currency: "JPY"), Sale(account: 1, day: "2024-06-06", amount: 5, currency: "CHF")]
        #expect(try error(CurrencyTests.rates, yen)?.message.contains("JPY") == true)
        let session = try CurrencyTests.session(12, sales + yen, CurrencyTests.rates)
        #expect(try BenchmarkTests.reply("benchmark sum(sales.amount where kind = 'usual') 2026 against 2025 in USD by tier", session).table != nil)
        #expect(CurrencyTests.failure("benchmark count(sales) 2026 against 2025 in USD by tier", session)?.id == "no-money")
        #expect(CurrencyTests.failure(CurrencyTests.line + " in EUR", session)?.id == "two-currencies")
    }
}
