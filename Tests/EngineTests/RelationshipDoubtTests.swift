import Diagnostics
import Engine
import TestSupport
import Testing

/// Where penetration, depth and white space must say that nothing can be told, and why.
@Suite struct RelationshipDoubtTests {
    typealias World = RelationshipWorld

    /// Each account's tier with its sales: so many products in each period named, for so much each.
    private func makeWorld(_ accounts: [(tier: String?, sales: [String: Int])], amount: (Int) -> Double = { _ in 100 }) -> World {
        let days = ["2025Q1": "2025-02-05", "2025Q2": "2025-05-05", "2025Q4": "2025-11-05", "2026Q1": "2026-02-05", "2026Q2": "2026-05-05", "2024Q1": "2024-02-05"]
        let sales = accounts.indices.flatMap { account in
            accounts[account].sales.sorted { $0.key < $1.key }.flatMap { period, count in
                (0..<count).map { World.Sale(account: account, day: days[period] ?? period, product: "P\($0)", amount: amount(account)) }
            }
        }
        let ends = ["2024-01-02", "2026-06-29"].map { World.Sale(account: 0, day: $0, product: nil, amount: 0) }
        return World(tiers: accounts.map(\.tier), wallets: accounts.map { _ in 1_000 }, sales: sales + ends)
    }

    // MARK: Where nothing varies

    @Test func theErrorOfWalletsAloneTellsNoChange() throws {
        var world = makeWorld((0..<20).map { ($0 < 10 ? "Gold" : nil, ["2024Q1": 1, "2025Q1": 2]) })
        world.asOf = "2025-03-31"
        for line in ["2025Q1 against 2024Q1 by tier", "quarterly by tier from 2024Q1 to 2025Q1"] {
            let reply = try world.reply("penetration sum(sales.amount) \(line)")
            #expect(reply.headline?.contains("can be told from chance") ?? false || reply.headline?.contains("cannot be told from") ?? false, "\(reply.headline ?? "")")
        }
        #expect(try world.reply("penetration sum(sales.amount) 2025Q1 against 2024Q1 by tier").numbers("change low") == [nil, nil])
    }

    @Test func theSameInALeapYearIsNoChange() throws {
        let reply = try makeWorld((0..<20).map { ($0 < 10 ? "Gold" : nil, ["2024Q1": 1, "2025Q1": 1]) }, amount: { Double(90 + $0) }).reply("penetration sum(sales.amount) 2025Q1 against 2024Q1 by tier")
        #expect(try reply.numbers("change") == [0, 0])
    }

    @Test func allTheSameIsNoIntervalOfAChange() throws {
        let world = makeWorld((0..<20).map { ($0 < 10 ? "Gold" : nil, ["2025Q2": 2, "2026Q2": 3]) })
        let reply = try world.reply("depth of product 2026Q2 against 2025Q2 by tier")
        #expect(try reply.numbers("change") == [1, 1] && reply.numbers("change low") == [nil, nil])
        #expect(try world.reply("depth of product from 2025Q2 to 2026Q2").headline?.hasSuffix("no change between 2025Q2 and 2026Q2 can be told from chance.") ?? false)
    }

    @Test func aGroupWithoutSpreadIsNotHeldAgainstOthers() throws {
        let world = makeWorld((0..<66).map { ($0 < 6 ? "Gold" : nil, ["2026Q1": $0 < 6 ? 1 : 1 + $0 % 3]) })
        let reply = try world.reply("depth of product 2026Q1 by tier")
        #expect(try reply.texts("verdict")[0] == "cannot tell" && reply.numbers("p")[0] == nil && reply.numbers("low")[0] == nil)
        let penetration = try world.reply("penetration sum(sales.amount) 2026Q1 by tier")
        #expect(try penetration.texts("verdict")[0] == "cannot tell" && penetration.numbers("ahead low")[0] == nil)
    }

    // MARK: Periods in a row

    /// Twice as much in every fourth quarter, and nothing else.
    @Test func aSeasonIsNoChange() throws {
        var world = makeWorld((0..<20).map { (nil, ["2025Q1": 1 + $0 % 2, "2025Q2": 1 + $0 % 2, "2025Q4": 3 + $0 % 2]) })
        world.asOf = "2025-12-31"
        for line in ["depth of product from 2025Q1 to 2025Q4", "penetration sum(sales.amount) from 2025Q1 to 2025Q4"] {
            #expect(try world.reply(line).headline?.hasSuffix("no change is told, which wants the same whole quarter of two years.") ?? false)
        }
    }

    @Test func aRowIsHeldAgainstTheSameQuarterAYearBefore() throws {
        var world = makeWorld((0..<20).map { (nil, ["2025Q1": 1, "2025Q2": 1 + $0 % 2, "2025Q4": 1, "2026Q1": 1, "2026Q2": 3 + ($0 / 2) % 2]) })
        #expect(try world.reply("depth of product from 2025Q1 to 2026Q2").headline?.contains("rose by") ?? false)
        #expect(try world.reply("depth of product from 2025Q1 to 2026Q2").headline?.contains("between 2025Q2 and 2026Q2") ?? false)
        // The last quarter is not over by a day, which is a tenth of nothing.
        world.asOf = "2026-06-29"
        #expect(try world.reply("depth of product from 2025Q1 to 2026Q2").headline?.contains("between 2025Q1 and 2026Q1") ?? false)
    }

    // MARK: Few

    @Test func fewClustersAreCalledSo() throws {
        var world = makeWorld((0..<64).map { ($0 < 24 ? "Gold" : nil, ["2026Q1": 1 + $0 % 3]) })
        world.parents = world.tiers.indices.map { $0 < 24 ? "p\($0 % 4)" : nil }
        for line in ["depth of product 2026Q1 by tier", "penetration sum(sales.amount) 2026Q1 by tier"] {
            let reply = try world.reply(line)
            #expect(reply.notes.contains { $0.message == "Gold is 4 clusters by parent, too few to tell anything from chance." }, "\(reply.notes.map(\.message))")
            #expect(try reply.numbers("low")[0] == nil && reply.texts("verdict")[0] == "cannot tell: too few")
        }
        for line in ["depth of product 2026Q1 by tier", "depth moves of product 2026Q1 against 2025Q1 by tier", "white space of product 2026Q1 by tier"] {
            #expect(try world.reply(line).footer.contains { $0.hasSuffix("take accounts of one parent for independent") }, "\(line)")
        }
    }

    // MARK: White space

    @Test func whatMostIsAtStakeWithIsNamedOnlyApartFromOthers() throws {
        // Ten use each product; what one brings is near to what the others bring, or far from it.
        func reply(_ first: Double) throws -> Reply {
            let products = ["Cash", "Prime"].enumerated().flatMap { place, product in
                (0..<10).map { World.Sale(account: place * 10 + $0, day: "2026-05-05", product: product, amount: (place == 0 ? first : 100) + Double($0)) }
            }
            return try World(tiers: (0..<30).map { $0 % 2 == 0 ? "Gold" : nil }, wallets: (0..<30).map { _ in nil }, sales: products + products.map { sale in
                World.Sale(account: sale.account, day: "2026-05-06", product: sale.product == "Prime" ? "Prime" : "Cash", amount: 0)
            }).reply("white space of product 2026Q2 worth amount")
        }
        #expect(try reply(1_000).headline?.contains("with Cash in") ?? false)
        #expect(try reply(101).headline?.contains("with which product most may be at stake in") ?? false)
    }

    @Test func noTierIsLeftOutOfTheGreatestGaps() throws {
        let headline = try makeWorld((0..<60).map { ($0 % 3 == 0 ? "Gold" : nil, ["2026Q1": 1 + $0 % 4]) }, amount: { Double(10 + $0) }).reply("white space of product 2026Q1 by tier worth amount").headline ?? ""
        #expect(headline.contains("Gold") && headline.contains("no tier"), "\(headline)")
    }

    // MARK: Words

    @Test func accountsWithoutAWalletAreOfTheWholeRow() throws {
        var world = makeWorld((0..<10).map { (nil, ["2025Q1": 1, "2026Q1": $0 == 0 ? 3 : 1]) })
        world.wallets[0] = nil
        let reply = try world.reply("penetration sum(sales.amount) from 2025Q1 to 2026Q1")
        #expect(reply.notes.contains { $0.message == "1 account without a wallet brings 18.2% of all revenue in 2025Q1 to 2026Q1, and is no part of this." }, "\(reply.notes.map(\.message))")
        #expect(reply.footer.contains("1 account without wallet left out, with 400 in 2025Q1 to 2026Q1"), "\(reply.footer)")
    }

    @Test func columnsThatDoNotComeBackAreNamed() throws {
        let error = try makeWorld((0..<10).map { _ in (nil, ["2026Q1": 1]) }).failure("depth 2026Q1")
        #expect(error.message == "No column of a dated table has two values and more that come back: sales.product has 1 different value in 12 rows." && error.help == "Name one all the same: of sales.product.")
    }
}
