import Diagnostics
import Engine
import Presenting
import Storage
import Syntax

/// What `tierbook run` runs: a script's lines or a notebook's commands, with what the file says of itself.
package struct Program: Sendable {
    /// The whole file; its name is the path.
    package let source: Source
    /// What the file says of itself; empty for a line of the command line.
    package let frontMatter: FrontMatter
    /// In the order in which they run.
    package let steps: [Step]

    /// A text that is run as a whole: all of a script, or one command of a notebook.
    package struct Step: Sendable {
        /// Its lines and columns are those of the file.
        package let text: Source
        /// The command of a notebook, and whether it is its cell's first.
        package let command: (Command, beginsCell: Bool)?

        /// - Throws: the first line that cannot be read.
        package func check(_ grammar: Grammar, _ parameters: [String: ParameterValue]) throws(Diagnostic) {
            var parser = try Parser(text, grammar: grammar, parameters: parameters)
            while try parser.nextLine() != nil {}
        }
    }

    /// - Throws: what cannot be read of the notebook or of the front matter, with its place.
    package init(_ source: Source) throws(Diagnostic) {
        self.source = source
        if Notebook.isNotebook(source.name) {
            let notebook = try Notebook(source)
            frontMatter = notebook.frontMatter
            steps = notebook.cells.flatMap { cell in
                cell.commands.enumerated().map { index, command in
                    Step(text: command.source(in: source.name), command: (command, beginsCell: index == 0))
                }
            }
        } else {
            let script = try Script(source)
            frontMatter = script.frontMatter
            steps = [Step(text: script.lines, command: nil)]
        }
    }

    /// A line of the command line, which says nothing of itself.
    package init(line: String) {
        source = Source(line, name: "-c")
        frontMatter = FrontMatter()
        steps = [Step(text: source, command: nil)]
    }

    /// The text of a script or a notebook. Throws as `TextFile.read`.
    package static func read(_ path: String) throws(Diagnostic) -> Source {
        try Notebook.isNotebook(path) ? Notebook.read(path) : Script.read(path)
    }
}

extension Command {
    /// The text with its place in the notebook, where a prompt stands before each line.
    func source(in path: String) -> Source { Source(text, name: path, firstLine: line, margin: Transcript.prompt.count) }
}
