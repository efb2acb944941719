import Diagnostics
import Engine
import Syntax

/// A notebook as a script: its commands, and its prose as comments.
package struct NotebookToScript {
    private let notebook: Notebook

    /// The script's text. Its commands must be readable, or said to fail.
    package static func convert(_ notebook: Notebook) -> String { NotebookToScript(notebook: notebook).written }

    private var written: String {
        var blocks = frontMatter
        var at = notebook.frontMatter.span.end
        for cell in notebook.cells {
            blocks += prose(Span(at, cell.span.start))
            var text = ""
            for command in cell.commands { text += self.text(of: command) }
            if !text.isEmpty { blocks.append(text) }
            at = cell.span.end
        }
        return (blocks + prose(Span(at, notebook.source.text.utf8.count))).joined(separator: "\n")
    }

    /// Between dashes, also where the notebook has it in a comment.
    private var frontMatter: [String] {
        let text = notebook.source[notebook.frontMatter.span]
        if text.isEmpty { return [] }
        var lines = Lines(Source(text))[0..<Lines(Source(text)).count]
        lines[0] = "---"
        lines[lines.count - 1] = "---"
        return [lines.map { $0 + "\n" }.joined()]
    }

    private func prose(_ span: Span) -> [String] {
        var text = notebook.source[span]
        if let stamp = notebook.stamp, stamp.span.start >= span.start, stamp.span.end <= span.end {
            text = notebook.source[Span(span.start, stamp.span.start)] + notebook.source[Span(stamp.span.end, span.end)]
        }
        let all = Lines(Source(text))
        var lines = all[0..<all.count][...]
        while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return lines.isEmpty ? [] : [lines.map { Prose.comment($0) + "\n" }.joined()]
    }

    private func text(of command: Command) -> String {
        if command.expectsFailure {
            let lines = command.text.split(separator: "\n", omittingEmptySubsequences: false)
            return "# Fails, as the notebook says:\n" + lines.map { Prose.comment($0) + "\n" }.joined()
        }
        return (goesOn(command) ? "; " : "") + command.text + "\n"
    }

    /// Whether a command goes on from the last result: in a script the `|` it begins with would join it to the statement
    /// above, from which a `;` keeps it.
    private func goesOn(_ command: Command) -> Bool {
        let tokens = (try? Lexer.tokens(Source(command.text))) ?? []
        return tokens.first { $0.kind != .newline }?.kind == .symbol(.pipe)
    }
}
