import Diagnostics
import Tables

/// Lines along categories, dates or numbers: a plot for each unit, one below the other. Of several series the names
/// stand at the lines' ends.
extension Picture {
    mutating func drawLines() {
        let panels = chart.panels
        let height = panels.count == 1 ? 300.0 : 170
        let ticks = panels.map { panel in
            let values = panel.flatMap { series in chart.labels.indices.compactMap(chart.series[series].value) }
            return Ticks(
                values, type: chart.series[panel[0]].type, count: Plot.tickCount(height: height), zero: .close, ends: .near)
        }
        let left = ticks.reduce(0) { max($0, Plot.left(of: $1)) }
        let names = panels.filter { $0.count > 1 }.flatMap { $0 }.map { textWidth(visible(chart.series[$0].name), size: TextSize.small) }
        let right = Picture.right - (names.max().map { min($0, 150) + 28 } ?? 8)
        let across = Across(chart, from: left, to: right)
        for (place, panel) in panels.enumerated() {
            let plot = Plot(&self, ticks: ticks[place], heading: chart.heading(panel), left: left, right: right, height: height)
            plot.drawFloor(&canvas)
            let lines = panel.map { series in
                Polyline(chart, series, across, plot.up, paint: panel.count > 1 ? series : nil)
            }
            for line in lines { line.draw(&canvas) }
            if panel.count > 1 { drawNames(lines, right: right, plot) }
            if place == panels.count - 1 { across.draw(&self, plot) } else { bottom = plot.bottom + 6 }
        }
    }

    /// The series' names right of the plot, level with their last points as far as they do not cover each other.
    private mutating func drawNames(_ lines: [Polyline], right: Double, _ plot: Plot) {
        let ended = lines.compactMap { line in line.last.map { (line: line, x: $0.x, y: $0.y) } }
            .sorted { ($0.y, $0.line.series) < ($1.y, $1.line.series) }
        let step = 16.0
        var places = ended.map(\.y)
        for index in places.indices.dropFirst() { places[index] = max(places[index], places[index - 1] + step) }
        // What ran out below moves up again.
        var floor = plot.bottom + 4
        for index in places.indices.reversed() {
            places[index] = min(places[index], floor)
            floor = places[index] - step
        }
        for (end, y) in zip(ended, places) {
            if (y - end.y).magnitude > 3 || end.x < right - 1 { canvas.line(end.x + 5, end.y, right + 4, y, .grid) }
            canvas.mark(end.line.series, right + 12, y, size: 4)
            canvas.text(
                chart.series[end.line.series].name, right + 21, y + 4.2, size: TextSize.small, room: Picture.right - right - 21)
        }
    }
}

/// One series' points on a plot, in runs without a gap.
private struct Polyline {
    let series: Int
    /// Its line and marks; nil for a line that needs no telling from others.
    private let paint: Int?
    private(set) var last: (x: Double, y: Double)?
    private var runs: [[Vertex]] = []
    private let isSparse: Bool

    struct Vertex {
        let x: Double
        let y: Double
        let tip: String
    }

    init(_ chart: Chart, _ series: Int, _ across: Across, _ up: Scale, paint: Int?) {
        self.series = series
        self.paint = paint
        let values = chart.series[series]
        isSparse = chart.labels.count <= 60
        var run: [Vertex] = []
        for label in chart.labels.indices {
            guard let x = across.place(label) else { continue }
            if let value = values.value(label) {
                run.append(Vertex(x: x, y: up.place(value), tip: isSparse ? "\(chart.labels[label]), \(values.name): \(values.type.exact(value))" : ""))
            } else if !run.isEmpty {
                runs.append(run)
                run = []
            }
        }
        if !run.isEmpty { runs.append(run) }
        last = runs.last?.last.map { ($0.x, $0.y) }
    }

    func draw(_ canvas: inout Canvas) {
        for run in runs where run.count > 1 {
            let points = thinned(run).map { point($0.x, $0.y) }
            canvas.path("M" + points.joined(separator: "L"), .stroke(paint ?? 0, isFine: run.count > 200))
        }
        // Marks tell lines apart without colour; on many points only some of them, so that they do not hide the line.
        let all = runs.flatMap { $0 }
        let every = isSparse ? 1 : paint == nil ? Int.max : max(1, all.count / 8)
        for index in stride(from: 0, to: all.count, by: every) where isSparse || paint != nil {
            canvas.mark(paint ?? 0, all[index].x, all[index].y, size: 3.5, tip: all[index].tip)
        }
        if !isSparse { for run in runs where run.count == 1 { canvas.mark(paint ?? 0, run[0].x, run[0].y, size: 3) } }
    }

    /// No more points than can be seen: of each unit across the first, the least, the greatest and the last.
    private func thinned(_ run: [Vertex]) -> [Vertex] {
        guard run.count > 2 * Int(Picture.width) else { return run }
        var kept: [Vertex] = []
        var start = 0
        while start < run.count {
            let column = run[start].x.rounded(.down)
            var (end, low, high) = (start, start, start)
            while end < run.count, run[end].x.rounded(.down) == column {
                if run[end].y < run[low].y { low = end }
                if run[end].y > run[high].y { high = end }
                end += 1
            }
            for index in Set([start, low, high, end - 1]).sorted() { kept.append(run[index]) }
            start = end
        }
        return kept
    }
}
