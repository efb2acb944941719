import Diagnostics
import Notebooks
import Presenting
import Storage
import Verbs

extension App {
    /// Writes into notebooks what they answer now.
    ///
    /// All are run before the first is written: where one cannot be run, none is.
    /// Exit codes: 0 all well, 1 an answer cannot be relied on, 2 a notebook could not be run, 130 interrupted.
    package static func update(_ paths: [String], isInteractive: Bool) -> Int32 {
        let question = AnswerQuestion()
        let ask: Updater.Ask = { (asked) throws(Diagnostic) in try question.ask(asked) }
        var updates: [NotebookUpdate] = []
        for (index, path) in paths.enumerated() where !paths[..<index].contains(path) {
            var source = Source("", name: path)
            do throws(Diagnostic) {
                try refuse(path, isInteractive: isInteractive)
                source = try Notebook.read(path)
                let update = try Updater.update(source, catalogue: Verbs.catalogue, ask: isInteractive ? ask : nil)
                updates.append(update)
                // Each is decided on by itself.
                if isInteractive { try write([update]) }
            } catch {
                return couldNotUpdate(error, source)
            }
        }
        do throws(Diagnostic) {
            if !isInteractive { try write(updates) }
        } catch {
            return couldNotUpdate(error, Source(""))
        }
        return updates.contains { $0.findings.differing > 0 } ? 1 : 0
    }

    private static func refuse(_ path: String, isInteractive: Bool) throws(Diagnostic) {
        if let value = Terminal.environment("CI"), !value.isEmpty, value.lowercased() != "false", value != "0" {
            throw Diagnostic("in-ci", "update does not run where CI is set: a build that corrects what it tests finds nothing.", help: "Update on your own machine and commit what it writes; a build runs tierbook check.")
        }
        if isInteractive, !Terminal.isInteractive {
            throw Diagnostic("no-terminal", "--interactive asks at a terminal, and here is none.", help: "Leave --interactive out to take every answer.")
        }
        guard Notebook.isNotebook(path) || Files.isFolder(path) else {
            throw Diagnostic("no-notebook", "\(path) is no notebook: its name does not end in .md.", help: "tierbook convert makes a notebook of a script.")
        }
    }

    private static func couldNotUpdate(_ error: Diagnostic, _ source: Source) -> Int32 {
        Printer().show(error, source: error.span == nil ? Source("") : source)
        return exitCode(of: error, else: 2)
    }

    private static func said(_ answers: Int, _ files: Int) -> String {
        if files == 0 { return "nothing to write" }
        let what = answers == 0 ? "the answers match, what they came from is noted anew" : "\(plural(answers, "answer")) written"
        return what + (files > 1 ? ", \(plural(files, "file")) in all" : "")
    }

    /// A failure that was not expected is expected from now on: whoever updates must see it.
    private static func failing(_ lines: [Int]) -> String {
        guard let first = lines.first else { return "" }
        return lines.count == 1 ? "; the command on line \(first) fails now" : "; \(grouped(lines.count)) commands fail now, the first on line \(first)"
    }

    private static func write(_ updates: [NotebookUpdate]) throws(Diagnostic) {
        let output = Output()
        defer { output.finish() }
        for update in updates {
            try Cancellation.check()
            let files = try update.write()
            output.write("\(visible(update.source.name)): \(said(update.answers, files))\(failing(update.newFailures)).\n")
            output.write(update.findings.text(color: Terminal.allowsColor))
        }
    }
}
