import Charts
import Diagnostics
import Engine
import Presenting
import Tables
import TestSupport
import Testing

@Suite struct PresenterChartTests {
    private func bars(_ values: [Double?], type: ColumnType = .decimal, width: Int = 30) -> [String] {
        let labels = values.indices.map { "L\($0)" }
        let chart = Chart(kind: .bar, title: "", labels: labels, series: [.init(name: "v", values: values, type: type)])
        return Array(linesOf(render(chart, width: width, color: false)).dropLast())
    }

    @Test func `bars`() {
        let chart = Chart(
            kind: .bar, title: "revenue by tier", labels: ["Platinum", "Gold", "rest"],
            series: [.init(name: "revenue", values: [1600, 850.5, nil], type: .decimal)])
        #expect(
            render(chart, width: 35, color: false) == """
                revenue by tier
                Platinum  ████████████████  1,600.0
                Gold      ████████▌           850.5
                rest                              —

                """)
    }

    @Test func `negative values lie left of an axis`() {
        #expect(
            bars([10, -5, 0, -0.1], width: 26) == [
                "L0       │██████████  10.0",
                "L1  █████│            -5.0",
                "L2       │             0.0",
                "L3      ▕│            -0.1",
            ])
        #expect(bars([-2, -1], width: 20) == ["L0  ███████████│  -2", "L1       ▐█████│  -1"])
    }

    @Test func `zero, constant and unusable values`() {
        #expect(bars([0, 0], width: 20) == ["L0                 0", "L1                 0"])
        #expect(bars([3, 3], width: 20) == ["L0  █████████████  3", "L1  █████████████  3"])
        #expect(
            bars([nil, .nan, .infinity], width: 20) == [
                "L0                 —", "L1                 —", "L2                 —",
            ])
        #expect(bars([1000, 0.5], width: 20) == ["L0  ███████  1,000.0", "L1  ▏            0.5"])
        #expect(bars([-.greatestFiniteMagnitude, .greatestFiniteMagnitude, .leastNonzeroMagnitude]).count == 3)
    }

    @Test func `values are written by their type`() {
        #expect(bars([1200], type: .money(Currency("EUR"), scale: 2), width: 20) == ["L0  █████  €1,200.00"])
        #expect(bars([0.256], type: .percent, width: 20) == ["L0  █████████  25.6%"])
        #expect(bars([12], type: .whole, width: 5) == ["L0  ████████████  12"])
    }

    @Test func `several series are rows of a group`() {
        let chart = Chart(
            kind: .bar, title: "", labels: ["Gold", "Silver"],
            series: [
                .init(name: "2026", values: [4, 2], type: .whole), .init(name: "2025", values: [3, nil], type: .whole),
            ])
        #expect(
            render(chart, width: 25, color: false) == """
                Gold    2026  ████████  4
                        2025  ██████    3
                Silver  2026  ████      2
                        2025            —

                """)
    }

    @Test func `series that do not compare have scales of their own`() {
        func chart(_ second: [Double?], _ type: ColumnType) -> String {
            let series: [Chart.Series] = [
                .init(name: "total", values: [1000, 500], type: .whole), .init(name: "other", values: second, type: type),
            ]
            return render(Chart(kind: .bar, title: "t", labels: ["A", "B"], series: series), width: 31, color: false)
        }
        #expect(
            chart([4, 2], .whole) == """
                t
                Scales differ: total up to
                  1,000 · other up to 4
                A  total  ██████████████  1,000
                   other  ██████████████      4
                B  total  ███████           500
                   other  ███████             2

                """)
        #expect(chart([0.5, 0.25], .percent).contains("other up to 50%"))
        #expect(!chart([50, 0], .whole).contains("Scales"))
        #expect(!chart([50.5, 0], .decimal).contains("Scales"))
        #expect(!chart([nil, 0], .whole).contains("Scales"))
        #expect(chart([-4, 2], .whole).contains("other up to 4"))
    }

    @Test func `long lists are capped`() {
        let output = bars((0..<100).map { Double($0) })
        #expect(output.count == 41)
        #expect(output.last == "40 of 100 bars shown")
        let series = (0..<1000).map { Chart.Series(name: "\($0)", values: [1], type: .whole) }
        let many = linesOf(render(Chart(kind: .bar, title: "", labels: ["a"], series: series), width: 40, color: false))
        #expect(many.count == 14)
        #expect(many[12] == "12 of 1,000 series shown")
    }

    @Test func `a line has a scale and the values that matter`() {
        let chart = Chart(
            kind: .line, title: "won by month", labels: ["Jan", "Feb", "Mar", "Apr", "May"],
            series: [.init(name: "won", values: [10, 80, nil, 45, 45], type: .whole)], notes: ["1 missing won"])
        #expect(
            render(chart, width: 60, color: false) == """
                won by month
                80 ┤            ╭──
                   │          ╭─╯
                60 ┤        ╭─╯
                   │      ╭─╯                                ───────────────
                40 ┤    ╭─╯
                   │  ╭─╯
                20 ┤╭─╯
                   │╯
                 0 ┤
                   └┬─────────────┬─────────────┬────────────┬─────────────┬
                   Jan           Feb           Mar          Apr          May
                first 10 (Jan) · min 10 (Jan) · max 80 (Feb) · last 45 (May)
                1 missing won

                """)
    }

    @Test func `few lines are plots on one scale, many are rows of blocks`() {
        let names = ["won", "lost", "none"]
        let values: [[Double?]] = [[10, 80, nil, 45], [5, 5, 5, 5], [nil]]
        let series = zip(names, values).map { Chart.Series(name: $0, values: $1, type: .whole) }
        let chart = Chart(kind: .line, title: "", labels: ["Jan", "Feb", "Mar", "Apr"], series: series)
        #expect(
            render(chart, width: 49, color: false) == """
                won   ▁█·▅
                      first 10 (Jan) · min 10 (Jan) · max 80
                      (Feb) · last 45 (Apr)
                lost  ▄▄▄▄
                      first 5 (Jan) · min 5 (Jan) · max 5 (Jan) ·
                      last 5 (Apr)
                none  ····
                      no data

                """)
    }

    @Test func `a line along dates stands where its days do`() {
        let days: [Double?] = [20_454, 20_455, 20_544]
        let chart = Chart(
            kind: .line, title: "", axis: .init("day", type: .date, places: days), labels: ["a", "b", "c"],
            series: [.init(name: "n", values: [0, 100, 100], type: .whole)])
        let lines = linesOf(render(chart, width: 60, color: false))
        #expect(lines[0] == "100 ┤╭──────────────────────────────────────────────────────")
    }

    @Test func `stacks have a fill for each part and end at their sum`() {
        let chart = Chart(
            kind: .stacked, title: "", labels: ["Gold", "Silver", "rest"],
            series: [
                .init(name: "EMEA", values: [6, -2, nil], type: .whole), .init(name: "Asia", values: [4, 1, nil], type: .whole),
            ])
        #expect(render(chart, width: 30, color: false) == """
                █ EMEA  ░ Asia
                Gold       │████████░░░░░░  10
                Silver  ███│░               -1
                rest       │                 —

                """)
    }

    @Test func `a movement is a matrix`() {
        let chart = Chart(
            kind: .movement, title: "", axis: .init("was"), labels: ["A", "B", "rest"],
            series: [
                .init(name: "A", values: [8, 2, nil], type: .whole, stayed: [8, nil, nil]),
                .init(name: "B", values: [1, 15, nil], type: .whole, stayed: [nil, 15, nil]),
                .init(name: "rest", values: [1, nil, 300], type: .whole, stayed: [nil, nil, 300]),
            ], legend: "now")
        #expect(render(chart, width: 40, color: false) == """
                was \\ now    A    B  rest  all
                A            8    1     1   10
                B            2   15     ·   17
                rest         ·    ·   300  300
                all         10   16   301  327
                323 unmoved · 4 moved

                """)
    }

    @Test func `a cloud counts the points of a cell and names the outermost`() {
        let chart = Chart(
            kind: .scatter, title: "", axis: .init("revenue", type: .whole, places: [1, 1, 50, 100, nil]), labels: ["a", "b", "c", "Acme", "e"],
            series: [.init(name: "wallet", values: [1, 1, 30, 90, 7], type: .whole)])
        #expect(render(chart, width: 40, color: false) == """
                ↑ wallet  → revenue
                100 ┤
                    │
                    │                             Acme •
                    │
                    │
                    │
                    │
                    │
                 50 ┤
                    │
                    │
                    │                 • c
                    │
                    │
                    │
                    │
                  0 ┤2
                    └┬────────────────┬────────────────┬
                     0               50              100
                • one point, 2 to 9 as many, # more

                """)
    }

    private func intervals(_ rows: [(String, Double?, ClosedRange<Double>?)], type: ColumnType = .decimal, width: Int = 60) -> String {
        let chart = Chart(
            kind: .intervals, title: "", labels: rows.map(\.0), series: [.init(name: "v", values: rows.map(\.1), type: type, intervals: rows.map(\.2), decimals: 1)], measure: "v")
        return render(chart, width: width, color: false)
    }

    @Test func `intervals are whiskers about a point, with their figures`() {
        #expect(
            intervals([("Platinum", 7.1, 3.9...10.3), ("Gold", 1.2, -2.2...4.6), ("rest", 3, nil), ("none", nil, nil)]) == """
                Platinum       │         ├──────●───────┤  7.1   3.9 to 10.3
                Gold      ├────┼──●───────┤                1.2  -2.2 to  4.6
                rest           │      ●                    3.0
                none           │                             —
                         └─────┬───────────┬───────────┬─
                               0           5          10

                """)
    }

    @Test func `intervals in different units share no scale`() {
        func series(_ name: String, _ value: Double, _ unit: String) -> Chart.Series {
            .init(name: name, values: [value], type: .decimal, intervals: [value - 1...value + 1], decimals: 1, unit: unit)
        }
        let chart = Chart(
            kind: .intervals, title: "", labels: ["Gold"], series: [series("totals", 7, "points"), series("ANCOVA", 0.5, "percent"), series("beyond placebo", 6, "points")], measure: "ahead")
        #expect(chart.panels == [[0, 2], [1]])
        #expect(chart.panels.map(chart.heading) == ["ahead, points", "ANCOVA: ahead, percent"])
        let lines = linesOf(render(chart, width: 60, color: false))
        #expect(lines.filter { $0.contains("points") || $0.contains("percent") } == ["totals, points", "beyond placebo, points", "ANCOVA, percent"])
        #expect(lines.count { $0.contains("└") } == 2, "an axis for each unit")
    }

    @Test func `zero is on the scale of intervals only where it is near`() {
        #expect(!intervals([("a", 1_000, 990...1_010), ("b", 1_005, 995...1_015)]).contains("  │"))
        #expect(intervals([("a", 3, 2...5)]).contains("│"))
        #expect(intervals([("a", nil, nil)]) == "a  —\n")
        #expect(intervals([("a", 1e12, 1e12...2e12), ("b", 1e-9, 0...1e-8)], width: 30).contains("a"))
    }

    @Test func `series of intervals stand one below the other on one scale`() {
        let chart = Chart(
            kind: .intervals, title: "", labels: ["2025", "2026"],
            series: [
                .init(name: "Gold", values: [0, 4], type: .whole, intervals: [-1...1, 2...6]), .init(name: "Silver", values: [0, 1], type: .whole, intervals: [-1...1, -2...4]),
            ], measure: "growth", legend: "tier")
        #expect(
            render(chart, width: 44, color: false) == """
                Gold
                2025     ├──●──┤                  0  -1 to 1
                2026        │      ├─────●─────┤  4   2 to 6
                Silver
                2025     ├──●──┤                  0  -1 to 1
                2026  ├─────┼──●─────────┤        1  -2 to 4
                     └──────┬───────────────┬───
                            0               5

                """)
    }

    private func waterfall(_ start: Double?, _ steps: [Double?], width: Int = 40) -> String {
        var chart = Chart(
            kind: .waterfall, title: "", labels: steps.indices.map { "S\($0 + 1)" }, series: [.init(name: "v", values: steps, type: .whole, start: start)])
        chart.totals = .init(before: "was", after: "now")
        return render(chart, width: width, color: false)
    }

    @Test func `a waterfall goes from one total by steps to the other`() {
        #expect(
            waterfall(8, [3, -2, nil, 0]) == """
                was  ███████████████████████           8
                S1                          ▓▓▓▓▓▓▓▓  +3
                S2                            ░░░░░░  -2
                S3                                     —
                S4                                     0
                now  █████████████████████████         9

                """)
        #expect(
            waterfall(nil, [-2, 4]) == """
                S1   ░░░░░░░░░░░░░░░░│                -2
                S2   ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓  +4
                now                  ███████████████   2

                """)
        #expect(waterfall(nil, [nil]).split(separator: "\n").allSatisfy { $0.hasSuffix("—") })
    }

    @Test func `bars that would dwarf the steps do not begin at zero, and that is said`() {
        #expect(
            waterfall(1_000, [30, -10]) == """
                was  ≈██████                       1,000
                S1          ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓    +30
                S2                        ░░░░░░░    -10
                now  ≈████████████████████         1,020
                bars begin at 990, not at 0

                """)
        #expect(waterfall(-1_000, [-30]).contains("█≈"))
    }

    @Test func `lines on one scale have signs of their own and names at their ends`() {
        let labels = (0...20).map { "\($0 * 5)%" }
        let shares = (0...20).map { Double?(Double($0) / 20) }
        let chart = Chart(
            kind: .line, title: "", axis: .init("taken", type: .percent, places: shares), labels: labels,
            series: [
                .init(name: "rule", values: shares.map { $0.map { 1 - (1 - $0) * (1 - $0) } }, type: .percent), .init(name: "chance", values: shares, type: .percent),
            ])
        #expect(render(chart, width: 60, color: false) == """
                100% ┤                                   ╭───────●  ● rule
                     │                             ╭──●──╯  ╭──╯    ○ chance
                     │                         ╭───╯     ╭─○╯
                 80% ┤                      ╭──╯      ╭──╯
                     │                   ╭──●      ╭──╯
                     │                ╭──╯       ╭─╯
                 60% ┤              ╭─╯       ╭─○╯
                     │            ╭─╯      ╭──╯
                     │          ╭●╯     ╭──╯
                 40% ┤         ╭╯    ╭──╯
                     │      ╭──╯  ╭──○
                     │    ╭─╯   ╭─╯
                 20% ┤   ╭╯ ╭───╯
                     │  ╭╯○─╯
                     │╭─╯╯
                  0% ┤●╯
                     └┬─────────────────────┬────────────────────┬
                     0%                    50%                100%

                """)
    }

    @Test func `empty charts`() {
        let empty = Chart(kind: .histogram, title: "t", labels: [], series: [])
        #expect(render(empty, width: nil, color: false) == "t\nno data\n")
    }

    @Test func `a chart stands in the table's place`() {
        let chart = Chart(kind: .bar, title: "t", labels: ["a"], series: [.init(name: "v", values: [1], type: .whole)])
        let reply = Reply(table: Table([wholes("v", [1])]), chart: chart, footer: ["1 missing"])
        let output = present(reply, source: Source(""), options: PresentOptions(width: 20)) { _, _ in "" }.output
        #expect(output == "t\na  ██████████████  1\n1 missing\n")
    }

    @Test func `any chart fits and commands no terminal`() {
        var random = Seeded(state: 5)
        for _ in 0..<300 {
            let chart = hostileChart(&random)
            let width = Int.random(in: 20...120, using: &random)
            let output = render(chart, width: width, color: false)
            #expect(widest(output) <= width, "\(chart)\n\(output)")
            #expect(isHarmless(output))
            #expect(!output.contains("nan") && !output.contains("inf"))
            let coloured = render(chart, width: width, color: true)
            #expect(isHarmless(coloured, color: true))
            #expect(uncolored(coloured) == output)
        }
    }
}
