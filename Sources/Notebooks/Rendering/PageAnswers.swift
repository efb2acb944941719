import Charts
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
    package init(storedIn notebook: Notebook) throws(PageProblem) {
        if let problem = notebook.staleness() { throw .refused(problem, Source("")) }
        let files = AnswerFiles(of: notebook)
        cells = try PageProblem.broken { () throws(Diagnostic) in
            var cells: [[ShownAnswer]] = []
            for cell in notebook.cells {
                try Cancellation.check()
                var shown: [ShownAnswer] = []
                for (index, command) in cell.commands.enumerated() { shown.append(try files.answer(to: command, index + 1, of: cell)) }
                cells.append(shown)
            }
            return cells
        }
        inputs = (notebook.stamp?.inputs ?? []).filter { !files.contains($0.path) }
    }

    /// Those that a notebook's commands give now. Nothing is written.
    package init(running notebook: Notebook, catalogue: Catalogue, given: [(name: String, text: String)]) throws(PageProblem) {
        let scratch = try PageProblem.broken { () throws(Diagnostic) in try ScratchFolder() }
        var settings = Playback.Settings()
        settings.given = given
        settings.scratch = scratch.path
        let playback = try PageProblem.broken { () throws(Diagnostic) in try Playback(notebook, catalogue: catalogue, settings: settings) }
        var cells: [[ShownAnswer]] = []
        for cell in notebook.cells {
            var shown: [ShownAnswer] = []
            for (index, command) in cell.commands.enumerated() {
                let answer = try PageAnswers.answer(to: command, playback)
                shown.append(
                    try PageProblem.broken { () throws(Diagnostic) in
                        var pictures: [SafeSVG] = []
                        for chart in answer.charts {
                            let name = AnswerFiles.name(of: cell, index + 1, pictures.count)
                            pictures.append(try SafeSVG(svg(chart, id: name), named: name))
                        }
                        return ShownAnswer(lines: answer.lines, pictures: pictures)
                    })
            }
            cells.append(shown)
        }
        self.init(cells: cells, inputs: Stamp(of: notebook, inputs: playback.session.inputs).inputs, given: given)
    }

    private static func answer(to command: Command, _ playback: Playback) throws(PageProblem) -> Answer {
        let answer = playback.answer(command)
        let place = command.source(in: playback.notebook.source.name)
        if var failure = answer.failure, failure.id == "cancelled" || !command.expectsFailure {
            if failure.id != "cancelled" { failure.notes.append("Where a command is to fail, a line \(ExitCode.text(1)) closes its answer.") }
            throw .refused(failure, place)
        }
        if command.expectsFailure, answer.failure == nil {
            throw .refused(
                Diagnostic(
                    "no-failure", "This command is to fail, as \(ExitCode.text(command.code ?? 1)) below it says, and it succeeds.", at: Span(0, command.text.utf8.count),
                    help: "tierbook update \(place.name) takes the new answer."), place)
        }
        return answer
    }
}
