import Diagnostics

/// What stands in a form's slots, and names.
extension Parser {
    mutating func read(_ slot: Slot) throws(Diagnostic) -> Argument {
        switch slot {
        case .expression, .period, .condition:
            if !isOperandStart { throw expected(slot.description, help: slot == .period ? orderHelp : nil) }
            return .expression(try expression())
        case .items: return .items(try items())
        case .assignments: return .assignments(try assignments())
        case .ordering: return .ordering(try ordering())
        case .names: return .names(try names())
        case .name, .table: return .name(try name(slot.description))
        case .newName: return .name(try newName())
        case .number:
            let start = token.span
            let negative = take(.minus)
            guard case .number(var number) = token.kind else { throw expected(slot.description) }
            let span = start.through(token.span)
            advance()
            if negative { number.mantissa = -number.mantissa }
            return .number(number, span)
        case .tolerance:
            if !isTolerance { throw expected(slot.description) }
            return .expression(try primary())
        case .text, .file:
            guard case .text(let text) = token.kind else { throw expected(slot.description, help: quoteHelp(slot)) }
            let span = token.span
            advance()
            return .text(text, span)
        case .query: return .query(try query())
        case .words: return words()
        case .pipeline: return .query(try statement())
        case .later: return try later()
        }
    }

    /// `benchmark sum(trades.amount) by tier 2026 against 2025`, `benchmark 2026H1 against 2025H1`
    private var orderHelp: String? {
        guard let word = token.keyword, stops.contains(word) else { return nil }
        if word == "in", isPeriodTyped(peek()) { return "Leave in out here." }
        if index > 0, isPeriodTyped(tokens[index - 1]) {
            return "What is measured comes before the periods, as in sum(trades.amount) \(source[tokens[index - 1].span]) \(word) …"
        }
        return "Periods come first, as in 2026Q2 against 2025Q2 \(word) …"
    }

    /// A year is a number where no period is looked for.
    func isPeriodTyped(_ token: Token) -> Bool {
        switch token.kind {
        case .period: true
        case .number(let number): number.isWhole && (1900...2200).contains(number.mantissa)
        default: false
        }
    }

    /// What stands there, in quotes: of a path what has no blank in it, of a name all words up to the verb's own.
    private func quoteHelp(_ slot: Slot) -> String? {
        let own = Set(forms.flatMap(\.keywords))
        func isPart(_ token: Token) -> Bool {
            switch token.kind {
            case .word: token.keyword.map { !own.contains($0) && !Words.reserved.contains($0) } ?? false
            case .period: !awaitsPeriod
            case .number, .date: true
            default: false
            }
        }
        guard isPart(token) else { return nil }
        let hasBlanks = if case .text = slot { true } else { false }
        var end = token.span.end
        for next in tokens[(index + 1)...] {
            guard next.spaced ? hasBlanks && isPart(next) : !isEndOfName(next) && next.kind != .symbol(.comma) else { break }
            end = next.span.end
        }
        return "Write \(Words.quoted(source[Span(token.span.start, end)]))."
    }

    private mutating func query() throws(Diagnostic) -> Statement {
        if at(.open) {
            advance()
            let inner = try statement()
            guard take(.close) else { throw expected("a closing bracket") }
            return inner
        }
        if at(.last) {
            let span = token.span
            advance()
            return Statement(head: .last(span), stages: [], span: span)
        }
        let name = try name("a table's name, or a query in brackets")
        return Statement(head: .source(name), stages: [], span: name.span)
    }

    private mutating func words() -> Argument {
        let start = token.span.start
        while !isEndOfStage { advance() }
        let span = Span(start, max(start, lastEnd))
        return .text(source[span], span)
    }

    private mutating func later() throws(Diagnostic) -> Argument {
        if isEndOfStage { throw expected(Slot.later.description) }
        guard at(.open) else { return words() }
        let opening = token.span
        advance()
        let start = token.span.start
        var depth = 1
        while depth > 0 {
            switch token.kind {
            case .symbol(.open): depth += 1
            case .symbol(.close): depth -= 1
            case .end, .newline: throw Diagnostic("unclosed-bracket", "This bracket is not closed.", at: opening)
            default: break
            }
            if depth > 0 { advance() }
        }
        let span = Span(start, max(start, lastEnd))
        advance()
        return .text(source[span], span)
    }

    private mutating func items() throws(Diagnostic) -> [Item] {
        var items: [Item] = []
        repeat {
            if !isOperandStart { throw expected("a column or an expression") }
            let expression = try expression()
            let alias = take(word: "as") ? try newName() : nil
            items.append(Item(expression: expression, alias: alias))
        } while take(.comma)
        return items
    }

    private mutating func assignments() throws(Diagnostic) -> [Assignment] {
        var all: [Assignment] = []
        repeat {
            let name = try newName()
            guard take(.equal) else { throw expected("= after the new name \(Words.typed(name.text))") }
            all.append(Assignment(name: name, expression: try expression()))
            if all.count > 1_000 {
                throw Diagnostic("too-many-columns", "One stage may work out 1,000 columns.", at: name.span, help: "Go on in another stage.")
            }
        } while take(.comma)
        return all
    }

    mutating func ordering() throws(Diagnostic) -> [Ordering] {
        var all: [Ordering] = []
        repeat {
            if !isOperandStart { throw expected("what to order by") }
            let expression = try expression()
            let descending = take(word: "desc")
            if !descending { _ = take(word: "asc") }
            all.append(Ordering(expression: expression, descending: descending))
        } while take(.comma)
        return all
    }

    // MARK: Names

    mutating func names() throws(Diagnostic) -> [Name] {
        var all: [Name] = []
        repeat { all.append(try name("a column name")) } while take(.comma)
        return all
    }

    mutating func newName() throws(Diagnostic) -> Name {
        if case .text(let text) = token.kind {
            defer { advance() }
            if text.isEmpty { throw Diagnostic("empty-name", "A name must not be empty.", at: token.span) }
            return Name([text], span: token.span, isQuoted: true)
        }
        return try name("a name")
    }

    /// A run of words up to an operator, a reserved word or the verb's own keywords; parts joined by dots.
    mutating func name(_ what: String) throws(Diagnostic) -> Name {
        guard isNameStart(token) else { throw expected(what, help: nameHelp) }
        let start = token.span
        var parts: [String] = []
        var quoted = false
        while true {
            if case .quotedName(let text) = token.kind {
                quoted = true
                parts.append(text)
                advance()
            } else {
                parts.append(takeRun())
            }
            guard at(.dot), isNameStart(peek()) || peek().keyword != nil else { break }
            advance()
        }
        return Name(parts, span: Span(start.start, lastEnd), isQuoted: quoted)
    }

    private var nameHelp: String? { token.keyword.map(Parser.backtickHelp) }

    /// For a word of the language that ended a name too early: `define list after`.
    var reservedWordHelp: String? {
        guard let word = token.keyword, Words.reserved.contains(word) || Words.infix.contains(word) else { return nil }
        return Parser.backtickHelp(word)
    }

    private static func backtickHelp(_ word: String) -> String {
        "'\(word)' is a word of the language here; a name that holds it stands in backticks, `\(word)`."
    }

    /// `benchmark calls 2026 against 2025`, `depth of products last 90 days by tier`: no part of the name before it.
    private var isPeriod: Bool {
        func isUnit(_ ahead: Int) -> Bool { peek(ahead).keyword.flatMap { Period.Unit(word: $0) } != nil }
        func ends(_ ahead: Int) -> Bool {
            if peek(ahead).keyword == "against" { return true }
            guard awaitsPeriod else { return false }
            switch peek(ahead).kind {
            case .end, .newline, .symbol(.pipe), .symbol(.semicolon): return true
            default: return peek(ahead).keyword.map { stops.contains($0) || Words.reserved.contains($0) } ?? false
            }
        }
        if case .number = token.kind { return ends(1) }
        guard let word = token.keyword, ["last", "this", "next", "previous"].contains(word) else { return false }
        if case .number = peek(1).kind { return isUnit(2) && ends(3) }
        return isUnit(1) && ends(2)
    }

    private mutating func takeRun() -> String {
        guard case .word(var run) = token.kind else { return "" }
        advance()
        while !isPeriod {
            switch token.kind {
            case .word(let word):
                guard let keyword = token.keyword, !Words.reserved.contains(keyword), !Words.infix.contains(keyword),
                    !stops.contains(keyword), Words.twoWordInfix[keyword].map({ peek().keyword != $0 }) ?? true
                else { return run }
                run += " " + word
            case .number(let number) where number.isWhole && token.spaced && isPlainDigits(token.span):
                run += " " + source[token.span]
            default: return run
            }
            advance()
        }
        return run
    }

    private func isPlainDigits(_ span: Span) -> Bool { source[span].utf8.allSatisfy { $0 >= 48 && $0 <= 57 } }
}
