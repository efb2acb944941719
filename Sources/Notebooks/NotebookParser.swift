import Diagnostics
import Engine
import Presenting
import Storage
import Syntax

/// A notebook's text → its cells, in one pass over its lines. What it does not understand it refuses with the line's
/// place: a cell that is passed over would be a check that never fails.
struct NotebookParser {
    private let source: Source
    private let lines: Lines
    private var index = 0
    private var cells: [Cell] = []
    private var stamp: Stamp?
    private var ids: [String: Int] = [:]

    private init(_ source: Source) {
        self.source = source
        lines = Lines(source)
    }

    static func parse(_ source: Source) throws(Diagnostic) -> Notebook {
        var parser = NotebookParser(source)
        let frontMatter = try FrontMatterParser.parse(source, parser.lines)
        parser.index = parser.lines.index(behind: frontMatter.span.end)
        try parser.body()
        return Notebook(source: source, frontMatter: frontMatter, cells: parser.cells, stamp: parser.stamp)
    }

    // MARK: Markdown's blocks

    private mutating func body() throws(Diagnostic) {
        while index < lines.count {
            let line = lines[index]
            if let fence = Fence(line) {
                try block(fence)
            } else if let inner = Fence(line.drop { " \t>".contains($0) }), inner.cellAttributes != nil {
                throw Diagnostic(
                    "indented-cell", "This cell stands within a list or a quotation, where it would not be run.", at: lines.span(index),
                    help: "Begin it at the margin; to show one, put it into a longer fence.")
            } else if let margin = HTMLComment.margin(of: line) {
                try comment(margin)
            } else {
                index += 1
            }
        }
    }

    /// A fenced block: a cell, or code that is none of ours.
    private mutating func block(_ fence: Fence) throws(Diagnostic) {
        let first = index
        index += 1
        while index < lines.count, !fence.isClosed(by: lines[index]) { index += 1 }
        guard let attributes = fence.cellAttributes else {
            index += 1
            return
        }
        guard index < lines.count else {
            throw Diagnostic(
                "unclosed-cell", "The cell that begins here is never closed.", at: lines.span(first),
                help: "End it with a line of \(String(repeating: fence.character, count: fence.length)).")
        }
        try cell(fence, attributes, first..<index)
        index += 1
    }

    /// A comment runs to its end mark; code within it is none. Ours is the stamp.
    private mutating func comment(_ margin: Int) throws(Diagnostic) {
        let first = index
        while index < lines.count, !lines[index].contains("-->") { index += 1 }
        guard lines[first].dropFirst(margin) == Stamp.opening else {
            index += 1
            return
        }
        let span = Span(lines.span(first).start, index < lines.count ? lines.end(index) : source.text.utf8.count)
        guard index < lines.count else { throw Diagnostic("bad-stamp", "The stamp that begins here is never closed.", at: lines.span(first), help: "tierbook update writes a new one.") }
        stamp = try Stamp.parse(lines[(first + 1)..<index].map { HTMLComment.unindented($0, by: margin) }, at: span)
        index += 1
    }

    // MARK: Cells

    private mutating func cell(_ fence: Fence, _ words: [Substring], _ range: Range<Int>) throws(Diagnostic) {
        if cells.count == Notebook.mostCells {
            throw Diagnostic(
                "too-many-cells", "A notebook may have \(grouped(Notebook.mostCells)) cells; this is one more.", at: lines.span(range.lowerBound),
                help: "Split it: include runs one file within another.")
        }
        let attributes = try CellAttributes(words, at: lines.span(range.lowerBound))
        if let id = attributes.id {
            if let other = ids[id] {
                throw Diagnostic("same-id", "Two cells are called \(id); the other stands on line \(other).", at: lines.span(range.lowerBound), help: "Give one of them another id.")
            }
            ids[id] = lines.number(range.lowerBound)
        }
        cells.append(
            Cell(
                name: attributes.id ?? "cell \(cells.count + 1)", id: attributes.id, isUnordered: attributes.isUnordered,
                waitsToReveal: attributes.waitsToReveal, line: lines.number(range.lowerBound), fence: fence.opening,
                span: Span(lines.span(range.lowerBound).start, lines.end(range.upperBound)),
                commands: try commands(range.lowerBound + 1..<range.upperBound)))
    }

    private func commands(_ range: Range<Int>) throws(Diagnostic) -> [Command] {
        var commands: [Command] = []
        var at = range.lowerBound
        while at < range.upperBound {
            guard let first = typed(lines[at], behind: Transcript.prompt) else {
                if lines[at].allSatisfy(\.isWhitespace) {
                    at += 1
                    continue
                }
                throw Diagnostic(
                    "answer-without-command", "This line of the cell stands before any command.", at: lines.span(at),
                    help: "A command begins with '\(Transcript.prompt)'.")
            }
            let start = at
            var text = String(first)
            at += 1
            while at < range.upperBound, let more = typed(lines[at], behind: Transcript.continuation) {
                text += "\n" + more
                at += 1
            }
            let below = at
            while at < range.upperBound, typed(lines[at], behind: Transcript.prompt) == nil { at += 1 }
            commands.append(command(text, start, below..<at))
        }
        return commands
    }

    /// What a line holds behind a prompt, the prompt's last blank being optional; nil when it begins otherwise.
    private func typed(_ line: Substring, behind prompt: String) -> Substring? {
        if line.hasPrefix(prompt) { return line.dropFirst(prompt.count) }
        return line == prompt.dropLast() ? "" : nil
    }

    private func command(_ text: String, _ start: Int, _ below: Range<Int>) -> Command {
        var end = below.upperBound
        while end > below.lowerBound, lines[end - 1].allSatisfy(\.isWhitespace) { end -= 1 }
        var code: Int?
        let span = Span(lines.span(below.lowerBound).start, end > below.lowerBound ? lines.end(end - 1) : lines.span(below.lowerBound).start)
        if end > below.lowerBound, let found = ExitCode.read(lines[end - 1]) {
            code = found
            end -= 1
        }
        return Command(text: text, line: lines.number(start), answer: (below.lowerBound..<end).map { AnswerLine.unescaped(lines[$0]) }, code: code, span: span)
    }
}

/// The line that closes the answer of a command that failed.
enum ExitCode {
    static func read(_ line: Substring) -> Int? {
        guard line.hasPrefix("["), line.hasSuffix("]"), line.count <= 5 else { return nil }
        return Int(line.dropFirst().dropLast())
    }

    static func text(_ code: Int) -> String { "[\(code)]" }
}

/// Lines of answers that would be taken for something else in a cell get a `\` before them.
enum AnswerLine {
    static func escaped(_ line: String) -> String { isTaken(line[...]) ? "\\" + line : line }

    static func unescaped(_ line: Substring) -> String {
        line.hasPrefix("\\") && isTaken(line.dropFirst()) ? String(line.dropFirst()) : String(line)
    }

    private static func isTaken(_ line: Substring) -> Bool {
        let bare = line.drop { $0 == "\\" }
        return bare.hasPrefix(Transcript.prompt.dropLast()) || bare.hasPrefix(Transcript.continuation.dropLast()) || ExitCode.read(bare) != nil
    }
}
