import Charts
import Diagnostics
import Tables

/// Horizontal bars of parts: label, the parts in fills that differ without colour, their sum. Parts below zero run left
/// from the axis.
struct StackChart {
    private let chart: Chart
    private let shown: Int
    private let axis: BarAxis
    private let range: BarRange
    private let labelWidth: Int
    private let sums: [String]
    private let width: Int

    private static let fills = ["█", "░", "▓", "=", "▒", "#", "-", "+", ":", "o", ".", "x"]
    /// The labels shown at most.
    private static let labelLimit = 40

    init(_ chart: Chart, width: Int) {
        self.chart = chart
        self.width = width
        shown = min(chart.labels.count, StackChart.labelLimit)
        let ends = (0..<shown).map(chart.stackEnds)
        let totals = ends.indices.map { label in
            chart.series.contains { $0.value(label) != nil } ? ends[label].above + ends[label].below : nil
        }
        let writer = Chart.Series(name: "", values: totals, type: chart.series.first?.type ?? .decimal).writer()
        sums = totals.map { $0.map(writer) ?? missingSign }
        labelWidth = min(chart.labels.prefix(shown).reduce(1) { max($0, cellWidth(visible($1))) }, max(6, width / 3))
        let room = min(60, width - labelWidth - sums.reduce(1) { max($0, cellWidth($1)) } - 4)
        range = BarRange(ends.flatMap { [$0.below, $0.above] })
        axis = BarAxis([range], room: room)
    }

    func lines(color: Bool) -> [String] {
        let sumWidth = sums.reduce(1) { max($0, cellWidth($1)) }
        var lines = legendLines(chart, signs: StackChart.fills, width: width, color: color)
        for label in 0..<shown {
            let head = padded(visible(chart.labels[label]), labelWidth) + "  "
            let sum = blanks(sumWidth - cellWidth(sums[label])) + sums[label]
            let room = width - cellWidth(head) - axis.width - 2
            if room < cellWidth(sum) {
                lines.append(fitted(head + sums[label], to: width))
            } else {
                lines.append(head + bar(label, color: color) + (axis.width > 0 ? "  " : "") + sum)
            }
        }
        if shown < chart.labels.count {
            lines.append(styled("\(shown) of \(grouped(chart.labels.count)) bars shown", .dim, color: color))
        }
        return lines
    }

    private func bar(_ label: Int, color: Bool) -> String {
        let left = parts(label, cells: axis.left, isBelow: true, color: color)
        let right = parts(label, cells: axis.right, isBelow: false, color: color)
        return blanks(axis.left - left.cells) + left.pieces.reversed().joined() + (axis.isDrawn ? "│" : "") + right.pieces.joined()
            + blanks(axis.right - right.cells)
    }

    /// The parts of one side from zero outwards. Each ends at the cell nearest to where it really ends, so that the whole
    /// is as long as its sum.
    private func parts(_ label: Int, cells: Int, isBelow: Bool, color: Bool) -> (pieces: [String], cells: Int) {
        let share = max(axis.left > 0 ? range.below / Double(axis.left) : 0, axis.right > 0 ? range.above / Double(axis.right) : 0)
        guard share > 0, range.furthest > 0 else { return ([], 0) }
        var pieces: [String] = []
        var (reached, done) = (0.0, 0)
        for (index, series) in chart.series.enumerated() {
            guard let value = series.value(label), (value < 0) == isBelow else { continue }
            reached += value.magnitude / range.furthest / share
            let end = min(max(Int(min(reached, Double(cells)).rounded()), done), cells)
            let fill = String(repeating: StackChart.fills[index % StackChart.fills.count], count: end - done)
            pieces.append(styled(fill, seriesStyle(index), color: color))
            done = end
        }
        return (pieces, done)
    }
}
