import Diagnostics
import Engine
import Presenting
import Tables
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

    @Test func `lines`() {
        let chart = Chart(
            kind: .line, title: "won by month", labels: ["Jan", "Feb", "Mar", "Apr"],
            series: [
                .init(name: "won", values: [10, 80, nil, 45], type: .whole),
                .init(name: "lost", values: [5, 5, 5, 5], type: .whole),
                .init(name: "none", values: [nil], type: .whole),
            ])
        #expect(
            render(chart, width: 70, color: false) == """
                won by month
                won   ▁█·▅
                      first 10 (Jan) · min 10 (Jan) · max 80 (Feb) · last 45 (Apr) · 1
                      missing
                lost  ▄▄▄▄
                      first 5 (Jan) · min 5 (Jan) · max 5 (Jan) · last 5 (Apr)
                none  ····
                      no data

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
        for _ in 0..<400 {
            let labels = (0..<Int.random(in: 0...50, using: &random)).map { _ in hostileText(&random) }
            let types: [ColumnType] = [.decimal, .percent, .whole, .money(Currency("\u{1B}X"), scale: 2)]
            let series = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                let values = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                    Int.random(in: 0..<5, using: &random) == 0 ? nil : anyDouble(&random)
                }
                return Chart.Series(
                    name: hostileText(&random), values: values, type: types.randomElement(using: &random) ?? .decimal)
            }
            let kind = Chart.Kind.allCases.randomElement(using: &random) ?? .bar
            let chart = Chart(kind: kind, title: hostileText(&random), labels: labels, series: series)
            let width = Int.random(in: 20...120, using: &random)
            let output = render(chart, width: width, color: false)
            #expect(widest(output) <= width, "\(output)")
            #expect(isHarmless(output))
            #expect(!output.contains("nan"))
            let coloured = render(chart, width: width, color: true)
            #expect(isHarmless(coloured, color: true))
            #expect(uncolored(coloured) == output)
        }
    }
}
