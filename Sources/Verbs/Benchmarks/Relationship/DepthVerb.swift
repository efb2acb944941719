import Diagnostics
import Engine
import Syntax
import Tables

struct DepthVerb: Verb {
    let forms = [
        Form("depth", .start, [DepthVerb.columns, .optional(RelationshipWords.period), .anyOrder(RelationshipWords.row + RelationshipWords.comparing + [[.word("why")]])])
    ]
    static let columns = Element.optional([.word("of"), .slot("columns", .names)])

    let manual = Manual(
        "how many different products, services, channels and people accounts use, by group, against the rest, and over time",
        details: """
            depth 2026Q2 by tier. What counts are the different values of text columns of tables with dates, of their own or of a table
            above them, such as product of trades, kind, channel and staff of activity: all of those
            with few values, or depth of trades.product, activity.kind; whole numbers count, as codes, where they are named. A
            row for each of them and each group: the mean number for an account, none being 0, with low and high that hold the truth 19 times in 20;
            the median; the share of accounts with two or more (Wilson's interval). ahead is how many more than the rest, or with
            against how many more the change from was to now is; p and verdict are as in benchmark, p adjusted for all rows. In place
            of a period, quarterly, or from 2025Q1 to 2026Q2, shows whole periods in a row, as in trend, and the headline holds the
            last one that is over against the same one of the earliest year. depth moves says who went from which number to which.
            Other clauses are those of benchmark.
            """,
        examples: """
            tierbook> depth 2026Q1 by region
            Depth by kind, 2026Q1: Americas, Asia and EMEA cannot be told from all others.
            region    dimension  mean  low  high  ahead  verdict               p  ahead low  ahead high  median  two or more  two or more low  two or more high  accounts
            Americas  kind       0.50    —     —      —  cannot tell: too few  —          —           —     0.5         0.0%             0.0%             65.8%         2
            Asia      kind       0.00    —     —      —  cannot tell: too few  —          —           —     0.0         0.0%             0.0%             79.3%         1
            EMEA      kind       1.33    —     —      —  cannot tell: too few  —          —           —     1.0        33.3%             6.1%             79.2%         3
            different values of activity.kind
            warning: activity ends on 2026-03-20, before 2026Q1 does.
            note: Americas, Asia, EMEA have fewer than 6 accounts, too few to tell anything from chance.
            tierbook> depth of kind 2026Q1 against 2025Q4
            Depth by kind, 2026Q1 against 2025Q4: kind 0.8 on average; there is nothing to hold that against.
            dimension   was   now   low  high  change  change low  change high  median  two or more  two or more low  two or more high  accounts
            kind       0.17  0.83  0.04  1.62    0.67        0.12         1.21       1        16.7%             3.0%             56.4%         6
            different values of activity.kind
            warning: activity ends on 2026-03-20, before 2026Q1 does.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (setting, columns) = try DepthVerb.setting(call, session)
        let found = try setting.depth(of: columns, session)
        let findings = try setting.findings(found, session)
        let text = DepthText(found)
        if call.has("why") { return .reply(BenchmarkText.why(text.headline, findings, of: BenchmarkTrap.ofDepth)) }
        return .reply(Reply(headline: text.headline, table: text.table, footer: text.footer, notes: findings.notes).of(text.title))
    }

    static func setting(_ call: VerbCall, _ session: Session) throws(Diagnostic) -> (RelationshipSetting, [UsedColumn]) {
        let question = try RelationshipWords.question(call)
        let accounts = try RelationshipSetting.accounts(question, session)
        let columns = try UsedColumn.find(call.names("columns"), at: call.verbSpan, session)
        return (try RelationshipSetting(question, accounts, columns.tables, session), columns)
    }
}
