import Diagnostics

/// A diagnostic as text, its place in the source underlined:
///
///     error: No column of accounts is called 'revenu'.
///       accounts | where revenu > 5
///                        ^^^^^^ not a column
///     help: Did you mean revenue?
///
/// A source with a name puts `NAME:LINE:COLUMN: ` before the first line, in the way of GNU tools. Every line ends
/// with a newline. Messages are wrapped at `width` cells (nil: not); a long source line is shown around its place.
package func render(_ diagnostic: Diagnostic, source: Source, color: Bool, width: Int?) -> String {
    let width = width.map { max($0, narrowest) }
    let style: Style =
        switch diagnostic.severity {
        case .error: .boldRed
        case .warning: .boldYellow
        case .note: .boldCyan
        }
    let excerpt = diagnostic.span.flatMap { Excerpt($0, in: source, width: (width ?? 120) - 2) }
    var lines = sentence(
        place(of: excerpt, in: source), diagnostic.severity.rawValue, diagnostic.message, style, color: color,
        width: width)
    if let excerpt {
        lines.append("  " + excerpt.text)
        lines += excerpt.underline(label: diagnostic.label.map(visible), style, color: color, width: width)
    }
    for note in diagnostic.notes { lines += sentence("", "note", note, .boldCyan, color: color, width: width) }
    if let help = diagnostic.help { lines += sentence("", "help", help, .boldGreen, color: color, width: width) }
    return lines.map { $0 + "\n" }.joined()
}

private func place(of excerpt: Excerpt?, in source: Source) -> String {
    if source.name.isEmpty { return "" }
    guard let excerpt else { return visible(source.name) + ": " }
    let (line, column) = source.position(of: excerpt.offset)
    return visible(source.name) + ":\(line):\(column): "
}

private func sentence(
    _ place: String, _ word: String, _ message: String, _ style: Style, color: Bool, width: Int?
) -> [String] {
    let head = place + word + ":"
    var lines = wrapped(head + " " + visible(message), width: width, indent: 2)
    if let first = lines.first, first.hasPrefix(head) {
        lines[0] = place + styled(word + ":", style, color: color) + first.dropFirst(head.count)
    }
    return lines
}

/// The part of a source line around a span, as it can be shown.
private struct Excerpt {
    /// The visible line, or the part of it around the span.
    let text: String
    /// Cells before the span, and of the span (at least 1).
    let before: Int
    let length: Int
    /// The UTF-8 offset of the span's start.
    let offset: Int

    /// Nil when the source is empty. A span outside the source is moved into it; only its first line counts.
    init?(_ span: Span, in source: Source, width: Int) {
        let text = source.text.utf8
        if text.isEmpty { return nil }
        var place = min(max(0, span.start), text.count)
        // What is missing at the end is missing after the last word, not on an empty line.
        if place == text.count { place -= text.reversed().prefix(while: isLineBreak).count }
        let line = source.line(at: place)
        // Places from here on are places in the line.
        let bytes = Array(text.dropFirst(line.start).prefix(line.end - line.start))
        var start = place - line.start
        while start > 0, start < bytes.count, isContinuation(bytes[start]) { start -= 1 }
        var lineEnd = bytes.count
        if lineEnd > start, bytes[lineEnd - 1] == carriageReturn { lineEnd -= 1 }
        var end = min(max(start, span.end - line.start), lineEnd)
        while end < lineEnd, isContinuation(bytes[end]) { end += 1 }

        // No line of the screen holds more than these bytes, so a line of a megabyte is not looked at whole.
        let reach = width * 16
        let left = Run(bytes[max(0, start - reach)..<start], isCut: start > reach)
        let middle = Run(bytes[start..<min(end, start + reach)], isCut: end > start + reach)
        let right = Run(bytes[end..<min(lineEnd, end + reach)], isCut: lineEnd > end + reach)

        let shownMiddle = middle.first(width - 2)
        let room = width - max(1, shownMiddle.width)
        let leftRoom = max(room / 2, room - right.width)
        let shownLeft = left.last(leftRoom)
        let shownRight = right.first(shownMiddle.isCut ? 0 : room - shownLeft.width)
        var joined = shownLeft.text + shownMiddle.text + shownRight.text
        // Characters that a span parted may join again, and then be wider than their parts.
        while cellWidth(joined) > width, !joined.isEmpty { joined.removeLast() }
        self.text = joined
        before = shownLeft.width
        length = max(1, shownMiddle.width)
        offset = line.start + start
    }

    /// The carets and the label beside them, or below where they have no room.
    func underline(label: String?, _ style: Style, color: Bool, width: Int?) -> [String] {
        let carets = String(repeating: "^", count: length)
        let margin = blanks(before + 2)
        guard let label, !label.isEmpty else { return [margin + styled(carets, style, color: color)] }
        if before + length + 3 + cellWidth(label) <= width ?? .max {
            return [margin + styled(carets + " " + label, style, color: color)]
        }
        let below = wrapped("  " + label, width: width, indent: 2)
        return [margin + styled(carets, style, color: color)] + below.map { styled($0, style, color: color) }
    }
}

/// Visible characters in a row, perhaps cut off.
private struct Run {
    var characters: [Character]
    var width: Int
    var isCut: Bool

    init(_ bytes: ArraySlice<UInt8>, isCut: Bool) {
        // A tab is shown as four blanks.
        let text = String(decoding: bytes, as: UTF8.self).split(separator: "\t", omittingEmptySubsequences: false)
        characters = Array(visible(text.joined(separator: "    ")))
        width = characters.reduce(0) { $0 + cellWidth($1) }
        self.isCut = isCut
    }

    var text: String { String(characters) }

    /// The beginning that fits `room` cells, `…` in the last one when anything is left out.
    func first(_ room: Int) -> Run { kept(characters, room) { $0 + ["…"] } }

    /// The end that fits `room` cells, `…` in the first one when anything is left out.
    func last(_ room: Int) -> Run { kept(characters.reversed(), room) { ["…"] + $0.reversed() } }

    private func kept(_ ordered: [Character], _ room: Int, with mark: ([Character]) -> [Character]) -> Run {
        var run = self
        if !isCut, width <= room { return run }
        run.isCut = true
        (run.characters, run.width) = ([], 0)
        if room < 1 { return run }
        run.width = 1
        for character in ordered {
            let next = cellWidth(character)
            if run.width + next > room { break }
            run.characters.append(character)
            run.width += next
        }
        run.characters = mark(run.characters)
        return run
    }
}

private let carriageReturn = UInt8(ascii: "\r")
private func isLineBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == carriageReturn }
private func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
