import Diagnostics
import Syntax
import Tables
import Workspaces

/// What one line gathers while it runs.
struct LineWork {
    var source: Source
    /// The statement being run.
    var statementSpan = Span.none
    var notes: [Diagnostic] = []
    /// What queries inside the statement left out, for the footer.
    var leftOut: [String] = []
    /// What changed, in a few words; nil when nothing did.
    var summary: String?
    /// The files that were read.
    var inputs: [Change.Input] = []
    /// The change is no entry of history: undo and redo.
    var skipsRecord = false
    /// The journal keeps the workspace itself, not the statement: the line goes back behind the last save, or reads what
    /// no journal holds, such as the last result or a parameter.
    var needsSnapshot = false
    /// The answer does not become the last result.
    var keepsLast = false
    /// Rows that tie, when the session checks their order.
    var unsettled: [Unsettled] = []
    /// How far queries and definitions within each other may go.
    var stack = StackGuard.none
    /// Definitions put in the place of their names.
    var expansions = 0
    /// Puts back what is no part of the state, should the line fail.
    var repairs: [(Session) -> Void] = []

    init(_ source: Source) { self.source = source }

    mutating func begin(_ statement: Statement, notes parsed: [Diagnostic]) {
        statementSpan = statement.span
        notes = parsed
        leftOut = []
        keepsLast = false
        unsettled = []
    }
}

/// What one statement came to.
package struct Outcome {
    /// The text that the statement stands in: the one that was run, or one that it includes.
    package let source: Source
    /// The statement's place there; of a line that could not be read, the line's.
    package let statement: Span
    /// What it answers, or what keeps it from doing so.
    package let result: Result<Reply, Diagnostic>
    /// How long it ran, by the clock.
    package let took: Duration

    init(source: Source, statement: Span, result: Result<Reply, Diagnostic>, took: Duration = .zero) {
        self.source = source
        self.statement = statement
        self.result = result
        self.took = took
    }
}

extension Session {
    /// Runs every line of a source, giving each statement's outcome in turn, until one fails; with `goOn` to the end.
    /// Returns whether all went well.
    ///
    /// A line keeps all it did or, when one of its statements fails, nothing.
    @discardableResult
    package func run(_ source: Source, goOn: Bool = false, report: (Outcome) -> Void) -> Bool {
        var parser: Parser
        do throws(Diagnostic) {
            parser = try Parser(source, grammar: catalogue.grammar, parameters: parameters)
        } catch {
            report(Outcome(source: source, statement: .none, result: .failure(error)))
            return false
        }
        var isGood = true
        while true {
            let start = parser.position
            let begin = ContinuousClock.now
            // Where a line fails before any of its statements runs, all of it has.
            work.statementSpan = Span(start, start)
            do throws(Diagnostic) {
                guard !wantsToEnd, let line = try parser.nextLine() else { return isGood }
                let notes = parser.takeNotes()
                for (index, part) in transactions(of: line).enumerated() where !wantsToEnd {
                    if let included = try included(by: part, of: source) {
                        isGood = try run(included, goOn: goOn, report: report) && isGood
                        if !isGood, !goOn || Cancellation.isRequested { return false }
                    } else {
                        try run(part, of: source, readsParameter: parser.readsParameter(in: part.span), notes: index == 0 ? notes : [], report: report)
                    }
                }
            } catch {
                isGood = false
                let failed = work.statementSpan
                parser.skipLine()
                report(
                    Outcome(
                        source: source, statement: failed.start < failed.end ? failed : Span(start, parser.lastEnd), result: .failure(error),
                        took: begin.duration(to: .now)))
                if !goOn || error.isCancelled { return false }
                // A line that cannot be read looks at no data, where Ctrl-C would be heard.
                if Cancellation.isRequested {
                    report(Outcome(source: source, statement: Span(start, parser.lastEnd), result: .failure(Cancellation.cancelled)))
                    return false
                }
            }
        }
    }

    /// A line is one transaction, but for verbs that stand alone, such as `save`: what is before them is accepted first.
    private func transactions(of line: Line) -> [Line] {
        var parts: [Line] = []
        var waiting: [Statement] = []
        func close(_ statements: [Statement]) {
            guard let first = statements.first, let last = statements.last else { return }
            parts.append(Line(statements: statements, span: Span(first.span.start, last.span.end)))
        }
        for statement in line.statements {
            if case .verb(let call) = statement.head, catalogue.verb(call.verb)?.standsAlone == true {
                close(waiting)
                waiting = []
                close([statement])
            } else {
                waiting.append(statement)
            }
        }
        close(waiting)
        return parts
    }

    private func run(
        _ line: Line, of source: Source, readsParameter: Bool, notes parsed: [Diagnostic], report: (Outcome) -> Void
    ) throws(Diagnostic) {
        let before = state
        work = LineWork(source)
        work.needsSnapshot = readsParameter
        work.stack = StackGuard()
        var outcomes: [Outcome] = []
        var begin = ContinuousClock.now
        do throws(Diagnostic) {
            for (index, statement) in line.statements.enumerated() {
                work.begin(statement, notes: index == 0 ? parsed : [])
                var reply = try answer(statement)
                reply.notes = (work.notes + reply.notes).fewOfAKind
                reply.unsettled = work.unsettled
                reply.footer += work.leftOut.filter { !reply.footer.contains($0) }
                if treatsWarningsAsErrors, let warning = reply.notes.first(where: { $0.severity == .warning }) { throw warning.asError.at(statement.span) }
                let end = ContinuousClock.now
                outcomes.append(Outcome(source: source, statement: statement.span, result: .success(reply), took: begin.duration(to: end)))
                begin = end
            }
            // What stands alone has done its work on files already; there is no going back behind it.
            if !standsAlone(line) {
                try LoadFailures.check()
                try Cancellation.check()
            }
            try commit(line, before)
        } catch {
            state = before
            for repair in work.repairs { repair(self) }
            throw error
        }
        for outcome in outcomes { report(outcome) }
    }

    private func standsAlone(_ line: Line) -> Bool {
        guard case .verb(let call)? = line.statements.first?.head else { return false }
        return catalogue.verb(call.verb)?.standsAlone == true
    }

    /// Records a change: history, undo and the journal, which must hold it before anyone is told.
    private func commit(_ line: Line, _ before: State) throws(Diagnostic) {
        guard let summary = work.summary else { return }
        if isReadOnly {
            throw Diagnostic("read-only", "This session is read-only; the line would change the workspace.", at: line.span)
        }
        try home.checkPending()
        let text = seen(line)
        let change = Change(
            statement: text, summary: summary, asOf: before.settings.asOf ?? before.workspace.asOf, seed: state.settings.seed, inputs: work.inputs)
        if !work.skipsRecord { state.workspace.history.append(change) }
        let isBeginning = try home.record(change, state.workspace, asSnapshot: work.needsSnapshot)
        if !work.skipsRecord { undo.push(before.workspace, label: text) }
        if isBeginning { undo.setBase() }
    }
}
