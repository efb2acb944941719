import Diagnostics
import Engine
import Syntax
import Tables

struct PenetrationVerb: Verb {
    let forms = [
        Form(
            "penetration", .start,
            [.slot("measure", .expression), .optional(RelationshipWords.period)] + [
                .anyOrder(
                    [[.word("of"), .slot("wallet", .name)], [.word("within"), .slot("error", .number)]] + RelationshipWords.row + RelationshipWords.comparing + [CurrencyText.clause, [.word("why")]])
            ])
    ]
    let manual = Manual(
        "how much of what accounts spend is spent here: revenue over wallet by group, against the rest, and over time",
        details: """
            penetration sum(trades.amount) 2026Q2 by tier. The wallet is a column of accounts, wallet or another after of, and a year's:
            a quarter's revenue is held against its days' part of it. penetration is all revenue over all wallets, in which great
            accounts decide; unweighted the mean of the accounts' own. low and high hold the truth 19 times in 20: which accounts there
            happen to be, and that wallets are estimates, each mostly within 20% of the truth and none knowing of the others;
            within 30% says otherwise. What is wrong with all wallets alike is not in it: it moves all groups together.
            points ahead of the rest, p and the verdict are as in benchmark; with against they are of the change, in points, from was to
            now. Groups are not ranked among each other. over wallet counts accounts with more revenue than wallet, whose wallet is too small; accounts
            without a wallet are left out and counted. In place of a period, quarterly, or from 2025Q1 to 2026Q2, shows whole periods
            in a row, as in trend, and the headline holds the last one that is over against the same one of the earliest year, as another
            season is no change; | chart line penetration by quarter, tier draws them. in USD converts revenue, each amount at the
            rate of its own day, and wallets in another currency at the rate of the last day of the older, first or only period; one that
            nothing says the currency of is taken to be in USD then. Other clauses are those of benchmark.
            """,
        examples: """
            tierbook> define earned = sum(activity.hours) * 100k
            earned is defined as sum(activity.hours) * 100k
            tierbook> penetration earned 2026Q1 by region within 30%
            earned of wallet, 2026Q1: Americas, Asia and EMEA cannot be told from all others.
            region    penetration  low  high  points ahead  verdict               p  ahead low  ahead high  unweighted  accounts  revenue      wallet  over wallet
            Americas        16.9%    —     —             —  cannot tell: too few  —          —           —       11.3%         2   50,000  295,890.41            0
            Asia                —    —     —             —  cannot tell: too few  —          —           —           —         0        0        0.00            0
            EMEA            40.6%    —     —             —  cannot tell: too few  —          —           —       38.9%         2  350,000  863,013.70            0
            wallet is a year's: 90 days are held against 24.7% of it · wallet taken to be mostly within 30% of the truth · 1 account without wallet left out, with 0 in 2026Q1 · 1 account left out: revenue is missing
            warning: activity ends on 2026-03-20, before 2026Q1 does.
            note: Americas, Asia, EMEA have fewer than 6 accounts with a wallet, too few to tell anything from chance.
            tierbook> penetration earned quarterly
            earned of wallet, 2025Q3 to 2026Q1: no change is told, which wants the same whole quarter of two years.
            quarter  penetration  low  high  unweighted  accounts  revenue        wallet  over wallet
            2025Q3          0.0%    —     —        0.0%         4        0  1,184,657.53            0
            2025Q4          2.1%    —     —        1.2%         4   25,000  1,184,657.53            0
            2026Q1         34.5%    —     —       25.1%         4  400,000  1,158,904.11            0
            wallet is a year's, and each quarter held against its days' part of it · wallet taken to be mostly within 20% of the truth · 1 account without wallet left out, with 50,000 in 2025Q3 to 2026Q1 · 1 account left out: revenue is missing
            warning: activity ends on 2026-03-20, before 2026Q1 does.
            note: 1 account without a wallet brings 10.5% of all revenue in 2025Q3 to 2026Q1, and is no part of this.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (question, currency) = try RelationshipWords.questionOfMoney(call)
        let accounts = try RelationshipSetting.accounts(question, session)
        let measure = try BenchmarkMeasure(try call.expression("measure"), currency: currency, accounts, session)
        let setting = try RelationshipSetting(question, accounts, measure.tables, session)
        let found = try setting.penetration(of: measure, wallet: call.arguments.name("wallet"), error: try PenetrationVerb.error(call), session)
        try PenetrationVerb.checkIsSomething(found, call)
        let findings = try setting.findings(found, measure, session)
        let text = PenetrationText(found, measure)
        if call.has("why") { return .reply(BenchmarkText.why(text.headline, findings, of: BenchmarkTrap.ofPenetration)) }
        return .reply(Reply(headline: text.headline, table: text.table, footer: text.footer, notes: findings.notes).of(text.title))
    }

    private static func error(_ call: VerbCall) throws(Diagnostic) -> Double {
        guard let (number, span) = call.arguments.number("error") else { return Wallets.usualError }
        let share = number.double / 100
        guard number.unit == .percent, share >= 0, share <= 1 else {
            throw Diagnostic("not-a-percent", "How far wallets may be off is a percent from 0% to 100%.", at: span, help: "For example within 30%.")
        }
        return share
    }

    private static func checkIsSomething(_ found: PenetrationBenchmark, _ call: VerbCall) throws(Diagnostic) {
        if found.groups.contains(where: { $0.figures.contains { $0.accounts > 0 } }) { return }
        let left = found.left
        throw Diagnostic(
            "no-wallets", "No account has a wallet above 0 to hold revenue against.", at: call.arguments.name("wallet")?.span ?? call.verbSpan,
            notes: ["\(found.wallets.name) is missing for \(grouped(left.missing)), 0 for \(grouped(left.zero)) and negative for \(grouped(left.negative))"],
            help: "Choose another column after of, or enter wallets with set.")
    }
}
