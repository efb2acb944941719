import Diagnostics
import Engine
import Tables
import TestSupport
import Testing
import Verbs
import Workspaces

/// Rows whose date hangs one table up: whatever is asked of them is answered as though it stood beside each.
@Suite struct InheritedDateTests {
    /// Visits to accounts have a date; what was done at them (`activity`) and where (`rooms`, one table further down) has none.
    private struct World {
        var tiers: [String?] = (0..<40).map { $0 < 12 ? "Gold" : $0 < 20 ? "Silver" : nil }
        var visits: [(account: Int32, day: String?, currency: String?)] = []
        var activity: [(visit: Int32, kind: String?, hours: Double, amount: Double)] = []

        init(seed: UInt64) {
            var random = Seeded(state: seed)
            for account in tiers.indices {
                for year in 2024...2026 {
                    for _ in 0..<(1 + random.below(4)) {
                        let day = "\(year)-0\(1 + random.below(9))-1\(random.below(10))"
                        visits.append((random.below(30) == 0 ? -1 : Int32(account), random.below(30) == 0 ? nil : day, ["USD", "EUR"][random.below(2)]))
                    }
                }
            }
            for visit in visits.indices {
                for _ in 0..<random.below(4) {
                    let kind = ["Call", "Meeting", "Lunch", nil][random.below(4)]
                    activity.append((random.below(30) == 0 ? -1 : Int32(visit), kind, Double(1 + random.below(8)) / 4, Double(random.below(5_000))))
                }
            }
        }

        /// - Parameters:
        ///   - copied: the date and the currency stand beside each row of activity.
        ///   - linksAccounts: each row names its account, too.
        func session(copied: Bool, linksAccounts: Bool = false, currencies: Bool = false) -> Session {
            let session = Session(catalogue: Verbs.catalogue)
            let accounts = Table(
                [Field("account", .texts(tiers.indices.map { "a\($0)" })), Field("tier", .texts(tiers)), Field("wallet", .doubles(tiers.map { _ in 50_000 }))], key: 0)
            func day(_ text: String?) -> Day? { text.flatMap { Day(iso: $0.utf8) } }
            let visits = Table(
                [
                    Field("visit", .integers(self.visits.indices.map { Int64($0) })), Field("account", .texts(self.visits.map { $0.account < 0 ? nil : "a\($0.account)" })),
                    Field("day", .dates(self.visits.map { day($0.day) })),
                ] + (currencies ? [Field("currency", .texts(self.visits.map(\.currency)))] : []), key: 0, dated: 2, links: [Link(column: 1, target: "accounts", rows: Buffer(self.visits.map(\.account)))])
            func visit(_ row: (visit: Int32, kind: String?, hours: Double, amount: Double)) -> (account: Int32, day: String?, currency: String?)? {
                row.visit < 0 ? nil : self.visits[Int(row.visit)]
            }
            var fields = [
                Field("visit", .integers(activity.map { $0.visit < 0 ? nil : Int64($0.visit) })), Field("kind", .texts(activity.map(\.kind))),
                Field("hours", .doubles(activity.map(\.hours))), Field("amount", .doubles(activity.map(\.amount))),
            ]
            if copied { fields.append(Field("day", .dates(activity.map { day(visit($0)?.day) }))) }
            if copied, currencies { fields.append(Field("currency", .texts(activity.map { visit($0)?.currency }))) }
            var links = [Link(column: 0, target: "visits", rows: Buffer(activity.map(\.visit)))]
            if linksAccounts {
                fields.append(Field("account", .texts(activity.map { row in visit(row).flatMap { $0.account < 0 ? nil : "a\($0.account)" } })))
                links.append(Link(column: fields.count - 1, target: "accounts", rows: Buffer(activity.map { visit($0)?.account ?? -1 })))
            }
            let rows = Table(fields, dated: copied ? 4 : nil, links: links)
            for (name, table) in [("accounts", accounts), ("visits", visits), ("activity", rows)] { session.state.workspace.put(table, as: name) }
            let rates = Table([Field("currency", .texts(["EUR", "USD"])), Field("rate", .doubles([1.25, 1]))])
            session.state.workspace.put(rates, as: "rates")
            session.state.workspace.asOf = Day(iso: "2026-12-31".utf8)
            return session
        }
    }

    private static func reply(_ line: String, _ session: Session) throws -> Reply { try BenchmarkTests.reply(line, session) }

    // MARK: As though it were copied

    private static let lines = [
        "benchmark sum(activity.hours) 2026 against 2025 by tier", "benchmark count(activity where kind = 'Call') 2026 against 2025 by tier comparing medians",
        "benchmark sum(activity.amount) 2026 against 2025 in USD by tier", "decompose sum(activity.hours) 2026 against 2025 by tier", "trend sum(activity.hours) quarterly by tier",
        "placebo sum(activity.hours) 2026 against 2025 by tier", "penetration sum(activity.hours) 2026 by tier", "depth of activity.kind 2026 against 2025 by tier",
        "depth of activity.kind quarterly by tier", "white space of activity.kind 2026 by tier worth hours", "backtest sum(activity.hours) 2026 against 2025 by sum(activity.hours) top 8",
        "backtest sum(activity.hours) 2026 against 2025 by count(activity where date in last 12 months) top 8", "benchmark activity 2026 against 2025 by tier for sum(activity.hours)",
        "benchmark activity of 'Call' 2026 against 2025 by tier", "accounts | select account, sum(activity.hours where date in 2026Q1) as h, newest(activity.date) as d | order by h desc",
        "accounts | group by tier show count(activity where date in last 200 days) as n", "activity | where date in 2026 | group by kind show count, sum(hours) as h",
        "activity | compare 2026 against 2025 by kind show sum(hours)", "activity | group by date show count", "activity | where activity.date since 2026-03-01 | derive d = date | group by d show count",
        "newest(activity.date)", "activity | where visits.date in 2026Q1 | group by kind show count",
    ]

    @Test("every question is answered as when the date stands beside each row", arguments: lines)
    func copied(line: String) throws {
        for seed: UInt64 in 1...3 {
            let world = World(seed: seed)
            for linksAccounts in [false, true] {
                func session(copied: Bool) -> Session { world.session(copied: copied, linksAccounts: linksAccounts, currencies: line.contains("USD")) }
                let (above, beside) = (session(copied: false), session(copied: true))
                let (got, want) = (try InheritedDateTests.reply(line, above), try InheritedDateTests.reply(line, beside))
                #expect(got.table == want.table && got.summary == want.summary, "seed \(seed): \(line)")
                #expect(got.headline == want.headline && got.notes.map(\.message) == want.notes.map(\.message), "seed \(seed): \(line): \(got.notes)")
            }
        }
    }

    @Test("a list of rules, its charter and what it knew too soon are those of copied dates")
    func lists() throws {
        let world = World(seed: 7)
        let lines = [
            "set as of 2025-12-31", "remove column accounts.tier", "objective 'o' = sum(activity.hours)", "tier Gold top 10", "publish 'E'", "clause Gold 'Call' 2 per quarter", "clause all 'Lunch' 1 per year measured by sum(activity.amount)",
            "set as of 2026-12-31", "benchmark sum(activity.hours) 2026 against 2025 by tier", "placebo sum(activity.hours) 2026 against 2025 by tier", "backtest sum(activity.hours) 2026 against 2025 top 10",
            "charter check", "compliance in 2026", "compliance in 2026Q1 by tier",
        ]
        let (above, beside) = (world.session(copied: false), world.session(copied: true))
        for line in lines {
            let (got, want) = (try InheritedDateTests.reply(line, above), try InheritedDateTests.reply(line, beside))
            #expect(got.table == want.table && got.headline == want.headline && got.notes.map(\.id) == want.notes.map(\.id), "\(line)")
        }
    }

    @Test("of rows that name accounts themselves, those of later days count nowhere in a ranking of an earlier day")
    func cut() throws {
        let session = World(seed: 5).session(copied: false, linksAccounts: true)
        let bounded = "backtest sum(activity.hours) 2026 against 2025 by sum(activity.hours where date before 2026-01-01) top 8"
        let all = "backtest sum(activity.hours) 2026 against 2025 by sum(activity.hours) top 8"
        #expect(try InheritedDateTests.reply(all, session).table == InheritedDateTests.reply(bounded, session).table)
    }

    // MARK: Which table

    /// Tables of three rows each, by name: dated or not, and whom they are for.
    private static func session(_ tables: [(name: String, dated: Bool, parents: [String])]) -> Session {
        let session = Session(catalogue: Verbs.catalogue)
        for (number, table) in tables.enumerated() {
            let fields = [Field("\(table.name) id", .integers([0, 1, 2])), Field("\(table.name) day", .dates((0..<3).map { Day(year: 2020 + number, month: 1, day: 1 + $0) })), Field("size", .integers([1, 2, 3]))]
            let links = table.parents.map { Link(column: 0, target: $0, rows: Buffer([Int32(0), 1, -1])) }
            session.state.workspace.put(Table(fields, key: 0, dated: table.dated ? 1 : nil, links: links), as: table.name)
        }
        session.state.workspace.asOf = Day(iso: "2026-12-31".utf8)
        return session
    }

    private static func days(_ session: Session) throws -> [String] { try BenchmarkTests.texts("d", try reply("lines | select date as d", session)) }

    @Test("a table's own date comes first, then the nearest; never that of accounts")
    func nearest() throws {
        let far: [(name: String, dated: Bool, parents: [String])] = [("regions", true, []), ("accounts", true, ["regions"]), ("trips", true, ["accounts"]), ("visits", false, ["trips"]), ("lines", false, ["visits"])]
        #expect(try InheritedDateTests.days(InheritedDateTests.session(far)) == ["2022-01-01", "2022-01-02", "—"])
        #expect(try InheritedDateTests.days(InheritedDateTests.session(far.map { ($0.name, $0.dated || $0.name == "visits", $0.parents) })) == ["2023-01-01", "2023-01-02", "—"])
        #expect(try InheritedDateTests.days(InheritedDateTests.session(far.map { ($0.name, $0.dated || $0.name == "lines", $0.parents) })) == ["2024-01-01", "2024-01-02", "2024-01-03"])
        let none = InheritedDateTests.session(far.map { ($0.name, $0.name == "accounts" || $0.name == "regions", $0.parents) })
        let error = #expect(throws: Diagnostic.self) { try InheritedDateTests.days(none) }
        #expect(error?.id == "unknown-column" && error?.help?.contains("dated COLUMN") == true, "\(String(describing: error))")
        for line in ["benchmark count(lines) 2026 against 2025", "lines | compare 2026 against 2025 show count"] {
            let error = #expect(throws: Diagnostic.self) { try InheritedDateTests.reply(line, none) }
            #expect(error?.id == "not-dated" && error?.help?.contains("dated COLUMN") == true, "\(line): \(String(describing: error))")
        }
    }

    @Test("of two tables as near the first declared is taken, and that is said")
    func ambiguous() throws {
        let session = InheritedDateTests.session([("accounts", false, []), ("orders", true, ["accounts"]), ("deliveries", true, []), ("lines", false, ["orders", "deliveries"])])
        let reply = try InheritedDateTests.reply("lines | select date as d", session)
        #expect(try BenchmarkTests.texts("d", reply) == ["2021-01-01", "2021-01-02", "—"])
        #expect(reply.notes.map(\.id) == ["ambiguous-column"] && reply.notes.first?.message == "lines has its date from orders or deliveries, which are as near; orders.orders day was taken.", "\(reply.notes)")
    }

    @Test("tables and their own days: where dates come from is listed, and a measure may not pick them")
    func names() throws {
        let session = World(seed: 2).session(copied: false, currencies: true)
        #expect(try BenchmarkTests.texts("date", try InheritedDateTests.reply("tables", session)) == ["—", "day", "visits.day", "—"])
        for condition in ["date in 2026Q1", "day in 2026Q1", "visits.day in 2026Q1", "activity.date in 2026Q1"] {
            let error = #expect(throws: Diagnostic.self) { try InheritedDateTests.reply("benchmark sum(activity.hours where \(condition)) 2026 against 2025 by tier", session) }
            #expect(error?.id == "own-days", "\(condition): \(String(describing: error))")
        }
        let error = #expect(throws: Diagnostic.self) { try InheritedDateTests.reply("benchmark sum(activity.amount) 2026 against 2025 by tier", session) }
        #expect(error?.id == "many-currencies" && error?.message.contains("activity has amounts in 2 currencies") == true, "\(String(describing: error))")
        let unknown = #expect(throws: Diagnostic.self) { try InheritedDateTests.reply("benchmark count(activity where currency = 'USd') 2026 against 2025 by tier", session) }
        #expect(unknown?.help?.contains("No currency of visits is 'USd'. Did you mean USD?") == true, "\(String(describing: unknown))")
    }
}
