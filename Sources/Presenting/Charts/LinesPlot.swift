import Charts
import Diagnostics
import Tables

/// Lines on one scale in one plot: each has its sign at its values and its name at its end. Where they meet, the first covers
/// the others.
///
///     200 ┤                ╭──●  ● Platinum
///         │       ╭──●─────╯
///     100 ┤●──●───┴──○────────○  ○ Gold
///         └┬───────┬──────────┬
struct LinesPlot {
    private let chart: Chart
    private let panel: [Int]
    private let axis: CharacterAxis
    private let levels: [LineLevels]
    private let names: [String]
    private let width: Int
    private var plot: CharacterPlot

    init(_ chart: Chart, _ panel: [Int], _ ticks: Ticks, width: Int, height: Int) {
        self.chart = chart
        self.panel = panel
        self.width = width
        names = panel.map { fitted(visible(chart.series[$0].name), to: min(20, width / 4)) }
        let plot = CharacterPlot(ticks, width: width - names.reduce(0) { max($0, cellWidth($1)) } - 4, height: height)
        let axis = CharacterAxis(chart, columns: plot.columns)
        levels = panel.map { LineLevels(chart, chart.series[$0], axis, plot) }
        (self.plot, self.axis) = (plot, axis)
    }

    func lines(color: Bool) -> [String] {
        var plot = plot
        func paint(_ place: Int) -> (String) -> String { { styled($0, seriesStyle(panel[place]), color: color) } }
        for place in panel.indices.reversed() { levels[place].draw(on: &plot, paint: paint(place)) }
        for place in panel.indices.reversed() {
            let mark = paint(place)(seriesSign(panel[place]))
            for column in marked(place) { if let row = levels[place].row(column) { plot[row, column] = mark } }
        }
        var ends: [Int: String] = [:]
        for (place, row) in nameRows { ends[row] = paint(place)(seriesSign(panel[place])) + " " + names[place] }
        let wide = plot.wholeLines.enumerated().map { row, line in ends[row].map { line + "  " + $0 } ?? trimmed(line) }
        return wide + axis.floor(plot) + facts.map { styled($0, .dim, color: color) }
    }

    /// The columns of a line's signs: of its values where these are few, else of some, not the same as other lines'.
    private func marked(_ place: Int) -> [Int] {
        let known = levels[place].known
        guard known.count > 1, known.count * 4 > plot.columns else { return known }
        let step = max(panel.count, 12 * known.count / plot.columns)
        return known.indices.filter { $0 % step == step * place / panel.count || $0 == known.count - 1 }.map { known[$0] }
    }

    /// Beside each line's last value, its name's row; names do not cover each other.
    private var nameRows: [(place: Int, row: Int)] {
        var named = levels.indices.compactMap { place in levels[place].known.last.flatMap(levels[place].row).map { (place: place, row: $0) } }
            .sorted { ($0.row, $0.place) < ($1.row, $1.place) }
        for index in named.indices.dropFirst() { named[index].row = max(named[index].row, named[index - 1].row + 1) }
        // What ran out below moves up again.
        var floor = plot.rows - 1
        for index in named.indices.reversed() {
            named[index].row = min(named[index].row, floor)
            floor = named[index].row - 1
        }
        return named
    }

    /// Each line's first and last value, where these are not all lines' own.
    private var facts: [String] {
        let courses = panel.map { index in
            let series = chart.series[index]
            let known = chart.labels.indices.compactMap(series.value)
            guard let first = known.first, let last = known.last else { return "no data" }
            return visible("\(series.type.short(first)) → \(series.type.short(last))")
        }
        if Set(courses).count == 1 { return [] }
        return wrapped(zip(names, courses).map { "\($0) \($1)" }.joined(separator: " · "), width: width - 2).map { "  " + $0 }
    }

    private func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
