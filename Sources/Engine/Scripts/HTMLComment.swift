/// Comments in Markdown: `<!--` at the beginning of a line, behind at most three blanks (CommonMark 0.31, section 4.6).
package enum HTMLComment {
    /// The blanks before a comment; nil where the line begins none.
    package static func margin(of line: Substring) -> Int? {
        let margin = line.prefix { $0 == " " }.count
        return margin < 4 && line.dropFirst(margin).hasPrefix("<!--") ? margin : nil
    }

    /// A line of a comment without the blanks that stand before the comment as a whole.
    package static func unindented(_ line: Substring, by margin: Int) -> Substring {
        line.dropFirst(line.prefix(margin).prefix { $0 == " " }.count)
    }
}
