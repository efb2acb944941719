import Diagnostics
import Engine
import Syntax
import Tables

struct Explain: Verb {
    let forms = [Form("explain", .start, [.slot("query", .pipeline)])]
    let manual = Manual(
        "show how a query is read: its tree, the days its periods come to, its plan",
        examples: """
            tierbook> explain accounts | where tier = 'Gold' | top 1 by revenue
            tree
              source accounts
              where
                condition
                  =
                    column tier
                    'Gold'
              top
                n 1
                measure
                  column revenue
            dates
              as of 2026-03-31
            plan
              scan accounts: 6 rows
              filter tier = 'Gold'
              sort by revenue desc, account
              take 1
              show account, tier, region, revenue, cost, wallet, renewal date
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let statement = try call.query("query")
        for stage in statement.stages where session.catalogue.verb(stage.verb)?.isQuery == false {
            throw Diagnostic("explain-queries", "explain is for queries; \(stage.verb) does something.", at: stage.verbSpan, help: "Leave it out.")
        }
        if case .verb(let head) = statement.head {
            throw Diagnostic("explain-queries", "explain is for queries; \(head.verb) is a command.", at: head.verbSpan, help: "help \(head.verb) says what it does.")
        }
        let query = try session.query(of: statement)
        let plan = PlanText(query)
        var lines = ["tree"] + statement.treeText { session.text(of: $0) }.map { "  " + $0 }
        lines.append("dates")
        lines += (session.asOf.map { ["  as of \($0.text)"] } ?? ["  no as-of day is set"]) + plan.dates.map { "  " + $0 }
        lines.append("plan")
        lines += plan.lines.map { "  " + $0 }
        return .reply(Reply(text: lines.joined(separator: "\n")))
    }
}
