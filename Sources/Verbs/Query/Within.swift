import Diagnostics
import Engine
import Syntax
import Tables

/// `FIGURE within 5% of 400`, `DATE within 1 day`: what need not be met to the last digit.
struct Within {
    let figure: Expression
    let tolerance: Expression
    /// The as-of day when it is left out.
    let target: Expression?
    let session: Session

    func check() throws(Diagnostic) -> Output {
        let value = try known(figure)
        if case .literal(.duration(let count, let unit)) = tolerance.kind { return try dates(value, count, unit) }
        return try numbers(value)
    }

    private func dates(_ value: Value, _ count: Int, _ unit: Period.Unit) throws(Diagnostic) -> Output {
        guard case .date(let day) = value else { throw misfit(figure, value, "a date", help: "Of a number write within 5% of 400.") }
        let middle = try targetDay()
        let (low, high) = (middle.adding(-count, unit), middle.adding(count, unit))
        return try answer(value, of: target == nil ? middle.text : targetText(.date(middle)), low.text, high.text, holds: day >= low && day <= high)
    }

    private func targetDay() throws(Diagnostic) -> Day {
        if let target {
            let value = try known(target)
            guard case .date(let day) = value else { throw misfit(target, value, "a date") }
            return day
        }
        if let day = session.asOf { return day }
        throw Diagnostic(
            "no-as-of", "No as-of day is set to be within \(session.filledText(of: tolerance.span)) of.", at: tolerance.span,
            help: "Type set as of DATE, or say of which day: within \(session.filledText(of: tolerance.span)) of DATE.")
    }

    private func numbers(_ value: Value) throws(Diagnostic) -> Output {
        guard let number = value.number else { throw misfit(figure, value, "a number", help: "Of a date write within 1 day.") }
        let typed = session.filledText(of: tolerance.span)
        guard let target else { throw Diagnostic("within-of-what", "Within \(typed) of what?", at: tolerance.span, help: "Write within \(typed) of 400.") }
        let (middle, margin) = (try known(target), try known(tolerance))
        guard let wanted = middle.number else { throw misfit(target, middle, "a number") }
        guard let width = margin.number else { throw misfit(tolerance, margin, "a number") }
        if width < 0 { throw Diagnostic("negative-tolerance", "A tolerance is not negative.", at: tolerance.span) }
        try checkCurrencies([(figure, value), (target, middle), (tolerance, margin)])
        let reach = if case .percent = margin { abs(wanted) * width } else { width }
        // As doubles 29% of 100 is a little less than 29, and 129 is within it all the same.
        let slack = 4 * max(abs(number), abs(wanted), reach).ulp
        return try answer(
            value, of: targetText(middle), text(wanted - reach, like: value), text(wanted + reach, like: value), holds: abs(number - wanted) <= reach + slack)
    }

    private func answer(_ value: Value, of target: String, _ low: String, _ high: String, holds: Bool) throws(Diagnostic) -> Output {
        let (name, typed) = (session.text(of: figure.span), session.filledText(of: tolerance.span))
        let text = "\(name) is \(Plain.figure(value)), \(holds ? "" : "not ")within \(typed) of \(target) (\(low) to \(high))."
        if holds { return .reply(Reply(headline: "As expected: \(text)")) }
        throw Expect.failed(text, at: figure.span)
    }

    // MARK: Values

    private func known(_ expression: Expression) throws(Diagnostic) -> Value {
        let value = try Figures.value(expression, session)
        if value.isMissing { throw Expect.failed("It cannot be told: \(session.text(of: expression.span)) is missing.", at: expression.span) }
        return value
    }

    /// The target as typed, and what it comes to where that does not show it.
    private func targetText(_ value: Value) -> String {
        guard let target else { return Plain.figure(value) }
        let typed = session.filledText(of: target.span)
        if case .literal = target.kind { return typed }
        return "\(typed), which is \(Plain.figure(value))"
    }

    private func text(_ number: Double, like value: Value) -> String {
        switch value {
        case .money(let money): moneyText(number, currency: money.currency, scale: money.scale)
        case .percent: Plain.text(.percent(number))
        default: Plain.number(number)
        }
    }

    private func checkCurrencies(_ sides: [(expression: Expression, value: Value)]) throws(Diagnostic) {
        var first: Currency?
        for (expression, value) in sides {
            guard case .money(let money) = value else { continue }
            if let first, first != money.currency {
                throw Diagnostic("mixed-currencies", "\(first.code) and \(money.currency.code) do not compare.", at: expression.span, help: "Bring them to one currency first.")
            }
            first = money.currency
        }
    }

    private func misfit(_ expression: Expression, _ value: Value, _ wanted: String, help: String? = nil) -> Diagnostic {
        Diagnostic(
            "type-mismatch", "within \(session.filledText(of: tolerance.span)) wants \(wanted) here; \(session.text(of: expression.span)) is \(Plain.figure(value)).", at: expression.span, help: help)
    }
}
