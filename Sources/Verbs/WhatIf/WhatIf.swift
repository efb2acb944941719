import Diagnostics
import Engine
import Syntax
import Workspaces

struct WhatIf: Verb {
    let forms = [
        Form(
            "whatif", .start,
            [.choice([[.list("changes", [.symbol(.open), .slot("change", .pipeline), .symbol(.close)])], [.slot("change", .pipeline)]])])
    ]
    let manual = Manual(
        "say what a change would do to the firm's list, and change nothing",
        details: """
            Any statement that changes the workspace: a tier, an objective, a policy, an override, figures of accounts, an
            account added or removed; several in brackets, whatif (tier Gold top 15), (exclude 'Acme' because '…' by '…'). Rows of
            the matrix are tiers now, columns tiers then, with the share of worth (policy value) before and after. Below it
            stand the accounts that move, worth most first, each with the cause; stages go on with all of them. To keep a
            change, type it without whatif; to work on several, scenario new 'NAME'.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = revenue; tier Gold top 2; tier Silver next 2
            'protect revenue' ranks all 6 accounts by 100% revenue. No tier cuts the list yet.
            Gold has 2 accounts, down to 80.0 points. Gold 2, the rest 4.
            Silver has 2 accounts, down to 40.0 points. Gold 2, Silver 2, the rest 2.
            tierbook> whatif tier Gold top 3
            2 accounts move, all up; Elm enters Silver at rank 5. Nothing is saved.
            was \\ now   Gold  Silver  non-tiered  share of revenue
            Gold           2       0           0     63.5% → 81.3%
            Silver         1       1           0     28.7% → 16.1%
            non-tiered     0       1           1       7.8% → 2.6%
            account  was         now     rank was  rank  revenue  cause
            Cedar    Silver      Gold           3     3  410,000  tier Gold
            Elm      non-tiered  Silver         5     5  120,000  tier Gold
            revenue of those that move 530,000, 23.0% of all · in tiers 4 → 5 accounts with 92.2% → 97.4% of revenue · Gini of revenue within the tiers 0.23 → 0.32
            tierbook> whatif accounts | where account = 'Elm' | set revenue = 900k
            3 accounts move, 1 up and 2 down; Elm enters Gold at rank 1. Nothing is saved.
            was \\ now   Gold  Silver  non-tiered  share of revenue
            Gold           1       1           0     63.5% → 55.8%
            Silver         0       1           1     28.7% → 34.1%
            non-tiered     1       0           1      7.8% → 10.1%
            account  was         now         rank was  rank  revenue  cause
            Elm      non-tiered  Gold               5     1  900,000  own figures
            Birch    Gold        Silver             2     3  640,000  others' figures
            Dune     Silver      non-tiered         4     5  250,000  others' figures
            revenue of those that move 1,790,000, 58.1% of all · in tiers 4 → 4 accounts with 92.2% → 89.9% of revenue · Gini of revenue within the tiers 0.23 → 0.15
            tierbook> whatif (tier Gold top 1), (override 'Fjord' to Gold because 'new mandate' by 'K. Lee') | where now = 'Gold'
            account  was         now   rank was  rank  revenue  cause
            Fjord    non-tiered  Gold         6     6   60,000  set by hand
            1 of 3 rows · revenue of those that move 950,000, 41.3% of all · in tiers 4 → 4 accounts with 92.2% → 83.9% of revenue · Gini of revenue within the tiers 0.23 → 0.33
            note: It holds until someone forgets it.
              whatif (tier Gold top 1), (override 'Fjord' to Gold because 'new mandate' by 'K. Lee') | where now = 'Gold'
                                         ^^^^^^^^
            help: Add until DATE.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (changes, rest) = try changes(call, session)
        let contents = session.state.workspace.contents
        let before = try session.list()
        let query = try session.trying(changes) { () throws(Diagnostic) in
            let after = try session.list()
            for found in after.notes where !before.notes.contains(found) && found.id != "no-edition" { session.note(found) }
            let comparison = try ListComparison(before, after)
            return try comparison.answer(from: contents, to: session.state.workspace.contents, ending: "Nothing is saved.", session)
        }
        return try session.apply(rest, to: .query(query))
    }

    /// The statements to try, and the stages that go on from the answer: those behind the one that makes the change.
    private func changes(_ call: VerbCall, _ session: Session) throws(Diagnostic) -> ([Statement], [VerbCall]) {
        let listed = call.list("changes")
        if !listed.isEmpty { return (listed.compactMap { if case .query(let change)? = $0.arguments["change"] { change } else { nil } }, []) }
        let statement = try call.query("change")
        if case .verb(let head) = statement.head, !isQuery(head, session) { return split(statement, behind: 0, head.span) }
        guard let index = statement.stages.firstIndex(where: { !isQuery($0, session) }) else { return ([statement], []) }
        return split(statement, behind: index + 1, Span(statement.span.start, statement.stages[index].span.end))
    }

    private func isQuery(_ call: VerbCall, _ session: Session) -> Bool { session.catalogue.verb(call.verb)?.isQuery ?? true }

    private func split(_ statement: Statement, behind count: Int, _ span: Span) -> ([Statement], [VerbCall]) {
        let change = Statement(head: statement.head, stages: Array(statement.stages.prefix(count)), span: span)
        return ([change], Array(statement.stages.dropFirst(count)))
    }
}
