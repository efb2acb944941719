import Charts
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

    @Test("sums of what rows come to in several currencies are refused, be it in a definition", arguments: [
        "benchmark sum(orders.value) 2026 against 2025 by tier", "benchmark sum(orders.value) 2026 against 2025 in USD by tier", "backtest count(orders) 2026 against 2025 by sum(orders.value) top 4",
    ])
    func nested(line: String) throws {
        let days = ["2025-02-02", "2026-02-02"]
        let session = try BenchmarkTests.session((0..<20).map { $0 % 2 == 0 ? "Gold" : nil }, [])
        let orders = (0..<20).flatMap { account in days.map { (id: "o\(account) \($0)", account: account, day: $0) } }
        session.state.workspace.put(
            Table(
                [Field("order", .texts(orders.map(\.id))), Field("account", .texts(orders.map { "a\($0.account)" })), Field("date", .dates(orders.map { Day(iso: $0.day.utf8) }))], key: 0, dated: 2,
                links: [Link(column: 1, target: "accounts", rows: Buffer(orders.map { Int32($0.account) }))]), as: "orders")
        session.state.workspace.put(
            Table(
                [
                    Field("order", .texts(orders.map(\.id))), Field("amount", .doubles(orders.indices.map { Double($0) + 1 })),
                    Field("currency", .texts(orders.indices.map { $0 % 3 == 0 ? "EUR" : "USD" })),
                ], links: [Link(column: 0, target: "orders", rows: Buffer(orders.indices.map { Int32($0) }))]), as: "lines")
        session.state.workspace.put(Table([Field("currency", .texts(["EUR", "USD"])), Field("rate", .doubles([1.1, 1]))]), as: "rates")
        _ = try BenchmarkTests.reply("define value = sum(lines.amount)", session)
        let error = #expect(throws: Diagnostic.self) { try BenchmarkTests.reply(line, session) }
        #expect(error?.id == "many-currencies" && error?.message.contains("of lines, whose amounts are in 2 currencies (EUR, USD)") == true, "\(String(describing: error))")
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
        #expect(reply.footer.contains("at the exchange rates of 2025, which are those of 2026 too, rates taken as USD for one unit"), "\(reply.footer)")
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

    @Test("what the rates are taken to be is said, unless they say it, and refused where they say otherwise")
    func home() throws {
        let sales = CurrencyTests.sales(seed: 7, accounts: 12)
        let told = try BenchmarkTests.reply(CurrencyTests.line, try CurrencyTests.session(12, sales, CurrencyTests.rates))
        #expect(!told.footer.contains { $0.contains("rates taken as") }, "rates has USD, which is 1: \(told.footer)")
        let pounds: [(String, String?, Double)] = [("EUR", nil, 0.9), ("USD", nil, 0.8)]
        let session = try CurrencyTests.session(12, sales, pounds)
        let line = CurrencyTests.line.replacing("USD", with: "GBP")
        #expect(try BenchmarkTests.reply(line, session).footer.contains { $0.contains("rates taken as GBP for one unit") })
        func say(_ homes: [String?]) {
            guard var rates = session.state.workspace.table(named: "rates")?.table else { return }
            if let old = rates.index(of: "home") { rates = Table(rates.fields.enumerated().filter { $0.offset != old }.map(\.element)) }
            rates.append(Field("home", .texts(homes)))
            session.state.workspace.put(rates, as: "rates")
        }
        say(["gbp", "GBP"])
        #expect(try !BenchmarkTests.reply(line, session).footer.contains { $0.contains("rates taken as") })
        say(["GBP", "CHF"])
        #expect(CurrencyTests.failure(line, session)?.message == "By their column home, rates are in CHF, and not in GBP.")
        say(["GBP", nil])
        #expect(CurrencyTests.failure(line, session)?.id == "no-home")
    }

    @Test("wallets in another currency are converted at the rate of the last day of the older or only period", arguments: ["wallet", "double"])
    func wallets(name: String) throws {
        let sales = CurrencyTests.sales(seed: 8, accounts: 12)
        let session = try CurrencyTests.session(12, sales, CurrencyTests.rates, lines: ["define double = wallet * 2"])
        var accounts = try #require(session.state.workspace.table(named: "accounts")?.table)
        if let old = accounts.index(of: "wallet") { accounts = Table(accounts.fields.enumerated().filter { $0.offset != old }.map(\.element), key: accounts.key) }
        accounts.append(Field("wallet", .integers((0..<12).map { Int64(100_000 * ($0 + 1)) }, type: .money(Currency("EUR"), scale: 2))))
        session.state.workspace.put(accounts, as: "accounts")
        func check(_ periods: String, _ day: String) throws {
            let reply = try BenchmarkTests.reply("penetration sum(sales.amount) \(periods) by tier in USD of \(name)", session)
            let all = try BenchmarkTests.figures("wallet", reply).reduce(0) { $0 + ($1 ?? 0) }
            #expect((all - 78_000 * (name == "wallet" ? 1 : 2) * CurrencyTests.rate("EUR", day)).magnitude < 0.02, "\(all) at \(day)")
            #expect(reply.footer.contains { $0.contains("\(name) (EUR) at those of \(day)") }, "\(reply.footer)")
        }
        try check("2025", "2025-12-31")
        try check("2026 against 2025", "2025-12-31")
        try check("2026", "2026-12-31")
    }

    @Test("the steps of a decomposition end where the newer period does, exchange rates among them", arguments: [" by tier", ""])
    func waterfall(by: String) throws {
        let sales = CurrencyTests.sales(seed: 9, accounts: 12)
        let session = try CurrencyTests.session(12, sales, CurrencyTests.rates)
        let chart = try #require(try BenchmarkTests.reply("decompose sum(sales.amount) 2026 against 2025\(by) in USD | chart", session).chart)
        #expect(chart.labels.contains("exchange rates"))
        let end = try #require(chart.waterfall(chart.series[0]).last)
        let hand = sales.filter { $0.day >= "2026" }.reduce(0) { $0 + ($1.amount ?? 0) * CurrencyTests.rate($1.currency ?? "", $1.day) }
        #expect((end.to - hand).magnitude < 0.2, "it ends at \(end.to), by hand \(hand)")
    }

    // MARK: White space

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.count % 2 == 1 ? sorted[sorted.count / 2] : (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
    }

    @Test("white space converts what users bring, each amount at the rate of its own day", arguments: 11...13)
    func whiteSpace(seed: UInt64) throws {
        // Odd accounts have no Prime.
        let sales = CurrencyTests.sales(seed: seed, accounts: 24)
        let session = try CurrencyTests.session(24, sales, CurrencyTests.rates)
        try CurrencyTests.addProducts(session, sales)
        func brings(_ account: Int, _ product: String?) -> Double {
            sales.enumerated().filter { $1.account == account && $1.day >= "2026" && (product == nil || CurrencyTests.product($1.account, $0) == product) }
                .reduce(0) { $0 + ($1.element.amount ?? 0) * CurrencyTests.rate($1.element.currency ?? "", $1.element.day) }
        }
        func uses(_ account: Int, _ product: String) -> Bool { sales.enumerated().contains { $1.account == account && $1.day >= "2026" && CurrencyTests.product($1.account, $0) == product } }
        let reply = try BenchmarkTests.reply("white space of sales.product 2026 in USD worth amount", session)
        #expect(reply.headline?.hasPrefix("White space by product, 2026, amount in USD: ") == true, "\(reply.headline ?? "")")
        #expect(reply.footer.contains("at the exchange rates of each day"), "\(reply.footer)")
        let table = try #require(reply.table)
        #expect(table.fields[try #require(table.index(of: "median user"))].column.type == .money(Currency("USD"), scale: 2))
        let products = try BenchmarkTests.texts("product", reply)
        for (row, found) in try BenchmarkTests.figures("median user", reply).enumerated() {
            let users = (0..<24).filter { uses($0, products[row]) }
            if users.count < 6 { continue }
            #expect((try #require(found) - CurrencyTests.median(users.map { brings($0, products[row]) })).magnitude < 0.006)
        }
        let lacking = try BenchmarkTests.reply("white space of sales.product 2026 for 'Prime' worth amount in usd", session)
        let (names, brought) = (try BenchmarkTests.texts("account", lacking), try BenchmarkTests.figures("brings", lacking))
        #expect(names.count == (0..<24).count { !uses($0, "Prime") })
        for (name, amount) in zip(names, brought) { #expect((try #require(amount) - brings(try #require(Int(name.dropFirst())), nil)).magnitude < 0.006) }
    }

    private static func product(_ account: Int, _ row: Int) -> String { account % 2 == 0 && row % 3 == 0 ? "Prime" : row % 2 == 0 ? "Cash" : "Research" }

    private static func addProducts(_ session: Session, _ sales: [Sale]) throws {
        var table = try #require(session.state.workspace.table(named: "sales")?.table)
        table.append(Field("product", .texts(sales.enumerated().map { CurrencyTests.product($1.account, $0) })))
        session.state.workspace.put(table, as: "sales")
    }

    @Test("white space of amounts in one typed currency is converted from it; of several it is refused, and in USD is offered first")
    func whiteSpaceRefusals() throws {
        let sales = CurrencyTests.sales(seed: 14, accounts: 24)
        let euros = sales.map { Sale(account: $0.account, day: $0.day, amount: $0.amount, currency: nil) }
        let typed = try CurrencyTests.session(24, euros, CurrencyTests.rates, type: .money(Currency("EUR"), scale: 2))
        try CurrencyTests.addProducts(typed, euros)
        let reply = try BenchmarkTests.reply("white space of sales.product 2026 for 'Prime' in USD", typed)
        for (name, amount) in zip(try BenchmarkTests.texts("account", reply), try BenchmarkTests.figures("brings", reply)) {
            let hand = euros.filter { "a\($0.account)" == name && $0.day >= "2026" }.reduce(0) { $0 + Double(Int64(($1.amount ?? 0) * 100)) / 100 * CurrencyTests.rate("EUR", $1.day) }
            #expect((try #require(amount) - hand).magnitude < 0.006)
        }
        let session = try CurrencyTests.session(24, sales, CurrencyTests.rates.filter { $0.0 != "GBP" })
        try CurrencyTests.addProducts(session, sales)
        func failure(_ line: String) -> Diagnostic? { CurrencyTests.failure("white space of sales.product 2026 \(line)", session) }
        let several = failure("worth amount")
        #expect(several?.id == "many-currencies" && several?.help?.hasPrefix("Add in USD to convert them") == true, "\(String(describing: several))")
        #expect(failure("in USD worth amount")?.id == "no-rate")
        #expect(failure("in USD")?.help?.contains("worth amount") == true, "nothing is said to be money here")
        #expect(failure("in USD worth amount unconverted")?.id == "two-currencies" || failure("in USD worth amount unconverted")?.id == "duplicate-clause")
        #expect(try BenchmarkTests.reply("white space of sales.product 2026 worth amount unconverted", session).table != nil)
    }

    // MARK: Rankings of a back test

    @Test("what accounts are ranked by is converted at each amount's own rate, and at none that came later", arguments: 21...23)
    func ranking(seed: UInt64) throws {
        let sales = CurrencyTests.sales(seed: seed, accounts: 24)
        let by = "by 50% sum(sales.amount) scaled minmax, 50% sum(sales.amount where kind = 'usual') scaled minmax"
        func order(_ rates: [(String, String?, Double)], _ line: String) throws -> [String] {
            try BenchmarkTests.texts("account", try BenchmarkTests.reply(line, try CurrencyTests.session(24, sales, rates)))
        }
        let line = "backtest sum(sales.amount) 2026 against 2025 in USD \(by) top 6 accounts"
        let hand = (0..<24).map { account in
            (name: "a\(account)", amount: sales.filter { $0.account == account && $0.day < "2026" }.reduce(0) { $0 + ($1.amount ?? 0) * CurrencyTests.rate($1.currency ?? "", $1.day) })
        }
        let there = Set(hand.filter { $0.amount > 0 }.map(\.name))
        // The rows that are shown, the first.
        let wanted = Array(hand.filter { there.contains($0.name) }.sorted { $0.amount > $1.amount }.map(\.name).prefix(20))
        let found = try order(CurrencyTests.rates, line)
        #expect(found == wanted)
        // Rates that came later change what grew, and not who would have been taken.
        let later = CurrencyTests.rates.map { $0.1 ?? "" >= "2026" ? ($0.0, $0.1, $0.2 * 3) : $0 }
        #expect(try order(later, line) == wanted)
        #expect(try order(CurrencyTests.rates, "backtest sum(sales.amount) 2026 against 2025 \(by.replacing(" scaled minmax", with: "")) in USD top 6 accounts").count == wanted.count)
        let reply = try BenchmarkTests.reply(line.replacing(" accounts", with: ""), try CurrencyTests.session(24, sales, CurrencyTests.rates))
        #expect(reply.footer.contains { $0.hasPrefix("ranked by 50% sum(sales.amount)") && $0.hasSuffix("as of 2025-12-31, in USD at the exchange rates of each day") }, "\(reply.footer)")
    }

    @Test("a ranking that adds up several currencies is refused like a measure, unless they are said to be no money")
    func rankingRefused() throws {
        let sales = CurrencyTests.sales(seed: 24, accounts: 24)
        let session = try CurrencyTests.session(24, sales, CurrencyTests.rates, lines: ["define turnover = 2 * sum(sales.amount)"])
        for measure in ["sum(sales.amount)", "count(sales), 30% turnover", "avg(sales.amount)"] {
            let error = CurrencyTests.failure("backtest count(sales) 2026 against 2025 by 70% \(measure) top 6", session)
            #expect(error?.id == "many-currencies" && error?.help?.hasPrefix("Add in USD") == true, "\(measure): \(String(describing: error))")
        }
        #expect(try BenchmarkTests.reply("backtest count(sales) 2026 against 2025 by sum(sales.amount where currency = 'EUR') top 6", session).table != nil)
        #expect(try BenchmarkTests.reply("backtest count(sales) 2026 against 2025 unconverted by sum(sales.amount) top 6", session).table != nil)
        // A measure that counts leaves the currency to the ranking, where that has one.
        let counted = try BenchmarkTests.reply("backtest count(sales) 2026 against 2025 in USD by sum(sales.amount) top 6", session)
        #expect(counted.headline?.contains("in count(sales) from") == true && counted.footer.contains { $0.contains("in USD") }, "\(counted.headline ?? "")")
        #expect(CurrencyTests.failure("backtest count(sales) 2026 against 2025 in USD by count(sales) top 6", session)?.id == "no-money")
        let late = try CurrencyTests.session(24, sales, CurrencyTests.rates.filter { $0.0 != "GBP" } + [("GBP", "2025-12-31", 1.5)])
        let line = "backtest sum(sales.amount where currency = 'EUR') 2026 against 2025 in USD by sum(sales.amount) top 6"
        #expect(CurrencyTests.failure(line, late)?.message.contains("a later one is not taken") == true)
    }

    @Test("a rule that adds up several currencies is remarked on; one that counts, or keeps to one, is not")
    func rules() throws {
        let session = try CurrencyTests.session(24, CurrencyTests.sales(seed: 25, accounts: 24), CurrencyTests.rates, lines: ["remove column accounts.tier"])
        let told = try BenchmarkTests.reply("objective 'o' = 60% sum(sales.amount), 40% count(sales)", session)
        #expect(told.notes.filter { $0.id == "many-currencies" }.map(\.message) == ["The objective 'o' reads sum(sales.amount), amounts in 3 currencies (EUR, GBP, USD), as though they were in one."], "\(told.notes)")
        #expect(try BenchmarkTests.texts("finding", try BenchmarkTests.reply("lint", session)).contains("many-currencies"))
        for rule in ["count(sales)", "sum(sales.amount where currency = 'GBP')"] {
            #expect(try !BenchmarkTests.reply("objective 'o' = \(rule)", session).notes.contains { $0.id == "many-currencies" })
        }
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
