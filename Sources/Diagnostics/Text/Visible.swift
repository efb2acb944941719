/// The gate for all data on its way to the terminal: the text with every character that could drive or deceive
/// a terminal replaced by a visible one.
///
/// Control characters become their pictures (␛, ␀, ␡); C1 controls, direction overrides and characters that
/// cannot be seen become their code, `\u{202E}`. A joiner within an emoji stays.
package func visible(_ text: String) -> String {
    if text.utf8.allSatisfy(isHarmless) { return text }
    var result = ""
    result.reserveCapacity(text.utf8.count + 16)
    let scalars = text.unicodeScalars
    var before: Unicode.Scalar?
    var index = scalars.startIndex
    while index < scalars.endIndex {
        let scalar = scalars[index]
        index = scalars.index(after: index)
        let after = index < scalars.endIndex ? scalars[index] : nil
        if let shown = replacement(for: scalar, before: before, after: after) {
            result += shown
        } else {
            result.unicodeScalars.append(scalar)
        }
        before = scalar
    }
    return result
}

/// The same for data of several lines: line ends and tabs stay.
package func visibleData(_ text: String) -> String {
    text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.split(separator: "\t", omittingEmptySubsequences: false).map { visible(String($0)) }.joined(separator: "\t")
    }.joined(separator: "\n")
}

/// Whether a byte of UTF-8 can only belong to a harmless scalar: printed ASCII, or a lead byte of U+00C0 to
/// U+05FF with what follows it.
private func isHarmless(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20..<0x7F, 0x80..<0xC0, 0xC3...0xD7: true
    default: false
    }
}

/// What to show instead of a scalar, or nil where it may pass.
private func replacement(for scalar: Unicode.Scalar, before: Unicode.Scalar?, after: Unicode.Scalar?) -> String? {
    switch scalar.value {
    case 0..<0x20: return picture(scalar.value)
    case 0x7F: return "\u{2421}"
    case 0x80..<0xA0: return code(scalar)
    case 0..<0xAD: return nil
    case 0x200D: return joinsEmoji(before, after) ? nil : code(scalar)
    // Fillers that show as nothing, and invisible marks that Unicode counts as letters.
    case 0x115F, 0x1160, 0x3164, 0xFFA0, 0x034F, 0x17B4, 0x17B5: return code(scalar)
    // What Unicode says is no character, and XML has no place for.
    case 0xFDD0...0xFDEF: return code(scalar)
    case let value where value & 0xFFFE == 0xFFFE: return code(scalar)
    default:
        switch scalar.properties.generalCategory {
        case .format: return isShownFormat(scalar.value) ? nil : code(scalar)
        case .lineSeparator, .paragraphSeparator, .control, .surrogate: return code(scalar)
        default: return nil
        }
    }
}

private func picture(_ control: UInt32) -> String {
    Unicode.Scalar(0x2400 + control).map { String(Character($0)) } ?? ""
}

private func code(_ scalar: Unicode.Scalar) -> String {
    "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
}

private func joinsEmoji(_ before: Unicode.Scalar?, _ after: Unicode.Scalar?) -> Bool {
    guard let before, let after else { return false }
    let follows = before.value == 0xFE0F || isEmoji(before)
    return follows && isEmoji(after)
}

private func isEmoji(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value > 0xFF && scalar.properties.isEmoji
}

/// The format characters that are seen: the number signs that embrace digits in Arabic, Syriac and Kaithi.
private func isShownFormat(_ value: UInt32) -> Bool {
    switch value {
    case 0x0600...0x0605, 0x06DD, 0x070F, 0x0890...0x0891, 0x08E2, 0x110BD, 0x110CD: true
    default: false
    }
}
