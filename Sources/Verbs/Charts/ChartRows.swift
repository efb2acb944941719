import Charts
import Diagnostics
import Engine
import Tables

/// The rows a chart draws, and the chart they become.
struct ChartRows {
    private(set) var request: ChartRequest
    let count: Int
    let labels: [Column]
    let figures: [Column]
    /// By row what the figure is in; nil where nothing says it.
    private let units: Column?

    init(_ asked: ChartRequest, _ batch: Batch) throws(Diagnostic) {
        request = asked
        count = batch.count
        if asked.areLabelsChosen, asked.kind == .intervals, asked.labels.count == 2 {
            let first = try batch.column(asked.labels[0].slot)
            var distinct = Numbering()
            for row in 0..<count {
                if row % 4096 == 0 { try Cancellation.check() }
                distinct.add(first[row])
            }
            if distinct.values.count == count { request.leaveOutSecondLabel() }
        }
        let unit = request.unit
        units = try unit.map { (unit) throws(Diagnostic) in try batch.column(unit.slot) }
        if asked.kind == .intervals, request.labels.count == 1, let unit, let units, (1..<max(1, count)).contains(where: { units[$0] != units[0] }) { request.tellUnitsApart(unit) }
        var columns: [Column] = []
        for column in request.labels + request.figures { columns.append(try batch.column(column.slot)) }
        labels = Array(columns.prefix(request.labels.count))
        figures = Array(columns.dropFirst(request.labels.count))
    }

    /// The chart's own columns; of a histogram its bins.
    var table: Table {
        if request.kind == .histogram { return binTable }
        let names = (request.labels + request.figures).map(\.name)
        return Table(zip(names, labels + figures).map { Field($0, $1) }, rowCount: count)
    }

    func chart() throws(Diagnostic) -> Chart {
        var chart =
            switch request.kind {
            case .histogram: histogram()
            case .scatter: try scatter()
            case .movement: try movement()
            case .intervals: try intervals()
            case .waterfall: try waterfall()
            case .bars, .stacked, .line: labels.count == 2 ? try long() : try wide()
            }
        chart.title = request.title
        if request.omitted > 0 { chart.notes.append("\(request.figures.count) of \(grouped(request.figures.count + request.omitted)) figures drawn") }
        return chart
    }

    // MARK: One series a figure

    private func wide() throws(Diagnostic) -> Chart {
        let values = (0..<count).map { row in labels.first.map { $0[row] } ?? .whole(Int64(row + 1)) }
        let rows = try LabelOrder(values, type: labels.first?.type ?? .text, isLine: request.kind == .line)
        if let twice = rows.repeated { throw repeated(twice.label, twice.count) }
        var series: [Chart.Series] = []
        for (figure, column) in zip(request.figures, figures) {
            try Cancellation.check()
            series.append(.init(name: figure.name, values: rows.rows.map { column[$0].number }, type: column.type, decimals: request.decimals(of: figure)))
        }
        let kind: Chart.Kind = request.kind == .stacked ? .stacked : request.kind == .line ? .line : .bar
        let name = request.labels.first?.name ?? ""
        return Chart(
            kind: kind, title: "", axis: .init(name, type: rows.type, places: rows.places), labels: rows.labels, series: series,
            notes: missing(series) + rows.notes(name))
    }

    func missing(_ series: [Chart.Series]) -> [String] {
        series.compactMap { series in
            let missing = series.values.reduce(0) { $0 + ($1?.isFinite == true ? 0 : 1) }
            return missing > 0 ? "\(grouped(missing)) missing \(series.name)" : nil
        }
    }

    /// Two rows where one value can stand.
    func repeated(_ label: String, _ times: Int) -> Diagnostic {
        let figure = request.figures[0].name
        let by = request.labels.map(\.name).joined(separator: ", ")
        if request.kind == .intervals {
            return Diagnostic(
                "repeated-label", "\(label) stands in \(plural(times, "row")), and can have one value here.", at: request.span,
                help: "Name what tells the rows apart, two columns at most, as in chart intervals \(figure) by COLUMN, COLUMN, or narrow them with where first.")
        }
        return Diagnostic(
            "repeated-label", "\(label) stands in \(plural(times, "row")), and can have one value here.", at: request.span,
            help: "Add them up: chart \(request.kind.rawValue) sum(\(figure)) as \(figure) by \(by).")
    }

    // MARK: One series a value of the second label

    private func long() throws(Diagnostic) -> Chart {
        let matrix = try Matrix(labels[0], labels[1], figures[0], count)
        if let twice = matrix.repeated { throw repeated("\(twice.row), \(twice.column)", twice.count) }
        var parts = matrix.columns
        var notes = matrix.missing > 0 ? ["\(grouped(matrix.missing)) missing \(request.figures[0].name)"] : []
        if parts.count > Chart.seriesLimit {
            if request.kind == .stacked { parts = Matrix.folded(parts) } else {
                notes.append("the first \(Chart.seriesLimit) of \(grouped(parts.count)) \(request.labels[1].name) drawn")
                parts = Array(parts.prefix(Chart.seriesLimit))
            }
        }
        let order = try LabelOrder(matrix.rows, type: labels[0].type, isLine: request.kind == .line)
        let series = zip(parts, try units(of: parts.map(\.name))).map { part, unit in
            Chart.Series(name: part.name, values: order.rows.map { part.values[$0] }, type: figures[0].type, decimals: request.decimals(of: request.figures[0]), unit: unit)
        }
        let kind: Chart.Kind = request.kind == .stacked ? .stacked : request.kind == .line ? .line : .bar
        let axis = Chart.Axis(request.labels[0].name, type: order.type, places: order.places)
        return Chart(
            kind: kind, title: "", axis: axis, labels: order.labels, series: series, measure: request.figures[0].name,
            legend: request.labels[1].name, notes: notes + order.notes(request.labels[0].name))
    }

    /// The unit of each series that the second label makes; empty for one whose rows are not all in the same.
    func units(of series: [String]) throws(Diagnostic) -> [String] {
        guard let units, labels.count == 2 else { return series.map { _ in "" } }
        var found: [String: String] = [:]
        for row in 0..<count {
            if row % 4096 == 0 { try Cancellation.check() }
            let (name, unit) = (Plain.label(labels[1][row]), units[row].isMissing ? "" : Plain.label(units[row]))
            found[name] = found[name] ?? unit == unit ? unit : ""
        }
        return series.map { found[$0] ?? "" }
    }

    // MARK: The other kinds

    private func movement() throws(Diagnostic) -> Chart {
        let matrix = try Matrix(labels[0], labels[1], figures[0], count)
        if let twice = matrix.repeated { throw repeated("\(twice.row) to \(twice.column)", twice.count) }
        let square = matrix.movement(figures[0].type)
        for column in square.columns where column.values.contains(where: { ($0 ?? 0) < 0 }) {
            throw Diagnostic(
                "negative-movement", "\(request.figures[0].name) is below zero in places; what moves is an amount.", at: request.span,
                help: "Count what moves: chart movement count by \(request.labels[0].name), \(request.labels[1].name).")
        }
        return Chart(
            kind: .movement, title: "", axis: .init(request.labels[0].name), labels: square.rows, series: square.columns,
            measure: request.figures[0].name, legend: request.labels[1].name,
            notes: matrix.missing > 0 ? ["\(grouped(matrix.missing)) missing \(request.figures[0].name)"] : [])
    }

    /// The figures' rows as points: labelled by the first label, a series each value of the second.
    private func scatter() throws(Diagnostic) -> Chart {
        var (names, places): ([String], [Double?]) = ([], [])
        var points: [(place: Int, group: Value, y: Double)] = []
        for row in 0..<count {
            if row % 4096 == 0 { try Cancellation.check() }
            guard let x = figures[0][row].number, x.isFinite, let y = figures[1][row].number, y.isFinite else { continue }
            points.append((names.count, labels.count > 1 ? labels[1][row] : .missing, y))
            names.append(labels.first.map { Plain.label($0[row]) } ?? "\(grouped(row + 1))")
            places.append(x)
        }
        var groups = Numbering()
        for point in points { groups.add(point.group) }
        var notes = points.count < count ? ["\(grouped(count - points.count)) missing \(request.figures[0].name) or \(request.figures[1].name)"] : []
        if groups.values.count > Chart.seriesLimit {
            notes.append("the first \(Chart.seriesLimit) of \(grouped(groups.values.count)) \(request.labels[1].name) drawn")
        }
        var series = groups.values.prefix(Chart.seriesLimit).map { group in
            Chart.Series(
                name: labels.count > 1 ? Plain.label(group) : request.figures[1].name, values: Array(repeating: nil, count: names.count),
                type: figures[1].type)
        }
        for point in points {
            if let group = groups.number(of: point.group), group < series.count { series[group].values[point.place] = point.y }
        }
        return Chart(
            kind: .scatter, title: "", axis: .init(request.figures[0].name, type: figures[0].type, places: places), labels: names,
            series: series, measure: request.figures[1].name, legend: labels.count > 1 ? request.labels[1].name : "", notes: notes)
    }

    private var bins: Bins { Bins((0..<count).compactMap { figures[0][$0].number }, isWhole: figures[0].type == .whole) }

    private func histogram() -> Chart {
        let bins = self.bins
        let drawn = bins.counts.reduce(0, +)
        let series = bins.counts.isEmpty ? [] : [Chart.Series(name: "count", values: bins.counts.map { Double($0) }, type: .whole)]
        return Chart(
            kind: .histogram, title: "", axis: .init(request.figures[0].name, type: figures[0].type, places: bins.edges),
            labels: bins.labels(figures[0].type), series: series,
            notes: drawn < count ? ["\(grouped(count - drawn)) missing \(request.figures[0].name)"] : [])
    }

    private var binTable: Table {
        let bins = self.bins
        return Table([Field(request.figures[0].name, .texts(bins.labels(figures[0].type))), Field("count", .integers(bins.counts.map { Int64($0) }))])
    }
}
