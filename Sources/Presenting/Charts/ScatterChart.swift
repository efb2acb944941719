import Charts
import Diagnostics
import Tables

/// Points in a grid of characters. Of one series a cell shows how many points it holds; of several, the sign of the
/// one that has most there. The outermost points bear their names.
struct ScatterChart {
    private let chart: Chart
    private let width: Int

    init(_ chart: Chart, width: Int) {
        self.chart = chart
        self.width = width
    }

    func lines(color: Bool) -> [String] {
        let points = self.points
        let values = points.map(\.value)
        guard !values.isEmpty else { return ["no data"] }
        let ticks = Ticks(values, type: chart.series[0].type, count: 4, zero: .near, ends: .ticks)
        var plot = CharacterPlot(ticks, width: width, height: 17)
        let axis = CharacterAxis(chart, columns: plot.columns, zero: .near)
        let names = draw(points, on: &plot, axis)
        drawNames(names, on: &plot)
        let legend = chart.series.count > 1 ? legendLines(chart, signs: seriesSigns, width: width, color: color) : []
        let up = visible(chart.heading([0]))
        let across = visible(chart.axis.name)
        return legend + [styled(fitted("↑ \(up)  → \(across)", to: width), .dim, color: color)] + plot.lines + axis.floor(plot)
            + (chart.series.count > 1 ? [] : wrapped("• one point, 2 to 9 as many, # more", width: width).map { styled($0, .dim, color: color) })
    }

    private struct Point {
        let label: Int
        let series: Int
        let value: Double
    }

    private var points: [Point] {
        chart.labels.indices.flatMap { label in
            chart.place(label) == nil ? [] : chart.series.enumerated().compactMap { index, series in
                series.value(label).map { Point(label: label, series: index, value: $0) }
            }
        }
    }

    /// Draws the points; the cells taken, the outermost first, with a label of each.
    private func draw(_ points: [Point], on plot: inout CharacterPlot, _ axis: CharacterAxis) -> [(row: Int, column: Int, label: Int)] {
        var counts = [[Int: Int]](repeating: [:], count: plot.rows * plot.columns)
        var labels: [Int: Int] = [:]
        for point in points {
            guard let share = axis.share(point.label) else { continue }
            let cell = plot.row(point.value) * plot.columns + plot.column(share)
            counts[cell][point.series, default: 0] += 1
            if labels[cell] == nil { labels[cell] = point.label }
        }
        var taken: [(row: Int, column: Int, label: Int)] = []
        for (cell, count) in counts.enumerated() where !count.isEmpty {
            let (row, column) = cell.quotientAndRemainder(dividingBy: plot.columns)
            let all = count.values.reduce(0, +)
            let most = count.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.first?.key ?? 0
            plot[row, column] = chart.series.count > 1 ? seriesSign(most) : all == 1 ? "•" : all < 10 ? "\(all)" : "#"
            if all == 1, let label = labels[cell] { taken.append((row, column, label)) }
        }
        func reach(_ cell: (row: Int, column: Int, label: Int)) -> Double {
            max(Double(cell.column) / Double(max(1, plot.columns - 1)), 1 - Double(cell.row) / Double(max(1, plot.rows - 1)))
        }
        return taken.sorted { (reach($1), $0.label) < (reach($0), $1.label) }
    }

    /// Names right or left of their points, where nothing else stands.
    private func drawNames(_ cells: [(row: Int, column: Int, label: Int)], on plot: inout CharacterPlot) {
        for cell in cells.prefix(12) {
            let name = fitted(visible(chart.labels[cell.label]), to: 20)
            let length = cellWidth(name)
            guard length > 0 else { continue }
            let right = cell.column + 2
            let left = cell.column - 1 - length
            let start = plot.isFree(cell.row, cell.column + 1..<right + length + 1) ? right : plot.isFree(cell.row, left - 1..<cell.column) ? left : nil
            guard let start else { continue }
            // The first cell holds the whole name, those that it covers nothing.
            for column in start..<start + length { plot[cell.row, column] = "" }
            plot[cell.row, start] = name
        }
    }
}
