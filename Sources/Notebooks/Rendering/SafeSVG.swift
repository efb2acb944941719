import Charts
import Diagnostics
import Engine

/// A picture that a page may hold: SVG of known elements that runs nothing, fetches nothing and styles nothing but
/// itself. It is read strictly, so that what passes is well-formed within the page.
package struct SafeSVG: Equatable {
    /// As read, without white space around it.
    package let text: String
    /// Every id in it.
    private(set) var ids: [String] = []

    /// - Throws: `unsafe-picture`.
    package init(_ text: String, named name: String) throws(Diagnostic) {
        self.text = text.trimmed
        var reader = Reader(Array(self.text.utf8))
        do throws(Reader.Problem) {
            try reader.read()
            if visibleData(self.text) != self.text { throw Reader.Problem(what: "characters that do not show") }
        } catch {
            throw Diagnostic(
                "unsafe-picture", "\(name) holds \(error.what), which a page does not show.", help: "Pictures of charts are made anew by tierbook update.")
        }
        ids = reader.ids
    }
}

/// Reads SVG from its first byte to its last, and stops at the first thing that is not known to be harmless.
private struct Reader {
    struct Problem: Error { let what: String }

    private static let elements: Set<String> = [
        "svg", "g", "title", "desc", "defs", "style", "rect", "line", "path", "circle", "ellipse", "polyline", "polygon", "text", "tspan", "pattern", "clipPath", "mask",
        "linearGradient", "radialGradient", "stop", "marker",
    ]
    private static let deepest = 100

    private let bytes: [UInt8]
    private var at = 0
    private var open: [String] = []
    private(set) var ids: [String] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func read() throws(Problem) {
        guard bytes.starts(with: "<svg".utf8) else { throw Problem(what: "no svg element at its start") }
        repeat {
            if bytes[at] == UInt8(ascii: "<") { try tag() } else { try text() }
        } while at < bytes.count && !open.isEmpty
        if !open.isEmpty { throw Problem(what: "no end of its \(open[open.count - 1]) element") }
        if at < bytes.count { throw Problem(what: "something behind its svg element") }
    }

    // MARK: Tags

    private mutating func tag() throws(Problem) {
        at += 1
        if take("/") {
            let name = word()
            guard name == open.popLast(), take(">") else { throw Problem(what: "an end of '\(name)' without its beginning") }
            return
        }
        let name = word()
        guard Reader.elements.contains(name) else { throw Problem(what: name.isEmpty ? "a '<' that begins no element" : "an element '\(name)'") }
        var names: Set<String> = []
        while true {
            let hasBlank = skipBlanks()
            if take(">") {
                open.append(name)
                if open.count > Reader.deepest { throw Problem(what: "elements more than \(Reader.deepest) deep") }
                return
            }
            if take("/") {
                guard take(">") else { throw Problem(what: "a '/' out of place") }
                return
            }
            guard hasBlank else { throw Problem(what: "a tag '\(name)' that is not closed") }
            let attribute = try attribute()
            guard names.insert(attribute).inserted else { throw Problem(what: "two attributes '\(attribute)' in one tag") }
        }
    }

    /// Returns its name.
    private mutating func attribute() throws(Problem) -> String {
        let name = word()
        guard !name.isEmpty, take("="), take("\"") else { throw Problem(what: "an attribute '\(name)' without a value in double quotes") }
        let lower = name.lowercased()
        if lower.hasPrefix("on") || lower.hasSuffix("href") || ["src", "style", "from", "to", "values"].contains(lower) { throw Problem(what: "an attribute '\(name)'") }
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { try character() }
        let value = String(decoding: bytes[start..<min(at, bytes.count)], as: UTF8.self)
        guard take("\"") else { throw Problem(what: "an attribute '\(name)' whose value never ends") }
        if name == "xmlns", value != "http://www.w3.org/2000/svg" { throw Problem(what: "a namespace '\(value)'") }
        if name.contains(":"), name != "xml:space" { throw Problem(what: "an attribute '\(name)'") }
        if name == "id" { ids.append(value) }
        if value.contains("\\") || value.contains("&#") { throw Problem(what: "an attribute '\(name)' in other words than it needs") }
        try checkReferences(value)
        return name
    }

    /// `url(#…)` leads to a part of the picture; every other address out of it.
    private func checkReferences(_ value: String) throws(Problem) {
        let value = value.lowercased().filter { !$0.isWhitespace }
        if value.replacing("url(#", with: "").contains("url(") { throw Problem(what: "an address of something outside") }
    }

    // MARK: Text

    private mutating func text() throws(Problem) {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "<") { try character() }
        if open.last == "style" { try checkStyle(String(decoding: bytes[start..<at], as: UTF8.self)) }
    }

    private mutating func character() throws(Problem) {
        switch bytes[at] {
        case UInt8(ascii: "<"): throw Problem(what: "a '<' within an attribute")
        case UInt8(ascii: "&"): try reference()
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x80...0xFF: at += 1
        default: throw Problem(what: "a control character")
        }
    }

    /// `&amp;`, `&#39;` and the like.
    private mutating func reference() throws(Problem) {
        at += 1
        let isNumber = take("#")
        let name = word()
        guard take(";"), isNumber ? (Int(name).map { $0 >= 32 && $0 < 0xD800 } ?? false) : ["amp", "lt", "gt", "quot", "apos"].contains(name) else {
            throw Problem(what: "a '&' that begins no known character")
        }
    }

    /// No style is trusted but the one that charts have: what another says to a page cannot be told for sure.
    private func checkStyle(_ style: String) throws(Problem) {
        guard let id = ids.first, style == svgStyle(id: id) else { throw Problem(what: "a style that is no chart's") }
    }

    // MARK: Bytes

    /// Letters, digits, `-`, `_` and `:`.
    private mutating func word() -> String {
        let start = at
        while at < bytes.count {
            switch bytes[at] {
            case 48...58, 65...90, 97...122, 45, 95: at += 1
            default: return String(decoding: bytes[start..<at], as: UTF8.self)
            }
        }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func skipBlanks() -> Bool {
        let start = at
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A { at += 1 }
        return at > start
    }
}
