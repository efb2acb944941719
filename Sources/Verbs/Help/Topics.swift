import Engine

/// What belongs to no single verb: how values are written and meant. Read like a manual, tested like one.
struct Topic: Sendable {
    let name: String
    /// Other words that ask for it.
    let synonyms: [String]
    let manual: Manual

    static let all = [lines, numbers, dates, texts, missing, names, relations, files, results]

    static func named(_ word: String) -> Topic? { all.first { $0.name == word || $0.synonyms.contains(word) } }

    private static let lines = Topic(
        name: "lines", synonyms: ["line", "pipelines", "pipeline", "comments", "syntax", "language"],
        manual: Manual(
            "how a line is written: a source, then stages",
            details: """
                A line is a table, or a verb that starts one, and stages joined by |. It may run on after a trailing |, after a comma
                or inside brackets; ; puts two statements on one line. # begins a comment, and so does -- between blanks. At the prompt
                a line that begins with | goes on from the last result, also called _. A line keeps all that it did or, when a part of
                it fails, nothing.
                """,
            examples: """
                tierbook> accounts | where tier = 'Gold' | select account, revenue  # the best
                account  revenue
                Acme     820,000
                Birch    640,000
                2 of 6 rows
                tierbook> | top 1 by revenue
                account  revenue
                Acme     820,000
                1 of 6 rows
                """))

    private static let numbers = Topic(
        name: "numbers", synonyms: ["number", "money", "percent", "percentages", "currency"],
        manual: Manual(
            "whole numbers, decimals, percentages, money",
            details: """
                250k, 5m and 1.2bn stand for thousands, millions and billions; 20% is a fifth, and % belongs to its number. €1.5m is
                money. Money is exact: sums never lose a cent, and amounts of two currencies are never added. / never truncates, and a
                division by zero gives no value; the footer counts those.
                """,
            examples: """
                tierbook> accounts | where revenue >= 250k and cost / revenue < 70% | select account, revenue, cost / revenue as ratio
                account  revenue     ratio
                Acme     820,000  0.621951
                Dune     250,000  0.600000
                2 of 6 rows

                tierbook> 7 / 2
                7 / 2
                  3.5
                """))

    private static let dates = Topic(
        name: "dates", synonyms: ["date", "periods", "period", "days", "months", "quarters", "years", "today", "clock"],
        manual: Manual(
            "days, periods, and the one clock",
            details: """
                A day is 2026-03-31. A period is 2026, 2026H1, 2026Q1 or 2026-03; last 90 days ends with the as-of day and includes it;
                next 3 months begins the day after; this quarter, last month and next year are whole ones of the calendar. in tests a date against a period. before and
                since compare with a day; today is the as-of day, the only clock there is: set as of DATE. date stands for the column
                that a table was dated by at import, else for that of the nearest table above it. today - 3 months is a day; the
                difference of two days is a number of days.
                """,
            examples: """
                tierbook> activity | where date in 2026Q1 and kind = 'Call' | select account, date
                account        date
                Acme     2026-02-03
                Birch    2026-01-15
                Cedar    2026-03-20
                —        2026-03-01
                4 of 9 rows

                tierbook> accounts | where renewal date before today + 3 months | select account, renewal date, renewal date - today as days
                account  renewal date  days
                Birch      2026-05-31    61
                Dune       2026-03-31     0
                2 of 6 rows · 1 missing renewal date
                """))

    private static let texts = Topic(
        name: "texts", synonyms: ["text", "quotes", "strings", "search", "equality"],
        manual: Manual(
            "quotes, equality and search",
            details: """
                'Gold' and "Gold" are texts; a quote inside is doubled, 'O''Dwyer'. = and in compare exactly, so that totals reconcile; a
                note tells when only the case differs. contains, starts with, ends with and like (% any letters, _ one) ignore case.
                """,
            examples: """
                tierbook> accounts | where account contains 'F' | select account
                account
                Fjord
                1 of 6 rows

                tierbook> accounts | where tier in ('Gold', 'Silver') | summarize count
                count
                    4
                """))

    private static let missing = Topic(
        name: "missing", synonyms: ["null", "nulls", "missing values", "unknown", "empty"],
        manual: Manual(
            "values that are not there",
            details: """
                A missing value is shown as — and is neither zero nor an empty text. A comparison with it is unknown, and where keeps
                only what is true; the footer counts what was unknown. is missing finds it. Sums, averages and counts of a column leave
                it out; the sum of nothing is missing. It sorts last both ways. coalesce(wallet, 0) puts another in its place.
                """,
            examples: """
                tierbook> accounts | where wallet < 1m | select account, wallet
                account   wallet
                Birch    900,000
                Elm      300,000
                Fjord    800,000
                3 of 6 rows · 1 missing wallet

                tierbook> accounts | where wallet is missing | select account, wallet
                account  wallet
                Dune          —
                1 of 6 rows
                """))

    private static let names = Topic(
        name: "names", synonyms: ["name", "columns with blanks", "backticks"],
        manual: Manual(
            "names of several words",
            details: """
                Names may have blanks, and case does not count: renewal date is one name. It ends at an operator or at a word of the
                language, such as by, per, in or with; a name that holds one of those stands in backticks, `sold by`. accounts.tier says
                which table is meant. define gives a name to an expression or a query.
                """,
            examples: """
                tierbook> accounts | where Renewal Date in 2027 | select account, revenue / 1k as `by the thousand`
                account  by the thousand
                Cedar                410
                1 of 6 rows · 1 missing renewal date
                """))

    private static let relations = Topic(
        name: "relations", synonyms: ["relation", "joins", "per", "aggregates"],
        manual: Manual(
            "tables that belong together",
            details: """
                import activity from 'FILE' for accounts = account relates each row to the account that it names. From accounts, an
                aggregate of activity counts each account's own rows, none being 0; inside its brackets activity's columns come first.
                From activity, the account's columns are there. In derive, sum(revenue per region) is the sum of the row's region,
                sum(revenue per all) that of all rows.
                """,
            examples: """
                tierbook> accounts | derive calls = count(activity where kind = 'Call') | select account, calls, share(revenue per region) as share
                account  calls   share
                Acme         2   63.6%
                Birch        1   84.2%
                Cedar        1   31.8%
                Dune         1  100.0%
                Elm          0   15.8%
                Fjord        0    4.7%
                """))

    private static let files = Topic(
        name: "files", synonyms: ["scripts", "notebooks", "script", "notebook", "parameters", "workspaces"],
        manual: Manual(
            "workspaces, scripts and notebooks",
            details: """
                A workspace (.tierbook) holds tables, definitions and history; open and save are about it. A script holds lines and is run by
                tierbook run; a notebook (.md) is Markdown whose cells hold lines with their answers, and tierbook check says whether
                they still hold. $floor in either is a parameter: -p floor=250k gives it a value, which stands where a literal may. Files
                that a script names are found beside it. include 'other.tb' runs another script's lines.
                """))
}
