import Diagnostics
import Engine
import Tables
import TestSupport
import Testing
import Workspaces

/// Trends against indices worked out by hand, and against the benchmark of the same periods.
@Suite struct TrendTests {
    typealias Sale = BenchmarkTests.Sale

    /// Sales of each account by quarter, from 2024Q1 on.
    private static func session(_ tiers: [String?], quarters: Int, _ amount: (_ account: Int, _ quarter: Int) -> Double, _ more: [Field] = []) throws -> Session {
        let sales = tiers.indices.flatMap { account in
            (0..<quarters).map { Sale(account: account, day: "\(2024 + $0 / 4)-\(["01", "04", "07", "10"][$0 % 4])-01", amount: amount(account, $0)) }
        }
        return try BenchmarkTests.session(tiers, sales, more)
    }

    private static let tiers: [String?] = (0..<40).map { $0 < 16 ? "Gold" : nil }

    private static func row(_ period: String, _ tier: String, _ reply: Reply) throws -> Int {
        let (periods, names) = (try BenchmarkTests.texts("quarter", reply), try BenchmarkTests.texts("tier", reply))
        return try #require(periods.indices.first { periods[$0] == period && names[$0] == tier }, "\(period) \(tier)")
    }

    @Test("every index and interval is the one worked out by hand", arguments: 1...3)
    func byHand(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let amounts = (0..<40).map { _ in (0..<8).map { _ in Double(random.below(900) + 100) } }
        let session = try TrendTests.session(TrendTests.tiers, quarters: 8) { amounts[$0][$1] }
        let reply = try BenchmarkTests.reply("trend sum(sales.amount) by tier against 2024Q4", session)
        let (index, ahead, low, high) = (try BenchmarkTests.figures("index", reply), try BenchmarkTests.figures("points ahead", reply), try BenchmarkTests.figures("low", reply), try BenchmarkTests.figures("high", reply))
        let (gold, rest) = (Array(0..<16), Array(16..<40))
        func ratio(_ rows: [Int], _ quarter: Int) -> Double { rows.reduce(0) { $0 + amounts[$1][quarter] } / rows.reduce(0) { $0 + amounts[$1][3] } }
        func error(_ rows: [Int], _ quarter: Int) -> Double {
            let left = rows.map { out in ratio(rows.filter { $0 != out }, quarter) }
            let mean = left.reduce(0, +) / Double(left.count)
            return left.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * Double(left.count - 1) / Double(left.count)
        }
        for quarter in 0..<8 {
            let at = try TrendTests.row("\(2024 + quarter / 4)Q\(quarter % 4 + 1)", "Gold", reply)
            #expect((try #require(index[at]) - ratio(gold, quarter) * 100).magnitude < 1e-9)
            if quarter == 3 {
                #expect(ahead[at] == nil && low[at] == nil)
                continue
            }
            let want = (ratio(gold, quarter) - ratio(rest, quarter)) * 100
            #expect((try #require(ahead[at]) - want).magnitude < 1e-9)
            let t = (try #require(high[at]) - want) / (error(gold, quarter) + error(rest, quarter)).squareRoot() / 100
            #expect(t > 2 && t < 2.3, "the interval is \(t) standard errors to each side")
        }
        // The same as the benchmark of those periods.
        let same = try BenchmarkTests.reply("benchmark sum(sales.amount) 2025Q3 against 2024Q4 by tier", session)
        let (own, other) = (try TrendTests.row("2025Q3", "Gold", reply), try #require(try BenchmarkTests.texts("tier", same).firstIndex(of: "Gold")))
        for column in ["points ahead", "low", "high"] { #expect(try BenchmarkTests.figures(column, reply)[own] == BenchmarkTests.figures(column, same)[other]) }
    }

    @Test("who moved apart before is said, and who did not")
    func before() throws {
        var random = Seeded(state: 6)
        let noise = (0..<40).map { _ in (0..<8).map { _ in Double(random.below(100)) / 1_000 } }
        // Gold doubles up to 2024Q4 and goes on.
        let rising = try TrendTests.session(TrendTests.tiers, quarters: 8) { ($0 < 16 ? 100 + Double($1) * 30 : 200) * (1 + noise[$0][$1]) }
        let apart = try BenchmarkTests.reply("trend sum(sales.amount) by tier against 2024Q4", rising)
        #expect(apart.headline?.contains("up to 2024Q4 Gold gained") ?? false, "\(apart.headline ?? "")")
        #expect(apart.headline?.contains("since then Gold is ahead of the rest by") ?? false, "\(apart.headline ?? "")")
        #expect(apart.notes.contains { $0.id == "apart-before" })
        let level = try TrendTests.session(TrendTests.tiers, quarters: 8) { ($0 < 16 && $1 > 3 ? 150.0 : 100) * (1 + noise[$0][$1]) }
        let alike = try BenchmarkTests.reply("trend sum(sales.amount) by tier against 2024Q4", level)
        #expect(alike.headline?.contains("up to 2024Q4 Gold moved as the rest did, as far as can be told; since then Gold is ahead of the rest by") ?? false, "\(alike.headline ?? "")")
        #expect(!alike.notes.contains { ["apart-before", "loose-check"].contains($0.id) })
        // Nothing is there, and intervals are wide.
        let wild = try TrendTests.session(TrendTests.tiers, quarters: 8) { [30.0, 100, 900][($0 * 7 + $1 * 5 + $0 / 3) % 3] }
        let told = try BenchmarkTests.figures("p", try BenchmarkTests.reply("trend sum(sales.amount) by tier against 2024Q4", wild))
        #expect(told.compactMap { $0 }.allSatisfy { $0 >= 0.05 })
    }

    @Test("the base comes just before the edition that says who is in what, and members are those of then")
    func opening() throws {
        let session = try TrendTests.session((0..<30).map { _ in nil }, quarters: 12) { 100 + Double(($0 * 7 + $1 * 3) % 11) + ($0 < 10 && $1 < 8 ? 1_000 : 0) + ($0 >= 20 && $1 >= 8 ? 3_000 : 0) }
        for line in [
            "remove column accounts.tier", "set as of 2025-12-31", "objective 'o' = sum(sales.amount where date in last 12 months)", "tier Gold top 10", "publish 'A'", "set as of 2026-11-30",
            "publish 'B'",
        ] { _ = try BenchmarkTests.reply(line, session) }
        let reply = try BenchmarkTests.reply("trend sum(sales.amount) by tier", session)
        #expect(reply.headline?.contains("2024Q1 to 2026Q3, 2025Q4 = 100") ?? false, "\(reply.headline ?? "")")
        #expect(reply.footer.first == "the list as it was in A")
        #expect(reply.notes.contains { $0.id == "unfinished-period" && $0.message.contains("2026Q4 is not over as of 2026-11-30, and left out") }, "\(reply.notes)")
        #expect(try BenchmarkTests.figures("accounts", reply).allSatisfy { $0 == 10 || $0 == 20 })
        let later = try BenchmarkTests.reply("trend sum(sales.amount) by tier as of edition 'B' to 2026Q4", session)
        #expect(later.headline?.contains("2026Q3 = 100") ?? false && later.footer.first == "the list as it was in B", "\(later.headline ?? "")")
        #expect(try BenchmarkTests.texts("verdict", later).contains("not over"))
        let typed = try BenchmarkTests.reply("trend sum(sales.amount) by tier against 2025Q2", session)
        #expect(typed.notes.contains { $0.id == "todays-list" })
    }

    @Test("periods that are no whole ones, are too many or have nothing in them are refused")
    func refusals() throws {
        let session = try TrendTests.session(TrendTests.tiers, quarters: 8) { account, _ in Double(account + 1) }
        for (line, id) in [
            ("by tier from last 90 days", "not-whole"), ("quarterly from 2025-02", "not-whole"), ("monthly from 1990", "too-many-periods"), ("from 2025Q1 to 2024Q1", "older-first"), ("to 2028Q1", "period-to-come"),
            ("against 2023Q1", "no-base"), ("from 2025Q1 to 2025Q1", "too-few-periods"), ("from 2022Q1 against 2022Q2", "nothing-to-compare"), ("by amount", "unknown-column"), ("from 0", "no-such-period"),
        ] {
            do {
                _ = try BenchmarkTests.reply("trend sum(sales.amount) \(line)", session)
                Issue.record("\(line) is not refused")
            } catch let error as Diagnostic { #expect(error.id == id, "\(line): \(error.id) \(error.message)") }
        }
    }

    @Test("zero, negative, missing and constant figures leave cells empty, never other than numbers")
    func edges() throws {
        let cases: [(Int, Int) -> Double] = [{ _, _ in 0.0 + 5 }, { $1 == 0 ? -5 : 5 + Double($0) }, { $0 == 0 ? 5 : Double($1 % 2) * .nan }, { account, quarter in account < 16 ? (quarter == 0 ? 0 : 5) : 5 }]
        for amount in cases {
            let session = try TrendTests.session(TrendTests.tiers, quarters: 6, amount)
            for clause in ["", " comparing means", " comparing medians", " against 2024Q1", " minimum 20", " versus all"] {
                guard let reply = try? BenchmarkTests.reply("trend sum(sales.amount) by tier" + clause, session) else { continue }
                for field in try #require(reply.table).fields { #expect(!(0..<field.column.count).contains { field.column[$0].number?.isFinite == false }, "\(field.name) has a cell that is no number") }
            }
        }
        // One account.
        let one = try TrendTests.session(["Gold"], quarters: 4) { _, quarter in Double(quarter + 1) }
        #expect(try BenchmarkTests.figures("index", try BenchmarkTests.reply("trend sum(sales.amount) by tier", one)) == [100, 200, 300, 400])
    }
}
