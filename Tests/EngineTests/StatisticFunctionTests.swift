import Diagnostics
import Engine
import Statistics
import Tables
import TestSupport
import Testing
import Verbs
import Workspaces

/// Statistics as functions of the language: to the last bit what the statistics layer gives for the values that are there.
@Suite struct StatisticFunctionTests {
    struct Row {
        var group: String
        var x: Double
        var y: Double
    }

    /// Rows of groups A to D; D has no value, C one pair, B is constant in y.
    private static func rows(seed: UInt64) -> [Row] {
        var random = Seeded(state: seed)
        var rows: [Row] = []
        for _ in 0..<200 {
            let group = ["A", "A", "B"][random.below(3)]
            let x = random.below(7) == 0 ? .nan : Double(random.below(1_000)) / 8 - 10
            let y = random.below(7) == 0 ? .nan : group == "B" ? 4 : Double(random.below(50)) / 3
            rows.append(Row(group: group, x: x, y: y))
        }
        rows += [Row(group: "C", x: 5, y: 2), Row(group: "C", x: .nan, y: 7), Row(group: "D", x: .nan, y: .nan)]
        return rows
    }

    private static func session(_ rows: [Row]) -> Session {
        let session = Session(catalogue: Verbs.catalogue)
        let names = ["A", "B", "C", "D", "E"]
        session.state.workspace.put(Table([Field("account", .texts(names))], key: 0), as: "accounts")
        session.state.workspace.put(
            Table(
                [Field("group", .texts(rows.map(\.group))), Field("x", .doubles(rows.map(\.x))), Field("y", .doubles(rows.map(\.y)))],
                links: [Link(column: 0, target: "accounts", rows: Buffer(rows.map { row in Int32(names.firstIndex(of: row.group) ?? -1) }))]), as: "t")
        return session
    }

    private static func figure(_ name: String, _ rows: [Row]) throws -> Double? {
        let x = rows.map(\.x).filter(\.isFinite)
        let pairs = rows.filter { $0.x.isFinite && $0.y.isFinite }
        let (a, b) = (pairs.map(\.x), pairs.map(\.y))
        switch name {
        case "gini(x)": return try Concentration(x).gini
        case "hhi(x)": return try Concentration(x).herfindahl
        case "trimmed mean(x, 10%)": return Location.trimmedMean(0.1, of: x)
        case "winsorized mean(x, 10%)": return Location.winsorizedMean(0.1, of: x)
        case "spearman(x, y)": return try RankCorrelation.spearman(a, b)
        case "kendall(x, y)": return try RankCorrelation.kendall(a, b)
        default: return LinearCorrelation.pearson(a, b)
        }
    }

    static let calls = ["gini(x)", "hhi(x)", "trimmed mean(x, 10%)", "winsorized mean(x, 10%)", "spearman(x, y)", "kendall(x, y)", "correlation(x, y)"]

    @Test("in groups, beside rows, for related rows and for a whole table", arguments: calls)
    func everywhere(call: String) throws {
        let rows = StatisticFunctionTests.rows(seed: 3)
        let session = StatisticFunctionTests.session(rows)
        let want = try ["A", "B", "C", "D"].map { name in try StatisticFunctionTests.figure(call, rows.filter { $0.group == name }) }
        #expect(want[0] != nil)
        let inGroups = try BenchmarkTests.reply("t | group by group show \(call) as f | select f", session)
        #expect(try BenchmarkTests.figures("f", inGroups) == want)
        let beside = try BenchmarkTests.reply("t | select group, \(call.dropLast()) per group) as f | distinct", session)
        #expect(Set(try zip(BenchmarkTests.texts("group", beside), BenchmarkTests.figures("f", beside)).map { "\($0) \($1 as Any)" }) == Set(zip(["A", "B", "C", "D"], want).map { "\($0) \($1 as Any)" }))
        // E has no rows at all.
        let related = try BenchmarkTests.reply("accounts | select \(call.replacing("x", with: "t.x").replacing("y", with: "t.y")) as f", session)
        #expect(try BenchmarkTests.figures("f", related) == want + [nil])
        let whole = try BenchmarkTests.reply("t | summarize \(call) as f", session)
        #expect(try BenchmarkTests.figures("f", whole) == [try StatisticFunctionTests.figure(call, rows)])
        let narrowed = try BenchmarkTests.reply("t | summarize \(call.dropLast()) where x > 20) as f", session)
        #expect(try BenchmarkTests.figures("f", narrowed) == [try StatisticFunctionTests.figure(call, rows.filter { $0.x > 20 })])
        let none = try BenchmarkTests.reply("t | where x > 1000 | summarize \(call) as f", session)
        #expect(try BenchmarkTests.figures("f", none) == [nil], "of no rows it is missing")
    }

    @Test("one value, and constants")
    func few() throws {
        let one = StatisticFunctionTests.session([Row(group: "A", x: 5, y: 2)])
        func figures(_ session: Session) throws -> [Double?] {
            try StatisticFunctionTests.calls.map { try BenchmarkTests.figures("f", BenchmarkTests.reply("t | summarize \($0) as f", session))[0] }
        }
        #expect(try figures(one) == [0, 1, 5, 5, nil, nil, nil])
        let constant = StatisticFunctionTests.session((0..<4).map { Row(group: "A", x: 3, y: Double($0)) })
        #expect(try figures(constant) == [0, 0.25, 3, 3, nil, nil, nil])
        let zeros = StatisticFunctionTests.session((0..<4).map { Row(group: "A", x: 0, y: Double($0)) })
        #expect(try figures(zeros) == [nil, nil, 0, 0, nil, nil, nil])
    }

    @Test("money keeps its currency where the figure is one of money")
    func money() throws {
        let session = StatisticFunctionTests.session([])
        let dollars = ColumnType.money(Currency("USD"), scale: 2)
        session.state.workspace.put(Table([Field("m", .integers([100, 200, 10_000], type: dollars))]), as: "m")
        let reply = try BenchmarkTests.reply("m | summarize trimmed mean(m, 34%) as a, gini(m) as b", session)
        let table = try #require(reply.table)
        #expect(table.fields[0].column.type == dollars && table.fields[0].column[0].number == 2)
        #expect(table.fields[1].column.type == .decimal)
    }

    @Test("a part to cut off is written as a percent below a half", arguments: ["0.1", "10", "50%", "x", "-1%"])
    func part(part: String) {
        let error = #expect(throws: Diagnostic.self) { try BenchmarkTests.reply("t | summarize trimmed mean(x, \(part))", StatisticFunctionTests.session(StatisticFunctionTests.rows(seed: 1))) }
        #expect(error?.id == "not-a-part" && error?.help != nil, "\(String(describing: error))")
    }

    @Test("adjusted probabilities within groups, and shares with their ends")
    func windows() throws {
        let session = StatisticFunctionTests.session([])
        let p: [Double] = [0.01, .nan, 0.04, 1.5, 0.03, 0.005, 0.2]
        let groups = ["A", "A", "B", "A", "B", "A", "A"]
        session.state.workspace.put(Table([Field("g", .texts(groups)), Field("p", .doubles(p)), Field("k", .integers([0, 3, 8, 9, nil, 1, 4])), Field("n", .integers([8, 8, 8, 8, 8, 0, 9]))]), as: "p")
        let reply = try BenchmarkTests.reply("p | derive h = holm(p), b = bh(p per g), low = wilson low(k, n), high = wilson high(k, n)", session)
        let known = p.map { $0.isFinite ? $0 : nil }
        #expect(try BenchmarkTests.figures("h", reply) == Multiplicity.holm(known))
        var want = [Double?](repeating: nil, count: p.count)
        for group in ["A", "B"] {
            let own = groups.indices.filter { groups[$0] == group }
            for (row, value) in zip(own, Multiplicity.benjaminiHochberg(own.map { known[$0] })) { want[row] = value }
        }
        #expect(try BenchmarkTests.figures("b", reply) == want)
        let ends = [Proportion(0, of: 8), Proportion(3, of: 8), Proportion(8, of: 8), nil, nil, nil, Proportion(4, of: 9)].map { $0?.interval() }
        #expect(try BenchmarkTests.figures("low", reply) == ends.map { $0?.low })
        #expect(try BenchmarkTests.figures("high", reply) == ends.map { $0?.high })
    }

    // MARK: Two groups

    @Test("a test of two groups is what the statistics layer says")
    func twoGroups() throws {
        let rows = StatisticFunctionTests.rows(seed: 8)
        let session = StatisticFunctionTests.session(rows)
        let reply = try BenchmarkTests.reply("t | test x by group 'A' against 'B'", session)
        func values(_ group: String) -> [Double] { rows.filter { $0.group == group && $0.x.isFinite }.map(\.x) }
        let (a, b) = (values("A"), values("B"))
        let welch = try #require(Welch.difference(a, b))
        let hodges = try #require(try HodgesLehmann(a, b))
        let deals = try #require(try PermutationTest(.studentizedMean, a, b, seed: 1))
        let means = try #require(Moments(a)).mean - #require(Moments(b)).mean
        #expect(try BenchmarkTests.figures("estimate", reply).prefix(3) == [hodges.shift, means, means])
        #expect(try BenchmarkTests.figures("low", reply)[1] == welch.interval()?.low)
        #expect(try BenchmarkTests.figures("high", reply)[0] == hodges.interval()?.high)
        #expect(try BenchmarkTests.figures("p", reply).prefix(3) == [try #require(try MannWhitney(a, b)).pValue, welch.pValue, deals.pValue])
        let missing = rows.count { ["A", "B"].contains($0.group) && !$0.x.isFinite }
        #expect(reply.footer == ["\(missing) left out: the value is missing", "3 rows in neither group"], "\(reply.footer)")
        // The rest are all others, whatever their group.
        let rest = try BenchmarkTests.reply("t | test x by group 'B' against rest", session)
        #expect(rest.headline?.contains("B (\(b.count)) against the rest (\(a.count + 1))") == true, "\(rest.headline ?? "")")
    }

    @Test("groups that are none, are empty or are not two are refused with what there is", arguments: [
        ("test x by group", "not-two-groups"), ("test x by group 'A' against 'Z'", "unknown-group"), ("test x by group 'A' against 'A'", "same-group"), ("test x by group 'A' against 'D'", "empty-group"),
        ("test group by group 'A' against 'B'", "not-a-number"), ("where group = 'A' | test x by group", "not-two-groups"),
    ])
    func refused(stage: String, id: String) {
        let error = #expect(throws: Diagnostic.self) { try BenchmarkTests.reply("t | \(stage)", StatisticFunctionTests.session(StatisticFunctionTests.rows(seed: 2))) }
        #expect(error?.id == id, "\(String(describing: error))")
    }

    @Test("two groups of nothing that varies cannot be told apart, and no figure is no number")
    func constants() throws {
        let reply = try BenchmarkTests.reply("t | test x by group", StatisticFunctionTests.session((0..<6).map { Row(group: $0 < 2 ? "A" : "B", x: 7, y: 0) }))
        #expect(reply.headline?.hasSuffix("they cannot be told apart.") == true)
        for field in try #require(reply.table).fields {
            #expect(!(0..<field.column.count).contains { field.column[$0].number?.isNaN ?? false }, "\(field.name) has a cell that is no number")
        }
    }
}
