import Diagnostics

/// A chart as an `<svg>` element of its own: no script, no font, no link to anything outside.
///
/// It is read in grey as in colour, on white and on black (see `Palette.style`), and by a screen reader: a title and
/// the data in a few sentences. The same chart and id give the same bytes.
///
/// - Parameter id: begins every id within; pictures on one page need different ones.
package func svg(_ chart: Chart, id: String) -> String {
    var picture = Picture(chart, id: identifier(id))
    picture.draw()
    return picture.element
}

/// What may stand in an id and in a selector: ASCII letters, digits, `-`, `_`, a letter first.
private func identifier(_ id: String) -> String {
    let allowed = id.unicodeScalars.map { scalar in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_": String(scalar)
        default: "-"
        }
    }.joined()
    return allowed.unicodeScalars.first?.properties.isAlphabetic == true ? allowed : "chart-" + allowed
}

/// A chart being drawn from the top down.
struct Picture {
    var chart: Chart
    var canvas: Canvas
    /// How far down it is drawn.
    var bottom = 12.0
    /// What is not drawn, said below.
    var notes: [String]

    static let width = 720.0
    static let margin = 16.0
    static let left = margin
    static let right = width - margin

    init(_ chart: Chart, id: String) {
        self.chart = chart
        canvas = Canvas(id: id)
        notes = chart.notes
        if chart.series.count > Chart.seriesLimit {
            self.chart.series = Array(chart.series.prefix(Chart.seriesLimit))
            notes.append("\(Chart.seriesLimit) of \(grouped(chart.series.count)) series drawn")
        }
    }

    mutating func draw() {
        drawTitle()
        if chart.isEmpty {
            bottom += 24
            canvas.text("no data", Picture.left, bottom, paint: .muted)
        } else {
            switch chart.kind {
            case .bar: drawBars()
            case .stacked: drawStacks()
            case .line: drawLines()
            case .histogram: drawHistogram()
            case .scatter: drawScatter()
            case .movement: drawMovement()
            case .intervals: drawIntervals()
            case .waterfall: drawWaterfalls()
            }
        }
        drawNotes()
        bottom += 14
    }

    /// The whole element.
    var element: String {
        let (id, height) = (canvas.id, coordinate(bottom.rounded(.up)))
        let width = coordinate(Picture.width)
        let title = visible(chart.title.isEmpty ? chart.kind.rawValue : chart.title)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" id="\(id)" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
            role="img" aria-labelledby="\(id)-title \(id)-desc" color="#1f2933" fill="currentColor" \
            font-family="Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif">
            <title id="\(id)-title">\(escapedMarkup(title))</title>
            <desc id="\(id)-desc">\(escapedMarkup(visible(chart.summary)))</desc>
            \(Palette.style(id: id))\(Palette.definitions(canvas.patterns, id: id))\
            <rect class="paper" width="\(width)" height="\(height)" fill="#fff"/>
            \(canvas.elements)</svg>
            """
    }

    private mutating func drawTitle() {
        for line in broken(visible(chart.title), to: Picture.right - Picture.left, size: TextSize.title, limit: 2, isBold: true) {
            bottom += 21
            canvas.text(line, Picture.left, bottom, size: TextSize.title, isBold: true)
        }
        bottom += 10
    }

    private mutating func drawNotes() {
        guard !notes.isEmpty else { return }
        bottom += 8
        let text = visible(notes.joined(separator: " · "))
        for line in broken(text, to: Picture.right - Picture.left, size: TextSize.small, limit: 3) {
            bottom += 16
            canvas.text(line, Picture.left, bottom, size: TextSize.small, paint: .muted)
        }
    }

    /// The names of series beside the first, second, … fill or mark, in as many rows as they need.
    mutating func drawLegend(_ drawn: [Int], asMarks: Bool) {
        guard !drawn.isEmpty else { return }
        var x = Picture.left
        bottom += 16
        if !chart.legend.isEmpty {
            let name = cut(visible(chart.legend), to: 140, size: TextSize.small)
            canvas.text(name, x, bottom, size: TextSize.small, paint: .muted)
            x += textWidth(name, size: TextSize.small) + 14
        }
        for (index, series) in drawn.map({ chart.series[$0] }).enumerated() {
            let name = cut(visible(series.name), to: 200, size: TextSize.small)
            let width = 18 + textWidth(name, size: TextSize.small)
            if x + width > Picture.right, x > Picture.left {
                x = Picture.left
                bottom += 18
            }
            if asMarks {
                canvas.mark(index, x + 6, bottom - 4, size: 4.5)
            } else {
                canvas.rectangle(x, bottom - 10, 12, 12, .series(index))
            }
            canvas.text(series.name, x + 18, bottom, size: TextSize.small, room: 200)
            x += width + 18
        }
        bottom += 10
    }
}
