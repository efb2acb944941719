import Diagnostics
import Presenting
import Tables

/// Writes a printed table as a real one.
enum TableWriter {
    /// Rows that paper shows; a page shows all.
    private static let mostPrinted = 60
    /// Text longer than this is broken into lines.
    private static let longText = 48

    /// - Parameter about: what the table answers, for those who do not see it.
    static func html(_ table: PrintedTable, about: String) -> String {
        let widths = table.columns.indices.map { column in table.rows.reduce(cellWidth(table.columns[column].name)) { max($0, cellWidth($1[column])) } }
        // Names without rows show no side.
        let classes = zip(table.columns, widths).map { column, width in column.alignsRight && !table.rows.isEmpty ? "n" : width > longText ? "long" : "" }
        var html = "<table aria-label=\"\(HTML.escaped(about))\">\n<thead><tr>"
        for (column, name) in zip(table.columns, classes) { html += "<th scope=\"col\"\(attribute(name))>\(HTML.escaped(column.name))</th>" }
        html += "</tr></thead>\n<tbody>\n"
        for (row, cells) in table.rows.enumerated() {
            html += row < mostPrinted ? "<tr>" : "<tr class=\"rest\">"
            for (cell, name) in zip(cells, classes) {
                let isMissing = cell == missingSign
                html += "<td\(attribute(isMissing ? name.isEmpty ? "missing" : name + " missing" : name))>\(HTML.escaped(cell))</td>"
            }
            html += "</tr>\n"
        }
        html += "</tbody>\n</table>"
        let cells = widths.reduce(2 * widths.count) { $0 + min($1, longText) }
        html = HTML.scrolling(html, about: about, cells: cells)
        if table.rows.count > mostPrinted { html += "<p class=\"printed footer\">\(grouped(mostPrinted)) of \(grouped(table.rows.count)) rows are printed; the page holds all.</p>\n" }
        return html
    }

    private static func attribute(_ name: String) -> String { name.isEmpty ? "" : " class=\"\(name)\"" }
}

/// Writes an error, a warning or a note: its message, the place underlined as at the prompt, its help.
enum RemarkWriter {
    static func html(_ remark: Remark) -> String {
        var html = "<div class=\"remark \(remark.severity.rawValue)\" role=\"note\">\n"
        var excerpt: [String] = []
        func flush() {
            if !excerpt.isEmpty { html += "<pre>\(excerpt.joined(separator: "\n"))</pre>\n" }
            excerpt = []
        }
        for line in remark.lines {
            if line.hasPrefix("  ") {
                excerpt.append(shown(String(line.dropFirst(2))))
            } else {
                flush()
                html += message(line)
            }
        }
        flush()
        return html + "</div>\n"
    }

    private static func message(_ line: String) -> String {
        for severity in Remark.Severity.allCases where line.hasPrefix(severity.rawValue + ":") {
            let rest = line.dropFirst(severity.rawValue.count + 1)
            return "<p><strong>\(severity.rawValue):</strong>\(HTML.escaped(String(rest)))</p>\n"
        }
        return "<p>\(HTML.escaped(line))</p>\n"
    }

    /// A line of carets stands out from the line above it.
    private static func shown(_ line: String) -> String {
        let isUnderline = line.first { $0 != " " } == "^"
        return isUnderline ? "<b>\(HTML.escaped(line))</b>" : HTML.escaped(line)
    }
}
