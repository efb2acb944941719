import Diagnostics

/// A line of the answer that a notebook holds, as it may stand for lines of the answer that comes.
enum ExpectedLine: Equatable {
    /// Itself and no other.
    case exact
    /// `… (glob)` or `… (re)`: what stands before the mark.
    case glob(String), regex(String)
    /// `...`: any number of lines, none included.
    case rest

    init(_ line: String) {
        if line == "..." {
            self = .rest
        } else if line.hasSuffix(ExpectedLine.globMark) {
            self = .glob(String(line.dropLast(ExpectedLine.globMark.count)))
        } else if line.hasSuffix(ExpectedLine.regexMark) {
            self = .regex(String(line.dropLast(ExpectedLine.regexMark.count)))
        } else {
            self = .exact
        }
    }

    private static let globMark = " (glob)"
    private static let regexMark = " (re)"

    /// - Throws: a pattern that cannot be read, whatever was captured before.
    func validate() throws(PatternError) {
        switch self {
        case .exact, .rest: break
        case .glob(let text): _ = try PatternProgram(try GlobParser.parse(text) { _ in nil })
        case .regex(let text): _ = try PatternProgram(try RegexParser.parse(text) { _ in "" })
        }
    }

    /// Whether it captures, or uses what was captured; in doubt it does.
    var mentionsNames: Bool {
        switch self {
        case .exact, .rest: false
        case .glob(let text), .regex(let text):
            zip(text.utf8, text.utf8.dropFirst()).contains { ($0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "<")) && ($1 | 0x20 >= 97 && $1 | 0x20 <= 122) }
        }
    }

    func program(_ captures: Captures) throws(PatternError) -> PatternProgram? {
        switch self {
        case .exact, .rest: nil
        case .glob(let text): try PatternProgram(try GlobParser.parse(text, captured: captures.text))
        case .regex(let text): try PatternProgram(try RegexParser.parse(text, captured: captures.text))
        }
    }
}

/// What the captures of a notebook hold so far: a name holds the first text that it took, to the notebook's end.
struct Captures: Equatable {
    private var texts: [String: String] = [:]

    func text(of name: String) -> String? { texts[name] }

    mutating func add(_ found: [String: String]) { texts.merge(found) { known, _ in known } }
}

/// Whether two lines are the same bytes: Swift's `==` would take letters for the same that are written otherwise.
func isSame(_ a: String, _ b: String) -> Bool { a == b && a.utf8.elementsEqual(b.utf8) }
