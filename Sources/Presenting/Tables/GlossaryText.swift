import Diagnostics
import Tables

/// A table of names and what each of them is, under its line of names: what is too long for a line goes on below itself, and
/// stands below a name that is long itself.
func glossaryLines(_ table: Table, width: Int, color: Bool) -> [String] {
    let formats = ColumnFormat.all(table, columns: 2, rows: 0..<table.rowCount)
    guard formats.count == 2 else { return [] }
    let entries = (0..<table.rowCount).map { row in (name: formats[0].cell(row).text, note: formats[1].cell(row).text) }
    let header = (name: Cell(table.fields[0].name).text, note: Cell(table.fields[1].name).text)
    let widest = (entries + [header]).reduce(1) { max($0, cellWidth($1.name)) }
    let indent = min(widest, width / 3) + 2

    func lines(_ entry: (name: String, note: String)) -> [String] {
        let notes = wrapped(entry.note, width: max(1, width - indent)).map { blanks(indent) + $0 }
        if cellWidth(entry.name) > indent - 2 { return wrapped(entry.name, width: width, indent: 2) + notes }
        guard let first = notes.first else { return [entry.name] }
        return [entry.name + blanks(indent - cellWidth(entry.name)) + first.dropFirst(indent)] + notes.dropFirst()
    }
    return lines(header).map { styled($0, .bold, color: color) } + entries.flatMap(lines)
}
