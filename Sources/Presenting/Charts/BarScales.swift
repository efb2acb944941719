import Diagnostics
import Engine
import Tables

/// Which series of a bar chart share a scale: those of one kind and of like size, so that their bars compare. Beside
/// revenues in millions a count of accounts would show no bars at all; it gets a scale of its own, and the heading says so.
struct BarScales {
    /// Series belong to one scale up to this ratio of their greatest values: the shortest of the longest bars then still
    /// has three cells of sixty.
    private static let widestRatio = 20.0

    /// For each series the values that its scale spans.
    let ranges: [BarRange]
    /// Series that share a scale, the one of the greatest value first.
    private let groups: [[Int]]

    init(_ series: [Chart.Series], shown: Int) {
        let values = series.map { one in (0..<shown).map(one.value) }
        let own = values.map { BarRange($0) }
        var groups: [[Int]] = []
        // From the greatest on, each joins the first scale that it is not too small for.
        for index in series.indices.sorted(by: { (own[$1].furthest, $0) < (own[$0].furthest, $1) }) {
            let fitting = groups.firstIndex { group in
                BarScales.compare(series[group[0]].type, series[index].type)
                    && (own[index].furthest == 0 || own[group[0]].furthest / own[index].furthest <= BarScales.widestRatio)
            }
            if let fitting { groups[fitting].append(index) } else { groups.append([index]) }
        }
        var ranges = own
        for group in groups {
            let whole = BarRange(group.flatMap { values[$0] })
            for index in group { ranges[index] = whole }
        }
        self.ranges = ranges
        self.groups = groups
    }

    private static func compare(_ a: ColumnType, _ b: ColumnType) -> Bool {
        switch (a, b) {
        case (.money(let x, _), .money(let y, _)): x == y
        case (.whole, .decimal), (.decimal, .whole): true
        default: a == b
        }
    }

    /// `Scales differ: revenue up to $64,736,864.13 · count up to 185`; nil where all share one.
    func heading(_ series: [Chart.Series], _ writers: [(Double) -> String]) -> String? {
        let drawn = groups.filter { ranges[$0[0]].furthest > 0 }
        if drawn.count < 2 { return nil }
        let parts = drawn.map { group in
            let members = group.sorted()
            let names = joinWords(members.map { series[$0].name })
            return (first: members[0], text: "\(names) up to \(writers[group[0]](ranges[group[0]].furthest))")
        }
        return "Scales differ: " + parts.sorted { $0.first < $1.first }.map(\.text).joined(separator: " · ")
    }
}
