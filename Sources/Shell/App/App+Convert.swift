import Diagnostics
import Engine
import Notebooks
import Presenting
import Storage
import Syntax
import Verbs

/// `tierbook convert FILE` as typed.
package struct ConvertCall {
    package var file: String
    /// Where the other form goes; nil for standard output.
    package var output: String?
    package var isReplacing = false
    /// Runs the commands of a script, so that the notebook holds their answers.
    package var runs = false
    package let options: RunOptions

    package init(file: String, options: RunOptions) {
        self.file = file
        self.options = options
    }
}

extension App {
    /// A script as a notebook, a notebook as a script.
    package static func convert(_ call: ConvertCall) -> Int32 {
        var source = Source("")
        do throws(Diagnostic) {
            try check(call)
            source = try read(call.file)
            let program = try Program(source)
            let (whole, parameters) = (source, Parameter.known(program.frontMatter.parameters, given: call.options.given))
            for step in program.steps where step.command?.0.expectsFailure != true {
                source = step.text
                try step.check(Verbs.catalogue.grammar, parameters)
            }
            source = whole
            if Notebook.isNotebook(call.file) {
                try write(NotebookToScript.convert(try Notebook(source)), call)
            } else {
                try write(try notebook(of: try Script(source), parameters, call), call)
            }
            return 0
        } catch {
            return couldNotRun(error, call.options, source: source)
        }
    }

    private static func check(_ call: ConvertCall) throws(Diagnostic) {
        let makesScript = Notebook.isNotebook(call.file)
        if call.runs, makesScript { throw Diagnostic("no-answers", "A script holds no answers: --run is for making a notebook.", help: "Leave out --run.") }
        guard let output = call.output else { return }
        if Notebook.isNotebook(output) == makesScript {
            throw Diagnostic(
                "same-form", "\(call.file) is a \(makesScript ? "notebook" : "script"), and so would \(output) be.",
                help: makesScript ? "End its name in .tb." : "End its name in .md.")
        }
        if !call.isReplacing, Files.exists(output) { throw Diagnostic("file-exists", "\(output) exists.", help: "Add --replacing, or choose another name.") }
    }

    private static func notebook(of script: Script, _ parameters: [String: ParameterValue], _ call: ConvertCall) throws(Diagnostic) -> String {
        let conversion = try ScriptToNotebook(script, grammar: Verbs.catalogue.grammar, parameters: parameters)
        guard call.runs else { return conversion.text() }
        let name = script.source.name == StandardInput.name ? "" : script.source.name
        let notebook = try Notebook(Source(conversion.text(), name: name))
        var settings = Playback.Settings()
        settings.given = call.options.given
        settings.asOf = call.options.asOf
        settings.isReadOnly = call.options.isReadOnly
        let scratch = try ScratchFolder()
        settings.scratch = scratch.path
        let playback = try Playback(notebook, catalogue: Verbs.catalogue, settings: settings)
        var answers: [Answer] = []
        for command in notebook.commands {
            answers.append(playback.answer(command))
            try Cancellation.check()
        }
        let failed = answers.count { $0.failure != nil }
        if failed > 0 { Printer.complain("\(plural(failed, "command")) failed; the error stands below \(failed == 1 ? "it" : "each") as its answer.\n") }
        return conversion.text(answers: answers)
    }

    private static func write(_ text: String, _ call: ConvertCall) throws(Diagnostic) {
        let printer = Printer(mode: call.options.mode)
        if let output = call.output {
            try AtomicFile.write(Array(text.utf8), to: output)
            if call.file != "-", folder(of: output) != folder(of: call.file) {
                printer.show(.note("other-folder", "\(output) looks for the files that it names in its own folder.", help: "Mend their paths in it, or put it beside \(call.file)."), source: Source(""))
            }
            return
        }
        if case .failed(let failure) = printer.write(printer.isTerminal ? visibleData(text) : text) { throw failure }
    }

    private static func folder(of path: String) -> String { Session.folder(of: (try? Files.resolve(path)) ?? path) }
}
