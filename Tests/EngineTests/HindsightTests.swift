import Diagnostics
import Engine
import Tables
import TestSupport
import Testing
import Verbs
import Workspaces

/// Lists that know what came after their day: publishing says so, and whatever takes their word.
@Suite struct HindsightTests {
    typealias Sale = BenchmarkTests.Sale

    private static func session(_ lines: [String]) throws -> Session {
        var sales: [Sale] = []
        for account in 0..<30 {
            for year in 2023...2026 {
                let amount = 20 + (account * (year == 2026 ? 11 : 7) + year) % 31
                sales.append(Sale(account: account, day: "\(year)-05-05", amount: Double(amount)))
            }
        }
        let regions = Field("region", .texts((0..<30).map { $0 % 2 == 0 ? "EMEA" : "Asia" }))
        let session = try BenchmarkTests.session((0..<30).map { _ in nil }, sales, [regions])
        if var sales = session.state.workspace.table(named: "sales")?.table {
            let products = Column.texts((0..<sales.rowCount).map { $0 % 3 == 0 ? "bonds" : "shares" })
            sales = Table(sales.fields + [Field("product", products)], rowCount: sales.rowCount, key: sales.key, dated: sales.dated, links: sales.links)
            session.state.workspace.put(sales, as: "sales")
        }
        for line in ["remove column accounts.tier"] + lines { _ = try BenchmarkTests.reply(line, session) }
        return session
    }

    private static func list(_ measure: String) -> [String] { ["set as of 2025-12-31", "objective 'o' = \(measure)", "tier Gold top 10"] }

    /// Replies, with the notes that the line itself made.
    private static func notes(_ line: String, _ session: Session) throws -> [Diagnostic] {
        try BenchmarkTests.reply(line, session).notes
    }

    private static let lines = [
        "benchmark sum(sales.amount) 2026 against 2025 by tier", "trend sum(sales.amount) by tier yearly to 2026 as of edition 'E'", "placebo sum(sales.amount) 2026 against 2025 by tier",
        "penetration sum(sales.amount) 2026 of size by tier", "depth of sales.product 2026 by tier",
        "backtest sum(sales.amount) 2026 against 2025 as of edition 'E'", "decompose sum(sales.amount) 2026 against 2025 by tier",
    ]

    @Test("a sum without a bound knows later rows, which publish and all verbs say", arguments: lines)
    func unbounded(line: String) throws {
        let session = try HindsightTests.session(HindsightTests.list("sum(sales.amount)"))
        let published = try HindsightTests.notes("publish 'E'", session)
        let warning = try #require(published.first { $0.id == "hindsight" }, "\(published)")
        #expect(warning.message.contains("sum(sales.amount) for 30 accounts") && warning.help?.contains("where date in last 12 months") == true, "\(warning)")
        _ = try BenchmarkTests.reply("set as of 2026-12-31", session)
        let notes = try HindsightTests.notes(line, session)
        #expect(notes.contains { $0.id == "hindsight" && $0.severity == .warning && $0.message.contains("sum(sales.amount) for 30 accounts") }, "\(line): \(notes)")
    }

    @Test("a bound sum knows nothing, and nothing is said", arguments: lines)
    func bounded(line: String) throws {
        let session = try HindsightTests.session(HindsightTests.list("sum(sales.amount where date in last 12 months)"))
        #expect(try !HindsightTests.notes("publish 'E'", session).contains { ["hindsight", "figures-of-today"].contains($0.id) })
        _ = try BenchmarkTests.reply("set as of 2026-12-31", session)
        let notes = try HindsightTests.notes(line, session)
        #expect(!notes.contains { ["hindsight", "figures-of-today"].contains($0.id) }, "\(line): \(notes)")
    }

    @Test("of a figure without dates it cannot be told")
    func undated() throws {
        let session = try HindsightTests.session(HindsightTests.list("size"))
        let published = try HindsightTests.notes("publish 'E'", session)
        #expect(published.contains { $0.id == "figures-of-today" && $0.message.contains("size") } && !published.contains { $0.id == "hindsight" }, "\(published)")
        _ = try BenchmarkTests.reply("set as of 2026-12-31", session)
        for line in HindsightTests.lines {
            #expect(try HindsightTests.notes(line, session).contains { $0.id == "figures-of-today" }, "\(line)")
        }
        let current = try HindsightTests.session(["objective 'o' = size", "tier Gold top 10"])
        #expect(try HindsightTests.notes("publish 'E'", current).allSatisfy { $0.id != "figures-of-today" }, "nothing is known after the last row")
    }

    @Test("what an edition that knew found is called no proof")
    func noProof() throws {
        let session = try HindsightTests.session(HindsightTests.list("sum(sales.amount)") + ["publish 'E'", "set as of 2026-12-31"])
        let reply = try BenchmarkTests.reply("backtest sum(sales.amount) 2026 against 2025 as of edition 'E'", session)
        #expect(reply.headline?.contains("none of this is proof") == true, "\(reply.headline ?? "")")
        #expect(try BenchmarkTests.texts("verdict", reply)[0].hasPrefix("with hindsight: "))
    }

    private static let grouped = [
        "benchmark sum(sales.amount) 2026 against 2025 by KEY", "trend sum(sales.amount) by KEY yearly to 2026", "placebo sum(sales.amount) 2026 against 2025 by KEY",
        "decompose sum(sales.amount) 2026 against 2025 by KEY", "depth of sales.product 2026 by KEY",
    ]

    @Test("groups and conditions that read rows of the newer period are warned of, those that read earlier ones are not", arguments: grouped)
    func groupsOfTheirOutcome(line: String) throws {
        let session = try HindsightTests.session([
            "define late = sum(sales.amount where date in 2026) >= 1.2 * sum(sales.amount where date in 2025)", "define early = sum(sales.amount where date in 2024) >= 30",
            "define great = size >= 15",
        ])
        func ids(_ key: String) throws -> [Diagnostic] { try HindsightTests.notes(line.replacing("KEY", with: key), session).filter { ["hindsight", "figures-of-today"].contains($0.id) } }
        let late = try ids("late")
        #expect(late.count == 1 && late[0].severity == .warning && late[0].message.contains("late turns out otherwise for"), "\(late)")
        #expect(try ids("early").isEmpty && ids("region").isEmpty)
        let undated = try ids("great")
        #expect(undated.count == 1 && undated[0].id == "figures-of-today" && undated[0].message.contains("great reads size"), "\(undated)")
        #expect(try ids("region where early").isEmpty)
        #expect(try ids("region where late").contains { $0.severity == .warning && $0.message.contains("where late turns out otherwise") })
    }

    @Test("qualifiers are checked as the ranking is, by publish and where groups go by them; by tiers they do not matter")
    func qualifiers() throws {
        let bound = "sum(sales.amount where date in last 12 months)"
        func found(_ condition: String, by key: String) throws -> (published: [Diagnostic], compared: [Diagnostic]) {
            let session = try HindsightTests.session(HindsightTests.list(bound) + ["qualifier 'Q' where \(condition)"])
            func isOfThem(_ note: Diagnostic) -> Bool { ["hindsight", "figures-of-today"].contains(note.id) }
            let published = try HindsightTests.notes("publish 'E'", session).filter(isOfThem)
            _ = try BenchmarkTests.reply("set as of 2026-12-31", session)
            return (published, try HindsightTests.notes("benchmark sum(sales.amount) 2026 against 2025 by \(key)", session).filter(isOfThem))
        }
        for key in ["qualifier", "qualifiers"] {
            let late = try found("sum(sales.amount) >= 130", by: key)
            #expect(late.published.map(\.id) == ["hindsight"] && late.compared.map(\.id) == ["hindsight"] && late.compared[0].message.contains("another set of qualifiers for"), "\(late)")
            let undated = try found("size >= 15", by: key)
            #expect(undated.published.map(\.id) == ["figures-of-today"] && undated.compared.map(\.id) == ["figures-of-today"] && undated.compared[0].message.contains("size"), "\(undated)")
            for known in ["\(bound) >= 30", "tier = 'Gold' and region = 'EMEA'"] {
                let nothing = try found(known, by: key)
                #expect(nothing.published.isEmpty && nothing.compared.isEmpty, "\(known): \(nothing)")
            }
        }
        #expect(try found("sum(sales.amount) >= 130", by: "tier").compared.isEmpty)
    }

    @Test("an edition is late by the day on which it was made, whatever day it is dated", arguments: ["benchmark sum(sales.amount) 2026 against 2025 by tier", "trend sum(sales.amount) by tier yearly to 2026 as of edition 'E'", "placebo sum(sales.amount) 2026 against 2025 by tier"])
    func backdated(line: String) throws {
        let session = try HindsightTests.session(["objective 'o' = sum(sales.amount where date in last 12 months)", "tier Gold top 10"])
        #expect(try HindsightTests.notes("publish 'E' on 2025-12-31", session).contains { $0.id == "hindsight" && $0.help?.contains("set as of 2025-12-31") == true })
        let notes = try HindsightTests.notes(line, session)
        #expect(notes.contains { $0.id == "late-edition" && $0.message.contains("2026-12-31") }, "\(line): \(notes)")
        let error = #expect(throws: Diagnostic.self) { try BenchmarkTests.reply("backtest sum(sales.amount) 2026 against 2025 as of edition 'E'", session) }
        #expect(error?.id == "late-edition")
    }

    @Test("what is planned is no hindsight as long as it lies ahead", arguments: lines)
    func planned(line: String) throws {
        let pipeline = HindsightTests.list("sum(sales.amount)").dropFirst()
        let session = try HindsightTests.session(["sales | where date in 2026 | set date = date + 24 months", "set as of 2025-12-31"] + pipeline)
        let published = try HindsightTests.notes("publish 'E'", session)
        let note = try #require(published.first { $0.id == "hindsight" }, "\(published)")
        #expect(note.severity == .warning && note.message.contains("where these were not planned by then"), "\(note)")
        for account in 0..<30 { _ = try BenchmarkTests.reply("add sales with account = 'a\(account)', date = 2026-06-06, amount = \(account + 5), product = 'bonds'", session) }
        _ = try BenchmarkTests.reply("set as of 2026-12-31", session)
        #expect(try !HindsightTests.notes(line, session).contains { $0.id == "hindsight" }, "what lies ahead has not come to pass: \(line)")
        _ = try BenchmarkTests.reply("set as of 2028-12-31", session)
        #expect(try HindsightTests.notes(line, session).contains { $0.id == "hindsight" && $0.message.contains("unless that was planned by then") }, "its days have come: \(line)")
    }

    @Test("accounts and curve of a back test keep the note that figures may be of a later day", arguments: ["accounts", "curve", ""])
    func curve(what: String) throws {
        let session = try HindsightTests.session(HindsightTests.list("size") + ["publish 'E'", "set as of 2026-12-31"])
        let notes = try HindsightTests.notes("backtest sum(sales.amount) 2026 against 2025 as of edition 'E' \(what)", session)
        #expect(notes.contains { $0.id == "figures-of-today" })
    }

    @Test("placebo and the row beyond placebo of adjusted say the same, by the same p", arguments: ["", " comparing means", " comparing medians"])
    func beyond(kind: String) throws {
        var sales: [Sale] = []
        for account in 0..<60 {
            for (year, growth) in [(2023, 1.0), (2024, 1.0), (2025, 1.0), (2026, account < 20 ? 1.6 : 1.0)] {
                sales.append(Sale(account: account, day: "\(year)-05-05", amount: Double(100 + (account * 13 + year * 7) % 17) * growth))
            }
        }
        let session = try BenchmarkTests.session((0..<60).map { $0 < 20 ? "A" : $0 < 40 ? "B" : nil }, sales)
        let placebo = try BenchmarkTests.reply("placebo sum(sales.amount) 2026 against 2025 by tier\(kind)", session)
        let adjusted = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025 by tier\(kind) adjusted", session)
        let rows = try BenchmarkTests.texts("method", adjusted).enumerated().filter { $0.element.contains("placebo") }.map(\.offset)
        let (p, verdicts) = (try BenchmarkTests.figures("p", adjusted), try BenchmarkTests.texts("verdict", adjusted))
        #expect(rows.count == 2)
        #expect(try BenchmarkTests.figures("p", placebo).prefix(2).allSatisfy { $0 != nil })
        #expect(Array(try BenchmarkTests.figures("p", placebo).prefix(2)) == rows.map { p[$0] })
        #expect(Array(try BenchmarkTests.texts("verdict", placebo).prefix(2)) == rows.map { verdicts[$0] })
        #expect(placebo.headline?.contains("differs from that for A.") == true, "\(placebo.headline ?? "")")
        #expect(placebo.notes.contains { $0.id == "todays-list" })
    }

    // MARK: Nonsense

    @Test("what compares nothing is refused, with what to write", arguments: [
        ("benchmark sum(sales.amount) 2026 against 2025 by region versus tier Gold", "nothing-to-compare", "by tier"), ("benchmark sum(sales.amount) 2026 against 2025 versus tier Gold", "nothing-to-compare", "by tier"),
        ("decompose sum(sales.amount) 2026 against 2025 by tier within tier", "same-keys", "another column"), ("penetration sum(sales.amount) 2019 of size", "nothing-to-compare", "period with data"),
        ("penetration sum(sales.amount) 2026 against 2019 of size", "nothing-to-compare", "period with data"),
    ])
    func refused(line: String, id: String, help: String) throws {
        let session = try HindsightTests.session(["objective 'o' = sum(sales.amount)", "tier Gold top 10"])
        let error = #expect(throws: Diagnostic.self) { try BenchmarkTests.reply(line, session) }
        #expect(error?.id == id && error?.help?.contains(help) == true, "\(String(describing: error))")
    }

    @Test("a minimum that hides all is said, draws only where there were any, and which rest it is")
    func said() throws {
        let session = try HindsightTests.session(["objective 'o' = sum(sales.amount)", "tier Gold top 10"])
        let hidden = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025 by tier minimum 1000 resampled 1000 draws", session)
        #expect(hidden.headline?.contains("are hidden, as each has fewer accounts than the minimum") == true, "\(hidden.headline ?? "")")
        #expect(!hidden.footer.contains { $0.contains("draws") })
        let both = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026 against 2025 by tier, region", session)
        #expect(both.footer.contains("each is held against the rest of every region together"), "\(both.footer)")
    }

    @Test("a ranking that reads what accounts are today says so; one of dated rows need not")
    func labels() throws {
        let session = try HindsightTests.session(["set as of 2026-12-31"])
        let line = "backtest sum(sales.amount) 2026 against 2025 by"
        let told = try HindsightTests.notes("\(line) sum(sales.amount where date in 2025) * if(region = 'EMEA', 2, 1) top 10", session)
        #expect(told.contains { $0.id == "labels-of-today" && $0.message.contains("region") }, "\(told.map(\.message))")
        let silent = try HindsightTests.notes("\(line) sum(sales.amount where date in 2025) top 10", session)
        #expect(!silent.contains { $0.id == "labels-of-today" })
    }

    @Test("the headline of a benchmark proves nothing by a list that knew; of one bound to its day it says no such thing", arguments: [
        ("sum(sales.amount)", true), ("sum(sales.amount where date in last 12 months)", false),
    ])
    func headline(measure: String, isKnowing: Bool) throws {
        let session = try HindsightTests.session(HindsightTests.list(measure) + ["publish 'E'", "set as of 2026-12-31"])
        let reply = try BenchmarkTests.reply("benchmark count(sales) 2026 against 2025 by tier", session)
        #expect(reply.headline?.contains("none of this is proof") == isKnowing, "\(reply.headline ?? "")")
    }
}
