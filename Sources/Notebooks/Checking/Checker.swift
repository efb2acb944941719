import Diagnostics
import Engine
import Storage

/// Runs a notebook's commands and compares what they answer with what it holds. Nothing is written.
package struct Checker {
    private let notebook: Notebook
    private let replay: Replay
    private let lines: Lines
    private var captures = Captures()

    /// - Throws: a notebook that cannot be read, or cannot begin.
    package static func check(_ source: Source, catalogue: Catalogue) throws(Diagnostic) -> CheckedNotebook {
        let notebook = try Notebook.withCells(source)
        var checker = Checker(notebook: notebook, replay: try Replay(notebook, catalogue), lines: Lines(source))
        return try checker.run()
    }

    private mutating func run() throws(Diagnostic) -> CheckedNotebook {
        var checked = CheckedNotebook(source: notebook.source)
        for cell in notebook.cells {
            var found = CheckedCell(name: cell.name, line: cell.line)
            for (index, command) in cell.commands.enumerated() {
                found.findings += try findings(command, index + 1, cell)
            }
            checked.cells.append(found)
        }
        if let note = replay.changedInputs() { checked.notes.append(note) }
        return checked
    }

    private mutating func findings(_ command: Command, _ number: Int, _ cell: Cell) throws(Diagnostic) -> [Finding] {
        let answer: Answer
        switch try replay.answer(command) {
        case .answer(let given): answer = given
        case .neverRuns(let problem): return [finding(command, "it is never run", problem)]
        }
        var found: [Finding] = []
        let expected: ExpectedAnswer
        do throws(Diagnostic) {
            expected = try ExpectedAnswer(command, number, of: cell, in: notebook)
        } catch {
            return [finding(command, "the file of its long answer is not there", error.with(help: "tierbook update \(notebook.source.name) writes it anew."))]
        }
        do throws(AnswerFailure) {
            if try !expected.matches(answer, &captures) { found.append(try difference(expected, answer, command)) }
        } catch {
            switch error {
            case .cancelled(let error): throw error
            case .pattern(let line, let error): found.append(badPattern(error, line, command))
            }
        }
        for problem in answer.unsettled where problem.isCut || !cell.isUnordered { found.append(finding(command, "its rows have no total order", problem.diagnostic)) }
        return found
    }

    private func difference(_ expected: ExpectedAnswer, _ answer: Answer, _ command: Command) throws(AnswerFailure) -> Finding {
        let title =
            switch (command.expectsFailure, answer.failure != nil) {
            case (false, true): "it fails"
            case (true, false): "it does not fail"
            default: "the answer differs"
            }
        let diff = try expected.difference(from: answer, captures)
        var finding = Finding(line: expected.file == nil ? diff.firstChange : command.line, command: command.text, title: title)
        finding.diff = diff
        finding.file = expected.file.map { _ in expected.path }
        finding.changes = TableChange.between(expected.pattern.lines, and: answer.lines)
        return finding
    }

    // MARK: Problems with their place in the notebook

    private func finding(_ command: Command, _ title: String, _ problem: Diagnostic) -> Finding {
        var finding = Finding(line: command.line, command: command.text, title: title)
        finding.problem = problem
        finding.problem?.span = span(ofLine: command.line)
        return finding
    }

    private func badPattern(_ error: PatternError, _ line: Int, _ command: Command) -> Finding {
        let number = command.answerLine + line
        var span = span(ofLine: number)
        // Patterns are counted in scalars, places in bytes.
        let before = notebook.source[span].unicodeScalars.prefix(error.offset).reduce(0) { $0 + UTF8.width($1) }
        span = Span(min(span.end, span.start + before), min(span.end, span.start + before + 1))
        var finding = Finding(line: number, command: command.text, title: "a pattern cannot be read")
        finding.problem = Diagnostic("bad-pattern", error.message, at: span, help: error.help)
        finding.isBroken = true
        return finding
    }

    private func span(ofLine number: Int) -> Span { lines.span(number - notebook.source.firstLine) }
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
