import Diagnostics
import Tables

/// Points by two figures. The outermost bear their names, as far as these cover nothing.
extension Picture {
    mutating func drawScatter() {
        if chart.series.count > 1 { drawLegend(Array(chart.series.indices), asMarks: true) }
        let height = 400.0
        let type = chart.series[0].type
        let values = chart.series.flatMap { series in chart.labels.indices.compactMap(series.value) }
        let ticks = Ticks(values, type: type, count: Plot.tickCount(height: height), zero: .near, ends: .near)
        let plot = Plot(&self, ticks: ticks, heading: chart.heading([0]), height: height)
        let across = Across(chart, from: plot.left, to: plot.right, margin: 10, zero: .near)
        plot.drawFloor(&canvas)
        across.draw(&self, plot, hasGrid: true)
        let dots = self.dots(across, plot)
        let isCrowd = dots.count > 150
        for dot in dots.reversed() {
            let tip = dots.count > 2_000 ? "" : self.tip(dot)
            canvas.mark(dot.series, dot.x, dot.y, size: isCrowd ? 3.5 : 4, isFaint: isCrowd, tip: tip)
        }
        drawNames(dots, plot)
    }

    private struct Dot {
        let label: Int
        let series: Int
        let x: Double
        let y: Double
    }

    private func tip(_ dot: Dot) -> String {
        let series = chart.series[dot.series]
        let x = chart.place(dot.label).map(chart.axis.type.exact) ?? missingSign
        let y = series.value(dot.label).map(series.type.exact) ?? missingSign
        return "\(chart.labels[dot.label]): \(x), \(y)"
    }

    /// The points, the outermost first: right and up counts. Of points that cover each other wholly one is enough.
    private func dots(_ across: Across, _ plot: Plot) -> [Dot] {
        struct Cell: Hashable {
            let series: Int
            let x: Int
            let y: Int
        }
        let side = chart.labels.count > 5_000 ? 2.0 : 1
        var taken: Set<Cell> = []
        var dots: [Dot] = []
        for label in chart.labels.indices {
            guard let x = across.place(label) else { continue }
            for (index, series) in chart.series.enumerated() {
                guard let value = series.value(label) else { continue }
                let y = plot.up.place(value)
                guard taken.insert(Cell(series: index, x: Int(x / side), y: Int(y / side))).inserted else { continue }
                dots.append(Dot(label: label, series: index, x: x, y: y))
            }
        }
        func reach(_ dot: Dot) -> Double { max((dot.x - plot.left) / (plot.right - plot.left), (plot.bottom - dot.y) / (plot.bottom - plot.top)) }
        let reaches = dots.map(reach)
        return dots.indices.sorted { (reaches[$1], $0) < (reaches[$0], $1) }.map { dots[$0] }
    }

    private mutating func drawNames(_ dots: [Dot], _ plot: Plot) {
        // Every point keeps its own place free of names.
        var taken = dots.prefix(400).map { Box(left: $0.x - 4, top: $0.y - 4, right: $0.x + 4, bottom: $0.y + 4) }
        for dot in dots.prefix(24) {
            let name = cut(visible(chart.labels[dot.label]), to: 170, size: TextSize.small)
            let width = textWidth(name, size: TextSize.small)
            let places: [(x: Double, y: Double)] = [(dot.x + 7, dot.y + 4), (dot.x - 7 - width, dot.y + 4), (dot.x - width / 2, dot.y - 8), (dot.x - width / 2, dot.y + 17)]
            for place in places {
                let box = Box(left: place.x, top: place.y - 11, right: place.x + width, bottom: place.y + 3)
                guard box.left >= plot.left, box.right <= plot.right, box.top >= plot.top - 8, box.bottom <= plot.bottom,
                    !taken.contains(where: box.meets)
                else { continue }
                canvas.text(chart.labels[dot.label], place.x, place.y, size: TextSize.small, room: 170)
                taken.append(box)
                break
            }
        }
    }

    private struct Box {
        let left: Double
        let top: Double
        let right: Double
        let bottom: Double

        func meets(_ other: Box) -> Bool { left < other.right && other.left < right && top < other.bottom && other.top < bottom }
    }
}
