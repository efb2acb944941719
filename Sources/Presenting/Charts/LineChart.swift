import Charts
import Diagnostics
import Tables

/// Lines drawn one below the other, each in a plot of its own, so that they are told apart without colour. Many of them,
/// or in little room, are a row of blocks each.
func lineChart(_ chart: Chart, width: Int, color: Bool) -> [String] {
    let isRoomy = width >= 50 && chart.series.count <= 4 && chart.labels.count > 1
    guard isRoomy, chart.series.contains(where: { $0.values.contains { $0?.isFinite == true } }) else {
        return chart.series.indices.flatMap { sparkline(chart.series[$0], at: $0, of: chart, width: width, color: color) }
    }
    var lines: [String] = []
    for panel in chart.panels {
        let values = panel.flatMap { series in chart.labels.indices.compactMap(chart.series[series].value) }
        let height = chart.series.count == 1 ? 11 : 6
        let ticks = Ticks(values, type: chart.series[panel[0]].type, count: height / 2, zero: .near, ends: .ticks)
        for index in panel { lines += linePlot(chart, index, ticks, width: width, height: height, color: color) }
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
private struct LineLevels {
    private var rows: [Int?]

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
        rows = values.map { $0.map(plot.row) }
        for gap in joined {
            guard let start = values[gap.lowerBound], let end = values[gap.upperBound] else { continue }
            for column in gap.dropFirst() {
                let share = Double(column - gap.lowerBound) / Double(gap.count)
                rows[column] = plot.row(start * (1 - share) + end * share)
            }
        }
    }

    /// Each column steps to the next one's row.
    func draw(on plot: inout CharacterPlot) {
        for (column, row) in rows.enumerated() {
            guard let row else { continue }
            let next = column + 1 < rows.count ? rows[column + 1] : nil
            guard let next else {
                let isAlone = column == 0 || rows[column - 1] == nil
                plot[row, column] = isAlone ? "•" : "─"
                continue
            }
            if next == row {
                plot[row, column] = "─"
            } else {
                plot[row, column] = next < row ? "╯" : "╮"
                plot[next, column] = next < row ? "╭" : "╰"
                for between in min(row, next) + 1..<max(row, next) { plot[between, column] = "│" }
            }
        }
    }
}
