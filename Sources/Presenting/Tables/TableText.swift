import Diagnostics
import Tables

/// A table as plain columns two blanks apart under a line of names, and what of it is hidden.
struct TableText {
    /// Without a closing newline each.
    var lines: [String] = []
    /// Short phrases for the footer: `40 of 8,800 rows`, `2 columns hidden: a, b`, `no rows`.
    var footer: [String] = []

    /// - Parameters:
    ///   - width: the cells of a line; nil shows every column and every cell whole.
    ///   - rowLimit: the rows to show, from the first; nil shows all.
    init(_ table: Table, width: Int?, rowLimit: Int?, color: Bool) {
        let rows = 0..<min(table.rowCount, max(0, rowLimit ?? .max))
        footer = rowsFooter(table, shown: rows.count)
        guard !table.fields.isEmpty else { return }

        // What stands far right never shows, so a table of ten thousand columns costs no more than its screen.
        let formats = ColumnFormat.all(table, columns: width.map { $0 / 3 + 1 } ?? .max, rows: rows)
        let columns = formats.enumerated().map { index, format in
            // The column that names the rows keeps a third of the line where it needs it.
            let floor = index == table.key ?? 0 ? max(10, (width ?? 0) / 3) : 10
            return TextColumn(table.fields[index].name, format, rows: rows, floor: floor)
        }
        let widths = fittedWidths(columns, width: width)
        let shown = columns.prefix(widths.count)
        if shown.count < table.fields.count {
            footer.append(hiddenFooter(table.fields.dropFirst(shown.count).map(\.name)))
        }
        lines.reserveCapacity(rows.count + 1)
        lines.append(styled(line(shown, widths) { $0.header }, .bold, color: color))
        for row in rows { lines.append(line(shown, widths, color: color) { $0.cells[row] }) }
    }

    private func line(
        _ columns: ArraySlice<TextColumn>, _ widths: [Int], color: Bool = false, cell: (TextColumn) -> Cell
    ) -> String {
        var line = ""
        for (index, column) in columns.enumerated() {
            if index > 0 { line += "  " }
            var cell = cell(column)
            if cell.width > widths[index] {
                cell.text = fitted(cell.text, to: widths[index])
                cell.width = cellWidth(cell.text)
            }
            let padding = blanks(widths[index] - cell.width)
            let text = cell.isMissing ? styled(cell.text, .dim, color: color) : cell.text
            if column.alignsRight {
                line += padding + text
            } else {
                line += index == columns.count - 1 ? text : text + padding
            }
        }
        return line
    }
}

/// What of the table's rows is shown, for any layout.
func rowsFooter(_ table: Table, shown: Int) -> [String] {
    var footer: [String] = []
    if table.rowCount == 0 {
        footer.append("no rows")
    } else if table.fields.isEmpty {
        footer.append(plural(table.rowCount, "row"))
    } else if shown < table.rowCount {
        footer.append("\(grouped(shown)) of \(plural(table.rowCount, "row"))")
    }
    if table.fields.isEmpty { footer.append("no columns") }
    return footer
}

private func hiddenFooter(_ names: [String]) -> String {
    let listed = 8
    var text = names.prefix(listed).map { fitted(visible($0), to: 40) }.joined(separator: ", ")
    if names.count > listed { text += " and \(grouped(names.count - listed)) more" }
    return plural(names.count, "column") + " hidden: " + text
}

private struct TextColumn {
    let header: Cell
    let cells: [Cell]
    let alignsRight: Bool
    /// The width at which nothing is cut.
    let natural: Int
    /// The width below which a column is hidden rather than cut: numbers and dates always show whole.
    let least: Int

    /// - Parameter floor: the cells that a text, or the name over numbers, keeps when its column shrinks.
    init(_ name: String, _ format: ColumnFormat, rows: Range<Int>, floor: Int) {
        header = Cell(name)
        cells = rows.map(format.cell)
        alignsRight = format.alignsRight
        let widest = cells.reduce(1) { max($0, $1.width) }
        natural = max(widest, header.width)
        least = min(natural, alignsRight ? max(widest, floor) : floor)
    }
}

/// The width of each column that is shown. The widest columns shrink first, down to one common width or their
/// least; where that is not enough, columns at the right go. The greatest common width is found by bisection, and
/// what then is left goes to the first columns, a cell each.
private func fittedWidths(_ columns: [TextColumn], width: Int?) -> [Int] {
    guard let width else { return columns.map(\.natural) }
    var count = 0
    var used = -2
    for column in columns {
        used += column.least + 2
        if used > width { break }
        count += 1
    }
    guard count > 0 else { return [min(columns[0].natural, max(1, width))] }

    let shown = columns.prefix(count)
    let room = width - 2 * (count - 1)
    func total(_ level: Int) -> Int { shown.reduce(0) { $0 + $1.width(at: level) } }
    var (level, tooWide) = (0, width + 1)
    while tooWide - level > 1 {
        let middle = (level + tooWide) / 2
        if total(middle) <= room { level = middle } else { tooWide = middle }
    }
    var left = room - total(level)
    return shown.map { column in
        let fitting = column.width(at: level)
        guard left > 0, column.width(at: level + 1) > fitting else { return fitting }
        left -= 1
        return fitting + 1
    }
}

extension TextColumn {
    /// The column's width when none may be wider than `level` that can shrink.
    fileprivate func width(at level: Int) -> Int { max(least, min(natural, level)) }
}
