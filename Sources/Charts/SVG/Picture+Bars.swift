import Diagnostics
import Tables

/// Horizontal bars, so that names of any length are read level: labels, then a panel for each unit.
extension Picture {
    mutating func drawBars() {
        let panels = chart.panels
        let most = panels.reduce(1) { max($0, $1.count) }
        // In a panel of one series its name is the heading's, and needs no colour.
        let told = panels.filter { $0.count > 1 }.flatMap { $0 }
        drawLegend(told, asMarks: false)
        let rows = BarRows(&self, barsPerRow: most)
        let gap = 28.0
        let width = (Picture.right - rows.left - gap * Double(panels.count - 1)) / Double(panels.count)
        for (place, panel) in panels.enumerated() {
            let left = rows.left + (width + gap) * Double(place)
            draw(panel, of: most, told, rows, from: left, to: left + width)
        }
        bottom = rows.bottom + 18
    }

    private mutating func draw(_ panel: [Int], of most: Int, _ told: [Int], _ rows: BarRows, from left: Double, to right: Double) {
        let type = chart.series[panel[0]].type
        let values = panel.flatMap { series in rows.indices.compactMap(chart.series[series].value) }
        let axis = BarAxis(values, type: type, from: left, to: right, hasTexts: rows.hasTexts)
        axis.draw(&canvas, rows, heading: chart.heading(panel))
        for (place, index) in panel.enumerated() {
            let series = chart.series[index]
            for row in rows.indices {
                let y = rows.top(row) + (Double(place) + Double(most - panel.count) / 2) * rows.thickness
                guard let value = series.value(row) else {
                    if rows.hasTexts {
                        canvas.text(missingSign, axis.zero + 5, y + rows.baseline, size: TextSize.small, paint: .muted)
                    }
                    continue
                }
                let name = panel.count > 1 ? "\(chart.labels[row]), \(series.name)" : chart.labels[row]
                let paint = Paint.series(told.firstIndex(of: index) ?? 0)
                axis.bar(&canvas, from: 0, to: value, y, rows.bar, paint, tip: "\(name): \(type.exact(value))")
                axis.text(&canvas, at: value, y + rows.baseline, type.short(value))
            }
        }
        axis.drawLine(&canvas, rows)
    }
}

/// The rows of a bar chart: a label each, and its bars one below the other.
struct BarRows {
    /// Where the bars' part begins, right of the labels.
    let left: Double
    let top: Double
    let indices: Range<Int>
    /// What a bar takes of the height; the least is less than a hair.
    let thickness: Double
    /// What lies between one label's bars and the next one's.
    private let space: Double
    private let height: Double

    /// How high all rows may be together. As many are drawn as can be seen then: a thousand of one bar, fewer of several.
    private static let highest = 1_000.0

    private static func limit(_ barsPerRow: Int) -> Int { barsPerRow == 1 ? 1_000 : max(20, 250 / barsPerRow) }

    /// Draws the labels: the chart's own, unless others are given.
    init(_ picture: inout Picture, barsPerRow: Int, labels: [String]? = nil) {
        let labels = labels ?? picture.chart.labels
        let count = min(labels.count, BarRows.limit(barsPerRow))
        if count < labels.count { picture.notes.append("\(grouped(count)) of \(grouped(labels.count)) rows drawn") }
        indices = 0..<count
        let (bar, space) = barsPerRow == 1 ? (18.0, 8.0) : (14, 11)
        let wanted = bar * Double(barsPerRow) + space
        let scale = min(1, BarRows.highest / (wanted * Double(max(1, count))))
        (thickness, self.space, height) = (bar * scale, space * scale, wanted * scale)

        let axis = visible(picture.chart.axis.name)
        let widest = indices.reduce(0) { max($0, textWidth(visible(labels[$1]), size: TextSize.label)) }
        let room = min(max(widest, textWidth(axis, size: TextSize.small)), 230)
        left = Picture.left + room + 12
        picture.bottom += 16
        picture.canvas.text(axis, Picture.left, picture.bottom, size: TextSize.small, room: room, paint: .muted)
        top = picture.bottom + 8
        // As many labels as there is height for.
        for row in stride(from: 0, to: count, by: max(1, Int((15 / height).rounded(.up)))) {
            let middle = top + (Double(row) + 0.5) * height
            let size = height < 20 ? TextSize.small : TextSize.label
            picture.canvas.text(labels[row], left - 12, middle + 4.5, .end, size: size, room: room)
        }
    }

    var bottom: Double { top + height * Double(indices.count) }
    /// The height of a bar that another lies under.
    var bar: Double { thickness > 4 ? thickness - 1 : thickness }
    /// Where a text beside a bar stands, below the bar's top.
    var baseline: Double { bar / 2 + 4.2 }
    /// Whether a text fits beside a bar.
    var hasTexts: Bool { thickness >= 9 }

    /// The top of a row's first bar.
    func top(_ row: Int) -> Double { top + Double(row) * height + space / 2 }
}

/// The scale along the bars of one panel, with room for the values' texts at their ends.
struct BarAxis {
    private let ticks: Ticks
    private let scale: Scale
    private let left: Double
    private let hasTexts: Bool
    var zero: Double { scale.place(0) }

    init(_ values: [Double], type: ColumnType, from left: Double, to right: Double, hasTexts: Bool, zero: Ticks.Zero = .always) {
        func room(_ some: [Double]) -> Double {
            hasTexts ? some.reduce(0) { max($0, textWidth(visible(type.short($1)), size: TextSize.small)) } : 0
        }
        let (above, below) = (room(values.filter { $0 >= 0 }), room(values.filter { $0 < 0 }))
        let from = left + (below > 0 ? min(below + 6, (right - left) / 3) : 0)
        let to = max(from + 1, right - min(above + 6, (right - left) / 2))
        ticks = Ticks(values, type: type, zero: zero, across: to - from)
        scale = Scale(ticks.low, ticks.high, at: from, to)
        self.left = from
        self.hasTexts = hasTexts
    }

    /// The grid, the ticks below and the heading above.
    func draw(_ canvas: inout Canvas, _ rows: BarRows, heading: String) {
        canvas.text(heading, left, rows.top - 8, size: TextSize.small, room: scale.end - left + 40, paint: .muted)
        for tick in ticks.values {
            let x = scale.place(tick)
            canvas.line(x, rows.top, x, rows.bottom, .grid)
            canvas.tick(ticks.text(tick), x, rows.bottom + 16)
        }
    }

    /// A line at a value, where that is on the scale.
    func drawLine(_ canvas: inout Canvas, _ rows: BarRows, at value: Double = 0) {
        guard ticks.low <= value, value <= ticks.high else { return }
        canvas.line(scale.place(value), rows.top, scale.place(value), rows.bottom, .axis)
    }

    func place(_ value: Double) -> Double { scale.place(value) }

    /// A bar between two values; of what is not nothing at least a hairline. A part of a bar leaves a gap to the next.
    func bar(
        _ canvas: inout Canvas, from: Double, to: Double, _ y: Double, _ height: Double, _ paint: Paint, tip: String, isPart: Bool = false
    ) {
        guard from != to else { return }
        let (a, b) = (scale.place(min(from, to)), scale.place(max(from, to)))
        let width = isPart && b - a > 3 ? b - a - 1 : max(b - a, isPart ? 0.5 : 1)
        canvas.rectangle(to < from ? b - width : a, y, width, height, paint, tip: tip)
    }

    /// A value's text beyond the end of its bar.
    func text(_ canvas: inout Canvas, at value: Double, _ baseline: Double, _ text: String) {
        guard hasTexts else { return }
        let x = scale.place(value)
        canvas.text(text, value < 0 ? x - 5 : x + 5, baseline, value < 0 ? .end : .start, size: TextSize.small)
    }
}
