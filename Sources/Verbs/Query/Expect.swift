import Diagnostics
import Engine
import Syntax
import Tables

struct Expect: Verb {
    let forms = [
        Form("expect", .start, [.slot("condition", .expression), .optional([.word("within"), .slot("tolerance", .tolerance), .optional([.word("of"), .slot("target", .expression)])])]),
        Form(
            "expect", .stage,
            [.choice([[.word("no rows")], [.word("rows")], [.slot("n", .number), .choice([[.word("rows")], [.word("row")]])], [.slot("condition", .condition)]])]),
    ]
    let manual = Manual(
        "say what must be so; a script stops with exit code 1 when it is not",
        details: """
            expect CONDITION for figures; expect FIGURE within 5% of 400, or within 1k of it, bounds included; expect DATE within 1
            day of the as-of day or of another; … | expect no rows, expect rows, expect 5 rows; … | expect CONDITION holds for
            every row. A failure names the figure and the bounds.
            """,
        examples: """
            tierbook> expect count(accounts where tier = 'Gold') between 2 and 3
            As expected: count(accounts where tier = 'Gold') is 2 (between 2 and 3)

            tierbook> accounts | where revenue < cost | expect no rows
            As expected: no rows.

            tierbook> expect newest(activity.date) within 14 days
            As expected: newest(activity.date) is 2026-03-20, within 14 days of 2026-03-31 (2026-03-17 to 2026-04-14).

            tierbook> expect sum(accounts.revenue) within 5% of 2.2m
            As expected: sum(accounts.revenue) is 2,300,000, within 5% of 2.2m (2,090,000 to 2,310,000).
            """)
    var isQuery: Bool { false }

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        if let input { return try rows(call, input, session) }
        let expression = try call.expression("condition")
        if let tolerance = call.arguments.expression("tolerance") {
            return try Within(figure: expression, tolerance: tolerance, target: call.arguments.expression("target"), session: session).check()
        }
        let value = try Figures.value(expression, session)
        guard case .boolean(let holds) = value else {
            if value.isMissing { throw Expect.failed("\(session.filledText(of: expression.span)) cannot be told: a value is missing.", at: expression.span) }
            throw Diagnostic("not-a-condition", "expect wants a condition; this is \(Plain.text(value)).", at: expression.span, help: "Compare it, as in … = 10.")
        }
        if !holds { throw Expect.failed(try Figures.sides(expression, session), at: expression.span) }
        return .reply(Reply(headline: "As expected: \(try Figures.sides(expression, session))"))
    }

    static func failed(_ what: String, at span: Span) -> Diagnostic {
        Diagnostic("expectation-failed", "Not as expected: \(what)", at: span)
    }

    // MARK: Rows

    private func rows(_ call: VerbCall, _ input: Query, _ session: Session) throws(Diagnostic) -> Output {
        if let condition = call.arguments.expression("condition") { return try every(condition, input, session) }
        let table = try Session.table(input, try session.run(input))
        let count = table.rowCount
        let wanted: String
        let holds: Bool
        if call.has("no rows") {
            (wanted, holds) = ("no rows", count == 0)
        } else if call.arguments.number("n") != nil {
            let n = try call.count("n")
            (wanted, holds) = (plural(n, "row"), count == n)
        } else {
            (wanted, holds) = ("rows", count > 0)
        }
        if holds { return .reply(Reply(headline: "As expected: \(count == 0 ? "no rows" : plural(count, "row")).").about(rows: count)) }
        throw Diagnostic("expectation-failed", "Not as expected: \(plural(count, "row")) instead of \(wanted).", at: call.span, notes: sample(table))
    }

    private func every(_ condition: Expression, _ input: Query, _ session: Session) throws(Diagnostic) -> Output {
        var binder = Binder(input, session)
        let bound = try binder.condition(condition)
        let all = try session.run(binder.query).count
        binder.query.steps.append(.filter(.or([.not(bound), .isMissing(bound)])))
        let table = try Session.table(binder.query, try session.run(binder.query))
        if table.rowCount == 0 { return .reply(Reply(headline: "As expected in \(plural(all, "row")).").about(rows: all)) }
        throw Diagnostic("expectation-failed", "Not as expected: \(session.filledText(of: condition.span)) does not hold in \(grouped(table.rowCount)) of \(plural(all, "row")).", at: condition.span, notes: sample(table))
    }

    /// The first rows that are wrong.
    private func sample(_ table: Table) -> [String] {
        (0..<min(3, table.rowCount)).map { row in
            table.fields.prefix(6).map { "\($0.name) \(Plain.figure($0.column[row]))" }.joined(separator: ", ")
        }
    }
}

/// Values of expressions without rows of their own.
enum Figures {
    static func value(_ expression: Expression, _ session: Session) throws(Diagnostic) -> Value {
        let query = try session.figure(expression)
        return try session.run(query).column(query.columns[0].slot)[0]
    }

    /// `count(…) is 9, not between 10 and 11`: what the sides of a comparison come to.
    static func sides(_ expression: Expression, _ session: Session) throws(Diagnostic) -> String {
        let text = session.text(of: expression.span)
        guard case .call(let call) = expression.kind, ["=", "!=", "<", "<=", ">", ">=", "between", "in"].contains(call.function), let first = call.arguments.first
        else { return text }
        let left = "\(session.text(of: first.span)) is \(Plain.figure(try value(first, session)))"
        let bounds = call.arguments.dropFirst()
        let asked = session.filledText(of: Span(call.functionSpan.start, expression.span.end))
        let isPlain = bounds.allSatisfy { if case .literal = $0.kind { true } else { false } }
        if isPlain { return "\(left) (\(asked))" }
        var values: [String] = []
        for bound in bounds { values.append(Plain.figure(try value(bound, session))) }
        return "\(left) (\(asked), which is \(values.joined(separator: ", ")))"
    }
}
