import Diagnostics
import Tables

/// A plane with a scale across and one up: the frame of lines, histograms and clouds.
struct Plot {
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    let up: Scale
    private let ticks: Ticks

    /// A plot below what is drawn, from `left` on at least, with a heading over its scale.
    /// - Parameter left: the room that the ticks of other plots in the same picture need, 0 for none.
    init(_ picture: inout Picture, ticks: Ticks, heading: String, left: Double = 0, right: Double = Picture.right, height: Double) {
        self.ticks = ticks
        self.left = max(left, Plot.left(of: ticks))
        self.right = right
        picture.bottom += 16
        picture.canvas.text(heading, Picture.left, picture.bottom, size: TextSize.small, room: right - Picture.left, paint: .muted)
        top = picture.bottom + 15
        bottom = top + height
        up = Scale(ticks.low, ticks.high, at: bottom, top)
        picture.bottom = bottom
        for tick in ticks.values {
            let y = up.place(tick)
            picture.canvas.line(self.left, y, right, y, tick == 0 ? .axis : .grid)
            picture.canvas.text(ticks.text(tick), self.left - 8, y + 4.2, .end, size: TextSize.small, paint: .muted)
        }
    }

    /// Where a plot begins whose ticks stand left of it.
    static func left(of ticks: Ticks) -> Double {
        Picture.left + 8 + ticks.values.reduce(0) { max($0, textWidth(visible(ticks.text($1)), size: TextSize.small)) }
    }

    /// How many ticks suit the height.
    static func tickCount(height: Double) -> Int { max(2, Int(height / 60)) }

    /// The bottom line, where zero is not on the scale.
    func drawFloor(_ canvas: inout Canvas) {
        if !ticks.values.contains(0) { canvas.line(left, bottom, right, bottom, .axis) }
    }
}

/// The scale across a plot: of numbers, of dates or of categories side by side.
struct Across {
    private enum Kind {
        case numbers(Scale, Ticks)
        case dates(Scale, DateTicks)
        case categories(slot: Double, left: Double)
    }

    private let kind: Kind
    private let chart: Chart
    private let left: Double
    private let right: Double

    /// - Parameter margin: what stays free at both ends.
    init(_ chart: Chart, from left: Double, to right: Double, margin: Double = 0, zero: Ticks.Zero = .never) {
        (self.chart, self.left, self.right) = (chart, left, right)
        let (start, end) = (left + margin, right - margin)
        let places = chart.axis.places.indices.compactMap(chart.place)
        if places.isEmpty {
            kind = .categories(slot: (right - left) / Double(max(1, chart.labels.count)), left: left)
        } else if chart.axis.type == .date {
            let (low, high) = (places.min() ?? 0, places.max() ?? 0)
            kind = .dates(Scale(low, high, at: start, end), DateTicks(from: low, to: high, count: Int((end - start) / 90)))
        } else {
            let ticks = Ticks(places, type: chart.axis.type, zero: zero, across: end - start)
            kind = .numbers(Scale(ticks.low, ticks.high, at: start, end), ticks)
        }
    }

    /// Where a label stands; nil where its place is missing.
    func place(_ label: Int) -> Double? {
        if case .categories(let slot, let left) = kind { return left + (Double(label) + 0.5) * slot }
        return chart.place(label).map(place)
    }

    /// Where a number of the axis stands.
    func place(_ number: Double) -> Double {
        switch kind {
        case .numbers(let scale, _), .dates(let scale, _): scale.place(number)
        case .categories: left
        }
    }

    /// The ticks below a plot, or the labels as there is room for, and the axis' name.
    func draw(_ picture: inout Picture, _ plot: Plot, hasGrid: Bool = false) {
        var drawn: [(x: Double, text: String)] = []
        picture.bottom = plot.bottom + 20
        switch kind {
        case .numbers(let scale, let ticks): drawn = ticks.values.map { (scale.place($0), numberText($0, ticks)) }
        case .dates(let scale, let ticks): drawn = ticks.values.map { (scale.place($0), ticks.text($0)) }
        case .categories(let slot, _):
            // Of very many labels the first are enough to tell.
            let widest = chart.labels.prefix(1_000).reduce(0) { max($0, textWidth(visible($1), size: TextSize.small)) }
            if widest + 10 > slot, let lines = wrapped(to: slot - 8) {
                for (label, texts) in lines.enumerated() {
                    guard let x = place(label) else { continue }
                    for (line, text) in texts.enumerated() {
                        picture.canvas.text(text, x, plot.bottom + 17 + Double(line) * Across.lineHeight, .middle, size: TextSize.small, paint: .muted)
                    }
                    picture.canvas.line(x, plot.bottom, x, plot.bottom + 4, .axis)
                }
                picture.bottom += Double((lines.map(\.count).max() ?? 1) - 1) * Across.lineHeight
                break
            }
            let every = max(1, Int(((min(widest, 110) + 10) / slot).rounded(.up)))
            // The first label may reach over the edge of the plot, but not of the picture.
            let first = left + slot / 2 < min(widest, 110) / 2 + 4 ? every / 2 : 0
            for label in stride(from: first, to: chart.labels.count, by: every) {
                guard let x = place(label) else { continue }
                let room = min(Double(every) * slot - 8, 2 * min(x - 4, Picture.width - 4 - x))
                picture.canvas.text(chart.labels[label], x, plot.bottom + 17, .middle, size: TextSize.small, room: room, paint: .muted)
                picture.canvas.line(x, plot.bottom, x, plot.bottom + 4, .axis)
            }
        }
        for tick in drawn {
            if hasGrid { picture.canvas.line(tick.x, plot.top, tick.x, plot.bottom, .grid) }
            picture.canvas.line(tick.x, plot.bottom, tick.x, plot.bottom + 4, .axis)
            picture.canvas.tick(tick.text, tick.x, plot.bottom + 17)
        }
        guard !chart.axis.name.isEmpty else { return }
        picture.bottom += 15
        picture.canvas.text(
            chart.axis.name, (left + right) / 2, picture.bottom, .middle, size: TextSize.small, room: right - left, paint: .muted)
    }

    private static let lineHeight = TextSize.small + 3

    /// The labels, each broken between words into lines of a width; nil where that takes more than three, or cuts a word.
    private func wrapped(to room: Double) -> [[String]]? {
        guard chart.labels.count <= 40 else { return nil }
        var all: [[String]] = []
        for label in chart.labels {
            var lines: [String] = []
            for word in visible(label).split(separator: " ") {
                let longer = lines.last.map { "\($0) \(word)" } ?? String(word)
                if textWidth(longer, size: TextSize.small) <= room {
                    if lines.isEmpty { lines.append(longer) } else { lines[lines.count - 1] = longer }
                } else if lines.count < 3, textWidth(String(word), size: TextSize.small) <= room { lines.append(String(word)) } else { return nil }
            }
            all.append(lines)
        }
        return all
    }

    /// Small whole numbers may be years, and get no separator.
    private func numberText(_ tick: Double, _ ticks: Ticks) -> String {
        chart.axis.type == .whole && tick.magnitude < 10_000 ? chart.axis.type.place(tick) : ticks.text(tick)
    }
}

extension Ticks {
    /// Ticks in a width, as many as their texts leave room for.
    init(_ numbers: [Double], type: ColumnType, zero: Zero, across width: Double) {
        for count in (1...max(1, Int(min(width, 2 * Picture.width) / 45))).reversed() {
            self.init(numbers, type: type, count: count, zero: zero, ends: .data)
            let widest = values.reduce(0) { max($0, textWidth(visible(text($1)), size: TextSize.small)) }
            guard values.count > 1 else { continue }
            let gap = (values[1] / 2 - values[0] / 2) / (high / 2 - low / 2) * width
            if gap >= widest + 20 { return }
        }
        self.init(numbers, type: type, count: 1, zero: zero, ends: .data)
    }
}

extension Canvas {
    /// A tick's text in the middle below its place, but within the picture.
    mutating func tick(_ text: String, _ x: Double, _ y: Double) {
        let half = textWidth(visible(text), size: TextSize.small) / 2 + 4
        self.text(text, min(max(x, half), Picture.width - half), y, .middle, size: TextSize.small, paint: .muted)
    }
}
