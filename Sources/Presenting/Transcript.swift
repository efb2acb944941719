import Diagnostics
import Engine
import Storage
import Tables

/// Commands with what they print, as at a prompt without a terminal: the form of the manuals' examples, of the
/// README's tour and of notebooks.
package enum Transcript {
    /// Before the first line of a command.
    package static let prompt = "tierbook> "
    /// Before the second and later lines of a command.
    package static let continuation = "     ...> "

    /// A command as it stands behind its prompts, closing line break included.
    package static func typed(_ command: String) -> String {
        prompt + command.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n" + continuation) + "\n"
    }

    /// What a session prints for one statement or line.
    package static func answer(to command: String, _ session: Session) -> String {
        var text = ""
        session.run(Source(command)) { text += printed($0, session.state.settings) }
        return text
    }

    /// An outcome as it is printed where nothing is cut off: without a terminal, in a notebook.
    package static func printed(_ outcome: Outcome, _ settings: Session.Settings) -> String {
        switch outcome.result {
        case .success(let reply):
            let mode = settings.mode.flatMap(OutputMode.init(rawValue:)) ?? .table
            let presented = present(reply, source: outcome.source, options: PresentOptions(mode: mode)) { table, mode in
                let format = ExportFormat(rawValue: mode.rawValue) ?? .csv
                return ((try? Storage.render(table, as: format)) ?? []).text
            }
            return presented.output + presented.messages
        case .failure(let failure): return Presenting.render(failure, source: outcome.source, color: false, width: nil)
        }
    }

    /// The commands of a transcript, each with the lines below it.
    package static func commands(of transcript: String) -> [(command: String, output: String)] {
        var found: [(command: String, output: String)] = []
        for line in transcript.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix(prompt) {
                found.append((String(line.dropFirst(prompt.count)), ""))
            } else if !found.isEmpty {
                found[found.count - 1].output += line + "\n"
            }
        }
        return found
    }
}

extension [UInt8] {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
