import Diagnostics
import Engine
import Storage

/// A notebook being played through for its answers alone: what its commands write goes to a folder of its own.
final class Replay {
    private let scratch: ScratchFolder
    private let playback: Playback

    enum Step {
        case answer(Answer)
        /// The command stands where none is run any more.
        case neverRuns(Diagnostic)
    }

    /// - Parameter given: `-p name=value` as typed.
    /// - Throws: a parameter without a value, a workspace that cannot be opened.
    init(_ notebook: Notebook, _ catalogue: Catalogue, given: [(name: String, text: String)] = []) throws(Diagnostic) {
        scratch = try ScratchFolder()
        var settings = Playback.Settings()
        settings.scratch = scratch.path
        settings.given = given
        do throws(Diagnostic) {
            playback = try Playback(notebook, catalogue: catalogue, settings: settings)
        } catch {
            throw error.id == "missing-parameter" ? error.with(help: "Give it a value in the front matter, as in params: {floor: 250k}.") : error
        }
        playback.session.checksOrder = true
    }

    static let afterQuit = Diagnostic("after-quit", "This stands behind a command that ends the session.", help: "Take that one out, or this one.")

    /// - Throws: `cancelled`.
    func answer(_ command: Command) throws(Diagnostic) -> Step {
        if playback.session.wantsToEnd {
            return .neverRuns(Replay.afterQuit)
        }
        try Cancellation.check()
        let answer = playback.answer(command)
        if let failure = answer.failure, failure.isCancelled { throw failure }
        return .answer(answer)
    }

    /// What the commands so far have set.
    var settings: Session.Settings { playback.session.state.settings }

    /// The files that the answers came from.
    var inputs: [Stamp.Input] { Stamp(of: playback.notebook, inputs: playback.session.inputs).inputs }

    /// Says which files have changed since the notebook was stamped.
    func changedInputs() -> Diagnostic? {
        guard let stamp = playback.notebook.stamp else { return nil }
        let now = Dictionary(inputs.map { ($0.path, $0.digest) }) { first, _ in first }
        let changed = stamp.inputs.filter { input in now[input.path].map { $0 != input.digest } ?? false }.map(\.path)
        if changed.isEmpty { return nil }
        return .note("changed-input", "\(joinWords(changed)) \(changed.count == 1 ? "has" : "have") changed since the answers were written.")
    }
}
