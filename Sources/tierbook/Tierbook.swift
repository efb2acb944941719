import ArgumentParser
import Diagnostics
import Shell

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@main
struct Tierbook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tierbook", abstract: "The shell for client priority lists.",
        discussion: """
            tierbook FILE.tierbook       the shell, on that workspace
            tierbook run FILE            runs a script or a notebook
            tierbook check FILE…         runs notebooks and compares what they answer with what they hold
            tierbook update NOTEBOOK…    writes into notebooks what they answer now
            tierbook render NOTEBOOK     writes a notebook as an HTML page
            tierbook convert FILE        makes a notebook of a script, or a script of a notebook
            tierbook -c 'LINE'           runs one line; so does standard input

            Exit codes: 0 all well, 1 a statement or an expect failed, 2 could not run, 130 interrupted.
            """,
        version: "Tierbook \(App.version)", subcommands: [Prompt.self, Run.self, Check.self, Update.self, Render.self, Convert.self],
        defaultSubcommand: Prompt.self)

    /// ArgumentParser's exit code for wrong usage becomes 2, as of tools such as grep and diff.
    static func main() {
        SignalHandling.install()
        if let code = App.own(Array(CommandLine.arguments.dropFirst())) ?? plain() { Glibc.exit(code) }
        do {
            try checkCommand()
            var command = try parseAsRoot()
            try command.run()
        } catch {
            let code = exitCode(for: error).rawValue
            let text = code == EX_USAGE ? complaint(error) : fullMessage(for: error)
            if code == 0, !text.isEmpty { print(text) } else if !text.isEmpty { Printer.complain(text + "\n") }
            Glibc.exit(code == EX_USAGE ? 2 : code)
        }
    }

    /// What is wrong with the call and how to put it right, and where to read more: not the list of every flag between them.
    private static func complaint(_ error: any Error) -> String {
        // Our own words say the fix; where they come from, no command is known any more.
        let more = error is ValidationError ? nil : fullMessage(for: error).split(separator: "\n").last { $0.hasPrefix("  See ") }
        return (["Error: " + message(for: error)] + (more.map { [String($0)] } ?? [])).joined(separator: "\n")
    }

    /// A mistyped command would pass for the name of a workspace.
    private static func checkCommand() throws {
        let commands = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"), !commands.contains(word), access(word, F_OK) != 0,
            let near = didYouMean(word, among: commands)
        else { return }
        throw ValidationError("'\(word)' is neither a command nor a file. \(near)")
    }

    /// The commonest calls, `tierbook`, `tierbook NAME.tierbook` and `tierbook -c LINE`, need no flags: they start without
    /// ArgumentParser, whose first use takes longer than all else. Nil for any other call.
    private static func plain() -> Int32? {
        let arguments = CommandLine.arguments.dropFirst()
        var file: String?
        var line: String?
        switch (arguments.count, arguments.first) {
        case (0, _): break
        case (1, let name?) where name.hasSuffix(".tierbook") && !name.hasPrefix("-"): file = name
        case (2, "-c"): line = arguments.last
        default: return nil
        }
        if line?.hasPrefix("-") == true { return nil }
        guard let options = try? RunOptions(readOnly: false, asOf: nil, wait: nil, mode: nil, parameters: []) else { return nil }
        return App.prompt(file: file, line: line, options: options)
    }
}

/// What every way of running shares.
struct Common: ParsableArguments {
    @Flag(name: .long, help: "Refuse every change to the workspace.")
    var readOnly = false

    @Option(name: .long, help: ArgumentHelp("The day that today means.", valueName: "date"))
    var asOf: String?

    @Option(name: .long, help: ArgumentHelp("How long to wait for a file another shell holds: 30s, 10m, 1h.", valueName: "time"))
    var wait: String?

    @Option(name: .long, help: ArgumentHelp("How results are shown: table, record, markdown, csv, tsv, json, jsonl or html.", valueName: "mode"))
    var mode: String?

    @Option(name: .customShort("p"), help: ArgumentHelp("A value for $NAME.", valueName: "name=value"))
    var parameter: [String] = []

    func options() throws -> RunOptions { try .checked(readOnly: readOnly, asOf: asOf, wait: wait, mode: mode, parameters: parameter) }
}

extension RunOptions {
    /// Flags as typed; what is wrong with them is wrong usage.
    static func checked(readOnly: Bool, asOf: String?, wait: String?, mode: String?, parameters: [String]) throws -> RunOptions {
        do throws(Diagnostic) {
            return try RunOptions(readOnly: readOnly, asOf: asOf, wait: wait, mode: mode, parameters: parameters)
        } catch {
            throw ValidationError(error.message + (error.help.map { " " + $0 } ?? ""))
        }
    }

    /// `-p` alone.
    static func parameters(_ given: [String]) throws -> RunOptions { try checked(readOnly: false, asOf: nil, wait: nil, mode: nil, parameters: given) }
}

struct Prompt: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "shell", abstract: "Opens the shell (the default).")

    @Argument(help: "A workspace file.")
    var file: String?

    @Option(name: .customShort("c"), help: ArgumentHelp("Run this line and leave; may be given several times.", valueName: "line"))
    var line: [String] = []

    @OptionGroup var common: Common

    func run() throws { throw ExitCode(App.prompt(file: file, line: line.isEmpty ? nil : line.joined(separator: "\n"), options: try common.options())) }
}
