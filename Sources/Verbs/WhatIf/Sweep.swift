import Diagnostics
import Engine
import Syntax
import Tables

struct Sweep: Verb {
    let forms = [
        Form(
            "sweep", .start,
            [
                .list(
                    "parameters",
                    [
                        .slot("parameter", .newName), .symbol(.equal),
                        .choice([
                            [.slot("low", .number), .symbol(.range), .slot("high", .number), .optional([.word("step"), .slot("step", .number)])],
                            [.slot("value", .expression)],
                        ]),
                    ]),
                .word("try"), .list("statements", [.slot("statement", .later)]),
            ])
    ]
    let manual = Manual(
        "try a statement with a parameter moved over a range",
        details: """
            sweep n = 5..50 step 5 try tier Gold top $n. Several parameters are tried in all combinations; one may be worked out
            from others, rest = 100 - $w, so that weights stay a whole. A statement with stages stands in brackets, and so do
            several, try (tier Gold top $n), (tier Silver next $rest). A row a setting: who moves against the list as it is, how many accounts each tier has and what they are worth. Nothing is saved. Go
            on with | chart line moved by n, or with a condition.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = 60% revenue, 40% cost; tier Gold top 2
            'protect revenue' ranks all 6 accounts by 60% revenue, 40% cost. No tier cuts the list yet.
            Gold has 2 accounts, down to 80.0 points. Gold 2, the rest 4.
            tierbook> sweep n = 1..5 step 2 try tier Gold top $n
            1 account moves at n = 1, 3 at n = 5. Nothing is saved.
            n  moved  up  down  Gold  Gold revenue  tiered share
            1      1   0     1     1       820,000         35.7%
            3      1   1     0     3     1,870,000         81.3%
            5      3   3     0     5     2,240,000         97.4%
            tierbook> sweep w = 0%..100% step 50%, rest = 100% - $w try objective 'protect revenue' = $w revenue, $rest cost
            No account moves at any of 3 settings. Nothing is saved.
               w  rest  moved  up  down  Gold  Gold revenue  tiered share
              0%  100%      0   0     0     2     1,460,000         63.5%
             50%   50%      0   0     0     2     1,460,000         63.5%
            100%    0%      0   0     0     2     1,460,000         63.5%
            """)

    private static let mostSettings = 10_000

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let parameters = try call.list("parameters").map { (entry) throws(Diagnostic) in try Parameter(entry.arguments, session) }
        try check(parameters, session)
        var settings: [[String: Number]] = [[:]]
        for parameter in parameters {
            var next: [[String: Number]] = []
            for setting in settings {
                for value in try parameter.values(setting, session) {
                    var setting = setting
                    setting[parameter.name] = value
                    next.append(setting)
                }
                if next.count > Sweep.mostSettings { throw Diagnostic("too-many-settings", "A sweep tries at most \(grouped(Sweep.mostSettings)) settings.", at: call.verbSpan, help: "Take greater steps.") }
            }
            settings = next
        }
        let statements = try call.list("statements").map { (entry) throws(Diagnostic) in try statement(entry.arguments) }
        let text = statements.map(\.text).joined(separator: "\n")
        let span = statements.dropFirst().reduce(statements.first?.span ?? call.span) { $0.through($1.span) }
        try checkUse(parameters, text)
        let names = parameters.map(\.name)
        let run = try SweepRun(settings, names: names, text, at: span, session)
        return .reply(reply(run, parameters))
    }

    private func statement(_ entry: Arguments) throws(Diagnostic) -> (text: String, span: Span) {
        guard let statement = entry.text("statement") else { throw Diagnostic("internal", "There is no statement to try.") }
        return statement
    }

    /// Every parameter is read, by the statement or by a later parameter.
    private func checkUse(_ parameters: [Parameter], _ statement: String) throws(Diagnostic) {
        for (index, parameter) in parameters.enumerated() {
            let readers = [statement] + parameters[(index + 1)...].map(\.expression)
            if !readers.contains(where: { $0.contains("$" + parameter.name) }) {
                throw Diagnostic("unused-parameter", "The statement does not read $\(parameter.name), so all settings would be alike.", at: parameter.span, help: "For example sweep n = 5..50 step 5 try tier Gold top $n.")
            }
        }
    }

    private func check(_ parameters: [Parameter], _ session: Session) throws(Diagnostic) {
        let taken = ["moved", "up", "down"] + session.state.workspace.rules[.tier].map(\.name)
        for parameter in parameters where taken.contains(where: { equalIgnoringCase($0, parameter.name) }) {
            throw Diagnostic("name-taken", "The answer has a column \(parameter.name) already.", at: parameter.span, help: "Choose another name, for example n.")
        }
        for (index, parameter) in parameters.enumerated() where parameters[..<index].contains(where: { $0.name == parameter.name }) {
            throw Diagnostic("duplicate-parameter", "\(parameter.name) is there twice.", at: parameter.span)
        }
    }

    private func reply(_ run: SweepRun, _ parameters: [Parameter]) -> Reply {
        let points = run.points
        var fields = parameters.indices.map { index in Field(parameters[index].name, Sweep.column(points.map { $0.values[index] })) }
        fields.append(Field("moved", .integers(points.map { Int64($0.up + $0.down) })))
        fields.append(Field("up", .integers(points.map { Int64($0.up) })))
        fields.append(Field("down", .integers(points.map { Int64($0.down) })))
        let value = run.base.value
        for (tier, name) in run.tierNames.enumerated() {
            fields.append(Field(name, .integers(points.map { Int64($0.counts[tier]) })))
            let sums = Column(.decimal, .doubles(Buffer(points.map { $0.sums[tier] })), count: points.count)
            fields.append(Field("\(name) \(value.name)", Casting.cast(sums, to: value.type.isMoney || value.type == .whole ? value.type : .decimal, tally: Tally())))
        }
        if points.allSatisfy({ $0.total > 0 && $0.total.isFinite }), !run.tierNames.isEmpty {
            fields.append(Field("tiered share", .doubles(points.map { $0.sums.reduce(0, +) / $0.total }, type: .percent), look: .decimals(1)))
        }
        return Reply(headline: headline(points, parameters), table: Table(fields.distinct, rowCount: points.count))
    }

    /// `From n = 5 to 50, 12 to 40 accounts move; fewest at n = 10. Nothing is saved.`
    private func headline(_ points: [SweepPoint], _ parameters: [Parameter]) -> String {
        guard let least = points.min(by: { $0.up + $0.down < $1.up + $1.down }), let most = points.max(by: { $0.up + $0.down < $1.up + $1.down }) else {
            return "There is no setting to try."
        }
        func place(_ point: SweepPoint) -> String {
            zip(parameters, point.values).filter { $0.0.isFree }.map { "\($0.name) = \(ParameterValue($1).text)" }.joined(separator: ", ")
        }
        let (few, many) = (least.up + least.down, most.up + most.down)
        if few == many { return "\(few == 0 ? "No account moves" : "\(plural(few, "account")) \(few == 1 ? "moves" : "move")") at any of \(plural(points.count, "setting")). Nothing is saved." }
        return "\(few == 0 ? "No account moves" : "\(plural(few, "account")) \(few == 1 ? "moves" : "move")") at \(place(least)), \(grouped(many)) at \(place(most)). Nothing is saved."
    }

    /// A parameter's values as a column: whole numbers, percentages or decimals.
    private static func column(_ numbers: [Number]) -> Column {
        if numbers.allSatisfy({ $0.unit == .percent }) { return .doubles(numbers.map { $0.double / 100 }, type: .percent) }
        if numbers.allSatisfy(\.isWhole) { return .integers(numbers.map(\.mantissa)) }
        return .doubles(numbers.map(\.double))
    }
}

/// A parameter of a sweep as typed.
private struct Parameter {
    let name: String
    let span: Span
    private let range: (low: Number, high: Number, step: Number)?
    let expression: String

    /// It has a range of its own.
    var isFree: Bool { range != nil }

    init(_ arguments: Arguments, _ session: Session) throws(Diagnostic) {
        guard let name = arguments.name("parameter") else { throw Diagnostic("internal", "A parameter has no name.") }
        guard name.text.utf8.allSatisfy({ $0 == 95 || asciiLower($0) >= 97 && asciiLower($0) <= 122 || $0 >= 48 && $0 <= 57 }) else {
            throw Diagnostic("odd-name", "A parameter is one word of letters, digits and underscores.", at: name.span)
        }
        self.name = name.text
        span = name.span
        guard let low = arguments.number("low"), let high = arguments.number("high") else {
            range = nil
            expression = arguments.expression("value").map { session.text(of: $0.span) } ?? ""
            return
        }
        expression = ""
        var step = Number(mantissa: 1, unit: high.number.unit)
        if let typed = arguments.number("step") {
            step = typed.number
            if step.mantissa <= 0 { throw Diagnostic("invalid-step", "A step is above 0.", at: typed.span) }
        }
        range = try Parameter.aligned(low.number, high.number, step, at: low.span.through(high.span))
    }

    /// Bounds and step with as many decimals each, of one unit.
    private static func aligned(_ low: Number, _ high: Number, _ step: Number, at span: Span) throws(Diagnostic) -> (Number, Number, Number) {
        let units = [low, high, step].map(\.unit).filter { $0 != .none }
        guard let unit = units.first else { return try scaled(low, high, step, .none, span) }
        if units.contains(where: { $0 != unit }) || low.mantissa != 0 && low.unit != unit || high.unit != unit || step.unit != unit {
            throw Diagnostic("mixed-units", "The bounds and the step are not of one unit.", at: span, help: "For example 0%..100% step 10%.")
        }
        return try scaled(low, high, step, unit, span)
    }

    private static func scaled(_ low: Number, _ high: Number, _ step: Number, _ unit: Number.Unit, _ span: Span) throws(Diagnostic) -> (Number, Number, Number) {
        let scale = max(low.scale, high.scale, step.scale)
        func align(_ number: Number) throws(Diagnostic) -> Number {
            let (mantissa, overflow) = number.mantissa.multipliedReportingOverflow(by: integerPowerOfTen(scale - number.scale))
            if overflow || abs(mantissa) > 1 << 60 { throw Diagnostic("too-large", "This number is too large.", at: span) }
            return Number(mantissa: mantissa, scale: scale, unit: unit)
        }
        let (a, b, c) = (try align(low), try align(high), try align(step))
        if a.mantissa > b.mantissa { throw Diagnostic("empty-range", "The range ends below its beginning.", at: span) }
        return (a, b, c)
    }

    func values(_ setting: [String: Number], _ session: Session) throws(Diagnostic) -> [Number] {
        guard let (low, high, step) = range else { return [try value(setting, session)] }
        let count = (high.mantissa - low.mantissa) / step.mantissa + 1
        if count > 10_000 { throw Diagnostic("too-many-settings", "\(name) has \(grouped(Int(count))) values, more than 10,000.", at: span, help: "Take a greater step.") }
        return (0..<count).map { Number(mantissa: low.mantissa + $0 * step.mantissa, scale: low.scale, unit: low.unit) }
    }

    /// What the expression comes to once the parameters before it have values.
    private func value(_ setting: [String: Number], _ session: Session) throws(Diagnostic) -> Number {
        var parameters = session.parameters
        for (name, value) in setting { parameters[name] = ParameterValue(value) }
        var found: Value
        do throws(Diagnostic) {
            var parser = try Parser(Source(expression), grammar: session.catalogue.grammar, parameters: parameters)
            found = try Figures.value(try parser.expression(), session)
        } catch {
            var error = error
            error.span = span
            throw error
        }
        guard let number = found.number, number.isFinite, abs(number) < 1e9 else { throw Diagnostic("not-a-number", "\(name) comes to no number.", at: span) }
        if case .percent = found { return Parameter.number(number * 100, .percent) }
        return Parameter.number(number, .none)
    }

    /// With six decimals, fewer where they are zero.
    private static func number(_ value: Double, _ unit: Number.Unit) -> Number {
        var (mantissa, scale) = (Int64((value * 1e6).rounded()), 6)
        while scale > 0, mantissa % 10 == 0 { (mantissa, scale) = (mantissa / 10, scale - 1) }
        return Number(mantissa: mantissa, scale: scale, unit: unit)
    }
}
