/// Text of data within a Markdown document of ours.
package enum MarkdownText {
    /// One paragraph that says just that text: no sign of the language, no HTML and no control character in it has a
    /// meaning; its line ends are breaks.
    package static func paragraph(_ text: String) -> String {
        var text = text
        var bytes: [UInt8] = []
        text.withUTF8 { TextEscapes.markdown($0, to: &bytes) }
        let paragraph = String(decoding: bytes, as: UTF8.self)
        // What would make a heading, a list, a quote or a fence of it at the start of a line.
        guard let first = paragraph.first else { return "" }
        if "#>-+=~:".contains(first) { return "\\" + paragraph }
        let digits = paragraph.prefix { $0.isASCII && $0.isNumber }
        let rest = paragraph.dropFirst(digits.count)
        if !digits.isEmpty, rest.first == "." || rest.first == ")" { return digits + "\\" + rest }
        return first.isWhitespace ? String(paragraph.drop(while: \.isWhitespace)) : paragraph
    }
}
