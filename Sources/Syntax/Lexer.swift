import Diagnostics

/// Text → tokens. Works on UTF-8 bytes, in time linear in the text.
package struct Lexer {
    /// The longest text accepted, in bytes.
    package static let longestText = 4_000_000

    let bytes: [UInt8]
    /// Added to every span, for a text that is part of a larger source.
    var at = 0
    /// The token before asks for more, as a comma does: an end of line behind it is white space too.
    private var runsOn = false

    init(_ text: String) { bytes = Array(text.utf8) }

    /// All tokens, `.end` as the last. What cannot be read is a token `.invalid`, and the next line is read as if
    /// nothing had been. Errors: `text-too-long`.
    /// - Parameter openGoOn: a bracket that is never closed holds the lines behind it, as one that is being typed does.
    package static func tokens(_ source: Source, openGoOn: Bool = false) throws(Diagnostic) -> [Token] {
        var lexer = Lexer(source.text)
        if lexer.bytes.count > longestText {
            throw Diagnostic(
                "text-too-long", "This text has \(lexer.bytes.count) bytes; a script may have \(longestText).",
                help: "Split it, and import data from a file.")
        }
        var tokens: [Token] = []
        var lines = BracketedLines(openGoOn: openGoOn)
        tokens.reserveCapacity(lexer.bytes.count / 5 + 2)
        while true {
            let start = lexer.at
            do throws(Diagnostic) {
                let token = try lexer.next()
                lines.note(token.kind, at: tokens.count, isBlankBehind: token.kind == .newline && lexer.isBlankLine(lexer.at))
                tokens.append(token)
                lexer.runsOn = token.runsOn
                if token.kind == .end { return lines.joined(tokens) }
            } catch {
                lines.endStatement()
                tokens.append(Token(kind: .invalid(error), span: error.span ?? Span(start, start + 1), spaced: true))
                lexer.recover(from: error.span?.start ?? start)
            }
        }
    }

    /// Goes on with the line after an error, so that the other lines of a script can be read.
    private mutating func recover(from start: Int) {
        at = max(start, 0)
        skipLine()
        runsOn = false
    }

    func byte(_ ahead: Int = 0) -> UInt8 {
        let index = at + ahead
        return index < bytes.count ? bytes[index] : 0
    }

    mutating func next() throws(Diagnostic) -> Token {
        let before = at
        skipBlanks()
        let spaced = at > before
        let start = at
        let kind = try scan()
        return Token(kind: kind, span: Span(start, at), spaced: spaced || start == 0)
    }

    private mutating func skipBlanks() {
        while at < bytes.count {
            switch byte() {
            case 0x20, 0x09, 0x0D: at += 1
            case 0x0A where runsOn:
                if isBlankLine(at + 1) { runsOn = false } else { at += 1 }
            case UInt8(ascii: "#"): skipLine()
            case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-") && isBlank(byte(2)) && (at == 0 || isBlank(bytes[at - 1])):
                skipLine()
            case 0xC2 where byte(1) == 0xA0: at += 2  // a pasted no-break space
            case 0xEF where byte(1) == 0xBB && byte(2) == 0xBF: at += 3  // a byte-order mark
            default: return
            }
        }
    }

    /// A blank line ends a statement that was never finished, so that one mistake does not swallow a script.
    private func isBlankLine(_ start: Int) -> Bool {
        var next = start
        while next < bytes.count, bytes[next] == 0x20 || bytes[next] == 0x09 || bytes[next] == 0x0D { next += 1 }
        return next < bytes.count && bytes[next] == 0x0A
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte == 0 }

    private mutating func skipLine() {
        while at < bytes.count, bytes[at] != 0x0A { at += 1 }
    }

    private mutating func scan() throws(Diagnostic) -> Token.Kind {
        guard at < bytes.count else { return .end }
        let first = byte()
        switch first {
        case 0x0A:
            at += 1
            return .newline
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return try numberOrDate(currency: nil)
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return try quoted(by: first)
        case UInt8(ascii: "`"): return try backticked()
        case UInt8(ascii: "$"):
            if isLetter(byte(1)) {
                at += 1
                return .parameter(takeWord())
            }
            return try amount(sign: "$")
        case UInt8(ascii: "_") where !isWordByte(byte(1)):
            at += 1
            return .symbol(.last)
        default: break
        }
        if isLetter(first) || first == UInt8(ascii: "_") { return .word(takeWord()) }
        if first < 0x80 { return try symbol(first) }
        return try beyondASCII()
    }

    // MARK: Words

    func isLetter(_ b: UInt8) -> Bool { (b >= 65 && b <= 90) || (b >= 97 && b <= 122) }
    func isDigit(_ b: UInt8) -> Bool { b >= 48 && b <= 57 }

    private func isWordByte(_ b: UInt8) -> Bool { isLetter(b) || isDigit(b) || b == UInt8(ascii: "_") || (b >= 0x80 && !isSign()) }

    /// True where one of the non-ASCII signs of the language stands, which no word may hold.
    private func isSign(ahead: Int = 0) -> Bool { Lexer.signs.contains { starts(with: $0.bytes, ahead: ahead) } }

    /// What answers write with a hyphen is one word where it is typed.
    private static let hyphenated = ["non-tiered", "half-yearly"].map { (word: $0, bytes: Array($0.utf8)) }

    mutating func takeWord() -> String {
        let start = at
        for known in Lexer.hyphenated where starts(with: known.bytes) && !isWordByte(byte(known.bytes.count)) {
            at += known.bytes.count
            return known.word
        }
        while at < bytes.count {
            let b = bytes[at]
            if isLetter(b) || isDigit(b) || b == UInt8(ascii: "_") || (b >= 0x80 && !isSign()) { at += 1 } else { break }
        }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    // MARK: Beyond ASCII

    private enum Sign { case openQuote(close: [UInt8]), symbol(Symbol), currency(String), blank }
    private static let signs: [(bytes: [UInt8], sign: Sign)] = [
        (Array("“".utf8), .openQuote(close: Array("”".utf8))), (Array("”".utf8), .openQuote(close: Array("”".utf8))),
        (Array("‘".utf8), .openQuote(close: Array("’".utf8))), (Array("’".utf8), .openQuote(close: Array("’".utf8))),
        (Array("≠".utf8), .symbol(.notEqual)), (Array("≤".utf8), .symbol(.lessEqual)),
        (Array("≥".utf8), .symbol(.greaterEqual)), (Array("−".utf8), .symbol(.minus)),
        (Array("×".utf8), .symbol(.star)), (Array("÷".utf8), .symbol(.slash)), (Array("·".utf8), .blank),
        (Array("€".utf8), .currency("€")), (Array("£".utf8), .currency("£")), (Array("¥".utf8), .currency("¥")),
        (Array("₹".utf8), .currency("₹")),
    ]

    func starts(with prefix: [UInt8], ahead: Int = 0) -> Bool {
        let from = at + ahead
        guard from + prefix.count <= bytes.count else { return false }
        for i in 0..<prefix.count where bytes[from + i] != prefix[i] { return false }
        return true
    }

    private mutating func beyondASCII() throws(Diagnostic) -> Token.Kind {
        guard let found = Lexer.signs.first(where: { starts(with: $0.bytes) }) else { return .word(takeWord()) }
        switch found.sign {
        case .openQuote(let close): return try pasted(open: found.bytes, close: close)
        case .symbol(let symbol):
            at += found.bytes.count
            return .symbol(symbol)
        case .currency(let sign): return try amount(sign: sign)
        case .blank: throw unexpected(found.bytes.count)
        }
    }

    // MARK: Quotes

    private mutating func quoted(by quote: UInt8) throws(Diagnostic) -> Token.Kind {
        let start = at
        at += 1
        var content: [UInt8] = []
        // A quote closes on its line, so that one left open does not swallow what follows.
        while at < bytes.count, bytes[at] != 0x0A {
            let b = bytes[at]
            at += 1
            if b == quote {
                if byte() != quote { return .text(String(decoding: content, as: UTF8.self)) }
                at += 1  // a doubled quote is one quote
            }
            content.append(b)
        }
        throw unclosed(start, String(UnicodeScalar(quote)))
    }

    private mutating func pasted(open: [UInt8], close: [UInt8]) throws(Diagnostic) -> Token.Kind {
        let start = at
        at += open.count
        let contentStart = at
        while at < bytes.count, bytes[at] != 0x0A {
            if starts(with: close) {
                let content = String(decoding: bytes[contentStart..<at], as: UTF8.self)
                at += close.count
                return .text(content)
            }
            at += 1
        }
        throw unclosed(start, String(decoding: close, as: UTF8.self))
    }

    private mutating func backticked() throws(Diagnostic) -> Token.Kind {
        let start = at
        at += 1
        var content: [UInt8] = []
        while at < bytes.count, bytes[at] != 0x0A {
            let b = bytes[at]
            at += 1
            if b == UInt8(ascii: "`") {
                if byte() != b {
                    if content.isEmpty { throw Diagnostic("empty-name", "A name in backticks must not be empty.", at: Span(start, at)) }
                    return .quotedName(String(decoding: content, as: UTF8.self))
                }
                at += 1
            }
            content.append(b)
        }
        throw unclosed(start, "`")
    }

    private func unclosed(_ start: Int, _ quote: String) -> Diagnostic {
        Diagnostic(
            "unclosed-quote", "The quote that opens here is never closed.", at: Span(start, start + 1),
            help: "Close it with \(quote); inside quotes, double the quote to mean itself.")
    }

    // MARK: Symbols

    private mutating func symbol(_ first: UInt8) throws(Diagnostic) -> Token.Kind {
        let second = byte(1)
        let found: (Symbol, Int)? =
            switch (first, second) {
            case (UInt8(ascii: "="), UInt8(ascii: "=")): (.equal, 2)
            case (UInt8(ascii: "!"), UInt8(ascii: "=")), (UInt8(ascii: "<"), UInt8(ascii: ">")): (.notEqual, 2)
            case (UInt8(ascii: "<"), UInt8(ascii: "=")): (.lessEqual, 2)
            case (UInt8(ascii: ">"), UInt8(ascii: "=")): (.greaterEqual, 2)
            case (UInt8(ascii: "."), UInt8(ascii: ".")): (.range, 2)
            default: Symbol(rawValue: String(UnicodeScalar(first))).map { ($0, 1) }
            }
        guard let (symbol, length) = found else { throw unexpected(1) }
        at += length
        return .symbol(symbol)
    }

    private mutating func unexpected(_ length: Int) -> Diagnostic {
        let shown = String(decoding: bytes[at..<min(bytes.count, at + length)], as: UTF8.self)
        let control = length == 1 && (byte() < 0x20 || byte() == 0x7F)
        let what = control ? "A control character" : "'\(shown)'"
        let help: String? =
            switch shown {
            case "%": "% belongs to its number, as in 20%; for a remainder use remainder(a, b)."
            case "[", "]", "{", "}": "Group with round brackets ( )."
            case "&": "Write and."
            case "!": "Write not, or != for 'is not equal'."
            case "\\": "Backslashes mean nothing here; inside quotes, double the quote to mean itself."
            case "@", "^", "?", "~", ":": nil
            default: nil
            }
        let span = Span(at, at + length)
        at += length
        return Diagnostic("unexpected-character", "\(what) means nothing here.", at: span, help: help)
    }
}
