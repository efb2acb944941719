import Diagnostics

// How wide text will be. The font is the reader's; these are the widths of Helvetica and Arial, which the fonts that
// stand in for them share.

/// The width of a visible text, at most a little less than what it takes.
func textWidth(_ text: String, size: Double, isBold: Bool = false) -> Double {
    text.reduce(0) { $0 + em($1) } * size * (isBold ? 1.07 : 1.0)
}

/// A text cut with `…` to the room there is; empty where there is none for a letter.
func cut(_ text: String, to room: Double, size: Double, isBold: Bool = false) -> String {
    if room == .infinity || textWidth(text, size: size, isBold: isBold) <= room { return text }
    let scale = size * (isBold ? 1.07 : 1)
    var used = em("…") * scale
    var kept = ""
    for character in text {
        used += em(character) * scale
        if used > room { break }
        kept.append(character)
    }
    while kept.last == " " { kept.removeLast() }
    return kept.isEmpty ? "" : kept + "…"
}

/// A text in lines of at most `room`, broken at blanks; the last of `limit` lines is cut. Takes time by the text's length.
func broken(_ text: String, to room: Double, size: Double, limit: Int, isBold: Bool = false) -> [String] {
    var lines: [String] = []
    var line = ""
    let scale = size * (isBold ? 1.07 : 1.0)
    var width = 0.0
    for word in text.split(separator: " ") {
        let wordWidth = textWidth(String(word), size: 1)
        let isLast = lines.count == limit - 1
        // What is cut off need not be put together.
        if isLast, width * scale > room { break }
        if line.isEmpty || isLast || (width + em(" ") + wordWidth) * scale <= room {
            width += (line.isEmpty ? 0 : em(" ")) + wordWidth
            line += (line.isEmpty ? "" : " ") + word
        } else {
            lines.append(line)
            (line, width) = (String(word), wordWidth)
        }
    }
    return (line.isEmpty ? lines : lines + [line]).map { cut($0, to: room, size: size, isBold: isBold) }
}

/// A character's width as a share of the font's size.
private func em(_ character: Character) -> Double {
    guard let byte = character.utf8.first, byte < 0x80 else {
        return character == "…" ? 1 : character == "—" ? 1 : Double(cellWidth(character)) * 0.6
    }
    return switch byte {
    case UInt8(ascii: "i"), UInt8(ascii: "j"), UInt8(ascii: "l"), UInt8(ascii: "'"): 0.22
    case UInt8(ascii: " "), UInt8(ascii: "!"), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"),
        UInt8(ascii: "f"), UInt8(ascii: "t"), UInt8(ascii: "I"), UInt8(ascii: "/"), UInt8(ascii: "|"):
        0.28
    case UInt8(ascii: "r"), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"): 0.34
    case UInt8(ascii: "c"), UInt8(ascii: "k"), UInt8(ascii: "s"), UInt8(ascii: "v"), UInt8(ascii: "x"), UInt8(ascii: "y"),
        UInt8(ascii: "z"), UInt8(ascii: "J"):
        0.5
    case UInt8(ascii: "m"), UInt8(ascii: "M"): 0.84
    case UInt8(ascii: "W"), UInt8(ascii: "%"), UInt8(ascii: "@"): 0.95
    case UInt8(ascii: "w"), UInt8(ascii: "C"), UInt8(ascii: "D"), UInt8(ascii: "H"), UInt8(ascii: "N"), UInt8(ascii: "R"),
        UInt8(ascii: "U"):
        0.72
    case UInt8(ascii: "G"), UInt8(ascii: "O"), UInt8(ascii: "Q"): 0.78
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): 0.66
    default: 0.56
    }
}
