import Diagnostics

/// Whether a statement goes on in a further line.
extension Parser {
    /// True when Enter at the prompt should ask for more: what the next line holds belongs to this one, as a bracket is open
    /// or its last token asks for more, and it can still come right. What is wrong already is said at once, and so is what
    /// an empty line leaves open, so that one bracket does not swallow the lines that follow.
    package static func wantsMore(_ text: String, grammar: Grammar) -> Bool {
        guard let tokens = try? Lexer.tokens(Source(text)) else { return false }
        var depth = 0
        var last: Token?
        for token in tokens where token.kind != .newline && token.kind != .end {
            if token.kind == .symbol(.open) { depth += 1 }
            if token.kind == .symbol(.close) { depth = max(0, depth - 1) }
            last = token
        }
        guard depth > 0 || last?.kind == .symbol(.pipe) || last?.runsOn == true else { return false }
        return !endsWithBlankLine(text) && (canGoOn(text, grammar, openIsQuery: false) || canGoOn(text, grammar, openIsQuery: true))
    }

    private static func endsWithBlankLine(_ text: String) -> Bool {
        guard let newline = text.utf8.lastIndex(of: 0x0A) else { return false }
        return text[newline...].allSatisfy(\.isWhitespace)
    }

    /// Reads all there is: what fails before the end fails whatever follows.
    private static func canGoOn(_ text: String, _ grammar: Grammar, openIsQuery: Bool) -> Bool {
        guard var parser = try? Parser(Source(text), grammar: grammar, openGoOn: true) else { return false }
        if openIsQuery { parser.takeOpenBracketsAsQueries() }
        do throws(Diagnostic) {
            while try parser.nextLine() != nil {}
            return true
        } catch {
            return parser.token.kind == .end
        }
    }
}
