import Charts
import Diagnostics
import Engine
import Presenting
import Storage
import Syntax
import Tables

/// Runs a notebook's commands one after the other, in one session that begins as its front matter says.
package final class Playback {
    package let notebook: Notebook
    package let session: Session
    /// Taken out of answers, so that they are the same in any folder.
    private let prefixes: [String]

    /// What a run is given from outside.
    package struct Settings {
        /// `-p name=value` as typed.
        package var given: [(name: String, text: String)] = []
        package var asOf: Day?
        package var isReadOnly = false
        /// A folder that takes all that the notebook writes; nil lets it write for real.
        package var scratch: String?

        package init() {}
    }

    /// Opens or makes the workspace to begin with.
    /// - Throws: an unknown or ill-typed parameter, a workspace that cannot be opened.
    package init(_ notebook: Notebook, catalogue: Catalogue, settings: Settings = Settings()) throws(Diagnostic) {
        self.notebook = notebook
        session = Session(catalogue: catalogue)
        session.isReadOnly = settings.isReadOnly
        session.scratch = settings.scratch
        _ = try session.begin(notebook.frontMatter, of: notebook.source, given: Session.Given(settings.given, asOf: settings.asOf))
        prefixes = [settings.scratch.map { $0 + "/" }, session.folder.isEmpty ? nil : session.folder + "/"].compactMap(\.self)
    }

    /// What the session answers to a command.
    package func answer(_ command: Command) -> Answer {
        var answer = Answer()
        session.run(Source(command.text)) { answer.add($0, session.state.settings) }
        for prefix in prefixes { answer.text = answer.text.replacing(prefix, with: "") }
        return answer
    }
}

/// What a session answers to one command.
package struct Answer: Sendable {
    /// As printed where nothing is cut off, closing line break included; empty for no answer.
    package var text = ""
    package var charts: [Chart] = []
    /// Why the command failed.
    package var failure: Diagnostic?
    /// Where the order of its rows is that of a file alone.
    var unsettled: [Unsettled] = []

    package init() {}

    init(text: String) { self.text = text }

    mutating func add(_ outcome: Outcome, _ settings: Session.Settings) {
        text += Transcript.printed(outcome, settings)
        switch outcome.result {
        case .success(let reply):
            if let chart = reply.chart { charts.append(chart) }
            unsettled += reply.unsettled
        case .failure(let error): failure = error
        }
    }

    /// Adds what came after it.
    mutating func add(_ other: Answer) {
        text += other.text
        charts += other.charts
        failure = other.failure ?? failure
    }

    /// The number in brackets that closes it, when the command failed.
    package var code: Int? { failure == nil ? nil : 1 }

    /// The lines as they stand in a cell, without blank ones at the end.
    ///
    /// What could drive a terminal is shown, as on a screen: a cell of CSV may hold anything.
    package var lines: [String] {
        var lines = visibleData(text).unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return lines
    }
}
