import Diagnostics
import Engine
import Presenting
import Storage

/// Runs a notebook's commands and compares what they answer with what it holds. Nothing is written.
package struct Checker {
    private let notebook: Notebook
    private let replay: Replay
    private let folder: AnswerFolder
    private let lines: Lines

    /// - Throws: a notebook that cannot be read, or cannot begin.
    package static func check(_ source: Source, catalogue: Catalogue) throws(Diagnostic) -> CheckedNotebook {
        let notebook = try Notebook.withCells(source)
        return try Checker(notebook, try Replay(notebook, catalogue)).run()
    }

    init(_ notebook: Notebook, _ replay: Replay) {
        self.notebook = notebook
        self.replay = replay
        folder = AnswerFolder(of: notebook.source.name)
        lines = Lines(notebook.source)
    }

    private func run() throws(Diagnostic) -> CheckedNotebook {
        var checked = CheckedNotebook(source: notebook.source)
        var captures = Captures()
        for cell in notebook.cells {
            var found = CheckedCell(name: cell.name, line: cell.line)
            for (index, command) in cell.commands.enumerated() {
                found.findings += try findings(command, index + 1, cell, &captures)
            }
            checked.cells.append(found)
        }
        if let note = replay.changedInputs() { checked.notes.append(note) }
        return checked
    }

    private func findings(_ command: Command, _ number: Int, _ cell: Cell, _ captures: inout Captures) throws(Diagnostic) -> [Finding] {
        let answer: Answer
        switch try replay.answer(command) {
        case .answer(let given): answer = given
        case .neverRuns(let problem): return [finding(command, "it is never run", problem)]
        }
        var found: [Finding] = []
        do throws(AnswerFailure) {
            let compared = try ComparedAnswer(answer, to: command, number, of: cell, in: folder, captures)
            captures = compared.captures
            if let difference = difference(compared, answer, command) { found.append(difference) }
        } catch {
            guard case .pattern(let line, let error) = error else { throw problem(error, command) }
            found.append(badPattern(error, line, command))
        }
        return try found + pictures(answer, command, number, cell) + unsettled(answer, command, cell)
    }

    /// What differs between an answer and the one expected; nil where it matches.
    func difference(_ compared: ComparedAnswer, _ answer: Answer, _ command: Command) -> Finding? {
        guard let (steps, _) = compared.difference else { return nil }
        if let problem = compared.unusable {
            return finding(command, "its long answer cannot be read", problem.with(help: "tierbook update \(notebook.source.name) writes it anew."))
        }
        let expected = compared.expected
        let title =
            switch (command.expectsFailure, answer.failure != nil) {
            case (false, true): "it fails"
            case (true, false): "it does not fail"
            default: "the answer differs"
            }
        let diff = expected.difference(from: answer, steps)
        var finding = Finding(line: expected.file == nil ? diff.firstChange : command.line, command: command.text, title: title)
        finding.diff = diff
        finding.file = expected.file.map { folder.path($0.written) }
        // An error that ... stands for would not show.
        if title == "it fails", let failure = answer.failure, !diff.lines.contains(where: { $0.kind == .added && $0.text.hasPrefix("error: ") }) {
            finding.cause = failure.message
        }
        // A chart in characters is no table, though its lines may look like rows.
        if answer.charts.isEmpty { finding.changes = TableChange.between(expected.pattern.lines, and: answer.lines) }
        return finding
    }

    /// Rows in an order that only their file settles.
    func unsettled(_ answer: Answer, _ command: Command, _ cell: Cell) -> [Finding] {
        answer.unsettled(in: cell).map { finding(command, "its rows have no total order", $0) }
    }

    /// A picture beside the notebook that is not the answer's. None need be there before the notebook was stamped.
    /// - Throws: `cancelled`.
    private func pictures(_ answer: Answer, _ command: Command, _ number: Int, _ cell: Cell) throws(Diagnostic) -> [Finding] {
        var found: [Finding] = []
        for (written, picture) in folder.pictures(of: answer, cell, number) {
            let path = folder.path(written)
            guard Files.exists(path) || notebook.stamp?.inputs.contains(where: { $0.path == written }) == true else { continue }
            if try NotebookUpdate.isStored(picture, at: path) { continue }
            let problem = Diagnostic("other-picture", "\(written) is not the picture of this chart.", help: "tierbook update \(notebook.source.name) draws it anew.")
            found.append(finding(command, "the picture differs", problem))
        }
        return found
    }

    // MARK: Problems with their place in the notebook

    func finding(_ command: Command, _ title: String, _ problem: Diagnostic) -> Finding {
        var finding = Finding(line: command.line, command: command.text, title: title)
        finding.problem = problem
        let line = span(ofLine: command.line)
        finding.problem?.span = Span(min(line.end, line.start + Transcript.prompt.utf8.count), line.end)
        return finding
    }

    private func badPattern(_ error: PatternError, _ line: Int, _ command: Command) -> Finding {
        var finding = Finding(line: command.answerLine + line, command: command.text, title: "a pattern cannot be read")
        finding.problem = problem(.pattern(line: line, error), command)
        finding.isBroken = true
        return finding
    }

    /// Why an answer could not be compared, with its place.
    func problem(_ failure: AnswerFailure, _ command: Command) -> Diagnostic {
        switch failure {
        case .stopped(let error): return error
        case .pattern(let line, let error):
            let span = span(ofLine: command.answerLine + line)
            // Patterns are counted in scalars, places in bytes.
            let before = notebook.source[span].unicodeScalars.prefix(error.offset).reduce(0) { $0 + UTF8.width($1) }
            return Diagnostic("bad-pattern", error.message, at: Span(min(span.end, span.start + before), min(span.end, span.start + before + 1)), help: error.help)
        }
    }

    private func span(ofLine number: Int) -> Span { lines.span(number - notebook.source.firstLine) }
}

extension Answer {
    /// What there is to say of the order of its rows; in cells whose lines may come in any order only which are taken.
    func unsettled(in cell: Cell) -> [Diagnostic] { unsettled.filter { $0.isCut || !cell.isUnordered }.map(\.diagnostic) }
}

extension Notebook {
    /// - Throws: a notebook that cannot be read, or that has nothing to run: a check of it would always pass.
    static func withCells(_ source: Source) throws(Diagnostic) -> Notebook {
        let notebook = try Notebook(source)
        if !notebook.commands.isEmpty { return notebook }
        throw Diagnostic("no-cells", "\(source.name) has no command to run.", help: "A cell is a fenced block that begins with ```tierbook; a command in it begins with tierbook>.")
    }
}

extension Diagnostic {
    func with(help: String) -> Diagnostic {
        var copy = self
        copy.help = help
        return copy
    }
}
