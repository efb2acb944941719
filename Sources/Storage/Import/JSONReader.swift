import Diagnostics

/// Reads JSON values one after the other: an array, or a value a line (RFC 8259).
package struct JSONReader {
    private let bytes: [UInt8]
    private var at = 0
    private let path: String

    /// Values within values.
    private static let deepest = 64

    /// A byte-order mark is passed over; `path` is for messages.
    package init(_ bytes: [UInt8], named path: String) {
        self.bytes = bytes
        self.path = path
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    }

    /// The next value with its line; nil at the end.
    /// - Throws: `not-json`, with the line.
    package mutating func next() throws(Diagnostic) -> (value: JSON, line: Int)? {
        skipSpace()
        if at == bytes.count { return nil }
        try Cancellation.check()
        let line = self.line
        return (try value(depth: 0), line)
    }

    private var line: Int { 1 + lineEnds.before(at, in: bytes) }
    private var lineEnds = LineEnds()

    /// Line ends before a place, counted on from the last one asked for.
    private final class LineEnds {
        private var (place, count) = (0, 0)

        func before(_ end: Int, in bytes: [UInt8]) -> Int {
            if end < place { (place, count) = (0, 0) }
            for byte in bytes[place..<end] where byte == 0x0A { count += 1 }
            place = end
            return count
        }
    }

    private func wrong(_ cause: String) -> Diagnostic {
        Diagnostic("not-json", "Line \(line) of \(path) is no JSON: \(cause).", help: "A JSON value stands on each line, or all in one array.")
    }

    private mutating func skipSpace() {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func value(depth: Int) throws(Diagnostic) -> JSON {
        if depth > JSONReader.deepest { throw wrong("it is nested more than \(JSONReader.deepest) levels deep") }
        skipSpace()
        guard at < bytes.count else { throw wrong("it ends too early") }
        switch bytes[at] {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try list(depth)
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default:
            for (word, value) in [("true", JSON.truth(true)), ("false", .truth(false)), ("null", .null)] where bytes[at...].starts(with: word.utf8) {
                at += word.utf8.count
                return value
            }
            throw wrong("a value begins with no such character")
        }
    }

    private mutating func list(_ depth: Int) throws(Diagnostic) -> JSON {
        at += 1
        var values: [JSON] = []
        if take("]") { return .list([]) }
        repeat { values.append(try value(depth: depth + 1)) } while take(",")
        guard take("]") else { throw wrong("a list wants a comma or ]") }
        return .list(values)
    }

    private mutating func object(_ depth: Int) throws(Diagnostic) -> JSON {
        at += 1
        var members: [(String, JSON)] = []
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw wrong("an object wants a name in double quotes") }
            let name = try text()
            guard take(":") else { throw wrong("a colon stands behind a name") }
            members.append((name, try value(depth: depth + 1)))
        } while take(",")
        guard take("}") else { throw wrong("an object wants a comma or }") }
        return .object(members)
    }

    private mutating func number() throws(Diagnostic) -> JSON {
        let start = at
        while at < bytes.count, "+-.0123456789eE".utf8.contains(bytes[at]) { at += 1 }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if let whole = Int(text) { return .whole(whole) }
        guard let number = Double(text), number.isFinite else { throw wrong("\(text) is no number") }
        return .number(number)
    }

    private mutating func text() throws(Diagnostic) -> String {
        at += 1
        var text: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let valid = String(validating: text, as: UTF8.self) else { throw wrong("a text is no UTF-8") }
                return valid
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw wrong("a text holds a line end or another control character")
            default: text.append(byte)
            }
        }
        throw wrong("a text is not closed")
    }

    private mutating func escape(into text: inout [UInt8]) throws(Diagnostic) {
        guard at < bytes.count else { throw wrong("a text is not closed") }
        let letter = bytes[at]
        at += 1
        let plain: [UInt8: UInt8] = [0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09]
        if let byte = plain[letter] { return text.append(byte) }
        guard letter == UInt8(ascii: "u"), var code = unit() else { throw wrong("a text has no such escape") }
        if (0xD800..<0xDC00).contains(code), at + 1 < bytes.count, bytes[at] == 0x5C, bytes[at + 1] == UInt8(ascii: "u") {
            at += 2
            guard let low = unit(), (0xDC00..<0xE000).contains(low) else { throw wrong("half of a character is missing") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw wrong("half of a character is missing") }
        text += String(Character(scalar)).utf8
    }

    /// The four digits of an escape.
    private mutating func unit() -> UInt32? {
        guard at + 4 <= bytes.count, bytes[at..<at + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let code = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else { return nil }
        at += 4
        return code
    }
}

extension JSON {
    /// The member of an object by its name, ignoring case; nil where there is none.
    package subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.0.lowercased() == name }?.1
    }

    /// A text, or a number as one; nil for anything else.
    package var plainText: String? {
        switch self {
        case .text(let text): text
        case .whole(let number): String(number)
        default: nil
        }
    }
}
