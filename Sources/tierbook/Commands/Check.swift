import ArgumentParser
import Diagnostics
import Notebooks
import Shell

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Runs notebooks and compares what they answer with what they hold; writes nothing.",
        discussion: """
            Of a folder, every notebook in it is checked. Answers are compared exactly first, then by pattern. A line of an \
            answer is a pattern where it is

              ...               for any number of lines
              TEXT (glob)       with * for any text, ? for one sign, {name} for a capture
              TEXT (re)         with a regular expression for the whole line; (?<name>…) captures

            A capture takes any text the first time, and the same text from then on, to the end of the notebook. Lines of \
            cells marked expect=unordered may come in any order.

            Rows in an order that only their file settles are refused: add a column to order by.

            Exit codes: 0 all matches, 1 differences, 2 a notebook could not be checked, 130 interrupted.
            """)

    @Argument(help: "Notebooks, or folders of them.")
    var files: [String]

    @Option(name: .long, help: ArgumentHelp("How it is told: text, json or junit.", valueName: "format"))
    var format: String = "text"

    @Flag(name: .long, help: "Also run each twice, with other hash seeds, time zone, locale, width and working directory; any difference is an error.")
    var shake = false

    func run() throws {
        guard let known = CheckFormat(rawValue: format) else {
            let all = CheckFormat.allCases.map(\.rawValue)
            throw ValidationError("'\(format)' is no format of a report. \(didYouMean(format, among: all) ?? "Formats: \(joinWords(all)).")")
        }
        throw ExitCode(App.check(CheckCall(paths: files, format: known, isShaken: shake)))
    }
}
