import Diagnostics
import Engine
import Foundation
import Statistics
import Tables
import TestSupport
import Testing
import Workspaces

/// Which growth is compared, and which accounts move together.
@Suite struct BenchmarkInferenceTests {
    typealias Sale = BenchmarkTests.Sale

    /// Gold accounts and others with the figures given, each a pair of before and after.
    private static func session(gold: [(Double, Double)], others: [(Double, Double)], _ more: [Field] = []) throws -> Session {
        let all = gold + others
        let sales = all.enumerated().flatMap { [Sale(account: $0, day: "2025-05-05", amount: $1.0), Sale(account: $0, day: "2026-05-05", amount: $1.1)] }
        return try BenchmarkTests.session(all.indices.map { $0 < gold.count ? "Gold" : nil }, sales, more)
    }

    private static func row(_ line: String, _ session: Session) throws -> (ahead: Double?, low: Double?, high: Double?, p: Double?) {
        let reply = try BenchmarkTests.reply(line, session)
        let at = try #require(try BenchmarkTests.texts("tier", reply).firstIndex(of: "Gold"))
        func cell(_ name: String) throws -> Double? { try BenchmarkTests.figures(name, reply)[at] }
        return (try cell("points ahead"), try cell("low"), try cell("high"), try cell("p"))
    }

    private static let line = "benchmark sum(sales.amount) 2026 against 2025 by tier"

    private static func pairs(_ count: Int, _ random: inout Seeded) -> [(Double, Double)] {
        (0..<count).map { _ in (Double(random.below(900) + 100), Double(random.below(900) + 100)) }
    }

    @Test("medians: the difference of both, with the p that belongs to the interval", arguments: 1...4)
    func medians(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let (gold, others) = (BenchmarkInferenceTests.pairs(6, &random), BenchmarkInferenceTests.pairs(7, &random))
        let found = try BenchmarkInferenceTests.row(BenchmarkInferenceTests.line + " comparing medians", try BenchmarkInferenceTests.session(gold: gold, others: others))
        let (own, rest) = (gold.map { $0.1 / $0.0 - 1 }.sorted(), others.map { $0.1 / $0.0 - 1 }.sorted())
        let want = ((own[2] + own[3]) / 2 - rest[3]) * 100
        #expect((try #require(found.ahead) - want).magnitude < 1e-9)
        // At the level that p leaves to 1 an end of the interval comes to lie on 0.
        let (p, difference) = (try #require(found.p), try #require(MedianDifference(own, less: rest)))
        for (level, holds) in [(1 - p - 1e-6, false), (1 - p + 1e-6, true)] where level > 0 && level < 1 {
            #expect((difference.interval(level: level)?.contains(0) ?? true) == holds, "at \(level)")
        }
        #expect((p < 0.05) == !((try #require(found.low)...#require(found.high)).contains(0)))
        #expect(try #require(found.low) <= want && want <= #require(found.high))
    }

    @Test("means: the difference of both, with the error of both together")
    func means() throws {
        var random = Seeded(state: 5)
        let (gold, others) = (BenchmarkInferenceTests.pairs(30, &random), BenchmarkInferenceTests.pairs(40, &random))
        let session = try BenchmarkInferenceTests.session(gold: gold, others: others)
        let found = try BenchmarkInferenceTests.row(BenchmarkInferenceTests.line + " comparing means", session)
        func moments(_ pairs: [(Double, Double)]) -> (mean: Double, error: Double) {
            let growths = pairs.map { $0.1 / $0.0 - 1 }
            let mean = growths.reduce(0, +) / Double(growths.count)
            let variance = growths.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(growths.count - 1)
            return (mean, (variance / Double(growths.count)).squareRoot())
        }
        let (own, rest) = (moments(gold), moments(others))
        let want = (own.mean - rest.mean) * 100
        let error = (own.error * own.error + rest.error * rest.error).squareRoot() * 100
        #expect((try #require(found.ahead) - want).magnitude < 1e-9)
        // Student's t with some 40 to 68 degrees.
        let t = (try #require(found.high) - want) / error
        #expect(t > 1.99 && t < 2.03, "the interval is \(t) standard errors to each side")
        let reply = try BenchmarkTests.reply(BenchmarkInferenceTests.line + " comparing means", session)
        #expect(reply.headline?.contains("mean growth of accounts") ?? false)
    }

    @Test("accounts cut into parts of one parent tell as much as they did whole", arguments: ["totals", "medians"])
    func parts(kind: String) throws {
        var random = Seeded(state: 9)
        let (gold, others) = (BenchmarkInferenceTests.pairs(12, &random), BenchmarkInferenceTests.pairs(20, &random))
        let whole = try BenchmarkInferenceTests.row(BenchmarkInferenceTests.line + " comparing \(kind)", try BenchmarkInferenceTests.session(gold: gold, others: others))
        func cut(_ pairs: [(Double, Double)]) -> [(Double, Double)] { pairs.flatMap { [(0.25 * $0.0, 0.5 * $0.1), (0.75 * $0.0, 0.25 * $0.1), (0, 0.25 * $0.1)] } }
        let count = 3 * (gold.count + others.count)
        // The first part is the parent, which has none of its own.
        let parents = Column.texts((0..<count).map { $0 % 3 == 0 ? nil : "a\($0 / 3 * 3)" })
        let session = try BenchmarkInferenceTests.session(gold: cut(gold), others: cut(others), [Field("parent", parents)])
        let parts = try BenchmarkInferenceTests.row(BenchmarkInferenceTests.line + " comparing \(kind)", session)
        for (a, b) in [(whole.ahead, parts.ahead), (whole.low, parts.low), (whole.high, parts.high), (whole.p, parts.p)] {
            #expect((try #require(a) - #require(b)).magnitude < 1e-9, "\(whole) became \(parts)")
        }
        let reply = try BenchmarkTests.reply(BenchmarkInferenceTests.line, session)
        #expect(reply.footer.contains("clustered by parent: \(count) accounts in \(count / 3) clusters of several"), "\(reply.footer)")
        let apart = try BenchmarkInferenceTests.row(BenchmarkInferenceTests.line + " clustered by none", session)
        #expect(apart.low != parts.low, "parts taken for accounts of their own tell more than they know")
    }

    @Test("a cluster with accounts in both groups is left out of both at once")
    func straddling() throws {
        var random = Seeded(state: 4)
        let (gold, others) = (BenchmarkInferenceTests.pairs(24, &random), BenchmarkInferenceTests.pairs(24, &random))
        let owners = (0..<48).map { "o\($0 % 12)" as String? }
        let session = try BenchmarkInferenceTests.session(gold: gold, others: others, [Field("owner", .texts(owners))])
        let found = try BenchmarkInferenceTests.row(BenchmarkInferenceTests.line + " clustered by owner", session)
        func growth(_ pairs: [(Double, Double)], without owner: Int) -> Double {
            let kept = pairs.indices.filter { $0 % 12 != owner }
            return kept.reduce(0) { $0 + pairs[$1].1 } / kept.reduce(0) { $0 + pairs[$1].0 } - 1
        }
        let left = (0..<12).map { growth(gold, without: $0) - growth(others, without: $0) }
        let mean = left.reduce(0, +) / 12
        let error = (left.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * 11 / 12).squareRoot()
        let ahead = growth(gold, without: -1) - growth(others, without: -1)
        #expect((try #require(found.ahead) - ahead * 100).magnitude < 1e-9)
        let t = (try #require(found.high) / 100 - ahead) / error
        // Student's t with at most 11 degrees, and hardly fewer than 8.
        #expect(t > 2.2 && t < 2.31, "the interval is \(t) standard errors to each side")
    }

    @Test("parents of parents, circles and missing ones make clusters, and few of them are said")
    func circles() throws {
        var random = Seeded(state: 8)
        let (gold, others) = (BenchmarkInferenceTests.pairs(20, &random), BenchmarkInferenceTests.pairs(20, &random))
        // a1 → a0 → a2, a3 ⇄ a4, a5 and a6 of a parent that is no account, Gold's others all of a7.
        let parents = (0..<40).map { row -> String? in
            switch row {
            case 0: "a2"
            case 1: "a0"
            case 3: "a4"
            case 4: "a3"
            case 5, 6: "gone"
            case 8...19: "a7"
            default: nil
            }
        }
        let session = try BenchmarkInferenceTests.session(gold: gold, others: others, [Field("parent", .texts(parents))])
        let reply = try BenchmarkTests.reply(BenchmarkInferenceTests.line, session)
        #expect(reply.footer.contains("clustered by parent: 20 accounts in 4 clusters of several"), "\(reply.footer)")
        // 3, 2, 2 and 13 accounts in four clusters: too few to tell anything.
        #expect(try BenchmarkTests.texts("verdict", reply).contains("cannot tell: too few"))
        #expect(reply.notes.contains { $0.id == "few-clusters" && $0.message.contains("Gold has 4 clusters") }, "\(reply.notes)")
        #expect(throws: Diagnostic.self) { try BenchmarkTests.reply(BenchmarkInferenceTests.line + " clustered by holding", session) }
    }

    @Test("one owner of most accounts and growths that spread widely are said")
    func lints() throws {
        let gold = (0..<20).map { (100.0, $0 % 2 == 0 ? 20.0 : 500 + Double($0)) }
        let others = (0..<20).map { (100.0 + Double($0), 110.0) }
        let owners = (0..<40).map { $0 < 15 ? "Kim" : "o\($0)" as String? }
        let session = try BenchmarkInferenceTests.session(gold: gold, others: others, [Field("owner", .texts(owners))])
        let reply = try BenchmarkTests.reply(BenchmarkInferenceTests.line, session)
        #expect(reply.notes.contains { $0.id == "one-owner" && $0.message.contains("15 of 20 in Gold are Kim's") }, "\(reply.notes)")
        #expect(reply.notes.contains { $0.id == "growths-spread-widely" })
        let medians = try BenchmarkTests.reply(BenchmarkInferenceTests.line + " comparing medians clustered by owner", session)
        #expect(!medians.notes.contains { ["one-owner", "growths-spread-widely"].contains($0.id) })
    }

    @Test("where families move together and nothing was done, few lists are called winners, and careless ones many")
    func families() throws {
        var random = Seeded(state: 12)
        func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + Double(random.below(1_000_000)) / 1_000_000 } }
        let count = 4 * (12 + 20)
        let parents = Column.texts((0..<count).map { $0 % 4 == 0 ? nil : "a\($0 / 4 * 4)" })
        var told = ["": 0, " comparing means": 0, " comparing medians": 0, " clustered by none": 0]
        let runs = 120
        for _ in 0..<runs {
            var all: [(Double, Double)] = []
            for _ in 0..<count / 4 {
                let shock = normal() * 0.3
                for _ in 0..<4 {
                    let before = exp(7 + normal())
                    all.append((before, before * exp(shock + normal() * 0.1)))
                }
            }
            let session = try BenchmarkInferenceTests.session(gold: Array(all[..<48]), others: Array(all[48...]), [Field("parent", parents)])
            for clause in told.keys.sorted() {
                if let p = try BenchmarkInferenceTests.row(BenchmarkInferenceTests.line + clause, session).p, p < 0.05 { told[clause, default: 0] += 1 }
            }
        }
        for clause in ["", " comparing means", " comparing medians"] { #expect(told[clause, default: 0] <= runs / 10, "\(told)") }
        #expect(told[" clustered by none", default: 0] >= runs / 8, "\(told)")
    }

    @Test("drawn again: near the formulas where accounts are many, the same from the same seed, and stopped at once", arguments: ["totals", "means", "medians"])
    func resampled(kind: String) throws {
        var random = Seeded(state: 11)
        let session = try BenchmarkInferenceTests.session(
            gold: BenchmarkInferenceTests.pairs(300, &random).map { ($0.0, $0.1 * 1.5) }, others: BenchmarkInferenceTests.pairs(400, &random))
        let line = BenchmarkInferenceTests.line + " comparing \(kind)"
        let formula = try BenchmarkInferenceTests.row(line, session)
        let drawn = try BenchmarkInferenceTests.row(line + " resampled 4000 draws", session)
        let again = try BenchmarkInferenceTests.row(line + " resampled 4000 draws", session)
        #expect(drawn == again, "the same seed, and other figures")
        let (low, high) = (try #require(formula.low), try #require(formula.high))
        let width = high - low
        #expect((try #require(drawn.ahead) - #require(formula.ahead)).magnitude < 1e-9)
        let ends = (try #require(drawn.low), try #require(drawn.high))
        #expect((ends.0 - low).magnitude < width * 0.2 && (ends.1 - high).magnitude < width * 0.2, "\(kind): drawn \(drawn), by formula \(formula)")
        #expect(try #require(drawn.p) < 0.05 && #require(formula.p) < 0.05)
        session.state.settings.seed = 99
        #expect(try BenchmarkInferenceTests.row(line + " resampled 4000 draws", session) != drawn, "another seed, and the same draws")
    }

    @Test("what does not vary, or is too few, is not drawn either; nor too seldom or too often")
    func resampledEdges() throws {
        let same = try BenchmarkInferenceTests.session(gold: (0..<8).map { _ in (100, 110) }, others: (0..<8).map { _ in (100, 100) })
        #expect(try BenchmarkInferenceTests.row(BenchmarkInferenceTests.line + " resampled", same).low == nil)
        let few = try BenchmarkInferenceTests.session(gold: [(100, 110), (90, 100)], others: (0..<8).map { (100, 100 + Double($0)) })
        #expect(try BenchmarkInferenceTests.row(BenchmarkInferenceTests.line + " resampled", few).low == nil)
        for (draws, id) in [("99", "out-of-range"), ("1000001", "out-of-range"), ("1.5", "not-a-count")] {
            let found = #expect(throws: Diagnostic.self) { try BenchmarkTests.reply(BenchmarkInferenceTests.line + " resampled \(draws) draws", few) }
            #expect(found?.id == id)
        }
    }
}
