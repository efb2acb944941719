import Diagnostics
import Syntax
import Tables

/// Reads front matter: `key: value` lines, and `params` as one line in braces or as indented lines.
package struct FrontMatterParser {
    private let lines: Lines
    private var found = FrontMatter()
    private var index: Int
    private let end: Int
    /// The blanks before each line of a comment.
    private let margin: Int
    private var seen: Set<String> = []

    /// Nothing found where a text does not begin with it.
    /// - Throws: `bad-front-matter` and others, with the line's place.
    package static func parse(_ source: Source, _ lines: Lines) throws(Diagnostic) -> FrontMatter {
        guard lines.count > 1 else { return FrontMatter() }
        // A comment is ours only when it says so.
        let said = lines[1].drop { $0 == " " }
        let isComment = HTMLComment.margin(of: lines[0]).map { lines[0].dropFirst($0) == "<!--" } == true && said.hasPrefix("tierbook:")
        guard isComment || lines[0] == "---" else { return FrontMatter() }
        let closing = isComment ? "-->" : "---"
        guard let end = (1..<lines.count).first(where: { (isComment ? lines[$0].drop { $0 == " " } : lines[$0]) == closing }) else {
            throw Diagnostic("bad-front-matter", "The front matter that begins here never ends.", at: lines.span(0), help: "End it with a line \(closing)")
        }
        var parser = FrontMatterParser(lines: lines, index: 1, end: end, margin: isComment ? lines[1].count - said.count : 0)
        while parser.index < end { try parser.entry() }
        parser.found.span = Span(0, lines.end(end))
        return parser.found
    }

    private init(lines: Lines, index: Int, end: Int, margin: Int) {
        self.lines = lines
        self.index = index
        self.end = end
        self.margin = margin
    }

    private func line(_ at: Int) -> Substring { HTMLComment.unindented(lines[at], by: margin) }

    private static let keys = ["tierbook", "title", "as of", "seed", "workspace", "params"]

    private mutating func entry() throws(Diagnostic) {
        let at = index
        index += 1
        let (content, _) = FrontMatterParser.parts(line(at))
        if content.isEmpty { return }
        guard let (key, value) = FrontMatterParser.pair(content), !line(at).hasPrefix(" ") else {
            throw bad("This is no line of front matter.", at, help: "Write it as key: value; the keys are \(joinWords(FrontMatterParser.keys)).")
        }
        guard seen.insert(key).inserted else { throw bad("\(key) stands here twice.", at, help: "Leave one of them out.") }
        switch key {
        case "tierbook":
            guard value == "1" else { throw bad("This Tierbook reads notebooks of version 1, not '\(value)'.", at, help: "Write tierbook: 1") }
        case "title": found.title = value.unquoted
        case "as of":
            guard let day = Day(iso: value.utf8) else { throw bad("'\(value)' is no day.", at, help: "Write as of: 2026-03-31") }
            found.asOf = day
        case "seed":
            guard let seed = UInt64(value) else { throw bad("'\(value)' is no seed.", at, help: "Write a whole number, as in seed: 7") }
            found.seed = seed
        case "workspace":
            guard !value.isEmpty else { throw bad("workspace names no file.", at, help: "Write workspace: crm.tierbook") }
            found.workspace = (value.unquoted, lines.span(at))
        case "params": try parameters(value, at)
        default:
            throw bad("'\(key)' is nothing that front matter says.", at, help: didYouMean(key, among: FrontMatterParser.keys) ?? "The keys are \(joinWords(FrontMatterParser.keys)).")
        }
    }

    // MARK: Parameters

    private mutating func parameters(_ value: String, _ at: Int) throws(Diagnostic) {
        if !value.isEmpty {
            guard value.hasPrefix("{"), value.hasSuffix("}") else { throw bad("params wants its values in braces, or in indented lines below.", at, help: "Write params: {floor: 250k, region: EMEA}") }
            for part in FrontMatterParser.split(value.dropFirst().dropLast()) { try parameter(part, "", at) }
            return
        }
        while index < end, line(index).hasPrefix(" ") {
            let (content, about) = FrontMatterParser.parts(line(index))
            if !content.isEmpty { try parameter(content, about, index) }
            index += 1
        }
    }

    private mutating func parameter(_ content: String, _ about: String, _ at: Int) throws(Diagnostic) {
        guard let (name, text) = FrontMatterParser.pair(content) else { throw bad("'\(content)' is no parameter.", at, help: "Write name: value, as in floor: 250k") }
        guard ParameterName.isName(name) else {
            throw bad("'\(name)' cannot be a parameter's name: letters, digits and _ only, beginning with a letter.", at, help: "A parameter is used as $name.")
        }
        if found.parameters.contains(where: { $0.name == name }) { throw bad("The parameter \(name) stands here twice.", at, help: "Leave one of them out.") }
        found.parameters.append(Parameter(name: name, value: text.isEmpty ? nil : ParameterValue(text), about: about))
    }

    // MARK: Text

    private func bad(_ message: String, _ at: Int, help: String) -> Diagnostic {
        Diagnostic("bad-front-matter", message, at: lines.span(at), help: help)
    }

    /// A line without and what stands in its comment: `#` at the start or behind a blank, outside quotes.
    private static func parts(_ line: Substring) -> (content: String, comment: String) {
        var quote: Character?
        var before: Character = " "
        var at = line.startIndex
        while at < line.endIndex {
            let character = line[at]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character == "#", before.isWhitespace {
                return (line[..<at].trimmed, line[line.index(after: at)...].trimmed)
            }
            before = character
            at = line.index(after: at)
        }
        return (line.trimmed, "")
    }

    private static func pair(_ content: String) -> (key: String, value: String)? {
        guard let colon = content.firstIndex(of: ":") else { return nil }
        let key = content[..<colon].trimmed
        return key.isEmpty ? nil : (key, content[content.index(after: colon)...].trimmed)
    }

    /// Parts between commas, outside quotes.
    private static func split(_ list: Substring) -> [String] {
        var parts = [""]
        var quote: Character?
        for character in list {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character == "," {
                parts.append("")
                continue
            }
            parts[parts.count - 1].append(character)
        }
        return parts.map(\.trimmed).filter { !$0.isEmpty }
    }
}

enum ParameterName {
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
}
