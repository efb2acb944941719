// How text takes room on a terminal. A terminal's cell is as wide as an ASCII letter.

/// The cells a text takes once it is `visible`: East Asian wide characters and emoji two, combining marks none.
/// An emoji sequence (family, flag, skin tone) counts as the one picture it is.
package func cellWidth(_ text: String) -> Int {
    var width = 0
    var isPlain = true
    for byte in text.utf8 {
        // Below U+0300 (lead byte 0xCC) every scalar that shows takes one cell.
        if byte >= 0xCC || byte < 0x20 || byte == 0x7F || byte == 0xC2 {
            isPlain = false
            break
        }
        if byte & 0xC0 != 0x80 { width += 1 }
    }
    return isPlain ? width : text.reduce(0) { $0 + cellWidth($1) }
}

/// The cells one character takes.
package func cellWidth(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    let sum = scalars.reduce(0) { $0 + cellWidth($1) }
    // A joined, coloured, flag or emoji-styled character is one picture of two cells.
    let isPicture =
        sum > 0
        && scalars.dropFirst().contains {
            switch $0.value {
            case 0xFE0F, 0x200D, 0x1F1E6...0x1F1FF, 0x1F3FB...0x1F3FF: true
            default: false
            }
        }
    return isPicture ? 2 : sum
}

private func cellWidth(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x20 || (0x7F..<0xA0).contains(value) { return 0 }
    if value < 0x300 { return value == 0xAD ? 0 : 1 }
    // The vowels and finals that join a Hangul syllable.
    if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
    if isWide(value) { return 2 }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .lineSeparator, .paragraphSeparator: return 0
    default: return properties.isEmojiPresentation ? 2 : 1
    }
}

private func isWide(_ value: UInt32) -> Bool {
    if value < 0x1100 { return false }
    return wideRanges.contains { $0.contains(value) }
}

/// The blocks of East Asian wide and fullwidth characters (Unicode's EastAsianWidth W and F), the emoji apart.
private let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x16FE3, 0x16FF0...0x18CFF, 0x18D00...0x18D08, 0x1AFF0...0x1B2FF, 0x1F200...0x1F202,
    0x1F210...0x1F23B, 0x1F240...0x1F248, 0x1F250...0x1F251, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
]
