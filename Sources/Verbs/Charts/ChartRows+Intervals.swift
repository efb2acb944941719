import Charts
import Diagnostics
import Engine
import Tables

/// Figures with their intervals.
extension ChartRows {
    func intervals() throws(Diagnostic) -> Chart {
        let isLong = labels.count == 2
        let order: LabelOrder
        var parts: [(name: String, values: [Double?], lows: [Double?], highs: [Double?])] = []
        if isLong {
            let values = try Matrix(labels[0], labels[1], figures[0], count)
            if let twice = values.repeated { throw repeated("\(twice.row), \(twice.column)", twice.count) }
            let (lows, highs) = (try Matrix(labels[0], labels[1], figures[1], count), try Matrix(labels[0], labels[1], figures[2], count))
            parts = values.columns.indices.map { (values.columns[$0].name, values.columns[$0].values, lows.columns[$0].values, highs.columns[$0].values) }
            order = try LabelOrder(values.rows, type: labels[0].type, isLine: true)
        } else {
            func numbers(_ column: Column) -> [Double?] { (0..<count).map { column[$0].number } }
            parts = [(request.figures[0].name, numbers(figures[0]), numbers(figures[1]), numbers(figures[2]))]
            order = try LabelOrder((0..<count).map { row in labels.first.map { $0[row] } ?? .whole(Int64(row + 1)) }, type: labels.first?.type ?? .text, isLine: true)
            if let twice = order.repeated { throw repeated(twice.label, twice.count) }
        }
        // What has nothing at all would be rows of blanks.
        let empty = parts.filter { $0.values.allSatisfy { $0 == nil } }.map(\.name)
        if isLong, empty.count < parts.count { parts.removeAll { $0.values.allSatisfy { $0 == nil } } }
        let drawn = parts.prefix(Chart.seriesLimit)
        var series: [Chart.Series] = []
        for (part, unit) in zip(drawn, try units(of: drawn.map(\.name))) {
            try Cancellation.check()
            let intervals = try order.rows.enumerated().map { (place, row) throws(Diagnostic) in
                try interval(part.lows[row], part.highs[row], isLong ? "\(order.labels[place]), \(part.name)" : order.labels[place])
            }
            series.append(
                .init(
                    name: part.name, values: order.rows.map { part.values[$0] }, type: figures[0].type, intervals: intervals,
                    decimals: request.decimals(of: request.figures[0]), unit: unit))
        }
        let open = series.reduce(0) { sum, series in sum + order.rows.indices.count { series.value($0) != nil && series.interval($0) == nil } }
        var notes = isLong ? empty.isEmpty ? [] : ["no \(request.figures[0].name) for \(Binder.list(empty))"] : missing(series)
        if open > 0 { notes.append("\(grouped(open)) without an interval") }
        if parts.count > drawn.count { notes.append("the first \(drawn.count) of \(grouped(parts.count)) \(request.labels[1].name) drawn") }
        let name = request.labels.first?.name ?? ""
        return Chart(
            kind: .intervals, title: "", axis: .init(name, type: order.type, places: order.places), labels: order.labels, series: series,
            measure: request.figures[0].name, legend: isLong ? request.labels[1].name : "",
            reference: request.reference(of: request.figures[0]), notes: notes + order.notes(name))
    }

    /// Nil where an end is missing.
    private func interval(_ low: Double?, _ high: Double?, _ label: String) throws(Diagnostic) -> ClosedRange<Double>? {
        guard let low, let high, low.isFinite, high.isFinite else { return nil }
        if low <= high { return low...high }
        let (type, names) = (figures[0].type, request.figures.map(\.name))
        throw Diagnostic(
            "interval-reversed", "\(label) has its low end, \(names[1]) \(type.exact(low)), above its high one, \(names[2]) \(type.exact(high)).", at: request.span,
            help: "Name the low end first: chart intervals \(names[0]), LOW, HIGH.")
    }
}
