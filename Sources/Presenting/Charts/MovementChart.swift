import Charts
import Diagnostics
import Tables

/// A movement as a matrix: rows where from, columns where to, what stayed dimmed, nothing as `·`, and all that left or came at the ends.
struct MovementChart {
    private let chart: Chart
    private let width: Int

    init(_ chart: Chart, width: Int) {
        self.chart = chart
        self.width = width
    }

    /// One row or column of the matrix: its cells and their sum.
    private struct Line {
        let name: String
        let cells: [Double]
        var sum: Double { cells.reduce(0, +) }
    }

    private static let rowLimit = 40

    func lines(color: Bool) -> [String] {
        let type = chart.series[0].type
        let labels = chart.labels.indices
        var columns = chart.series.map { series in Line(name: visible(series.name), cells: labels.map { series.value($0) ?? 0 }) }
        columns.append(Line(name: "all", cells: labels.map { label in columns.reduce(0) { $0 + $1.cells[label] } }))
        let corner = chart.axis.name.isEmpty && chart.legend.isEmpty ? "" : visible("\(chart.axis.name) \\ \(chart.legend)")
        let head = min(chart.labels.reduce(max(3, cellWidth(corner))) { max($0, cellWidth(visible($1))) }, max(6, width / 4))
        let shown = fitting(columns, head, type)

        func row(_ name: String, _ text: (Line) -> String, _ style: (Int) -> Style) -> String {
            shown.reduce(padded(name, head)) { line, column in
                let text = fitted(text(columns[column.index]), to: column.width)
                return line + "  " + blanks(column.width - cellWidth(text)) + styled(text, style(column.index), color: color)
            }
        }
        var lines = [row(corner, \.name) { _ in .bold }]
        for label in labels.prefix(MovementChart.rowLimit) {
            lines.append(row(visible(chart.labels[label]), { text($0.cells[label], type) }) { column in
                column < chart.series.count && columns[column].cells[label] > (chart.series[column].stayed(label) ?? 0) ? .boldYellow : .dim
            })
        }
        lines.append(row("all", { text($0.sum, type) }) { _ in .dim })
        return lines + closing(hidden: columns.count - shown.count, type).map { styled($0, .dim, color: color) }
    }

    private func text(_ value: Double, _ type: ColumnType) -> String { value == 0 ? "·" : visible(type.short(value)) }

    /// The columns that fit, from the left, each as wide as its figures and as much of its name as there is room for.
    private func fitting(_ columns: [Line], _ head: Int, _ type: ColumnType) -> [(index: Int, width: Int)] {
        var shown: [(index: Int, width: Int)] = []
        var used = head
        for (index, column) in columns.enumerated() {
            let least = column.cells.prefix(MovementChart.rowLimit).reduce(max(3, cellWidth(text(column.sum, type)))) { max($0, cellWidth(text($1, type))) }
            used += 2 + least
            if used > width { break }
            shown.append((index, least))
        }
        // What is left goes to the names.
        for place in shown.indices {
            let wanted = max(0, cellWidth(columns[shown[place].index].name) - shown[place].width)
            shown[place].width += min(wanted, max(0, width - shown.reduce(head) { $0 + 2 + $1.width }))
        }
        return shown
    }

    private func closing(hidden: Int, _ type: ColumnType) -> [String] {
        var parts = chart.canStay ? ["\(visible(type.short(chart.unmoved))) unmoved", "\(visible(type.short(chart.moved))) moved"] : []
        if hidden > 0 { parts.append("\(plural(hidden, "column")) hidden") }
        if chart.labels.count > MovementChart.rowLimit { parts.append("\(MovementChart.rowLimit) of \(grouped(chart.labels.count)) rows shown") }
        return parts.isEmpty ? [] : wrapped(parts.joined(separator: " · "), width: width)
    }
}
