import Diagnostics
import Engine
import Presenting
import Syntax

/// A script as a notebook: comments become prose, statements that follow each other a cell.
package struct ScriptToNotebook {
    private enum Part {
        case prose(Substring)
        case command(String)
        case blank
    }

    private let script: Script
    private let lines: Lines
    private var parts: [Part] = []

    /// - Throws: a line of the script that cannot be read, with its place.
    package init(_ script: Script, grammar: Grammar, parameters: [String: ParameterValue]) throws(Diagnostic) {
        self.script = script
        lines = Lines(script.lines)
        try read(try Parser(script.lines, grammar: grammar, parameters: parameters))
    }

    // MARK: Reading

    private mutating func read(_ parser: Parser) throws(Diagnostic) {
        var parser = parser
        var next = 0
        while let line = try parser.nextLine() {
            let first = index(of: line.span.start, from: next)
            between(next..<first)
            let last = index(of: max(line.span.start, line.span.end - 1), from: first)
            parts.append(.command(command(line.span, first...last)))
            next = last + 1
        }
        between(next..<lines.count)
    }

    /// The line that holds an offset.
    private func index(of offset: Int, from first: Int) -> Int {
        var index = first
        while index + 1 < lines.count, lines.end(index) <= offset { index += 1 }
        return index
    }

    /// Comments and blank lines; a `;` of its own says nothing in a notebook.
    private mutating func between(_ range: Range<Int>) {
        for line in lines[range] {
            let line = line.drop { $0 == ";" || $0.isWhitespace }
            parts.append(Prose.text(ofComment: line).map { .prose($0) } ?? .blank)
        }
    }

    /// Whole lines, so that indentation and comments behind the statement stay; without a `;` before it.
    private func command(_ span: Span, _ range: ClosedRange<Int>) -> String {
        var first = lines[range.lowerBound]
        let before = first.utf8.prefix(span.start - lines.span(range.lowerBound).start)
        if before.contains(UInt8(ascii: ";")) { first = first[before.endIndex...] }
        return ([first] + lines[range.lowerBound + 1..<range.upperBound + 1]).joined(separator: "\n")
    }

    // MARK: Writing

    /// The notebook's text; its commands have no answers yet.
    package var text: String {
        let frontMatter = script.source[script.frontMatter.span]
        var blocks = [frontMatter.isEmpty ? "---\ntierbook: 1\n---\n" : frontMatter.hasSuffix("\n") ? frontMatter : frontMatter + "\n"]
        var prose: [Substring] = []
        var commands = ""
        func close() {
            if !prose.isEmpty { blocks.append(Prose.safe(prose).map { $0 + "\n" }.joined()) }
            if !commands.isEmpty { blocks.append(CellText.cell(commands)) }
            prose = []
            commands = ""
        }
        for part in parts {
            switch part {
            case .prose(let line):
                if !commands.isEmpty { close() }
                prose.append(line)
            case .command(let text):
                if !prose.isEmpty { close() }
                commands += Transcript.typed(text)
            case .blank: close()
            }
        }
        close()
        return blocks.joined(separator: "\n")
    }
}
