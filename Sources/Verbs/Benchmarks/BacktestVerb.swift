import Diagnostics
import Engine
import Syntax
import Tables

struct BacktestVerb: Verb {
    let forms = [
        Form(
            "backtest", .start,
            [
                .slot("measure", .expression), .slot("newer", .period), .word("against"), .slot("older", .period),
                .anyOrder([
                    [.word("by"), .list("measures", MeasureSpec.elements)], [.word("as of edition"), .slot("edition", .text)], BenchmarkVerb.only,
                    [.word("top"), .slot("top", .number)], CurrencyText.clause,
                    [.word("growers"), .choice([[.word("above"), .slot("least", .number)], [.slot("most", .number)]])],
                    [.choice([[.word("curve")], [.word("accounts")], [.word("why")]])],
                ]),
            ])
    ]
    let manual = Manual(
        "whether a rule, applied to what was known then, would have found the accounts that grew",
        details: """
            backtest sum(trades.amount) 2026Q1 against 2025Q1. The list's rules, without what was set by hand, are applied to what
            was known on the day before the newer period began; with by they are measures typed as in prioritize, with as of
            edition 'E' the ranks that E published, which may know what came later: where its rules give others on rows up to its
            day, that is said. Figures of which only today's value is known are refused. The first
            top N are chosen, as many as are in tiers unless said. Growers are the accounts with the greatest gain, the newer
            figure less the older: as many as are chosen, or growers N, ties included, or growers above X. An account without
            a row by that day was not there yet and is left out.
            A row each for the rule, for the older figure alone and for chance: growers found, of how many; precision, the part of
            the chosen that grew, with Wilson's interval; lift, precision over that of chance, with its own (Newcombe 2016); p, the
            chance of finding as many or few by chance (hypergeometric); gain share, of all gains the part that the chosen have;
            found alone, growers the other did not find, and paired p, whether that tells the two apart (McNemar's exact test).
            in USD converts amounts as in benchmark, and those that accounts are ranked by each at the rate of its own day. All p
            are adjusted for the three comparisons (Holm). curve shows what is found when more are chosen, and | chart draws it;
            accounts who was chosen and who grew; why each trap.
            """,
        examples: """
            tierbook> backtest count(activity) 2026Q1 against 2025Q4 by sum(activity.hours) top 1
            Of the 2 accounts that gained most in count(activity) from 2025Q4 to 2026Q1, this ranking had 1 among the first 1 of 3, where chance has 0.7: it cannot be told from chance. 2025Q4 alone had 1; the two cannot be told apart.
            choice        chosen  growers found  of  precision    low    high  lift  lift low  lift high       p  gain share  found alone  paired p  verdict
            this ranking       1            1.0   2     100.0%  20.7%  100.0%  1.50      0.48       2.52  1.0000       50.0%            1    1.0000  cannot tell: too few, not told from 2025Q4 alone
            2025Q4 alone       1            1.0   2     100.0%  20.7%  100.0%  1.50      0.48       2.52  1.0000       50.0%            1         —  cannot tell: too few
            chance             1            0.7   2      66.7%      —       —  1.00         —          —       —       33.3%            —         —  held against
            ranked by sum(activity.hours) as of 2025-12-31 · 1 grower more than asked for ties with the last · 3 accounts not there yet
            warning: activity ends on 2026-03-20, before 2026Q1 does.
            note: This ranking was thought of today, knowing what there is to know.
            note: 1 account chosen of 3, 2 to find: even as many as there can be could be chance.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        var measures = call.list("measures")
        let edition = call.arguments.text("edition")
        if let edition, !measures.isEmpty {
            throw Diagnostic("two-rankings", "by and as of edition both say how accounts are ranked.", at: edition.span, help: "Leave one of them out.")
        }
        var (older, currency) = try CurrencyText.read(call, older: try call.expression("older"))
        for index in measures.indices { currency = try CurrencyText.once(currency, BacktestVerb.split(&measures[index])) }
        var question = BenchmarkQuestion(
            measure: try call.expression("measure"), newer: try call.expression("newer"), older: older, keys: [], baseline: nil,
            edition: edition.map { ($0.text, $0.span) }, minimum: 0, currency: currency, verb: call.verb, span: call.verbSpan)
        question.condition = call.arguments.expression("condition")
        let top = try call.arguments.number("top").map { (_, span) throws(Diagnostic) in (count: try call.count("top", of: "accounts"), span: span) }
        let (setting, noMoney) = try BacktestVerb.setting(question, session, isRankingTyped: !measures.isEmpty)
        let test = try Backtest(setting, measures, currency: currency, top: top, try sought(call), session)
        if let noMoney, test.source.rates == nil { throw noMoney }
        let findings = try BacktestFindings(test, session)
        let text = BacktestText(test, isKnowing: findings.isKnowing)
        if call.has("accounts") || call.has("curve") { for note in findings.notesOnRanks { session.note(note) } }
        if call.has("accounts") { return .query(text.accounts) }
        if call.has("curve") {
            return .reply(Reply(headline: text.headline, table: text.curve, footer: text.footer).of(text.title, drawing: text.gainCurve))
        }
        if call.has("why") { return .reply(BenchmarkText.why(text.headline, findings.lines)) }
        return .reply(Reply(headline: text.headline, table: text.table, footer: text.footer, notes: findings.notes).of(text.title))
    }

    /// A measure that counts leaves the currency to the ranking; the error is what is wrong where that has no money either.
    private static func setting(_ question: BenchmarkQuestion, _ session: Session, isRankingTyped: Bool) throws(Diagnostic) -> (BenchmarkSetting, noMoney: Diagnostic?) {
        do throws(Diagnostic) { return (try BenchmarkSetting(question, session), nil) } catch {
            guard isRankingTyped, error.id == "no-money" else { throw error }
            var counting = question
            counting.currency = .oneOnly
            return (try BenchmarkSetting(counting, session), error)
        }
    }

    /// What a measure ends in, which `in USD` behind it reads like a test of; nil for none.
    private static func split(_ measure: inout (arguments: Arguments, span: Span)) -> CurrencyChoice? {
        let typed = measure.arguments.expression("measure")
        guard case (let expression?, let currency?) = CurrencyText.split(typed) else { return nil }
        measure.arguments["measure"] = .expression(expression)
        if measure.span.end == typed?.span.end { measure.span = Span(measure.span.start, expression.span.end) }
        return currency
    }

    private func sought(_ call: VerbCall) throws(Diagnostic) -> Backtest.Sought {
        if let (least, span) = call.arguments.number("least") {
            if least.unit == .percent || least.mantissa < 0 {
                throw Diagnostic("not-a-gain", "A grower gains more than so much, in the unit of the measure.", at: span, help: "Write an amount from 0 on, as in growers above 100k.")
            }
            return .above(least.double)
        }
        guard let (_, span) = call.arguments.number("most") else { return .most(nil) }
        let count = try call.count("most", of: "accounts")
        if count == 0 { throw Diagnostic("nobody-grew", "With 0 growers there is nobody to find.", at: span, help: "Write growers 1 or more.") }
        return .most(count)
    }
}
