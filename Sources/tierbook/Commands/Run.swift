import ArgumentParser
import Shell

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs a script or a notebook; it writes a file only when it says save.",
        discussion: """
            A script holds commands. A notebook is a Markdown file (.md) with cells of commands and their answers; its \
            commands are run and answered anew, and a failure that stands in it does not stop the run. Files are found \
            beside the file that names them.

            Front matter may say what a run begins with, and which parameters there are:

              ---
              as of: 2026-03-31
              workspace: crm.tierbook
              params:
                floor: 250k      # the revenue that counts
                region: EMEA
              ---

            The log has a line for each statement: file, line, statement, rows, milliseconds, outcome (ok, failed, \
            not as expected, cancelled, timed out), warnings and error; before them one of what is run, and behind them \
            one with totals and the exit code.

            Exit codes: 0 all well; 1 a statement or an expect failed, or the time was over; 2 could not run; 130 interrupted.
            """)

    @Argument(help: "The script or notebook, or - for a script from standard input.")
    var file: String

    @Option(name: .long, help: ArgumentHelp("The workspace to begin with, instead of what front matter says.", valueName: "file"))
    var workspace: String?

    @Flag(name: .long, help: "Save only if every statement succeeds.")
    var atomic = false

    @Flag(name: .long, help: "Go on after a statement that failed.")
    var goOn = false

    @Flag(name: .long, help: "Fail a statement that gives a warning.")
    var warningsAsErrors = false

    @Option(name: .long, help: ArgumentHelp("Stop the run after this time: 30s, 10m, 1h.", valueName: "time"))
    var timeout: String?

    @Option(name: .long, help: ArgumentHelp("Add what happens to this file, a line of JSON a statement.", valueName: "file"))
    var log: String?

    @Flag(name: .long, help: "List the parameters that -p gives values to; run nothing.")
    var helpParams = false

    @OptionGroup var common: Common

    func run() throws {
        let options = try common.options()
        if helpParams { throw ExitCode(App.parameters(of: file, options: options)) }
        var call = RunCall(file: file, options: options)
        call.workspace = workspace
        call.isAtomic = atomic
        call.goesOn = goOn
        call.treatsWarningsAsErrors = warningsAsErrors
        call.timeout = timeout
        call.log = log
        throw ExitCode(App.run(call))
    }
}
