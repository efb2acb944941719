import Diagnostics
import Engine
import Statistics
import TestSupport
import Tables
import Testing

/// Penetration, depth and white space against what a reader would count by hand, and where they must refuse or say nothing.
@Suite struct RelationshipTests {
    typealias World = RelationshipWorld

    private func expectClose(_ got: Double?, _ want: Double?, _ what: String) {
        guard let got, let want else { return #expect(got == nil && want == nil, "\(what) is \(String(describing: got)), by hand \(String(describing: want))") }
        #expect((got - want).magnitude <= 1e-9 * max(1, want.magnitude), "\(what) is \(got), by hand \(want)")
    }

    // MARK: Penetration, by hand

    /// Tops over bases, each account left out in turn, and an error of the bases.
    private struct Ratio {
        var (tops, bases): ([Double], [Double])
        var error = 0.0
        var value: Double { tops.reduce(0, +) / bases.reduce(0, +) }

        var estimate: Estimate? {
            let n = Double(tops.count)
            let left = tops.indices.map { out in
                var copy = self
                copy.tops.remove(at: out)
                copy.bases.remove(at: out)
                return copy.value
            }
            let mean = left.reduce(0, +) / n
            let sampling = left.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * (n - 1) / n
            let (sum, squares) = (bases.reduce(0, +), bases.reduce(0) { $0 + $1 * $1 })
            let wallets = value * value * error * error * squares / (sum * sum)
            let degrees = (sum * sum / squares - 1) * (1 + wallets / sampling) * (1 + wallets / sampling)
            return Estimate(value, standardError: (sampling + wallets).squareRoot(), degrees: degrees)
        }
    }

    @Test("every figure of penetration is the one worked out by hand", arguments: 1...6)
    func penetration(seed: UInt64) throws {
        let world = World(seed: seed)
        let reply = try world.reply("penetration sum(sales.amount) 2026Q2 by tier within 30%")
        let part = 91.0 / 365
        func ratio(_ rows: [Int]) -> Ratio {
            let known = rows.filter { world.wallets[$0] != nil }
            return Ratio(tops: known.map { world.revenue($0, "2026Q2") / part }, bases: known.map { world.wallets[$0] ?? 0 }, error: 0.3)
        }
        let rest = try #require(ratio(world.groups[2].rows).estimate)
        for group in world.groups {
            let row = try reply.row(["tier": group.name])
            let known = group.rows.filter { world.wallets[$0] != nil }
            let hand = ratio(group.rows)
            func check(_ column: String, _ want: Double?) throws { expectClose(try reply.numbers(column)[row], want, "\(column) of \(group.name)") }
            try check("accounts", Double(known.count))
            try check("revenue", known.reduce(0) { $0 + world.revenue($1, "2026Q2") })
            try check("wallet", hand.bases.reduce(0, +) * part)
            try check("penetration", hand.value)
            try check("unweighted", zip(hand.tops, hand.bases).reduce(0) { $0 + $1.0 / $1.1 } / Double(known.count))
            try check("over wallet", Double(zip(hand.tops, hand.bases).count { $0 > $1 }))
            let interval = try #require(hand.estimate?.interval())
            try check("low", max(0, interval.low))
            try check("high", interval.high)
            guard group.name != "—" else { continue }
            let ahead = try #require(hand.estimate.flatMap { Welch.difference($0, rest) })
            try check("points ahead", ahead.value * 100)
            try check("ahead low", ahead.interval().map { $0.low * 100 })
            try check("ahead high", ahead.interval().map { $0.high * 100 })
        }
        reply.expectFinite()
    }

    @Test("a change of penetration is that of the same accounts, with their wallets", arguments: 1...4)
    func changeOfPenetration(seed: UInt64) throws {
        let world = World(seed: seed)
        let reply = try world.reply("penetration sum(sales.amount) 2026Q2 against 2025Q2 by tier")
        let part = 91.0 / 365
        func ratio(_ rows: [Int]) -> Ratio {
            let known = rows.filter { world.wallets[$0] != nil }
            return Ratio(
                tops: known.map { (world.revenue($0, "2026Q2") - world.revenue($0, "2025Q2")) / part }, bases: known.map { world.wallets[$0] ?? 0 }, error: 0.2)
        }
        let rest = try #require(ratio(world.groups[2].rows).estimate)
        for group in world.groups.prefix(2) {
            let row = try reply.row(["tier": group.name])
            let own = try #require(ratio(group.rows).estimate)
            let ahead = try #require(Welch.difference(own, rest))
            expectClose(try reply.numbers("change")[row], own.value * 100, "change")
            expectClose(try reply.numbers("change low")[row], own.interval().map { $0.low * 100 }, "change low")
            expectClose(try reply.numbers("points ahead")[row], ahead.value * 100, "points ahead")
            let (now, then) = (try reply.numbers("now")[row] ?? .nan, try reply.numbers("was")[row] ?? .nan)
            expectClose((now - then) * 100, own.value * 100, "the difference of both")
        }
    }

    @Test func quartersAddUpToTheYear() throws {
        let world = World(seed: 3)
        let year = try world.reply("penetration sum(sales.amount) 2026 by tier")
        let quarters = try world.reply("penetration sum(sales.amount) 2026 quarterly by tier")
        #expect(try quarters.texts("quarter").prefix(3) == ["2026Q1", "2026Q1", "2026Q1"] && quarters.table?.rowCount == 12)
        for (row, name) in try year.texts("tier").enumerated() {
            let own = try quarters.texts("tier").indices.filter { try quarters.texts("tier")[$0] == name }
            for figure in ["revenue", "wallet"] {
                let sum = try own.reduce(0) { try $0 + (quarters.numbers(figure)[$1] ?? .nan) }
                expectClose(sum, try year.numbers(figure)[row], "\(figure) of \(name)")
            }
        }
    }

    @Test func walletsThatCannotBeUsedAreCounted() throws {
        let wallets: [Double?] = [nil, 0, -5, nil] + (0..<8).map { Double(1_000 + $0) }
        let sales = wallets.indices.map { World.Sale(account: $0, day: "2026-05-05", product: "Cash", amount: 100) }
        let reply = try World(tiers: wallets.map { _ in nil }, wallets: wallets, sales: sales).reply("penetration sum(sales.amount) 2026")
        #expect(reply.footer.contains("2 accounts without wallet, 1 with wallet 0 and 1 with wallet below 0 left out, with 400 in 2026 together"), "\(reply.footer)")
        expectClose(try reply.numbers("accounts")[0], 8, "accounts")
        reply.expectFinite()
    }

    @Test("what is no money is no part of a wallet in money, and periods without data have no penetration")
    func noPenetration() throws {
        let sales = (0..<8).map { World.Sale(account: $0, day: "2026-05-05", product: "Cash", amount: 100) }
        var world = World(tiers: sales.map { _ in nil }, wallets: sales.map { _ in 1_000 }, sales: sales)
        #expect(try world.failure("penetration sum(sales.amount) 2019").message.hasSuffix("The data run from 2026-05-05 to 2026-05-05."))
        world.walletsAreMoney = true
        #expect(try world.failure("penetration count(sales) 2026").id == "not-money")
    }

    @Test("odd worlds give a number, a dash or a refusal", arguments: [
        ([nil, nil, nil] as [Double?], [1.0, 2, 3], "no-wallets"), ([0, -1, nil], [1, 2, 3], "no-wallets"), ([1_000], [10], nil),
        ([100, 100, 100, 100, 100, 100, 100], [0, 0, 0, 0, 0, 0, 0], nil), ([100, 100, 100, 100, 100, 100, 100], [5, 5, 5, 5, 5, 5, 5], nil),
        ([100, 100, 100, 100, 100, 100, 100], [-5, 5, -5, 5, -5, -9, -1], nil), ([1e-300, 1e300, 1, 1, 1, 1, 1], [1e300, 1, 1, 1, 1, 1, 1], nil),
    ])
    func oddWallets(wallets: [Double?], amounts: [Double], error: String?) throws {
        let first = World.Sale(account: 0, day: "2026-01-05", product: "Cash", amount: 0)
        let sales = [first] + amounts.indices.map { World.Sale(account: $0, day: "2026-05-05", product: "Cash", amount: amounts[$0]) }
        let world = World(tiers: wallets.indices.map { $0 % 2 == 0 ? "Gold" : nil }, wallets: wallets, sales: sales)
        for line in ["2026 by tier", "2026Q2 against 2026Q1 by tier", "2026 quarterly by tier", "2026", "2026 by tier within 0%", "2026 by tier minimum 3"] {
            if let error { #expect(try world.failure("penetration sum(sales.amount) \(line)").id == error) } else { try world.reply("penetration sum(sales.amount) \(line)").expectFinite() }
        }
    }

    // MARK: Depth

    @Test("every figure of depth is the one worked out by hand", arguments: 1...6)
    func depth(seed: UInt64) throws {
        let world = World(seed: seed)
        let reply = try world.reply("depth 2026Q2 against 2025Q2 by tier")
        let changes = world.groups.map { group in group.rows.map { Double(world.products($0, "2026Q2") - world.products($0, "2025Q2")) } }
        for (index, group) in world.groups.enumerated() {
            let row = try reply.row(["tier": group.name, "dimension": "product"])
            let counts = group.rows.map { Double(world.products($0, "2026Q2")) }
            let n = Double(counts.count)
            func check(_ column: String, _ want: Double?) throws { expectClose(try reply.numbers(column)[row], want, "\(column) of \(group.name)") }
            let mean = counts.reduce(0, +) / n
            let error = (counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1) / n).squareRoot()
            let t = try #require(StudentT(degrees: n - 1)?.quantile(0.975))
            try check("accounts", n)
            try check("now", mean)
            try check("low", max(0, mean - t * error))
            try check("high", mean + t * error)
            let sorted = counts.sorted()
            try check("median", (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2)
            let share = Proportion(counts.count { $0 >= 2 }, of: counts.count)
            try check("two or more", share?.value)
            try check("two or more low", share?.interval()?.low)
            try check("change", changes[index].reduce(0, +) / n)
            guard group.name != "—" else { continue }
            let ahead = try #require(Welch.difference(changes[index], changes[2]))
            try check("ahead", ahead.value)
            try check("ahead low", ahead.interval()?.low)
        }
        reply.expectFinite()
    }

    @Test("accounts of one parent count as one", arguments: 1...3)
    func clusters(seed: UInt64) throws {
        var world = World(seed: seed)
        world.parents = world.tiers.indices.map { $0 % 4 == 0 ? nil : "p\($0 / 4)" }
        // Each parent's accounts, left out together.
        func hand(_ rows: [Int], _ top: (Int) -> Double, _ base: (Int) -> Double, error: Double) -> Ratio {
            let units = Dictionary(grouping: rows) { world.parents?[$0] ?? "a\($0)" }.sorted { $0.key < $1.key }.map(\.value)
            return Ratio(tops: units.map { $0.reduce(0) { $0 + top($1) } }, bases: units.map { $0.reduce(0) { $0 + base($1) } }, error: error)
        }
        let depth = try world.reply("depth 2026Q2 by tier")
        let exact = try world.reply("penetration sum(sales.amount) 2026Q2 by tier within 0%")
        let alone = try world.reply("depth 2026Q2 by tier clustered by none")
        #expect(depth.footer.contains { $0.hasPrefix("clustered by parent") } && !alone.footer.contains { $0.hasPrefix("clustered") })
        for group in world.groups {
            let mean = hand(group.rows, { Double(world.products($0, "2026Q2")) }, { _ in 1 }, error: 0)
            expectClose(try depth.numbers("high")[depth.row(["tier": group.name])], mean.tops.count < 6 ? nil : mean.estimate?.interval()?.high, "high of the mean of \(group.name)")
            let known = group.rows.filter { world.wallets[$0] != nil }
            let share = hand(known, { world.revenue($0, "2026Q2") * 365 / 91 }, { world.wallets[$0] ?? 0 }, error: 0)
            expectClose(try exact.numbers("high")[exact.row(["tier": group.name])], share.tops.count < 6 ? nil : share.estimate?.interval()?.high, "high of the penetration of \(group.name)")
        }
    }

    @Test("moves add up to the accounts", arguments: 1...6)
    func moves(seed: UInt64) throws {
        let world = World(seed: seed)
        let reply = try world.reply("depth moves 2026Q2 against 2025Q2 by tier levels 1, 3")
        func level(_ count: Int) -> String { count == 0 ? "0" : count < 3 ? "1 to 2" : "3+" }
        let counts = try reply.numbers("count").compactMap { $0 }
        #expect(counts.reduce(0, +) == 60)
        for row in counts.indices {
            let (tier, was, now) = (try reply.texts("tier")[row], try reply.texts("was")[row], try reply.texts("now")[row])
            let rows = try #require(world.groups.first { $0.name == tier }).rows
            let from = rows.filter { level(world.products($0, "2025Q2")) == was }
            let moved = from.filter { level(world.products($0, "2026Q2")) == now }
            #expect(counts[row] == Double(moved.count), "\(tier) from \(was) to \(now)")
            expectClose(try reply.numbers("share")[row], Double(moved.count) / Double(from.count), "share")
            expectClose(try reply.numbers("low")[row], Proportion(moved.count, of: from.count)?.interval()?.low, "low")
        }
        let summary = try #require(reply.summary)
        for row in 0..<summary.rowCount {
            let parts = ["up", "stayed", "down"].map { name in summary.index(of: name).flatMap { summary.fields[$0].column[row].number } ?? .nan }
            #expect(parts.reduce(0, +) == summary.index(of: "accounts").flatMap { summary.fields[$0].column[row].number })
        }
    }

    // MARK: White space

    @Test("whole numbers that are named are codes, like texts; other figures are not, and no retyping is advised")
    func codes() throws {
        let world = World(seed: 5)
        let session = world.session()
        var sales = try #require(session.state.workspace.table(named: "sales")?.table)
        let codes = ["Cash": 9, "Futures": 10, "Prime": 11, "Research": 100] as [String: Int64]
        sales.append(Field("code", .integers(world.sales.map { $0.product.flatMap { codes[$0] } })))
        session.state.workspace.put(sales, as: "sales")
        func depth(_ column: String) throws -> [Double?] { try BenchmarkTests.figures("mean", try BenchmarkTests.reply("depth of \(column) 2026Q2 by tier", session)) }
        #expect(try depth("sales.code") == depth("sales.product"))
        let reply = try BenchmarkTests.reply("white space of code 2026Q2", session)
        #expect(try BenchmarkTests.texts("code", reply) == ["9", "10", "11", "100"])
        let error = #expect(throws: Diagnostic.self) { try BenchmarkTests.reply("depth of sales.amount 2026Q2", session) }
        #expect(error?.id == "not-text" && error?.help == "Columns that count: sales.product.", "\(String(describing: error))")
    }

    @Test("charts draw what is missing, and say of what and when")
    func drawings() throws {
        let session = World(seed: 5).session()
        let stake = try #require(try BenchmarkTests.reply("white space of product 2026Q2 by tier worth amount | chart", session).chart)
        #expect(stake.title == "at stake by tier, product: White space by product, 2026Q2" && stake.kind == .intervals)
        let users = try BenchmarkTests.reply("white space of product 2026Q2 by tier", session)
        let shares = try BenchmarkTests.figures("share", users)
        let chart = try #require(try BenchmarkTests.reply("white space of product 2026Q2 by tier | chart", session).chart)
        #expect(chart.title == "share without by tier, product: White space by product, 2026Q2")
        #expect((try #require(chart.series[0].value(0)) + (try #require(shares[0])) - 1).magnitude < 1e-12)
        let titles = [
            "benchmark sum(sales.amount) 2026Q2 against 2025Q2 by tier": "points ahead by tier: sum(sales.amount), 2026Q2 against 2025Q2, growth of totals",
            "penetration sum(sales.amount) 2026Q2 by tier": "penetration by tier: sum(sales.amount) of wallet, 2026Q2",
        ]
        for (line, title) in titles { #expect(try BenchmarkTests.reply("\(line) | chart", session).chart?.title == title) }
    }

    @Test("every figure of white space is the one worked out by hand", arguments: 1...6)
    func whiteSpace(seed: UInt64) throws {
        let world = World(seed: seed)
        let reply = try world.reply("white space of product 2026Q2 by tier worth amount")
        for group in world.groups {
            for product in ["Cash", "Futures", "Other", "Prime", "Research"] {
                let row = try reply.row(["tier": group.name, "product": product])
                let brought = group.rows.map { account in world.sales(of: account, in: "2026Q2").filter { $0.product == product } }
                let users = brought.filter { !$0.isEmpty }.map { $0.reduce(0) { $0 + $1.amount } }.sorted()
                let without = Double(group.rows.count - users.count)
                func check(_ column: String, _ want: Double?) throws { expectClose(try reply.numbers(column)[row], want, "\(column) of \(group.name) and \(product)") }
                try check("users", Double(users.count))
                try check("share", Double(users.count) / Double(group.rows.count))
                try check("high", Proportion(users.count, of: group.rows.count)?.interval()?.high)
                try check("without", without)
                let median = users.count < 6 ? nil : (users[users.count / 2] + users[(users.count - 1) / 2]) / 2
                try check("median user", median)
                try check("at stake", median.map { $0 * without })
                try check("at stake high", median.flatMap { _ in MedianSample(users)?.interval().map { $0.high * without } })
            }
        }
        reply.expectFinite()
        let list = try world.reply("white space of product 2026Q2 for 'prime' by tier worth amount | order by account")
        let lacking = world.tiers.indices.filter { account in !world.sales(of: account, in: "2026Q2").contains { $0.product == "Prime" } }
        #expect(try Set(list.texts("account")) == Set(lacking.map { "a\($0)" }))
        for (row, name) in try list.texts("account").enumerated() {
            let account = try #require(Int(name.dropFirst()))
            expectClose(try list.numbers("brings")[row], world.revenue(account, "2026Q2"), "what \(name) brings")
            expectClose(try list.numbers("others used")[row], Double(world.products(account, "2026Q2")), "what \(name) uses")
        }
    }

    @Test func productsThatNobodyUsesStandThere() throws {
        var world = World(seed: 1)
        world.sales.append(.init(account: 0, day: "2020-01-01", product: "Zinc", amount: 1))
        let reply = try world.reply("white space of product 2026Q2 by tier")
        #expect(try reply.numbers("users")[reply.row(["tier": "Gold", "product": "Zinc"])] == 0)
    }

    // MARK: What is refused

    @Test("names nobody has, periods that overlap, what adds up to nothing", arguments: [
        ("depth of prodct 2026", "unknown-column", "Did you mean product?"), ("depth of sales.product, product 2026", "duplicate-name", nil),
        ("depth 2026 by teir", "unknown-column", "Did you mean tier?"), ("depth 2026 by tier versus tier Glod", "unknown-tier", "Did you mean Gold?"),
        ("depth 2026Q2 against 2026", "overlapping-periods", nil), ("depth 2025 against 2026", "older-first", nil), ("depth 2027", "period-to-come", nil),
        ("depth 1999", "nothing-used", nil), ("depth moves 2026 against 2025 levels 0, 2", "not-levels", nil), ("depth moves 2026 against 2025 levels 2, 2", "not-levels", nil),
        ("depth 2026 by wallet", "not-a-group", nil), ("white space 2026 for 'Prme'", "unknown-value", "Did you mean Prime?"),
        ("white space of product 2026 worth product", "not-a-number", nil), ("white space of product 2026 worth amont", "unknown-column", "Did you mean amount?"),
        ("penetration sum(sales.amount) 2026 of walet", "unknown-column", "Did you mean wallet?"), ("penetration sum(sales.amount) 2026 of tier", "not-a-number", nil),
        ("penetration sum(sales.amount) 2026 within 130%", "not-a-percent", nil), ("penetration sum(sales.amount) 2026 against 2025 monthly", "against-in-a-row", nil),
        ("penetration wallet 2026", "not-dated", nil), ("depth by tier", "no-period", nil), ("depth 2026 quarterly from 2025", "two-periods", nil),
        ("depth quarterly from 2026 to 2025", "older-first", nil), ("depth last 40 days quarterly", "not-whole", nil), ("depth of account 2026", "one-value", nil),
    ])
    func refused(line: String, id: String, help: String?) throws {
        let error = try World(seed: 1).failure(line)
        #expect(error.id == id, "\(error.id): \(error.message)")
        if let help { #expect(error.help == help) }
    }

    @Test func aPeriodIsNoPartOfTheNameBeforeIt() throws {
        let session = World(seed: 1).session()
        for line in ["define earned 2 = sum(sales.amount)", "penetration earned 2 2026 by tier", "penetration earned 2 last 12 months", "penetration earned 2 2026 of wallet within 30%", "depth of product 2026 by tier", "depth of product last 12 months"] {
            session.run(Source(line)) { outcome in #expect(throws: Never.self) { _ = try outcome.result.get() } }
        }
    }
}
