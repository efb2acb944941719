import Diagnostics
import Engine
import Notebooks
import Presenting
import Syntax
import Tables

/// `tierbook run FILE` as typed.
package struct RunCall {
    /// A script or a notebook; `-` for standard input.
    package var file: String
    /// The workspace to begin with, before what front matter says.
    package var workspace: String?
    /// Saves only if every statement succeeds.
    package var isAtomic = false
    /// Goes on after a statement that failed.
    package var goesOn = false
    /// The file that a line of JSON a statement is added to; nil for none.
    package var log: String?
    /// The time that the run may take.
    package var timeout: String?
    /// A warning stops the run as an error would.
    package var treatsWarningsAsErrors = false
    /// What all ways to run take.
    package let options: RunOptions

    /// Runs from the first statement to the first that fails, and saves as the file says.
    package init(file: String, options: RunOptions) {
        self.file = file
        self.options = options
    }
}

extension App {
    /// Runs a script or a notebook.
    package static func run(_ call: RunCall) -> Int32 {
        let options = call.options
        let session = session(options)
        session.defersSaves = call.isAtomic
        session.treatsWarningsAsErrors = call.treatsWarningsAsErrors
        var (source, deadline, log) = (Source(""), nil as Deadline?, nil as RunLog?)
        do throws(Diagnostic) {
            deadline = try call.timeout.map { (text) throws(Diagnostic) in Deadline(seconds: try RunOptions.seconds(text, "--timeout"), text: text) }
            log = try call.log.map { (path) throws(Diagnostic) in try RunLog(path: path) }
            source = try read(call.file)
            let program = try Program(source)
            var notes: [Diagnostic] = []
            if let workspace = call.workspace { notes = try session.open(workspace, readOnly: options.isReadOnly, wait: options.wait).notes }
            notes += try begin(program, session, options, hasWorkspace: call.workspace != nil)
            if call.treatsWarningsAsErrors, let warning = notes.first(where: { $0.severity == .warning }) { throw warning.asError }
            for note in notes { Printer(mode: options.mode).show(note, source: Source("")) }
            if !options.isReadOnly { try session.home.checkPending() }
            log?.start(source.name, session)
            var runner = Runner(session, mode: options.mode, goesOn: call.goesOn && !call.isAtomic, log: log, deadline: deadline)
            return runner.run(program)
        } catch {
            let cause = deadline?.cause(of: error, at: nil) ?? error
            let code = couldNotRun(cause, options, source: source)
            log?.start(call.file, session)
            log?.end(code: code, error: cause)
            return code
        }
    }

    /// Lets the session begin as a program says. Returns what there is to say of its workspace.
    static func begin(_ program: Program, _ session: Session, _ options: RunOptions, hasWorkspace: Bool) throws(Diagnostic) -> [Diagnostic] {
        var given = Session.Given(options.given, asOf: options.asOf)
        given.wait = options.wait
        given.hasWorkspace = hasWorkspace
        return try session.begin(program.frontMatter, of: program.source, given: given)
    }

    /// A file, or standard input for `-`.
    static func read(_ path: String) throws(Diagnostic) -> Source { path == "-" ? try StandardInput.read() : try Program.read(path) }

    /// Lists the parameters of a script or a notebook: those it declares, else those that its text uses.
    package static func parameters(of path: String, options: RunOptions) -> Int32 {
        var source = Source("")
        do throws(Diagnostic) {
            source = try read(path)
            let all = Parameter.all(try Program(source).frontMatter.parameters, usedIn: source)
            guard !all.isEmpty else {
                Printer.complain("\(source.name) has no parameters.\n")
                return 0
            }
            let table = Table([
                Field("parameter", .texts(all.map(\.name))), Field("type", .texts(all.map { $0.value.map { type($0.kind) } ?? "any" })),
                Field("default", .texts(all.map { $0.value?.text })), Field("what it is", .texts(all.map { $0.about.isEmpty ? nil : $0.about })),
            ])
            if case .failed(let failure) = Printer(mode: options.mode).show(Reply(table: table), source: source, settings: session(options).state.settings, took: nil) { throw failure }
            return 0
        } catch {
            return couldNotRun(error, options, source: source)
        }
    }

    /// `number` of “a number”.
    private static func type(_ kind: ParameterValue.Kind) -> String {
        let article = ["a ", "an "].first(where: kind.rawValue.hasPrefix) ?? ""
        return String(kind.rawValue.dropFirst(article.count))
    }
}
