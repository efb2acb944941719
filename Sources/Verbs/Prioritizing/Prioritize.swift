import Diagnostics
import Engine
import Syntax

struct Prioritize: Verb {
    let forms = [
        Form(
            "prioritize", .stage,
            [
                .word("by"),
                .list("measures", MeasureSpec.elements),
            ])
    ]
    let manual = Manual(
        "score and rank the rows by weighted measures",
        details: """
            Adds score (0 to 100 points) and rank, best first. Each measure is brought to one scale: its percentile rank among
            the ranked rows ((average rank − 1) / (n − 1), ties share their average), or scaled minmax, zscore, or reference
            LOW..HIGH. lower is better turns it round. A row with a missing measure is not ranked, unless missing as 0 or as
            median says otherwise; the footer says how many. Weights of any sum count as shares. Equal scores are ordered by
            the table's key. tiers cuts the ranking into tiers, why explains a row.
            """,
        examples: """
            tierbook> accounts | prioritize by 60% revenue, 40% wallet | select account, revenue, wallet, score, rank
            account  revenue     wallet  score  rank
            Acme     820,000  2,000,000  100.0     1
            Birch    640,000    900,000   65.0     2
            Cedar    410,000  1,500,000   60.0     3
            Elm      120,000    300,000   15.0     4
            Fjord     60,000    800,000   10.0     5
            Dune     250,000          —      —     —
            1 missing wallet (not ranked)

            tierbook> accounts | prioritize by revenue scaled minmax, cost lower is better | select account, score, rank | limit 2
            account  score  rank
            Acme      50.0     1
            Fjord     50.0     2
            2 of 6 rows · weights 50% revenue scaled minmax, 50% cost lower is better
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        var binder = Binder(try query(call, input), session)
        var specs: [MeasureSpec] = []
        for (arguments, span) in call.list("measures") { specs.append(try MeasureSpec(arguments, span, &binder, session)) }
        var query = binder.query
        let batch = try session.force(&query)
        let ranking = try Scoring.ranking(specs, query, batch, session)
        try Scoring.extend(&query, batch, ranking, specs, session)
        query.footer += try Scoring.footer(specs, batch)
        query.remarks += Scoring.remarks(specs)
        return .query(query)
    }
}
