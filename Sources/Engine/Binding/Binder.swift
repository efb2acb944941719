import Diagnostics
import Syntax
import Tables
import Workspaces

/// Names → slots, with types: extends a query by what an expression needs.
package struct Binder {
    /// What an aggregate without `per` means.
    package enum Mode {
        /// One cell a row: aggregates are over related rows, or need `per`.
        case rows
        /// One cell a group: `keys` are the groups' columns; aggregates are collected.
        case groups(keys: [Int])
    }

    /// What was given, with the slots and steps that what was bound needs.
    package var query: Query
    let session: Session
    var mode: Mode
    /// In `.groups`: the aggregates found so far.
    var calls: [AggregateCall] = []
    /// Periods and missing columns of the condition being bound.
    var periods: [PeriodUse] = []
    /// In the brackets of a related aggregate: the table outside them.
    var outer: NamedTable?
    /// Days that rows of dated tables below the query's own must lie in to count; nil for all.
    var window: ServiceWindow?
    /// Some rows were counted within the window.
    var usesWindow = false
    /// What was read of the list, or of columns that accounts have in its place.
    var listRead: Set<ListColumn> = []
    /// Names beside the columns that may stand here, for near names.
    var otherNames: [String] = []
    /// What amounts of dated tables below the query's own are converted by; empty where they are not.
    var rates: [RateColumn] = []
    /// Names of definitions being read, to refuse circles.
    var reading: [String] = []
    /// Levels of the expressions they were defined with.
    var readingDepth = 0

    /// `.groups` for expressions over groups of rows, whose aggregates are collected.
    package init(_ query: Query, _ session: Session, mode: Mode = .rows) {
        self.query = query
        self.session = session
        self.mode = mode
    }

    var workspace: Workspace { session.state.workspace }

    // MARK: Entry points

    /// Finds what names mean and which type comes of it. Errors: an unknown or ambiguous name, types that do not fit, a
    /// circle of definitions, `star`, `too-deep`; each at its place.
    package mutating func bind(_ expression: Expression) throws(Diagnostic) -> Bound {
        try session.stack.check(at: expression.span)
        switch expression.kind {
        case .literal(let literal): return try constant(literal, at: expression.span)
        case .name(let name): return try self.name(name)
        case .call(let call): return try self.call(call, at: expression.span)
        case .query(let statement):
            return try scalar(statement, at: expression.span)
        case .star: throw Diagnostic("star", "* means all columns, in select or count(*) only.", at: expression.span)
        }
    }

    /// A condition; anything else is refused with its type.
    package mutating func condition(_ expression: Expression) throws(Diagnostic) -> Bound {
        let bound = try bind(expression)
        if bound.type != .boolean {
            throw Diagnostic(
                "not-a-condition", "A condition is true or false; this is \(bound.type.withArticle).", at: expression.span,
                help: "Compare it, as in … > 0 or … = 'x'.")
        }
        return bound
    }

    /// The slot of an expression: its own if it is a column, else a computed one.
    package mutating func slot(_ bound: Bound) -> Int {
        if let slot = bound.slot { return slot }
        let slot = query.addSlot(bound.type)
        query.steps.append(.compute(slot: slot, bound))
        return slot
    }

    /// The slot that an expression fills; a column keeps its own. Errors: as for `bind`.
    package mutating func slot(_ expression: Expression) throws(Diagnostic) -> Int { slot(try bind(expression)) }

    /// The visible column of a name that must be one, as in `drop` and `per`. Errors: as for `bind`.
    package mutating func column(_ name: Name) throws(Diagnostic) -> Int {
        let bound = try self.name(name)
        return slot(bound)
    }

    /// A filter by a condition, with its footer phrase for rows it is unknown for. Errors: `not-a-condition`, and as for
    /// `bind`.
    package mutating func filter(_ expression: Expression) throws(Diagnostic) {
        periods = []
        let bound = try condition(expression)
        query.steps.append(.filter(bound, periods: periods, names: names(in: bound)))
        periods = []
    }

    /// The columns a condition reads, as they are called.
    private func names(in bound: Bound) -> [(slot: Int, name: String)] {
        var found: [(slot: Int, name: String)] = []
        for slot in bound.slots where !found.contains(where: { $0.slot == slot }) {
            let linked = query.linked.sorted { $0.key < $1.key }.first { $0.value == slot }?.key
            if let name = query.name(of: slot) ?? linked { found.append((slot, name)) }
        }
        return found
    }

    // MARK: Constants

    private mutating func constant(_ literal: Literal, at span: Span) throws(Diagnostic) -> Bound {
        switch literal {
        case .text(let text): return .constant(.text(text), .text)
        case .number(let number): return Binder.constant(number)
        case .date(let parts):
            let day = try Binder.day(parts, at: span)
            return .constant(.date(day), .date)
        case .boolean(let truth): return .constant(.boolean(truth), .boolean)
        case .null: return .constant(.missing, .decimal)
        case .today: return .constant(.date(try today(at: span)), .date)
        case .parameter(let name):
            // One that has a value was replaced by it before the line was parsed.
            throw unknown(parameter: name, at: span)
        case .period:
            // Columns of a benchmark are called by their periods.
            let text = session.text(of: span)
            if query.columns.contains(where: { equalIgnoringCase($0.name, text) }) { return try name(Name([text], span: span)) }
            throw Diagnostic("period-as-value", "A period is no single value.", at: span, help: "Write in and the period, as in date in 2026Q1.")
        case .duration(_, let unit):
            throw Diagnostic(
                "duration-as-value", "A span of time needs a date before it.", at: span, help: "For example today - 3 \(unit.rawValue)s.")
        }
    }

    /// A number as typed: whole, decimal, 12% as 0.12, or money in its currency.
    package static func constant(_ number: Number) -> Bound {
        switch number.unit {
        case .none where number.scale == 0: return .constant(.whole(number.mantissa), .whole)
        case .none: return .constant(.decimal(number.double), .decimal)
        case .percent: return .constant(.percent(number.double / 100), .percent)
        case .money(let code):
            let money = Money(units: number.mantissa, scale: number.scale, currency: Currency(code))
            return .constant(.money(money), .money(money.currency, scale: money.scale))
        }
    }

    /// Errors: `no-such-day`.
    package static func day(_ parts: DateParts, at span: Span) throws(Diagnostic) -> Day {
        guard let day = Day(year: parts.year, month: parts.month, day: parts.day) else {
            let months = (1...12).contains(parts.month)
            throw Diagnostic(
                "no-such-day", "There is no such day.", at: span,
                help: months ? "That month has \(Day.length(year: max(1, parts.year), month: parts.month)) days." : "Dates are written year-month-day.")
        }
        return day
    }

    func today(at span: Span) throws(Diagnostic) -> Day {
        if let day = session.asOf { return day }
        throw Diagnostic(
            "no-as-of", "today is not known: no as-of day is set.", at: span,
            notes: ["Tierbook has no clock of its own, so that the same line gives the same answer tomorrow."],
            help: "Type set as of \(session.latestDay().map { $0.adding(days: 1).text } ?? "2026-01-31")")
    }

    /// That a parameter has no value.
    func unknown(parameter name: String, at span: Span) -> Diagnostic {
        Parser.unknown(parameter: name, at: span, in: session.work.source, among: session.parameters.keys.sorted())
    }
}

extension Bound {
    /// The slots an expression reads.
    package var slots: [Int] {
        switch self {
        case .slot(let slot, _): [slot]
        case .constant: []
        case .compare(_, let a, let b), .arithmetic(_, let a, let b, _): a.slots + b.slots
        case .testText(let inner, _), .not(let inner), .isMissing(let inner), .cast(let inner, _): inner.slots
        case .and(let all), .or(let all), .apply(_, _, let all, _): all.flatMap(\.slots)
        case .choose(let cases, let otherwise, _): cases.flatMap { $0.when.slots + $0.then.slots } + otherwise.slots
        }
    }
}

extension ColumnType {
    /// `a text`, `a whole number`, `money (EUR)`.
    package var withArticle: String {
        switch self {
        case .money, .text: name
        default: "a \(name)"
        }
    }
}
