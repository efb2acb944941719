import Diagnostics
import Tables

/// A table as the text of one format, piece by piece.
struct TableText {
    let table: Table
    let format: ExportFormat
    let options: ExportOptions

    // MARK: Before and after the rows

    func appendHead(to sink: inout [UInt8]) {
        switch format {
        case .csv, .tsv:
            for (place, field) in table.fields.enumerated() {
                if place > 0 { sink.append(delimiter) }
                bytes(field.name) { appendDelimited($0, to: &sink) }
            }
            sink.append(0x0A)
        case .json: sink.append(contentsOf: "[".utf8)
        case .jsonl: break
        case .markdown:
            sink.append(0x7C)
            for field in table.fields {
                sink.append(0x20)
                bytes(field.name) { TextEscapes.markdown($0, to: &sink) }
                sink.append(contentsOf: " |".utf8)
            }
            sink.append(contentsOf: "\n|".utf8)
            for field in table.fields { sink.append(contentsOf: (field.column.type.isNumeric ? " ---: |" : " --- |").utf8) }
            sink.append(0x0A)
        case .html:
            sink.append(contentsOf: "<table>\n<thead>\n<tr>".utf8)
            for field in table.fields {
                sink.append(contentsOf: (field.column.type.isNumeric ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">").utf8)
                bytes(field.name) { TextEscapes.html($0, to: &sink) }
                sink.append(contentsOf: "</th>".utf8)
            }
            sink.append(contentsOf: "</tr>\n</thead>\n<tbody>\n".utf8)
        }
    }

    func appendTail(to sink: inout [UInt8]) {
        switch format {
        case .csv, .tsv, .jsonl, .markdown: break
        case .json: sink.append(contentsOf: (table.rowCount > 0 ? "\n]\n" : "]\n").utf8)
        case .html: sink.append(contentsOf: "</tbody>\n</table>\n".utf8)
        }
    }

    // MARK: Rows

    func appendRows(_ rows: Range<Int>, to sink: inout [UInt8]) {
        switch format {
        case .csv, .tsv: for row in rows { appendDelimitedRow(row, to: &sink) }
        case .json, .jsonl: appendObjects(rows, to: &sink)
        case .markdown: for row in rows { appendMarkdownRow(row, to: &sink) }
        case .html: for row in rows { appendHTMLRow(row, to: &sink) }
        }
    }

    private func appendDelimitedRow(_ row: Int, to sink: inout [UInt8]) {
        let start = sink.count
        for (place, field) in table.fields.enumerated() {
            if place > 0 { sink.append(delimiter) }
            appendCell(field.column, row, to: &sink) { text, sink in appendDelimited(text, to: &sink) }
        }
        // A blank line would be no row.
        if sink.count == start { sink += [0x22, 0x22] }
        sink.append(0x0A)
    }

    private func appendObjects(_ rows: Range<Int>, to sink: inout [UInt8]) {
        let keys = table.fields.enumerated().map { place, field in
            var key: [UInt8] = Array((place > 0 ? ", " : "{").utf8)
            bytes(field.name) { TextEscapes.json($0, to: &key) }
            return key + Array(": ".utf8)
        }
        for row in rows {
            if format == .json { sink.append(contentsOf: (row > 0 ? ",\n " : "\n ").utf8) }
            if keys.isEmpty { sink.append(0x7B) }
            for (field, key) in zip(table.fields, keys) {
                sink += key
                let start = sink.count
                let isString = field.column.type == .date
                if isString { sink.append(0x22) }
                appendCell(field.column, row, to: &sink) { text, sink in TextEscapes.json(text, to: &sink) }
                if isString, sink.count > start + 1 { sink.append(0x22) } else if isString { sink.removeLast() }
                if sink.count == start { sink.append(contentsOf: "null".utf8) }
            }
            sink.append(0x7D)
            if format == .jsonl { sink.append(0x0A) }
        }
    }

    private func appendMarkdownRow(_ row: Int, to sink: inout [UInt8]) {
        sink.append(0x7C)
        for field in table.fields {
            sink.append(0x20)
            appendReadable(field.column, row, to: &sink) { text, sink in TextEscapes.markdown(text, to: &sink) }
            sink.append(contentsOf: " |".utf8)
        }
        sink.append(0x0A)
    }

    private func appendHTMLRow(_ row: Int, to sink: inout [UInt8]) {
        sink.append(contentsOf: "<tr>".utf8)
        for field in table.fields {
            sink.append(contentsOf: (field.column.type.isNumeric ? "<td class=\"number\">" : "<td>").utf8)
            appendReadable(field.column, row, to: &sink) { text, sink in TextEscapes.html(text, to: &sink) }
            sink.append(contentsOf: "</td>".utf8)
        }
        sink.append(contentsOf: "</tr>\n".utf8)
    }

    // MARK: Cells

    /// A cell for people: as the caller writes it, or plain.
    private func appendReadable(
        _ column: Column, _ row: Int, to sink: inout [UInt8], text: (UnsafeBufferPointer<UInt8>, inout [UInt8]) -> Void
    ) {
        guard let cellText = options.cellText else { return appendCell(column, row, to: &sink, text: text) }
        bytes(cellText(column[row])) { text($0, &sink) }
    }

    /// A plain cell; nothing when it is missing. `text` writes texts.
    private func appendCell(
        _ column: Column, _ row: Int, to sink: inout [UInt8], text: (UnsafeBufferPointer<UInt8>, inout [UInt8]) -> Void
    ) {
        if let dictionary = column.dictionary {
            let code = column.code(row)
            if code != 0 { text(dictionary.utf8(code), &sink) }
            return
        }
        switch column[row] {
        case .missing: break
        case .text(let value): bytes(value) { text($0, &sink) }
        case .whole(let value): PlainNumber.append(value, to: &sink)
        case .decimal(let value), .percent(let value): PlainNumber.append(value, to: &sink)
        case .money(let money): PlainNumber.append(units: money.units, scale: money.scale, to: &sink)
        case .date(let day): appendDate(day, to: &sink)
        case .boolean(let truth): sink.append(contentsOf: (truth ? "true" : "false").utf8)
        }
    }

    private func appendDelimited(_ text: UnsafeBufferPointer<UInt8>, to sink: inout [UInt8]) {
        TextEscapes.delimited(text, delimiter: delimiter, guardsFormulas: options.guardsFormulas, to: &sink)
    }

    private var delimiter: UInt8 { format == .tsv ? 0x09 : 0x2C }

    private func bytes(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        var text = text
        text.withUTF8(body)
    }
}
