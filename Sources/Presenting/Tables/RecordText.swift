import Diagnostics
import Tables

/// A table as one `name  value` line per cell, rows apart by an empty line: for few rows of many columns.
/// Long values are wrapped, not cut. Columns' formats are those of the table, so that records compare.
struct RecordText {
    var lines: [String] = []
    var footer: [String] = []

    /// See `TableText`.
    init(_ table: Table, width: Int?, rowLimit: Int?, color: Bool) {
        let rows = 0..<min(table.rowCount, max(0, rowLimit ?? .max))
        footer = rowsFooter(table, shown: rows.count)
        let names = table.fields.map { visible($0.name) }
        let widest = names.reduce(0) { max($0, cellWidth($1)) }
        let nameWidth = max(1, min(widest, width.map { $0 / 2 - 1 } ?? .max))
        let valueWidth = width.map { max(2, $0 - nameWidth - 2) }
        let formats = ColumnFormat.all(table, rows: rows)
        for row in rows {
            if row > 0 { lines.append("") }
            for (name, format) in zip(names, formats) {
                let cell = format.cell(row)
                let shownName = fitted(name, to: nameWidth)
                let label = shownName + blanks(nameWidth - cellWidth(shownName)) + "  "
                for (index, part) in wrapped(cell.text, width: valueWidth).enumerated() {
                    let value = cell.isMissing ? styled(part, .dim, color: color) : part
                    lines.append(
                        index == 0 ? styled(label, .bold, color: color) + value : blanks(nameWidth + 2) + value)
                }
            }
        }
    }
}
