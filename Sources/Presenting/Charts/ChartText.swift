import Charts
import Diagnostics
import Tables

/// A chart in characters, never wider than `width` cells (80 where that is nil, at most 100). Every line ends with a
/// newline.
package func render(_ chart: Chart, width: Int?, color: Bool) -> String {
    chartLines(chart, width: width, color: color).map { $0 + "\n" }.joined()
}

/// The title, the chart, and what of it is not shown.
func chartLines(_ chart: Chart, width: Int?, color: Bool) -> [String] {
    let width = min(max(width ?? 80, narrowest), 100)
    var title = chart.title.isEmpty ? [] : wrapped(visible(chart.title), width: width).map { styled($0, .bold, color: color) }
    let count = chart.series.count
    var chart = chart
    chart.series = Array(chart.series.prefix(Chart.seriesLimit))
    var notes = chart.notes
    if count > Chart.seriesLimit { notes.insert("\(Chart.seriesLimit) of \(grouped(count)) series shown", at: 0) }
    let body: [String]
    if chart.isEmpty {
        body = ["no data"]
    } else {
        switch chart.kind {
        case .bar, .histogram:
            let bars = BarChart(chart, width: width)
            if let heading = bars.heading { title += wrapped(visible(heading), width: width, indent: 2).map { styled($0, .dim, color: color) } }
            body = bars.lines(color: color)
        case .stacked: body = StackChart(chart, width: width).lines(color: color)
        case .line: body = lineChart(chart, width: width, color: color)
        case .scatter: body = ScatterChart(chart, width: width).lines(color: color)
        case .movement: body = MovementChart(chart, width: width).lines(color: color)
        case .intervals: body = IntervalChart(chart, width: width).lines(color: color)
        case .waterfall:
            body = WaterfallChart(chart, width: width).lines(color: color)
            if let note = chart.cutNote { notes.append(note) }
        }
    }
    let closing = notes.isEmpty ? [] : wrapped(visible(notes.joined(separator: " · ")), width: width)
    return title + body + closing.map { styled($0, .dim, color: color) }
}

/// The colours of the first, second, … series.
func seriesStyle(_ index: Int) -> Style {
    let styles: [Style] = [.blue, .yellow, .green, .magenta, .cyan, .red]
    return styles[index % styles.count]
}

/// What the points of the first, second, … series are drawn as.
let seriesSigns = ["●", "○", "▲", "△", "■", "□", "◆", "◇", "x", "+", "*", "#"]
func seriesSign(_ index: Int) -> String { seriesSigns[index % seriesSigns.count] }

/// A visible text in exactly so many cells.
func padded(_ text: String, _ width: Int) -> String {
    let shown = fitted(text, to: width)
    return shown + blanks(width - cellWidth(shown))
}

/// Signs with the names of their series, in as many lines as they need: `█ Asia  ░ EMEA`.
func legendLines(_ chart: Chart, signs: [String], width: Int, color: Bool) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for (index, series) in chart.series.enumerated() {
        let name = fitted(visible(series.name), to: min(30, width - 2))
        let needed = 2 + cellWidth(name)
        if used > 0, used + 2 + needed > width {
            lines.append(line)
            (line, used) = ("", 0)
        }
        if used > 0 { line += "  " }
        line += styled(signs[index % signs.count], seriesStyle(index), color: color) + " " + name
        used += needed + (used > 0 ? 2 : 0)
    }
    return lines + [line]
}
