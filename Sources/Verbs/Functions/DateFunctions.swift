import Diagnostics
import Engine
import Syntax
import Tables

extension Functions {
    static let dates: [Function] = [
        date, year, quarter, month, week, day, weekday, quarterOf, monthOf, yearStart, quarterStart, monthStart, weekStart, lastDay,
        daysFrom, monthsFrom, yearsFrom,
    ]

    /// A whole number of each date.
    private static func part(
        _ name: String, synonyms: [String] = [], _ summary: String, details: String = "", example: String,
        _ body: @escaping @Sendable (Day) -> Int
    ) -> Function {
        scalar(name, synonyms: synonyms, [.init("date", .date)], always(.whole), Manual(summary, details: details, examples: example)) {
            inputs, type in
            Arithmetic.mapIntegers(inputs.column(0, as: .date), type: type) { Calendar.day($0).map { Int64(body($0)) } }
        }
    }

    /// Another day for each date.
    private static func moved(
        _ name: String, synonyms: [String] = [], _ summary: String, details: String = "", example: String,
        _ body: @escaping @Sendable (Day) -> Day
    ) -> Function {
        scalar(name, synonyms: synonyms, [.init("date", .date)], always(.date), Manual(summary, details: details, examples: example)) {
            inputs, type in
            Arithmetic.mapIntegers(inputs.column(0, as: .date), type: type) { Calendar.day($0).map { Int64(body($0).number) } }
        }
    }

    private static let year = part(
        "year", "the year of a date", example: """
            tierbook> accounts | select account, renewal date, year(renewal date) | limit 2
            account  renewal date  year(renewal date)
            Acme       2026-09-30                2026
            Birch      2026-05-31                2026
            2 of 6 rows
            """
    ) { $0.year }
    private static let quarter = part(
        "quarter", "the quarter of a date, 1 to 4", details: "quarter of(date) gives it with its year, 2026Q1.", example: """
            tierbook> accounts | select account, renewal date, quarter(renewal date) | limit 2
            account  renewal date  quarter(renewal date)
            Acme       2026-09-30                      3
            Birch      2026-05-31                      2
            2 of 6 rows
            """
    ) { ($0.parts.month + 2) / 3 }
    private static let month = part(
        "month", "the month of a date, 1 to 12", details: "month of(date) gives it with its year, 2026-03.", example: """
            tierbook> accounts | select account, renewal date, month(renewal date) | limit 2
            account  renewal date  month(renewal date)
            Acme       2026-09-30                    9
            Birch      2026-05-31                    5
            2 of 6 rows
            """
    ) { $0.parts.month }
    private static let week = part(
        "week", synonyms: ["weeknum"], "the week of a date, 1 to 53",
        details: "By ISO 8601: weeks begin on Monday, and week 1 is the one with the year's first Thursday, so that 2027-01-01 lies in week 53.", example: """
            tierbook> accounts | select account, renewal date, week(renewal date) | limit 2
            account  renewal date  week(renewal date)
            Acme       2026-09-30                  40
            Birch      2026-05-31                  22
            2 of 6 rows
            """
    ) { Calendar.week($0) }
    private static let day = part(
        "day", "the day of the month, 1 to 31", example: """
            tierbook> accounts | select account, renewal date, day(renewal date) | limit 2
            account  renewal date  day(renewal date)
            Acme       2026-09-30                 30
            Birch      2026-05-31                 31
            2 of 6 rows
            """
    ) { $0.parts.day }
    private static let weekday = part(
        "weekday", "the day of the week", details: "1 is Monday and 7 is Sunday, as in ISO 8601.", example: """
            tierbook> accounts | select account, renewal date, weekday(renewal date) | limit 2
            account  renewal date  weekday(renewal date)
            Acme       2026-09-30                      3
            Birch      2026-05-31                      7
            2 of 6 rows
            """
    ) { $0.weekday }

    private static let yearStart = moved(
        "year start", "the first day of a date's year", example: """
            tierbook> accounts | select account, renewal date, year start(renewal date) | limit 2
            account  renewal date  year start(renewal date)
            Acme       2026-09-30                2026-01-01
            Birch      2026-05-31                2026-01-01
            2 of 6 rows
            """
    ) { $0.firstDay(of: .year) }
    private static let quarterStart = moved(
        "quarter start", "the first day of a date's quarter", example: """
            tierbook> accounts | select account, renewal date, quarter start(renewal date) | limit 2
            account  renewal date  quarter start(renewal date)
            Acme       2026-09-30                   2026-07-01
            Birch      2026-05-31                   2026-04-01
            2 of 6 rows
            """
    ) { $0.firstDay(of: .quarter) }
    private static let monthStart = moved(
        "month start", "the first day of a date's month", example: """
            tierbook> accounts | select account, renewal date, month start(renewal date) | limit 2
            account  renewal date  month start(renewal date)
            Acme       2026-09-30                 2026-09-01
            Birch      2026-05-31                 2026-05-01
            2 of 6 rows
            """
    ) { $0.firstDay(of: .month) }
    private static let weekStart = moved(
        "week start", "the Monday of a date's week", example: """
            tierbook> accounts | select account, renewal date, week start(renewal date) | limit 2
            account  renewal date  week start(renewal date)
            Acme       2026-09-30                2026-09-28
            Birch      2026-05-31                2026-05-25
            2 of 6 rows
            """
    ) { $0.firstDay(of: .week) }
    private static let lastDay = moved(
        "last day", synonyms: ["eomonth", "last_day"], "the last day of a date's month", example: """
            tierbook> activity | select date, last day(date) | limit 2
                  date  last day(date)
            2025-11-20      2025-11-30
            2026-02-03      2026-02-28
            2 of 9 rows
            """
    ) { Calendar.monthEnd($0) }

    private static let quarterOf = scalar(
        "quarter of", [.init("date", .date)], always(.text),
        Manual(
            "the quarter of a date with its year, as text",
            details: "Written 2026Q1, so that quarters sort and group by time. Missing for a missing date.",
            examples: """
                tierbook> activity | group by quarter of(date) as quarter show count | order by quarter
                quarter  count
                2025Q2       1
                2025Q3       1
                2025Q4       1
                2026Q1       6
                """)
    ) { inputs, _ in Calendar.labels(inputs.column(0, as: .date), of: { $0.year * 4 + ($0.month - 1) / 3 }) { "\($0 / 4)Q\($0 % 4 + 1)" } }

    private static let monthOf = scalar(
        "month of", [.init("date", .date)], always(.text),
        Manual(
            "the month of a date with its year, as text",
            details: "Written 2026-03, so that months sort and group by time. Missing for a missing date.",
            examples: """
                tierbook> activity | where date since 2026-01 | group by month of(date) as month show count | order by month
                month    count
                2026-01      1
                2026-02      2
                2026-03      3
                """)
    ) { inputs, _ in
        Calendar.labels(inputs.column(0, as: .date), of: { $0.year * 12 + $0.month - 1 }) { month in
            String((Day(year: month / 12, month: month % 12 + 1, day: 1) ?? .earliest).text.dropLast(3))
        }
    }

    /// A count of units from one date to another.
    private static func distance(
        _ name: String, synonyms: [String], _ manual: Manual, _ body: @escaping @Sendable (Day, Day) -> Int
    ) -> Function {
        scalar(name, synonyms: synonyms, [.init("start", .date), .init("end", .date)], always(.whole), manual) { inputs, type in
            inputs.integers(inputs.column(0, as: .date), inputs.column(1, as: .date), type: type) { start, end in
                guard let start = Calendar.day(start), let end = Calendar.day(end) else { return nil }
                return Int64(body(start, end))
            }
        }
    }

    private static let daysFrom = distance(
        "days from", synonyms: ["day difference"],
        Manual(
            "the days from one date to another",
            details: "Negative when the end comes first; the same as end - start. A missing date gives a missing number.",
            examples: """
                tierbook> accounts | select account, days from(today, renewal date) as days left | limit 2
                account  days left
                Acme           183
                Birch           61
                2 of 6 rows
                """)
    ) { Int($1.number) - Int($0.number) }

    private static let monthsFrom = distance(
        "months from", synonyms: ["month difference"],
        Manual(
            "the whole months from one date to another",
            details: """
                A month is over on the same day of the next month, or on that month's last day where it has no such day: from 2026-01-31 to 2026-02-28 \
                it is 1. Negative when the end comes first.
                """,
            examples: """
                tierbook> accounts | select account, months from(today, renewal date) as months left | limit 2
                account  months left
                Acme               6
                Birch              2
                2 of 6 rows
                """)
    ) { Calendar.months($0, $1) }

    private static let yearsFrom = distance(
        "years from", synonyms: ["year difference", "age"],
        Manual(
            "the whole years from one date to another",
            details: "Twelve whole months each, as months from counts them. Negative when the end comes first.",
            examples: """
                tierbook> years from(2019-05-31, 2026-03-31)
                years from(2019-05-31, 2026-03-31)
                                                 6
                """)
    ) { Calendar.months($0, $1) / 12 }

    private static let date = scalar(
        "date", [.init("year or text", .any), .init("month", .number, optional: true), .init("day", .number, optional: true)],
        { (arguments) throws(Diagnostic) in
            switch (arguments.count, arguments[0].type) {
            case (1, .text), (1, .date), (3, .whole): break
            default:
                if arguments[0].constant?.isMissing == true, arguments.count != 2 { break }
                throw Diagnostic(
                    "date-parts", "date wants a text such as '2026-03-31', or year, month and day as whole numbers.", help: "For example date(2026, 3, 31).")
            }
            return .date
        },
        Manual(
            "a date from a text or from year, month and day",
            details: """
                A text is read as year-month-day, 2026-03-31, with blanks at its ends allowed; anything else gives a missing date. So does a day that does \
                not exist, such as date(2026, 2, 30). Years run from 1 to 9999. A date written out needs no function and no quotes.
                """,
            examples: """
                tierbook> date('2026-03-31')
                date('2026-03-31')
                        2026-03-31

                tierbook> date(2026, 12, 1)
                date(2026, 12, 1)
                       2026-12-01
                """)
    ) { inputs, type in
        if inputs.count == 3 { return Calendar.dates(inputs) }
        if case .date = inputs.column(0).type { return inputs.column(0) }
        return inputs.mapText(to: type) { (text: String) in Day(iso: trimmed(text).utf8).map { Int64($0.number) } }
    }
}
