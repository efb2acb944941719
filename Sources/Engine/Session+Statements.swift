import Diagnostics
import Syntax
import Tables
import Workspaces

/// From a statement's tree to a query or a reply.
extension Session {
    /// The reply of one statement: the last stage's, or the rows of its query.
    func answer(_ statement: Statement) throws(Diagnostic) -> Reply {
        switch try output(of: statement, reading: []) {
        case .reply(let reply):
            if let last = Query(reply: reply), !work.keepsLast { state.last = last }
            return reply
        case .query(let query): return try show(query)
        }
    }

    /// What a pipeline comes to. `reading` names the definitions it is part of. Errors: `no-result`, `stands-alone`,
    /// `too-deep`, and what its verbs throw; what they changed of the state by then is the caller's to put back.
    package func output(of statement: Statement, reading: [String]) throws(Diagnostic) -> Output {
        try stack.check(at: statement.span)
        var output: Output
        switch statement.head {
        case .source(let name): output = try source(name, reading: reading)
        case .last(let span):
            guard let last = state.last else {
                throw Diagnostic("no-result", "There is no result to go on from yet.", at: span, help: "Begin with a table, as in accounts | ….")
            }
            work.needsSnapshot = true
            output = .query(last)
        case .verb(let call):
            // Its work on files would be done, and the line would fail after it.
            if catalogue.verb(call.verb)?.standsAlone == true, let stage = statement.stages.first {
                throw Diagnostic("stands-alone", "\(call.verb) stands alone: no stage can follow it.", at: stage.verbSpan, help: "Write the query on a line of its own.")
            }
            output = try run(call, nil)
        case .expression(let expression): output = .query(try figure(expression))
        }
        for stage in statement.stages { output = try self.stage(stage, behind: output) }
        return output
    }

    /// One stage behind what came before it.
    func stage(_ call: VerbCall, behind output: Output) throws(Diagnostic) -> Output {
        var query: Query
        switch output {
        case .query(let before): query = before
        case .reply(let reply):
            guard let table = Query(reply: reply) else {
                throw Diagnostic("nothing-to-pipe", "What comes before this answers with no table.", at: call.verbSpan)
            }
            query = table
            // Figures that may mislead do not stop misleading because a stage picks some of them.
            for warning in reply.notes where warning.severity == .warning { note(warning) }
        }
        query.preamble = nil
        var output = try run(call, query)
        if case .query(var next) = output, next.chart != nil || next.drawing != nil {
            (next.chart, next.drawing) = (nil, nil)
            output = .query(next)
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
            throw (unknownClause(error, in: call) ?? error).at(call.verbSpan)
        }
    }

    private func source(_ name: Name, reading: [String]) throws(Diagnostic) -> Output {
        if let named = state.workspace.table(named: name.text) { return .query(Query(named)) }
        if let definition = state.workspace.definition(named: name.text) {
            if reading.contains(definition.name) {
                throw Diagnostic("circular-definition", "\(definition.name) is defined by itself.", at: name.span)
            }
            try expand(definition, at: name.span)
            let outer = beginReading(definition.text)
            defer { endReading(outer, at: name.span) }
            do throws(Diagnostic) {
                if definition.kind == .expression { return .query(try figure(Binder.parse(definition, self))) }
                return try output(of: parse(definition), reading: reading + [definition.name])
            } catch {
                var error = error
                error.span = name.span
                error.notes.append("\(definition.name) is defined as \(definition.text)")
                throw error
            }
        }
        let verb = name.text.lowercased()
        if catalogue.grammar.forms(of: verb).contains(where: { $0.position == .start }) {
            throw Diagnostic("unknown-table", "Here a table is named, and \(verb) is a verb.", at: name.span, help: "What it answers stands in brackets: (\(verb)).")
        }
        let names = state.workspace.tables.map(\.name) + state.workspace.definitions.map(\.name)
        let first = name.parts[0].split(separator: " ").first.map(String.init) ?? ""
        throw Diagnostic(
            "unknown-table", "'\(name.text)' is neither a table, a defined name nor a verb.", at: name.span,
            help: didYouMean(name.text, among: names) ?? catalogue.grammar.help(forWord: first)
                ?? (names.isEmpty ? "There is no table yet: import accounts from 'FILE' key COLUMN." : "Tables: \(Binder.list(state.workspace.tables.map(\.name)))."))
    }

    /// From here on places are places in the text of a definition or a rule.
    func beginReading(_ text: String) -> (source: Source, notes: Int) {
        defer { work.source = Source(text) }
        return (work.source, work.notes.count)
    }

    /// Back to the text outside; what was said of places in that text is said of its name.
    func endReading(_ outer: (source: Source, notes: Int), at span: Span) {
        work.source = outer.source
        for note in work.notes.indices.dropFirst(outer.notes) { work.notes[note].span = span }
    }

    var stack: StackGuard { work.stack }

    /// Counts a definition put in the place of its name: each that names another twice doubles the work.
    func expand(_ definition: Definition, at span: Span) throws(Diagnostic) {
        work.expansions += 1
        if work.expansions > 1_000 {
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

    /// A value of its own: one row, one column. Errors: as for `Binder.bind`.
    package func figure(_ expression: Expression) throws(Diagnostic) -> Query {
        var binder = Binder(Query(result: Table([], rowCount: 1)), self)
        let slot = try binder.slot(expression)
        let name = text(of: expression.span)
        binder.query.columns = [.init(name: name.isEmpty ? "value" : name, slot: slot)]
        return binder.query
    }

    /// Reads another text's statements in place of the line's, for completion.
    func withText(_ other: Source, _ body: () throws(Diagnostic) -> Query) throws(Diagnostic) -> Query {
        let kept = work
        work = LineWork(other)
        defer { work = kept }
        return try body()
    }
}
