import Charts
import Diagnostics
import Engine
import Syntax
import Tables

/// What a chart is asked to draw: its kind, its figures and what labels them, bound and checked.
struct ChartRequest {
    enum Kind: String, CaseIterable {
        case bars, stacked, line, histogram, scatter, movement, intervals, waterfall

        init(_ kind: Chart.Kind) { self = Kind(rawValue: kind.rawValue) ?? .bars }
    }

    let kind: Kind
    private(set) var query: Query
    private(set) var figures: [Query.Named]
    /// At most two: what the labels are, and what makes a series of each of its values.
    private(set) var labels: [Query.Named]
    /// Nobody named the labels: the second makes series only where the first alone does not tell the rows apart.
    private(set) var areLabelsChosen = false
    private let givenTitle: String?
    /// Numeric columns that were there and are not drawn, because none was named.
    private(set) var omitted = 0
    let span: Span

    /// Figures drawn when none is named.
    private static let defaultFigures = 4

    init(_ call: VerbCall, _ input: Query, _ session: Session) throws(Diagnostic) {
        span = call.verbSpan
        givenTitle = call.arguments.text("title")?.text
        let named = Kind.allCases.first { call.has($0.rawValue) }
        let items = call.has("figures") ? try call.items("figures") : []
        let by = call.has("labels") ? try call.items("labels") : []
        if by.count > 2 {
            throw Diagnostic(
                "too-many-labels", "by takes two columns at most: the labels, and what makes the series.", at: by[2].span, help: "Leave \(session.text(of: by[2].span)) out, or draw a chart for each of its values.")
        }
        (query, figures, labels) = try ChartRequest.bind(items, by, isMovement: named == .movement, call, input, session)
        // Where nothing is named, a figure with its interval is what the rows are about.
        let interval = (named ?? .intervals) == .intervals && figures.isEmpty ? IntervalEnds.first(in: query) : nil
        kind = named ?? (interval == nil ? ChartRequest.defaultKind(labels, query) : .intervals)
        if let interval { figures = interval }
        if kind == .intervals, figures.count == 1 { figures = try IntervalEnds.figures(of: figures[0], in: query, at: items[0].span) }
        if labels.isEmpty {
            labels = kind == .intervals ? IntervalEnds.labels(before: figures.first, in: query) : ChartRequest.defaultLabels(kind, query)
            areLabelsChosen = true
        }
        if figures.isEmpty { chooseFigures() }
        try check(call, items, by)
    }

    /// What an answer says that is best drawn of it.
    init(_ drawing: Drawing, of input: Query, _ call: VerbCall) {
        span = call.verbSpan
        givenTitle = call.arguments.text("title")?.text ?? drawing.title
        kind = Kind(drawing.kind)
        let query = drawing.table.map(Query.init(result:)) ?? input
        func named(_ names: [String]) -> [Query.Named] { names.compactMap { name in query.slot(named: name).map { Query.Named(name: name, slot: $0) } } }
        (figures, labels) = (named(drawing.figures), named(drawing.labels))
        self.query = query
    }

    private static func defaultKind(_ labels: [Query.Named], _ query: Query) -> Kind {
        let first = (labels.isEmpty ? defaultLabels(nil, query) : labels).first
        return first.map { query.type(of: $0.slot) == .date } ?? false ? .line : .bars
    }

    var title: String {
        if let givenTitle { return givenTitle }
        let subject = query.subject.map { ": \($0)" } ?? ""
        let by = kind == .histogram || labels.isEmpty ? "" : " by \(labels.map(\.name).joined(separator: ", "))"
        switch kind {
        case .intervals: return figures[0].name + by + subject
        case .waterfall: return figures.map(\.name).joined(separator: " to ") + by + subject
        case .bars, .stacked, .line, .histogram, .scatter, .movement: return figureNames + by + subject
        }
    }

    mutating func leaveOutSecondLabel() { labels.removeLast() }

    /// The column unit beside one figure, which says what each row of it is in; nil where there is none. Rows of different units
    /// share no scale.
    var unit: Query.Named? {
        guard figures.count == (kind == .intervals ? 3 : 1), let slot = query.slot(named: "unit"), query.type(of: slot) == .text, !labels.contains(where: { $0.slot == slot }) else { return nil }
        return .init(name: "unit", slot: slot)
    }

    /// Makes a series of each unit.
    mutating func tellUnitsApart(_ unit: Query.Named) { labels.append(unit) }

    /// So many digits after the point, where a figure's column says so.
    func decimals(of figure: Query.Named) -> Int? {
        switch query.looks[figure.slot] {
        case .decimals(let count)?, .times(let count)?, .answering(let count)?: count
        case .figures?, .answer?, nil: nil
        }
    }

    /// The value that is no difference.
    func reference(of figure: Query.Named) -> Double {
        if case .times? = query.looks[figure.slot] { 1 } else { 0 }
    }

    var figureNames: String { figures.isEmpty ? "count" : figures.map(\.name).joined(separator: ", ") }

    func type(of figure: Query.Named) -> ColumnType { query.type(of: figure.slot) }

    // MARK: Binding

    /// The figures and labels as columns. Where a figure is an aggregate, the rows are grouped by the labels.
    private static func bind(_ items: [Item], _ by: [Item], isMovement: Bool, _ call: VerbCall, _ input: Query, _ session: Session) throws(Diagnostic)
        -> (Query, [Query.Named], [Query.Named])
    {
        // A movement without a figure counts, unless the rows are counted already.
        let counts = isMovement && items.isEmpty && !by.isEmpty && input.slot(named: "count") == nil
        let name = Name(["count"], span: .none)
        let items = counts ? [Item(expression: Expression(.call(Call("count", at: .none, [])), span: .none), alias: name)] : items
        var binder = Binder(input, session)
        var labels: [Query.Named] = []
        for item in by { labels.append(.init(name: Naming.name(of: item, session), slot: try binder.slot(item.expression))) }
        var grouped = binder
        do throws(Diagnostic) {
            var figures: [Query.Named] = []
            for item in items { figures.append(.init(name: Naming.name(of: item, session), slot: try binder.slot(item.expression))) }
            return (binder.query, figures, labels)
        } catch {
            guard isAggregate(error, items) else { throw kindHelp(error, items, call, session) }
            if by.isEmpty {
                throw Diagnostic(
                    "aggregate-needs-by", "An aggregate in a chart needs by: what is it worked out for?", at: items[0].span,
                    help: "For example chart bars \(session.text(of: items[0].span)) by COLUMN.")
            }
            let figures = try grouped.aggregate(items, keys: labels.map(\.slot)) { Naming.name(of: $0, session) }
            grouped.query.columns = labels + figures
            return (grouped.query, figures, labels)
        }
    }

    /// Whether figures cannot be bound because they are of groups, not of rows: `sum(revenue)`, or `count` alone.
    private static func isAggregate(_ error: Diagnostic, _ items: [Item]) -> Bool {
        if error.id == "aggregate-needs-per" { return true }
        guard error.id == "unknown-column" else { return false }
        return items.contains { item in
            if case .name(let name) = item.expression.kind { equalIgnoringCase(name.text, "count") && name.span == error.span } else { false }
        }
    }

    /// What others call the kinds.
    private static let otherWords = [
        "bar": Kind.bars, "column": .bars, "columns": .bars, "pie": .bars, "donut": .bars, "stack": .stacked, "stacks": .stacked,
        "area": .stacked, "lines": .line, "plot": .line, "curve": .line, "hist": .histogram, "distribution": .histogram, "points": .scatter,
        "dots": .scatter, "bubble": .scatter, "sankey": .movement, "flow": .movement, "moves": .movement, "movements": .movement,
        "interval": .intervals, "forest": .intervals, "whiskers": .intervals, "errors": .intervals, "bridge": .waterfall, "cascade": .waterfall,
    ]

    /// `chart pie total by tier` reads as a column 'pie total', and `chart pie sum(revenue)` as a function 'pie sum'.
    private static func kindHelp(_ error: Diagnostic, _ items: [Item], _ call: VerbCall, _ session: Session) -> Diagnostic {
        let found: (text: String, span: Span)? =
            switch items.first?.expression.kind {
            case .name(let name): (name.text, name.span)
            case .call(let call): (call.function, call.functionSpan)
            default: nil
            }
        guard let found, ["unknown-column", "unknown-function"].contains(error.id), found.span == error.span,
            let word = found.text.split(separator: " ").first.map(String.init),
            let kind = otherWords[word.lowercased()] ?? nearest(word, among: Kind.allCases.map(\.rawValue)).first.flatMap(Kind.init)
        else { return error }
        let place = Span(found.span.start, found.span.start + word.utf8.count)
        let rest = session.text(of: Span(place.end, call.span.end))
        return Diagnostic(
            "unknown-chart", "There is no chart '\(word)'.", at: place,
            notes: ["charts: \(joinWords(Kind.allCases.map(\.rawValue)))"], help: "Write chart \(kind.rawValue)\(rest).")
    }

    // MARK: Defaults

    /// The groups' columns where the rows are groups of two; else the first text or date. A movement's two must be plain.
    private static func defaultLabels(_ kind: Kind?, _ query: Query) -> [Query.Named] {
        if kind == .histogram { return [] }
        let able = query.columns.filter { [.text, .date].contains(query.type(of: $0.slot)) }
        if kind == .movement { return able.count == 2 ? able : [] }
        let keys = query.origin == nil ? able.filter { query.ties.contains($0.slot) } : []
        return keys.count == 2 ? keys : Array(able.prefix(1))
    }

    private mutating func chooseFigures() {
        var able = query.columns.filter { column in
            query.type(of: column.slot).isNumeric && !labels.contains { $0.slot == column.slot } && !query.ties.contains(column.slot)
        }
        if kind == .movement { able = able.filter { equalIgnoringCase($0.name, "count") } + able.filter { !equalIgnoringCase($0.name, "count") } }
        if kind == .stacked, labels.count < 2 { able = able.filter { type(of: $0).unit == type(of: able[0]).unit } }
        let most =
            switch kind {
            case .histogram, .movement, .waterfall: 1
            case .intervals: 0
            case .scatter: 2
            case .stacked: labels.count == 2 ? 1 : Chart.seriesLimit
            case .bars, .line: labels.count == 2 ? 1 : ChartRequest.defaultFigures
            }
        figures = Array(able.prefix(most))
        if [.bars, .line, .stacked].contains(kind) { omitted = able.count - figures.count }
    }
}
