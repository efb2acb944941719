import Diagnostics
import Engine
import Syntax
import Tables

struct ChartVerb: Verb {
    let forms = [
        Form(
            "chart", .stage,
            [
                .optional([.choice(ChartRequest.Kind.allCases.map { [.word($0.rawValue)] })]), .optional([.slot("figures", .items)]),
                .optional([.word("by"), .slot("labels", .items)]), .optional([.word("titled"), .slot("title", .text)]),
            ])
    ]
    let manual = Manual(
        "draw the rows: bars, stacked, line, histogram, scatter, movement, intervals or waterfall",
        details: """
            Without more, the first text or date column labels the numeric ones: bars for texts, a line for dates. by says what
            labels them; a second column after by makes a series of each of its values. An aggregate groups the rows first, so
            that chart bars sum(revenue) by tier needs no stage before it. scatter draws the second figure over the first;
            movement draws what went from one column's values to another's, chart movement by was, now. intervals draws a figure
            with the interval it is known within, chart intervals growth, low, high by tier; columns growth low and growth high,
            or low and high right behind the figure, are found, and then chart alone draws them; rows that differ in a column unit
            share no scale. waterfall goes from 0 by signed
            steps to their total, chart waterfall change by tier, or from one figure's total to another's, chart waterfall cost,
            revenue by tier; rows of one label are one step, and of many the least are one together. titled 'Q1' sets the title.
            Labels stand as the rows come. A chart goes on as its rows: | chart | export to 'x.svg' writes the picture.
            """,
        examples: """
            tierbook> accounts | group by tier show sum(revenue) as total | chart
            total by tier
            Bronze  ███████▍                                                        180,000
            Gold    ████████████████████████████████████████████████████████████  1,460,000
            Silver  ███████████████████████████▏                                    660,000

            tierbook> accounts | chart stacked sum(revenue) as total by tier, region
            total by tier, region
            █ Americas  ░ EMEA  ▓ Asia
            Bronze  █████░░                                                         180,000
            Gold    ██████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  1,460,000
            Silver  ░░░░░░░░░░░░░░░░░▓▓▓▓▓▓▓▓▓▓                                     660,000

            tierbook> activity | chart line sum(hours) as hours by month start(date) as month titled 'Hours spent'
            Hours spent
            4 ┤
              │                                                                           ╭─
            3 ┤                                                                          ╭╯
              │                                                                         ╭╯
            2 ┤                                                                       ╭─╯
              │──────╮                                                               ╭╯
            1 ┤      ╰────────────╮                                                ╭─╯
              │                   ╰────────────────────────────────────────────────╯
            0 ┤
              └────────┬─────────────────┬────────────────┬────────────────┬───────────────┬
                    2025-07           2025-09          2025-11          2026-01      2026-03
            first 1.5 (2025-06-01) · min 0.25 (2025-11-01) · max 3.25 (2026-03-01) · last
            3.25 (2026-03-01)

            tierbook> accounts | chart histogram revenue
            revenue
            0 – 500,000          ████████████████████████████████████████████████████████  4
            500,000 – 1,000,000  ████████████████████████████                              2

            tierbook> accounts | chart scatter revenue, wallet by account
            revenue, wallet by account
            ↑ wallet  → revenue
            2.0m ┤                                                                    Acme •
                 │
                 │
                 │
            1.5m ┤                                     • Cedar
                 │
                 │
                 │
            1.0m ┤
                 │                                                         • Birch
                 │     • Fjord
                 │
            0.5m ┤
                 │
                 │           • Elm
                 │
               0 ┤
                 └┬─────────────────┬─────────────────┬────────────────┬─────────────────┬──
                  0               200k              400k             600k              800k
            • one point, 2 to 9 as many, # more
            1 missing revenue or wallet

            tierbook> accounts | derive was = case when revenue < 500k then 'Silver' else 'Gold' end | chart movement by was, tier
            count by was, tier
            was \\ tier  Gold  Bronze  Silver  all
            Gold           2       ·       ·    2
            Silver         ·       2       2    4
            all            2       2       2    6
            4 unmoved · 2 moved

            tierbook> accounts | group by tier show avg(revenue) as mean, min(revenue) as low, max(revenue) as high | chart
            mean by tier
            Bronze  │  ├─●┤                                       90,000   60,000 to 120,000
            Gold    │                                ├───●────┤  730,000  640,000 to 820,000
            Silver  │            ├───●───┤                       330,000  250,000 to 410,000
                   └┬─────────────────────────┬────────────────
                    0                       500k

            tierbook> accounts | chart waterfall cost, revenue by tier titled 'From cost to revenue'
            From cost to revenue
            cost     ███████████████████████████████████████████                   1,660,000
            Gold                                                ▓▓▓▓▓▓▓▓▓▓▓▓▓       +470,000
            Silver                                                           ▓▓▓    +120,000
            Bronze                                                              ▓    +50,000
            revenue  ████████████████████████████████████████████████████████████  2,300,000

            tierbook> accounts | chart bars revenue, tier
            error: tier is text; charts draw numbers.
              accounts | chart bars revenue, tier
                                             ^^^^
            help: Count its rows, chart bars count by tier, or put it behind by.
            """)
    var isQuery: Bool { false }

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let input = try query(call, input)
        let request = if let drawing = ChartVerb.drawing(call, input) { ChartRequest(drawing, of: input, call) } else { try ChartRequest(call, input, session) }
        let rows = try ChartRows(request, try session.run(request.query))
        return .reply(Reply(table: rows.table, chart: try rows.chart()))
    }

    /// What the answer before says is drawn of it, where nothing else is asked for.
    private static func drawing(_ call: VerbCall, _ input: Query) -> Drawing? {
        let isPlain = !call.has("figures") && !call.has("labels") && !ChartRequest.Kind.allCases.contains { call.has($0.rawValue) }
        return isPlain ? input.drawing : nil
    }
}
