import Diagnostics
import Storage
import Syntax

/// A text of commands alone: what it says of itself, and its lines.
package struct Script: Sendable {
    /// The whole file; its name is the path.
    package let source: Source
    /// What it says of itself; empty where it says nothing.
    package let frontMatter: FrontMatter
    /// What is run: the text behind the front matter, with the file's own line numbers.
    package let lines: Source

    /// - Throws: what is wrong with the front matter, with its place in the file.
    package init(_ source: Source) throws(Diagnostic) {
        self.source = source
        let lines = Lines(source)
        frontMatter = try FrontMatterParser.parse(source, lines)
        let end = frontMatter.span.end
        if end == 0 {
            self.lines = source
        } else {
            self.lines = Source(
                source[Span(end, source.text.utf8.count)], name: source.name, firstLine: lines.number(lines.index(behind: end)))
        }
    }

    /// The text of a script file.
    /// - Throws: a file that is not there or no text, with near names.
    package static func read(_ path: String) throws(Diagnostic) -> Source {
        Source(try TextFile.read(path, limit: Lexer.longestText, what: "script"), name: path)
    }
}
