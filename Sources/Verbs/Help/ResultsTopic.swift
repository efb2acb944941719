import Engine

extension Topic {
    static let results = Topic(
        name: "results",
        synonyms: [
            "result", "verdict", "verdicts", "p", "interval", "intervals", "chance", "points ahead", "points", "ahead", "the rest", "rest", "versus", "held against", "not compared", "currencies",
            "confidence", "significance", "outperformance", "growth of totals", "beyond", "falling back",
        ],
        manual: Manual(
            "whether a list worked: what benchmarks answer, and how to read them",
            details: """
                First publish the list, on the day on which it comes into force: publish '2026H1'. Later hold a measure of two periods
                against the rest: benchmark sum(trades.amount) 2026H1 against 2025H1 by tier takes the accounts as they were on that list.
                An older period from before the list looked is a fair base.

                points ahead is a group's growth less that of the rest, in percentage points. low and high hold the truth 19 times in 20,
                for each group alone. p is how often chance alone would show such a difference where there is none, and allows for the
                number of groups (Holm); the verdict goes by it: ahead or behind below 0.05, else cannot tell, which is no proof of none.
                held against is the group that the others are held against. not compared are accounts that the list could not rank, so that
                they might not have been picked. Each warning names a trap; why behind the line explains it.

                placebo is the dry run of the rule one period earlier; by falling back is what regression to the mean brings by itself,
                beyond is what is left of the benchmark after that. trend says whether groups moved alike before; decompose who carried it;
                benchmark activity who got the service; penetration, depth and white space how much of a client there is and is left;
                backtest whether the rule would have found who grew. | chart draws any of them. Amounts in several currencies are added up
                only in USD, or another: see help benchmark.
                """,
            examples: """
                tierbook> benchmark count(activity) 2026Q1 against 2025Q4 by region | select region, growth, points ahead, low, high, verdict
                region    growth  points ahead  low  high  verdict
                Americas       —             —    —     —  cannot tell: too few
                Asia           —             —    —     —  cannot tell: too few
                EMEA        300%             —    —     —  cannot tell: too few
                warning: activity ends on 2026-03-20, before 2026Q1 does.
                """))
}
