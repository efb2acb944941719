import Diagnostics
import Syntax
import Tables

extension Binder {
    /// Operators and forms with rules of their own; nil for functions of the catalogue.
    mutating func operation(_ call: Call, at span: Span) throws(Diagnostic) -> Bound? {
        switch call.function {
        case "and", "or":
            var all: [Bound] = []
            for operand in call.arguments { all.append(try condition(operand)) }
            return call.function == "and" ? .and(all) : .or(all)
        case "not": return .not(try condition(call.arguments[0]))
        case "is missing":
            let operand = try bind(call.arguments[0])
            return .isMissing(operand)
        case "=", "!=", "<", "<=", ">", ">=": return try comparison(call)
        case "between": return try tests(call, [(">=", call.arguments[1]), ("<=", call.arguments[2])], all: true)
        case "in": return try membership(call)
        case "contains", "starts with", "ends with", "like": return try search(call)
        case "before", "after", "since": return try dateTest(call)
        case "+", "-", "*", "/": return try arithmetic(call)
        case "negative":
            let operand = try bind(call.arguments[0])
            try requireNumber(operand, call.arguments[0])
            return .arithmetic(.subtract, Binder.zero(operand.type), operand, operand.type)
        case "case": return try cases(call)
        default: return nil
        }
    }

    static func zero(_ type: ColumnType) -> Bound {
        switch type {
        case .money(let currency, let scale): .constant(.money(Money(units: 0, scale: scale, currency: currency)), type)
        case .whole: .constant(.whole(0), type)
        case .percent: .constant(.percent(0), type)
        default: .constant(.decimal(0), .decimal)
        }
    }

    private func requireNumber(_ bound: Bound, _ expression: Expression) throws(Diagnostic) {
        if bound.type.isNumeric { return }
        throw Diagnostic("not-a-number", "This is \(bound.type.withArticle), not a number.", at: expression.span)
    }

    // MARK: Comparison

    static let comparisons: [String: Comparison] = [
        "=": .equal, "!=": .notEqual, "<": .less, "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual,
    ]

    private mutating func comparison(_ call: Call) throws(Diagnostic) -> Bound {
        try checkOperands(call)
        let left = try operand(call.arguments[0], against: call.arguments[1])
        let right = try value(against: left, call)
        return .compare(Binder.comparisons[call.function] ?? .equal, Binder.exact(left, call.arguments[0], against: right.type), right)
    }

    /// A decimal written out is the very number that was typed where it meets money or whole numbers: these compare
    /// exactly, and the nearest double may lie on the other side of one of them.
    package static func exact(_ bound: Bound, _ expression: Expression, against type: ColumnType) -> Bound {
        guard case .literal(.number(let number)) = expression.kind, bound.type == .decimal else { return bound }
        let currency: Currency
        switch type {
        case .whole: currency = .none
        case .money(let known, _): currency = known
        default: return bound
        }
        let amount = Money(units: number.mantissa, scale: number.scale, currency: currency)
        return .constant(.money(amount), .money(currency, scale: amount.scale))
    }

    /// Refuses what no comparison takes.
    func checkOperands(_ call: Call) throws(Diagnostic) {
        let op = Binder.comparisons[call.function] ?? .equal
        for argument in call.arguments {
            if case .literal(.null) = argument.kind {
                let side = call.arguments.first { if case .literal(.null) = $0.kind { false } else { true } }
                let test = op == .notEqual ? "is not missing" : "is missing"
                throw Diagnostic(
                    "compare-null", "Nothing is \(call.function) null: a missing value equals nothing.", at: call.functionSpan.through(argument.span),
                    help: "Write \(side.map { session.text(of: $0.span) } ?? "column") \(test).")
            }
            if case .literal(.period(let period)) = argument.kind {
                throw Diagnostic(
                    "compare-period", "A period is many days; \(call.function) compares with one.", at: argument.span,
                    help: op == .equal ? "Write in: \(session.text(of: call.arguments[0].span)) in \(session.text(of: argument.span))." : "Write before, after or since \(period.text).")
            }
        }
    }

    /// The right side of a comparison, of a type that compares with the left.
    mutating func value(against left: Bound, _ call: Call) throws(Diagnostic) -> Bound {
        let right = try operand(call.arguments[1], against: call.arguments[0])
        try comparable(left, right, call)
        noteUnknownText(left, right, at: call.arguments[1].span)
        noteUnknownText(right, left, at: call.arguments[0].span)
        return Binder.exact(right, call.arguments[1], against: left.type)
    }

    /// An operand; an unknown name that is a value of the other side's column gets the fix.
    mutating func operand(_ expression: Expression, against other: Expression) throws(Diagnostic) -> Bound {
        guard case .name(let name) = expression.kind else { return try bind(expression) }
        do throws(Diagnostic) {
            return try bind(expression)
        } catch {
            if error.id == "unknown-column", case .name(let column) = other.kind, let slot = query.slot(named: column.text),
                query.type(of: slot) == .boolean, ["yes", "no"].contains(name.text.lowercased())
            {
                throw Diagnostic("unquoted-boolean", "\(column.text) is true or false.", at: expression.span, help: "Write \(name.text.lowercased() == "yes").")
            }
            if error.id == "unknown-column", case .name(let column) = other.kind, let slot = query.slot(named: column.text),
                query.type(of: slot) == .text
            {
                let isValue = query.storedColumn(slot)?.dictionary?.code(of: name.text) != nil
                throw Diagnostic(
                    "unquoted-text", isValue ? "\(name.text) is a value of \(column.text), not a column." : error.message, at: expression.span,
                    label: "a text stands in quotes", help: "Write \(Words.quoted(name.text)).")
            }
            throw error
        }
    }

    private func comparable(_ a: Bound, _ b: Bound, _ call: Call) throws(Diagnostic) {
        if a.constant?.isMissing == true || b.constant?.isMissing == true { return }
        switch (a.type, b.type) {
        case (.money(let x, _), .money(let y, _)):
            if x == y { return }
            throw Diagnostic("mixed-currencies", "\(x.code) and \(y.code) do not compare.", at: call.functionSpan, help: "Bring them to one currency first.")
        case (let x, let y) where x.isNumeric && y.isNumeric: return
        case (let x, let y) where x == y: return
        default: break
        }
        var help: String?
        for (bound, other, expression) in [(a, b, call.arguments[0]), (b, a, call.arguments[1])] {
            guard case .text(let text)? = bound.constant else { continue }
            if other.type == .date, Day(iso: text.utf8) != nil { help = "Write \(text) without quotes." }
            if other.type.isNumeric, let number = try? Lexer.tokens(Source(text)).first, case .number = number.kind { help = "Write \(text) without quotes." }
            if other.type == .boolean { help = "Write true or false without quotes." }
            if help != nil { throw mismatch(a, b, call, at: expression.span, help) }
        }
        if a.type == .text, let number = b.constant, number.number != nil { help = "Write it in quotes, \(Words.quoted(session.filledText(of: call.arguments[1].span)))." }
        if a.type == .date, session.text(of: call.arguments[1].span).lowercased().hasSuffix("m") {
            let number = session.text(of: call.arguments[1].span).dropLast()
            help = "\(number)m is \(number) million; for months write today + \(number) months."
        } else if a.type == .date, case .whole(let year)? = b.constant, (1...9999).contains(year) {
            help = "For a year write in \(year), before \(year) or since \(year)."
        }
        throw mismatch(a, b, call, at: call.functionSpan, help)
    }

    private func mismatch(_ a: Bound, _ b: Bound, _ call: Call, at span: Span, _ help: String?) -> Diagnostic {
        Diagnostic(
            "type-mismatch", "\(call.function) compares like with like: left is \(a.type.withArticle), right is \(b.type.withArticle).", at: span, help: help)
    }

    /// “No tier equals 'gold'; 'Gold' does.”
    private func noteUnknownText(_ column: Bound, _ literal: Bound, at span: Span) {
        guard session.takesNotes, case .text(let text)? = literal.constant, let slot = column.slot, let known = query.knownColumn(slot), let dictionary = known.column.dictionary,
            dictionary.count < 100_000, dictionary.code(of: text) == nil
        else { return }
        let name = query.name(of: slot) ?? known.name
        let near = session.shows("no-such-value") ? nearest(text, among: (1..<max(1, dictionary.count)).lazy.map { dictionary.text($0) }, limit: 1).first : nil
        session.note(
            .note("no-such-value", "No \(name) equals \(Words.quoted(text))\(near.map { "; \(Words.quoted($0)) does" } ?? "").", at: span))
    }

    // MARK: Searching

    private mutating func search(_ call: Call) throws(Diagnostic) -> Bound {
        let subject = try bind(call.arguments[0])
        guard subject.type == .text else {
            throw Diagnostic("not-text", "\(call.function) searches text; this is \(subject.type.withArticle).", at: call.arguments[0].span)
        }
        guard case .text(let pattern)? = try bind(call.arguments[1]).constant else {
            throw Diagnostic("not-constant", "\(call.function) wants a text in quotes.", at: call.arguments[1].span)
        }
        return .testText(subject, TextMatching.test(call.function, pattern))
    }

    // MARK: case

    private mutating func cases(_ call: Call) throws(Diagnostic) -> Bound {
        var cases: [(when: Bound, then: Bound)] = []
        var values: [(bound: Bound, span: Span)] = []
        var index = 0
        while index + 1 < call.arguments.count {
            let when = try condition(call.arguments[index])
            let then = try bind(call.arguments[index + 1])
            cases.append((when, then))
            values.append((then, call.arguments[index + 1].span))
            index += 2
        }
        var otherwise: Bound?
        if index < call.arguments.count {
            let bound = try bind(call.arguments[index])
            otherwise = bound
            values.append((bound, call.arguments[index].span))
        }
        let type = try Binder.commonType(values)
        return .choose(
            cases.map { (when: $0.when, then: Binder.cast($0.then, to: type)) }, otherwise: otherwise.map { Binder.cast($0, to: type) } ?? .constant(.missing, type),
            type)
    }

    /// One type for several values: equal types, or numbers (decimal when they differ). Missing constants fit any.
    static func commonType(_ values: [(bound: Bound, span: Span)]) throws(Diagnostic) -> ColumnType {
        var type: ColumnType?
        for (bound, span) in values where bound.constant?.isMissing != true {
            guard let known = type else {
                type = bound.type
                continue
            }
            switch (known, bound.type) {
            case (let x, let y) where x == y: continue
            case (.money(let x, let a), .money(let y, let b)) where x == y: type = .money(x, scale: max(a, b))
            case (let x, let y) where x.isNumeric && y.isNumeric && !x.isMoney && !y.isMoney: type = .decimal
            default:
                throw Diagnostic("mixed-types", "All values must be of one kind; this is \(bound.type.withArticle), earlier \(known.withArticle).", at: span)
            }
        }
        return type ?? .decimal
    }

    static func cast(_ bound: Bound, to type: ColumnType) -> Bound {
        if bound.type == type { return bound }
        if bound.constant?.isMissing == true { return .constant(.missing, type) }
        return .cast(bound, type)
    }
}
