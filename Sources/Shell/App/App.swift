import Diagnostics
import Engine
import Notebooks
import Presenting
import Syntax
import Tables
import Verbs

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Flags of the command line, checked.
package struct RunOptions {
    let isReadOnly: Bool
    let asOf: Day?
    let wait: Int
    let mode: OutputMode
    /// `-p name=value` as typed.
    let given: [(name: String, text: String)]

    /// All as typed, nil for a flag that was not given. Errors: `bad-date`, `bad-time`, `bad-mode`, `bad-parameter`.
    package init(readOnly: Bool, asOf: String?, wait: String?, mode: String?, parameters: [String]) throws(Diagnostic) {
        isReadOnly = readOnly
        self.asOf = try asOf.map { (text) throws(Diagnostic) in try RunOptions.day(text) }
        self.wait = try wait.map { (text) throws(Diagnostic) in try RunOptions.seconds(text, "--wait") } ?? 0
        self.mode = try mode.map { (text) throws(Diagnostic) in try RunOptions.mode(text) } ?? .table
        var given: [(name: String, text: String)] = []
        for pair in parameters {
            guard let equal = pair.firstIndex(of: "="), equal != pair.startIndex else {
                throw Diagnostic("bad-parameter", "'\(pair)' is no parameter.", help: "Write -p name=value.")
            }
            given.append((String(pair[..<equal]), String(pair[pair.index(after: equal)...])))
        }
        self.given = given
    }

    private static func day(_ text: String) throws(Diagnostic) -> Day {
        if let day = Day(iso: text.utf8) { return day }
        throw Diagnostic("bad-date", "'\(text)' is no day.", help: "Write --as-of 2026-03-31.")
    }

    static func seconds(_ text: String, _ flag: String) throws(Diagnostic) -> Int {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
        let unit = text.last.flatMap { units[$0] }
        let digits = unit == nil ? text : String(text.dropLast())
        if let number = Int(digits), (0...100_000).contains(number) { return number * (unit ?? 1) }
        throw Diagnostic("bad-time", "'\(text)' is no time.", help: "Write \(flag) 30s, 10m or 1h.")
    }

    private static func mode(_ text: String) throws(Diagnostic) -> OutputMode {
        if let mode = OutputMode(rawValue: text) { return mode }
        let all = OutputMode.allCases.map(\.rawValue)
        throw Diagnostic("bad-mode", "'\(text)' is no output mode.", help: didYouMean(text, among: all) ?? "Modes: \(all.joined(separator: ", ")).")
    }
}

/// The ways to run Tierbook; each returns the exit code.
package enum App {
    /// The program's own, not that of a file's format.
    package static let version = "0.1"

    /// The prompt at a terminal; else the line, or what standard input holds. `file` is the workspace to begin with.
    package static func prompt(file: String?, line: String?, options: RunOptions) -> Int32 {
        let session = session(options)
        let isInteractive = line == nil && Terminal.isInput
        session.home.keepsJournal = isInteractive && !options.isReadOnly
        session.home.unnamedFolder = HistoryLog.defaultFolder
        session.isAtPrompt = isInteractive
        let printer = Printer(mode: options.mode)
        do throws(Diagnostic) {
            if let file {
                let greeting = try session.open(file, readOnly: options.isReadOnly, wait: options.wait)
                let isQuiet = !isInteractive && greeting.notes.isEmpty
                if isInteractive { _ = printer.show(greeting, source: Source(""), settings: session.state.settings, took: nil) }
                if !isInteractive, !isQuiet { for note in greeting.notes { printer.show(note, source: Source("")) } }
            } else if isInteractive {
                var greeting = Reply(headline: "Tierbook. help lists what there is; import accounts from 'FILE' key COLUMN begins.")
                greeting.notes = session.home.beginUnnamed()
                _ = printer.show(greeting, source: Source(""), settings: session.state.settings, took: nil)
            }
        } catch {
            return couldNotRun(error, options)
        }
        if isInteractive { return Interactive(session, mode: options.mode).run() }
        var runner = Runner(session, mode: options.mode)
        if let line { return runner.run(Program(line: line)) }
        var source = Source("")
        do throws(Diagnostic) {
            source = try StandardInput.read()
            let program = try Program(source)
            for note in try begin(program, session, options, hasWorkspace: file != nil) { printer.show(note, source: Source("")) }
            return runner.run(program)
        } catch {
            return couldNotRun(error, options, source: source)
        }
    }

    static func couldNotRun(_ error: Diagnostic, _ options: RunOptions, source: Source = Source("")) -> Int32 {
        // Without a place it is not about the file's text.
        Printer(mode: options.mode).show(error, source: error.span == nil ? Source("") : source)
        return exitCode(of: error, else: error.id == Deadline.id ? 1 : 2)
    }

    /// The exit code that an error ends with: that of the signal that ends the process, and 130 for Ctrl-C, before any other.
    static func exitCode(of error: Diagnostic, else code: Int32) -> Int32 {
        SignalHandling.terminationStatus ?? (error.isCancelled ? 130 : code)
    }

    static func session(_ options: RunOptions) -> Session {
        let session = Session(catalogue: Verbs.catalogue)
        session.isReadOnly = options.isReadOnly
        session.startMode = options.mode.rawValue
        session.state.settings.asOf = options.asOf
        for (name, text) in options.given { session.parameters[name] = ParameterValue(text) }
        return session
    }
}
