import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct List: Verb {
    let forms = [Form("list", .start)]
    let manual = Manual(
        "show the firm's one list",
        details: """
            One row an account, best first: tier, qualifiers, rank and score, the objective that carried it, the tier the rules
            alone give, what was set by hand, and a priority indicator for reports. The other columns of accounts are in scope
            behind it: list | where region = 'EMEA'. The footer has the lines between tiers, and how ties at a line were
            decided.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = 60% revenue, 40% wallet; tier Gold top 1; tier Silver next 2
            'protect revenue' ranks 5 of 6 accounts by 60% revenue, 40% wallet. No tier cuts the list yet.
            1 missing wallet (not ranked)
            Gold has 1 account, down to 100.0 points. Gold 1, the rest 5.
            Silver has 2 accounts, down to 60.0 points. Gold 1, Silver 2, the rest 3.
            tierbook> list | where region = 'EMEA' | select account, tier, rank, score, indicator
            account  tier        rank  score  indicator
            Acme     Gold           1  100.0  1 Gold
            Cedar    Silver         3   60.0  2 Silver
            Fjord    non-tiered     5   10.0  3 non-tiered
            3 of 6 rows · 1 missing wallet (not ranked) · Gold 1 down to 100.0 · Silver 2 down to 60.0
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let list = try session.list()
        for found in list.notes { session.note(found) }
        var query = Query(try session.accounts())
        query.show(try shown(list).map { (column) throws(Diagnostic) in (column, try list.accountColumn(column)) })
        query.footer += try list.missing
        query.remarks += try ListReply.lines(list)
        if list.quota == nil, !list.isRolledUp { query.ranking = query.follow(list.result) }
        return .query(query)
    }

    /// Columns that say something: qualifiers where there are some, the objective where there are several.
    private func shown(_ list: FirmList) -> [ListColumn] {
        ListColumn.allCases.filter { column in
            switch column {
            case .tier, .indicator: !list.tierNames.isEmpty
            case .qualifiers: !list.qualifiers.isEmpty
            case .objective: list.objectives.count > 1
            case .ruleTier, .override: !list.pins.isEmpty
            case .rank, .score: true
            }
        }
    }
}

struct RulesVerb: Verb {
    let forms = [Form("rules", .start)]
    let manual = Manual(
        "list the rules that make the firm's list, as they were typed",
        details: "The rules are a script: typed again, they make the same list. charter statements lists those of the charter.",
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = revenue; tier Gold top 2
            'protect revenue' ranks all 6 accounts by 100% revenue. No tier cuts the list yet.
            Gold has 2 accounts, down to 80.0 points. Gold 2, the rest 4.
            tierbook> rules
            kind       name             rule
            objective  protect revenue  objective 'protect revenue' = revenue
            tier       Gold             tier Gold top 2
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let rules = Rule.Kind.allCases.filter(\.makesList).flatMap { session.state.workspace.rules[$0] }
        return .reply(
            Reply(headline: rules.isEmpty ? "There are no rules yet; objective 'NAME' = MEASURES is the first." : nil, table: RulesTable.table(rules)))
    }
}

enum RulesTable {
    static func table(_ rules: [Rule]) -> Table {
        Table([
            Field("kind", .texts(rules.map(\.kind.rawValue))),
            Field("name", .texts(rules.map { $0.name.replacing(Rule.markSeparator, with: " as ") })),
            Field("rule", .texts(rules.map(\.statement))),
        ])
    }
}
