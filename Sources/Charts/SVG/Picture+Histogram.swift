import Diagnostics
import Tables

/// Columns over the bins of a number, without gaps: their width is the bins' own.
extension Picture {
    mutating func drawHistogram() {
        let series = chart.series[0]
        let height = 280.0
        let counts = chart.labels.indices.map { series.value($0) ?? 0 }
        let ticks = Ticks(counts, type: series.type, count: Plot.tickCount(height: height), zero: .always, ends: .near)
        let plot = Plot(&self, ticks: ticks, heading: chart.heading([0]), height: height)
        let across = Across(chart, from: plot.left, to: plot.right, margin: 12)
        for (bin, count) in counts.enumerated() where count != 0 {
            let (start, end) = edges(bin, across, plot)
            let (top, foot) = (plot.up.place(max(count, 0)), plot.up.place(min(count, 0)))
            let tip = "\(chart.labels[bin]): \(series.type.exact(count))"
            canvas.rectangle(start + 0.5, top, max(end - start - 1, 0.5), max(foot - top, 1), .series(0), tip: tip)
            let text = series.type.short(count)
            if textWidth(text, size: TextSize.small) < end - start - 2 {
                canvas.text(text, (start + end) / 2, top - 4, .middle, size: TextSize.small)
            }
        }
        plot.drawFloor(&canvas)
        across.draw(&self, plot)
    }

    /// Where a bin's column begins and ends: at its edges, or side by side with the others where those are not known.
    private func edges(_ bin: Int, _ across: Across, _ plot: Plot) -> (Double, Double) {
        if let low = chart.place(bin), let high = chart.place(bin + 1) { return (across.place(low), across.place(high)) }
        let width = (plot.right - plot.left) / Double(chart.labels.count)
        return (plot.left + Double(bin) * width, plot.left + Double(bin + 1) * width)
    }
}
