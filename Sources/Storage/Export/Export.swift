import Diagnostics
import Synchronization
import Tables

/// The forms a table can leave in.
package enum ExportFormat: String, Sendable, CaseIterable {
    /// RFC 4180 with LF.
    case csv
    /// Tabs between cells, quoted as CSV is.
    case tsv
    /// An array of objects.
    case json
    /// An object a line.
    case jsonl
    /// A table of GitHub's Markdown.
    case markdown
    /// A `table` element, for a page around it.
    case html

    /// The format that a path's ending names.
    package init?(path: String) {
        let name = folderAndName(path).name.lowercased()
        guard let dot = name.lastIndex(of: ".") else { return nil }
        switch name[name.index(after: dot)...] {
        case "csv": self = .csv
        case "tsv", "tab": self = .tsv
        case "json": self = .json
        case "jsonl", "ndjson": self = .jsonl
        case "md", "markdown": self = .markdown
        case "html", "htm": self = .html
        default: return nil
        }
    }
}

/// How cells are written.
package struct ExportOptions: Sendable {
    /// Texts that a spreadsheet would run as a formula (they begin with `=`, `+`, `-`, `@`, tab or CR) get a `'` in
    /// front in CSV and TSV. Numbers are left alone. Such texts do not come back the same from an import; switch it off
    /// for files that programs read.
    package var guardsFormulas: Bool
    /// How Markdown and HTML write a cell; plain digits when nil. Must give the empty text for a missing cell.
    package var cellText: (@Sendable (Value) -> String)?

    /// By default for a person who opens the file in a spreadsheet.
    package init(guardsFormulas: Bool = true, cellText: (@Sendable (Value) -> String)? = nil) {
        self.guardsFormulas = guardsFormulas
        self.cellText = cellText
    }
}

/// What an export wrote.
package struct Exported: Sendable, Equatable {
    /// Rows of data, the head not counted.
    package var rows: Int
    /// The file's size.
    package var bytes: Int
}

/// Writes a table to a file, whole or not at all.
///
/// Data formats write a missing cell as nothing (JSON: `null`), numbers as plain digits that read back as the same
/// double, money with all decimals of its column, percent as the share (0.2), dates as 2026-03-31, booleans as `true`
/// and `false`.
///
/// - Parameter format: nil to take it from the path's ending.
/// - Throws: `unknown-format`, `cancelled`, and what `AtomicFile` throws.
package func export(
    _ table: Table, to path: String, as format: ExportFormat? = nil, options: ExportOptions = ExportOptions()
) throws(Diagnostic) -> Exported {
    guard let format = format ?? ExportFormat(path: path) else {
        throw Diagnostic(
            "unknown-format", "The ending of '\(path)' names no format.",
            help: "End it with .csv, .tsv, .json, .jsonl, .md or .html, or name the format.")
    }
    let file = try AtomicFile(path: path)
    try emit(TableText(table: table, format: format, options: options)) { (piece) throws(Diagnostic) in try file.write(piece) }
    try file.commit()
    return Exported(rows: table.rowCount, bytes: file.byteCount)
}

/// A table as the text of a format, in memory. Errors: `cancelled`.
package func render(
    _ table: Table, as format: ExportFormat, options: ExportOptions = ExportOptions()
) throws(Diagnostic) -> [UInt8] {
    var all: [UInt8] = []
    try emit(TableText(table: table, format: format, options: options)) { (piece) throws(Diagnostic) in all += piece }
    return all
}

/// Hands the text on in order, while blocks of rows are written side by side.
private func emit(_ text: TableText, to take: ([UInt8]) throws(Diagnostic) -> Void) throws(Diagnostic) {
    var head: [UInt8] = []
    text.appendHead(to: &head)
    try take(head)
    let block = 8192
    let group = 16
    var row = 0
    while row < text.table.rowCount {
        try Cancellation.check()
        let start = row
        let blocks = min(group, (text.table.rowCount - start + block - 1) / block)
        let pieces = Mutex([[UInt8]](repeating: [], count: blocks))
        @Sendable func write(_ index: Int) {
            var piece: [UInt8] = []
            let first = start + index * block
            text.appendRows(first..<min(text.table.rowCount, first + block), to: &piece)
            let done = piece
            pieces.withLock { $0[index] = done }
        }
        if blocks == 1 { write(0) } else { try parallelTasks(blocks) { (index) throws(Diagnostic) in write(index) } }
        for piece in pieces.withLock({ $0 }) { try take(piece) }
        row = start + blocks * block
    }
    var tail: [UInt8] = []
    text.appendTail(to: &tail)
    try take(tail)
}
