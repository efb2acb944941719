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
