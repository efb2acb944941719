import Charts
import Diagnostics
import Tables

/// A plot for each scale; its lines are told apart without colour by their signs and the names at their ends. Many lines,
/// or in little room, are a row of blocks each.
func lineChart(_ chart: Chart, width: Int, color: Bool) -> [String] {
    let isRoomy = width >= 50 && chart.series.count <= 6 && chart.labels.count > 1
    guard isRoomy, chart.series.contains(where: { $0.values.contains { $0?.isFinite == true } }) else {
        return chart.series.indices.flatMap { sparkline(chart.series[$0], at: $0, of: chart, width: width, color: color) }
    }
    var lines: [String] = []
    for panel in chart.panels {
        let values = panel.flatMap { series in chart.labels.indices.compactMap(chart.series[series].value) }
        let height = panel.count > 1 ? 17 : chart.series.count == 1 ? 11 : 6
        let ticks = Ticks(values, type: chart.series[panel[0]].type, count: min(6, height / 2), zero: .close, ends: .ticks)
        lines +=
            panel.count > 1
            ? LinesPlot(chart, panel, ticks, width: width, height: height).lines(color: color)
            : linePlot(chart, panel[0], ticks, width: width, height: height, color: color)
    }
    return lines
}

/// One line with its values that matter.
private func linePlot(_ chart: Chart, _ index: Int, _ ticks: Ticks, width: Int, height: Int, color: Bool) -> [String] {
    let series = chart.series[index]
    var plot = CharacterPlot(ticks, width: width, height: height)
    let axis = CharacterAxis(chart, columns: plot.columns)
    let levels = LineLevels(chart, series, axis, plot)
    levels.draw(on: &plot)
    let facts = sparkFacts(series, chart.labels.indices.map(series.value), chart.labels).joined(separator: " · ")
    let name = chart.series.count > 1 ? [styled(fitted(visible(series.name), to: width), .bold, color: color)] : []
    return name + plot.lines.map { styled($0, seriesStyle(index), color: color) } + axis.floor(plot)
        + wrapped(facts, width: width).map { styled($0, .dim, color: color) }
}

/// The row of a line in each column, where it has one: known values at their places, straight between neighbours.
struct LineLevels {
    private var rows: [Int?]
    /// The columns with a known value.
    private(set) var known: [Int] = []

    init(_ chart: Chart, _ series: Chart.Series, _ axis: CharacterAxis, _ plot: CharacterPlot) {
        // Several values in one column count as their mean.
        var sums = [(sum: Double, count: Int)](repeating: (0, 0), count: plot.columns)
        var joined: [Range<Int>] = []
        var last: Int?
        for label in chart.labels.indices {
            guard let share = axis.share(label) else { continue }
            let column = plot.column(share)
            guard let value = series.value(label) else {
                last = nil
                continue
            }
            // Halved, so that a few great ones do not overflow; the mean of very many may, and is drawn at the edge.
            sums[column].sum += value / 2
            sums[column].count += 1
            if let last, last + 1 < column { joined.append(last..<column) }
            last = column
        }
        let values = sums.map { $0.count > 0 ? $0.sum / Double($0.count) * 2 : nil }
        known = values.indices.filter { values[$0] != nil }
        rows = values.map { $0.map(plot.row) }
        for gap in joined {
            guard let start = values[gap.lowerBound], let end = values[gap.upperBound] else { continue }
            for column in gap.dropFirst() {
                let share = Double(column - gap.lowerBound) / Double(gap.count)
                rows[column] = plot.row(start * (1 - share) + end * share)
            }
        }
    }

    /// The row in a column; nil where the line has none.
    func row(_ column: Int) -> Int? { rows.indices.contains(column) ? rows[column] : nil }

    /// Each column steps to the next one's row.
    func draw(on plot: inout CharacterPlot, paint: (String) -> String = { $0 }) {
        for (column, row) in rows.enumerated() {
            guard let row else { continue }
            let next = column + 1 < rows.count ? rows[column + 1] : nil
            guard let next else {
                let isAlone = column == 0 || rows[column - 1] == nil
                plot[row, column] = paint(isAlone ? "•" : "─")
                continue
            }
            if next == row {
                plot[row, column] = paint("─")
            } else {
                plot[row, column] = paint(next < row ? "╯" : "╮")
                plot[next, column] = paint(next < row ? "╭" : "╰")
                for between in min(row, next) + 1..<max(row, next) { plot[between, column] = paint("│") }
            }
        }
    }
}
