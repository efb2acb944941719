/// A piece of text that was given to the language: a line at the prompt, a script, a notebook cell.
package struct Source: Sendable, Equatable {
    /// Where the text came from, as a user would name it: a file path, or `-c`, or empty at the prompt.
    package let name: String
    /// The text as it was given, newlines included.
    package let text: String
    /// The number, from 1, of the text's first line within its file.
    package let firstLine: Int
    /// UTF-8 offsets at which lines begin: found once, so that a script with a message for each line stays linear.
    private let lineStarts: [Int]
    /// The characters that stand before each of its lines in its file: a prompt, in a notebook.
    package let margin: Int

    /// Linear in the text's length: it finds where lines begin.
    package init(_ text: String, name: String = "", firstLine: Int = 1, margin: Int = 0) {
        self.name = name
        self.text = text
        self.firstLine = firstLine
        var starts = [0]
        for (index, byte) in text.utf8.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
        lineStarts = starts
        self.margin = margin
    }

    /// The line and column in its file (both from 1; columns count characters) of a UTF-8 offset.
    package func position(of offset: Int) -> (line: Int, column: Int) {
        let line = lineIndex(at: offset)
        return (firstLine + line, margin + self[Span(lineStarts[line], offset)].count + 1)
    }

    /// The line that holds a UTF-8 offset, without its newline.
    package func line(at offset: Int) -> Span {
        let line = lineIndex(at: offset)
        return Span(lineStarts[line], line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : text.utf8.count)
    }

    /// The place in `lineStarts` of the last that is not behind the offset.
    private func lineIndex(at offset: Int) -> Int {
        var (found, beyond) = (0, lineStarts.count)
        while beyond - found > 1 {
            let middle = (found + beyond) / 2
            if lineStarts[middle] <= offset { found = middle } else { beyond = middle }
        }
        return found
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
    /// The first byte, from 0.
    package var start: Int
    /// The byte behind the last.
    package var end: Int

    /// Not checked: a span that lies outside its source reads as empty text.
    package init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = end
    }

    /// The smallest span that holds both.
    package func through(_ other: Span) -> Span { Span(min(start, other.start), max(end, other.end)) }

    /// Of what was not written anywhere; it points at the beginning.
    package static let none = Span(0, 0)
}
