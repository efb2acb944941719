import Diagnostics
import Tables

/// Figures with their intervals. A series that shares its scale with none lies level, a row a label with its figures at the right;
/// others stand side by side at each label, so that they are compared there and followed from one label to the next.
extension Picture {
    mutating func drawIntervals() {
        let panels = chart.panels
        let most = panels.reduce(1) { max($0, $1.count) }
        if most > 1 { keep(max(20, 1_500 / most)) }
        for (place, panel) in panels.enumerated() {
            if place > 0, most > 1 { bottom += 14 }
            if most == 1 { drawRows(panel[0]) } else { drawUpright(panel) }
        }
    }

    /// Leaves out labels beyond what can be told apart.
    private mutating func keep(_ limit: Int) {
        guard chart.labels.count > limit else { return }
        notes.append("\(grouped(limit)) of \(grouped(chart.labels.count)) labels drawn")
        chart.labels = Array(chart.labels.prefix(limit))
        chart.axis.places = Array(chart.axis.places.prefix(limit))
    }

    // MARK: Level

    private mutating func drawRows(_ index: Int) {
        let series = chart.series[index]
        let write = chart.writer([index])
        let rows = BarRows(&self, barsPerRow: 1)
        let texts = rows.indices.map { label in (value: series.value(label).map(write) ?? missingSign, ends: series.interval(label).map { ends($0, write) } ?? "") }
        func room(_ text: (Int) -> String) -> Double {
            rows.hasTexts ? rows.indices.reduce(0) { max($0, textWidth(visible(text($1)), size: TextSize.small)) } : 0
        }
        let (valueRoom, endsRoom) = (room { texts[$0].value }, room { texts[$0].ends })
        let valueEnd = Picture.right - (endsRoom > 0 ? endsRoom + 14 : 0)
        let axis = BarAxis(
            rows.indices.flatMap(series.reach), type: series.type, from: rows.left + 6, to: max(rows.left + 120, valueEnd - valueRoom - 18), hasTexts: false, zero: .near)
        axis.draw(&canvas, rows, heading: chart.heading([index]))
        axis.drawLine(&canvas, rows, at: chart.reference)
        for row in rows.indices {
            let y = rows.top(row) + rows.bar / 2
            let size = min(4.5, max(1, rows.bar / 3))
            let tip = self.tip(row, series, write)
            if let interval = series.interval(row) {
                let (low, high) = (axis.place(interval.lowerBound), axis.place(interval.upperBound))
                canvas.path(
                    "M\(point(low, y))L\(point(high, y))M\(point(low, y - size))L\(point(low, y + size))M\(point(high, y - size))L\(point(high, y + size))",
                    .whisker(0), tip: tip)
            }
            if let value = series.value(row) { canvas.mark(0, axis.place(value), y, size: size, tip: tip) }
            guard rows.hasTexts else { continue }
            canvas.text(texts[row].value, valueEnd, y + 4.2, .end, size: TextSize.small, paint: series.value(row) == nil ? .muted : .ink)
            if endsRoom > 0 { canvas.text(texts[row].ends, Picture.right, y + 4.2, .end, size: TextSize.small, paint: .muted) }
        }
        bottom = rows.bottom + 18
    }

    private func ends(_ interval: ClosedRange<Double>, _ write: (Double) -> String) -> String { "\(write(interval.lowerBound)) to \(write(interval.upperBound))" }

    private func tip(_ label: Int, _ series: Chart.Series, _ write: (Double) -> String) -> String {
        let name = chart.series.count > 1 ? "\(chart.labels[label]), \(series.name)" : chart.labels[label]
        return "\(name): \(series.value(label).map(write) ?? missingSign)" + (series.interval(label).map { " (\(ends($0, write)))" } ?? "")
    }

    // MARK: Upright

    private mutating func drawUpright(_ panel: [Int]) {
        drawLegend(panel, asMarks: true)
        let height = 300.0
        let values = panel.flatMap { series in chart.labels.indices.flatMap(chart.series[series].reach) }
        let ticks = Ticks(values, type: chart.series[panel[0]].type, count: Plot.tickCount(height: height), zero: .near, ends: .near)
        let plot = Plot(&self, ticks: ticks, heading: chart.heading(panel), height: height)
        plot.drawFloor(&canvas)
        let slot = (plot.right - plot.left) / Double(max(1, chart.labels.count))
        let across = Across(chart, from: plot.left, to: plot.right, margin: slot / 2)
        let gap = min(16, slot * 0.8 / Double(panel.count))
        let write = chart.writer(panel)
        for (place, index) in panel.enumerated() {
            let series = chart.series[index]
            let shift = (Double(place) - Double(panel.count - 1) / 2) * gap
            for label in chart.labels.indices {
                guard let x = across.place(label).map({ $0 + shift }) else { continue }
                let tip = chart.labels.count <= 200 ? self.tip(label, series, write) : ""
                let size = min(4, max(1, gap / 3))
                if let interval = series.interval(label) {
                    let (low, high) = (plot.up.place(interval.lowerBound), plot.up.place(interval.upperBound))
                    canvas.path(
                        "M\(point(x, low))L\(point(x, high))M\(point(x - size, low))L\(point(x + size, low))M\(point(x - size, high))L\(point(x + size, high))",
                        .whisker(place), tip: tip)
                }
                if let value = series.value(label) { canvas.mark(place, x, plot.up.place(value), size: size, tip: tip) }
            }
        }
        across.draw(&self, plot)
    }
}
