import Diagnostics
import Engine
import Tables

/// A chart in characters, never wider than `width` cells (80 where that is nil, at most 100). Every line ends with a
/// newline.
package func render(_ chart: Chart, width: Int?, color: Bool) -> String {
    chartLines(chart, width: width, color: color).map { $0 + "\n" }.joined()
}

/// The series shown at most; more could not be told apart.
private let seriesLimit = 12

/// The title, bars or lines, and what is left out.
func chartLines(_ chart: Chart, width: Int?, color: Bool) -> [String] {
    let width = min(max(width ?? 80, narrowest), 100)
    var title = chart.title.isEmpty ? [] : wrapped(visible(chart.title), width: width).map { styled($0, .bold, color: color) }
    let count = chart.series.count
    var chart = chart
    chart.series = Array(chart.series.prefix(seriesLimit))
    var body: [String]
    if chart.labels.isEmpty || chart.series.isEmpty {
        body = ["no data"]
    } else if chart.kind == .line {
        body = chart.series.enumerated().flatMap { sparkline($1, at: $0, of: chart, width: width, color: color) }
    } else {
        let bars = BarChart(chart, width: width)
        if let heading = bars.heading { title += wrapped(visible(heading), width: width, indent: 2).map { styled($0, .dim, color: color) } }
        body = bars.lines(color: color)
    }
    if count > seriesLimit {
        body.append(styled("\(seriesLimit) of \(grouped(count)) series shown", .dim, color: color))
    }
    return title + body
}

/// The colours of the first, second, … series.
func seriesStyle(_ index: Int) -> Style {
    let styles: [Style] = [.blue, .yellow, .green, .magenta, .cyan, .red]
    return styles[index % styles.count]
}

extension Chart.Series {
    /// The value at a label; nil where it is missing or not finite.
    func value(_ index: Int) -> Double? {
        guard values.indices.contains(index), let value = values[index], value.isFinite else { return nil }
        return value
    }

    /// How the values are written: as a table's column of the series' type would be.
    func writer() -> (Double) -> String {
        if case .money(let currency, let scale) = type {
            return { visible(moneyText($0, currency: currency, scale: scale)) }
        }
        let format = NumberFormat(for: values.compactMap(\.self), isPercent: type == .percent)
        return format.text
    }
}
