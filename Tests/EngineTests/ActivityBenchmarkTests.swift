import Diagnostics
import Engine
import Statistics
import Tables
import TestSupport
import Testing
import Verbs
import Workspaces

/// `benchmark activity` against what a reader would count by hand, on random services and sales.
@Suite struct ActivityBenchmarkTests {
    private struct Service {
        var account: Int
        var day: Day
        var kind: String
        var hours: Double?
    }

    private struct Sale {
        var account: Int
        var day: Day
        var cents: Int64
    }

    private struct World {
        var tiers: [String?]
        var services: [Service]
        var sales: [Sale]

        init(seed: UInt64) {
            var random = Generator(seed: seed, stream: 1)
            let start = Day(iso: "2025-01-01".utf8) ?? .earliest
            tiers = (0..<60).map { $0 < 12 ? "Gold" : $0 < 25 ? "Silver" : nil }
            let tiers = tiers
            services = (0..<900).map { _ in
                let account = Int(random.uniform() * 60)
                let drawn = random.uniform() < 0.5 ? Int(random.uniform() * 12) : account
                return Service(
                    account: drawn, day: start.adding(days: Int(random.uniform() * 360)), kind: random.uniform() < 0.6 ? "Call" : "Meeting",
                    hours: random.uniform() < 0.05 ? nil : Double(Int(random.uniform() * 12)) / 4)
            }
            sales = (0..<1_200).map { _ in
                let account = Int(random.uniform() * 60)
                return Sale(account: account, day: start.adding(days: Int(random.uniform() * 364)), cents: Int64(random.uniform() * (tiers[account] == nil ? 10_000 : 40_000)))
            }
        }

        func session() -> Session {
            let session = Session(catalogue: Verbs.catalogue)
            let accounts = Table([Field("account", .texts(tiers.indices.map { "a\($0)" })), Field("tier", .texts(tiers))], key: 0)
            let activity = Table(
                [
                    Field("account", .texts(services.map { "a\($0.account)" })), Field("date", .dates(services.map(\.day))), Field("kind", .texts(services.map(\.kind))),
                    Field("hours", .doubles(services.map { $0.hours ?? .nan })),
                ], dated: 1, links: [Link(column: 0, target: "accounts", rows: Buffer(services.map { Int32($0.account) }))])
            let sales = Table(
                [Field("account", .texts(sales.map { "a\($0.account)" })), Field("date", .dates(sales.map(\.day))), Field("amount", .integers(sales.map(\.cents), type: .money(Currency("USD"), scale: 2)))],
                dated: 1, links: [Link(column: 0, target: "accounts", rows: Buffer(sales.map { Int32($0.account) }))])
            for (name, table) in [("accounts", accounts), ("activity", activity), ("sales", sales)] { session.state.workspace.put(table, as: name) }
            session.state.workspace.asOf = Day(iso: "2025-12-31".utf8)
            return session
        }
    }

    private static func rows(_ line: String, _ session: Session) throws -> [(figure: String, tier: String, cells: [String: Double?], verdict: String)] {
        var found: Result<Reply, Diagnostic>?
        session.run(Source(line)) { found = $0.result }
        let reply = try #require(found).get()
        let table = try #require(reply.table)
        func column(_ name: String) throws -> Column { table.fields[try #require(table.index(of: name), "there is no column \(name)")].column }
        return try (0..<table.rowCount).map { row in
            var cells: [String: Double?] = [:]
            for field in table.fields where field.column.type.isNumeric { cells[field.name] = field.column[row].number }
            return (Plain.text(try column("figure")[row]), Plain.text(try column("tier")[row]), cells, Plain.text(try column("verdict")[row]))
        }
    }

    /// What a group was given between two days, counted in the plainest way.
    private static func naive(_ world: World, _ members: [Int], _ from: String, _ to: String, kind: String?, within: Int) throws -> [String: Double] {
        let (from, to) = (try #require(Day(iso: from.utf8)), try #require(Day(iso: to.utf8)))
        let own = world.services.filter { members.contains($0.account) && $0.day >= from && $0.day <= to && (kind == nil || $0.kind == kind) }
        let last = min(Day(iso: "2025-12-31".utf8) ?? .latest, world.sales.map(\.day).max() ?? .latest)
        func isAnswered(_ account: Int, _ day: Day) -> Bool { world.sales.contains { $0.account == account && $0.day >= day && $0.day <= day.adding(days: within) } }
        let judged = own.filter { $0.day.adding(days: within) <= last }
        let answered = judged.count { isAnswered($0.account, $0.day) }
        var chance = 0.0
        for account in members {
            var (days, good, day) = (0, 0, from)
            while day <= to {
                if day.adding(days: within) <= last {
                    days += 1
                    if isAnswered(account, day) { good += 1 }
                }
                day = day.adding(days: 1)
            }
            if days > 0 { chance += Double(judged.count { $0.account == account }) * Double(good) / Double(days) }
        }
        let hours = own.compactMap(\.hours).reduce(0, +)
        // Of an account whose services all lack their hours, nothing is known.
        let known = members.filter { account in
            let services = own.filter { $0.account == account }
            return services.isEmpty || services.contains { $0.hours != nil }
        }
        func revenue(_ wanted: (Int) -> Bool) -> Double { Double(world.sales.filter { known.contains($0.account) && wanted($0.account) && $0.day >= from && $0.day <= to }.reduce(0) { $0 + $1.cents }) / 100 }
        let perHour = members.compactMap { account -> Double? in
            let own = own.filter { $0.account == account }.compactMap(\.hours).reduce(0, +)
            return own > 0 ? revenue { $0 == account } / own : nil
        }.sorted()
        let n = perHour.count
        return [
            "services an account": Double(own.count) / Double(members.count), "hours an account": hours / Double(known.count),
            "accounts covered, %": 100 * Double(Set(own.map(\.account)).count) / Double(members.count),
            "answered in \(within) days, %": 100 * Double(answered) / Double(judged.count), "so by chance, %": 100 * chance / Double(judged.count),
            "revenue an hour": revenue { _ in true } / hours, "revenue an hour, median account": (perHour[(n - 1) / 2] + perHour[n / 2]) / 2,
        ]
    }

    @Test(arguments: [(1, nil, 30), (2, "Call", 7), (3, "Meeting", 1)] as [(UInt64, String?, Int)])
    func figuresAreThoseOfACountByHand(seed: UInt64, kind: String?, within: Int) throws {
        let world = World(seed: seed)
        let line = "benchmark activity \(kind.map { "of '\($0)' " } ?? "")2025Q4 against 2025Q3 by tier answered within \(within) days"
        let rows = try ActivityBenchmarkTests.rows(line, world.session())
        #expect(rows.count == 7 * 3)
        for (tier, name) in [("Gold", "Gold"), ("Silver", "Silver"), (nil, "non-tiered")] as [(String?, String)] {
            let members = world.tiers.indices.filter { world.tiers[$0] == tier }
            let now = try ActivityBenchmarkTests.naive(world, members, "2025-10-01", "2025-12-31", kind: kind, within: within)
            let before = try ActivityBenchmarkTests.naive(world, members, "2025-07-01", "2025-09-30", kind: kind, within: within)
            for (figure, expected) in now {
                let row = try #require(rows.first { $0.figure == figure && ($0.tier == name || tier == nil && $0.verdict == "held against") }, "no row \(figure) of \(name)")
                let (own, earlier) = (try #require(row.cells["2025Q4"] ?? nil), try #require(row.cells["2025Q3"] ?? nil))
                #expect(abs(own - expected) < 1e-9 * max(1, expected), "\(figure) of \(name): \(own), by hand \(expected)")
                #expect(abs(earlier - (before[figure] ?? .nan)) < 1e-9 * max(1, earlier), "\(figure) of \(name) before: \(earlier), by hand \(before[figure] ?? .nan)")
            }
        }
    }

    /// Half of the services go to the twelve accounts of Gold, so it must be told; Silver gets what the rest does.
    @Test func whoGetsMoreIsTold() throws {
        let rows = try ActivityBenchmarkTests.rows("benchmark activity 2025Q4 against 2025Q3 by tier", World(seed: 4).session())
        let gold = try #require(rows.first { $0.figure == "services an account" && $0.tier == "Gold" })
        #expect(gold.verdict.hasPrefix("more: "), "\(gold.verdict)")
        let silver = try #require(rows.first { $0.figure == "services an account" && $0.tier == "Silver" })
        #expect(silver.verdict == "cannot tell")
        let (low, times, high) = (gold.cells["low"] ?? nil, gold.cells["times the rest"] ?? nil, gold.cells["high"] ?? nil)
        #expect(try #require(low) < #require(times) && #require(times) < #require(high))
    }

    @Test func withoutServicesOrSalesNothingIsMadeUp() throws {
        var world = World(seed: 5)
        world.sales = []
        world.services.removeAll { $0.account >= 3 && $0.account < 25 }
        let rows = try ActivityBenchmarkTests.rows("benchmark activity 2025Q4 against 2025Q3 by tier", world.session())
        for row in rows {
            for (name, cell) in row.cells { if let cell { #expect(cell.isFinite, "\(row.figure) of \(row.tier), \(name): \(cell)") } }
            if row.tier == "Silver" { #expect(row.verdict.hasPrefix("cannot tell") || row.figure.contains("chance") || row.figure.hasPrefix("revenue an hour")) }
        }
        let silver = try #require(rows.first { $0.figure == "services an account" && $0.tier == "Silver" })
        #expect(silver.cells["2025Q4"] == 0.0)
    }

    /// The rest loses in the newer quarter what Gold gains.
    @Test func whoGainsWhatOthersLoseIsFlagged() throws {
        var world = World(seed: 6)
        let turn = try #require(Day(iso: "2025-10-01".utf8))
        world.services = world.services.enumerated().map { index, service in
            var service = service
            if service.day >= turn { service.account = service.account < 25 ? service.account : index % 4 == 0 ? service.account : service.account % 12 }
            return service
        }
        var found: Result<Reply, Diagnostic>?
        world.session().run(Source("benchmark activity 2025Q4 against 2025Q3 by tier")) { found = $0.result }
        let reply = try #require(found).get()
        #expect(reply.notes.contains { $0.id == "displacement" && $0.severity == .warning }, "\(reply.notes.map(\.message))")
    }

    /// Business is what the measure takes: what nobody buys answers nothing.
    @Test func answersAreThoseOfTheMeasure() throws {
        let rows = try ActivityBenchmarkTests.rows("benchmark activity 2025Q4 against 2025Q3 by tier for count(sales where amount < 0)", World(seed: 7).session())
        for row in rows where row.figure.hasPrefix("answered") || row.figure.hasPrefix("so by chance") { #expect(row.cells["2025Q4"] == 0.0, "\(row)") }
    }

    /// Where all of a group are covered nothing varies among them: how far from all the others are is counted, not estimated.
    @Test func aGroupThatIsCoveredWhollyIsNotKnownWithoutError() throws {
        var world = World(seed: 8)
        // Gold's 12 all have a service, and 42 of the other 48: Fisher's exact p is about 0.33.
        world.services = (0..<54).map { Service(account: $0, day: Day(iso: "2025-11-11".utf8) ?? .earliest, kind: "Call", hours: 1) }
            + [Service(account: 0, day: Day(iso: "2025-08-11".utf8) ?? .earliest, kind: "Call", hours: 1)]
        let rows = try ActivityBenchmarkTests.rows("benchmark activity 2025Q4 against 2025Q3 by tier versus all", world.session())
        let gold = try #require(rows.first { $0.figure.hasPrefix("accounts covered") && $0.tier == "Gold" })
        let low = try #require(gold.cells["low"] ?? nil)
        #expect(gold.verdict == "cannot tell" && low < 1, "\(gold)")
    }
}
