import Diagnostics
import Tables

/// A table as plain columns two blanks apart under a line of names, and what of it is hidden.
struct TableText {
    /// Without a closing newline each.
    var lines: [String] = []
    /// Short phrases for the footer: `40 of 8,800 rows`, `2 columns hidden: a, b; see them with | select`, `no rows`.
    var footer: [String] = []

    /// - Parameters:
    ///   - width: the cells of a line; nil shows every column and every cell whole.
    ///   - rowLimit: the rows to show, from the first; nil shows all.
    init(_ table: Table, width: Int?, rowLimit: Int?, color: Bool) {
        let rows = 0..<min(table.rowCount, max(0, rowLimit ?? .max))
        footer = rowsFooter(table, shown: rows.count)
        guard !table.fields.isEmpty else { return }

        // What stands far right never shows, so a table of ten thousand columns costs no more than its screen.
        let most = width.map { $0 / 3 + 1 } ?? .max
        let formats = ColumnFormat.all(table, columns: most, rows: rows)
        var columns: [TextColumn] = []
        for (index, format) in formats.enumerated() {
            // The column that names the rows keeps a third of the line where it needs it, an answer what the first leaves.
            let isAnswer = index > 0 && table.fields[index].look?.isAnswer ?? false
            let floor = isAnswer ? (width ?? 0) - columns[0].least - 2 : index == table.key ?? 0 ? (width ?? 0) / 3 : 0
            // Names over numbers are whole where there is room for some: `points ahead`, `median growth`.
            let ofNumbers = (width ?? 0) < 72 ? 10 : 13
            columns.append(TextColumn(table.fields[index], format, rows: rows, floor: max(format.alignsRight ? ofNumbers : 10, floor)))
        }
        let widths = fittedWidths(columns, width: width)
        let shown = widths.indices.filter { widths[$0] > 0 }
        if shown.count < table.fields.count {
            footer.append(hiddenFooter(table.fields.indices.filter { !widths.indices.contains($0) || widths[$0] == 0 }.map { table.fields[$0].name }))
        }
        lines.reserveCapacity(rows.count + 1)
        let (shownColumns, shownWidths) = (shown.map { columns[$0] }, shown.map { widths[$0] })
        lines.append(styled(line(shownColumns, shownWidths) { $0.header }, .bold, color: color))
        for row in rows { lines.append(line(shownColumns, shownWidths, color: color) { $0.cells[row] }) }
    }

    private func line(
        _ columns: [TextColumn], _ widths: [Int], color: Bool = false, cell: (TextColumn) -> Cell
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
    return "\(plural(names.count, "column")) hidden: \(text); see \(names.count == 1 ? "it" : "them") with | select"
}

private struct TextColumn {
    let header: Cell
    let cells: [Cell]
    let alignsRight: Bool
    /// The width at which nothing is cut.
    let natural: Int
    /// The width below which a column is hidden rather than cut: numbers and dates always show whole.
    let least: Int

    /// It holds what was asked for, so other columns give way to it.
    let isAnswer: Bool

    /// - Parameter floor: the cells that a text, or the name over numbers, keeps when its column shrinks.
    init(_ field: Field, _ format: ColumnFormat, rows: Range<Int>, floor: Int) {
        header = Cell(field.name)
        cells = rows.map(format.cell)
        alignsRight = format.alignsRight
        isAnswer = field.look?.isAnswer ?? false
        let widest = cells.reduce(1) { max($0, $1.width) }
        natural = max(widest, header.width)
        least = min(natural, alignsRight ? max(widest, floor) : floor)
    }
}

/// The width of each column; 0 for one that is hidden. Columns at the right go first, but not the first column nor those that
/// answer; of the others the widest shrink, down to one common width or their least. The greatest common width is found by
/// bisection, and what then is left goes to the first columns, a cell each.
private func fittedWidths(_ columns: [TextColumn], width: Int?) -> [Int] {
    guard let width else { return columns.map(\.natural) }
    var widths = [Int](repeating: 0, count: columns.count)
    let shown = fitting(columns, width)
    guard shown.count > 0 else {
        if let first = columns.first { widths[0] = min(first.natural, max(1, width)) }
        return widths
    }

    let room = width - 2 * (shown.count - 1)
    func total(_ level: Int) -> Int { shown.reduce(0) { $0 + columns[$1].width(at: level) } }
    var (level, tooWide) = (0, width + 1)
    while tooWide - level > 1 {
        let middle = (level + tooWide) / 2
        if total(middle) <= room { level = middle } else { tooWide = middle }
    }
    var left = room - total(level)
    for index in shown {
        widths[index] = columns[index].width(at: level)
        guard left > 0, columns[index].width(at: level + 1) > widths[index] else { continue }
        left -= 1
        widths[index] += 1
    }
    return widths
}

/// The columns that are shown, in order.
private func fitting(_ columns: [TextColumn], _ width: Int) -> [Int] {
    let answers = columns.indices.dropFirst().filter { columns[$0].isAnswer }
    let others = columns.indices.dropFirst().filter { !columns[$0].isAnswer }
    var (shown, used) = ([Int](), -2)
    for index in columns.indices.prefix(1) + answers + others {
        used += columns[index].least + 2
        if used > width { break }
        shown.append(index)
    }
    return shown.sorted()
}

extension TextColumn {
    /// The column's width when none may be wider than `level` that can shrink.
    fileprivate func width(at level: Int) -> Int { max(least, min(natural, level)) }
}
