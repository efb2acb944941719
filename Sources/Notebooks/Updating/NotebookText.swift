import Diagnostics

/// A notebook's text with some of its answers and its stamp replaced; every other byte stays.
struct NotebookText {
    private let notebook: Notebook
    private let bytes: [UInt8]
    private var edits: [(span: Span, text: String)] = []

    init(_ notebook: Notebook) {
        self.notebook = notebook
        bytes = Array(notebook.source.text.utf8)
    }

    /// - Parameter lines: as they stand in a cell.
    mutating func replace(_ command: Command, by lines: [String]) {
        let end = lineEnd(before: command.span.start)
        edits.append((command.span, lines.map { $0 + end }.joined()))
    }

    /// Makes a cell's fence longer than any that its new lines hold.
    mutating func lengthenFence(of cell: Cell, around lines: [String]) {
        guard let fence = Fence(cell.fence[...]) else { return }
        let closing = lines.filter { fence.isClosed(by: $0[...]) }.map { $0.drop { $0 == " " }.prefix { $0 == fence.character }.count }
        guard let longest = closing.max() else { return }
        let more = String(repeating: fence.character, count: longest + 1 - fence.length)
        let opening = cell.span.start + cell.fence.utf8.count
        edits.append((Span(opening, opening), more))
        let close = closingFence(of: cell)
        edits.append((Span(close, close), more))
    }

    /// The whole text with a stamp.
    func text(stamp: Stamp) -> String {
        var edits = edits
        let end = lineEnd(before: bytes.firstIndex(of: newline).map { $0 + 1 } ?? 0)
        let text = stamp.text.replacing("\n", with: end)
        if let old = notebook.stamp {
            edits.append((old.span, text))
        } else {
            let gap = bytes.isEmpty || endsWithBlankLine ? "" : bytes.last == newline ? end : end + end
            edits.append((Span(bytes.count, bytes.count), gap + text))
        }
        return applied(edits)
    }

    /// The whole text with the stamp it has.
    var text: String { applied(edits) }

    private func applied(_ edits: [(span: Span, text: String)]) -> String {
        var result: [UInt8] = []
        var at = 0
        for (span, text) in edits.sorted(by: { $0.span.start < $1.span.start }) {
            result += bytes[at..<max(at, span.start)]
            result += text.utf8
            at = max(at, span.end)
        }
        result += bytes[at...]
        return String(decoding: result, as: UTF8.self)
    }

    // MARK: Places

    private var endsWithBlankLine: Bool {
        guard bytes.last == newline else { return false }
        let line = bytes.dropLast().suffix(2)
        return line.last == newline || (line.last == carriageReturn && line.first == newline)
    }

    /// How the line ends that a place stands behind.
    private func lineEnd(before place: Int) -> String {
        place >= 2 && place <= bytes.count && bytes[place - 1] == newline && bytes[place - 2] == carriageReturn ? "\r\n" : "\n"
    }

    /// Where the backticks or tildes of a cell's last line begin.
    private func closingFence(of cell: Cell) -> Int {
        var start = min(cell.span.end, bytes.count)
        if start > 0, bytes[start - 1] == newline { start -= 1 }
        while start > 0, bytes[start - 1] != newline { start -= 1 }
        while start < bytes.count, bytes[start] == UInt8(ascii: " ") { start += 1 }
        return start
    }

    private let newline = UInt8(ascii: "\n")
    private let carriageReturn = UInt8(ascii: "\r")
}
