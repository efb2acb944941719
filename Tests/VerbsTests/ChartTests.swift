import Charts
import Diagnostics
import Engine
import Foundation
import Tables
import Testing
import Verbs

@Suite final class ChartTests {
    private var workspace = manualWorkspace()

    private func answer(_ line: String) -> (replies: [Reply], failure: Diagnostic?) {
        var (replies, failure): ([Reply], Diagnostic?) = ([], nil)
        let session = Session(catalogue: Verbs.catalogue)
        session.state.workspace = workspace
        session.run(Source(line)) { outcome in
            switch outcome.result {
            case .success(let reply): replies.append(reply)
            case .failure(let error): failure = error
            }
        }
        return (replies, failure)
    }

    private func chart(_ line: String) throws -> Chart {
        let (replies, failure) = answer(line)
        #expect(failure == nil, "\(line)")
        return try #require(replies.last?.chart, "\(line)")
    }

    @Test func `a second column after by makes series`() throws {
        for line in ["| chart stacked total by tier, region", "| chart stacked", "| chart stacked total"] {
            let chart = try chart("accounts | group by tier, region show sum(revenue) as total \(line)")
            #expect(chart.kind == .stacked)
            #expect(chart.title == "total by tier, region")
            #expect(chart.labels == ["Bronze", "Gold", "Silver"])
            #expect(chart.series.map(\.name) == ["Americas", "EMEA", "Asia"])
            #expect(chart.series.map(\.values) == [[120_000, 640_000, nil], [60_000, 820_000, 410_000], [nil, nil, 250_000]])
            #expect([chart.measure, chart.legend, chart.axis.name] == ["total", "region", "tier"])
        }
    }

    @Test func `aggregates group the rows, and count counts them`() throws {
        let one = try chart("accounts | chart bars count, sum(revenue) as total by tier")
        #expect(one.series.map(\.values) == [[2, 2, 2], [180_000, 1_460_000, 660_000]])
        let reply = try #require(answer("accounts | chart bars count by tier").replies.last)
        #expect(reply.table?.fields.map(\.name) == ["tier", "count"])
    }

    @Test func `a line along dates stands in their order, and says what it leaves out`() throws {
        let chart = try chart("accounts | order by revenue | chart line revenue by renewal date")
        #expect(chart.axis.type == .date)
        #expect(chart.labels == ["2026-03-31", "2026-05-31", "2026-09-30", "2026-12-31", "2027-01-31"])
        #expect(chart.notes == ["1 without renewal date not drawn"])
    }

    @Test func `missing values stay missing and are said`() throws {
        let bars = try chart("accounts | chart bars wallet by account")
        #expect(bars.series[0].values[3] == nil)
        #expect(bars.notes == ["1 missing wallet"])
        let points = try chart("accounts | chart scatter revenue, wallet by account, tier")
        #expect(points.labels == ["Acme", "Birch", "Cedar", "Elm", "Fjord"])
        #expect(points.series.map(\.name) == ["Gold", "Silver", "Bronze"])
        #expect(points.series[1].values == [nil, nil, 1_500_000, nil, nil])
        #expect(points.notes == ["1 missing revenue or wallet"])
    }

    @Test func `a movement counts rows, or takes what was counted`() throws {
        let was = "accounts | derive was = case when revenue < 200k then 'Silver' else 'Gold' end"
        for line in ["\(was) | chart movement by was, tier", "\(was) | group by was, tier | chart movement"] {
            let chart = try chart(line)
            #expect(chart.labels == ["Gold", "Silver"])
            #expect(chart.series.map(\.name) == ["Gold", "Silver", "Bronze"])
            #expect(chart.series.map(\.values) == [[2, nil], [2, nil], [nil, 2]])
        }
    }

    @Test func `series beyond twelve are left out with a word, parts put together`() throws {
        let table = Table([
            Field("label", .texts((0..<20).map { _ in "L" })), Field("part", .texts((0..<20).map { "p\($0)" })),
            Field("n", .integers((0..<20).map { Int64($0) })),
        ])
        workspace.put(table, as: "parts")
        let bars = try chart("parts | chart bars n by label, part")
        #expect(bars.series.count == 12)
        #expect(bars.notes == ["the first 12 of 20 part drawn"])
        let stack = try chart("parts | chart stacked n by label, part")
        #expect(stack.series.map(\.name).suffix(2) == ["p10", "9 others"])
        #expect(stack.series.last?.values == [135], "11 to 19, added up")
        let movement = try chart("parts | chart movement n by label, part")
        #expect(movement.series.last?.values == [135])
    }

    @Test func `what moved is told before a movement's last values are put together`() throws {
        // p10 to p29: each keeps one, and gives one to the next.
        let names = (10..<30).map { "p\($0)" }
        workspace.put(
            Table([Field("was", .texts(names + names.dropLast())), Field("now", .texts(names + names.dropFirst()))]), as: "moves")
        let movement = try chart("moves | chart movement by was, now")
        #expect(movement.series.last?.name == "9 others")
        #expect(movement.series.last?.values == Array(repeating: nil, count: 10) + [1, 17])
        #expect(movement.series.last?.stayed.last == 9, "of p21 to p29 nine stayed, eight went on")
        #expect((movement.unmoved, movement.moved) == (20, 19))
        #expect(movement.summary.hasPrefix("Unmoved: 20. moved: 19. 9 others to 9 others: 8."), "\(movement.summary)")
    }

    private static let growths = "accounts | where tier != 'Silver' | derive growth = revenue, low = revenue - 5, high = revenue + 5, other = 1, 'other low' = 0, 'other high' = 2"

    @Test func `a figure finds the ends of its interval`() throws {
        for line in ["| chart", "| chart intervals", "| chart intervals growth", "| chart intervals by account", "| chart intervals growth, low, high by account"] {
            let chart = try chart(ChartTests.growths + " | select account, growth, low, high, other, 'other low', 'other high' " + line)
            #expect(chart.kind == .intervals && chart.title == "growth by account" && chart.axis.name == "account")
            #expect(chart.series.map(\.name) == ["growth"])
            #expect(zip(chart.series[0].values, chart.series[0].intervals).allSatisfy { value, interval in interval?.lowerBound == value.map { $0 - 5 } })
        }
        let other = try chart(ChartTests.growths + " | chart intervals other by account")
        #expect(other.series[0].intervals.allSatisfy { $0 == 0...2 })
        #expect(try chart("accounts | select account, revenue, wallet | chart").kind == .bar)
        #expect(try chart("accounts | derive low = 1, open = 2, high = 3 | select account, low, open, high | chart").kind == .bar)
    }

    @Test func `the labels nobody named make series only where one alone does not tell rows apart`() throws {
        let groups = "accounts | group by tier, region show avg(revenue) as mean, min(revenue) as low, max(revenue) as high | chart"
        #expect(try chart(groups).series.map(\.name) == ["Americas", "EMEA", "Asia"])
        let accounts = try chart("accounts | derive mean = revenue, low = 0, high = 2m | select account, tier, mean, low, high | chart")
        #expect(accounts.series.map(\.name) == ["mean"] && accounts.axis.name == "account")
    }

    @Test func `rows of different units share no scale of intervals, and one figure by one label becomes a series of each`() throws {
        let rows = "accounts | derive mean = revenue, low = 0, high = 2m, unit = case when region = 'EMEA' then 'points' else 'percent' end"
        let long = try chart(rows + " | chart intervals mean by account, region")
        #expect(zip(long.series.map(\.name), long.series.map(\.unit)).allSatisfy { ($0 == "EMEA") == ($1 == "points") } && long.panels.count == 2)
        let single = try chart(rows + " | chart intervals mean by account")
        #expect(Set(single.series.map(\.name)) == ["points", "percent"] && single.panels.count == 2)
        let bars = try chart(rows + " | chart bars mean by account, region")
        #expect(bars.panels.count == 2)
        // One unit, or series whose rows are in several, are as they were.
        #expect(try chart(rows + " | where unit = 'points' | chart intervals mean by account").panels == [[0]])
        #expect(try chart(rows + " | chart intervals mean by account, tier").panels.count == 1)
    }

    @Test func `series without any figure are left out of intervals, with a word`() throws {
        let groups = "accounts | derive mean = case when region != 'Asia' then revenue end, low = 0, high = 2m | chart intervals mean by account, region"
        #expect(try chart(groups).series.map(\.name) == ["EMEA", "Americas"] && chart(groups).notes == ["no mean for Asia"])
    }

    @Test func `steps of one label are one, and all add up to the total`() throws {
        let one = try chart("accounts | chart waterfall revenue by tier")
        #expect(one.labels == ["Gold", "Silver", "Bronze"])
        #expect(one.series[0].values == [1_460_000, 660_000, 180_000] && one.series[0].start == nil && one.totals.after == "revenue")
        let two = try chart("accounts | chart waterfall revenue, wallet by tier")
        #expect(two.title == "revenue to wallet by tier" && two.notes == ["1 missing revenue or wallet"])
        let bars = two.waterfall(two.series[0])
        #expect(bars.first?.label == "revenue" && bars.last?.label == "wallet" && bars.first?.isTotal == true)
        let known = "accounts | where revenue is not missing and wallet is not missing"
        let totals = try ["revenue", "wallet"].map { try #require(answer("\(known) | summarize sum(\($0)) as s").replies.last?.table?.fields[0].column[0].number) }
        #expect([bars.first?.to, bars.last?.to] == totals)
    }

    @Test func `of many steps the least are one together`() throws {
        workspace.put(Table([Field("name", .texts((1...40).map { "S\($0)" })), Field("value", .integers((1...40).map { $0 % 2 == 0 ? $0 : -$0 }))]), as: "steps")
        let chart = try chart("steps | chart waterfall value by name")
        #expect(chart.labels.count == Chart.stepLimit && chart.labels.first == "S28" && chart.labels.last == "27 others")
        #expect(chart.waterfall(chart.series[0]).last?.value == 20)
    }

    @Test func `a chart goes into a file as its picture, its rows as a table`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tierbook-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func written(_ name: String, _ line: String) throws -> String {
            let (replies, failure) = answer("\(line) | export to '\(folder.path)/\(name)'")
            #expect(failure == nil && !replies.isEmpty)
            return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        let line = "accounts | chart bars count by tier"
        #expect(try written("a.svg", line) == svg(try chart(line), id: "chart") + "\n")
        #expect(try written("a.csv", line) == "tier,count\nBronze,2\nGold,2\nSilver,2\n")
        #expect(try written("b.svg", "accounts | chart bars count by tier | define c; c").hasPrefix("<svg"))
    }

    @Test(arguments: [
        ("accounts | chart stacked revenue by tier", "no-parts"),
        ("accounts | chart stacked revenue by tier, kind", "unknown-column"),
        ("accounts | chart scatter revenue", "two-figures"),
        ("accounts | chart histogram revenue, cost", "one-figure"),
        ("accounts | chart histogram revenue by tier", "histogram-by"),
        ("accounts | chart movement by tier", "two-columns"),
        ("accounts | chart movement", "two-columns"),
        ("accounts | chart bars revenue, cost by tier, region", "one-figure"),
        ("accounts | chart bars revenue by tier, region, account", "too-many-labels"),
        ("accounts | derive r = 'x' | chart stacked revenue by tier, r", "repeated-label"),
        ("activity | chart line hours by kind, account", "repeated-label"),
        ("accounts | chart bars sum(revenue)", "aggregate-needs-by"),
        ("accounts | chart bars renewal date", "not-a-number"),
        ("accounts | select tier | chart", "nothing-to-chart"),
        ("accounts | chart pie revenue by tier", "unknown-chart"),
        ("accounts | chart intervals", "no-ends"),
        ("accounts | chart intervals revenue by account", "no-ends"),
        ("accounts | derive low = 1, high = 2, growth = 3 | chart intervals growth by account", "no-ends"),
        ("accounts | chart intervals revenue, cost by account", "three-figures"),
        ("accounts | derive low = 10%, high = 20% | chart intervals revenue, low, high by account", "unlike-parts"),
        ("accounts | derive low = 2, high = 1 | chart intervals revenue, low, high by account", "interval-reversed"),
        ("accounts | derive low = 1, high = 2 | chart intervals revenue, low, high by tier, region, account", "too-many-labels"),
        ("accounts | chart waterfall revenue, cost, wallet by tier", "two-figures"),
        ("accounts | derive share = 10% | chart waterfall revenue, share by tier", "unlike-parts"),
        ("accounts | chart forest revenue by tier", "unknown-chart"),
        ("accounts | chart histgram revenue", "unknown-chart"),
        ("accounts | chart bars revenue by tier titled Revenue", "syntax"),
        ("accounts | chart bars revenue | where revenue > 1 | export to 'x.svg'", "no-chart"),
    ]) func `what cannot be drawn is said with its fix`(_ line: String, _ id: String) throws {
        let failure = try #require(answer(line).failure, "\(line)")
        #expect(failure.id == id)
        #expect(failure.span != nil)
        #expect(failure.help != nil || id == "syntax" || id == "unknown-column", "\(failure.message)")
    }
}
