import Diagnostics
import Engine
import Storage
import Tables

/// Commands with what they print, as at a prompt without a terminal: the form of the manuals' examples, of the
/// README's tour and of notebooks.
package enum Transcript {
    package static let prompt = "tierbook> "

    /// What a session prints for one statement or line.
    package static func answer(to command: String, _ session: Session) -> String {
        let source = Source(command)
        var text = ""
        session.run(source) { outcome in
            switch outcome {
            case .reply(let reply, _):
                let mode = session.state.settings.mode.flatMap(OutputMode.init(rawValue:)) ?? .table
                let presented = present(reply, source: source, options: PresentOptions(mode: mode)) { table, mode in
                    let format = ExportFormat(rawValue: mode.rawValue) ?? .csv
                    return ((try? Storage.render(table, as: format)) ?? []).text
                }
                text += presented.output + presented.messages
            case .failure(let failure): text += Presenting.render(failure, source: source, color: false, width: nil)
            }
        }
        return text
    }

    /// The commands of a transcript, each with the lines below it. A command may run on over lines that begin with blanks
    /// after a `|` or inside brackets.
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
