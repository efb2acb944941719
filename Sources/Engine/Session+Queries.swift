import Diagnostics
import Syntax
import Tables
import Workspaces

extension Session {
    /// Runs a query's steps; what they left out stands below the statement's answer, whatever that is. Errors: what only the
    /// data tell, such as `join-too-large`; `cancelled`.
    package func run(_ query: Query) throws(Diagnostic) -> Batch {
        let result = try execute(query)
        leaveOut(query.footer + result.footer)
        return result.batch
    }

    /// Runs a query again, over other groups: what it leaves out was said already. Errors: as for `run`.
    package func runAgain(_ query: Query) throws(Diagnostic) -> Batch { try execute(query).batch }

    /// The same phrase counts once: a figure may be worked out more than once.
    func leaveOut(_ phrases: [String]) {
        for phrase in phrases where takesNotes && !work.leftOut.contains(phrase) { work.leftOut.append(phrase) }
    }

    /// Runs the steps so far, so that a verb may look at the rows; the query goes on from there. Errors: as for `run`.
    package func force(_ query: inout Query) throws(Diagnostic) -> Batch {
        let result = try execute(query)
        query.source = .batch(result.batch)
        query.done += query.steps
        query.steps = []
        query.footer += result.footer
        return result.batch
    }

    private func execute(_ query: Query) throws(Diagnostic) -> (batch: Batch, footer: [String]) {
        let evaluation = Evaluation(cache: cache)
        var executor = Executor(evaluation: evaluation)
        executor.checksOrder = checksOrder
        let batch = try executor.run(query)
        for found in executor.notes { note(found) }
        work.unsettled += executor.cuts
        var footer = executor.footer
        let zeros = evaluation.tally.divisionsByZero.value
        if zeros > 0 { footer.append("\(plural(zeros, "division")) by zero gave no value") }
        let lost = evaluation.tally.overflows.value
        if lost > 0 { footer.append("\(plural(lost, "result")) too large for a value") }
        return (batch, footer)
    }

    /// A query's rows as a table, with what was left out. Errors: as for `run`.
    package func show(_ query: Query) throws(Diagnostic) -> Reply {
        if let preamble = query.preamble { return try show(query, below: preamble) }
        let asked = query
        var query = query
        let batch = try force(&query)
        let table = try Session.table(query, batch)
        if checksOrder, let unsettled = try OrderCheck.order(query, asked: asked, batch) { work.unsettled.append(unsettled) }
        state.last = query
        var footer: [String] = []
        if let rows = query.sourceRows, rows != table.rowCount { footer.append("\(grouped(table.rowCount)) of \(plural(rows, "row"))") }
        return Reply(table: table, footer: footer + query.footer + query.remarks)
    }

    /// The first rows of a query below what its command says of them all; what goes on from it has them all.
    private func show(_ query: Query, below preamble: Query.Preamble) throws(Diagnostic) -> Reply {
        var first = query
        if !isForPrograms { first.steps.append(.take(skip: 0, count: preamble.rowLimit, per: [], ties: nil)) }
        first.preamble = nil
        var batch = try force(&first)
        let shown = (0..<batch.count).map { batch.rows[$0] }
        for (slot, make) in preamble.quick { batch[slot] = .own(try make(shown)) }
        var last = query
        last.preamble = nil
        state.last = last
        var reply = Reply(headline: preamble.headline, table: try Session.table(first, batch), footer: first.footer + first.remarks)
        reply.summary = preamble.summary
        if let rows = query.sourceRows, rows > batch.count { reply.footer.insert("\(grouped(batch.count)) of \(grouped(rows)) \(preamble.noun)", at: 0) }
        if query.sourceRows == 0 { reply.table = nil }
        return reply
    }

    /// The visible columns of a batch, as they are called. Errors: `cancelled`.
    package static func table(_ query: Query, _ batch: Batch) throws(Diagnostic) -> Table {
        var fields: [Field] = []
        for column in query.columns { fields.append(Field(column.name, try batch.column(column.slot), look: query.looks[column.slot])) }
        let key = query.ties.count == 1 ? query.columns.firstIndex { $0.slot == query.ties[0] } : nil
        return Table(fields, rowCount: batch.count, key: query.origin == nil ? nil : key)
    }

    /// The table that a statement in brackets gives. Errors: `no-table` for an answer without one, as for `output` and `run`.
    package func table(of statement: Statement, reading: [String]) throws(Diagnostic) -> Table {
        switch try output(of: statement, reading: reading) {
        case .query(let query): return try Session.table(query, try run(query))
        case .reply(let reply):
            guard let table = reply.table else { throw Diagnostic("no-table", "This answers with no table.", at: statement.span) }
            return table
        }
    }

    /// The query that a statement in brackets is. Errors: `no-table` for an answer without one, as for `output`.
    package func query(of statement: Statement, reading: [String] = []) throws(Diagnostic) -> Query {
        switch try output(of: statement, reading: reading) {
        case .query(let query): return query
        case .reply(let reply):
            guard let table = reply.table else { throw Diagnostic("no-table", "This answers with no table.", at: statement.span) }
            return Query(result: table)
        }
    }

    /// A stored table or the rows of a defined query; nil when nothing has that name. Errors: as for `table`.
    package func namedTable(_ name: Name, reading: [String]) throws(Diagnostic) -> Table? {
        if let named = state.workspace.table(named: name.text) { return named.table }
        guard state.workspace.definition(named: name.text)?.kind == .query else { return nil }
        return try table(of: Statement(head: .source(name), stages: [], span: name.span), reading: reading)
    }
}

extension Session {
    /// Verbs that can be bound without running anything.
    private static let cheapStages: Set<String> = [
        "where", "having", "select", "drop", "derive", "group by", "summarize", "order by", "limit", "skip", "top", "bottom", "distinct",
    ]

    /// The columns a pipeline's text would have, for completion; nil when it is wrong or could only be told by running it.
    package func schema(of text: String) -> Query? {
        guard var parser = try? Parser(Source(text), grammar: catalogue.grammar), let line = try? parser.nextLine(), let statement = line.statements.last,
            statement.stages.allSatisfy({ Session.cheapStages.contains($0.verb) })
        else { return nil }
        switch statement.head {
        case .source, .last: break
        case .verb, .expression: return nil
        }
        let before = state
        defer { state = before }
        return try? withText(Source(text)) { () throws(Diagnostic) in try query(of: statement) }
    }
}
