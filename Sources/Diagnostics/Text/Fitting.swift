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

/// A visible text broken at blanks into lines of at most `width` cells; the first keeps the blanks it begins with,
/// later ones begin with `indent`. A word too long for a line is broken where the line ends. Nil width: one line.
package func wrapped(_ text: String, width: Int?, indent: Int = 0) -> [String] {
    guard let width, cellWidth(text) > width else { return [text] }
    let margin = String(repeating: " ", count: indent)
    let opening = min(text.prefix { $0 == " " }.count, width - 1)
    var lines: [String] = []
    var line = String(repeating: " ", count: opening)
    var used = opening
    func start() {
        lines.append(line)
        line = margin
        used = indent
    }
    for word in text.drop(while: { $0 == " " }).split(separator: " ", omittingEmptySubsequences: false) {
        let needed = cellWidth(String(word))
        let isFirst = used == (lines.isEmpty ? opening : indent)
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

/// So many blanks; none for a count below 0.
package func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
