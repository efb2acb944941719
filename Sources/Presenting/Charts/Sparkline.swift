import Charts
import Diagnostics

/// One series of a line chart: a row of blocks from its least to its greatest value, and below it the values that
/// matter:
///
///     won  ▁▃▄▆█▅
///          first 12 (2017-01) · min 12 (2017-01) · max 80 (2017-11) · last 60 (2017-12)
func sparkline(_ series: Chart.Series, at index: Int, of chart: Chart, width: Int, color: Bool) -> [String] {
    let names = chart.series.map { visible($0.name) }
    let nameWidth = min(names.reduce(0) { max($0, cellWidth($1)) }, width / 3)
    let name = fitted(names[index], to: max(1, nameWidth))
    let head = nameWidth > 0 ? name + blanks(nameWidth - cellWidth(name)) + "  " : ""
    let margin = cellWidth(head)
    let values = (0..<chart.labels.count).map(series.value)
    let blocks = sparks(means(values, into: width - margin))
    let facts = wrapped(sparkFacts(series, values, chart.labels).joined(separator: " · "), width: width - margin)
    return [head + styled(blocks, seriesStyle(index), color: color)]
        + facts.map { blanks(margin) + styled($0, .dim, color: color) }
}

func sparkFacts(_ series: Chart.Series, _ values: [Double?], _ labels: [String]) -> [String] {
    let known = values.enumerated().compactMap { index, value in value.map { (index: index, value: $0) } }
    guard let first = known.first, let last = known.last else { return ["no data"] }
    let least = known.reduce(first) { $1.value < $0.value ? $1 : $0 }
    let most = known.reduce(first) { $1.value > $0.value ? $1 : $0 }
    return [("first", first), ("min", least), ("max", most), ("last", last)].map { word, point in
        "\(word) \(visible(series.type.short(point.value))) (\(fitted(visible(labels[point.index]), to: 16)))"
    }
}

/// As many values as there is room for: each the mean of the known values of its stretch.
private func means(_ values: [Double?], into room: Int) -> [Double?] {
    guard values.count > room, room > 0 else { return values }
    return (0..<room).map { cell in
        let known = values[cell * values.count / room..<(cell + 1) * values.count / room].compactMap(\.self)
        // Divided before they are added, so that the sum cannot overflow.
        return known.isEmpty ? nil : known.reduce(0) { $0 + $1 / Double(known.count) }
    }
}

/// One block a value, `·` where it is missing; a constant series stands at half height.
private func sparks(_ values: [Double?]) -> String {
    let blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    let known = values.compactMap(\.self)
    // Halved, so that the span cannot overflow.
    let least = (known.min() ?? 0) / 2
    let span = (known.max() ?? 0) / 2 - least
    return values.map { value in
        guard let value else { return "·" }
        let level = span > 0 ? ((value / 2 - least) / span * 7).rounded() : 3
        return blocks[min(max(Int(level), 0), 7)]
    }.joined()
}
