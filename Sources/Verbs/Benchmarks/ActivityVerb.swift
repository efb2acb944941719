import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct ActivityVerb: Verb {
    let forms = [
        Form(
            "benchmark activity", .start,
            [
                .optional([.word("of"), .slot("service", .text)]), .slot("newer", .period), .word("against"), .slot("older", .period),
                .anyOrder(
                    BenchmarkVerb.clauses + [
                        BenchmarkVerb.minimum, BenchmarkVerb.clustering, CurrencyText.clause, [.word("why")], [.word("for"), .slot("revenue", .expression)], [.word("answered within"), .slot("answer", .number), .word("days")],
                    ]),
            ])
    ]

    let manual = Manual(
        "what groups of accounts were given, how it was answered, and what an hour brought, against the rest",
        details: """
            Periods, tiers and the rest are those of benchmark. A row for each figure and group: what it was in the older and in the newer
            period; change, of the same accounts; times the rest, with low and high that hold the truth 19 times in 20; p, adjusted for
            all rows compared. Services and hours are for each account of the group, covered are accounts with a service. for
            sum(trades.amount) says what business is; without it the only other dated table with money does. A service is answered when
            the account did business within 30 days from it, or as many as answered within says; by chance is what it would be had the
            services fallen on any days, for who trades every week answers everything. Revenue an hour of a group rests on its greatest
            accounts, and has no interval; that of the median account has. of 'Call' is about one kind of service. Accounts of one parent
            count as one, as in benchmark. why explains each trap.
            """,
        examples: """
            tierbook> benchmark activity 2026Q1 against 2025Q4 by tier
            activity, 2026Q1 against 2025Q4: whether Gold, Silver or Bronze got more services than all others cannot be told.
            figure               tier    2026Q1  change  times all others  low  high  verdict               p  2025Q4  accounts
            services an account  Gold      1.50    200%                 —    —     —  cannot tell: too few  —    0.50         2
            services an account  Silver    0.50       —                 —    —     —  cannot tell: too few  —    0.00         2
            services an account  Bronze    0.50       —                 —    —     —  cannot tell: too few  —    0.00         2
            hours an account     Gold      1.50  1,100%                 —    —     —  cannot tell: too few  —    0.12         2
            hours an account     Silver    0.50       —                 —    —     —  cannot tell: too few  —    0.00         2
            hours an account     Bronze    0.00       —                 —    —     —  cannot tell: too few  —    0.00         2
            accounts covered, %  Gold    100.00    100%                 —    —     —  cannot tell: too few  —   50.00         2
            accounts covered, %  Silver   50.00       —                 —    —     —  cannot tell: too few  —    0.00         2
            accounts covered, %  Bronze   50.00       —                 —    —     —  cannot tell: too few  —    0.00         2
            for MEASURE adds how services were answered and what an hour brought · 1 of 6 services without hours count for none
            warning: Who is in a tier is told by today's list, as no edition was published by 2026-01-01: whoever grew since may be in it because of that.
            warning: activity ends on 2026-03-20, before 2026Q1 does.
            note: Tiers were picked by how much accounts bring or get: that they had more in 2026Q1 says nothing of what the list did. Look at the change.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let services = try ActivityServices(call, session)
        var question = try BenchmarkVerb.question(call, measure: services.count)
        question.verb = call.verb
        // Services are counted; it is what they brought that may have to be converted.
        let currency = question.currency
        question.currency = .oneOnly
        let setting = try BenchmarkSetting(question, session)
        let revenue = try services.revenue(call, currency: currency, setting.accounts, session)
        if revenue == nil, currency != .oneOnly {
            throw Diagnostic("nothing-to-convert", "Nothing says what business is, so there are no amounts to convert.", at: call.verbSpan, help: "Add for MEASURE, as in for sum(trades.amount).")
        }
        let days = call.has("answer") ? try call.count("answer", of: "days") : 30
        if !(1...366).contains(days), let span = call.arguments.number("answer")?.span { throw Diagnostic("out-of-range", "A service is answered within 1 to 366 days.", at: span) }
        let found = try ActivityBenchmark(setting, (services.table, services.hours, services.kind), revenue: revenue?.measure, answeredWithin: days, session)
        try BenchmarkVerb.checkIsSomething(found.benchmark, setting, call, called: services.title)
        let text = ActivityText(found, setting, title: services.title, revenue: revenue.map { ($0.name, $0.measure.type.isMoney, $0.measure.rates) }, days: days, hasHours: services.hours != nil)
        let findings = try BenchmarkFindings(setting, found.benchmark, session)
        if call.has("why") { return .reply(BenchmarkText.why(text.headline, findings, of: BenchmarkTrap.membersAndPeriods, and: text.traps)) }
        let notes = findings.notes.filter { BenchmarkTrap.ofMembersAndPeriods.contains($0.id) }
        return .reply(Reply(headline: text.headline, table: text.table, footer: text.footer, notes: notes + text.notes).of(text.subject, drawing: text.drawing))
    }
}
