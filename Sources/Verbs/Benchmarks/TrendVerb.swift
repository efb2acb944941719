import Diagnostics
import Engine
import Syntax
import Tables

struct TrendVerb: Verb {
    let forms = [
        Form(
            "trend", .start,
            [
                .slot("measure", .expression),
                .anyOrder(
                    BenchmarkVerb.clauses + BenchmarkVerb.inference + [
                        [.choice(TrendVerb.units.map { [.word($0.adverb)] })], [.word("from"), .slot("from", .expression)], [.word("to"), .slot("to", .expression)],
                        [.word("against"), .slot("base", .expression)], BenchmarkVerb.minimum, CurrencyText.clause, [.word("why")],
                    ]),
            ])
    ]

    static let units: [ServicePeriod.Unit] = [.month, .quarter, .year]

    let manual = Manual(
        "groups of accounts period by period: their lines, and whether they moved alike before",
        details: """
            trend sum(trades.amount) by tier shows every whole quarter of the data; monthly, yearly, from 2025-01 to 2026-06 show
            others. A row for each period and group: its accounts and their total; the index, 100 in the base; points ahead of
            the rest's index with their interval (low to high); p, adjusted for all earlier, or all later, periods and groups.
            The base is the last whole period before the edition that says who is in what, else the first; against 2025Q4 chooses
            another, and with it the edition that held then. Members are those of then all along. Earlier periods should lie
            about zero: a group that had moved apart by then may only go on with that, and the headline says so. A period that is
            not over is left out, unless to asks for it. Clauses are those of benchmark; in USD converts at the rates of the
            base. | chart line index by quarter, tier draws the lines, | chart intervals points ahead by quarter, tier who is
            ahead when.
            """,
        examples: """
            tierbook> trend count(activity) by tier
            count(activity) by quarter, 2025Q3 to 2026Q1, 2025Q3 = 100: no earlier period tells whether groups moved alike before; since then Gold, Silver and Bronze cannot be told from all others.
            quarter  tier    accounts  total  index  points ahead  low  high  p  verdict
            2025Q3   Gold           2      0      —             —    —     —  —  base
            2025Q3   Silver         2      1  100.0             —    —     —  —  base
            2025Q3   Bronze         2      0      —             —    —     —  —  base
            2025Q4   Gold           2      1      —             —    —     —  —  cannot tell: too few
            2025Q4   Silver         2      0    0.0             —    —     —  —  cannot tell: too few
            2025Q4   Bronze         2      0      —             —    —     —  —  cannot tell: too few
            2026Q1   Gold           2      3      —             —    —     —  —  cannot tell: too few
            2026Q1   Silver         2      1  100.0             —    —     —  —  cannot tell: too few
            2026Q1   Bronze         2      1      —             —    —     —  —  cannot tell: too few
            warning: Who is in a tier is told by today's list, as no edition was published by 2025-10-01: whoever grew since may be in it because of that.
            warning: activity ends on 2026-03-20, before 2026Q1 does.
            note: Gold, Silver, Bronze have fewer than 6 accounts with anything in these periods, too few to tell anything from chance.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        // Right behind any of these `in USD` reads like a test of it.
        let slots = ["measure", "from", "to", "base"].map { CurrencyText.split(call.arguments.expression($0)) }
        let parts = slots.map(\.expression)
        let asked = TrendPeriods.Question(unit: TrendVerb.units.first { call.has($0.adverb) }, from: parts[1], to: parts[2], base: parts[3])
        let measure = if let measure = parts[0] { measure } else { try call.expression("measure") }
        var question = try BenchmarkVerb.question(call, measure: measure, newer: measure, older: asked.base ?? measure)
        for slot in slots { question.currency = try CurrencyText.once(question.currency, slot.currency) }
        let trend = try Trend(question, asked, session)
        let text = TrendText(trend: trend)
        if trend.groups.isEmpty { throw Diagnostic("no-accounts", "There are no accounts to compare.", at: call.verbSpan) }
        if !trend.groups.contains(where: { $0.cells[trend.periods.base].total != 0 }) {
            throw Diagnostic(
                "nothing-to-compare", "\(trend.setting.measure.text) comes to nothing in \(trend.periods.baseText), the base of the index.", at: (asked.base ?? measure).span,
                help: "Choose another base: against PERIOD.")
        }
        let findings = try BenchmarkFindings(trend, session)
        if call.has("why") { return .reply(BenchmarkText.why(text.headline, findings)) }
        return .reply(Reply(headline: text.headline, table: text.table, footer: text.footer, notes: findings.notes).of(text.subject))
    }
}
