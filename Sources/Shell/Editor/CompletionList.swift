import Diagnostics

/// One way to complete what was typed.
package struct Completion: Sendable, Equatable {
    /// The text to put in the place of `replaces`.
    package var replacement: String
    /// A range of UTF-8 offsets in the statement.
    package var replaces: Range<Int>
    /// A few words that tell what it is; may be empty.
    package var note: String

    /// `replaces` may be empty: the text is put in there.
    package init(replacement: String, replaces: Range<Int>, note: String = "") {
        self.replacement = replacement
        self.replaces = replaces
        self.note = note
    }
}

extension Completion {
    /// The text that all candidates begin with, by Unicode scalars.
    static func commonPrefix(_ candidates: [Completion]) -> String {
        guard var prefix = candidates.first.map({ Array($0.replacement.unicodeScalars) }) else { return "" }
        for candidate in candidates.dropFirst() {
            let same = zip(prefix, candidate.replacement.unicodeScalars).prefix { $0 == $1 }.count
            prefix.removeLast(prefix.count - same)
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: prefix)
        return String(text)
    }

    /// The candidates as rows under the line: one a row with its note where they are few, else in columns, downwards.
    /// What does not fit ends as `… and 40 more`.
    static func list(_ candidates: [Completion], width: Int, height: Int) -> [String] {
        if height < 1 { return [] }
        let width = max(2, width - 1)
        let names = candidates.map { fitted(visible($0.replacement), to: width) }
        if candidates.count <= height, candidates.contains(where: { !$0.note.isEmpty }) {
            let column = (names.map(cellWidth).max() ?? 0) + 2
            return zip(names, candidates).map { name, candidate in
                candidate.note.isEmpty
                    ? name : fitted(padded(name, to: column) + visible(candidate.note), to: width)
            }
        }
        let widest = (names.map(cellWidth).max() ?? 0) + 2
        let columns = max(1, (width + 2) / widest)
        let fits = (names.count + columns - 1) / columns <= height
        let listed = fits ? names : Array(names.prefix(columns * (height - 1)))
        let rows = (listed.count + columns - 1) / columns
        var lines = (0..<rows).map { row in
            stride(from: row, to: listed.count, by: rows).map { padded(listed[$0], to: widest) }.joined().trimmingBlanks
        }
        if !fits { lines.append("… and \(names.count - listed.count) more") }
        return lines
    }
}

private func padded(_ text: String, to width: Int) -> String { text + blanks(width - cellWidth(text)) }

extension String {
    /// The text without the blanks at its end.
    fileprivate var trimmingBlanks: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
