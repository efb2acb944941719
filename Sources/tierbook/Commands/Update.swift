import ArgumentParser
import Shell

struct Update: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Writes into notebooks what they answer now, where that is not what they hold.",
        discussion: """
            An answer that matches stays as it is; of one that does not, pattern lines that still hold stay. Prose and commands \
            stay byte for byte. Long answers and pictures go into a folder beside the notebook (study.answers for study.md), \
            and a comment at its end keeps what the answers came from.

            Where the environment variable CI is set it refuses: a build that corrects its own tests finds nothing.

            Exit codes: 0 written, or nothing to write; 1 an answer cannot be relied on (check says why); 2 a notebook could not \
            be run, and none was written; 130 interrupted.
            """)

    @Argument(help: "Notebooks.")
    var files: [String]

    @Flag(name: .long, help: "Ask at each difference: take it, leave it or edit it.")
    var interactive = false

    func run() throws { throw ExitCode(App.update(files, isInteractive: interactive)) }
}
