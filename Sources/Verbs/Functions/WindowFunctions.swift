import Engine
import Tables

extension Functions {
    /// A cell for each row, worked out from all rows or from those of its group.
    static func window(
        _ name: String, synonyms: [String] = [], _ kind: WindowFunction, _ parameters: [Function.Parameter], _ summary: String, details: String,
        example: String
    ) -> Function {
        Function(
            name, synonyms: synonyms, parameters, .window(kind),
            Manual(summary, details: details + "\n\nOver all rows, or within groups: \(name)(… per region).", examples: example))
    }

    static let windows: [Function] = [
        window(
            "rank", .rank, [.init("x", .any)], "the row's place by a value",
            details: "1 is the greatest; rank(x asc) makes it the least. Equal values share a place, and the next place is skipped. A missing value has no rank.",
            example: """
                tierbook> accounts | select account, rank(revenue) as place | limit 3
                account  place
                Acme         1
                Birch        2
                Cedar        3
                3 of 6 rows

                tierbook> accounts | select account, region, rank(cost asc per region) as place | limit 4
                account  region    place
                Acme     EMEA          3
                Birch    Americas      2
                Cedar    EMEA          2
                Dune     Asia          1
                4 of 6 rows
                """),
        window(
            "row number", synonyms: ["row_number"], .rowNumber, [], "the row's number, from 1", details: "In the order of the rows; put order by before it.",
            example: """
                tierbook> accounts | order by cost | select account, row number() as n | limit 3
                account  n
                Fjord    1
                Elm      2
                Dune     3
                3 of 6 rows
                """),
        window(
            "share", .share, [.init("number", .number)], "the row's part of the sum, as a percent",
            details: "A missing value has no share. Of a sum of zero there is none, and the division is counted below the result.",
            example: """
                tierbook> accounts | select account, share(revenue) | limit 3
                account  share(revenue)
                Acme              35.7%
                Birch             27.8%
                Cedar             17.8%
                3 of 6 rows
                """),
        window(
            "running sum", synonyms: ["cumulative sum"], .runningSum, [.init("number", .number)], "the sum of all rows up to this one",
            details: "In the order of the rows; put order by before it. A missing value adds nothing; before the first value there is no sum.",
            example: """
                tierbook> accounts | select account, revenue, running sum(revenue) as so far | limit 3
                account  revenue     so far
                Acme     820,000    820,000
                Birch    640,000  1,460,000
                Cedar    410,000  1,870,000
                3 of 6 rows
                """),
        window(
            "running share", synonyms: ["cumulative share"], .runningShare, [.init("number", .number)], "the part of the sum reached with this row, as a percent",
            details: "In the order of the rows; put order by before it. The last row has 100%. A missing value adds nothing; before the first value there is no sum.",
            example: """
                tierbook> accounts | order by revenue desc | select account, running share(revenue) as reached | where reached <= 80%
                account  reached
                Acme       35.7%
                Birch      63.5%
                2 of 6 rows
                """),
        window(
            "lag", synonyms: ["previous"], .lag, [.init("x", .any), .init("n", .constantNumber, optional: true)], "the value n rows earlier",
            details: "In the order of the rows; n is 1 unless given. The first n rows have none.",
            example: """
                tierbook> accounts | select account, revenue, lag(revenue) as earlier | limit 3
                account  revenue  earlier
                Acme     820,000        —
                Birch    640,000  820,000
                Cedar    410,000  640,000
                3 of 6 rows
                """),
        window(
            "lead", .lead, [.init("x", .any), .init("n", .constantNumber, optional: true)], "the value n rows later",
            details: "In the order of the rows; n is 1 unless given. The last n rows have none.",
            example: """
                tierbook> accounts | select account, lead(account) as next one | limit 3
                account  next one
                Acme     Birch
                Birch    Cedar
                Cedar    Dune
                3 of 6 rows
                """),
        window(
            "ntile", .ntile, [.init("x", .any), .init("n", .constantNumber)], "which of n parts of equal size the row falls in by a value",
            details: "Part 1 holds the greatest. Where the rows do not divide evenly, the first parts have one row more. A missing value is in no part.",
            example: """
                tierbook> accounts | select account, ntile(revenue, 3) as third
                account  third
                Acme         1
                Birch        1
                Cedar        2
                Dune         2
                Elm          3
                Fjord        3
                """),
        window(
            "percentile rank", synonyms: ["percent rank", "percent_rank"], .percentileRank, [.init("x", .any)], "the part of the other rows with a lower value, as a percent",
            details: "0% is the least and 100% the greatest, for rank r of n values (r − 1) ÷ (n − 1). Equal values share the mean of their places; a value alone in its group has 100%.",
            example: """
                tierbook> accounts | select account, percentile rank(revenue) as standing | limit 3
                account  standing
                Acme         100%
                Birch         80%
                Cedar         60%
                3 of 6 rows
                """),
    ]
}
