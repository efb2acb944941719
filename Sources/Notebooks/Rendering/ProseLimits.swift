import Diagnostics

/// What the prose of a page may be. The library that reads Markdown takes time by the square of some texts' length, and
/// memory by the product of a table's rows and columns; within these limits it takes seconds at most.
enum ProseLimits {
    /// All of the prose.
    private static let longest = 4_000_000
    /// Lines in a row without an empty one.
    private static let longestBlock = 64_000
    /// The cells of a table.
    private static let mostCells = 200_000
    /// Quotes and lists within each other.
    private static let deepest = 100

    /// - Parameter pieces: where the prose stands.
    /// - Throws: `prose-too-long`, with the first line that goes beyond.
    static func check(_ source: Source, _ pieces: [Span]) throws(Diagnostic) {
        let text = Array(source.text.utf8)
        if pieces.reduce(0, { $0 + $1.end - $1.start }) > longest { throw tooLong("The prose", "\(grouped(longest)) bytes", nil) }
        for piece in pieces {
            var (start, lines, columns) = (piece.start, 0, 0)
            for line in text[piece.start..<piece.end].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
                if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
                    (start, lines, columns) = (line.endIndex + 1, 0, 0)
                    continue
                }
                lines += 1
                columns = max(columns, line.reduce(1) { $0 + ($1 == UInt8(ascii: "|") ? 1 : 0) })
                let span = Span(line.startIndex, line.endIndex)
                if line.endIndex - start > longestBlock { throw tooLong("A part of the prose without an empty line", "\(grouped(longestBlock)) bytes", span) }
                if columns > 1, lines * columns > mostCells { throw tooLong("A table in the prose", "\(grouped(mostCells)) cells", span) }
                if depth(line) > deepest { throw tooLong("A line of the prose", "\(deepest) quotes and lists within each other", span, help: "Take some of its marks away.") }
            }
        }
    }

    private static func tooLong(_ what: String, _ limit: String, _ span: Span?, help: String = "Put an empty line into it, or make a table of it: import reads a file.") -> Diagnostic {
        Diagnostic("prose-too-long", "\(what) may have \(limit) on a page; here it has more.", at: span, help: help)
    }

    /// The marks of quotes and lists that a line begins with.
    private static func depth(_ line: ArraySlice<UInt8>) -> Int {
        var depth = 0
        for byte in line {
            switch byte {
            case 0x20, 0x09: continue
            case UInt8(ascii: ">"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"): depth += 1
            default: return depth
            }
        }
        // A line of marks alone may be a rule or a heading's underline.
        return line.contains(UInt8(ascii: ">")) || line.contains(0x20) ? depth : 0
    }
}
