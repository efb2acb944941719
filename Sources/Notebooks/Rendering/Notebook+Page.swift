import Diagnostics
import Engine
import Presenting
import Storage

/// Why a notebook has no page.
package enum PageProblem: Error {
    /// It cannot be run, or not be shown.
    case broken(Diagnostic)
    /// Its answers are stale, or not what it expects; with the text that the place is in.
    case refused(Diagnostic, Source)

    /// What `work` throws, as a notebook that is broken.
    fileprivate static func broken<Value>(_ work: () throws(Diagnostic) -> Value) throws(PageProblem) -> Value {
        do throws(Diagnostic) { return try work() } catch { throw .broken(error) }
    }
}

extension Notebook {
    /// The page of a notebook, from the answers that stand in it and beside it. Nothing is run.
    package func page() throws(PageProblem) -> String {
        if let problem = staleness() { throw .refused(problem, Source("")) }
        return try PageProblem.broken { () throws(Diagnostic) in
            let files = AnswerFiles(of: self)
            var answers: [[ShownAnswer]] = []
            for cell in cells {
                try Cancellation.check()
                var shown: [ShownAnswer] = []
                for (index, command) in cell.commands.enumerated() { shown.append(try files.answer(to: command, index + 1, of: cell)) }
                answers.append(shown)
            }
            return try Page(notebook: self, answers: answers, inputs: (stamp?.inputs ?? []).filter { !files.contains($0.path) }).html()
        }
    }

    /// The page of a notebook that is run for it. Nothing is written.
    /// - Parameter given: `-p name=value` as typed.
    package func page(running catalogue: Catalogue, given: [(name: String, text: String)]) throws(PageProblem) -> String {
        let scratch = try PageProblem.broken { () throws(Diagnostic) in try ScratchFolder() }
        var settings = Playback.Settings()
        settings.given = given
        settings.scratch = scratch.path
        let playback = try PageProblem.broken { () throws(Diagnostic) in try Playback(self, catalogue: catalogue, settings: settings) }
        var answers: [[ShownAnswer]] = []
        for cell in cells {
            var shown: [ShownAnswer] = []
            for command in cell.commands { shown.append(try answer(to: command, playback)) }
            answers.append(shown)
        }
        let inputs = Stamp(of: self, inputs: playback.session.inputs).inputs
        return try PageProblem.broken { () throws(Diagnostic) in try Page(notebook: self, answers: answers, inputs: inputs, given: given).html() }
    }

    private func answer(to command: Command, _ playback: Playback) throws(PageProblem) -> ShownAnswer {
        let answer = playback.answer(command)
        let place = Source(command.text, name: source.name, firstLine: command.line)
        if let failure = answer.failure, failure.id == "cancelled" || !command.expectsFailure { throw .refused(failure, place) }
        if command.expectsFailure, answer.failure == nil {
            throw .refused(
                Diagnostic(
                    "no-failure", "This command is to fail, as \(ExitCode.text(command.code ?? 1)) below it says, and it succeeds.", at: Span(0, command.text.utf8.count),
                    help: "tierbook update \(source.name) takes the new answer."), place)
        }
        return ShownAnswer(lines: answer.lines)
    }
}
