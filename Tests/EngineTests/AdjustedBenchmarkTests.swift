import Diagnostics
import Engine
import Foundation
import Tables
import TestSupport
import Testing
import Workspaces

/// Adjusted estimates against regressions worked out by inverted matrices, and where there are none.
@Suite struct AdjustedBenchmarkTests {
    typealias Sale = BenchmarkTests.Sale
    private static let line = "benchmark sum(sales.amount) 2026 against 2025 by tier clustered by none adjusted"

    private struct Row {
        var ahead, low, high, p: Double?
        var verdict: String
    }

    private static func rows(_ line: String, _ session: Session, of group: String = "Gold") throws -> [String: Row] {
        let reply = try BenchmarkTests.reply(line, session)
        let key = try #require(reply.table?.fields.first?.name)
        let (groups, methods, verdicts) = (try BenchmarkTests.texts(key, reply), try BenchmarkTests.texts("method", reply), try BenchmarkTests.texts("verdict", reply))
        let figures = try ["ahead", "low", "high", "p"].map { try BenchmarkTests.figures($0, reply) }
        for (name, cells) in zip(["ahead", "low", "high", "p"], figures) { #expect(!cells.contains { $0?.isFinite == false }, "\(name) has a cell that is no number") }
        var rows: [String: Row] = [:]
        for at in groups.indices where groups[at] == group { rows[methods[at]] = Row(ahead: figures[0][at], low: figures[1][at], high: figures[2][at], p: figures[3][at], verdict: verdicts[at]) }
        return rows
    }

    /// β and the HC3 error of the second coefficient, from (XᵀX)⁻¹ by Gauss and Jordan.
    private static func regression(_ x: [[Double]], _ y: [Double]) -> (value: Double, error: Double) {
        let p = x[0].count
        var matrix = (0..<p).map { a in (0..<p).map { b in x.reduce(0) { $0 + $1[a] * $1[b] } } + (0..<p).map { $0 == a ? 1.0 : 0 } }
        for pivot in 0..<p {
            let best = (pivot..<p).max { matrix[$0][pivot].magnitude < matrix[$1][pivot].magnitude } ?? pivot
            matrix.swapAt(pivot, best)
            let own = matrix[pivot][pivot]
            matrix[pivot] = matrix[pivot].map { $0 / own }
            for row in 0..<p where row != pivot {
                let factor = matrix[row][pivot]
                for column in 0..<2 * p { matrix[row][column] -= factor * matrix[pivot][column] }
            }
        }
        let inverse = matrix.map { Array($0[p...]) }
        func times(_ row: [Double]) -> [Double] { (0..<p).map { a in (0..<p).reduce(0) { $0 + inverse[a][$1] * row[$1] } } }
        let beta = times((0..<p).map { a in zip(x, y).reduce(0) { $0 + $1.0[a] * $1.1 } })
        let variance = zip(x, y).reduce(0.0) { sum, pair in
            let part = times(pair.0)
            let room = 1 - zip(part, pair.0).reduce(0) { $0 + $1.0 * $1.1 }
            let residual = pair.1 - zip(beta, pair.0).reduce(0) { $0 + $1.0 * $1.1 }
            return sum + (part[1] * residual / room) * (part[1] * residual / room)
        }
        return (beta[1], variance.squareRoot())
    }

    @Test("difference in differences and ANCOVA are what matrices say", arguments: 1...4)
    func againstMatrices(seed: UInt64) throws {
        var random = Seeded(state: seed)
        var (sales, x, plain, y): ([Sale], [[Double]], [[Double]], [Double]) = ([], [], [], [])
        var (changes, regions, sizes): ([Double], [String?], [Int64?]) = ([], [], [])
        for account in 0..<80 {
            let (before, after) = (Double(random.below(900) + 100), Double(random.below(900) + 100))
            let (region, size) = (random.below(3), random.below(50))
            sales += [Sale(account: account, day: "2025-05-05", amount: before), Sale(account: account, day: "2026-05-05", amount: after)]
            let isGold = account < 30 ? 1.0 : 0
            plain.append([1, isGold])
            changes.append(log(after) - log(before))
            regions.append(account == 7 ? nil : ["EMEA", "Asia", "Americas"][region])
            sizes.append(Int64(size))
            if account == 7 { continue }
            x.append([1, isGold, log(before), region == 0 ? 1 : 0, region == 1 ? 1 : 0, Double(size)])
            y.append(log(after))
        }
        // Nothing before, nothing after: no logarithm, and in totals alone.
        sales += [Sale(account: 80, day: "2026-05-05", amount: 50), Sale(account: 81, day: "2025-05-05", amount: 50)]
        let tiers = (0..<82).map { $0 < 30 ? "Gold" as String? : nil }
        let more = [Field("region", .texts(regions + ["EMEA", "Asia"])), Field("weight", .integers(sizes + [1, 1]))]
        let session = try BenchmarkTests.session(tiers, sales, more)
        let rows = try AdjustedBenchmarkTests.rows(AdjustedBenchmarkTests.line + " for region, weight", session)
        func check(_ method: String, _ want: (value: Double, error: Double)) throws {
            let row = try #require(rows[method])
            #expect((try #require(row.ahead) - (exp(want.value) - 1) * 100).magnitude < 1e-7, "\(method) is \(row)")
            let t = (log(try #require(row.high) / 100 + 1) - want.value) / want.error
            #expect(t > 1.97 && t < 2.02, "\(method): the interval is \(t) standard errors to each side")
        }
        try check("ANCOVA", AdjustedBenchmarkTests.regression(x, y))
        func error(_ values: ArraySlice<Double>) -> Double {
            let mean = values.reduce(0, +) / Double(values.count)
            return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1) / Double(values.count)
        }
        let differences = AdjustedBenchmarkTests.regression(plain, changes)
        try check("difference in differences", (differences.value, (error(changes[..<30]) + error(changes[30...])).squareRoot()))
        #expect(rows["beyond placebo"] == nil, "there are no earlier data")
        let reply = try BenchmarkTests.reply(AdjustedBenchmarkTests.line + " for region, weight", session)
        #expect(reply.footer.contains("1 account without region or weight not in ANCOVA"), "\(reply.footer)")
        #expect(reply.footer.contains { $0.hasPrefix("no dry run: the dry run is of 2025 against 2024") }, "\(reply.footer)")
    }

    @Test("the dry run is subtracted where there is one, and groups that had moved apart are said")
    func earlier() throws {
        var random = Seeded(state: 2)
        var sales: [Sale] = []
        for account in 0..<60 {
            let base = 100 + Double(random.below(100))
            let isGold = account < 30
            let earlier = base * (isGold ? 0.5 : 1) * (1 + Double(random.below(10)) / 100)
            sales += [Sale(account: account, day: "2024-01-01", amount: earlier), Sale(account: account, day: "2025-05-05", amount: base), Sale(account: account, day: "2026-05-05", amount: base * (1 + Double(random.below(20)) / 100))]
        }
        let session = try BenchmarkTests.session((0..<60).map { $0 < 30 ? "Gold" : nil }, sales)
        let rows = try AdjustedBenchmarkTests.rows(AdjustedBenchmarkTests.line, session)
        let placebo = try BenchmarkTests.reply("placebo sum(sales.amount) 2026 against 2025 by tier", session)
        let at = try #require(try BenchmarkTests.texts("tier", placebo).firstIndex(of: "Gold"))
        #expect(try BenchmarkTests.figures("beyond", placebo)[at] == rows["beyond placebo"]?.ahead)
        #expect(rows["beyond placebo"]?.verdict.hasPrefix("behind by") ?? false)
        let reply = try BenchmarkTests.reply(AdjustedBenchmarkTests.line, session)
        #expect(reply.notes.contains { $0.id == "apart-before" && $0.message.contains("Gold had moved apart from the rest in 2025 against 2024 already") }, "\(reply.notes)")
    }

    @Test("what cannot be adjusted says why, and no cell is other than a number")
    func edges() throws {
        func session(_ before: (Int) -> Double, _ after: (Int) -> Double, _ more: [Field] = []) throws -> Session {
            let sales = (0..<40).flatMap { [Sale(account: $0, day: "2025-05-05", amount: before($0)), Sale(account: $0, day: "2026-05-05", amount: after($0))] }
            return try BenchmarkTests.session((0..<40).map { $0 < 20 ? "Gold" : nil }, sales, more)
        }
        let line = AdjustedBenchmarkTests.line
        func verdicts(_ session: Session, _ line: String) throws -> [String] { try ["difference in differences", "ANCOVA"].map { try #require(try AdjustedBenchmarkTests.rows(line, session)[$0]).verdict } }
        // Nothing varies.
        #expect(try verdicts(try session({ _ in 100 }, { _ in 100 }), line) == ["cannot tell: nothing varies", "cannot tell: all had the same before"])
        // No logarithm.
        let negative = try session({ $0 < 20 ? ($0 == 0 ? 500 : -1) : 9 + Double($0) }, { 5 + Double($0 % 7) })
        #expect(try verdicts(negative, line) == ["cannot tell: too few accounts in the group", "cannot tell: too few accounts in the group"])
        // A covariate that is the group.
        let region = Field("region", .texts((0..<40).map { $0 < 20 ? "EMEA" : "Asia" }))
        let own = try session({ 100 + Double($0) }, { 100 + Double($0 * $0 % 17) }, [region, Field("same", .texts((0..<40).map { _ in "x" })), Field("blank", .texts((0..<40).map { _ in nil }))])
        #expect(try verdicts(own, line + " for region")[1] == "cannot tell: region is told by the group or the other covariates")
        for column in ["same", "blank", "holding", "region, region"] {
            #expect(throws: Diagnostic.self) { try BenchmarkTests.reply(line + " for \(column)", own) }
        }
        // Nothing to hold against.
        #expect(throws: Diagnostic.self) { try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025 adjusted", own) }
    }
}
