/// Reads the text of a `(re)` line: literals, `.`, classes, `\d \w \s` and their capitals, escapes, groups, named groups,
/// `|`, `* + ? {m,n}` and their lazy forms, `^` and `$`. `{name}` stands for what was captured on a line before.
struct RegexParser {
    private let text: [UInt32]
    private var at = 0
    private var depth = 0
    private var named: Set<String> = []
    /// What captures hold so far.
    private let captured: (String) -> String?

    static let deepest = 100
    static let mostRepetitions = 1_000

    static func parse(_ text: String, captured: @escaping (String) -> String?) throws(PatternError) -> PatternNode {
        var parser = RegexParser(text: text.unicodeScalars.map(\.value), captured: captured)
        let node = try parser.choice()
        if parser.at < parser.text.count { throw PatternError("This ) closes nothing.", at: parser.at, help: "Write \\) for the sign itself.") }
        return node
    }

    private init(text: [UInt32], captured: @escaping (String) -> String?) {
        self.text = text
        self.captured = captured
    }

    // MARK: Scalars

    private var next: UInt32? { at < text.count ? text[at] : nil }

    private func isNext(_ scalar: Unicode.Scalar) -> Bool { next == scalar.value }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard isNext(scalar) else { return false }
        at += 1
        return true
    }

    // MARK: Grammar

    private mutating func choice() throws(PatternError) -> PatternNode {
        var ways = [try sequence()]
        while take("|") { ways.append(try sequence()) }
        return ways.count == 1 ? ways[0] : .choice(ways)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = next, scalar != RegexParser.bar, scalar != RegexParser.close {
            let start = at
            let part = try atom()
            parts.append(try repetitions(of: part, from: start))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func atom() throws(PatternError) -> PatternNode {
        let start = at
        guard let scalar = next.flatMap(Unicode.Scalar.init) else { return .sequence([]) }
        at += 1
        switch scalar {
        case ".": return .any
        case "^": return .start
        case "$": return .end
        case "[": return .set(try set(from: start))
        case "(": return try group(from: start)
        case "\\":
            switch try escape(from: start) {
            case .range(let range): return .scalar(range.lowerBound)
            case let kind: return .set(ScalarSet(items: [kind]))
            }
        case "*", "+", "?": throw PatternError("Nothing stands before this \(scalar) that it could repeat.", at: start, help: "Write \\\(scalar) for the sign itself.")
        case "{":
            guard let name = PatternName.read(text, from: at) else {
                throw PatternError("This { begins neither a repetition nor {name}.", at: start, help: "Write \\{ for the sign itself.")
            }
            at = name.end
            guard let known = captured(name.name) else {
                throw PatternError("\(name.name) is captured on no line before this one.", at: start, help: "Capture it there: (?<\(name.name)>…), or {\(name.name)} on a (glob) line.")
            }
            return .text(known)
        default: return .scalar(scalar.value)
        }
    }

    /// Behind the opening bracket.
    private mutating func group(from start: Int) throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        if depth > RegexParser.deepest { throw PatternError("Groups are nested too deep here.", at: start) }
        var name: String?
        if take("?") {
            if take(":") {
            } else if take("<"), let found = PatternName.read(text, from: at, closing: ">") {
                name = found.name
                at = found.end
            } else {
                throw PatternError("This kind of group is not known here.", at: start, help: "Groups are written (…), (?:…) and (?<name>…).")
            }
        }
        let inner = try choice()
        guard take(")") else { throw PatternError("This ( is never closed.", at: start, help: "Write \\( for the sign itself.") }
        guard let name else { return inner }
        if let known = captured(name) { return .text(known) }
        if !named.insert(name).inserted { throw PatternError("Two groups of this line are called \(name).", at: start, help: "Give one of them another name.") }
        return .capture(inner, name)
    }

    // MARK: Repetitions

    private mutating func repetitions(of part: PatternNode, from start: Int) throws(PatternError) -> PatternNode {
        var part = part
        var count = 0
        while let (least, most) = try repetition() {
            // Each level would write out the one inside it.
            count += 1
            if count > 3 { throw PatternError("One sign of repetition is enough.", at: start) }
            part = .repeated(part, least: least, most: most, isLazy: take("?"))
        }
        return part
    }

    private mutating func repetition() throws(PatternError) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard isNext("{"), at + 1 < text.count, (48...57).contains(text[at + 1]) else { return nil }
        let start = at
        at += 1
        let least = number()
        var most: Int? = least
        if take(",") { most = isNext("}") ? nil : number() }
        guard take("}") else { throw PatternError("This repetition is not closed.", at: start, help: "Write {3}, {3,} or {3,5}.") }
        if least > RegexParser.mostRepetitions || most ?? 0 > RegexParser.mostRepetitions {
            throw PatternError("A pattern repeats at most \(RegexParser.mostRepetitions) times.", at: start, help: "Use {\(min(least, RegexParser.mostRepetitions)),} for any more.")
        }
        if let most, most < least { throw PatternError("This repetition ends before it begins.", at: start, help: "Write {\(most),\(least)}.") }
        return (least, most)
    }

    /// Digits as a number, held where no pattern may go.
    private mutating func number() -> Int {
        var value = 0
        while let digit = next, (48...57).contains(digit) {
            value = min(value * 10 + Int(digit - 48), 1_000_000)
            at += 1
        }
        return value
    }

    // MARK: Classes and escapes

    private mutating func set(from start: Int) throws(PatternError) -> ScalarSet {
        var set = ScalarSet(isNegated: take("^"))
        var isFirst = true
        while true {
            guard let scalar = next else { throw PatternError("This [ is never closed.", at: start, help: "Write \\[ for the sign itself.") }
            if scalar == RegexParser.closeSet, !isFirst { break }
            isFirst = false
            let place = at
            let item = try member()
            guard case .range(let first) = item, isNext("-"), at + 1 < text.count, text[at + 1] != RegexParser.closeSet else {
                set.items.append(item)
                continue
            }
            at += 1
            guard case .range(let last) = try member(), first.lowerBound <= last.lowerBound else {
                throw PatternError("This range runs from nowhere to nowhere.", at: place, help: "Write it upwards, as in a-z; \\- is the sign itself.")
            }
            set.items.append(.range(first.lowerBound...last.lowerBound))
        }
        at += 1
        return set
    }

    private mutating func member() throws(PatternError) -> ScalarSet.Item {
        let start = at
        guard let scalar = next else { throw PatternError("This class is never closed.", at: start) }
        at += 1
        return scalar == RegexParser.backslash ? try escape(from: start) : .range(scalar...scalar)
    }

    /// Behind the backslash.
    private mutating func escape(from start: Int) throws(PatternError) -> ScalarSet.Item {
        guard let scalar = next.flatMap(Unicode.Scalar.init) else { throw PatternError("A \\ stands at the end.", at: start, help: "Write \\\\ for the sign itself.") }
        at += 1
        switch scalar {
        case "d": return .kind(.digit, isNegated: false)
        case "D": return .kind(.digit, isNegated: true)
        case "w": return .kind(.word, isNegated: false)
        case "W": return .kind(.word, isNegated: true)
        case "s": return .kind(.space, isNegated: false)
        case "S": return .kind(.space, isNegated: true)
        case "t": return .range(9...9)
        default:
            if scalar.properties.isAlphabetic || (48...57).contains(scalar.value) {
                throw PatternError("\\\(scalar) is not known here.", at: start, help: "Known are \\d, \\w, \\s, their capitals, \\t and \\ before a sign.")
            }
            return .range(scalar.value...scalar.value)
        }
    }

    private static let bar: UInt32 = 0x7C
    private static let close: UInt32 = 0x29
    private static let closeSet: UInt32 = 0x5D
    private static let backslash: UInt32 = 0x5C
}

/// A capture's name: letters, digits, `_` and `-`, beginning with a letter.
enum PatternName {
    /// Reads up to the closing sign; nil where no name stands.
    static func read(_ text: [UInt32], from start: Int, closing: Unicode.Scalar = "}") -> (name: String, end: Int)? {
        var name = ""
        var at = start
        while at < text.count, let scalar = Unicode.Scalar(text[at]), scalar.isASCII {
            if scalar == closing { return name.isEmpty ? nil : (name, at + 1) }
            let isLetter = scalar.properties.isAlphabetic
            guard isLetter || (!name.isEmpty && ((48...57).contains(scalar.value) || scalar == "_" || scalar == "-")) else { return nil }
            name.unicodeScalars.append(scalar)
            at += 1
        }
        return nil
    }
}
