import Diagnostics
import Presenting
import Storage

/// The answer that stands below a command: its patterns, its code, and where its lines have their numbers.
struct ExpectedAnswer {
    let pattern: AnswerPattern
    let code: Int
    /// The number of the first line in its file.
    let firstLine: Int
    /// The lines that stand in the notebook itself.
    let shown: [String]
    /// Of a long answer, the file beside the notebook that holds all of it.
    let file: (written: String, text: String)?

    /// - Throws: a file beside the notebook that cannot be read.
    init(_ command: Command, _ number: Int, of cell: Cell, in folder: AnswerFolder) throws(Diagnostic) {
        guard let written = command.longAnswer, written == folder.text(cell, number) else {
            // A mark that names another file is a line like any other: no notebook may have any file read.
            self.init(shownBelow: command, of: cell)
            return
        }
        let text = try TextFile.read(folder.path(written), limit: LongAnswer.longest, what: "long answer")
        self.init(command, of: cell, whole: Answer(text: text).lines, file: (written, text))
    }

    /// What stands in the notebook, and no more.
    init(shownBelow command: Command, of cell: Cell) {
        pattern = AnswerPattern(command.answer, isUnordered: cell.isUnordered)
        code = command.code ?? 0
        firstLine = command.answerLine
        shown = command.answer
        file = nil
    }

    /// A long answer whose first lines stand in the notebook.
    init(_ command: Command, of cell: Cell, whole: [String], file: (written: String, text: String)?) {
        shown = command.answer.dropLast()
        pattern = AnswerPattern(shown + whole.dropFirst(shown.count), isUnordered: cell.isUnordered)
        code = command.code ?? 0
        firstLine = 1
        self.file = file
    }

    func matches(_ answer: Answer, _ captures: inout Captures) throws(AnswerFailure) -> Bool {
        var found = captures
        guard try pattern.matches(answer.lines, &found), code == answer.code ?? 0 else { return false }
        captures = found
        return true
    }

    /// The lines of both side by side, codes included, as they stand in a cell.
    /// - Parameter steps: how the lines lie beside each other.
    func difference(from answer: Answer, _ steps: [AlignedLine]) -> UnifiedDiff {
        let lines = answer.lines
        var steps = steps
        let codes = (old: code, new: answer.code ?? 0)
        if codes.old == codes.new {
            if codes.old != 0 { steps.append(.kept(pattern.lines.count, lines.count)) }
        } else {
            if codes.old != 0 { steps.append(.removed(pattern.lines.count)) }
            if codes.new != 0 { steps.append(.added(lines.count)) }
        }
        func shown(_ lines: [String], _ code: Int) -> [String] { lines.map(AnswerLine.escaped) + [ExitCode.text(code)] }
        return UnifiedDiff(steps, shown(pattern.lines, codes.old), shown(lines, codes.new), numbering: firstLine)
    }
}

extension Command {
    /// The number of the first line below it.
    var answerLine: Int { line + 1 + text.utf8.count { $0 == UInt8(ascii: "\n") } }

    /// The file that the last line of a long answer names.
    var longAnswer: String? { answer.last.flatMap { LongAnswer.path(in: $0) } }

    /// A command of which only the lines below it are known, as they stand in a cell; nil where they could not stand there.
    init?(answeredBy lines: [String]) {
        let body = lines.map { $0 + "\n" }.joined()
        let cell = CellText.cell("\(Transcript.prompt)x\n\(body)")
        guard let notebook = try? Notebook(Source(cell)), notebook.cells.count == 1, notebook.commands.count == 1, let command = notebook.commands.first else { return nil }
        self = command
    }
}
