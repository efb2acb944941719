import Diagnostics
import Foundation
import Prioritizing
import Tables
import Testing

/// The shared data beside the package folder, or where TIERBOOK_SHARED says.
private let crm: URL = {
    let shared =
        ProcessInfo.processInfo.environment["TIERBOOK_SHARED"].map { URL(fileURLWithPath: $0) }
        ?? URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../shared").standardized
    return shared.appendingPathComponent("data/crm-sales-opportunities")
}()

private func rows(_ file: String) throws -> [[String]] {
    try String(contentsOf: crm.appendingPathComponent(file), encoding: .utf8).split(whereSeparator: \.isNewline)
        .dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
}

/// The example of the product's description: 60 % won in 2017, 40 % revenue; Platinum top 10, Gold next 20.
@Suite(
    .enabled(
        if: FileManager.default.fileExists(atPath: crm.path),
        "The shared data is not here; set TIERBOOK_SHARED to its folder."))
struct CondaxTests {
    private let names: [String]
    private let ranking: Ranking
    private let rules: [TierRule] = [.count(10), .count(20)]

    init() throws {
        let accounts = try rows("accounts.csv").sorted { $0[0] < $1[0] }
        names = accounts.map { $0[0] }
        var won = [Double](repeating: .nan, count: names.count)
        for deal in try rows("sales_pipeline.csv") where deal[4] == "Won" && deal[6].hasPrefix("2017") {
            guard let row = names.firstIndex(of: deal[3]), let value = Double(deal[7]) else { continue }
            won[row] = (won[row].isNaN ? 0 : won[row]) + value
        }
        let revenue = accounts.map { Double($0[3]) ?? .nan }
        let scaled = try ScaledMeasures([Measure(won), Measure(revenue)], rowCount: names.count)
        ranking = try Ranking(scaled, weights: Weights.whole([0.6, 0.4]), ties: Buffer(names.indices.map { UInt64($0) }))
    }

    private func rounded(_ share: Double) -> Double { (share * 1000).rounded() / 10 }

    @Test func whyCondax() throws {
        let row = try #require(names.firstIndex(of: "Condax"))
        let why = try #require(try ranking.attribution(row))
        #expect(why.place == 35 && why.rankedCount == 85 && rounded(why.score) == 58.6)
        #expect(why.parts.map(\.value) == [206_410, 4.54])
        #expect(why.parts.map { rounded($0.scaled) } == [97.6, 0])
        #expect(why.parts.map { rounded($0.weight) } == [60, 40])
        #expect(why.parts.map { rounded($0.points) } == [58.6, 0])

        let tiering = try Tiering(ranking, rules: rules)
        #expect(tiering.tier(row) == Tiering.nonTiered)
        let gold = try #require(tiering.line(tier: 1))
        #expect(rounded(gold.score) == 70.5 && rounded(gold.score - why.score) == 11.9)
        #expect(gold.row.map { names[$0] } == "Stanredtax" && gold.place == 30)

        let goal = Goal.tier(1, rules: rules, groups: nil)
        #expect(try ranking.reach(row, in: 0, goal) == .impossible)
        #expect(try ranking.reach(row, in: 1, goal) == .beyond(646.1))
    }

    @Test func whatIfPlatinumHadFifteen() throws {
        let now = try Tiering(ranking, rules: rules)
        let then = try Tiering(ranking, rules: [.count(15), .count(20)])
        let moved = names.indices.filter { now.tier($0) != then.tier($0) }
        #expect(moved.count == 10)
        #expect(moved.contains { names[$0] == "Condax" && then.tier($0) == 1 })
    }
}
