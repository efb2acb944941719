import Diagnostics
import Presenting

/// Cells as they are written.
enum CellText {
    /// A command with its answer below it, and the code where it failed.
    static func answered(_ command: String, _ lines: [String], code: Int?) -> String {
        let below = lines.map(AnswerLine.escaped) + (code.map { [ExitCode.text($0)] } ?? [])
        return Transcript.typed(command) + below.map { $0 + "\n" }.joined()
    }

    /// Backticks that no line of a cell closes.
    static func fence(around text: String) -> String {
        var longest = 2
        for line in text.split(separator: "\n") where line.contains("```") {
            longest = max(longest, line.drop { $0 == " " }.prefix { $0 == "`" }.count)
        }
        return String(repeating: "`", count: longest + 1)
    }

    static func opening(_ fence: String) -> String { fence + "tierbook\n" }

    /// A whole cell.
    static func cell(_ text: String) -> String {
        let fence = fence(around: text)
        return opening(fence) + text + fence + "\n"
    }
}
