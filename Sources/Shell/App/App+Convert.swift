import Diagnostics
import Engine
import Notebooks
import Presenting
import Storage
import Syntax
import Verbs

/// `tierbook convert FILE` as typed.
package struct ConvertCall {
    /// A script or a notebook; `-` for standard input.
    package var file: String
    /// Where the other form goes; nil for standard output.
    package var output: String?
    /// Writes over a file that is there.
    package var isReplacing = false
    /// Runs the commands of a script, so that the notebook holds their answers.
    package var runs = false
    /// With what a script is run, where it is.
    package let options: RunOptions

    /// Writes to standard output and runs nothing.
    package init(file: String, options: RunOptions) {
        self.file = file
        self.options = options
    }

    /// The file without its ending.
    fileprivate var stem: String {
        if file == "-" { return "notebook" }
        guard let point = file.lastIndex(of: "."), !file[point...].contains("/") else { return file }
        return String(file[..<point])
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
                return 0
            }
            let text = try ScriptToNotebook(try Script(source), grammar: Verbs.catalogue.grammar, parameters: parameters).text
            if call.runs {
                source = Source(text, name: call.output ?? call.stem + ".md")
                return try answer(source, call)
            }
            try write(text, call)
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
        // Before anything runs: whether it can be written.
        _ = try AtomicFile(path: output)
    }

    /// Writes the notebook with the answers of its commands, as update does.
    private static func answer(_ notebook: Source, _ call: ConvertCall) throws(Diagnostic) -> Int32 {
        let update = try Updater.update(notebook, catalogue: Verbs.catalogue)
        if call.output != nil {
            _ = try update.writeAll()
            remarkFolder(call)
        } else if update.files.isEmpty {
            try write(update.text, call)
        } else {
            throw Diagnostic("needs-file", "Its charts and long answers stand in files beside the notebook.", help: "Say where it goes: -o \(call.stem).md.")
        }
        let failed = try Notebook(Source(update.text)).commands.count(where: \.expectsFailure)
        if failed > 0 { Printer.complain("\(plural(failed, "command")) failed; the error stands below \(failed == 1 ? "it" : "each") as its answer.\n") }
        Printer.complain(update.findings.text(color: false))
        return update.findings.differing > 0 ? 1 : 0
    }

    private static func write(_ text: String, _ call: ConvertCall) throws(Diagnostic) {
        if let output = call.output {
            try AtomicFile.write(Array(text.utf8), to: output)
            return remarkFolder(call)
        }
        let printer = Printer()
        if case .failed(let failure) = printer.write(printer.isTerminal ? visibleData(text) : text) { throw failure }
    }

    private static func remarkFolder(_ call: ConvertCall) {
        guard let output = call.output, call.file != "-", folder(of: output) != folder(of: call.file) else { return }
        let remark = Diagnostic.note("other-folder", "\(output) looks for the files that it names in its own folder.", help: "Mend their paths in it, or put it beside \(call.file).")
        Printer().show(remark, source: Source(""))
    }

    private static func folder(of path: String) -> String { Session.folder(of: (try? Files.resolve(path)) ?? path) }
}
