import Diagnostics

/// A text's lines with their places. A line's text is without its break, `\n` or `\r\n`.
package struct Lines {
    private let source: Source
    private let starts: [Int]

    /// Reads the text once, to find where lines begin.
    package init(_ source: Source) {
        self.source = source
        var starts: [Int] = []
        var start = 0
        var at = 0
        for byte in source.text.utf8 {
            at += 1
            if byte == UInt8(ascii: "\n") {
                starts.append(start)
                start = at
            }
        }
        if start < at { starts.append(start) }
        self.starts = starts + [at]
    }

    /// How many lines there are; an empty text has none, and a last break begins none.
    package var count: Int { starts.count - 1 }

    /// A line without its break, by its index from 0; empty behind the last.
    package subscript(index: Int) -> Substring {
        let span = span(index)
        let bytes = source.text.utf8
        return source.text[bytes.index(bytes.startIndex, offsetBy: span.start)..<bytes.index(bytes.startIndex, offsetBy: span.end)]
    }

    /// Lines without their breaks.
    package subscript(range: Range<Int>) -> [Substring] { range.map { self[$0] } }

    /// The bytes of a line without its break; behind the last line, the end of the text.
    package func span(_ index: Int) -> Span {
        guard index < count else { return Span(starts[count], starts[count]) }
        let bytes = source.text.utf8
        var end = starts[index + 1]
        func byte(_ at: Int) -> UInt8 { bytes[bytes.index(bytes.startIndex, offsetBy: at)] }
        if end > starts[index], byte(end - 1) == UInt8(ascii: "\n") { end -= 1 }
        if end > starts[index], byte(end - 1) == UInt8(ascii: "\r") { end -= 1 }
        return Span(starts[index], end)
    }

    /// Where the line ends, its break included.
    package func end(_ index: Int) -> Int { index < count ? starts[index + 1] : starts[count] }

    /// The number of a line within its file, from 1.
    package func number(_ index: Int) -> Int { source.firstLine + index }

    /// The first line that begins at or behind an offset.
    package func index(behind offset: Int) -> Int { starts.dropLast().firstIndex { $0 >= offset } ?? count }
}
