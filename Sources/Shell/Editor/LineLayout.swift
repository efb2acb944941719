import Diagnostics

/// Where a statement's characters stand on the screen: rows that fit its width, and the cursor's place in them.
struct LineLayout: Equatable {
    /// Printable text, each no wider than the screen.
    private(set) var rows: [String] = [""]
    /// The columns each row takes.
    private(set) var widths: [Int] = [0]
    private(set) var cursorRow = 0
    private(set) var cursorColumn = 0

    private let width: Int

    /// - Parameters:
    ///   - prompt: stands before the first line, `continuation` before each further one.
    ///   - cursor: a count of Unicode scalars in `text`; within a character it shows at the character's start.
    ///   - width: the screen's columns.
    init(prompt: String, continuation: String, text: String, cursor: Int, width: Int) {
        self.width = max(2, width)
        place(visible(prompt))
        var passed = 0
        for character in text {
            let next = passed + character.unicodeScalars.count
            let holdsCursor = (passed..<next).contains(cursor)
            if character.isNewline, character == "\n" || character == "\r\n" {
                if holdsCursor { placeCursor() }
                addRow()
                place(visible(continuation))
            } else if character == "\t" {
                place("    ", holdsCursor: holdsCursor)
            } else {
                place(visible(String(character)), holdsCursor: holdsCursor)
            }
            passed = next
        }
        if cursor >= passed { placeCursor() }
    }

    private mutating func place(_ shown: String, holdsCursor: Bool = false) {
        var holdsCursor = holdsCursor
        for character in shown {
            let columns = cellWidth(character)
            if widths[widths.count - 1] + columns > width { addRow() }
            if holdsCursor { placeCursor() }
            holdsCursor = false
            rows[rows.count - 1].append(character)
            widths[widths.count - 1] += columns
        }
    }

    /// Puts the cursor behind what is placed; behind a full row that is the start of the next.
    private mutating func placeCursor() {
        if widths[widths.count - 1] >= width { addRow() }
        cursorRow = rows.count - 1
        cursorColumn = widths[widths.count - 1]
    }

    private mutating func addRow() {
        rows.append("")
        widths.append(0)
    }
}
