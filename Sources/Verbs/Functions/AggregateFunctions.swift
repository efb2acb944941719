import Engine
import Tables

extension Functions {
    /// Many rows to one cell. `scope` of the manual is the same for all of them.
    static func aggregate(
        _ name: String, synonyms: [String] = [], _ kind: AggregateKind, _ parameters: [Function.Parameter], _ summary: String, details: String = "",
        example: String
    ) -> Function {
        let details = details.isEmpty ? scope : details + "\n\n" + scope
        return Function(name, synonyms: synonyms, parameters, .aggregate(kind), Manual(summary, details: details, examples: example))
    }

    private static let scope = """
        In group by … show it is over the group's rows. Elsewhere per says over which: sum(revenue per region), sum(revenue per all). Over rows of a \
        related table it is worked out for each row, as in sum(activity.hours). where inside the brackets narrows the rows: sum(revenue where tier = 'Gold').
        """

    static let missing = "Missing values are left out; of no value at all the result is missing."

    static let aggregates: [Function] = [
        aggregate(
            "count", .count, [.init("x", .any, optional: true)], "how many rows",
            details: "With a column or an expression: how many rows have a value there. A related table's name counts its rows, 0 included.",
            example: """
                tierbook> accounts | group by region show count, count(wallet) as known
                region    count  known
                Americas      2      2
                Asia          1      0
                EMEA          3      3

                tierbook> accounts | select account, count(activity where kind = 'Call') as calls | limit 4
                account  calls
                Acme         2
                Birch        1
                Cedar        1
                Dune         1
                4 of 6 rows
                """),
        aggregate(
            "sum", synonyms: ["total"], .sum, [.init("number", .number)], "the sum",
            details: missing + " Whole numbers and money are added exactly; a sum beyond 64 bits is missing and counted below the result.",
            example: """
                tierbook> accounts | group by tier show sum(revenue)
                tier    sum(revenue)
                Bronze       180,000
                Gold       1,460,000
                Silver       660,000
                """),
        aggregate(
            "avg", synonyms: ["average", "mean"], .average, [.init("number", .number)], "the arithmetic mean",
            details: missing + " A decimal; of money an amount with at least two decimals, of percents a percent.",
            example: """
                tierbook> accounts | group by region show avg(revenue)
                region    avg(revenue)
                Americas       380,000
                Asia           250,000
                EMEA           430,000
                """),
        aggregate(
            "median", .median, [.init("number", .number)], "the middle value",
            details: missing + " Of an even number of values, the mean of the two in the middle.",
            example: """
                tierbook> accounts | group by region show median(revenue)
                region    median(revenue)
                Americas          380,000
                Asia              250,000
                EMEA              410,000
                """),
        aggregate(
            "min", synonyms: ["minimum"], .minimum, [.init("x", .any)], "the least value",
            details: missing + " Texts are ordered by code point, false comes before true. least(a, b) compares values within a row.",
            example: """
                tierbook> accounts | group by region show min(revenue), min(account)
                region    min(revenue)  min(account)
                Americas       120,000  Birch
                Asia           250,000  Dune
                EMEA            60,000  Acme
                """),
        aggregate(
            "max", synonyms: ["maximum"], .maximum, [.init("x", .any)], "the greatest value",
            details: missing + " Texts are ordered by code point, false comes before true. greatest(a, b) compares values within a row.",
            example: """
                tierbook> accounts | group by region show max(revenue)
                region    max(revenue)
                Americas       640,000
                Asia           250,000
                EMEA           820,000
                """),
        aggregate(
            "stdev", synonyms: ["stddev", "standard deviation"], .deviation, [.init("number", .number)], "the standard deviation of a sample",
            details: "Divides by n − 1, as Excel's STDEV.S and SQL's STDDEV do. Missing values are left out; of fewer than two values the result is missing.",
            example: """
                tierbook> accounts | group by region show stdev(revenue)
                region    stdev(revenue)
                Americas      367,695.53
                Asia                   —
                EMEA          380,394.53
                """),
        aggregate(
            "percentile", .percentile, [.init("number", .number), .init("p", .constantNumber)], "the value that p percent of the values do not exceed",
            details: missing + """
                 p runs from 0 to 100 and must be written out; 90% means the same as 90. Between two values it lies on the straight line (type 7 of \
                Hyndman and Fan 1996, as Excel's PERCENTILE.INC and SQL's PERCENTILE_CONT).
                """,
            example: """
                tierbook> percentile(accounts.revenue, 90)
                percentile(accounts.revenue, 90)
                                         730,000
                """),
        aggregate(
            "distinct count", synonyms: ["count distinct", "count_distinct"], .distinctCount, [.init("x", .any)], "how many different values",
            details: "A missing value is none. Texts differ when a letter's case does.", example: """
                tierbook> accounts | group by region show distinct count(tier)
                region    distinct count(tier)
                Americas                     2
                Asia                         1
                EMEA                         3
                """),
        aggregate(
            "first", .first, [.init("x", .any)], "the value of the first row that has one", details: "In the order of the rows; put order by before it.",
            example: """
                tierbook> accounts | order by revenue desc | group by region show first(account)
                region    first(account)
                Americas  Birch
                Asia      Dune
                EMEA      Acme
                """),
        aggregate(
            "last", .last, [.init("x", .any)], "the value of the last row that has one", details: "In the order of the rows; put order by before it.",
            example: """
                tierbook> accounts | order by revenue desc | group by region show last(account)
                region    last(account)
                Americas  Elm
                Asia      Dune
                EMEA      Fjord
                """),
        aggregate(
            "newest", synonyms: ["latest"], .newest, [.init("date", .date)], "the latest date", details: missing,
            example: """
                tierbook> accounts | select account, newest(activity.date) as last contact | limit 4
                account  last contact
                Acme       2026-03-10
                Birch      2026-01-15
                Cedar      2026-03-20
                Dune       2025-09-01
                4 of 6 rows
                """),
        aggregate(
            "oldest", synonyms: ["earliest"], .oldest, [.init("date", .date)], "the earliest date", details: missing,
            example: """
                tierbook> activity | group by kind show oldest(date)
                kind     oldest(date)
                Call       2025-09-01
                Meeting    2025-06-30
                """),
        aggregate(
            "any", .any, [.init("condition", .boolean)], "true when a condition is true for at least one row",
            details: "When it is true for none but unknown for some, the result is missing; so it is of no rows.",
            example: """
                tierbook> activity | group by account show any(hours > 1) as long talk | limit 4
                account  long talk
                Acme     true
                Birch    true
                Cedar    false
                Dune     false
                """),
        aggregate(
            "all", .all, [.init("condition", .boolean)], "true when a condition is true for every row",
            details: "When it is false for none but unknown for some, the result is missing; so it is of no rows.",
            example: """
                tierbook> activity | group by account show all(hours >= 0.5) as worthwhile | limit 4
                account  worthwhile
                Acme     false
                Birch    true
                Cedar    true
                Dune     true
                """),
    ]
}
