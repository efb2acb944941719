import Diagnostics
import Syntax
import Tables

extension Binder {
    mutating func arithmetic(_ call: Call) throws(Diagnostic) -> Bound {
        if let shifted = try dateShift(call) { return shifted }
        let left = try bind(call.arguments[0])
        let right = try bind(call.arguments[1])
        let op: ArithmeticOperator =
            switch call.function {
            case "+": .add
            case "-": .subtract
            case "*": .multiply
            default: .divide
            }
        if left.type == .date || right.type == .date { return try dates(op, left, right, call) }
        for (bound, expression) in [(left, call.arguments[0]), (right, call.arguments[1])] where !bound.type.isNumeric {
            throw Diagnostic(
                "not-a-number", "\(call.function) wants numbers; this is \(bound.type.withArticle).", at: expression.span,
                help: bound.type == .text && call.function == "+" ? "To join texts use concat(a, b)." : nil)
        }
        let type = try resultType(op, left, right, call)
        if op == .divide, case .money = type { return .arithmetic(.divide, Binder.cast(left, to: .decimal), right, type) }
        return .arithmetic(op, left, right, type)
    }

    private func resultType(_ op: ArithmeticOperator, _ left: Bound, _ right: Bound, _ call: Call) throws(Diagnostic) -> ColumnType {
        switch (op, left.type, right.type) {
        case (.add, .money(let x, let a), .money(let y, let b)), (.subtract, .money(let x, let a), .money(let y, let b)):
            if x == y { return .money(x, scale: max(a, b)) }
            throw Diagnostic("mixed-currencies", "\(x.code) and \(y.code) cannot be put together.", at: call.functionSpan, help: "Bring them to one currency first.")
        case (.add, .money(let x, _), _), (.subtract, .money(let x, _), _), (.add, _, .money(let x, _)), (.subtract, _, .money(let x, _)):
            throw Diagnostic(
                "money-and-number", "Money and a plain number cannot be put together.", at: call.functionSpan, help: "Write the amount with its currency, as in \(x.prefix)5.")
        case (.multiply, .money, .money): throw Diagnostic("money-times-money", "Money times money has no meaning.", at: call.functionSpan)
        case (.multiply, .money(let x, let scale), let other): return productType(x, scale, other, call.arguments[1])
        case (.multiply, let other, .money(let x, let scale)): return productType(x, scale, other, call.arguments[0])
        case (.divide, .money(let x, _), .money(let y, _)):
            if x == y { return .decimal }
            throw Diagnostic("mixed-currencies", "A ratio of \(x.code) to \(y.code) needs a rate.", at: call.functionSpan)
        case (.divide, .money(let x, let scale), _): return .money(x, scale: max(2, scale))
        case (.divide, .percent, .whole): return .percent
        case (.divide, _, _): return .decimal
        case (_, .whole, .whole): return .whole
        case (_, .percent, .percent): return .percent
        default: return .decimal
        }
    }

    /// Money times a whole number keeps its scale; times a decimal written out, the scales add up (up to 9), so that
    /// the product is exact; times a column of decimals it has four decimals, rounded half to even.
    private func productType(_ currency: Currency, _ scale: Int, _ other: ColumnType, _ expression: Expression) -> ColumnType {
        if other == .whole { return .money(currency, scale: scale) }
        if case .literal(.number(let number)) = expression.kind {
            return .money(currency, scale: min(9, scale + number.scale + (number.unit == .percent ? 2 : 0)))
        }
        return .money(currency, scale: max(4, scale))
    }

    // MARK: Dates

    /// `date + 3 months`
    private mutating func dateShift(_ call: Call) throws(Diagnostic) -> Bound? {
        guard call.function == "+" || call.function == "-", case .literal(.duration(let count, let unit)) = call.arguments[1].kind else { return nil }
        let date = try bind(call.arguments[0])
        guard date.type == .date else {
            throw Diagnostic("not-a-date", "Only a date can be moved by \(unit.rawValue)s; this is \(date.type.withArticle).", at: call.arguments[0].span)
        }
        let signed = call.function == "-" ? -count : count
        func shift(_ day: Day) -> Day { day.adding(signed, unit) }
        if case .date(let day)? = date.constant { return .constant(.date(shift(day)), .date) }
        return .apply(
            "\(call.function) \(count) \(unit.rawValue)s",
            { (arguments, rows, _, _) throws(Diagnostic) in
                guard let column = arguments.first?.cells(.date, rows) else { return .repeating(.missing, type: .date, count: rows) }
                return Arithmetic.mapIntegers(column, type: .date) {
                    Int64(Day(number: Int32(truncatingIfNeeded: $0)).adding(signed, unit).number)
                }
            }, [date], .date)
    }

    private func dates(_ op: ArithmeticOperator, _ left: Bound, _ right: Bound, _ call: Call) throws(Diagnostic) -> Bound {
        switch (op, left.type, right.type) {
        case (.subtract, .date, .date): return .arithmetic(.subtract, Binder.cast(left, to: .date), right, .whole)
        case (.add, .date, .whole), (.subtract, .date, .whole): return .arithmetic(op, left, right, .date)
        default:
            throw Diagnostic(
                "date-arithmetic", "\(call.function) between \(left.type.withArticle) and \(right.type.withArticle) has no meaning.", at: call.functionSpan,
                help: "A date takes + or - days or months, as in today - 3 months; two dates can be subtracted.")
        }
    }

    /// `before`, `after`, `since` a date or a period.
    mutating func dateTest(_ call: Call) throws(Diagnostic) -> Bound {
        let subject = try bind(call.arguments[0])
        guard subject.type == .date else {
            throw Diagnostic("not-a-date", "\(call.function) wants a date on its left; this is \(subject.type.withArticle).", at: call.arguments[0].span)
        }
        let bounds = try dayRange(call.arguments[1])
        switch call.function {
        case "before": return .compare(.less, subject, bounds.from)
        case "since": return .compare(.greaterOrEqual, subject, bounds.from)
        default: return .compare(.greater, subject, bounds.last)
        }
    }

    /// The first and the last day that an operand of `before`, `after`, `since` means.
    private mutating func dayRange(_ expression: Expression) throws(Diagnostic) -> (from: Bound, last: Bound) {
        var period: Period?
        if case .literal(.period(let written)) = expression.kind { period = written }
        if case .literal(.number(let number)) = expression.kind, number.isWhole { period = .year(Int(number.mantissa)) }
        if let period {
            let range = try days(of: period, at: expression.span)
            return (.constant(.date(range.from), .date), .constant(.date(range.before.adding(days: -1)), .date))
        }
        let bound = try bind(expression)
        guard bound.type == .date else {
            throw Diagnostic("not-a-date", "This is \(bound.type.withArticle), not a date.", at: expression.span, help: "Dates are written 2026-03-31, periods 2026, 2026Q1, 2026-03.")
        }
        return (bound, bound)
    }

    // MARK: Periods

    /// A date column within a period, half open.
    mutating func within(_ bound: Bound, _ subject: Expression, _ period: Period, at span: Span) throws(Diagnostic) -> Bound {
        guard bound.type == .date else {
            throw Diagnostic(
                "not-a-date", "A period wants a date on its left; this is \(bound.type.withArticle).", at: subject.span,
                help: "The period of a measure stands right behind it, without in; inside it a date is looked at: sum(amount where date in \(session.text(of: span))).")
        }
        let range = try days(of: period, at: span)
        if let slot = bound.slot {
            periods.append(PeriodUse(slot: slot, from: range.from, before: range.before, label: session.text(of: span), column: query.name(of: slot) ?? session.text(of: subject.span)))
        }
        return Binder.tests(
            bound, [(.greaterOrEqual, .constant(.date(range.from), .date)), (.less, .constant(.date(range.before), .date))], all: true)
    }

    /// The days of a period that a verb wants where an expression stands, and what it is called. Errors: `not-a-period`, and
    /// as for `days`.
    package func period(_ expression: Expression, verb: String) throws(Diagnostic) -> (days: (from: Day, before: Day), label: String) {
        switch expression.kind {
        case .literal(.period(let period)): return (try days(of: period, at: expression.span), period.text)
        case .literal(.number(let number)) where number.isWhole:
            return (try days(of: .year(Int(number.mantissa)), at: expression.span), "\(number.mantissa)")
        case .literal(.parameter(let name)): throw unknown(parameter: name, at: expression.span)
        default:
            throw Diagnostic("not-a-period", "\(verb) wants a period here.", at: expression.span, help: Binder.periodHelp(expression))
        }
    }

    /// `2026H3`, `H1 2026`: how parts of a year are written.
    private static func periodHelp(_ expression: Expression) -> String {
        if case .name(let name) = expression.kind, name.text.utf8.contains(where: { $0 >= 48 && $0 <= 57 }) {
            return "Half-years, quarters and months are written year first: 2026H1 and H2, 2026Q1 to Q4, 2026-01 to 2026-12."
        }
        return "Periods are 2026, 2026H1, 2026Q1, 2026-03, last 90 days, this quarter."
    }

    /// The half-open range of days of a period. Errors: `no-such-period` beyond years 1 to 9999, `no-as-of` for one that is
    /// counted from today.
    package func days(of period: Period, at span: Span) throws(Diagnostic) -> (from: Day, before: Day) {
        func months(_ year: Int, _ month: Int, _ count: Int) throws(Diagnostic) -> (from: Day, before: Day) {
            guard let first = Day(year: year, month: month, day: 1) else {
                throw Diagnostic("no-such-period", "Years run from 1 to 9999.", at: span)
            }
            return (first, first.adding(months: count))
        }
        let range: (from: Day, before: Day)
        switch period {
        case .year(let year): range = try months(year, 1, 12)
        case .half(let year, let half): range = try months(year, half * 6 - 5, 6)
        case .quarter(let year, let quarter): range = try months(year, quarter * 3 - 2, 3)
        case .month(let year, let month): range = try months(year, month, 1)
        case .last(let count, let unit):
            let today = try today(at: span)
            let from = unit == .day ? today.adding(days: 1 - count) : today.adding(-count, unit).adding(days: 1)
            range = (from, today.adding(days: 1))
        case .next(let count, let unit):
            let today = try today(at: span)
            range = (today.adding(days: 1), today.adding(count, unit).adding(days: 1))
        case .calendar(let offset, let unit):
            let first = try today(at: span).firstDay(of: unit).adding(offset, unit)
            range = (first, first.adding(1, unit))
        }
        return range
    }
}

extension Day {
    /// So many units on, before it where below 0; by months to the last day of a shorter month.
    package func adding(_ count: Int, _ unit: Period.Unit) -> Day {
        switch unit {
        case .day: adding(days: count)
        case .week: adding(days: count * 7)
        case .month: adding(months: count)
        case .quarter: adding(months: count * 3)
        case .year: adding(months: count * 12)
        }
    }

    /// The first day of the calendar unit this day lies in; weeks begin on Monday (ISO 8601).
    package func firstDay(of unit: Period.Unit) -> Day {
        let (year, month, day) = parts
        switch unit {
        case .day: return self
        case .week: return adding(days: 1 - weekday)
        case .month: return adding(days: 1 - day)
        case .quarter: return Day(year: year, month: (month - 1) / 3 * 3 + 1, day: 1) ?? self
        case .year: return Day(year: year, month: 1, day: 1) ?? self
        }
    }
}
