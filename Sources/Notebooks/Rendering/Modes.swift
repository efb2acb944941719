import Diagnostics
import Engine
import Presenting
import Syntax

/// The form in which answers are printed, as the commands of a notebook have it that is not run.
enum Modes {
    /// Whether answers are tables behind a command that may change it.
    static func areTables(behind command: Command, before: Bool) -> Bool {
        // A line that fails changes nothing.
        guard !command.expectsFailure, let tokens = try? Lexer.tokens(Source(command.text)) else { return before }
        let statements = tokens.split { [.newline, .end, .symbol(.semicolon)].contains($0.kind) }
        return statements.reduce(before) { before, statement in
            let words = statement.compactMap(\.keyword)
            guard statement.count == 3, words.count == 3, words[0] == "set", words[1] == "mode" else { return before }
            return words[2] == OutputMode.table.rawValue
        }
    }
}

extension Session.Settings {
    /// Whether answers are printed as tables.
    var areTables: Bool { (mode ?? OutputMode.table.rawValue) == OutputMode.table.rawValue }
}
