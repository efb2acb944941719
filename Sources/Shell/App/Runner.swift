import Diagnostics
import Engine
import Notebooks
import Presenting

/// Runs a program without a prompt: a script, a notebook, a line given with `-c`, standard input. Shows what it answers
/// as it goes, and stops at the first statement that fails.
struct Runner {
    private let session: Session
    private let printer: Printer
    /// Carries on after a statement that failed.
    private let goesOn: Bool
    private let log: RunLog?
    private let deadline: Deadline?
    /// Exit codes: 0 all well, 1 a statement failed, 130 interrupted, 128 + N ended by signal N, 2 what it answers
    /// cannot be written.
    private var code: Int32 = 0
    private var hasFailed = false
    /// By Ctrl-C, or because the time was over.
    private var isStopped = false

    init(_ session: Session, mode: OutputMode, goesOn: Bool = false, log: RunLog? = nil, deadline: Deadline? = nil) {
        self.session = session
        self.goesOn = goesOn
        self.log = log
        self.deadline = deadline
        printer = Printer(mode: mode)
    }

    /// Returns the exit code.
    mutating func run(_ program: Program) -> Int32 {
        for (index, step) in program.steps.enumerated() where !session.wantsToEnd && !isStopped && (!hasFailed || goesOn) {
            if Cancellation.isRequested {
                fail(deadline?.cause(of: Cancellation.cancelled, at: nil) ?? Cancellation.cancelled, Source(""))
            } else if let (command, beginsCell) = step.command {
                echo((beginsCell && index > 0 ? "\n" : "") + visibleData(Transcript.typed(command.text)))
                run(command, step)
            } else {
                run(step)
            }
        }
        finish(program)
        code = SignalHandling.terminationStatus ?? code
        log?.end(code: code)
        if let failure = log?.failure { complain(failure) }
        return code
    }

    /// A script's statements, each with its outcome.
    private mutating func run(_ step: Program.Step) {
        session.run(step.text, goOn: goesOn) { outcome in
            switch outcome.result {
            case .success(let reply): succeeded(outcome, reply)
            case .failure(let error): failed(outcome, error)
            }
        }
    }

    /// A notebook's command: the failure that it tells of is its answer.
    private mutating func run(_ command: Command, _ step: Program.Step) {
        var fails = false
        session.run(step.text) { outcome in
            switch outcome.result {
            case .success(let reply): succeeded(outcome, reply)
            case .failure(let error) where command.expectsFailure && !error.isCancelled:
                fails = true
                log?.add(outcome, .failedAsExpected, error: error)
                let source = outcome.source == step.text ? Source(command.text) : outcome.source
                echo(render(error, source: source, color: printer.color, width: printer.width) + "[\(command.code ?? 1)]\n")
            case .failure(let error):
                fails = true
                failed(outcome, error)
            }
        }
        if command.expectsFailure, !fails { warn(.warning("succeeded", "The notebook has this command fail; here it succeeded.", at: Span(0, step.text.text.utf8.count)), step.text) }
    }

    // MARK: Outcomes

    private mutating func succeeded(_ outcome: Outcome, _ reply: Reply) {
        log?.add(outcome, .ok)
        let shown = printer.show(reply, source: outcome.source, settings: session.state.settings, took: outcome.took)
        if case .failed(let failure) = shown { complain(failure) }
    }

    private mutating func failed(_ outcome: Outcome, _ error: Diagnostic) {
        let cause = deadline?.cause(of: error, at: outcome.statement) ?? error
        log?.add(outcome, RunLog.StatementOutcome(cause), error: cause)
        fail(cause, outcome.source)
    }

    private mutating func fail(_ error: Diagnostic, _ source: Source) {
        printer.show(error, source: source)
        hasFailed = true
        isStopped = [Cancellation.cancelled.id, Deadline.id].contains(error.id)
        code = error.isCancelled ? 130 : code == 0 ? 1 : code
    }

    private mutating func warn(_ warning: Diagnostic, _ source: Source) {
        session.treatsWarningsAsErrors ? fail(warning.asError, source) : printer.show(warning, source: source)
    }

    /// What an answer, or the log, cannot be written to: told once.
    private mutating func complain(_ failure: Diagnostic) {
        if code != 2 { printer.show(failure, source: Source("")) }
        code = 2
    }

    /// What a notebook shows beside its answers; where only data is wanted, nothing.
    private mutating func echo(_ text: String) {
        if printer.mode(session.state.settings).isData { return }
        if case .failed(let failure) = printer.write(text) { complain(failure) }
    }

    // MARK: The end

    /// Saves that waited for the end, and what was never saved.
    private mutating func finish(_ program: Program) {
        if code == 0 || goesOn {
            do throws(Diagnostic) {
                try session.finishSaves()
            } catch {
                fail(deadline?.cause(of: error, at: nil) ?? error, Source("", name: program.source.name))
            }
        }
        let unsaved = session.home.unsaved
        if unsaved > 0, let file = session.home.file, !file.isReadOnly, let path = session.home.path {
            let what = Notebook.isNotebook(program.source.name) ? "notebook" : "script"
            Printer.complain("\(plural(unsaved, "change")) of \(path) \(unsaved == 1 ? "was" : "were") not saved: the \(what) does not say save after \(unsaved == 1 ? "it" : "them").\n")
        }
    }
}

extension RunLog.StatementOutcome {
    /// How a statement failed.
    init(_ error: Diagnostic) {
        self =
            switch error.id {
            case Cancellation.cancelled.id: .cancelled
            case Deadline.id: .timedOut
            case "expectation-failed": .notAsExpected
            default: .failed
            }
    }
}
