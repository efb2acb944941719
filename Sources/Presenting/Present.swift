import Diagnostics
import Engine
import Tables

/// The forms a result can take.
package enum OutputMode: String, Sendable, CaseIterable {
    /// As typed behind `set mode`; `record` shows a row as lines of name and value.
    case table, markdown, csv, tsv, json, jsonl, html, record

    /// True for the forms that another program reads: nothing but the data may stand in them.
    package var isData: Bool { self != .table && self != .record }
}

/// How a reply is to be shown, and where.
package struct PresentOptions: Sendable {
    /// The form that it takes.
    package var mode: OutputMode
    /// The cells of a terminal's line; nil where the output is no terminal: nothing is cut then. Under 20 counts
    /// as 20.
    package var width: Int?
    /// The rows that `table` and `record` show; nil for all. Data modes always hold all rows.
    package var rowLimit: Int?
    /// With a terminal's colours; data modes' output never has any.
    package var color: Bool
    /// How long the line took, where the user asked for it.
    package var timing: Duration?

    /// Whole and plain, as for no terminal, unless told otherwise.
    package init(
        mode: OutputMode = .table, width: Int? = nil, rowLimit: Int? = nil, color: Bool = false, timing: Duration? = nil
    ) {
        self.mode = mode
        self.width = width
        self.rowLimit = rowLimit
        self.color = color
        self.timing = timing
    }
}

/// What goes to standard output and what to standard error. Each part is empty or ends with a newline.
package struct Presented: Sendable, Equatable {
    /// For standard output.
    package var output: String
    /// For standard error.
    package var messages: String

    /// Each must be empty or end with a newline; nothing is checked.
    package init(output: String, messages: String) {
        self.output = output
        self.messages = messages
    }
}

/// A reply as text: headline, text, table or chart, footer, notes. In data modes the data alone is the output and
/// all else is messages.
///
/// - Parameters:
///   - source: the line that was answered; notes underline places in it.
///   - encode: writes a table in a data mode, closing newline included.
package func present(
    _ reply: Reply, source: Source, options: PresentOptions, encode: (Table, OutputMode) -> String
) -> Presented {
    let width = options.width.map { max($0, narrowest) }
    let headline = reply.headline.map { wrapped(visible($0), width: width) } ?? []
    let text = (reply.text.map(visibleLines) ?? []).enumerated().flatMap { index, line in
        line.isEmpty ? [line] : wrapped(line, width: index < reply.proseLines ? width ?? proseWidth : width, indent: line.prefix { $0 == " " }.count)
    }
    let notes = reply.notes.map { render($0, source: source, color: options.color, width: width) }.joined()

    if options.mode.isData {
        let closing = footerLines(reply.footer, options, width: width)
        guard let table = reply.table else {
            return Presented(output: joined(text), messages: joined(headline + closing) + notes)
        }
        let output = encode(table, options.mode)
        return Presented(output: output, messages: joined(headline + text + closing) + notes)
    }
    var body: [String] = []
    var footer: [String] = []
    if reply.text != nil {
        // It says in words what the table has in cells.
    } else if let chart = reply.chart, options.mode == .table {
        body = chartLines(chart, width: width, color: options.color)
    } else if let table = reply.table, options.mode == .record {
        let record = RecordText(table, width: width, rowLimit: options.rowLimit, color: options.color)
        (body, footer) = (record.lines, record.footer)
    } else if let table = reply.table, reply.isGlossary, let width {
        body = glossaryLines(table, width: width, color: options.color)
    } else if let table = reply.table {
        let plain = TableText(table, width: width, rowLimit: options.rowLimit, color: options.color)
        (body, footer) = (plain.lines, plain.footer)
    }
    // “0 of 400 rows” says more than “no rows”.
    if reply.footer.first?.hasPrefix("0 of ") == true { footer.removeAll { $0 == "no rows" } }
    var summary: [String] = []
    if let table = reply.summary {
        summary = TableText(table, width: width, rowLimit: options.rowLimit, color: options.color).lines
        if !body.isEmpty { summary.append("") }
    }
    let closing = footerLines(footer + reply.footer, options, width: width)
    return Presented(output: joined(headline + text + summary + body + closing) + notes, messages: "")
}

/// Narrower terminals are written to as if they had this many cells.
let narrowest = 20

/// The cells of a line of prose where the output has no width of its own.
private let proseWidth = 100

private func footerLines(_ items: [String], _ options: PresentOptions, width: Int?) -> [String] {
    // Two queries that leave out the same say so once.
    var said: Set<String> = []
    let all = items.filter { said.insert($0).inserted } + (options.timing.map { [durationText($0)] } ?? [])
    guard !all.isEmpty else { return [] }
    let text = all.map(visible).joined(separator: " · ")
    return wrapped(text, width: width).map { styled($0, .dim, color: options.color) }
}

/// Text of several lines, made visible line by line.
private func visibleLines(_ text: String) -> [String] {
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { visible(String($0)) }
    if lines.last == "" { lines.removeLast() }
    return lines
}

private func joined(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

/// `0.4 ms`, `12 ms`, `3.25 s`.
func durationText(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = Double(seconds) * 1000 + Double(attoseconds) / 1e15
    switch milliseconds {
    case 1000...: return NumberFormat(decimals: 2).text(milliseconds / 1000) + " s"
    case 10...: return NumberFormat(decimals: 0).text(milliseconds) + " ms"
    default: return NumberFormat(decimals: 1).text(milliseconds) + " ms"
    }
}
