import Diagnostics
import Storage
import Syntax
import Tables
import Workspaces

/// Scripts within scripts: `include 'other.tb'` runs another file's lines as if they stood in its place.
extension Session {
    /// How deep files may include each other.
    private static let deepestInclude = 20

    /// A script whose lines stand in a line's place.
    struct Included {
        /// Its path as written, with the place of that.
        let file: (text: String, span: Span)
        let text: Source
        let outer: Source
    }

    /// What a line includes; nil for nearly every line.
    func included(by line: Line, of outer: Source) throws(Diagnostic) -> Included? {
        guard let statement = line.statements.first, case .verb(let call) = statement.head, let verb = catalogue.verb(call.verb),
            let file = try verb.included(call)
        else { return nil }
        if let stage = statement.stages.first {
            throw Diagnostic("nothing-to-pipe", "\(call.verb) runs other lines and has no rows of its own.", at: stage.verbSpan, help: "Begin a line of its own with the table that the file makes.")
        }
        let path = path(file.text)
        try checkInclude(of: path, at: file.span, outer)
        do throws(Diagnostic) {
            let text = try Script.read(path)
            try read(TextFile.input(file.text, text: text.text))
            return Included(file: file, text: text, outer: outer)
        } catch {
            throw error.at(file.span)
        }
    }

    private func checkInclude(of path: String, at span: Span, _ outer: Source) throws(Diagnostic) {
        func place(_ path: String) -> String { (try? Files.resolve(path)) ?? path }
        let chain = (including + [outer.name]).filter { !$0.isEmpty }
        if chain.contains(where: { place($0) == place(path) }) {
            throw Diagnostic("circular-include", "\(path) includes itself.", at: span, help: "Take the include out of \(joinWords(chain, "or")).")
        }
        if including.count >= Session.deepestInclude {
            throw Diagnostic("too-many-includes", "Files include each other more than \(Session.deepestInclude) deep here.", at: span)
        }
    }

    /// Runs an included script; its files are found beside it.
    func run(_ included: Included, goOn: Bool, report: (Outcome) -> Void) throws(Diagnostic) -> Bool {
        let (text, outer) = (included.text, included.outer)
        func reportIncluded(_ outcome: Outcome) {
            guard case .failure(var error) = outcome.result, !outer.name.isEmpty else { return report(outcome) }
            error.notes.append("Included by line \(outer.position(of: included.file.span.start).line) of \(outer.name).")
            report(Outcome(source: outcome.source, statement: outcome.statement, result: .failure(error), took: outcome.took))
        }
        let script: Script
        do throws(Diagnostic) {
            script = try Script(text)
        } catch {
            reportIncluded(Outcome(source: text, statement: .none, result: .failure(error)))
            return false
        }
        let kept = includeFolder
        let defaults = try setDefaults(script.frontMatter, of: included)
        including.append(outer.name)
        includeFolder = Session.folder(of: seen(included.file.text))
        defer {
            including.removeLast()
            includeFolder = kept
            takeBack(defaults)
        }
        return run(script.lines, goOn: goOn, report: reportIncluded) && !Cancellation.isRequested
    }

    // MARK: Front matter

    /// What an included file's front matter set.
    private struct Defaults {
        var parameters: [String] = []
        var asOf: Day?
    }

    /// Its parameters and its as-of day count where nothing else is set, as long as its lines run; all else that front
    /// matter says is for a run of its own.
    private func setDefaults(_ frontMatter: FrontMatter, of included: Included) throws(Diagnostic) -> Defaults {
        var set = Defaults()
        for parameter in frontMatter.parameters {
            if let present = parameters[parameter.name] {
                try parameter.check(present, in: included.text.name, at: included.file.span)
            } else if parameter.value == nil {
                throw Diagnostic(
                    "missing-parameter", "\(included.text.name) wants a value for \(parameter.name).", at: included.file.span,
                    help: "Declare it under params in the including file's front matter, or give it with -p \(parameter.name)=VALUE.")
            }
        }
        for parameter in frontMatter.parameters where parameters[parameter.name] == nil {
            parameters[parameter.name] = parameter.value
            set.parameters.append(parameter.name)
        }
        if asOf == nil, let day = frontMatter.asOf {
            state.settings.asOf = day
            set.asOf = day
        }
        return set
    }

    private func takeBack(_ defaults: Defaults) {
        for name in defaults.parameters { parameters[name] = nil }
        // The file may have set another day itself, which stays.
        if let day = defaults.asOf, state.settings.asOf == day { state.settings.asOf = nil }
    }
}
