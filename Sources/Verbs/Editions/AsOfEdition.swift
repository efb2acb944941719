import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct AsOfEdition: Verb {
    let forms = [Form("as of edition", .anywhere, [.slot("edition", .text)])]
    let manual = Manual(
        "show the list of an edition, or read tier, rank, score and qualifiers as it had them",
        details: """
            At the start of a line it is the edition's list; the figures it was worked out from are in scope behind it. After
            accounts, or a table that belongs to accounts, the stages behind it read tier, rank, score and qualifiers of the
            edition, all else of now: deals | as of edition '2025H2' | group by tier. Accounts that were not in it have none.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = 60% revenue, 40% wallet; tier Gold top 1; tier Silver next 2
            'protect revenue' ranks 5 of 6 accounts by 60% revenue, 40% wallet. No tier cuts the list yet.
            1 missing wallet (not ranked)
            Gold has 1 account, down to 100.0 points. Gold 1, the rest 5.
            Silver has 2 accounts, down to 60.0 points. Gold 1, Silver 2, the rest 3.
            tierbook> publish '2026H1'
            2026H1 is published as of 2026-03-31: Gold 1, Silver 2, the rest 3. Hash 8a2aa2087f21.
            tierbook> tier Gold top 2
            Gold has 2 accounts, down to 65.0 points. Gold 2, Silver 2, the rest 2.
            tierbook> as of edition '2026H1'
            account  tier        rank  score
            Acme     Gold           1  100.0
            Birch    Silver         2   65.0
            Cedar    Silver         3   60.0
            Elm      non-tiered     4   15.0
            Fjord    non-tiered     5   10.0
            Dune     not ranked     —      —
            tierbook> activity | as of edition '2026H1' | group by tier show count
            tier        count
            Gold            3
            Silver          3
            non-tiered      1
            not ranked      1
            —               1
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (name, span) = try call.text("edition")
        let edition = try session.edition(name, at: span)
        guard var query = input else { return .query(try Query(try KeptList(edition.name, edition.contents))) }
        guard let origin = query.origin, let table = session.state.workspace.table(named: origin),
            Relations.path(from: table, to: "accounts", in: session.state.workspace) != nil
        else {
            throw Diagnostic(
                "no-accounts-here", "These rows are no accounts, and belong to none.", at: call.verbSpan,
                help: "Put as of edition behind the table: accounts | as of edition \(Words.quoted(edition.name)) | ….")
        }
        for column in ListColumn.inScope where query.columns.contains(where: { equalIgnoringCase($0.name, column.rawValue) }) {
            throw Diagnostic(
                "name-taken", "There is a column \(column.rawValue) here already, which would stand before that of the edition.", at: call.verbSpan,
                help: "Put as of edition first: \(Words.typed(table.name)) | as of edition \(Words.quoted(edition.name)) | ….")
        }
        query.read(try session.editionList(edition))
        return .query(query)
    }
}
