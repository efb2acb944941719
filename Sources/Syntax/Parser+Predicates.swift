import Diagnostics

/// Comparisons and the other tests that are true or false.
extension Parser {
    private static let comparisons: [Symbol: String] = [
        .equal: "=", .notEqual: "!=", .less: "<", .lessEqual: "<=", .greater: ">", .greaterEqual: ">=",
    ]

    // Each kind of test is read apart, for the frame of this stands on the stack once for each level of brackets.
    mutating func predicate() throws(Diagnostic) -> Expression {
        let left = try sum()
        if case .symbol = token.kind { return try comparison(left) }
        return token.keyword == nil ? left : try test(left)
    }

    private mutating func comparison(_ left: Expression) throws(Diagnostic) -> Expression {
        guard let comparison = comparisonHere else { return left }
        let span = token.span
        advance()
        let result = try node(comparison, at: span, [left, try sum()])
        if comparisonHere != nil {
            throw Diagnostic(
                "chained-comparison", "A comparison has two sides.", at: token.span,
                help: "Write between … and …, or two comparisons with and.")
        }
        return result
    }

    private var comparisonHere: String? {
        guard case .symbol(let symbol) = token.kind else { return nil }
        return Parser.comparisons[symbol]
    }

    private mutating func test(_ left: Expression) throws(Diagnostic) -> Expression {
        let span = token.span
        switch token.keyword {
        case "is": return try isTest(left)
        case "not":
            guard let next = peek().keyword, isMembership(next, after: peek(2)) else { return left }
            advance()
            let inner = try membership(left)
            return try node("not", at: span, [inner])
        case "before", "after", "since":
            let function = token.keyword ?? ""
            advance()
            return try node(function, at: span, [left, try sum()])
        case let word?: return isMembership(word, after: peek()) ? try membership(left) : left
        case nil: return left
        }
    }

    private func isMembership(_ word: String, after next: Token) -> Bool {
        ["between", "in", "like", "contains"].contains(word) || Words.twoWordInfix[word].map { next.keyword == $0 } ?? false
    }

    private mutating func isTest(_ left: Expression) throws(Diagnostic) -> Expression {
        let start = token.span
        advance()
        let negated = take(word: "not")
        guard at(word: "null") || at(word: "missing") else {
            throw Diagnostic(
                "is-what", "is tests for a missing value only.", at: start,
                help: "Write is missing, is not missing, or \(negated ? "!=" : "=") for a value.")
        }
        advance()
        let test = try node("is missing", at: Span(start.start, lastEnd), [left])
        return negated ? try node("not", at: start, [test]) : test
    }

    private mutating func membership(_ left: Expression) throws(Diagnostic) -> Expression {
        let span = token.span
        let word = token.keyword ?? ""
        advance()
        switch word {
        case "between":
            let low = try sum()
            guard take(word: "and") else { throw expected("and", help: "Write between LOW and HIGH.") }
            return try node("between", at: span, [left, low, try sum()])
        case "in": return try node("in", at: span, [left] + (try inOperands()))
        case "starts", "ends":
            advance()
            return try node(word + " with", at: Span(span.start, lastEnd), [left, try sum()])
        default: return try node(word, at: span, [left, try sum()])
        }
    }

    private mutating func inOperands() throws(Diagnostic) -> [Expression] {
        guard at(.open) else { return [try sum()] }
        if queries.contains(index) { return [try primary()] }
        let open = token.span
        advance()
        if at(.close) {
            throw Diagnostic("empty-list", "A list of values must not be empty.", at: open.through(token.span))
        }
        var values = [try sum()]
        while take(.comma) { values.append(try sum()) }
        guard take(.close) else { throw expected("a comma or a closing bracket") }
        return values
    }
}
