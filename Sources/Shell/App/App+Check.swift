import Diagnostics
import Notebooks
import Presenting
import Storage
import Synchronization
import Tables
import Verbs

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `tierbook check FILE…` as typed.
package struct CheckCall: Sendable {
    /// Notebooks, and folders of them.
    package var paths: [String]
    /// Of the report.
    package var format: CheckFormat
    /// Each notebook is run again under another hash seed, time zone, locale, width and folder.
    package var isShaken: Bool
    /// The report is for a terminal.
    var hasColor: Bool

    /// Looks at the terminal for whether the report has colour.
    package init(paths: [String], format: CheckFormat, isShaken: Bool) {
        self.paths = paths
        self.format = format
        self.isShaken = isShaken
        hasColor = format == .text && Terminal.allowsColor
    }
}

extension App {
    /// Runs notebooks and compares what they answer with what they hold; nothing is written.
    ///
    /// Several run side by side, each in a process of its own: one that comes to grief takes none with it.
    /// Exit codes: 0 all matches, 1 differences, 2 a notebook could not be checked, 130 interrupted.
    package static func check(_ call: CheckCall) -> Int32 {
        let found = NotebookFiles.find(call.paths)
        let printer = Mutex(CheckPrinter(call.format, found.count))
        do throws(Diagnostic) {
            try parallelTasks(found.count) { (index) throws(Diagnostic) in
                let report: CheckReport
                switch found[index] {
                case .problem(let path, let problem): report = CheckReport(problem, in: Source("", name: path), call.format, color: call.hasColor)
                case .file(let path): report = found.count == 1 ? try self.report(path, call) : try reportOfChild(path, call)
                }
                printer.withLock { $0.add(report, at: index) }
            }
        } catch {
            return couldNotCheck(error)
        }
        return printer.withLock { $0.finish() }
    }

    private static func couldNotCheck(_ error: Diagnostic) -> Int32 {
        Printer().show(error, source: Source(""))
        return exitCode(of: error, else: 2)
    }

    // MARK: One notebook

    /// - Throws: `cancelled`; all else is part of the report.
    private static func report(_ path: String, _ call: CheckCall) throws(Diagnostic) -> CheckReport {
        var source = Source("", name: path)
        do throws(Diagnostic) {
            source = try Notebook.read(path)
            var checked = try Checker.check(source, catalogue: Verbs.catalogue)
            if call.isShaken { try checked.shake { (factors) throws(Diagnostic) in try shakenRun(path, factors) } }
            return CheckReport(checked, call.format, color: call.hasColor)
        } catch {
            if error.isCancelled { throw error }
            return CheckReport(error, in: source, call.format, color: call.hasColor)
        }
    }

    private static func shakenRun(_ path: String, _ factors: Set<ShakeFactor>) throws(Diagnostic) -> ShakenRun {
        var environment: [String: String?] = [:]
        for factor in ShakeFactor.allCases { environment.merge(factor.environment(isChanged: factors.contains(factor))) { $1 } }
        let scratch = factors.contains(.folder) ? try ScratchFolder() : nil
        let place = try scratch.map { (folder) throws(Diagnostic) in [try Files.resolve(path), folder.path] } ?? [path]
        let ended = try ChildProcess.run([Word.answers] + place, environment: environment)
        if ended.code == 0, let run = ShakenRun(text: ended.output) { return run }
        return ShakenRun(problem: ended.output.isEmpty ? "the run ended with code \(ended.code)." : ended.output)
    }

    // MARK: Processes of their own

    /// Calls that this program makes of itself.
    private enum Word {
        static let report = "--own-check-report"
        static let answers = "--own-check-answers"
    }

    /// Answers a call of this program by itself; nil for any other call.
    package static func own(_ arguments: [String]) -> Int32? {
        switch (arguments.first, arguments.count) {
        case (Word.report, 5): ownReport(arguments)
        case (Word.answers, 2), (Word.answers, 3): ownAnswers(arguments[1], in: arguments.dropFirst(2).first)
        default: nil
        }
    }

    private static func reportOfChild(_ path: String, _ call: CheckCall) throws(Diagnostic) -> CheckReport {
        let ended = try ChildProcess.run([Word.report, call.format.rawValue, call.isShaken ? "shaken" : "once", call.hasColor ? "color" : "plain", path])
        if ended.code == 0, let report = CheckReport(handedOn: ended.output, path: path) { return report }
        let problem = Diagnostic("check-ended", "The check of \(path) ended before it was done, with code \(ended.code).", help: "Please report this notebook.")
        return CheckReport(problem, in: Source("", name: path), call.format)
    }

    private static func ownReport(_ arguments: [String]) -> Int32 {
        guard let format = CheckFormat(rawValue: arguments[1]) else { return 2 }
        do throws(Diagnostic) {
            var call = CheckCall(paths: [], format: format, isShaken: arguments[2] == "shaken")
            call.hasColor = arguments[3] == "color"
            return print(try report(arguments[4], call).handedOn)
        } catch {
            return 130
        }
    }

    private static func ownAnswers(_ path: String, in folder: String?) -> Int32 {
        if let folder, chdir(folder) != 0 { return 2 }
        do throws(Diagnostic) {
            return print(try ShakenRun(of: try Notebook.read(path), catalogue: Verbs.catalogue).text)
        } catch {
            _ = print(error.message)
            return 2
        }
    }

    private static func print(_ text: String) -> Int32 {
        let output = Output()
        output.write(text)
        output.finish()
        return output.error == nil ? 0 : 2
    }
}

