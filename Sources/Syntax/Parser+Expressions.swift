import Diagnostics

extension Parser {
    /// The expression that begins at the next token; what follows it is left. Errors: `syntax`, `too-deep`,
    /// `period-unit`,
    /// `chained-comparison`, `is-what`, `empty-list`, `empty-name`, and those of a query in brackets.
    package mutating func expression() throws(Diagnostic) -> Expression {
        try nested { (parser) throws(Diagnostic) in try parser.disjunction() }
    }

    func node(_ function: String, at operatorSpan: Span, _ arguments: [Expression]) throws(Diagnostic) -> Expression {
        var depth = 0
        var span = operatorSpan
        for argument in arguments {
            depth = max(depth, argument.depth)
            span = span.through(argument.span)
        }
        if depth >= Parser.deepest { throw Parser.tooDeep(at: operatorSpan) }
        return Expression(.call(Call(function, at: operatorSpan, arguments)), span: span, depth: depth + 1)
    }

    // MARK: and, or, not

    private mutating func disjunction() throws(Diagnostic) -> Expression {
        var operands = [try conjunction()]
        let span = token.span
        while take(word: "or") { operands.append(try conjunction()) }
        guard operands.count > 1 else { return operands[0] }
        if let mixed = operands.first(where: { isUnbracketedAnd($0) }) {
            note(
                .note(
                    "mixed-and-or", "and binds before or: read as … or (\(source[mixed.span].prefix(80))) …", at: mixed.span,
                    help: "Brackets make it plain."))
        }
        return try node("or", at: span, operands)
    }

    private func isUnbracketedAnd(_ expression: Expression) -> Bool {
        guard case .call(let call) = expression.kind, call.function == "and" else { return false }
        return source.text.utf8.dropFirst(expression.span.start).first != UInt8(ascii: "(")
            || call.arguments.first.map { $0.span.start == expression.span.start } ?? false
    }

    private mutating func conjunction() throws(Diagnostic) -> Expression {
        var operands = [try negation()]
        let span = token.span
        while take(word: "and") { operands.append(try negation()) }
        return operands.count > 1 ? try node("and", at: span, operands) : operands[0]
    }

    private mutating func negation() throws(Diagnostic) -> Expression {
        let span = token.span
        guard take(word: "not") else { return try predicate() }
        let inner = try nested { (parser) throws(Diagnostic) in try parser.negation() }
        return try node("not", at: span, [inner])
    }

    // MARK: Arithmetic

    mutating func sum() throws(Diagnostic) -> Expression {
        var left = try product()
        while at(.plus) || at(.minus) {
            let span = token.span
            let function = at(.plus) ? "+" : "-"
            advance()
            left = try node(function, at: span, [left, try product()])
        }
        return left
    }

    private mutating func product() throws(Diagnostic) -> Expression {
        var left = try unary()
        while at(.star) || at(.slash) {
            let span = token.span
            let function = at(.star) ? "*" : "/"
            advance()
            left = try node(function, at: span, [left, try unary()])
        }
        return left
    }

    private mutating func unary() throws(Diagnostic) -> Expression {
        let span = token.span
        if take(.plus) { return try nested { (parser) throws(Diagnostic) in try parser.unary() } }
        guard take(.minus) else { return try primary() }
        let inner = try nested { (parser) throws(Diagnostic) in try parser.unary() }
        if case .literal(.number(var number)) = inner.kind, number.mantissa > 0 {
            number.mantissa = -number.mantissa
            return Expression(.literal(.number(number)), span: span.through(inner.span))
        }
        return try node("negative", at: span, [inner])
    }

    // MARK: Operands

    mutating func primary() throws(Diagnostic) -> Expression {
        let span = token.span
        func literal(_ literal: Literal) -> Expression { Expression(.literal(literal), span: span) }
        switch token.kind {
        case .number(let number):
            advance()
            return try duration(number, at: span) ?? literal(.number(number))
        case .text(let text):
            advance()
            return literal(.text(text))
        case .date(let date):
            advance()
            return literal(.date(date))
        case .period(let period):
            advance()
            return literal(.period(period))
        case .parameter(let name):
            advance()
            return literal(.parameter(name))
        case .symbol(.star):
            advance()
            return Expression(.star, span: span)
        case .symbol(.open): return try bracketed()
        case .word where at(word: "case"): return try caseExpression()
        case .word, .quotedName: return try named()
        default: throw expected("a value, a column or a bracket")
        }
    }

    private mutating func duration(_ number: Number, at span: Span) throws(Diagnostic) -> Expression? {
        guard let word = token.keyword, let unit = Period.Unit(word: word), number.isWhole, number.mantissa.magnitude < 1_000_000
        else { return nil }
        advance()
        return Expression(.literal(.duration(Int(number.mantissa), unit)), span: Span(span.start, lastEnd))
    }

    private mutating func bracketed() throws(Diagnostic) -> Expression {
        let open = token.span
        let isQuery = queries.contains(index)
        advance()
        if isQuery {
            let query = try statement()
            guard take(.close) else { throw unclosed(open) }
            return Expression(.query(query), span: Span(open.start, lastEnd))
        }
        let inner = try expression()
        guard take(.close) else { throw unclosed(open) }
        return Expression(inner.kind, span: Span(open.start, lastEnd), depth: inner.depth)
    }

    private func unclosed(_ open: Span) -> Diagnostic {
        var error = expected("a closing bracket")
        error.notes.append("The bracket opens at column \(source.position(of: open.start).column).")
        return error
    }

    private mutating func named() throws(Diagnostic) -> Expression {
        let span = token.span
        if let period = try takeRelativePeriod() { return Expression(.literal(.period(period)), span: Span(span.start, lastEnd)) }
        let name = try name("a value, a column or a bracket")
        if at(.open), name.parts.count == 1, !name.isQuoted { return try functionCall(name) }
        if !name.isQuoted, name.parts.count == 1 {
            let constant: Literal? =
                switch name.parts[0].lowercased() {
                case "null": .null
                case "true": .boolean(true)
                case "false": .boolean(false)
                case "today": .today
                default: nil
                }
            if let constant { return Expression(.literal(constant), span: name.span) }
        }
        return Expression(.name(name), span: name.span)
    }

    /// `last 90 days`, `next 3 months`, `this quarter`, `last quarter`, `next month`; nil with nothing taken for anything
    /// else.
    private mutating func takeRelativePeriod() throws(Diagnostic) -> Period? {
        guard let first = token.keyword, ["last", "this", "next", "previous"].contains(first) else { return nil }
        if case .number(let number) = peek().kind, first == "last" || first == "next" {
            if number.isWhole, let word = peek(2).keyword, let unit = Period.Unit(word: word), (1...100_000).contains(number.mantissa) {
                for _ in 0..<3 { advance() }
                return first == "last" ? .last(Int(number.mantissa), unit) : .next(Int(number.mantissa), unit)
            }
            try checkSuffix(of: peek().span, after: first)
        }
        guard let word = peek().keyword, let unit = Period.Unit(word: word), !word.hasSuffix("s") else { return nil }
        switch peek(2).kind {
        case .word: if let after = peek(2).keyword, !Words.reserved.contains(after), !stops.contains(after) { return nil }
        case .symbol(.open), .symbol(.dot): return nil
        default: break
        }
        advance()
        advance()
        return .calendar(first == "this" ? 0 : first == "next" ? 1 : -1, unit)
    }

    /// `last 5m` is no period: 5m is five million.
    private func checkSuffix(of span: Span, after word: String) throws(Diagnostic) {
        let text = source[span]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units = ["d": "days", "w": "weeks", "m": "months", "q": "quarters", "y": "years"]
        guard !digits.isEmpty, let unit = units[text.dropFirst(digits.count).lowercased()] else { return }
        throw Diagnostic(
            "period-unit", "A period says its unit in full\(unit == "months" ? "; \(text) is \(digits) million" : "").", at: span, help: "Write \(word) \(digits) \(unit).")
    }

    private mutating func functionCall(_ name: Name) throws(Diagnostic) -> Expression {
        advance()
        let outer = stops
        stops = []
        defer { stops = outer }
        var call = Call(name.parts[0].lowercased(), at: name.span, [])
        if !at(.close), !at(word: "where"), !at(word: "per") {
            repeat { call.arguments.append(try expression()) } while take(.comma)
        }
        if at(word: "asc") || at(word: "desc"), let last = call.arguments.last {
            call.order = [Ordering(expression: last, descending: at(word: "desc"))]
            advance()
        }
        if take(word: "where") { call.filter = try expression() }
        if take(word: "per") { call.per = try perNames() }
        if at(word: "order"), peek().keyword == "by" {
            advance()
            advance()
            call.order = try ordering()
        }
        guard take(.close) else { throw unclosedCall() }
        var depth = call.filter?.depth ?? 0
        for part in call.arguments + (call.order ?? []).map(\.expression) { depth = max(depth, part.depth) }
        if depth >= Parser.deepest { throw Parser.tooDeep(at: name.span) }
        return Expression(.call(call), span: Span(name.span.start, lastEnd), depth: depth + 1)
    }

    /// Apart from the call, whose frame stands on the stack once for each level of brackets.
    private func unclosedCall() -> Diagnostic {
        expected("a comma or a closing bracket", help: isEndOfStage || at(.comma) ? nil : "Is a ) missing before \(shown(token))?")
    }

    private mutating func perNames() throws(Diagnostic) -> [Name] {
        stops = ["order"]
        let all = try names()
        stops = []
        if all.count == 1, !all[0].isQuoted, all[0].text.lowercased() == "all" { return [] }
        return all
    }

    private mutating func caseExpression() throws(Diagnostic) -> Expression {
        let start = token.span
        advance()
        var arguments: [Expression] = []
        while take(word: "when") {
            arguments.append(try expression())
            guard take(word: "then") else { throw expected("then", help: Parser.caseUsage) }
            arguments.append(try expression())
        }
        if arguments.isEmpty { throw expected("when", help: Parser.caseUsage) }
        if take(word: "else") { arguments.append(try expression()) }
        guard take(word: "end") else { throw expected("when, else or end", help: Parser.caseUsage) }
        var result = try node("case", at: start, arguments)
        result.span = Span(start.start, lastEnd)
        return result
    }

    private static let caseUsage = "case when CONDITION then VALUE [when …] [else VALUE] end"
}
