import Charts
import Diagnostics
import Tables

/// A plane of characters with a scale at its left and one below: the frame of lines and clouds.
///
///     200 ┤      ╭──
///     100 ┤ ╭────╯
///       0 ┤─╯
///         └┬───────┬
///         Jan     Mar
struct CharacterPlot {
    let columns: Int
    let rows: Int
    private let ticks: Ticks
    private let texts: [String]
    private let textWidth: Int
    private var cells: [[String]]

    /// A plot of about `height` rows in `width` cells.
    init(_ ticks: Ticks, width: Int, height: Int) {
        self.ticks = ticks
        let gaps = max(1, ticks.values.count - 1)
        rows = gaps * max(1, (height - 1) / gaps) + 1
        texts = ticks.values.map { visible(ticks.text($0)) }
        textWidth = min(texts.reduce(1) { max($0, cellWidth($1)) }, max(1, width / 3))
        columns = max(1, width - textWidth - 2)
        cells = [[String]](repeating: [String](repeating: " ", count: columns), count: rows)
    }

    /// The row of a value, from 0 at the top.
    func row(_ value: Double) -> Int {
        let span = ticks.high / 2 - ticks.low / 2
        let share = span > 0 ? (value / 2 - ticks.low / 2) / span : 0.5
        return rows - 1 - Int((min(max(share, 0), 1) * Double(rows - 1)).rounded())
    }

    subscript(row: Int, column: Int) -> String {
        get { cells.indices.contains(row) && (0..<columns).contains(column) ? cells[row][column] : " " }
        set { if cells.indices.contains(row), (0..<columns).contains(column) { cells[row][column] = newValue } }
    }

    /// Whether so many cells from a column on are empty.
    func isFree(_ row: Int, _ range: Range<Int>) -> Bool {
        range.lowerBound >= 0 && range.upperBound <= columns && range.allSatisfy { self[row, $0] == " " }
    }

    /// The rows with their scale.
    var lines: [String] { cells.map { line in Array(line[..<((line.lastIndex { $0 != " " } ?? -1) + 1)]) }.enumerated().map(withScale) }

    /// The same with their blanks at the end, so that something can stand behind them.
    var wholeLines: [String] { cells.enumerated().map(withScale) }

    private func withScale(_ row: Int, _ line: [String]) -> String {
        let tick = ticks.values.firstIndex { self.row($0) == row }
        let text = tick.map { fitted(texts[$0], to: textWidth) } ?? ""
        return blanks(textWidth - cellWidth(text)) + text + (tick == nil ? " │" : " ┤") + line.joined()
    }

    func floor(_ ticks: [(column: Int, text: String)]) -> [String] { floorLines(ticks, columns: columns, margin: textWidth + 2) }

    /// Where a share of the way across stands.
    func column(_ share: Double) -> Int { Int((min(max(share, 0), 1) * Double(columns - 1)).rounded()) }
}

/// The line below a plot with a notch for each tick, and the ticks' texts as there is room for.
/// - Parameter margin: the cells left of the plot, two at least.
func floorLines(_ ticks: [(column: Int, text: String)], columns: Int, margin: Int) -> [String] {
    var line = [String](repeating: "─", count: columns)
    var texts = ""
    var used = 0
    for tick in ticks where (0..<columns).contains(tick.column) {
        let text = fitted(visible(tick.text), to: 16)
        let width = cellWidth(text)
        // In the middle below its notch, but within the line.
        let start = min(max(margin + tick.column - width / 2, 0), margin + columns - width)
        guard start >= 0, used == 0 || start >= used + 2 else { continue }
        line[tick.column] = "┬"
        texts += blanks(start - used) + text
        used = start + width
    }
    return [blanks(margin - 1) + "└" + line.joined()] + (texts.isEmpty ? [] : [texts])
}

/// The way across a plot: where labels stand, as shares of it, and its ticks.
struct CharacterAxis {
    private let chart: Chart
    private let low: Double
    private let high: Double
    private let ticks: [(place: Double, text: String)]

    init(_ chart: Chart, columns: Int, zero: Ticks.Zero = .never) {
        self.chart = chart
        let places = chart.axis.places.indices.compactMap(chart.place)
        if places.isEmpty {
            (low, high) = (0, Double(max(0, chart.labels.count - 1)))
            ticks = chart.labels.prefix(10_000).enumerated().map { (Double($0), $1) }
        } else if chart.axis.type == .date {
            (low, high) = (places.min() ?? 0, places.max() ?? 0)
            let dates = DateTicks(from: low, to: high, count: columns / 14)
            ticks = dates.values.map { ($0, dates.text($0)) }
        } else {
            let numbers = Ticks(places, type: chart.axis.type, count: max(2, columns / 14), zero: zero, ends: .data)
            (low, high) = (numbers.low, numbers.high)
            ticks = numbers.values.map { ($0, chart.axis.type == .whole && $0.magnitude < 10_000 ? chart.axis.type.place($0) : numbers.text($0)) }
        }
    }

    func share(_ label: Int) -> Double? {
        if chart.axis.places.isEmpty { return share(Double(label)) }
        return chart.place(label).map(share)
    }

    func floor(_ plot: CharacterPlot) -> [String] { plot.floor(ticks.map { (plot.column(share($0.place)), $0.text) }) }

    private func share(_ place: Double) -> Double {
        let span = high / 2 - low / 2
        return span > 0 ? (place / 2 - low / 2) / span : 0.5
    }
}
