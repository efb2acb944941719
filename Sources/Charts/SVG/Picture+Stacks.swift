import Diagnostics
import Tables

/// Stacked bars: the parts of each label one after the other, what is below zero to the left of it.
extension Picture {
    mutating func drawStacks() {
        drawLegend(Array(chart.series.indices), asMarks: false)
        let rows = BarRows(&self, barsPerRow: 1)
        let type = chart.series[0].type
        let ends = rows.indices.map(chart.stackEnds)
        // Where parts lie on both sides of zero, the sum belongs to neither end and stands in a column of its own.
        let sums = ends.contains { $0.below < 0 } && rows.hasTexts ? ends.map { type.short($0.above + $0.below) } : []
        let room = sums.reduce(0) { max($0, textWidth(visible($1), size: TextSize.small)) }
        let axis = BarAxis(
            ends.flatMap { [$0.below, $0.above] }, type: type, from: rows.left, to: Picture.right - (room > 0 ? room + 14 : 0),
            hasTexts: rows.hasTexts && sums.isEmpty)
        axis.draw(&canvas, rows, heading: chart.measure)
        if !sums.isEmpty { canvas.text("sum", Picture.right, rows.top - 8, .end, size: TextSize.small, paint: .muted) }
        for row in rows.indices {
            let y = rows.top(row)
            let isKnown = drawParts(row, y, rows.bar, axis)
            if sums.isEmpty {
                if isKnown { axis.text(&canvas, at: ends[row].above, y + rows.baseline, type.short(ends[row].above)) }
            } else if isKnown {
                canvas.text(sums[row], Picture.right, y + rows.baseline, .end, size: TextSize.small)
            }
            if !isKnown, rows.hasTexts { canvas.text(missingSign, axis.zero + 5, y + rows.baseline, size: TextSize.small, paint: .muted) }
        }
        axis.drawLine(&canvas, rows)
        bottom = rows.bottom + 18
    }

    /// Draws one label's parts; false where there are none.
    private mutating func drawParts(_ row: Int, _ y: Double, _ height: Double, _ axis: BarAxis) -> Bool {
        var (below, above) = (0.0, 0.0)
        var isKnown = false
        for (index, series) in chart.series.enumerated() {
            guard let value = series.value(row) else { continue }
            isKnown = true
            let from = value < 0 ? below : above
            if value < 0 { below += value } else { above += value }
            axis.bar(
                &canvas, from: from, to: from + value, y, height, .series(index),
                tip: "\(chart.labels[row]), \(series.name): \(series.type.exact(value))", isPart: true)
        }
        return isKnown
    }
}

extension Chart {
    /// How far a label's parts reach below and above zero.
    package func stackEnds(_ row: Int) -> (below: Double, above: Double) {
        var (below, above) = (0.0, 0.0)
        for series in series {
            guard let value = series.value(row) else { continue }
            if value < 0 { below += value } else { above += value }
        }
        return (max(below, -.greatestFiniteMagnitude), min(above, .greatestFiniteMagnitude))
    }
}
