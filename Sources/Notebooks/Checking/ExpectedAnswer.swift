import Diagnostics
import Storage

/// The answer that stands below a command: its patterns, its code, and where its lines have their numbers.
struct ExpectedAnswer {
    let pattern: AnswerPattern
    let code: Int
    /// The file that holds the lines: of a long answer the one beside the notebook.
    let path: String
    /// The number of the first line there.
    let firstLine: Int
    /// The lines that stand in the notebook itself.
    let shown: [String]
    /// The file beside the notebook, as it names it; nil for an answer that is no long one.
    let file: String?

    /// - Throws: a file beside the notebook that cannot be read.
    init(_ command: Command, _ number: Int, of cell: Cell, in notebook: Notebook) throws(Diagnostic) {
        let folder = AnswerFolder(of: notebook.source.name)
        code = command.code ?? 0
        // A mark that names another file is a line like any other: no notebook may have any file read.
        guard let mark = command.answer.last, let written = LongAnswer.path(in: mark), written == folder.text(cell, number) else {
            pattern = AnswerPattern(command.answer, isUnordered: cell.isUnordered)
            (path, firstLine, shown, file) = (notebook.source.name, command.answerLine, command.answer, nil)
            return
        }
        file = written
        path = folder.path(written)
        firstLine = 1
        shown = command.answer.dropLast()
        let whole = Answer(text: try TextFile.read(path, limit: LongAnswer.longest, what: "long answer")).lines
        pattern = AnswerPattern(shown + whole.dropFirst(shown.count), isUnordered: cell.isUnordered)
    }

    func matches(_ answer: Answer, _ captures: inout Captures) throws(AnswerFailure) -> Bool {
        var found = captures
        guard try pattern.matches(answer.lines, &found) else { return false }
        captures = found
        return code == answer.code ?? 0
    }

    /// The lines of both side by side, codes included, as they stand in a cell.
    func difference(from answer: Answer, _ captures: Captures) throws(AnswerFailure) -> UnifiedDiff {
        let lines = answer.lines
        var steps = try pattern.aligned(with: lines, captures)
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
}
