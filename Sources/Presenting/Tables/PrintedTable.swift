import Diagnostics
import Tables

/// A table read back from its printed lines, as they stand in a notebook: names above columns two blanks apart.
///
/// What is read is laid out again and compared; where the bytes differ there is no table. So a table is never taken for
/// another one, and text that only looks like a table is left alone.
package struct PrintedTable: Sendable, Equatable {
    /// A column as its head shows it.
    package struct Column: Sendable, Equatable {
        /// As printed.
        package let name: String
        /// Numbers and dates stand right, text left.
        package let alignsRight: Bool
    }

    /// From left to right.
    package let columns: [Column]
    /// The cells of each row as printed.
    package let rows: [[String]]
    /// The lines of the answer that it takes, the names' line first.
    package let lines: Range<Int>

    /// The tables of an answer, which stand a blank line apart: a summary, and the rows below it. None where anything
    /// between blank lines is something else.
    package static func all(in answer: [String]) -> [PrintedTable] {
        let end = remarks(of: answer)
        var tables: [PrintedTable] = []
        for block in answer[..<end].split(separator: "", omittingEmptySubsequences: false) {
            guard let table = PrintedTable(Array(block)) else { return [] }
            tables.append(table.moved(by: block.startIndex))
        }
        return tables
    }

    private func moved(by places: Int) -> PrintedTable { PrintedTable(columns: columns, rows: rows, lines: lines.lowerBound + places..<lines.upperBound + places) }

    private init(columns: [Column], rows: [[String]], lines: Range<Int>) {
        self.columns = columns
        self.rows = rows
        self.lines = lines
    }

    /// Where errors, warnings and notes begin.
    private static func remarks(of answer: [String]) -> Int {
        answer.firstIndex { line in ["error: ", "warning: ", "note: "].contains(where: line.hasPrefix) } ?? answer.count
    }

    /// The table within an answer: below its headline, above its footer and notes. Nil where there is none.
    package init?(_ answer: [String]) {
        let end = PrintedTable.remarks(of: answer)
        guard end > 1 else { return nil }
        let hasFooter = PrintedTable.isFooter(answer[end - 1])
        let ends = hasFooter ? [end - 1] : [end, end - 1]
        // A headline is one line; two leave room for what else a verb may say.
        for start in 0..<min(3, end) {
            for end in ends where end > start {
                guard let found = PrintedTable(answer, start..<end), found.isPlain(hasFooter) else { continue }
                self = found
                return
            }
        }
        return nil
    }

    /// One column of text might be any text, and a line of names alone any line: only a footer makes them a table.
    private func isPlain(_ hasFooter: Bool) -> Bool {
        if hasFooter { return true }
        return !rows.isEmpty && (columns.count > 1 || columns[0].alignsRight)
    }

    /// `5 of 400 rows · …`, `no rows`.
    private static func isFooter(_ line: String) -> Bool {
        let first = line.prefix { $0 != "·" }.split(separator: " ")
        if first == ["no", "rows"] { return true }
        return first.count == 4 && first[1] == "of" && (first[3] == "rows" || first[3] == "row") && [first[0], first[2]].allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ",") } }
    }

    // MARK: Lines to cells

    private init?(_ answer: [String], _ range: Range<Int>) {
        let grid = range.map { PrintedLine(answer[$0]) }
        let extents = PrintedTable.extents(of: grid)
        guard !extents.isEmpty else { return nil }
        let cells = grid.map { line in extents.map { line.cell($0) } }
        guard cells.allSatisfy({ $0.allSatisfy { !$0.text.isEmpty } }) else { return nil }
        var columns: [Column] = []
        for (index, extent) in extents.enumerated() {
            let column = cells.map { $0[index] }
            let isLeft = column.allSatisfy { $0.start == extent.lowerBound }
            let isRight = column.allSatisfy { $0.end == extent.upperBound }
            guard isLeft || isRight else { return nil }
            // Where all cells are as wide as the column, what stands in them decides.
            let alignsRight = isRight && (!isLeft || column.dropFirst().allSatisfy { PrintedTable.isFigure($0.text) })
            columns.append(Column(name: column[0].text, alignsRight: alignsRight))
        }
        self.columns = columns
        rows = cells.dropFirst().map { $0.map(\.text) }
        lines = range
        guard zip(laidOut(), answer[range]).allSatisfy({ $0.utf8.elementsEqual($1.utf8) }) else { return nil }
    }

    /// Where the columns stand: between the places, two or more wide, that are blank in every line. A cell is never
    /// empty, so what has no name or no cell belongs to the column before.
    private static func extents(of grid: [PrintedLine]) -> [Range<Int>] {
        let width = grid.map(\.width).max() ?? 0
        var isBlank = [Bool](repeating: true, count: width)
        for line in grid { line.markWords(in: &isBlank) }
        var found: [Range<Int>] = []
        var at = 0
        while at < width {
            if isBlank[at] {
                at += 1
                continue
            }
            var end = at + 1
            while end < width, !isBlank[end] || (end + 1 < width && !isBlank[end + 1]) { end += 1 }
            let extent = at..<end
            let isPart = grid[0].cell(extent).text.isEmpty || (grid.count > 1 && grid.dropFirst().allSatisfy { $0.cell(extent).text.isEmpty })
            if isPart, let before = found.popLast() { found.append(before.lowerBound..<end) } else { found.append(extent) }
            at = end
        }
        return found
    }

    private static func isFigure(_ text: String) -> Bool {
        text == missingSign || text.unicodeScalars.contains { (48...57).contains($0.value) } && !text.unicodeScalars.contains { $0.properties.isAlphabetic }
    }

    // MARK: Cells to lines

    private func laidOut() -> [String] {
        let lines = [columns.map(\.name)] + rows
        let widths = columns.indices.map { column in lines.reduce(0) { max($0, cellWidth($1[column])) } }
        return lines.map { cells in
            var line = ""
            for (index, cell) in cells.enumerated() {
                let padding = blanks(widths[index] - cellWidth(cell))
                line += index > 0 ? "  " : ""
                line += columns[index].alignsRight ? padding + cell : index == cells.count - 1 ? cell : cell + padding
            }
            return line
        }
    }
}

/// A line with the terminal cell that each of its characters begins at.
private struct PrintedLine {
    private let characters: [Character]
    private let starts: [Int]
    let width: Int

    init(_ text: String) {
        characters = Array(text)
        var starts: [Int] = []
        starts.reserveCapacity(characters.count)
        var at = 0
        for character in characters {
            starts.append(at)
            at += cellWidth(character)
        }
        self.starts = starts
        width = at
    }

    func markWords(in isBlank: inout [Bool]) {
        for (index, start) in starts.enumerated() where characters[index] != " " {
            for at in start..<max(start, index + 1 < starts.count ? starts[index + 1] : width) { isBlank[at] = false }
        }
    }

    /// What stands between two places, without the blanks around it, and where it does.
    func cell(_ extent: Range<Int>) -> (text: String, start: Int, end: Int) {
        var first = index(at: extent.lowerBound)
        var end = index(at: extent.upperBound)
        while first < end, characters[first] == " " { first += 1 }
        while first < end, characters[end - 1] == " " { end -= 1 }
        func place(_ index: Int) -> Int { index < starts.count ? starts[index] : width }
        return (String(characters[first..<end]), place(first), place(end))
    }

    /// The first character that begins at a place or behind it.
    private func index(at place: Int) -> Int {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
