import Diagnostics
import Engine
import Notebooks
import Presenting
import Syntax
import Tables
import Workspaces

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The shell at a prompt: reads statements, runs them, shows what they answer, until the end of input.
package struct Interactive {
    let session: Session
    let printer: Printer
    private let recorder = Recorder()

    /// Takes over what the session records to.
    package init(_ session: Session, mode: OutputMode) {
        self.session = session
        printer = Printer(mode: mode, pages: true)
        session.recording = recorder
    }

    /// Returns the exit code.
    package func run() -> Int32 {
        guard let editor = LineEditor() else { return runPlainly() }
        editor.isComplete = isComplete
        let completer = Completer(session)
        editor.complete = { completer.completions(in: $0, at: $1) }
        defer { editor.close() }
        return loop { editor.readStatement(prompt: prompt, continuation: continuation) }
    }

    /// Where the terminal cannot be edited on: `TERM=dumb`.
    private func runPlainly() -> Int32 {
        let input = PlainInput()
        input.isComplete = isComplete
        return loop { input.readStatement(prompt: prompt, continuation: continuation) }
    }

    private func isComplete(_ text: String) -> Bool { !Parser.wantsMore(text, grammar: session.catalogue.grammar) }

    /// `tierbook> `, and in a scenario its name: `tierbook (bigger Gold)> `.
    private var prompt: String {
        guard let scenario = session.state.workspace.scenario else { return Transcript.prompt }
        return Transcript.prompt.dropLast(2) + " (\(fitted(visible(scenario), to: 30)))> "
    }

    /// As wide as the prompt.
    private var continuation: String { blanks(cellWidth(prompt) - 5) + "...> " }

    private func loop(_ read: () -> Input) -> Int32 {
        var isWarned = false
        while !session.wantsToEnd {
            switch read() {
            case .line(let text): answer(text)
            case .interrupted: continue
            case .endOfInput:
                // Ctrl-D is easily typed: where it would lose changes, the first one is asked about.
                if !isWarned, SignalHandling.terminationSignal == nil, let loss = loss() {
                    printer.show(loss, source: Source(""))
                    isWarned = true
                    continue
                }
                session.wantsToEnd = true
            }
        }
        farewell()
        return SignalHandling.terminationStatus ?? 0
    }

    private func loss() -> Diagnostic? {
        do throws(Diagnostic) {
            try session.checkUnsavedKept()
            return nil
        } catch {
            return error
        }
    }

    private func answer(_ text: String) {
        let source = Source(text)
        Cancellation.reset()
        let clock = ContinuousClock()
        let start = clock.now
        var outcomes: [Outcome] = []
        showingProgress {
            _ = session.run(source) { outcome in
                outcomes.append(outcome)
                recorder.hear(outcome, session.state.settings)
            }
        }
        let took = start.duration(to: clock.now)
        // Before it is shown: a person may look at it for long.
        record(text)
        // The terminal has shown ^C where the cursor was.
        if Cancellation.isRequested, Terminal.isOutput { writeNow(Terminal.movesCursor ? "\r\u{1B}[K" : "\n", to: STDOUT_FILENO) }
        for (index, outcome) in outcomes.enumerated() {
            switch outcome.result {
            case .success(let reply):
                let isLast = index == outcomes.count - 1
                switch printer.show(reply, source: outcome.source, settings: session.state.settings, took: isLast ? took : nil) {
                case .whole: break
                case .left: return
                case .failed(let failure): return printer.show(failure, source: Source(""))
                }
            case .failure(let failure): printer.show(failure, source: outcome.source)
            }
        }
        Cancellation.reset()
    }

    private func record(_ text: String) {
        do throws(Diagnostic) {
            if let note = try recorder.keep(text, session) { printer.show(note, source: Source("")) }
        } catch {
            printer.show(error, source: Source(""))
        }
    }

    /// What is not saved stays in the journal for the next time.
    private func farewell() {
        let unsaved = session.home.unsaved
        guard unsaved > 0, session.home.keepsUnsaved else { return }
        Printer.complain("\(plural(unsaved, "unsaved change")) kept; next time recover brings \(unsaved == 1 ? "it" : "them") back.\n")
    }
}
