import Diagnostics
import Presenting

/// Writes a cell as HTML: each command, and below it what it answers.
struct CellWriter {
    /// Lines of an answer that paper shows on one page with their command; more go on on the next.
    private static let mostTogether = 15

    private var html = ""

    /// - Parameter answers: one for each command.
    mutating func html(of cell: Cell, _ answers: [ShownAnswer]) -> String {
        html = "<div class=\"cell\"\(cell.id.map { " id=\"\(HTML.escaped($0))\"" } ?? "")>\n"
        for (command, answer) in zip(cell.commands, answers) {
            html += "<div class=\"step\(answer.lines.count > CellWriter.mostTogether ? " tall" : "")\">\n"
            write(command.text)
            let parts = AnswerParts(answer.lines, areTables: answer.areTables && answer.pictures.isEmpty)
            if !answer.lines.isEmpty {
                html += "<div class=\"answer\">\n"
                if answer.pictures.isEmpty { parts.parts.forEach { write($0, of: command) } } else { write(parts, drawn: answer.pictures, of: command) }
                html += "</div>\n"
            }
            html += "</div>\n"
        }
        return html + "</div>\n"
    }

    private mutating func write(_ command: String) {
        let lines = command.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
            "<span><i aria-hidden=\"true\">\(HTML.escaped(index == 0 ? Transcript.prompt : Transcript.continuation))</i>\(HTML.escapedLines(String(line)))\n</span>"
        }
        html += "<pre class=\"command\"><code>\(lines.joined())</code></pre>\n"
    }

    private mutating func write(_ part: AnswerParts.Part, of command: Command) {
        switch part {
        case .sentence(let text): html += "<p class=\"sentence\">\(HTML.escaped(text))</p>\n"
        case .footer(let text): html += "<p class=\"footer\">\(HTML.escaped(text))</p>\n"
        case .text(let lines): html += HTML.preformatted(lines, about: CellWriter.label(command))
        case .table(let table): html += TableWriter.html(table, about: CellWriter.label(command))
        case .remark(let remark): html += RemarkWriter.html(remark)
        }
    }

    /// Pictures in the place of the characters that draw the same, which can be opened below.
    private mutating func write(_ parts: AnswerParts, drawn pictures: [SafeSVG], of command: Command) {
        for picture in pictures { html += "<figure class=\"chart\">\n\(picture.text)\n</figure>\n" }
        var drawn: [String] = []
        for part in parts.parts {
            guard case .text(let lines) = part else {
                write(part, of: command)
                continue
            }
            let drawing = DrawnText(lines)
            drawn += drawing.lines
            // A picture says some of it itself.
            for line in drawing.footer where !pictures.contains(where: { $0.text.contains(">\(HTML.escaped(line))<") }) { write(.footer(line), of: command) }
        }
        if drawn.isEmpty { return }
        html += "<details><summary>The chart in characters</summary>\n\(HTML.preformatted(drawn, about: CellWriter.label(command)))</details>\n"
    }

    /// What an answer is called where it cannot be seen: its command.
    private static func label(_ command: Command) -> String {
        let line = command.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 120 ? line.prefix(120) + "…" : line
    }
}

/// A chart's lines in characters, and what is said below them that holds for its picture as well.
struct DrawnText {
    let lines: [String]
    let footer: [String]

    init(_ all: [String]) {
        let last = all.lastIndex(where: DrawnText.isDrawn) ?? all.endIndex - 1
        let end = all.indices.first { $0 > last && !all[$0].hasPrefix(" ") && !all[$0].hasPrefix("•") && !all[$0].contains("  ") } ?? all.endIndex
        lines = Array(all[..<end])
        var footer: [String] = []
        for line in all[end...] {
            // What a line chart says of its least, greatest and last value is broken where a terminal's line ends.
            if let before = footer.last, before.hasPrefix("first "), !before.hasSuffix(")"), !before.hasSuffix(" missing") {
                footer[footer.count - 1] = before + " " + line
            } else {
                footer.append(line)
            }
        }
        self.footer = footer
    }

    /// Bars and lines are drawn with blocks, boxes and Braille's dots.
    static func isDrawn(_ line: String) -> Bool {
        line.unicodeScalars.contains { (0x2500...0x259F).contains($0.value) || (0x2800...0x28FF).contains($0.value) }
    }
}
