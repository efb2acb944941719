import Charts
import Diagnostics
import Tables

/// Waterfalls, one below the other on one scale: totals from the base, each step from where the last one ended, and what it is.
///
///     2025Q4    ████████████████        $8,000
///     Platinum                  ▓▓▓▓▓▓  +$3,000
///     Gold                        ░░░░  -$2,000
///     2026Q1    ██████████████████      $9,000
struct WaterfallChart {
    private let chart: Chart
    private let width: Int
    private let all: [[WaterfallBar]]
    private let texts: [[String]]
    private let labelWidth: Int
    private let textWidth: Int
    private let columns: Int
    private let reach: WaterfallReach

    private enum Fill: String {
        case total = "█"
        case rise = "▓"
        case fall = "░"

        var style: Style { self == .total ? .blue : self == .rise ? .green : .red }
    }

    init(_ chart: Chart, width: Int) {
        self.chart = chart
        self.width = width
        let all = chart.series.map(chart.waterfall)
        texts = zip(chart.series, all).map { series, bars in bars.map(chart.waterfallWriter(series)).map(visible) }
        labelWidth = min(all.flatMap { $0 }.reduce(1) { max($0, cellWidth(visible($1.label))) }, max(6, width / 3))
        textWidth = texts.flatMap { $0 }.reduce(1) { max($0, cellWidth($1)) }
        columns = min(60, width - labelWidth - textWidth - 4)
        reach = WaterfallReach(all.flatMap { $0 })
        self.all = all
    }

    func lines(color: Bool) -> [String] {
        var lines: [String] = []
        for (series, bars) in all.enumerated() {
            if all.count > 1 { lines.append(styled(fitted(visible(chart.series[series].name), to: width), .bold, color: color)) }
            for (place, bar) in bars.enumerated() {
                let head = padded(visible(bar.label), labelWidth) + "  "
                let text = texts[series][place]
                let tail = blanks(textWidth - cellWidth(text)) + text
                lines.append(columns > 0 ? head + drawn(bar, color: color) + "  " + tail : fitted(head + tail, to: width))
            }
        }
        return lines
    }

    private func drawn(_ bar: WaterfallBar, color: Bool) -> String {
        let base = bar.isTotal ? reach.base : bar.from
        let (from, to) = (column(min(base, bar.to)), column(max(base, bar.to)))
        let isDrawn = bar.value != nil && base != bar.to
        // Of what is not nothing at least a cell.
        let first = min(from, columns - 1)
        let end = isDrawn ? max(to, first + 1) : first
        let fill: Fill = bar.isTotal ? .total : bar.to < bar.from ? .fall : .rise
        let zero = reach.low < 0 && reach.high > 0 ? column(0) : nil
        func empty(_ cells: Range<Int>) -> String { cells.map { $0 == zero ? "│" : " " }.joined() }
        var filled = String(repeating: fill.rawValue, count: end - first)
        // A bar that does not begin at zero is broken there.
        if bar.isTotal, reach.isCut, isDrawn { filled = reach.base > 0 ? "≈" + filled.dropFirst() : filled.dropLast() + "≈" }
        return empty(0..<first) + styled(filled, fill.style, color: color) + empty(end..<columns)
    }

    /// The cell whose left edge is nearest to a value.
    private func column(_ value: Double) -> Int {
        let span = reach.high / 2 - reach.low / 2
        let share = span > 0 ? (value / 2 - reach.low / 2) / span : 0
        return Int((min(max(share, 0), 1) * Double(columns)).rounded())
    }
}
