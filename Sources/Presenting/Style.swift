/// How a part of the output stands out on a terminal with colour. The numbers are those of ECMA-48's “select graphic
/// rendition”; the colours are the terminal's own sixteen, which its owner chose to be readable.
package enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
    case magenta = "35"
    case cyan = "36"
    case boldRed = "1;31"
    case boldYellow = "1;33"
    case boldCyan = "1;36"
    case boldGreen = "1;32"
}

/// The text in a style, or as it is without colour. This is the one place of the presenter that writes an escape.
package func styled(_ text: String, _ style: Style, color: Bool) -> String {
    color && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
}
