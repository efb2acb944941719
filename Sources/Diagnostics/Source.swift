/// A piece of text that was given to the language: a line at the prompt, a script, a notebook cell.
package struct Source: Sendable, Equatable {
    /// Where the text came from, as a user would name it: a file path, or `-c`, or empty at the prompt.
    package let name: String
    package let text: String
    /// The number, from 1, of the text's first line within its file.
    package let firstLine: Int

    package init(_ text: String, name: String = "", firstLine: Int = 1) {
        self.name = name
        self.text = text
        self.firstLine = firstLine
    }

    /// The line and column (both from 1; columns count characters) of a UTF-8 offset.
    package func position(of offset: Int) -> (line: Int, column: Int) {
        var line = firstLine
        var lineStart = 0
        let bytes = text.utf8
        for (index, byte) in bytes.prefix(offset).enumerated() where byte == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        let before = bytes.dropFirst(lineStart).prefix(max(0, offset - lineStart))
        return (line, String(decoding: before, as: UTF8.self).count + 1)
    }

    /// The text of a span; empty where the span lies outside.
    package subscript(span: Span) -> String {
        let bytes = text.utf8
        let start = min(max(0, span.start), bytes.count)
        let end = min(max(start, span.end), bytes.count)
        return String(decoding: bytes.dropFirst(start).prefix(end - start), as: UTF8.self)
    }
}

/// A half-open range of UTF-8 offsets in a `Source`.
package struct Span: Hashable, Sendable {
    package var start: Int
    package var end: Int

    package init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = end
    }

    /// The smallest span that holds both.
    package func through(_ other: Span) -> Span { Span(min(start, other.start), max(end, other.end)) }

    package static let none = Span(0, 0)
}
