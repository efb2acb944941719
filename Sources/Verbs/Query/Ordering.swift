import Diagnostics
import Engine
import Syntax
import Tables

struct OrderBy: Verb {
    let forms = [Form("order by", .stage, [.slot("keys", .ordering)])]
    let manual = Manual(
        "sort the rows",
        details: "Missing values come last both ways. Rows that are equal in all keys are ordered by the table's key.",
        examples: """
            tierbook> accounts | order by region, revenue desc | select account, region, revenue | limit 3
            account  region    revenue
            Birch    Americas  640,000
            Elm      Americas  120,000
            Dune     Asia      250,000
            3 of 6 rows
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        try extend(call, input, session) { (binder) throws(Diagnostic) in
            var keys: [SortKey] = []
            for key in try call.ordering("keys") { keys.append(SortKey(try binder.slot(key.expression), descending: key.descending)) }
            binder.query.sort(keys)
        }
    }
}

struct Limit: Verb {
    let forms = [Form("limit", .stage, [.slot("rows", .number)])]
    let manual = Manual(
        "keep the first rows",
        examples: """
            tierbook> accounts | order by revenue | limit 1
            account  tier    region  revenue    cost   wallet  renewal date
            Fjord    Bronze  EMEA     60,000  20,000  800,000    2026-12-31
            1 of 6 rows
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let count = try call.count("rows")
        return try extend(call, input, session) { (binder) in binder.query.steps.append(.take(skip: 0, count: count, per: [], ties: nil)) }
    }
}

struct Skip: Verb {
    let forms = [Form("skip", .stage, [.slot("rows", .number)])]
    let manual = Manual(
        "leave the first rows out",
        examples: """
            tierbook> accounts | order by revenue | skip 4 | select account, revenue
            account  revenue
            Birch    640,000
            Acme     820,000
            2 of 6 rows
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let count = try call.count("rows")
        return try extend(call, input, session) { (binder) in
            binder.query.steps.append(.take(skip: count, count: Int(Int32.max), per: [], ties: nil))
        }
    }
}

/// `top` and `bottom`.
struct Top: Verb {
    let forms: [Form]
    private let descending: Bool

    init(_ word: String, descending: Bool) {
        self.descending = descending
        forms = [
            Form(
                word, .stage,
                [
                    .slot("n", .number), .word("by"), .slot("measure", .expression),
                    .optional([.word("per"), .slot("groups", .names)]), .flag("with ties"),
                ])
        ]
    }

    var manual: Manual {
        descending
            ? Manual(
                "the rows with the greatest values",
                details: """
                    per gives so many rows in each group, groups in order. with ties adds the rows equal to the last one; else ties
                    are decided by the table's key.
                    """,
                examples: """
                    tierbook> accounts | top 2 by revenue | select account, revenue
                    account  revenue
                    Acme     820,000
                    Birch    640,000
                    2 of 6 rows

                    tierbook> accounts | top 1 by revenue per region | select region, account, revenue
                    region    account  revenue
                    Americas  Birch    640,000
                    Asia      Dune     250,000
                    EMEA      Acme     820,000
                    3 of 6 rows
                    """)
            : Manual(
                "the rows with the least values",
                details: "As top, from the other end. Missing values are never among them while others are left.",
                examples: """
                    tierbook> accounts | bottom 2 by wallet | select account, wallet
                    account   wallet
                    Elm      300,000
                    Fjord    800,000
                    2 of 6 rows
                    """)
    }

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let count = try call.count("n")
        return try extend(call, input, session) { (binder) throws(Diagnostic) in
            let measure = try binder.slot(try call.expression("measure"))
            var per: [Int] = []
            for name in call.names("groups") { per.append(try binder.column(name)) }
            binder.query.sort(per.map { SortKey($0) } + [SortKey(measure, descending: descending)])
            binder.query.steps.append(.take(skip: 0, count: count, per: per, ties: call.has("with ties") ? measure : nil))
        }
    }
}
