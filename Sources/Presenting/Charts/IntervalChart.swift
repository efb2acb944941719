import Charts
import Diagnostics
import Tables

/// Figures with their intervals: label, a point on a whisker, the figure and the interval's ends. Series stand one below the
/// other on one scale, as far as they share one.
///
///     Platinum      │   ├────●─────┤    7.1   3.9 to 10.3
///     Gold      ├───┼─●──────┤          1.2  -2.2 to  4.6
///               └───┬────────┬──────
///                   0        5
struct IntervalChart {
    private let chart: Chart
    private let width: Int
    private let shown: Int
    private let labelWidth: Int

    private static let labelLimit = 72

    init(_ chart: Chart, width: Int) {
        self.chart = chart
        self.width = width
        shown = min(chart.labels.count, max(10, IntervalChart.labelLimit / chart.series.count))
        labelWidth = min(chart.labels.prefix(shown).reduce(1) { max($0, cellWidth(visible($1))) }, max(6, width / 3))
    }

    func lines(color: Bool) -> [String] {
        var lines = chart.panels.flatMap { panel(IntervalPanel(chart, $0, shown, room: width - labelWidth - 4), color: color) }
        if shown < chart.labels.count { lines.append(styled("\(shown) of \(grouped(chart.labels.count)) rows shown", .dim, color: color)) }
        return lines
    }

    private func panel(_ panel: IntervalPanel, color: Bool) -> [String] {
        var lines: [String] = []
        for series in panel.series {
            if chart.series.count > 1 { lines.append(styled(fitted(visible(chart.title(series)), to: width), .bold, color: color)) }
            for label in 0..<shown {
                let head = padded(visible(chart.labels[label]), labelWidth) + "  "
                let plot = panel.plot(series, label, color: color)
                let text = panel.text(series, label)
                lines.append(panel.columns > 0 ? head + plot + "  " + text : fitted(head + text, to: width))
            }
        }
        return lines + (panel.columns > 0 ? panel.floor(margin: labelWidth + 2) : [])
    }
}

/// Series on one scale.
private struct IntervalPanel {
    let series: [Int]
    /// The cells across; 0 where there is no room to draw.
    let columns: Int
    private let chart: Chart
    private let ticks: Ticks
    private let texts: [[Text]]
    private let widths: (value: Int, low: Int, high: Int)
    private let hasEnds: Bool

    /// Fewer cells than that show no lengths; before they are so few that they are hard to compare, the ends go unwritten.
    private static let leastRoom = 12
    private static let goodRoom = 24

    private struct Text {
        let value: String
        let ends: (low: String, high: String)?
    }

    /// - Parameter room: for the plot and the texts right of it.
    init(_ chart: Chart, _ panel: [Int], _ shown: Int, room: Int) {
        self.chart = chart
        series = panel
        let write = chart.writer(panel)
        let texts = panel.map { series in
            (0..<shown).map { label in
                let ends = chart.series[series].interval(label)
                return Text(
                    value: chart.series[series].value(label).map(write) ?? missingSign,
                    ends: ends.map { (write($0.lowerBound), write($0.upperBound)) })
            }
        }
        let all = texts.flatMap { $0 }
        func widest(_ text: (Text) -> String?) -> Int { all.reduce(0) { max($0, text($1).map(cellWidth) ?? 0) } }
        widths = (widest(\.value), widest { $0.ends?.low }, widest { $0.ends?.high })
        let endsWidth = widths.high > 0 ? 2 + widths.low + 4 + widths.high : 0
        hasEnds = endsWidth > 0 && room - widths.value - endsWidth >= IntervalPanel.goodRoom
        let left = min(60, room - widths.value - (hasEnds ? endsWidth : 0))
        let reach = panel.flatMap { series in (0..<shown).flatMap(chart.series[series].reach) }
        columns = left >= IntervalPanel.leastRoom && !reach.isEmpty ? left : 0
        ticks = Ticks(reach, type: chart.series[panel[0]].type, count: max(3, columns / 10), zero: .near, ends: .data)
        self.texts = texts
    }

    func floor(margin: Int) -> [String] { floorLines(ticks.values.map { (column($0), ticks.text($0)) }, columns: columns, margin: margin) }

    /// The figure and its interval's ends, each below those of the other rows.
    func text(_ series: Int, _ label: Int) -> String {
        guard let place = self.series.firstIndex(of: series) else { return "" }
        let text = texts[place][label]
        let value = blanks(widths.value - cellWidth(text.value)) + text.value
        guard hasEnds, let ends = text.ends else { return value }
        return value + "  " + blanks(widths.low - cellWidth(ends.low)) + ends.low + " to " + blanks(widths.high - cellWidth(ends.high)) + ends.high
    }

    /// The whisker with its point, in as many cells as there are.
    func plot(_ index: Int, _ label: Int, color: Bool) -> String {
        if columns == 0 { return "" }
        let series = chart.series[index]
        var cells = [String](repeating: " ", count: columns)
        let zero = ticks.low <= chart.reference && ticks.high >= chart.reference ? column(chart.reference) : nil
        if let zero { cells[zero] = "│" }
        var drawn: Range<Int>?
        if let interval = series.interval(label) {
            let (low, high) = (column(interval.lowerBound), column(interval.upperBound))
            for cell in low...high { cells[cell] = cell == zero ? "┼" : "─" }
            if low < high { (cells[low], cells[high]) = ("├", "┤") }
            drawn = low..<high + 1
        }
        if let value = series.value(label) {
            let place = column(value)
            cells[place] = "●"
            drawn = min(drawn?.lowerBound ?? place, place)..<max(drawn?.upperBound ?? 0, place + 1)
        }
        guard let drawn else { return cells.joined() }
        return cells[..<drawn.lowerBound].joined() + styled(cells[drawn].joined(), seriesStyle(index), color: color) + cells[drawn.upperBound...].joined()
    }

    private func column(_ value: Double) -> Int {
        let span = ticks.high / 2 - ticks.low / 2
        let share = span > 0 ? (value / 2 - ticks.low / 2) / span : 0.5
        return Int((min(max(share, 0), 1) * Double(columns - 1)).rounded())
    }
}
