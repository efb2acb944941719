// How text takes room on a terminal. A terminal's cell is as wide as an ASCII letter.

/// The cells a text takes once it is `visible`: 2 for East Asian wide characters and emoji, 0 for combining marks.
/// An emoji sequence (family, flag, skin tone) counts as the one picture it is.
package func cellWidth(_ text: String) -> Int {
    if isPlain(text) { return text.utf8.count }
    return text.reduce(0) { $0 + cellWidth($1) }
}

package func cellWidth(_ character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
        // The emoji variation selector makes a picture of a sign such as ❤ or a digit's keycap.
        if scalar.value == 0xFE0F, character.unicodeScalars.first?.properties.isEmoji == true { return 2 }
        let next = cellWidth(scalar)
        if next == 2 { return 2 }
        width += next
    }
    return width
}

private func cellWidth(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    // The vowels and final consonants of a Hangul syllable lie over its first consonant.
    if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
    // A flag is two regional indicators of one cell each.
    if (0x1F1E6...0x1F1FF).contains(value) { return 1 }
    if value >= 0x1100, wideRanges.contains(where: { $0.contains(value) }) { return 2 }
    return scalar.properties.isEmojiPresentation ? 2 : 1
}

/// The ranges of East Asian width W and F (Unicode Standard Annex #11) that are no emoji.
private let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
]

/// The text with every character that could command a terminal, or reorder what stands on it, replaced by a visible
/// sign: `␛` for escape, `␊` for a newline, `�` for a C1 control and for bidirectional embeddings and overrides.
package func visible(_ text: String) -> String {
    if isPlain(text) { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(visible(scalar)) }
    return String(result)
}

private func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
    case 0x7F: "\u{2421}"
    case 0x80...0x9F, 0x202A...0x202E, 0x2066...0x2069: "\u{FFFD}"
    case 0x2028, 0x2029: "\u{2424}"
    default: scalar
    }
}

/// Printable ASCII only: one byte, one cell, nothing to replace. Almost all text is.
private func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }

// MARK: - Fitting

/// A visible text cut to `width` cells (at least 1), with `…` for what was cut.
package func fitted(_ text: String, to width: Int) -> String {
    if cellWidth(text) <= width { return text }
    var used = 1
    var kept = ""
    for character in text {
        used += cellWidth(character)
        if used > width { break }
        kept.append(character)
    }
    return kept + "…"
}

/// A visible text broken at blanks into lines of at most `width` cells; later lines begin with `indent` blanks. A
/// word too long for a line is broken where the line ends. Nil width: one line.
package func wrapped(_ text: String, width: Int?, indent: Int = 0) -> [String] {
    guard let width, cellWidth(text) > width else { return [text] }
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    var used = 0
    func start() {
        lines.append(line)
        line = margin
        used = indent
    }
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
        let needed = cellWidth(String(word))
        let isFirst = used == (lines.isEmpty ? 0 : indent)
        if !isFirst, used + 1 + needed > width {
            start()
        } else if !isFirst {
            line.append(" ")
            used += 1
        }
        if used + needed <= width {
            line += word
            used += needed
            continue
        }
        for character in word {
            let next = cellWidth(character)
            if used + next > width { start() }
            line.append(character)
            used += next
        }
    }
    lines.append(line)
    return lines
}

package func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
