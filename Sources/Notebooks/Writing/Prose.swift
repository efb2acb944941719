import Diagnostics
import Engine

/// Comments of a script as the prose of a notebook, and back.
enum Prose {
    /// The text of a line that is a comment and nothing else; nil for any other.
    static func text(ofComment line: Substring) -> Substring? {
        let bare = line.drop { $0 == " " || $0 == "\t" }
        let text: Substring
        if bare.hasPrefix("#") {
            text = bare.dropFirst()
        } else if bare == "--" || bare.hasPrefix("-- ") || bare.hasPrefix("--\t") {
            text = bare.dropFirst(2)
        } else {
            return nil
        }
        return text.first == " " ? text.dropFirst() : text
    }

    static func comment(_ line: Substring) -> String { line.allSatisfy(\.isWhitespace) ? "#" : "# " + line }

    /// Lines that a notebook takes for prose and nothing else: what would open a cell, or swallow what follows, gets a
    /// `\` before it, which Markdown does not show.
    static func safe(_ lines: [Substring]) -> [String] {
        if isWhole(lines) { return lines.map(String.init) }
        return lines.map { line in
            guard Fence(line) != nil || HTMLComment.margin(of: line) != nil else { return String(line) }
            let margin = line.prefix { $0 == " " }
            return margin + "\\" + line.dropFirst(margin.count)
        }
    }

    /// Whether every block of code and every comment ends within the lines, and none is a cell or a stamp.
    private static func isWhole(_ lines: [Substring]) -> Bool {
        let text = lines.map { $0 + "\n" }.joined()
        guard let notebook = try? Notebook(Source(text)), notebook.cells.isEmpty, notebook.stamp == nil, notebook.frontMatter.span == .none else { return false }
        var open: Fence?
        var isComment = false
        for line in lines {
            if isComment {
                isComment = !line.contains("-->")
            } else if let fence = open {
                if fence.isClosed(by: line) { open = nil }
            } else if let fence = Fence(line) {
                open = fence
            } else {
                isComment = HTMLComment.margin(of: line) != nil && !line.contains("-->")
            }
        }
        return open == nil && !isComment
    }
}
