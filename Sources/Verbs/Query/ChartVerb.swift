import Diagnostics
import Engine
import Syntax
import Tables

struct ChartVerb: Verb {
    let forms = [
        Form(
            "chart", .stage,
            [
                .optional([.choice([[.word("bars")], [.word("histogram")], [.word("line")]])]),
                .optional([.slot("figures", .items)]), .optional([.word("by"), .slot("label", .expression)]),
            ])
    ]
    let manual = Manual(
        "draw the rows: bars, a line or a histogram",
        details: """
            Without more, the first text or date column labels the numeric ones: bars for texts, a line for dates. chart revenue
            by account chooses; chart histogram revenue shows how its values are spread. At most four figures; bars that do not
            compare, such as revenue and a count, have scales of their own.
            """,
        examples: """
            tierbook> accounts | group by tier show sum(revenue) as total | chart
            total by tier
            Bronze  ███████▍                                                        180,000
            Gold    ████████████████████████████████████████████████████████████  1,460,000
            Silver  ███████████████████████████▏                                    660,000

            tierbook> accounts | group by tier show sum(revenue) as total, count | chart
            total, count by tier
            Scales differ: total up to 1,460,000 · count up to 2
            Bronze  total  ██████▋                                                   180,000
                    count  ██████████████████████████████████████████████████████          2
            Gold    total  ██████████████████████████████████████████████████████  1,460,000
                    count  ██████████████████████████████████████████████████████          2
            Silver  total  ████████████████████████▍                                 660,000
                    count  ██████████████████████████████████████████████████████          2

            tierbook> accounts | chart histogram revenue
            revenue
            0 – 500,000          ████████████████████████████████████████████████████████  4
            500,000 – 1,000,000  ████████████████████████████                              2
            """)
    var isQuery: Bool { false }

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        var binder = Binder(try query(call, input), session)
        var figures: [Query.Named] = []
        for item in call.has("figures") ? try call.items("figures") : [] {
            figures.append(.init(name: Naming.name(of: item, session), slot: try binder.slot(item.expression)))
        }
        var label: Query.Named?
        if let expression = call.arguments.expression("label") {
            label = .init(name: session.text(of: expression.span), slot: try binder.slot(expression))
        }
        let query = binder.query
        if figures.isEmpty { figures = numeric(query, except: label?.slot) }
        guard !figures.isEmpty else {
            throw Diagnostic("nothing-to-chart", "There is no numeric column to draw.", at: call.verbSpan, help: "Say which: chart sum(revenue) by tier after a grouping.")
        }
        for figure in figures where !query.type(of: figure.slot).isNumeric {
            throw Diagnostic("not-a-number", "\(figure.name) is \(query.type(of: figure.slot).withArticle); charts draw numbers.", at: call.verbSpan)
        }
        let batch = try session.run(query)
        if call.has("histogram") { return .reply(try histogram(figures[0], batch)) }
        if label == nil { label = query.columns.first { [.text, .date].contains(query.type(of: $0.slot)) } }
        let isLine = call.has("line") || (!call.has("bars") && label.map { query.type(of: $0.slot) == .date } ?? false)
        return .reply(try drawing(isLine ? .line : .bar, label, Array(figures.prefix(4)), batch, query))
    }

    private func numeric(_ query: Query, except label: Int?) -> [Query.Named] {
        query.columns.filter { query.type(of: $0.slot).isNumeric && $0.slot != label && !query.ties.contains($0.slot) }
    }

    private func drawing(_ kind: Chart.Kind, _ label: Query.Named?, _ figures: [Query.Named], _ batch: Batch, _ query: Query) throws(Diagnostic) -> Reply {
        let labels: [String]
        if let label {
            let column = try batch.column(label.slot)
            labels = (0..<batch.count).map { Plain.text(column[$0]) }
        } else {
            labels = (0..<batch.count).map { "\($0 + 1)" }
        }
        var series: [Chart.Series] = []
        var fields: [Field] = []
        if let label { fields.append(Field(label.name, try batch.column(label.slot))) }
        for figure in figures {
            let column = try batch.column(figure.slot)
            fields.append(Field(figure.name, column))
            series.append(.init(name: figure.name, values: (0..<column.count).map { column[$0].number }, type: column.type))
        }
        let title = figures.map(\.name).joined(separator: ", ") + (label.map { " by \($0.name)" } ?? "")
        return Reply(table: Table(fields, rowCount: batch.count), chart: Chart(kind: kind, title: title, labels: labels, series: series))
    }

    private func histogram(_ figure: Query.Named, _ batch: Batch) throws(Diagnostic) -> Reply {
        let column = try batch.column(figure.slot)
        let values = (0..<column.count).compactMap { column[$0].number }
        let bins = Bins(values)
        let labels = bins.labels
        let table = Table([Field(figure.name, .texts(labels)), Field("count", .integers(bins.counts.map { Int64($0) }))])
        let series = Chart.Series(name: "count", values: bins.counts.map { Double($0) }, type: .whole)
        let missing = column.count - values.count
        return Reply(
            table: table, chart: Chart(kind: .histogram, title: figure.name, labels: labels, series: [series]),
            footer: missing > 0 ? ["\(grouped(missing)) missing \(figure.name)"] : [])
    }
}

/// Values in bins of one round width (1, 2 or 5 times a power of ten), at most 20. The width follows
/// Freedman & Diaconis (1981): 2·IQR/∛n.
struct Bins {
    private(set) var counts: [Int] = []
    private(set) var labels: [String] = []

    init(_ values: [Double]) {
        guard let least = values.min(), let greatest = values.max(), (greatest - least).isFinite else { return }
        var copy = values
        let spread = Quantiles.quantile(0.75, of: &copy) - Quantiles.quantile(0.25, of: &copy)
        let wanted = spread > 0 ? 2 * spread / cubeRoot(Double(values.count)) : greatest / 10 - least / 10
        let width = Bins.round(max(wanted, greatest / 18 - least / 18, abs(greatest) * 1e-9, 1e-12))
        let first = (least / width).rounded(.down)
        let bins = min(20, Int((greatest / width).rounded(.down) - first) + 1)
        counts = [Int](repeating: 0, count: bins)
        for value in values { counts[min(bins - 1, max(0, Int((value / width).rounded(.down) - first)))] += 1 }
        labels = counts.indices.map { bin in
            let low = (first + Double(bin)) * width
            return "\(Plain.text(.decimal(low))) – \(Plain.text(.decimal(low + width)))"
        }
    }

    private func cubeRoot(_ x: Double) -> Double {
        // Newton's method; n is at least 1.
        var root = max(1, x)
        for _ in 0..<200 { root -= (root * root * root - x) / (3 * root * root) }
        return root
    }

    /// The least of 1, 2, 5 × 10^k that is not less.
    private static func round(_ width: Double) -> Double {
        guard width.isFinite, width < 1e300 else { return 1e307 }
        var power = 1.0
        while power > width { power /= 10 }
        while power * 10 <= width { power *= 10 }
        for factor in [1.0, 2, 5] where power * factor >= width { return power * factor }
        return power * 10
    }
}
