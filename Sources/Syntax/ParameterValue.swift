import Diagnostics

/// What `$name` stands for: a literal, put in the place of the name before a text is parsed, so that it may stand
/// wherever a literal may.
package struct ParameterValue: Sendable, Equatable {
    /// What a value is, as a message says it.
    package enum Kind: String, Sendable {
        case number = "a number"
        case percent = "a percentage"
        case money = "an amount of money"
        case date = "a date"
        case period = "a period"
        case truth = "true or false"
        case text = "text"
    }

    /// What the literal was read as; `number` for every number that was given as such, whatever its unit.
    package let kind: Kind
    /// The literal as it is typed in a line.
    package let literal: String
    let tokens: [Token.Kind]

    /// A number, a date, a period or a truth as the language writes it; any other text as text, with or without quotes.
    package init(_ written: String) {
        let found = (try? Lexer.tokens(Source(written)))?.dropLast().map(\.kind) ?? []
        guard let kind = ParameterValue.kind(of: found) else {
            self.init(text: written)
            return
        }
        self.init(kind: kind, literal: written, tokens: found)
    }

    private init(kind: Kind, literal: String, tokens: [Token.Kind]) {
        self.kind = kind
        self.literal = literal
        self.tokens = tokens
    }

    /// A number with its unit.
    package init(_ number: Number) {
        var magnitude = number
        magnitude.mantissa = Int64(clamping: number.mantissa.magnitude)
        let digits = Number.text(number.mantissa, scale: number.scale)
        let literal: String =
            switch number.unit {
            case .none: digits
            case .percent: digits + "%"
            case .money(let code): code + " " + digits
            }
        self.init(kind: .number, literal: literal, tokens: (number.mantissa < 0 ? [.symbol(.minus)] : []) + [.number(magnitude)])
    }

    /// Text, whatever it looks like.
    package init(text: String) { self.init(kind: .text, literal: Words.quoted(text), tokens: [.text(text)]) }

    /// The value as one says it: a text without its quotes.
    package var text: String { if kind == .text, case .text(let text)? = tokens.first { text } else { literal } }

    private static func kind(of tokens: [Token.Kind]) -> Kind? {
        switch (tokens.count, tokens.first, tokens.last) {
        case (1, .number(let number)?, _), (2, .symbol(.minus)?, .number(let number)?):
            switch number.unit {
            case .none: .number
            case .percent: .percent
            case .money: .money
            }
        case (1, .date?, _): .date
        case (1, .period?, _): .period
        case (1, .text?, _): .text
        case (1, .word("true")?, _), (1, .word("false")?, _): .truth
        default: nil
        }
    }
}

extension Parser {
    /// That no parameter has this name. Help: one that has nearly, or how to give it.
    package static func unknown(parameter name: String, at span: Span, in source: Source, among names: [String]) -> Diagnostic {
        if isSwept(name, before: span, in: source) {
            return Diagnostic(
                "unknown-parameter", "$\(name) has its values within try, and this stands behind it.", at: span,
                help: "Put what sweep tries in brackets: try (… | …).")
        }
        return Diagnostic(
            "unknown-parameter", "No parameter is called $\(name).", at: span, help: didYouMean(name, among: names) ?? "Give it with -p \(name)=VALUE.")
    }

    /// `sweep n = 1..5 try list | limit $n`
    private static func isSwept(_ name: String, before span: Span, in source: Source) -> Bool {
        guard let tokens = try? Lexer.tokens(source) else { return false }
        let before = tokens.prefix { $0.span.end <= span.start }
        guard let verb = before.lastIndex(where: { $0.keyword == "sweep" }), before[verb...].contains(where: { $0.keyword == "try" }) else { return false }
        return zip(before[verb...], before[verb...].dropFirst()).contains { $0.keyword == name.lowercased() && $1.kind == .symbol(.equal) }
    }

    /// Tokens with the parameters' values in the place of their names, and where those stood. A name without a value
    /// stays: whoever comes to it says so (`unknown`).
    static func filled(_ tokens: [Token], _ parameters: [String: ParameterValue]) -> (tokens: [Token], places: [Span]) {
        if parameters.isEmpty { return (tokens, []) }
        var filled: [Token] = []
        filled.reserveCapacity(tokens.count)
        var places: [Span] = []
        for token in tokens {
            guard case .parameter(let name) = token.kind, let value = parameters[name] else {
                filled.append(token)
                continue
            }
            places.append(token.span)
            for (index, kind) in value.tokens.enumerated() { filled.append(Token(kind: kind, span: token.span, spaced: index == 0 && token.spaced)) }
        }
        return (filled, places)
    }
}
