import Diagnostics

extension Parser {
    mutating func call(_ verb: Grammar.Verb, forms: [Form]) throws(Diagnostic) -> VerbCall {
        let start = token.span.start
        for _ in verb.words { advance() }
        let verbSpan = Span(start, lastEnd)
        let outer = stops
        stops = verb.keywords
        defer { stops = outer }
        let form = forms.first { canBegin($0.elements) } ?? forms[forms.count - 1]
        var arguments = Arguments()
        do throws(Diagnostic) {
            try read(form.elements, into: &arguments)
            if !isEndOfStage { throw expected("| or the end of the statement") }
        } catch {
            var error = error
            if error.id == "syntax" { error.notes.append("usage: " + forms.map(\.usage).joined(separator: "\n       ")) }
            throw error
        }
        return VerbCall(verb: verb.name, verbSpan: verbSpan, span: Span(start, lastEnd), arguments: arguments)
    }

    private var isEndOfStage: Bool {
        switch token.kind {
        case .end, .newline, .symbol(.pipe), .symbol(.close), .symbol(.semicolon): true
        default: false
        }
    }

    private mutating func read(_ elements: [Element], into arguments: inout Arguments) throws(Diagnostic) {
        for element in elements { try read(element, into: &arguments) }
    }

    private mutating func read(_ element: Element, into arguments: inout Arguments) throws(Diagnostic) {
        switch element {
        case .word(let words):
            guard at(words: words) else { throw expected(words) }
            let start = token.span
            for _ in words.split(separator: " ") { advance() }
            arguments[words] = .present(Span(start.start, lastEnd))
        case .symbol(let symbol):
            guard take(symbol) else { throw expected(symbol.rawValue) }
        case .slot(let name, let slot):
            arguments[name] = try read(slot)
        case .optional(let elements):
            if canBegin(elements) { try read(elements, into: &arguments) }
        case .choice(let alternatives):
            guard let found = alternatives.first(where: { canBegin($0) }) else {
                throw expected(joinWords(alternatives.flatMap(Parser.beginnings), "or"))
            }
            try read(found, into: &arguments)
        case .anyOrder(let alternatives):
            var left = alternatives
            while let index = left.firstIndex(where: { canBegin($0) }) {
                try read(left[index], into: &arguments)
                left.remove(at: index)
            }
        case .list(let name, let elements):
            arguments[name] = try list(elements)
        }
    }

    /// What each alternative of a choice may begin with, for a message.
    private static func beginnings(_ elements: [Element]) -> [String] {
        switch elements.first {
        case .choice(let alternatives): alternatives.flatMap(beginnings)
        case let first?: [first.usage]
        case nil: []
        }
    }

    private mutating func list(_ elements: [Element]) throws(Diagnostic) -> Argument {
        var all: [(arguments: Arguments, span: Span)] = []
        repeat {
            let start = token.span.start
            var arguments = Arguments()
            try read(elements, into: &arguments)
            all.append((arguments, Span(start, lastEnd)))
        } while take(.comma)
        return .list(all)
    }

    // MARK: What can begin where

    private func canBegin(_ elements: [Element]) -> Bool {
        for element in elements {
            switch element {
            case .optional(let inner): if canBegin(inner) { return true }
            case .anyOrder(let alternatives): if alternatives.contains(where: { canBegin($0) }) { return true }
            default: return canBegin(element)
            }
        }
        return true
    }

    private func canBegin(_ element: Element) -> Bool {
        switch element {
        case .word(let words): at(words: words)
        case .symbol(let symbol): at(symbol)
        case .slot(_, let slot): canBegin(slot)
        case .optional(let elements): canBegin(elements)
        case .choice(let alternatives), .anyOrder(let alternatives): alternatives.contains { canBegin($0) }
        case .list(_, let elements): canBegin(elements)
        }
    }

    private func canBegin(_ slot: Slot) -> Bool {
        switch slot {
        case .number: isLoneNumber
        case .text, .file: if case .text = token.kind { true } else { false }
        case .name, .names, .table: isNameStart(token)
        case .newName: if case .text = token.kind { true } else { isNameStart(token) }
        case .query: isNameStart(token) || at(.open) || at(.last)
        case .assignments: isNameStart(token)
        case .words, .pipeline: !isEndOfStage
        case .expression, .condition, .items, .ordering: isOperandStart
        }
    }

    /// A number that is no operand of an operator: the weight in `50% revenue`, the count in `top 10 by`.
    private var isLoneNumber: Bool {
        guard case .number = token.kind else { return false }
        switch peek().kind {
        case .word(let word): return !Words.infix.contains(word) && Period.Unit(word: word) == nil
        case .symbol(.plus), .symbol(.minus), .symbol(.star), .symbol(.slash), .symbol(.equal), .symbol(.less), .symbol(.greater),
            .symbol(.lessEqual), .symbol(.greaterEqual), .symbol(.notEqual):
            return false
        default: return true
        }
    }

    private var isOperandStart: Bool {
        switch token.kind {
        case .number, .text, .date, .period, .parameter, .symbol(.open), .symbol(.minus), .symbol(.plus), .symbol(.star): true
        case .word: isNameStart(token) || at(word: "not") || at(word: "case")
        case .quotedName: true
        default: false
        }
    }

    func isNameStart(_ token: Token) -> Bool {
        switch token.kind {
        case .quotedName: true
        case .word: token.keyword.map { !Words.reserved.contains($0) && !stops.contains($0) } ?? false
        default: false
        }
    }

    // MARK: Slots

    private mutating func read(_ slot: Slot) throws(Diagnostic) -> Argument {
        switch slot {
        case .expression, .condition:
            if !isOperandStart { throw expected(slot.description) }
            return .expression(try expression())
        case .items: return .items(try items())
        case .assignments: return .assignments(try assignments())
        case .ordering: return .ordering(try ordering())
        case .names: return .names(try names())
        case .name, .table: return .name(try name(slot.description))
        case .newName: return .name(try newName())
        case .number:
            let negative = take(.minus)
            guard case .number(var number) = token.kind else { throw expected(slot.description) }
            let span = token.span
            advance()
            if negative { number.mantissa = -number.mantissa }
            return .number(number, span)
        case .text, .file:
            guard case .text(let text) = token.kind else { throw expected(slot.description, help: quoteHelp) }
            let span = token.span
            advance()
            return .text(text, span)
        case .query: return .query(try query())
        case .words: return words()
        case .pipeline: return .query(try statement())
        }
    }

    private var quoteHelp: String? {
        guard case .word = token.kind else { return nil }
        var end = token.span.end
        for next in tokens[(index + 1)...] {
            if next.spaced || next.kind == .end || next.kind == .newline { break }
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

    private var nameHelp: String? {
        guard let word = token.keyword else { return nil }
        return "'\(word)' is a word of the language here; a name that holds it stands in backticks, `\(word)`."
    }

    private mutating func takeRun() -> String {
        guard case .word(var run) = token.kind else { return "" }
        advance()
        while true {
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
    }

    private func isPlainDigits(_ span: Span) -> Bool { source[span].utf8.allSatisfy { $0 >= 48 && $0 <= 57 } }
}
