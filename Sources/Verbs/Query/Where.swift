import Diagnostics
import Engine
import Syntax

/// `where`, and `having` for those used to it after a grouping.
struct Where: Verb {
    let forms: [Form]

    init(_ word: String) { forms = [Form(word, .stage, [.slot("condition", .condition)])] }

    var manual: Manual {
        Manual(
            "keep the rows for which a condition is true",
            details: """
                Rows for which the condition is unknown, because a value is missing, are left out like those for which it is
                false; the footer counts them. = and in are exact, contains, starts with, ends with and like ignore case.
                """,
            examples: """
                tierbook> accounts | where tier = 'Gold' and revenue >= 700k
                account  tier  region  revenue     cost     wallet  renewal date
                Acme     Gold  EMEA    820,000  510,000  2,000,000    2026-09-30
                1 of 6 rows

                tierbook> accounts | where wallet > 1m | select account, wallet
                account     wallet
                Acme     2,000,000
                Cedar    1,500,000
                2 of 6 rows · 1 missing wallet

                tierbook> activity | where kind = 'Call' and date in last 90 days | select account, date
                account        date
                Acme     2026-02-03
                Birch    2026-01-15
                Cedar    2026-03-20
                —        2026-03-01
                4 of 9 rows
                """)
    }

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        try extend(call, input, session) { (binder) throws(Diagnostic) in try binder.filter(try call.expression("condition")) }
    }
}

extension Verb {
    /// The stage's work on a binder of the query so far.
    func extend(_ call: VerbCall, _ input: Query?, _ session: Session, _ body: (inout Binder) throws(Diagnostic) -> Void)
        throws(Diagnostic) -> Output
    {
        var binder = Binder(try query(call, input), session)
        try body(&binder)
        return .query(binder.query)
    }

    /// The query before a stage.
    func query(_ call: VerbCall, _ input: Query?) throws(Diagnostic) -> Query {
        guard let input else {
            throw Diagnostic(
                "stage-without-source", "\(call.verb) continues a pipeline.", at: call.verbSpan, help: "Begin with a table, accounts | \(call.verb) ….")
        }
        return input
    }
}
