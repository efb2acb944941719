import Diagnostics
import Engine
import Presenting
import Storage

/// The answers that a page shows, and what they came from.
package struct PageAnswers {
    /// For each cell, an answer for each of its commands.
    let cells: [[ShownAnswer]]
    let inputs: [Stamp.Input]
    /// The values that a run was given, as typed.
    var given: [(name: String, text: String)] = []
}

/// An answer as a page shows it.
struct ShownAnswer {
    var lines: [String]
    /// Its data is printed as tables; in another form, as `set mode csv` has it, it is shown as it is.
    var areTables = true
    /// Drawn charts, checked.
    var pictures: [SafeSVG] = []
}

/// Why a notebook has no answers to show.
package enum PageProblem: Error {
    /// It cannot be run, or a file of its answers cannot be shown.
    case broken(Diagnostic)
    /// Its answers are stale, or not what it expects; with the text that the place is in.
    case refused(Diagnostic, Source)

    /// What `work` throws, as a notebook that is broken.
    fileprivate static func broken<Value>(_ work: () throws(Diagnostic) -> Value) throws(PageProblem) -> Value {
        do throws(Diagnostic) { return try work() } catch { throw .broken(error) }
    }
}

extension PageAnswers {
    /// Those that stand in a notebook and beside it. Nothing is run.
    /// Throws `refused` where they are stale, `broken` where a file beside it cannot be shown.
    package init(storedIn notebook: Notebook) throws(PageProblem) {
        if let problem = try PageProblem.broken({ () throws(Diagnostic) in try notebook.staleness() }) { throw .refused(problem, Source("")) }
        let files = StoredAnswers(of: notebook)
        cells = try PageProblem.broken { () throws(Diagnostic) in
            var cells: [[ShownAnswer]] = []
            var areTables = true
            for cell in notebook.cells {
                try Cancellation.check()
                var shown: [ShownAnswer] = []
                for (index, command) in cell.commands.enumerated() {
                    areTables = Modes.areTables(behind: command, before: areTables)
                    var answer = try files.answer(to: command, index + 1, of: cell)
                    answer.areTables = areTables
                    shown.append(answer)
                }
                cells.append(shown)
            }
            return cells
        }
        inputs = (notebook.stamp?.inputs ?? []).filter { !files.contains($0.path) }
    }

    /// Those that a notebook's commands give now. Nothing is written.
    /// Throws `refused` where a command does not do what the notebook says of it, `broken` where it cannot be run.
    package init(running notebook: Notebook, catalogue: Catalogue, given: [(name: String, text: String)]) throws(PageProblem) {
        let replay = try PageProblem.broken { () throws(Diagnostic) in try Replay(notebook, catalogue, given: given) }
        let folder = AnswerFolder(of: notebook.source.name)
        var cells: [[ShownAnswer]] = []
        for cell in notebook.cells {
            var shown: [ShownAnswer] = []
            for (index, command) in cell.commands.enumerated() {
                let answer = try PageAnswers.answer(to: command, notebook, replay)
                shown.append(
                    try PageProblem.broken { () throws(Diagnostic) in
                        var pictures: [SafeSVG] = []
                        for (name, svg) in folder.pictures(of: answer, cell, index + 1) { pictures.append(try SafeSVG(svg, named: name)) }
                        return ShownAnswer(lines: answer.lines, areTables: replay.settings.areTables, pictures: pictures)
                    })
            }
            cells.append(shown)
        }
        self.init(cells: cells, inputs: replay.inputs, given: given)
    }

    private static func answer(to command: Command, _ notebook: Notebook, _ replay: Replay) throws(PageProblem) -> Answer {
        let place = command.source(in: notebook.source.name)
        let answer: Answer
        do throws(Diagnostic) {
            switch try replay.answer(command) {
            case .answer(let given): answer = given
            case .neverRuns(let problem): throw problem.at(Span(0, command.text.utf8.count))
            }
        } catch {
            throw .refused(error, place)
        }
        if var failure = answer.failure, !command.expectsFailure {
            failure.notes.append("Where a command is to fail, a line \(ExitCode.text(1)) closes its answer.")
            throw .refused(failure, place)
        }
        if command.expectsFailure, answer.failure == nil {
            throw .refused(
                Diagnostic(
                    "no-failure", "This command is to fail, as \(ExitCode.text(command.code ?? 1)) below it says, and it succeeds.", at: Span(0, command.text.utf8.count),
                    help: "tierbook update \(notebook.source.name) takes the new answer."), place)
        }
        return answer
    }
}
