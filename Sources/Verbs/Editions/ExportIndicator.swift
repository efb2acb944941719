import Diagnostics
import Engine
import Storage
import Syntax
import Tables
import Workspaces

struct ExportIndicator: Verb {
    var isQuery: Bool { false }
    var canBeTried: Bool { false }
    let forms = [
        Form(
            "export indicator", .start,
            [.optional([.word("of edition"), .slot("edition", .text)]), .word("to"), .slot("file", .file), .optional([.word("as"), .slot("format", .name)])])
    ]
    let manual = Manual(
        "write each account's priority indicator to a file, for dashboards and CRMs",
        details: """
            One row an account of the last edition, or of edition 'NAME': its key, tier, qualifiers and indicator, and the
            edition with its hash, so that every report can say which list it shows. The format follows the file's ending as in
            export; texts that a spreadsheet would take for a formula get a ' before them.
            """,
        examples: """
            tierbook> export indicator to 'indicator.csv'
            error: No edition is published yet, and the indicator is that of an edition.
              export indicator to 'indicator.csv'
              ^^^^^^^^^^^^^^^^
            help: publish 'NAME' freezes the list of now; list | export to 'FILE' writes it without that.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let edition: Edition
        if let (name, span) = call.arguments.text("edition") { edition = try session.edition(name, at: span) } else {
            guard let last = session.state.workspace.editions.last else {
                throw Diagnostic(
                    "no-edition", "No edition is published yet, and the indicator is that of an edition.", at: call.verbSpan,
                    help: "publish 'NAME' freezes the list of now; list | export to 'FILE' writes it without that.")
            }
            edition = last
        }
        let query = Query(result: try table(edition))
        try noteChanges(since: edition, at: call.verbSpan, session)
        guard case .reply(var reply) = try ExportRows().run(call, query, session) else { return .query(query) }
        reply.headline = reply.headline.map { "The indicator of \(edition.name): \($0)" }
        return .reply(reply)
    }

    /// The list of now may be another; where there is none, or it cannot be worked out, nothing is said.
    private func noteChanges(since edition: Edition, at span: Span, _ session: Session) throws(Diagnostic) {
        if session.state.workspace.rules[.objective].isEmpty { return }
        let movers: Int
        do throws(Diagnostic) {
            movers = try EditionComparison(try KeptList(edition.name, edition.contents), try session.listNow()).movers.count
        } catch {
            if error.isCancelled { throw error }
            return
        }
        if movers == 0 { return }
        session.note(
            .note("list-changed", "The list has changed since \(edition.name): \(plural(movers, "account")) \(movers == 1 ? "has" : "have") another tier now.", at: span, help: "publish 'NAME' freezes the list of now."))
    }

    private func table(_ edition: Edition) throws(Diagnostic) -> Table {
        let list = try KeptList(edition.name, edition.contents)
        let rows = list.rowCount
        let indicators = (0..<rows).map { row -> String in
            var labels = ""
            if case .text(let text) = list.cell(.qualifiers, row) { labels = text }
            return Indicator.text(list.tier(row), list.tierNames, labels)
        }
        return Table(
            [
                list.table.fields[0],
                Field("tier", list.column(.tier)),
                Field("qualifiers", list.column(.qualifiers)),
                Field("indicator", .texts(indicators)),
                Field("edition", .repeating(.text(edition.name), type: .text, count: rows)),
                Field("hash", .repeating(.text(edition.hash), type: .text, count: rows)),
            ], rowCount: rows, key: 0)
    }
}
