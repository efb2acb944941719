import Diagnostics
import Engine
import Tables
import TestSupport
import Testing
import Verbs
import Workspaces

/// Back tests against what a reader would count by hand, and that nothing of what came later has a part in the ranking.
@Suite struct BacktestTests {
    typealias Sale = BenchmarkTests.Sale

    /// Accounts without tiers of their own, on which lists are made.
    private static func session(_ count: Int, _ sales: [Sale], _ lines: [String] = []) throws -> Session {
        let session = try BenchmarkTests.session((0..<count).map { _ in nil }, sales)
        for line in ["remove column accounts.tier"] + lines { _ = try BenchmarkTests.reply(line, session) }
        return session
    }

    /// Random sales of three years; every account has one in 2024.
    private static func sales(_ count: Int, seed: UInt64) -> [Sale] {
        var random = Seeded(state: seed)
        return (0..<count).flatMap { account in
            [2024, 2025, 2026].flatMap { year in
                (0..<Int.random(in: year == 2024 ? 1...4 : 0...4, using: &random)).map { _ in
                    Sale(account: account, day: "\(year)-0\(Int.random(in: 1...9, using: &random))-1\(Int.random(in: 0...9, using: &random))", amount: Double(Int.random(in: 1...500, using: &random)))
                }
            }
        }
    }

    private static func totals(_ count: Int, _ sales: [Sale], _ year: String) -> [Double] {
        (0..<count).map { account in sales.reduce(0) { $0 + ($1.account == account && $1.day.hasPrefix(year) ? $1.amount ?? 0 : 0) } }
    }

    private static let line = "backtest sum(sales.amount) 2026 against 2025"

    // MARK: Against counting by hand

    @Test("what the rule, the measure alone and chance find is what a reader counts", arguments: 1...6)
    func counts(seed: UInt64) throws {
        let count = 40
        let sales = BacktestTests.sales(count, seed: seed)
        let (old, new, first) = (BacktestTests.totals(count, sales, "2025"), BacktestTests.totals(count, sales, "2026"), BacktestTests.totals(count, sales, "2024"))
        let reply = try BenchmarkTests.reply(BacktestTests.line + " by sum(sales.amount) top 12 growers 10", try BacktestTests.session(count, sales))
        // As of 2025-12-31 the sum is over two years. Names order as texts do.
        let names = (0..<count).map { "a\($0)" }
        func best(_ figures: [Double]) -> Set<Int> {
            Set((0..<count).sorted { figures[$0] == figures[$1] ? names[$0] < names[$1] : figures[$0] > figures[$1] }.prefix(12))
        }
        let gains = zip(new, old).map { $0 - $1 }
        let limit = max(gains.sorted(by: >)[9], .leastNonzeroMagnitude)
        let growers = Set((0..<count).filter { gains[$0] >= limit })
        let (rule, measure) = (best(zip(first, old).map { $0 + $1 }), best(old))
        let found = try BenchmarkTests.figures("growers found", reply)
        #expect(found == [Double(rule.intersection(growers).count), Double(measure.intersection(growers).count), Double(12 * growers.count) / Double(count)])
        #expect(try BenchmarkTests.figures("of", reply) == [Double](repeating: Double(growers.count), count: 3))
        #expect(try BenchmarkTests.figures("found alone", reply) == [Double(rule.intersection(growers).subtracting(measure).count), Double(measure.intersection(growers).subtracting(rule).count), nil])
        let gained = gains.reduce(0) { $0 + max(0, $1) }
        let shares = try BenchmarkTests.figures("gain share", reply)
        for (share, chosen) in zip(shares, [rule, measure]) {
            #expect((try #require(share) - chosen.reduce(0) { $0 + max(0, gains[$1]) } / gained).magnitude < 1e-12)
        }
        // The curve goes through the same figures, and ends where everything is found.
        let curve = try BenchmarkTests.reply(BacktestTests.line + " by sum(sales.amount) top 12 growers 10 curve", try BacktestTests.session(count, sales))
        let (taken, byRule) = (try BenchmarkTests.figures("accounts", curve), try BenchmarkTests.figures("this ranking", curve))
        let at = try #require(taken.firstIndex(of: 12))
        #expect((try #require(byRule[at]) - Double(rule.intersection(growers).count) / Double(growers.count)).magnitude < 1e-12)
        for name in ["share", "this ranking", "2025 alone", "chance", "gain of this ranking", "gain of 2025 alone"] {
            let points = try BenchmarkTests.figures(name, curve)
            #expect(points.first == 0 && points.last == 1, "\(name) runs from \(points.first as Any) to \(points.last as Any)")
            #expect(zip(points, points.dropFirst()).allSatisfy { ($0 ?? 0) <= ($1 ?? 0) }, "\(name) falls")
        }
    }

    // MARK: Nothing of what came later

    /// The accounts in the order in which they would have been taken.
    private static func order(_ line: String, _ session: Session) throws -> [String] {
        try BenchmarkTests.texts("account", try BenchmarkTests.reply(line + " accounts | order by place | select account", session))
    }

    @Test("what happens after the day changes no ranking", arguments: ["", " by 60% sum(sales.amount), 40% count(sales where date in last 6 months) top 8", " as of edition 'A'"])
    func noLookAhead(clause: String) throws {
        let sales = BacktestTests.sales(30, seed: 5)
        let list = ["objective 'o' = sum(sales.amount where date in last 12 months) missing as 0", "tier Gold top 8"]
        let publish = clause.contains("edition") ? ["set as of 2025-12-31"] + list + ["publish 'A'", "set as of 2026-12-31"] : list
        let before = try BacktestTests.session(30, sales, publish)
        // Other sales from the first day of 2026 on, and none without a day.
        let others = sales.filter { $0.day < "2026" } + (0..<30).map { Sale(account: $0, day: "2026-01-01", amount: Double(1 + ($0 * 77) % 101)) }
        let after = try BacktestTests.session(30, others, publish)
        let line = BacktestTests.line + clause
        #expect(try BacktestTests.order(line, before) == BacktestTests.order(line, after))
        // What was known does change it.
        let known = try BacktestTests.session(30, sales + [Sale(account: 29, day: "2025-12-31", amount: 1e6)], publish)
        #expect(try BacktestTests.order(line, known).first == "a29")
        #expect(before.asOf == Day(iso: "2026-12-31".utf8), "a back test leaves the as-of day as it was")
    }

    @Test("accounts of which nothing was known then are left out and counted")
    func notThereYet() throws {
        var sales = BacktestTests.sales(20, seed: 9)
        sales.removeAll { $0.account < 3 && $0.day < "2026" }
        sales += (0..<3).map { Sale(account: $0, day: "2026-03-03", amount: 1e6) }
        let reply = try BenchmarkTests.reply(BacktestTests.line + " by sum(sales.amount) missing as 0 top 5", try BacktestTests.session(20, sales))
        #expect(reply.footer.contains("3 accounts not there yet"), "\(reply.footer)")
        #expect(try !BacktestTests.order(BacktestTests.line + " by sum(sales.amount) missing as 0 top 5", BacktestTests.session(20, sales)).contains("a1"))
    }

    @Test("figures of today are refused wherever they hide, and what can be tested instead is said", arguments: [
        "by size", "by sum(sales.amount) / size", "by sum(sales.amount where amount > accounts.size)", "by count(sales where size > 1)", "by big", "by sum(size per all)", "by 50% sum(sales.amount), 50% size",
    ])
    func today(clause: String) throws {
        let session = try BacktestTests.session(20, BacktestTests.sales(20, seed: 2), ["define big = size * 2"])
        let error = #expect(throws: Diagnostic.self) { try BenchmarkTests.reply(BacktestTests.line + " \(clause) top 5", session) }
        #expect(error?.id == "known-today-only" && error?.message.contains("size") == true && error?.help?.contains("by sum(sales.amount)") == true, "\(String(describing: error))")
    }

    @Test("rules that read a figure of today name it, and the edition that kept its ranks")
    func rulesOfToday() throws {
        let session = try BacktestTests.session(20, BacktestTests.sales(20, seed: 2), ["set as of 2025-12-31", "objective 'o' = size", "tier Gold top 5", "publish 'A'", "set as of 2026-12-31", "publish 'B'"])
        let error = #expect(throws: Diagnostic.self) { try BenchmarkTests.reply(BacktestTests.line, session) }
        #expect(error?.message.contains("they read size") == true && error?.help?.contains("as of edition 'A'") == true, "\(String(describing: error))")
        #expect(try BenchmarkTests.reply(BacktestTests.line + " as of edition 'A'", session).footer.first == "the ranks that A published on 2025-12-31")
        let late = #expect(throws: Diagnostic.self) { try BenchmarkTests.reply(BacktestTests.line + " as of edition 'B'", session) }
        #expect(late?.id == "late-edition" && late?.help?.contains("'A'") == true, "\(String(describing: late))")
    }

    @Test("rows below a dated table that was cut find their own again")
    func linksOfCutTables() throws {
        let sales = BacktestTests.sales(20, seed: 4)
        let session = try BacktestTests.session(20, sales)
        // Each sale has a line of its own, dated as it is, which leads to accounts by way of it.
        let lines = Table(
            [Field("sale", .integers(sales.indices.map { Int64($0) })), Field("date", .dates(sales.map { Day(iso: $0.day.utf8) })), Field("units", .doubles(sales.map { $0.amount ?? .nan }))],
            dated: 1, links: [Link(column: 0, target: "sales", rows: Buffer(sales.indices.map { Int32($0) }))])
        session.state.workspace.put(lines, as: "lines")
        #expect(try BacktestTests.order(BacktestTests.line + " by sum(lines.units) top 5", session) == BacktestTests.order(BacktestTests.line + " by sum(sales.amount) top 5", session))
    }

    // MARK: Where there is nothing to find

    @Test("nobody grew, everybody grew, all or nobody chosen, one account: refused with what to do", arguments: [
        ("top 5", 20, 0.0, 1.0, "nobody-grew"), ("top 5", 20, 2.0, 1.0, "everybody-grew"), ("top 5 growers above 0", 20, 2.0, 1.0, "everybody-grew"), ("top 20", 20, 2.0, 1.0, "all-chosen"),
        ("top 500", 20, 2.0, 1.0, "all-chosen"), ("top 0", 20, 2.0, 1.0, "nobody-chosen"), ("", 20, 2.0, 1.0, "nobody-chosen"), ("top 1", 1, 2.0, 1.0, "all-chosen"), ("top 5 growers 0", 20, 2.0, 1.0, "nobody-grew"),
        ("top 5", 0, 2.0, 1.0, "no-accounts"), ("top 5", 20, 1.0, 0.0, "nothing-to-compare"), ("top 5 growers above 20%", 20, 2.0, 1.0, "not-a-gain"),
    ])
    func refused(clause: String, count: Int, after: Double, before: Double, id: String) throws {
        let sales = (0..<count).flatMap { [Sale(account: $0, day: "2025-05-05", amount: before), Sale(account: $0, day: "2026-05-05", amount: after)] }
        let error = #expect(throws: Diagnostic.self) { try BenchmarkTests.reply(BacktestTests.line + " by sum(sales.amount) \(clause)", try BacktestTests.session(count, sales)) }
        #expect(error?.id == id && error?.help != nil, "\(String(describing: error))")
    }

    @Test("ties at the line and among growers are said, and all constant is no figure that is no number")
    func ties() throws {
        // All had the same; the first three gained alike.
        let sales = (0..<12).flatMap { [Sale(account: $0, day: "2025-05-05", amount: 10), Sale(account: $0, day: "2026-05-05", amount: $0 < 3 ? 15 : 10)] }
        let reply = try BenchmarkTests.reply(BacktestTests.line + " by sum(sales.amount) top 2", try BacktestTests.session(12, sales))
        #expect(reply.footer.contains("1 grower more than asked for ties with the last"), "\(reply.footer)")
        #expect(reply.notes.contains { $0.id == "ties" && $0.message.hasPrefix("At the line 12 accounts share the rule's score and 12 accounts share the figure of 2025;") }, "\(reply.notes)")
        #expect(reply.notes.contains { $0.id == "too-few" }, "2 of 12 can find 2 of 4 by chance")
        for field in try #require(reply.table).fields {
            #expect(!(0..<field.column.count).contains { field.column[$0].number?.isNaN ?? false }, "\(field.name) has a cell that is no number")
        }
    }

    @Test("where nothing depends on the ranking, it is called better or worse than chance at most 1 time in 20")
    func noEffect() throws {
        var told = 0
        for seed in 1...60 {
            var random = Seeded(state: UInt64(seed) &* 977)
            let sales = (0..<60).flatMap { account in
                [Sale(account: account, day: "2024-05-05", amount: Double(random.below(10_000))), Sale(account: account, day: "2025-05-05", amount: Double(random.below(10_000))), Sale(account: account, day: "2026-05-05", amount: Double(random.below(10_000)))]
            }
            // Ranked by 2024, which has no part in the gain.
            let reply = try BenchmarkTests.reply(BacktestTests.line + " by sum(sales.amount where date in 2024) top 15", try BacktestTests.session(60, sales))
            if try BenchmarkTests.texts("verdict", reply)[0].contains("than chance") { told += 1 }
        }
        #expect(told <= 6, "\(told) of 60 are called better or worse than chance, where 3 are expected at most")
    }
}
