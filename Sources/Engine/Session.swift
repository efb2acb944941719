import Diagnostics
import Storage
import Syntax
import Tables
import Workspaces

/// A conversation with one workspace: runs lines, keeps what succeeded, remembers what was before.
package final class Session {
    /// Everything a line may change; copied before it and put back when it fails.
    package struct State {
        package var workspace = Workspace()
        /// The last result, also called `_`.
        package var last: Query?
        package var settings = Settings()

        package init() {}
    }

    package struct Settings: Sendable, Equatable {
        /// The as-of day of the session; the workspace's own when nil.
        package var asOf: Day?
        package var seed: UInt64 = 1
        /// How the shell shows results: `table`, `csv` …; nil as it was started.
        package var mode: String?
        package var timing = false
        package var pager = true
    }

    package var state = State()
    package let catalogue: Catalogue
    package let cache = DerivedCache(limit: 1 << 30)
    /// Values of `$name`, given with `-p`.
    package var parameters: [String: Value] = [:]
    /// Files are found from here; empty for the process's own folder.
    package var folder = ""
    package var isReadOnly = false
    package let home: Home
    /// Earlier and undone workspaces, bounded in number and bytes.
    package var undo = UndoStack()

    /// Saves wait until a script has succeeded as a whole (`run --atomic`).
    package var defersSaves = false
    package typealias SaveWork = (Session) throws(Diagnostic) -> WorkspaceFile.SaveSummary
    private var deferredSaves: [SaveWork] = []
    /// `quit` was typed; and whether unsaved changes are to be given up.
    package var wantsToEnd = false
    package var dropsUnsaved = false

    // What one line gathers.
    private var notes: [Diagnostic] = []
    private var changeSummary: String?
    package private(set) var inputs: [Change.Input] = []
    private var source = Source("")
    private var shift = 0
    private var counter = 0
    private var skipsRecord = false
    private var keepsLast = false
    /// How far queries and definitions within each other may go.
    private(set) var stack = StackGuard.none
    /// Definitions put in the place of their names by the present line.
    private var expansions = 0
    /// The statement being run.
    package private(set) var statementSpan = Span.none

    package init(catalogue: Catalogue, home: Home = Home()) {
        self.catalogue = catalogue
        self.home = home
    }

    /// Runs a statement of an earlier session inside this one's present line, as if it had been typed before it.
    package func replay(_ statement: String, asOf: Day?, seed: UInt64) throws(Diagnostic) {
        let inner = Session(catalogue: catalogue, home: home)
        inner.state = state
        inner.undo = undo
        inner.folder = folder
        if asOf != state.workspace.asOf { inner.state.settings.asOf = asOf }
        inner.state.settings.seed = seed
        var failure: Diagnostic?
        inner.run(Source(statement)) { outcome in
            if case .failure(let error) = outcome { failure = error }
        }
        if let failure { throw failure }
        let settings = state.settings
        state = inner.state
        state.settings = settings
        undo = inner.undo
    }

    package var asOf: Day? { state.settings.asOf ?? state.workspace.asOf }

    /// Does a save now, or at the end of an atomic script; nil when it waits.
    package func save(_ work: @escaping SaveWork) throws(Diagnostic) -> WorkspaceFile.SaveSummary? {
        if !defersSaves { return try work(self) }
        deferredSaves.append(work)
        return nil
    }

    /// The saves that an atomic script waited with; nothing when it failed.
    package func finishSaves() throws(Diagnostic) {
        let waiting = deferredSaves
        deferredSaves = []
        for work in waiting { _ = try work(self) }
    }

    // MARK: Lines

    /// Runs every line of a source, giving each statement's reply in turn, until one fails or `report` says stop.
    ///
    /// A line keeps all it did or, when one of its statements fails, nothing.
    @discardableResult
    package func run(_ source: Source, goOn: Bool = false, report: (Outcome) -> Void) -> Bool {
        var parser: Parser
        do throws(Diagnostic) {
            parser = try Parser(source, grammar: catalogue.grammar)
        } catch {
            report(.failure(error))
            return false
        }
        var isGood = true
        while true {
            do throws(Diagnostic) {
                guard !wantsToEnd, let line = try parser.nextLine() else { return isGood }
                let notes = parser.takeNotes()
                for part in transactions(of: line) { try run(part, of: source, notes: notes, report: report) }
            } catch {
                isGood = false
                report(.failure(error))
                if !goOn || error.id == "cancelled" { return false }
                parser.skipLine()
            }
        }
    }

    package enum Outcome {
        /// A statement's answer; `statement` is its place in the source.
        case reply(Reply, statement: Span)
        case failure(Diagnostic)
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

    private func run(_ line: Line, of source: Source, notes parsed: [Diagnostic], report: (Outcome) -> Void) throws(Diagnostic) {
        let before = state
        self.source = source
        stack = StackGuard()
        expansions = 0
        inputs = []
        changeSummary = nil
        skipsRecord = false
        var replies: [(Reply, Span)] = []
        do throws(Diagnostic) {
            for (index, statement) in line.statements.enumerated() {
                notes = index == 0 ? parsed : []
                statementSpan = statement.span
                keepsLast = false
                var reply = try answer(statement)
                reply.notes = notes + reply.notes
                replies.append((reply, statement.span))
            }
            try LoadFailures.check()
            try Cancellation.check()
            try commit(line, before)
        } catch {
            state = before
            throw error
        }
        for (reply, span) in replies { report(.reply(reply, statement: span)) }
    }

    /// Records a change: history, undo and the journal, which must hold it before anyone is told.
    private func commit(_ line: Line, _ before: State) throws(Diagnostic) {
        guard let summary = changeSummary else { return }
        if isReadOnly {
            throw Diagnostic("read-only", "This session is read-only; the line would change the workspace.", at: line.span)
        }
        try home.checkPending()
        let text = source[line.span]
        if !skipsRecord {
            state.workspace.history.append(
                Change(statement: text, summary: summary, asOf: asOfBefore(before), seed: state.settings.seed, inputs: inputs))
            undo.push(before.workspace, label: text)
        }
        try home.record(Change(statement: text, summary: summary, asOf: asOfBefore(before), seed: state.settings.seed, inputs: inputs))
    }

    private func asOfBefore(_ before: State) -> Day? { before.settings.asOf ?? before.workspace.asOf }

    // MARK: Statements

    /// The reply of one statement: the last stage's, or the rows of its query.
    private func answer(_ statement: Statement) throws(Diagnostic) -> Reply {
        switch try output(of: statement, reading: []) {
        case .reply(let reply):
            if let table = reply.table, !keepsLast { state.last = Query(result: table) }
            return reply
        case .query(let query): return try show(query)
        }
    }

    /// What a pipeline comes to. `reading` names the definitions it is part of.
    package func output(of statement: Statement, reading: [String]) throws(Diagnostic) -> Output {
        try stack.check(at: statement.span)
        var output: Output
        switch statement.head {
        case .source(let name): output = try source(name, reading: reading)
        case .last(let span):
            guard let last = state.last else {
                throw Diagnostic("no-result", "There is no result to go on from yet.", at: span, help: "Begin with a table, as in accounts | ….")
            }
            output = .query(last)
        case .verb(let call): output = try run(call, nil)
        case .expression(let expression): output = .reply(Reply(table: try figure(expression)))
        }
        for stage in statement.stages {
            switch output {
            case .query(let query): output = try run(stage, query)
            case .reply(let reply):
                guard let table = reply.table else {
                    throw Diagnostic("nothing-to-pipe", "What comes before this answers with no table.", at: stage.verbSpan)
                }
                output = try run(stage, Query(result: table))
            }
        }
        return output
    }

    private func run(_ call: VerbCall, _ input: Query?) throws(Diagnostic) -> Output {
        guard let verb = catalogue.verb(call.verb) else {
            throw Diagnostic("unknown-verb", "'\(call.verb)' is no verb.", at: call.verbSpan)
        }
        do throws(Diagnostic) {
            return try verb.run(call, input, self)
        } catch {
            throw error.at(call.verbSpan)
        }
    }

    private func source(_ name: Name, reading: [String]) throws(Diagnostic) -> Output {
        if let named = state.workspace.table(named: name.text) { return .query(Query(named)) }
        if let definition = state.workspace.definition(named: name.text) {
            if reading.contains(definition.name) {
                throw Diagnostic("circular-definition", "\(definition.name) is defined by itself.", at: name.span)
            }
            try expand(definition, at: name.span)
            do throws(Diagnostic) {
                if definition.kind == .expression { return .reply(Reply(table: try figure(Binder.parse(definition, self)))) }
                return try output(of: parse(definition), reading: reading + [definition.name])
            } catch {
                var error = error
                error.span = name.span
                error.notes.append("\(definition.name) is defined as \(definition.text)")
                throw error
            }
        }
        let names = state.workspace.tables.map(\.name) + state.workspace.definitions.map(\.name)
        let first = name.parts[0].split(separator: " ").first.map(String.init) ?? ""
        throw Diagnostic(
            "unknown-table", "'\(name.text)' is neither a table, a defined name nor a verb.", at: name.span,
            help: didYouMean(name.text, among: names) ?? didYouMean(first, among: catalogue.grammar.verbNames)
                ?? (names.isEmpty ? "There is no table yet: import accounts from 'FILE' key COLUMN." : "Tables: \(Binder.list(names))."))
    }

    /// Counts a definition put in the place of its name: each that names another twice doubles the work.
    func expand(_ definition: Definition, at span: Span) throws(Diagnostic) {
        expansions += 1
        if expansions > 1_000 {
            throw Diagnostic(
                "too-many-definitions", "This line takes more than 1,000 definitions, most of them inside others.", at: span,
                help: "Derive what is used more than once in a stage of its own.")
        }
    }

    private func parse(_ definition: Definition) throws(Diagnostic) -> Statement {
        var parser = try Parser(Source(definition.text), grammar: catalogue.grammar)
        guard let line = try parser.nextLine(), let statement = line.statements.first else {
            throw Diagnostic("empty-definition", "\(definition.name) is empty.")
        }
        return statement
    }

    /// A value of its own: one row, one column.
    package func figure(_ expression: Expression) throws(Diagnostic) -> Table {
        var binder = Binder(Query(result: Table([], rowCount: 1)), self)
        let bound = try binder.bind(expression)
        let batch = try run(binder.query)
        let column = try Evaluator(batch: batch, evaluation: Evaluation(cache: cache)).column(bound)
        let name = text(of: expression.span)
        return Table([Field(name.isEmpty ? "value" : name, column)], rowCount: 1)
    }

    /// Reads another text's statements in place of the line's, for completion.
    func withText(_ other: Source, _ body: () throws(Diagnostic) -> Query) throws(Diagnostic) -> Query {
        let keptSource = source
        let keptNotes = notes
        source = other
        defer {
            source = keptSource
            notes = keptNotes
        }
        return try body()
    }

    // MARK: For verbs

    /// Says that the line changes the workspace, and how in a few words.
    package func changed(_ summary: String) { changeSummary = changeSummary.map { "\($0); \(summary)" } ?? summary }

    /// A change of which history is not told: undo and redo themselves.
    package func changedWithoutRecord(_ summary: String) {
        changed(summary)
        skipsRecord = true
    }

    package func note(_ note: Diagnostic) { if takesNotes, !notes.contains(note) { notes.append(note) } }

    /// False when a line has said enough: what is costly to find out may be left.
    var takesNotes: Bool { notes.count < 50 }

    /// The answer does not become the last result: a remark about that one.
    package func keepLast() { keepsLast = true }

    package func read(_ input: Change.Input) { inputs.append(input) }

    package func text(of span: Span) -> String { source[span] }

    package func nextNumber() -> Int {
        counter += 1
        return counter
    }

    /// The latest day of any dated table: what an unset as-of day most likely should be.
    package func latestDay() -> Day? {
        var latest: Day?
        for named in state.workspace.tables {
            guard let index = named.table.dated else { continue }
            let column = named.table.fields[index].column
            let groups = Groups.single(rows: column.count)
            if let cell = try? Aggregating.aggregate(.maximum, column, groups, rows: column.count, tally: Tally()), case .date(let day) = cell[0] {
                latest = max(latest ?? day, day)
            }
        }
        return latest
    }
}
