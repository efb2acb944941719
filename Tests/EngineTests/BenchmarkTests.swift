import Diagnostics
import Engine
import Tables
import TestSupport
import Testing
import Verbs
import Workspaces

/// Benchmarks against what a reader would work out by hand, and where they must refuse or say nothing.
@Suite struct BenchmarkTests {
    struct Sale {
        var account: Int
        var day: String
        var amount: Double?
    }

    /// Accounts a0, a1, … of the tiers given; nil for none.
    static func session(_ tiers: [String?], _ sales: [Sale], _ more: [Field] = []) throws -> Session {
        let session = Session(catalogue: Verbs.catalogue)
        let names = tiers.indices.map { "a\($0)" as String? }
        let accounts = Table([Field("account", .texts(names)), Field("tier", .texts(tiers)), Field("size", .integers(tiers.map { _ in 1 }))] + more, key: 0)
        let table = Table(
            [
                Field("account", .texts(sales.map { "a\($0.account)" })), Field("date", .dates(sales.map { Day(iso: $0.day.utf8) })),
                Field("amount", .doubles(sales.map { $0.amount ?? .nan })),
            ], dated: 1, links: [Link(column: 0, target: "accounts", rows: Buffer(sales.map { Int32($0.account) }))])
        session.state.workspace.put(accounts, as: "accounts")
        session.state.workspace.put(table, as: "sales")
        session.state.workspace.asOf = Day(iso: "2026-12-31".utf8)
        return session
    }

    static func reply(_ line: String, _ session: Session) throws -> Reply {
        var found: Result<Reply, Diagnostic>?
        session.run(Source(line)) { found = $0.result }
        return try #require(found).get()
    }

    static func figures(_ column: String, _ reply: Reply) throws -> [Double?] {
        let table = try #require(reply.table)
        let cells = table.fields[try #require(table.index(of: column), "there is no column \(column)")].column
        return (0..<table.rowCount).map { cells[$0].number }
    }

    static func texts(_ column: String, _ reply: Reply) throws -> [String] {
        let table = try #require(reply.table)
        let cells = table.fields[try #require(table.index(of: column), "there is no column \(column)")].column
        return (0..<table.rowCount).map { Plain.text(cells[$0]) }
    }

    // MARK: Against a naive evaluator

    private struct Naive {
        var before: [Double] = []
        var after: [Double] = []
        var growth: Double { after.reduce(0, +) / before.reduce(0, +) - 1 }
        var own: [Double] { zip(before, after).filter { $0.0 > 0 }.map { $0.1 / $0.0 - 1 }.sorted() }
        var mean: Double { own.reduce(0, +) / Double(own.count) }
        var median: Double { own.count % 2 == 1 ? own[own.count / 2] : (own[own.count / 2 - 1] + own[own.count / 2]) / 2 }

        func without(_ place: Int) -> Naive {
            var copy = self
            copy.before.remove(at: place)
            copy.after.remove(at: place)
            return copy
        }

        var withoutLargest: Double {
            let sizes = before.indices.map { max(before[$0], after[$0]) }
            return without(sizes.firstIndex(of: sizes.max() ?? 0) ?? 0).growth
        }

        /// The jackknife's standard error of the growth of totals.
        var error: Double {
            let left = before.indices.map { without($0).growth }
            let mean = left.reduce(0, +) / Double(left.count)
            let n = Double(left.count)
            return (left.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * (n - 1) / n).squareRoot()
        }
    }

    @Test("every figure is the one that a reader works out by hand", arguments: 1...8)
    func figures(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let tiers: [String?] = (0..<60).map { $0 < 20 ? "Gold" : $0 < 30 ? "Silver" : nil }
        var sales: [Sale] = []
        var groups: [String: Naive] = [:]
        for account in tiers.indices {
            var (before, after) = (0.0, 0.0)
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let isNew = Bool.random(using: &random)
                let amount = Double(Int.random(in: 1...10_000, using: &random))
                let day = Int.random(in: 10...28, using: &random)
                sales.append(Sale(account: account, day: "202\(isNew ? 6 : 5)-0\(Int.random(in: 1...9, using: &random))-\(day)", amount: amount))
                if isNew { after += amount } else { before += amount }
            }
            // Days outside both periods.
            sales.append(Sale(account: account, day: "2024-12-31", amount: 1e6))
            groups[tiers[account] ?? "—", default: Naive()].before.append(before)
            groups[tiers[account] ?? "—", default: Naive()].after.append(after)
        }
        let reply = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025 by tier", try BenchmarkTests.session(tiers, sales))
        let names = try BenchmarkTests.texts("tier", reply)
        #expect(Set(names) == Set(groups.keys))
        let rest = try #require(groups["—"])
        for (row, name) in names.enumerated() {
            let group = try #require(groups[name])
            func check(_ column: String, _ want: Double) throws {
                let all = try BenchmarkTests.figures(column, reply)
                let got = try #require(all[row], "\(column) of \(name) is missing")
                #expect((got - want).magnitude <= 1e-9 * max(1, want.magnitude), "\(column) of \(name) is \(got), by hand \(want)")
            }
            try check("accounts", Double(group.before.count))
            try check("2025", group.before.reduce(0, +))
            try check("2026", group.after.reduce(0, +))
            try check("growth", group.growth)
            try check("mean growth", group.mean)
            try check("median growth", group.median)
            try check("without largest", group.withoutLargest)
            guard name != "—" else { continue }
            let ahead = (group.growth - rest.growth) * 100
            try check("points ahead", ahead)
            let error = (group.error * group.error + rest.error * rest.error).squareRoot() * 100
            let (lows, highs) = (try BenchmarkTests.figures("low", reply), try BenchmarkTests.figures("high", reply))
            let (low, high) = (try #require(lows[row]), try #require(highs[row]))
            #expect(((low + high) / 2 - ahead).magnitude < 1e-6 * max(1, ahead.magnitude))
            let ratio = (high - low) / 2 / error
            #expect(ratio > 1.95 && ratio < 4.6, "\(name): the interval is \(ratio) standard errors wide on each side; of Student's t with a few degrees 2 to 4 are expected.")
        }
    }

    // MARK: Where nothing can be told

    @Test("no group, account or value makes a figure that is no number")
    func edges() throws {
        func sales(_ account: Int, _ before: Double?, _ after: Double?) -> [Sale] {
            [Sale(account: account, day: "2025-05-05", amount: before), Sale(account: account, day: "2026-05-05", amount: after)]
        }
        let constant = (0..<20).flatMap { sales($0, 100, 100) }
        let tiers: [String?] = (0..<20).map { $0 < 10 ? "Gold" : nil }
        let line = "benchmark sum(sales.amount) 2026 against 2025 by tier"
        // Nothing varies: there is no difference, and no chance to hold it against.
        let same = try BenchmarkTests.reply(line, try BenchmarkTests.session(tiers, constant))
        #expect(try BenchmarkTests.figures("growth", same) == [0, 0])
        #expect(try BenchmarkTests.texts("verdict", same).contains("cannot tell"))
        // One account.
        let one = try BenchmarkTests.reply(line, try BenchmarkTests.session(["Gold"], sales(0, 10, 20)))
        #expect(try BenchmarkTests.figures("growth", one) == [1])
        #expect(try BenchmarkTests.figures("without largest", one) == [nil])
        // Zero and negative older figures have no growth of their own, but count in totals.
        let negative = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025", try BenchmarkTests.session(["Gold", "Gold", "Gold"], sales(0, -10, 5) + sales(1, 0, 5) + sales(2, 40, 50)))
        #expect(try BenchmarkTests.figures("growth", negative) == [1])
        #expect(try BenchmarkTests.figures("mean growth", negative) == [0.25])
        #expect(negative.footer.contains { $0.hasPrefix("2 with nothing (or less)") }, "\(negative.footer)")
        // A total of nothing has no growth.
        let none = try BenchmarkTests.reply(line, try BenchmarkTests.session(["Gold", nil, "Silver"], sales(0, -10, 5) + sales(1, 10, 5)))
        #expect(try BenchmarkTests.figures("growth", none).contains(nil))
        // All missing.
        #expect(throws: Diagnostic.self) { try BenchmarkTests.reply(line, try BenchmarkTests.session(tiers, (0..<20).flatMap { sales($0, nil, nil) })) }
        // No accounts, no rows.
        #expect(throws: Diagnostic.self) { try BenchmarkTests.reply(line, try BenchmarkTests.session([], [])) }
        #expect(throws: Diagnostic.self) { try BenchmarkTests.reply(line, try BenchmarkTests.session(tiers, [])) }
        for reply in [same, one, negative, none] {
            for field in try #require(reply.table).fields {
                #expect(!(0..<field.column.count).contains { field.column[$0].number?.isNaN ?? false }, "\(field.name) has a cell that is no number")
            }
        }
    }

    @Test("closed is 0, missing is not")
    func closedAndMissing() throws {
        let sales = [
            Sale(account: 0, day: "2025-05-05", amount: 100),
            Sale(account: 1, day: "2025-05-05", amount: 100), Sale(account: 1, day: "2026-05-05", amount: nil),
            Sale(account: 2, day: "2025-05-05", amount: 100), Sale(account: 2, day: "2026-05-05", amount: 150),
        ]
        let reply = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025", try BenchmarkTests.session(["Gold", "Gold", nil], sales))
        #expect(try BenchmarkTests.figures("accounts", reply) == [2])
        #expect(try BenchmarkTests.figures("growth", reply) == [-0.25])
        #expect(reply.footer.contains("1 account had something in 2025 and nothing in 2026") && reply.footer.contains("1 account left out: a figure is missing"), "\(reply.footer)")
    }

    @Test("a growth has an interval of its own where there are accounts to tell, and something varies among them")
    func intervals() throws {
        let before = (1...8).map { Double($0) * 100 }
        func growth(_ after: [Double], count: Int = 8) throws -> (own: Double?, low: Double?, high: Double?) {
            let sales = (0..<count).flatMap { [Sale(account: $0, day: "2025-05-01", amount: before[$0]), Sale(account: $0, day: "2026-05-01", amount: after[$0])] }
            let reply = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025", try BenchmarkTests.session(before.map { _ in nil }, sales))
            return (try BenchmarkTests.figures("growth", reply)[0], try BenchmarkTests.figures("growth low", reply)[0], try BenchmarkTests.figures("growth high", reply)[0])
        }
        let found = try growth(before.enumerated().map { $1 * ($0 % 2 == 0 ? 1.2 : 0.9) })
        let (low, own, high) = (try #require(found.low), try #require(found.own), try #require(found.high))
        #expect(low < own && own < high && high < 0.3 && low < 0)
        #expect(try growth(before.enumerated().map { $1 + Double($0) }, count: 5).low == nil, "five accounts tell nothing")
        #expect(try growth(before.map { $0 * 1.1 }).low == nil, "what does not vary has no error")
        #expect(try growth(before.map { _ in 0 }).high == nil)
    }

    @Test("the greatest accounts, as many as asked, are left out of a growth of its own")
    func withoutLargest() throws {
        let (before, after) = ([100.0, 500, 40, 900, 60], [110.0, 400, 60, 1_800, 600])
        let sales = before.indices.flatMap { [Sale(account: $0, day: "2025-05-01", amount: before[$0]), Sale(account: $0, day: "2026-05-01", amount: after[$0])] }
        let session = try BenchmarkTests.session(before.map { _ in nil }, sales)
        func growth(_ clause: String, _ column: String) throws -> Double? {
            try BenchmarkTests.figures(column, try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025 \(clause)", session))[0]
        }
        // Greatest in either period: 1,800, then 600, then 500.
        let left: [(clause: String, column: String, before: Double, after: Double)] = [
            ("", "without largest", 700, 1_170), ("without 2 largest", "without 2 largest", 640, 570), ("without 3 largest", "without 3 largest", 140, 170),
        ]
        for (clause, column, before, after) in left {
            let found = try #require(try growth(clause, column))
            let wanted: Double = after / before - 1
            #expect((found - wanted).magnitude < 1e-12, "\(column): \(found), by hand \(wanted)")
        }
        #expect(try growth("without 5 largest", "without 5 largest") == nil, "nobody is left")
        for count in ["0", "1001"] {
            let found = #expect(throws: Diagnostic.self) { try growth("without \(count) largest", "accounts") }
            #expect(found?.id == "out-of-range")
        }
    }

    @Test("a minimum hides every figure of smaller groups, and what would tell them")
    func minimum() throws {
        let tiers: [String?] = (0..<30).map { $0 < 3 ? "Gold" : $0 < 15 ? "Silver" : nil }
        let sales = tiers.indices.flatMap { [Sale(account: $0, day: "2025-05-05", amount: Double($0 + 1)), Sale(account: $0, day: "2026-05-05", amount: Double(2 * $0 % 7 + 1))] }
        let reply = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025 by tier minimum 10", try BenchmarkTests.session(tiers, sales))
        let table = try #require(reply.table)
        let names = try BenchmarkTests.texts("tier", reply)
        let row = try #require(names.firstIndex(of: "Gold"))
        for field in table.fields where !["tier", "accounts", "verdict"].contains(field.name) { #expect(field.column[row].isMissing, "\(field.name) of a hidden group is shown") }
        #expect(!reply.notes.contains { $0.message.contains("Gold") })
    }

    // MARK: The list as it was

    @Test("membership is that of the edition at the start: leavers stay, entrants stay out, movers are counted")
    func openingMembership() throws {
        let sales = (0..<30).flatMap { [Sale(account: $0, day: "2025-05-05", amount: Double(100 - $0)), Sale(account: $0, day: "2026-05-05", amount: Double(50 + $0))] }
        let session = try BenchmarkTests.session((0..<30).map { _ in nil }, sales)
        for line in [
            "remove column accounts.tier", "set as of 2025-12-31", "define sold = sum(sales.amount where date in 2025)", "objective 'o' = sold", "tier Gold top 10", "publish 'A'",
            "accounts | limit 1 | derive account = 'new' | add to accounts", "accounts | where account = 'a2' | remove", "set as of 2026-12-31", "define sold = sum(sales.amount where date in 2026)", "publish 'B' on 2026-07-01",
        ] { _ = try BenchmarkTests.reply(line, session) }
        let reply = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025 by tier", session)
        #expect(try BenchmarkTests.texts("tier", reply) == ["Gold", "non-tiered"])
        // a0 … a9 were Gold; a2 is gone.
        #expect(try BenchmarkTests.figures("accounts", reply) == [9, 20])
        #expect(try BenchmarkTests.figures("2025", reply)[0] == Double((0..<10).filter { $0 != 2 }.reduce(0) { $0 + 100 - $1 }))
        #expect(reply.footer.first == "the list as it was in A" && reply.footer.contains("1 account came after it and is left out"), "\(reply.footer)")
        #expect(reply.footer.contains { $0.hasSuffix("another tier in B") })
        #expect(reply.notes.contains { $0.id == "gone-accounts" } && reply.notes.contains { $0.id == "regression-to-the-mean" } && reply.notes.contains { $0.id == "measure-is-criterion" }, "\(reply.notes)")
        let late = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025 by tier as of edition 'B'", session)
        #expect(late.notes.contains { $0.id == "late-edition" })
    }

    @Test("a dry run knows all of the period before its own", arguments: [
        ("2026Q1 against 2025Q4", "2025-09-30"), ("2026H1 against 2025H2", "2025-06-30"), ("2026-03 against 2026-02", "2026-01-31"), ("2026Q1 against 2025Q1", "2024-12-31"),
    ])
    func dryRunDay(periods: String, day: String) throws {
        let months = (2023...2026).flatMap { year in (1...12).map { "\(year)-\($0 < 10 ? "0" : "")\($0)-15" } }
        let sales = months.flatMap { day in (0..<12).map { Sale(account: $0, day: day, amount: Double($0 + 5)) } }
        let session = try BenchmarkTests.session((0..<12).map { _ in nil }, sales)
        for line in ["remove column accounts.tier", "set as of 2026-12-31", "objective 'o' = sum(sales.amount where date in last 12 months)", "tier Gold top 4"] { _ = try BenchmarkTests.reply(line, session) }
        let reply = try BenchmarkTests.reply("placebo sum(sales.amount) \(periods) by tier", session)
        #expect(reply.footer.first == "tiers by the rules as of \(day), without what was set by hand")
    }

    @Test("a dry run picks by the rules what they would have picked a period earlier")
    func dryRun() throws {
        var sales = [Sale(account: 0, day: "2024-01-01", amount: 0.5)]
        for account in 0..<30 {
            sales.append(Sale(account: account, day: "2024-05-05", amount: Double(account + 1)))
            sales.append(Sale(account: account, day: "2025-05-05", amount: Double(40 - account)))
            sales.append(Sale(account: account, day: "2026-05-05", amount: 20))
        }
        let session = try BenchmarkTests.session((0..<30).map { _ in nil }, sales)
        for line in ["remove column accounts.tier", "set as of 2025-12-31", "objective 'o' = sum(sales.amount where date in last 12 months)", "tier Gold top 10", "publish 'A'", "set as of 2026-12-31"] {
            _ = try BenchmarkTests.reply(line, session)
        }
        let reply = try BenchmarkTests.reply("placebo sum(sales.amount) 2026 against 2025 by tier", session)
        // As of 2024-12-31 the top ten are a20 … a29: 21 + … + 30 = 255 before, 20 + … + 11 = 155 after.
        let growths = try BenchmarkTests.figures("growth then", reply)
        let growth = try #require(growths[0])
        #expect((growth - (155.0 / 255 - 1)).magnitude < 1e-12)
        #expect(reply.footer == ["tiers by the rules as of 2024-12-31, without what was set by hand"])
        #expect(session.asOf == Day(iso: "2026-12-31".utf8), "a dry run leaves the as-of day as it was")
        // Figures of which only today's value is known: the same accounts instead.
        _ = try BenchmarkTests.reply("objective 'o' = size", session)
        _ = try BenchmarkTests.reply("publish 'C'", session)
        let same = try BenchmarkTests.reply("placebo sum(sales.amount) 2026 against 2025 by tier as of edition 'C'", session)
        #expect(same.footer == ["the same accounts one period earlier, as the rules read size, of which only today's value is known", "2025 is in both, so low, high and p of beyond add up the errors of both"])
    }

    @Test("a dry run of rules that pick nobody says so")
    func dryRunOfNobody() throws {
        let days = ["2025-01-01", "2025-08-05", "2025-11-05", "2026-03-15"]
        let sales = days.flatMap { day in (0..<12).map { Sale(account: $0, day: day, amount: Double($0 + 5)) } }
        let session = try BenchmarkTests.session((0..<12).map { _ in nil }, sales)
        for line in ["remove column accounts.tier", "set as of 2026-03-31", "objective 'o' = max(sales.amount where date in last 30 days)", "tier Gold top 4"] { _ = try BenchmarkTests.reply(line, session) }
        let reply = try BenchmarkTests.reply("placebo sum(sales.amount) 2026Q1 against 2025Q4 by tier", session)
        #expect(reply.headline?.hasSuffix("when nothing was done: nobody was in Gold by the rules as of 2025-09-30, so the benchmark cannot be held against it.") == true, "\(reply.headline ?? "")")
        #expect(try BenchmarkTests.texts("dry run", reply).first == "nobody")
    }

    // MARK: Decomposition

    @Test("points of accounts and of groups add up to the growth of all")
    func carriersAddUp() throws {
        var random = Seeded(state: 3)
        let tiers: [String?] = (0..<50).map { $0 % 3 == 0 ? "Gold" : nil }
        var sales: [Sale] = []
        for account in tiers.indices {
            for day in ["2025-05-05", "2026-05-05"] { sales.append(Sale(account: account, day: day, amount: Double(random.below(1_000)))) }
        }
        let session = try BenchmarkTests.session(tiers, sales)
        let whole = try BenchmarkTests.figures("growth", try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025", session))
        let growth = try #require(whole[0])
        let line = "decompose sum(sales.amount) 2026 against 2025 by tier"
        let groups = try #require(try BenchmarkTests.reply(line, session).summary)
        let index = try #require(groups.index(of: "points"))
        let points = groups.fields[index].column
        let ofGroups = (0..<groups.rowCount).reduce(0) { $0 + (points[$1].number ?? .nan) }
        #expect((ofGroups - growth * 100).magnitude < 1e-9)
        let accounts = try BenchmarkTests.figures("sum(points)", try BenchmarkTests.reply(line + " | summarize sum(points)", session))
        let ofAccounts = try #require(accounts[0])
        #expect((ofAccounts - growth * 100).magnitude < 1e-9)
    }

    @Test("what is within and what is mix adds up to the points ahead, and a reversed direction is said")
    func simpson() throws {
        // Gold grows less in both sizes, and more as a whole, as it has more of the size that grows.
        let tiers: [String?] = (0..<40).map { $0 < 20 ? "Gold" : nil }
        var sales: [Sale] = []
        for account in tiers.indices {
            let isGold = account < 20
            let isBig = isGold ? account % 10 < 8 : account % 10 < 2
            let growth = isBig ? (isGold ? 1.4 : 1.5) : isGold ? 1.0 : 1.1
            let before = 100.0 + Double(account % 7)
            sales.append(Sale(account: account, day: "2025-05-05", amount: before))
            sales.append(Sale(account: account, day: "2026-05-05", amount: before * growth))
        }
        let session = try BenchmarkTests.session(tiers, sales)
        _ = try BenchmarkTests.reply("accounts | where account in ('a8', 'a9', 'a18', 'a19', 'a20', 'a21', 'a30', 'a31') | set size = 2", session)
        _ = try BenchmarkTests.reply("accounts | where tier is missing | set size = 3 - size", session)
        let told = try BenchmarkTests.figures("points ahead", try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025 by tier", session))
        let ahead = try #require(told.compactMap { $0 }.first)
        let reply = try BenchmarkTests.reply("decompose sum(sales.amount) 2026 against 2025 by tier within size", session)
        let split = try #require(reply.summary)
        func figure(_ name: String) throws -> Double {
            let index = try #require(split.index(of: name))
            return try #require(split.fields[index].column[0].number)
        }
        #expect((try figure("within") + figure("mix") + figure("interaction") - ahead).magnitude < 1e-9)
        #expect(try figure("within") < 0 && ahead > 0)
        #expect(reply.notes.contains { $0.id == "direction-reversed" }, "\(reply.notes)")
        let parts = try ["within", "mix", "interaction"].flatMap { try BenchmarkTests.figures($0, reply) }.reduce(0) { $0 + ($1 ?? .nan) }
        #expect((parts - ahead).magnitude < 1e-9)
    }
}
