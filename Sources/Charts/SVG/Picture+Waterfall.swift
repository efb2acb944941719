import Diagnostics
import Tables

/// Waterfalls, one below the other on one scale: totals from the base, each step from where the last one ended.
extension Picture {
    mutating func drawWaterfalls() {
        let all = chart.series.map(chart.waterfall)
        let reach = WaterfallReach(all.flatMap { $0 })
        for (index, bars) in all.enumerated() { draw(bars, chart.series[index], reach) }
        if let note = chart.cutNote { notes.append(note) }
    }

    private mutating func draw(_ bars: [WaterfallBar], _ series: Chart.Series, _ reach: WaterfallReach) {
        let write = chart.waterfallWriter(series)
        if chart.series.count > 1 {
            bottom += 20
            canvas.text(series.name, Picture.left, bottom, room: Picture.right - Picture.left, isBold: true)
        }
        let rows = BarRows(&self, barsPerRow: 1, labels: bars.map(\.label))
        let texts = rows.indices.map { write(bars[$0]) }
        let room = rows.hasTexts ? texts.reduce(0) { max($0, textWidth(visible($1), size: TextSize.small)) } + 14 : 0
        let axis = BarAxis(
            [reach.low, reach.high], type: series.type, from: rows.left, to: max(rows.left + 120, Picture.right - room), hasTexts: false,
            zero: reach.isCut ? .never : .always)
        axis.draw(&canvas, rows, heading: chart.measure)
        axis.drawLine(&canvas, rows)
        for row in rows.indices {
            let bar = bars[row]
            let y = rows.top(row)
            if bar.value != nil {
                let paint = Paint.series(bar.isTotal ? 0 : bar.to < bar.from ? 3 : 2)
                axis.bar(&canvas, from: bar.isTotal ? reach.base : bar.from, to: bar.to, y, rows.bar, paint, tip: "\(bar.label): \(texts[row])")
                if bar.isTotal, reach.isCut { drawCut(axis.place(reach.base) + (reach.base > 0 ? 8 : -8), y, rows.bar) }
            }
            // What the next bar begins from.
            if row + 1 < rows.indices.count {
                let x = axis.place(bar.to)
                canvas.line(x, y + rows.bar, x, rows.top(row + 1), .axis)
            }
            if rows.hasTexts { canvas.text(texts[row], Picture.right, y + rows.baseline, .end, size: TextSize.small, paint: bar.value == nil ? .muted : .ink) }
        }
        bottom = rows.bottom + 18
    }

    /// A break through a bar that does not begin at zero.
    private mutating func drawCut(_ x: Double, _ y: Double, _ height: Double) {
        canvas.path("M\(point(x, y + height))L\(point(x + 4, y))L\(point(x + 7, y))L\(point(x + 3, y + height))z", .paper)
    }
}
