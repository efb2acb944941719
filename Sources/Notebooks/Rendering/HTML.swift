import Diagnostics
import Presenting

/// The gate for all text on its way into a page: nothing that data holds becomes markup.
enum HTML {
    /// Text of one line, for between tags and for attributes in double quotes. Control characters are shown.
    static func escaped(_ text: String) -> String { escapedMarkup(visible(text)) }

    /// The same for text of several lines: line ends and tabs stay.
    static func escapedLines(_ text: String) -> String { escapedMarkup(visibleData(text)) }

    /// A block that scrolls sideways where it is wider than the page. One that may be so can be reached by the keyboard.
    static func scrolling(_ content: String, about: String, cells: Int) -> String {
        if cells <= narrowest { return "<div class=\"scroll\">\(content)</div>\n" }
        let width = cells <= wide ? "wide" : cells <= wider ? "wide wider" : "wide wider widest"
        return "<div class=\"scroll \(width)\" tabindex=\"0\" role=\"region\" aria-label=\"\(escaped(about))\">\(content)</div>\n"
    }

    /// Text in columns or lines of its own.
    static func preformatted(_ lines: [String], about: String) -> String {
        let cells = lines.reduce(0) { max($0, cellWidth($1)) }
        return scrolling("<pre>\(escapedLines(lines.joined(separator: "\n")))</pre>", about: about, cells: cells)
    }

    /// The characters in a line that a phone has room for, a page on a large screen, and a sheet of paper.
    private static let (narrowest, wide, wider) = (40, 96, 240)
}
