import Charts
import Diagnostics
import Engine
import Tables

/// Steps from one total to another. Rows of one label are one step, as steps add up.
extension ChartRows {
    func waterfall() throws(Diagnostic) -> Chart {
        var (steps, parts) = (Numbering(), Numbering())
        var sums: [[Double?]] = []
        var starts: [Double] = []
        var missing = 0
        for row in 0..<count {
            if row % 4096 == 0 { try Cancellation.check() }
            let step = steps.add(labels.first.map { $0[row] } ?? .whole(Int64(row + 1)))
            let part = parts.add(labels.count > 1 ? labels[1][row] : .missing)
            if part == sums.count {
                sums.append([])
                starts.append(0)
                if part == ChartRows.mostWaterfalls { throw tooMany() }
            }
            while sums[part].count < steps.values.count { sums[part].append(nil) }
            let numbers = figures.map { column in column[row].number.flatMap { $0.isFinite ? $0 : nil } }
            guard let first = numbers[0], let last = numbers[numbers.count - 1] else {
                missing += 1
                continue
            }
            if figures.count == 2 { starts[part] += first }
            sums[part][step] = (sums[part][step] ?? 0) + (figures.count == 2 ? last - first : last)
        }
        let names = labels.isEmpty ? steps.values.indices.map { grouped($0 + 1) } : steps.values.map(Plain.label)
        let kept = Steps(names, sums)
        let series = parts.values.prefix(Chart.seriesLimit).enumerated().map { part, value in
            Chart.Series(
                name: labels.count > 1 ? Plain.label(value) : request.figures[request.figures.count - 1].name, values: kept.values[part], type: figures[0].type,
                start: figures.count == 2 ? starts[part] : nil, decimals: request.decimals(of: request.figures[0]))
        }
        var notes = missing > 0 ? ["\(grouped(missing)) missing \(request.figures.map(\.name).joined(separator: " or "))"] : []
        if parts.values.count > series.count { notes.append("the first \(series.count) of \(grouped(parts.values.count)) \(request.labels[1].name) drawn") }
        var chart = Chart(
            kind: .waterfall, title: "", axis: .init(request.labels.first?.name ?? ""), labels: kept.names, series: series,
            legend: labels.count > 1 ? request.labels[1].name : "", notes: notes)
        chart.totals = .init(before: figures.count == 2 ? request.figures[0].name : "", after: request.figures[request.figures.count - 1].name)
        return chart
    }

    /// More are a slip, such as an account's name put second.
    private static let mostWaterfalls = 120

    private func tooMany() -> Diagnostic {
        Diagnostic(
            "too-many-series", "\(request.labels[1].name) has more than \(ChartRows.mostWaterfalls) values, and each would be a waterfall of its own.", at: request.span,
            help: "Narrow them with where, or leave \(request.labels[1].name) out.")
    }
}

/// The steps that are drawn: all of them where they are few, else the greatest, and what the others come to as one more.
private struct Steps {
    let names: [String]
    /// A list of steps for each series.
    let values: [[Double?]]

    init(_ names: [String], _ sums: [[Double?]]) {
        let sums = sums.map { $0 + [Double?](repeating: nil, count: names.count - $0.count) }
        guard names.count > Chart.stepLimit else {
            (self.names, values) = (names, sums)
            return
        }
        let sizes = names.indices.map { step in sums.reduce(0) { max($0, $1[step]?.magnitude ?? 0) } }
        let order = names.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
        let kept = order.prefix(Chart.stepLimit - 1).sorted()
        let others = order.dropFirst(Chart.stepLimit - 1).sorted()
        self.names = kept.map { names[$0] } + ["\(grouped(others.count)) others"]
        values = sums.map { sums in
            let rest = others.compactMap { sums[$0] }
            return kept.map { sums[$0] } + [rest.isEmpty ? nil : rest.reduce(0, +)]
        }
    }
}
