import Charts
import Diagnostics
import Tables

/// Horizontal bars: label, series where there are several, bar, value. Bars are exact to an eighth of a cell;
/// negative ones run left from an axis. Series of one panel share one scale.
struct BarChart {
    private struct Row {
        var label: String
        var series: Int
        var value: Double?
        var text: String
    }

    private let names: [String]
    private let scales: [BarScale]
    private let axis: BarAxis
    private var rows: [Row] = []
    private let widths: (label: Int, name: Int, value: Int)
    private let lineWidth: Int
    private let remainder: String?
    /// What the longest bars stand for where scales differ: a reader must not compare them.
    let heading: String?

    /// The labels shown at most, for one series.
    private static let labelLimit = 40

    init(_ chart: Chart, width: Int) {
        let limit = max(10, BarChart.labelLimit / chart.series.count)
        let shown = min(chart.labels.count, limit)
        remainder = shown < chart.labels.count ? "\(shown) of \(grouped(chart.labels.count)) bars shown" : nil
        names = chart.series.count > 1 ? chart.series.map { visible($0.name) } : []
        let writers = chart.series.map { $0.writer() }
        for index in 0..<shown {
            for (place, series) in chart.series.enumerated() {
                let value = series.value(index)
                let text = value.map(writers[place]) ?? missingSign
                rows.append(
                    Row(label: place == 0 ? visible(chart.labels[index]) : "", series: place, value: value, text: text))
            }
        }

        let label = min(rows.reduce(1) { max($0, cellWidth($1.label)) }, max(6, width / 3))
        let name = names.isEmpty ? 0 : min(names.reduce(1) { max($0, cellWidth($1)) }, max(4, width / 5)) + 2
        let value = rows.reduce(1) { max($0, cellWidth($1.text)) }
        widths = (label, name, value)
        lineWidth = width
        let room = min(60, width - label - name - value - 4)
        var ranges = chart.series.map { _ in BarRange([]) }
        var reaches: [String] = []
        for panel in chart.panels {
            let range = BarRange(panel.flatMap { index in (0..<shown).map(chart.series[index].value) })
            for index in panel { ranges[index] = range }
            if let first = panel.first, range.furthest > 0 {
                reaches.append("\(joinWords(panel.map { chart.series[$0].name })) up to \(writers[first](range.furthest))")
            }
        }
        heading = reaches.count > 1 ? "Scales differ: " + reaches.joined(separator: " · ") : nil
        let axis = BarAxis(ranges, room: room)
        scales = ranges.map { BarScale($0, axis) }
        self.axis = axis
    }

    func lines(color: Bool) -> [String] {
        rows.map { line($0, color: color) } + (remainder.map { [styled($0, .dim, color: color)] } ?? [])
    }

    private func line(_ row: Row, color: Bool) -> String {
        var head = padded(row.label, widths.label) + "  "
        if !names.isEmpty { head += padded(names[row.series], widths.name - 2) + "  " }
        let bar = scales[row.series].bar(row.value)
        let gap = axis.width > 0 ? "  " : ""
        let tail = gap + blanks(widths.value - cellWidth(row.text))
        // Where the value leaves no room for bars, the line is cut rather than too wide.
        let room = lineWidth - cellWidth(head) - axis.width - cellWidth(tail)
        if room < cellWidth(row.text) { return fitted(head + bar + tail + row.text, to: lineWidth) }
        let isMissing = row.value == nil
        return head + styled(bar, seriesStyle(row.series), color: color) + tail
            + (isMissing ? styled(row.text, .dim, color: color) : row.text)
    }
}

/// Draws one series' values as bars of `axis.width` cells.
private struct BarScale {
    private let range: BarRange
    private let axis: BarAxis
    /// The share of the furthest value that a cell stands for.
    private let shareOfCell: Double

    init(_ range: BarRange, _ axis: BarAxis) {
        self.range = range
        self.axis = axis
        shareOfCell = max(
            axis.left > 0 ? range.below / Double(axis.left) : 0, axis.right > 0 ? range.above / Double(axis.right) : 0)
    }

    func bar(_ value: Double?) -> String {
        let value = value ?? 0
        let below = value < 0 ? eighths(value, cells: axis.left) : 0
        let above = value > 0 ? eighths(value, cells: axis.right) : 0
        let left = leftwards(below)
        let right = rightwards(above)
        return blanks(axis.left - left.count) + left + (axis.isDrawn ? "│" : "") + right
            + blanks(axis.right - right.count)
    }

    /// At least 1 for what is not zero, so that little is told from nothing.
    private func eighths(_ value: Double, cells: Int) -> Int {
        guard cells > 0, shareOfCell > 0 else { return 0 }
        let exact = value.magnitude / range.furthest / shareOfCell * 8
        guard exact.isFinite else { return 0 }
        return min(max(1, Int(exact.rounded())), cells * 8)
    }

    private func rightwards(_ eighths: Int) -> String {
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }

    /// Unicode has only one eighth and one half that lean right.
    private func leftwards(_ eighths: Int) -> String {
        let rest = eighths % 8
        return (rest >= 4 ? "▐" : rest > 0 ? "▕" : "") + String(repeating: "█", count: eighths / 8)
    }
}
