import Diagnostics

extension Parser {
    mutating func call(_ verb: Grammar.Verb, forms: [Form]) throws(Diagnostic) -> VerbCall {
        let start = token.span.start
        for _ in verb.words { advance() }
        let (verbSpan, behindVerb) = (Span(start, lastEnd), index)
        let outer = (stops, awaitsPeriod, forms: self.forms)
        (stops, self.forms) = (verb.stops, forms)
        defer { (stops, awaitsPeriod, self.forms) = outer }
        let form = forms.first { canBegin($0.elements) } ?? forms[forms.count - 1]
        var arguments = Arguments()
        var place = 0
        do throws(Diagnostic) {
            let lastPeriod = form.elements.lastIndex(where: \.holdsPeriod) ?? 0
            for (index, element) in form.elements.enumerated() {
                awaitsPeriod = index < lastPeriod
                place = index
                try read(element, into: &arguments)
            }
            if !isEndOfStage { throw left(behind: form, arguments) }
        } catch {
            throw explained(error, form, from: place, arguments, verb, behindVerb)
        }
        return VerbCall(verb: verb.name, verbSpan: verbSpan, span: Span(start, lastEnd), arguments: arguments)
    }

    // Errors are made apart from the call, whose frame stands on the stack once for each statement in brackets.

    private func left(behind form: Form, _ arguments: Arguments) -> Diagnostic {
        if let again = form.words.first(where: { at(words: $0) && arguments[$0] != nil }) { return Parser.twice(again, at: token.span) }
        return expected("| or the end of the statement", help: thousandsHelp ?? commaHelp ?? meantWord(arguments) ?? clausesHelp(form))
    }

    private func explained(_ error: Diagnostic, _ form: Form, from place: Int, _ arguments: Arguments, _ verb: Grammar.Verb, _ behindVerb: Int) -> Diagnostic {
        var error = error
        if partsStatementsByComma, form.takesStatementsInBrackets { error.help = "Each stands in brackets: \(verb.name) (STATEMENT), (STATEMENT)." }
        guard error.id == "syntax" else { return error }
        error.help = longerVerb(verb, behindVerb) ?? strayInHelp(form, arguments) ?? error.help ?? leftOutHelp(form.elements[place...]) ?? meantWord(arguments)
        addUsage(of: [form] + forms.filter { $0.usage != form.usage }, to: &error)
        return error
    }

    private static func twice(_ words: String, at span: Span) -> Diagnostic {
        Diagnostic("word-twice", "\(words) is there twice.", at: span, help: ["by", "for", "of"].contains(words) ? "Write all of it behind one, between commas." : "Leave one out.")
    }

    var isEndOfStage: Bool {
        switch token.kind {
        case .end, .newline, .symbol(.pipe), .symbol(.close), .symbol(.semicolon): true
        default: false
        }
    }

    /// `resampled 1000`: what a number counts, which ends a clause, is missing.
    private func checkUnit(_ words: String, behind element: Element) throws(Diagnostic) {
        guard case .slot(_, .number) = element, !at(words: words), index > 0 else { return }
        throw expected(words, help: "Write \(source[tokens[index - 1].span]) \(words).")
    }

    private mutating func read(_ elements: [Element], into arguments: inout Arguments) throws(Diagnostic) {
        for (place, element) in elements.enumerated() {
            if case .word(let words) = element, place > 0, place == elements.count - 1 { try checkUnit(words, behind: elements[place - 1]) }
            try read(element, into: &arguments)
        }
    }

    private mutating func read(_ element: Element, into arguments: inout Arguments) throws(Diagnostic) {
        switch element {
        case .word(let words):
            guard at(words: words) else { throw expected(words, help: periodHelp) }
            let start = token.span
            for _ in words.split(separator: " ") { advance() }
            // The second would stand for both.
            if case .present? = arguments[words] { throw Parser.twice(words, at: Span(start.start, lastEnd)) }
            arguments[words] = .present(Span(start.start, lastEnd))
        case .symbol(let symbol):
            guard take(symbol) else { throw expected(symbol.rawValue, help: symbol == .range ? "A range is written low..high, for example 5..50." : nil) }
        case .slot(let name, let slot):
            arguments[name] = try read(slot)
        case .optional(let elements):
            if canBegin(elements) { try read(elements, into: &arguments) }
        case .choice(let alternatives):
            guard let found = alternatives.first(where: { canBegin($0) }) else {
                throw expected(joinWords(alternatives.flatMap(Element.beginnings), "or"), help: choiceHelp(alternatives))
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
        case .number: isLoneNumber(at: at(.minus) ? 1 : 0)
        case .tolerance: isTolerance
        case .text, .file: if case .text = token.kind { true } else { false }
        case .name, .names, .table: isNameStart(token)
        case .newName: if case .text = token.kind { true } else { isNameStart(token) }
        case .query: isNameStart(token) || at(.open) || at(.last)
        case .assignments: isNameStart(token)
        case .words, .pipeline, .later: !isEndOfStage
        case .expression, .period, .condition, .items, .ordering: isOperandStart
        }
    }

    /// A number that is no operand of an operator: the weight in `50% revenue`, the count in `top 10 by`.
    private func isLoneNumber(at ahead: Int) -> Bool {
        guard case .number = peek(ahead).kind else { return false }
        switch peek(ahead + 1).kind {
        case .word(let word): return !Words.infix.contains(word) && Period.Unit(word: word) == nil
        case .symbol(.plus), .symbol(.minus), .symbol(.star), .symbol(.slash), .symbol(.equal), .symbol(.less), .symbol(.greater),
            .symbol(.lessEqual), .symbol(.greaterEqual), .symbol(.notEqual):
            return false
        default: return true
        }
    }

    var isTolerance: Bool {
        switch token.kind {
        case .number, .parameter: true
        default: false
        }
    }

    var isOperandStart: Bool {
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
}
