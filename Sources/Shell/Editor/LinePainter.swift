import Diagnostics

/// Draws a layout over what it drew before, with the cursor movements every terminal knows.
///
/// It remembers only what is on the screen; each function gives the text to send.
struct LinePainter {
    /// The columns of each row now on the screen, from the first of ours.
    private var shown: [Int] = []
    /// The cursor's row among them.
    private var cursorRow = 0
    private var cursorColumn = 0
    /// The first row of the layout that is shown, where it is taller than the screen.
    private var firstRow = 0

    /// Forgets what is on the screen: the next paint begins on the cursor's row.
    mutating func forget() {
        shown = []
        cursorRow = 0
        cursorColumn = 0
        firstRow = 0
    }

    /// The rows that a screen of a height can show of a layout, so that the cursor is among them.
    private mutating func visibleRows(_ layout: LineLayout, height: Int) -> Range<Int> {
        if layout.rows.count <= height { firstRow = 0 }
        firstRow = min(firstRow, layout.cursorRow, max(0, layout.rows.count - height))
        firstRow = max(firstRow, layout.cursorRow - height + 1)
        return firstRow..<min(layout.rows.count, firstRow + height)
    }

    /// Draws the line, and further rows (each narrower than the screen) under it as far as there is room.
    mutating func paint(_ layout: LineLayout, below: [String] = [], height: Int) -> String {
        let erase = eraseText
        let visible = visibleRows(layout, height: max(1, height))
        let listed = below.prefix(max(0, height - visible.count))
        let rows = Array(layout.rows[visible]) + listed
        shown = Array(layout.widths[visible]) + listed.map(cellWidth)
        cursorRow = layout.cursorRow - visible.lowerBound
        cursorColumn = layout.cursorColumn
        var text = Self.beginUpdate + erase + rows.joined(separator: "\r\n")
        let up = rows.count - 1 - cursorRow
        if up > 0 { text += "\u{1B}[\(up)A" }
        text += "\r"
        if layout.cursorColumn > 0 { text += "\u{1B}[\(layout.cursorColumn)C" }
        return text + Self.endUpdate
    }

    /// Draws the whole line for the last time, however tall, and goes to the row under it.
    mutating func finish(_ layout: LineLayout, suffix: String = "") -> String {
        let text =
            Self.beginUpdate + eraseText + layout.rows.joined(separator: "\r\n") + suffix + "\r\n" + Self.endUpdate
        forget()
        return text
    }

    /// Takes note that the terminal is now so many columns wide and has broken its rows anew, as most do.
    mutating func resized(to width: Int) {
        let width = max(1, width)
        func broken(_ columns: Int) -> Int { max(1, (columns + width - 1) / width) }
        cursorRow = shown.prefix(cursorRow).reduce(0) { $0 + broken($1) } + cursorColumn / width
    }

    /// Goes to the first of our rows and clears from there.
    private var eraseText: String { (cursorRow > 0 ? "\u{1B}[\(cursorRow)A" : "") + "\r\u{1B}[J" }

    /// Terminals that know it show all of an update at once; the others ignore it.
    private static let beginUpdate = "\u{1B}[?2026h"
    private static let endUpdate = "\u{1B}[?2026l"
}
