import ArgumentParser
import Diagnostics
import Shell

struct Render: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Writes a notebook as one HTML page that stands alone.",
        discussion: """
            The answers are those in the file; nothing is run. Where they are stale, because a command or a file that they came
            from has changed, there is no page: tierbook update writes them anew, and --run takes those of a fresh run.

            Exit codes: 0 written, 1 the answers are stale or not what the notebook expects, 2 there is no notebook to show.
            """)

    @Argument(help: "The notebook, a Markdown file.")
    var file: String

    @Option(name: [.customShort("o"), .long], help: ArgumentHelp("The page's file, or - for standard output (the notebook's name with .html).", valueName: "file"))
    var output: String?

    @Flag(name: .customLong("run"), help: "Run the notebook for the page; it writes nothing else.")
    var runs = false

    @Option(name: .customShort("p"), help: ArgumentHelp("A value for $NAME in a run.", valueName: "name=value"))
    var parameter: [String] = []

    func validate() throws {
        if !parameter.isEmpty, !runs { throw ValidationError("-p gives a value to a run: add --run.") }
    }

    func run() throws {
        throw ExitCode(App.render(file, to: output, running: runs, options: try RunOptions.parameters(parameter)))
    }
}
