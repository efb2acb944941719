import ArgumentParser
import Shell

struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Makes a notebook of a script, or a script of a notebook.",
        discussion: """
            Of a script, comments become prose; statements that follow each other become a cell, and a blank line begins \
            the next one. Of a notebook, prose becomes comments, answers are left out, and a command that is said to fail \
            becomes a comment. Front matter stays. The commands are the same either way.

            Exit codes: 0 written, 1 an answer of --run cannot be relied on, 2 nothing was written, 130 interrupted.
            """)

    @Argument(help: "The script or notebook (.md), or - for a script from standard input.")
    var file: String

    @Option(name: [.short, .long], help: ArgumentHelp("Where it goes; else to standard output.", valueName: "file"))
    var output: String?

    @Flag(name: .long, help: "Replace the file that it goes to.")
    var replacing = false

    @Flag(name: .customLong("run"), help: "Run the script's commands, and put their answers into the notebook. What they write is thrown away.")
    var runs = false

    @Option(name: .customShort("p"), help: ArgumentHelp("A value for $NAME, where it is needed to read the commands.", valueName: "name=value"))
    var parameter: [String] = []

    func validate() throws {
        if runs, !parameter.isEmpty { throw ValidationError("The answers of a notebook are those of its own front matter: give $NAME its value there.") }
    }

    func run() throws {
        var call = ConvertCall(file: file, options: try RunOptions.parameters(parameter))
        call.output = output
        call.isReplacing = replacing
        call.runs = runs
        throw ExitCode(App.convert(call))
    }
}
