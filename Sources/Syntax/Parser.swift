import Diagnostics

/// Tokens → lines, by recursive descent. Knows no verb: it is given their forms.
package struct Parser {
    /// Levels of an expression's tree and of brackets.
    package static let deepest = 200

    let source: Source
    let tokens: [Token]
    let grammar: Grammar
    /// Opening brackets, by token, with a `|` directly inside: a query, told apart from an expression without trying.
    private(set) var queries: Set<Int>
    var index = 0
    /// Keywords of the verb being read: they end names.
    var stops: Set<String> = []
    /// The forms of the verb being read.
    var forms: [Form] = []
    /// A period of its own is still to come in the form being read: a name ends before one.
    var awaitsPeriod = false
    var depth = 0
    /// How things were read, where a reader might have meant otherwise.
    package private(set) var notes: [Diagnostic] = []

    /// Where parameters stood that have a value, in order.
    private let parameterPlaces: [Span]
    private let parameterNames: [String]

    /// Reads the text's tokens; a parameter without a value stays as a name, which an expression may hold. Errors: `text-too-long`.
    /// - Parameter openGoOn: as `Lexer.tokens` has it.
    package init(_ source: Source, grammar: Grammar, parameters: [String: ParameterValue] = [:], openGoOn: Bool = false) throws(Diagnostic) {
        self.source = source
        self.grammar = grammar
        parameterNames = parameters.keys.sorted()
        (tokens, parameterPlaces) = Parser.filled(try Lexer.tokens(source, openGoOn: openGoOn), parameters)
        queries = Parser.queries(tokens)
    }

    /// Takes every bracket that is still open as one that holds a query: its `|` may be yet to come.
    mutating func takeOpenBracketsAsQueries() {
        var open: [Int] = []
        for (index, token) in tokens.enumerated() {
            if token.kind == .symbol(.open) { open.append(index) }
            if token.kind == .symbol(.close) { _ = open.popLast() }
        }
        queries.formUnion(open)
    }

    /// Whether a part of the text names a parameter.
    package func readsParameter(in span: Span) -> Bool {
        var (low, high) = (0, parameterPlaces.count)
        while low < high {
            let middle = (low + high) / 2
            if parameterPlaces[middle].start < span.start { low = middle + 1 } else { high = middle }
        }
        return low < parameterPlaces.count && parameterPlaces[low].end <= span.end
    }

    private static func queries(_ tokens: [Token]) -> Set<Int> {
        var found: Set<Int> = []
        var open: [Int] = []
        for (index, token) in tokens.enumerated() {
            switch token.kind {
            case .symbol(.open): open.append(index)
            case .symbol(.close): _ = open.popLast()
            case .symbol(.pipe): if let bracket = open.last { found.insert(bracket) }
            default: break
            }
        }
        return found
    }

    // MARK: Tokens

    var token: Token { tokens[index] }

    func peek(_ ahead: Int = 1) -> Token { tokens[min(index + ahead, tokens.count - 1)] }

    mutating func advance() { if index < tokens.count - 1 { index += 1 } }

    func at(_ symbol: Symbol) -> Bool {
        if case .symbol(symbol) = tokens[index].kind { true } else { false }
    }

    func at(word: String) -> Bool { tokens[index].keyword == word }

    /// Takes the symbol if it stands here.
    mutating func take(_ symbol: Symbol) -> Bool {
        guard at(symbol) else { return false }
        advance()
        return true
    }

    mutating func take(word: String) -> Bool {
        guard at(word: word) else { return false }
        advance()
        return true
    }

    /// True when these words stand here one after the other.
    func at(words: String) -> Bool {
        var ahead = 0
        for word in words.split(separator: " ") {
            guard peek(ahead).keyword == String(word) else { return false }
            ahead += 1
        }
        return ahead > 0
    }

    /// The notes since the last call.
    package mutating func takeNotes() -> [Diagnostic] {
        defer { notes = [] }
        return notes
    }

    mutating func note(_ note: Diagnostic) { if notes.count < 20 { notes.append(note) } }

    /// The end of what was read last, and the start of what comes next, in bytes of the text.
    package var lastEnd: Int { index > 0 ? tokens[index - 1].span.end : 0 }
    /// Where the next token begins.
    package var position: Int { token.span.start }

    /// What stands at a token, for messages.
    func shown(_ token: Token) -> String {
        switch token.kind {
        case .end: "the end of the line"
        case .newline: "the end of the line"
        case .text: "\(source[token.span].prefix(40))"
        default: "'\(source[token.span].prefix(40))'"
        }
    }

    func expected(_ what: String, help: String? = nil) -> Diagnostic {
        // One that has a value was replaced by it before.
        if case .parameter(let name) = token.kind { return Parser.unknown(parameter: name, at: token.span, in: source, among: parameterNames) }
        return Diagnostic("syntax", "Expected \(what), found \(shown(token)).", at: token.span, help: help)
    }

    mutating func nested<T>(_ body: (inout Parser) throws(Diagnostic) -> T) throws(Diagnostic) -> T {
        depth += 1
        defer { depth -= 1 }
        if depth > Parser.deepest { throw Parser.tooDeep(at: token.span) }
        return try body(&self)
    }

    static func tooDeep(at span: Span) -> Diagnostic {
        Diagnostic(
            "too-deep", "This is nested more than \(deepest) levels deep.", at: span,
            help: "Name parts of it with define, or with derive in stages of their own.")
    }

    // MARK: Lines

    /// The next line, or nil at the end.
    /// Errors: what could not be read as a token, `syntax`, `too-deep`, `too-long`, `unknown-verb` and others that say
    /// what was meant; `skipLine` goes on behind it.
    package mutating func nextLine() throws(Diagnostic) -> Line? {
        while token.kind == .newline || at(.semicolon) { advance() }
        if token.kind == .end { return nil }
        try checkLine()
        let start = token.span.start
        var statements: [Statement] = []
        while true {
            statements.append(try statement())
            switch token.kind {
            case .symbol(.semicolon):
                while take(.semicolon) {}
                if token.kind == .newline || token.kind == .end { return Line(statements: statements, span: Span(start, lastEnd)) }
            case .newline, .end: return Line(statements: statements, span: Span(start, lastEnd))
            default: throw expected("| or the end of the statement", help: reservedWordHelp)
            }
        }
    }

    /// Refuses a line that holds something unreadable, before anything of it is read.
    private func checkLine() throws(Diagnostic) {
        var at = index
        while at < tokens.count, tokens[at].kind != .newline, tokens[at].kind != .end {
            if case .invalid(let problem) = tokens[at].kind { throw problem }
            at += 1
        }
    }

    /// After an error: skips to the next line, so that a script told to go on can.
    package mutating func skipLine() {
        while token.kind != .end, token.kind != .newline { advance() }
    }

    // MARK: Pipelines

    mutating func statement() throws(Diagnostic) -> Statement {
        try nested { (parser) throws(Diagnostic) in try parser.pipeline() }
    }

    private mutating func pipeline() throws(Diagnostic) -> Statement {
        let outerStops = stops
        stops = []
        defer { stops = outerStops }
        let start = token.span.start
        var stages: [VerbCall] = []
        let head: Statement.Head
        if at(.pipe) {
            head = .last(token.span)
        } else {
            head = try self.head()
        }
        while takePipe() {
            while token.kind == .newline { advance() }
            stages.append(try stage())
            if stages.count > 1_000 { throw Diagnostic("too-long", "A pipeline may have 1,000 stages.", at: token.span) }
        }
        return Statement(head: head, stages: stages, span: Span(start, lastEnd))
    }

    /// A `|` here or, in a text of several lines, at the start of the next one. (Alone, as at the prompt, a line that
    /// begins with it goes on from the last result.)
    private mutating func takePipe() -> Bool {
        if take(.pipe) { return true }
        var ahead = 0
        while peek(ahead).kind == .newline { ahead += 1 }
        guard ahead > 0, peek(ahead).kind == .symbol(.pipe) else { return false }
        for _ in 0...ahead { advance() }
        return true
    }

    private mutating func head() throws(Diagnostic) -> Statement.Head {
        if at(.last) {
            defer { advance() }
            return .last(token.span)
        }
        if at(word: "from"), case .word = peek().kind {
            advance()
            return .source(try name("a table's name"))
        }
        if let verb = grammar.verb(at: index, in: tokens, starting: true), peek(verb.words.count).kind != .symbol(.open) || !verb.start.isEmpty {
            if !verb.start.isEmpty { return .verb(try call(verb, forms: verb.start)) }
            if verb.name == "select" { throw sqlHint() }
            if !isEndOfName(peek(verb.words.count)) { throw continuesPipeline(verb) }
        }
        return try sourceOrExpression()
    }

    func isEndOfName(_ token: Token) -> Bool {
        switch token.kind {
        case .end, .newline, .symbol(.pipe), .symbol(.close), .symbol(.semicolon): true
        default: false
        }
    }

    private func continuesPipeline(_ verb: Grammar.Verb) -> Diagnostic {
        let span = Span(token.span.start, peek(verb.words.count - 1).span.end)
        return Diagnostic(
            "stage-without-source", "\(verb.name) continues a pipeline.", at: span,
            help: "Begin with a table, accounts | \(verb.name) …, or with | to go on from the last result.")
    }

    private mutating func sourceOrExpression() throws(Diagnostic) -> Statement.Head {
        let start = index
        if isNameStart(token) {
            let first = token
            let name = try self.name("a table's name")
            let isWord = !name.isQuoted && ["today", "true", "false", "null"].contains(name.text.lowercased())
            if isEndOfName(token), !isWord { return .source(name) }
            switch token.kind {
            case .symbol(.open):
                if let problem = misspelledVerb(name, at: start) { throw problem }
                index = start
            case .symbol(.plus), .symbol(.minus), .symbol(.star), .symbol(.slash), .symbol(.equal), .symbol(.notEqual),
                .symbol(.less), .symbol(.lessEqual), .symbol(.greater), .symbol(.greaterEqual):
                index = start
            default:
                if !isWord { throw unknownVerb(first) }
                index = start
            }
        }
        return .expression(try expression())
    }

    private func unknownVerb(_ first: Token, help: String? = nil) -> Diagnostic {
        let word = source[first.span]
        return Diagnostic(
            "unknown-verb", "'\(word)' is no verb, and a table's name would be followed by |.", at: first.span,
            help: help ?? grammar.help(forWord: word) ?? "help lists the verbs; tables lists the tables.")
    }

    /// `benchmrk sum(…`, `back test sum(…`: no function has a name of several words, so one or two of them were meant as a verb.
    private func misspelledVerb(_ name: Name, at start: Int) -> Diagnostic? {
        if name.isQuoted || !name.text.contains(" ") { return nil }
        let words = tokens[start...].prefix(2).compactMap(\.keyword)
        return words.indices.reversed().lazy.compactMap { grammar.help(forWord: words[...$0].joined(separator: " ")) }.first.map { unknownVerb(tokens[start], help: $0) }
    }

    private mutating func stage() throws(Diagnostic) -> VerbCall {
        guard let verb = grammar.verb(at: index, in: tokens, starting: false), !verb.stage.isEmpty else {
            if let verb = grammar.verb(at: index, in: tokens, starting: false) {
                throw Diagnostic(
                    "verb-not-a-stage", "\(verb.name) begins a statement; it cannot follow |.", at: token.span,
                    help: verb.start.contains { $0.clauses.contains("where") }
                        ? "It looks at accounts itself: \(verb.name) … where CONDITION narrows which take part." : "Write it on a line of its own.")
            }
            guard case .word(let word) = token.kind else { throw expected("a verb after |", help: "For example where, group by, top, select.") }
            throw Diagnostic(
                "unknown-verb", "'\(word)' is no verb.", at: token.span,
                help: grammar.help(forWord: word) ?? "help lists the verbs.")
        }
        return try call(verb, forms: verb.stage)
    }
}
