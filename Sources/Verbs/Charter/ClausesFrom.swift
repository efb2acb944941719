import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct ClausesFrom: Verb {
    var isQuery: Bool { false }
    let forms = [Form("clauses from", .start, [.slot("table", .query)])]
    let manual = Manual(
        "make clauses of the charter from a table",
        details: """
            One row a clause, by the names of its columns: service, and quantity with per (period), or promise ('2 per quarter',
            'on request', 'none'); tier or tiers ('all', or several between commas), for (client type or qualifier, several
            between commas or semicolons), role (or responsible, by), hours (each), measured by (measure), monitored, expecting
            (expectation). A quantity of 0 is none; without per it is per year. What a charter says of the same accounts and
            service already is changed in place. charter gives such a table back.
            """,
        examples: """
            tierbook> clauses from (accounts | group by tier show count as quantity | derive service = 'Call', period = 'quarter', role = 'Sales')
            3 clauses added.
            tierbook> charter
            clause  tiers   service  promise        role   yearly
            C1      Bronze  Call     2 per quarter  Sales       8
            C2      Gold    Call     2 per quarter  Sales       8
            C3      Silver  Call     2 per quarter  Sales       8
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let statement = try call.query("table")
        let table = try session.table(of: statement, reading: [])
        let reader = try ClauseTable(table, at: statement.span)
        if table.rowCount > 2_000 { throw Diagnostic("too-many-clauses", "A charter has at most 2,000 clauses.", at: statement.span) }
        var writer = try ClauseWriter(session)
        let before = writer.clauses.count
        var changed: [String] = []
        for row in 0..<table.rowCount {
            try Cancellation.check()
            let text = try reader.statement(row, at: statement.span)
            do throws(Diagnostic) {
                let written = try writer.write(text)
                try writer.checkMeasure(written.clause, at: statement.span)
                if written.old != nil { changed.append(written.clause.id) }
            } catch {
                if error.isCancelled { throw error }
                throw Diagnostic(error.id, "Row \(grouped(row + 1)): \(error.message)", at: statement.span, notes: ["It reads: \(text)"], help: error.help)
            }
        }
        session.state.workspace.rules = writer.rules
        for id in changed { try session.noteStaleAnswers(citing: id, at: call.verbSpan) }
        session.changed("clauses from a table")
        let added = writer.clauses.count - before
        return .reply(Reply(headline: "\(plural(added, "clause")) added\(changed.isEmpty ? "" : ", \(grouped(changed.count)) written anew").").about(rows: table.rowCount))
    }
}

/// A table of clauses, as a spreadsheet has them.
private struct ClauseTable {
    private let table: Table
    private let service: Column
    private let columns: [String: Column]

    private static let names: [(key: String, names: [String])] = [
        ("tiers", ["tiers", "tier"]), ("for", ["for", "client type", "qualifier", "segment"]), ("promise", ["promise"]),
        ("quantity", ["quantity", "times", "target"]), ("per", ["per", "period"]), ("role", ["role", "responsible", "by", "owner"]),
        ("hours", ["hours each", "hours"]), ("measure", ["measured by", "measure"]), ("monitored", ["monitored"]), ("expecting", ["expecting", "expectation", "expected"]),
    ]

    init(_ table: Table, at span: Span) throws(Diagnostic) {
        func column(_ names: [String]) -> Column? {
            names.lazy.compactMap { name in table.fields.first { equalIgnoringCase($0.name, name) }?.column }.first
        }
        self.table = table
        guard let service = column(["service", "kind"]) else {
            throw Diagnostic("no-service", "This table has no column service.", at: span, help: "Name its columns service, tier, quantity, per, role: … | select kind as service, ….")
        }
        self.service = service
        var columns: [String: Column] = [:]
        for (key, names) in ClauseTable.names { columns[key] = column(names) }
        guard columns["promise"] != nil || columns["quantity"] != nil else {
            throw Diagnostic("no-quantity", "This table has no column that says how much: quantity or promise.", at: span)
        }
        self.columns = columns
    }

    private func text(_ key: String, _ row: Int) -> String? {
        guard let column = columns[key] else { return nil }
        let value = column[row]
        if case .missing = value { return nil }
        let text = Plain.text(value).trimmed
        return text.isEmpty ? nil : text
    }

    /// The row as a statement.
    func statement(_ row: Int, at span: Span) throws(Diagnostic) -> String {
        guard case .text(let service) = service[row] else { throw Diagnostic("no-service", "Row \(grouped(row + 1)) names no service.", at: span) }
        guard let promise = promise(row) else { throw Diagnostic("no-quantity", "Row \(grouped(row + 1)) does not say how much.", at: span, help: "0 or none says that it is not given.") }
        let tiers = (text("tiers", row) ?? "all").split(separator: ",").map { String($0).trimmed }.map { name in
            ["all", "non-tiered"].contains(name.lowercased()) ? name.lowercased() : Words.typed(name)
        }
        let segments = (text("for", row) ?? "").split { $0 == ";" || $0 == "," }.map { Words.quoted(String($0).trimmed) }
        var parts = ["clause \(tiers.joined(separator: ", ")) \(Words.quoted(service))"]
        if !segments.isEmpty { parts.append("for \(segments.joined(separator: ", "))") }
        parts.append(promise)
        if let role = text("role", row) { parts.append("by \(Words.quoted(role))") }
        if let hours = text("hours", row) { parts.append("\(hours) hours each") }
        if let measure = text("measure", row) { parts.append("measured by \(ClauseTable.isExpression(measure) ? measure : "count(activity where kind = \(Words.quoted(measure)))")") }
        if let monitored = text("monitored", row) { parts.append("monitored \(monitored)") }
        if let expectation = text("expecting", row) { parts.append("expecting \(Words.quoted(expectation))") }
        return parts.joined(separator: " ")
    }

    /// Nil where the row is blank there.
    private func promise(_ row: Int) -> String? {
        if let promise = text("promise", row) { return promise == "0" ? "none" : promise }
        guard let quantity = text("quantity", row) else { return nil }
        if quantity == "0" { return "none" }
        return Int(quantity) == nil ? quantity : "\(quantity) per \(text("per", row) ?? "year")"
    }

    /// A measure that is no more than a name is a kind of activity.
    private static func isExpression(_ text: String) -> Bool { text.contains("(") }
}
