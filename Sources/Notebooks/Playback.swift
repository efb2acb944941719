import Charts
import Diagnostics
import Engine
import Presenting
import Storage
import Syntax
import Tables

/// Runs a notebook's commands one after the other, in one session that begins as its front matter says.
package final class Playback {
    /// What is run.
    package let notebook: Notebook
    /// In which it is run; what commands change is seen by those after.
    package let session: Session
    private let places: Places

    /// What a run is given from outside.
    package struct Settings {
        /// `-p name=value` as typed.
        package var given: [(name: String, text: String)] = []
        /// Before what front matter says; nil leaves it to that.
        package var asOf: Day?
        /// What changes the workspace is refused, as `read-only`.
        package var isReadOnly = false
        /// A folder that takes all that the notebook writes; nil lets it write for real.
        package var scratch: String?

        /// Runs as the notebook says and writes for real.
        package init() {}
    }

    /// Opens or makes the workspace to begin with.
    /// - Throws: an unknown or ill-typed parameter, a workspace that cannot be opened.
    package init(_ notebook: Notebook, catalogue: Catalogue, settings: Settings = Settings()) throws(Diagnostic) {
        self.notebook = notebook
        session = Session(catalogue: catalogue)
        session.isReadOnly = settings.isReadOnly
        session.scratch = settings.scratch
        var given = Session.Given(settings.given, asOf: settings.asOf)
        let folder = Session.folder(of: notebook.source.name)
        // From its whole path, which no data holds by chance, the folder can be told in an answer and taken out.
        given.folder = (try? Files.resolve(folder.isEmpty ? "." : folder)) ?? folder
        places = Places(folder: given.folder ?? "", scratch: settings.scratch)
        do throws(Diagnostic) {
            _ = try session.begin(notebook.frontMatter, of: notebook.source, given: given)
        } catch {
            var error = error
            error.message = places.without(error.message)
            error.notes = error.notes.map(places.without)
            error.help = error.help.map(places.without)
            throw error
        }
    }

    /// What the session answers to a command.
    package func answer(_ command: Command) -> Answer {
        var answer = Answer()
        session.run(Source(command.text)) { answer.add($0, session.state.settings) }
        answer.text = places.without(answer.text)
        return answer
    }
}

/// The folders of a run, which are taken out of what it says: answers are the same wherever a notebook stands.
private struct Places {
    private let names: [(path: String, shown: String)]

    /// - Parameter folder: whole paths both; files of the one are written under its name in the other.
    init(folder: String, scratch: String?) {
        let isNamed = folder.count > 1
        let folders = [isNamed ? scratch.map { $0 + folder } : nil, scratch, isNamed ? folder : nil].compactMap(\.self)
        names = folders.map { ($0 + "/", "") } + folders.map { ($0, ".") }
    }

    func without(_ text: String) -> String {
        // Nearly every answer names none of them.
        if !names.contains(where: { text.contains($0.path) }) { return text }
        return names.reduce(text) { Places.replacing($1.path, in: $0, with: $1.shown) }
    }

    /// Takes a path out where it begins one and ends at a part's end: `/data` is none within `https://x/data`, nor in
    /// `/database.csv`.
    private static func replacing(_ path: String, in text: String, with shown: String) -> String {
        var result = ""
        var rest = text[...]
        while let found = rest.firstRange(of: path) {
            let before = rest[..<found.lowerBound].last ?? result.last
            let after = rest[found.upperBound...].first
            let isWhole = before.map { " \n'\"(".contains($0) } ?? true
            let ends = path.hasSuffix("/") || after.map { " \n'\"):,;".contains($0) } ?? true
            result += rest[..<found.lowerBound] + (isWhole && ends ? shown : path)
            rest = rest[found.upperBound...]
        }
        return result + rest
    }
}

/// What a session answers to one command.
package struct Answer: Sendable {
    /// As printed where nothing is cut off, closing line break included; empty for no answer.
    package var text = ""
    /// In the order in which they were drawn.
    package var charts: [Chart] = []
    /// Why the command failed.
    package var failure: Diagnostic?
    /// Where the order of its rows is that of a file alone.
    var unsettled: [Unsettled] = []

    /// No answer yet.
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
        unsettled += other.unsettled
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
