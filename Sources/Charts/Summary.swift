import Diagnostics
import Tables

extension Chart {
    /// The chart in a few sentences, for those who cannot see it.
    package var summary: String {
        let sentences =
            switch kind {
            case _ where isEmpty: ["No data"]
            case .scatter: points
            case .movement: movements
            case .intervals: intervals
            case .waterfall: waterfalls
            case .bar, .stacked, .line, .histogram: runs
            }
        return (sentences + notes).map { $0 + "." }.joined(separator: " ")
    }

    /// Each series' values where they are few, else its least and its greatest.
    private var runs: [String] {
        let listed = 4
        var sentences = series.prefix(listed).map { series in
            let known = labels.indices.compactMap { index in series.value(index).map { (index: index, value: $0) } }
            guard let first = known.first else { return "\(series.name): no data" }
            func said(_ point: (index: Int, value: Double)) -> String {
                "\(series.type.short(point.value)) (\(shortened(labels[point.index])))"
            }
            if known.count <= 8 { return "\(series.name): " + known.map(said).joined(separator: ", ") }
            let least = known.reduce(first) { $1.value < $0.value ? $1 : $0 }
            let most = known.reduce(first) { $1.value > $0.value ? $1 : $0 }
            return "\(series.name): \(grouped(known.count)) values from \(said(least)) to \(said(most))"
        }
        if series.count > listed { sentences.append("\(series.count - listed) more series") }
        return sentences
    }

    private var points: [String] {
        let drawn = labels.indices.filter { index in place(index) != nil && series.contains { $0.value(index) != nil } }
        let across = drawn.compactMap(place)
        let up = drawn.flatMap { index in series.compactMap { $0.value(index) } }
        guard let left = across.min(), let right = across.max(), let low = up.min(), let high = up.max() else { return ["No data"] }
        let type = series.first?.type ?? .decimal
        return [
            plural(drawn.count, "point"), "\(axis.name): \(axis.type.short(left)) to \(axis.type.short(right))",
            "\(heading([0])): \(type.short(low)) to \(type.short(high))",
        ]
    }

    private var movements: [String] {
        let movers = self.flows.filter(\.isMove).sorted { ($1.amount, $0.from, $0.to) < ($0.amount, $1.from, $1.to) }
        let type = series.first?.type ?? .whole
        let listed = 8
        var sentences = canStay ? ["Unmoved: \(type.short(unmoved))", "moved: \(type.short(moved))"] : []
        sentences += movers.prefix(listed).map { move in
            "\(shortened(labels[move.from])) to \(shortened(series[move.to].name)): \(type.short(move.amount))"
        }
        if movers.count > listed { sentences.append("\(movers.count - listed) more ways") }
        return sentences
    }

    /// Each figure with its interval where they are few, else on which side of 0 how many of them lie.
    private var intervals: [String] {
        let listed = 4
        var sentences = series.prefix(listed).enumerated().map { index, series in
            let known = labels.indices.filter { series.value($0) != nil }
            let name = title(index)
            if known.isEmpty { return "\(name): no data" }
            let text = writer(panels.first { $0.contains(index) } ?? [index])
            func said(_ label: Int) -> String {
                let interval = series.interval(label).map { ", \(text($0.lowerBound)) to \(text($0.upperBound))" } ?? ""
                return "\(text(series.value(label) ?? 0)) (\(shortened(labels[label]))\(interval))"
            }
            if known.count <= 12 { return "\(name): " + known.map(said).joined(separator: ", ") }
            let ranges = known.compactMap(series.interval)
            let (above, below) = (ranges.count { $0.lowerBound > 0 }, ranges.count { $0.upperBound < 0 })
            return "\(name): \(grouped(known.count)) values, \(grouped(above)) with an interval wholly above 0, \(grouped(below)) wholly below"
        }
        if series.count > listed { sentences.append("\(series.count - listed) more series") }
        return sentences
    }

    private var waterfalls: [String] {
        let listed = 4
        var sentences = series.prefix(listed).map { series in
            let bars = waterfall(series)
            let text = waterfallWriter(series)
            let said = bars.filter { $0.value != nil }.map { "\(shortened($0.label)) \(text($0))" }.joined(separator: ", ")
            return series.name.isEmpty || self.series.count == 1 ? said : "\(series.name): \(said)"
        }
        if series.count > listed { sentences.append("\(series.count - listed) more series") }
        return sentences
    }

    private func shortened(_ label: String) -> String { fitted(label, to: 40) }
}
