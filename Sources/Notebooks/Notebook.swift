import Diagnostics
import Engine
import Storage

/// A Markdown file of prose and cells; a cell holds commands, each with its answer below it.
package struct Notebook: Sendable {
    /// The whole file; its name is the path.
    package let source: Source
    /// What the file says of itself; empty where it says nothing.
    package let frontMatter: FrontMatter
    /// In the order of the file.
    package let cells: [Cell]
    /// What the answers depended on when they were last written.
    package let stamp: Stamp?

    /// The cells a notebook may have.
    package static let mostCells = 10_000
    /// The bytes it may have.
    package static let longest = 64_000_000

    /// Of all cells, in the order of the file.
    package var commands: [Command] { cells.flatMap(\.commands) }

    /// Whether a path names a notebook rather than a script.
    package static func isNotebook(_ path: String) -> Bool { TextFile.isNotebook(path) }
}

/// A fenced block marked `tierbook`.
package struct Cell: Sendable, Equatable {
    /// The name its author gave it, or `cell 3` for the third one.
    package let name: String
    /// The id in the fence's line.
    package let id: String?
    /// `expect=unordered`: the lines of an answer may come in any order.
    package let isUnordered: Bool
    /// `reveal=ask`: a presenter waits before it shows the answers.
    package let waitsToReveal: Bool
    /// The number of the fence's line.
    package let line: Int
    /// The fence as opened: its backticks or tildes, with the blanks before them.
    package let fence: String
    /// The bytes from the opening fence's line to behind the closing one's line break.
    package let span: Span
    /// In the order typed, each with its answer.
    package let commands: [Command]
}

/// A command and the answer that stands below it.
package struct Command: Sendable, Equatable {
    /// The text typed, its lines joined.
    package let text: String
    /// The number of its first line.
    package let line: Int
    /// The lines below it up to the next prompt, without blank ones at the end and without the code.
    package let answer: [String]
    /// The number in brackets that closes the answer of a command that fails, `[1]`.
    package let code: Int?
    /// The bytes of the answer and the code, line breaks included.
    package let span: Span

    /// The notebook says that the command fails.
    package var expectsFailure: Bool { (code ?? 0) != 0 }
}

extension Notebook {
    /// The text of a notebook's file.
    /// - Throws: a file that is not there or no text, with near names.
    package static func read(_ path: String) throws(Diagnostic) -> Source {
        Source(try TextFile.read(path, limit: longest, what: "notebook"), name: path)
    }

    /// - Throws: the first thing in it that cannot be read, with its place.
    package init(_ source: Source) throws(Diagnostic) { self = try NotebookParser.parse(source) }
}
