import Diagnostics
import Engine
import Syntax
import Tables

/// One row a group.
struct GroupBy: Verb {
    let forms = [
        Form("group by", .stage, [.slot("keys", .items), .optional([.word("show"), .slot("figures", .items)])])
    ]
    let manual = Manual(
        "one row for each group of equal values, in order of the groups",
        details: """
            After show stand aggregates and expressions of them; without show each group's rows are counted. A missing value is
            a group of its own, last. where inside an aggregate narrows it: sum(revenue where region = 'EMEA').
            """,
        examples: """
            tierbook> accounts | group by tier show count, sum(revenue) as total, median(revenue)
            tier    count      total  median(revenue)
            Bronze      2    180,000           90,000
            Gold        2  1,460,000          730,000
            Silver      2    660,000          330,000

            tierbook> accounts | group by tier, region show sum(revenue) / count as average | limit 2
            tier    region    average
            Bronze  Americas  120,000
            Bronze  EMEA       60,000
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let figures: [Item] = call.has("figures") ? try call.items("figures") : []
        return try Aggregation.run(try call.items("keys"), figures, try query(call, input), session, at: call.span)
    }
}

struct Summarize: Verb {
    let forms = [
        Form("summarize", .stage, [.slot("figures", .items), .optional([.word("by"), .slot("keys", .items)])])
    ]
    let manual = Manual(
        "aggregates first, groups second: summarize sum(revenue) by tier",
        details: "Without by, one row for all.",
        examples: """
            tierbook> accounts | summarize count, sum(revenue) by tier
            tier    count  sum(revenue)
            Bronze      2       180,000
            Gold        2     1,460,000
            Silver      2       660,000

            tierbook> activity | summarize count, sum(hours), newest(date)
            count  sum(hours)  newest(date)
                9         6.5    2026-03-20
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let keys: [Item] = call.has("keys") ? try call.items("keys") : []
        return try Aggregation.run(keys, try call.items("figures"), try query(call, input), session, at: call.span)
    }
}

enum Aggregation {
    /// Groups by `keys` and shows `figures`; a count when there are none.
    static func run(_ keys: [Item], _ figures: [Item], _ input: Query, _ session: Session, at span: Span) throws(Diagnostic) -> Output {
        var binder = Binder(input, session)
        var columns: [Query.Named] = []
        for key in keys { columns.append(Query.Named(name: Naming.name(of: key, session), slot: try binder.slot(key.expression))) }
        var figures = figures
        if figures.isEmpty {
            let name = Name(["count"], span: span)
            figures = [Item(expression: Expression(.call(Call("count", at: span, [])), span: span), alias: name)]
        }
        columns += try binder.aggregate(figures, keys: columns.map(\.slot)) { (item) in Naming.name(of: item, session) }
        try Naming.checkUnique(columns.map(\.name), at: span)
        binder.query.columns = columns
        return .query(binder.query)
    }
}

struct Distinct: Verb {
    let forms = [Form("distinct", .stage, [.optional([.slot("columns", .items)])])]
    let manual = Manual(
        "each combination of values once",
        examples: """
            tierbook> accounts | distinct region
            region
            Americas
            Asia
            EMEA
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        try extend(call, input, session) { (binder) throws(Diagnostic) in
            if call.has("columns") {
                var columns: [Query.Named] = []
                for item in try call.items("columns") {
                    if case .star = item.expression.kind { columns += binder.query.columns } else {
                        columns.append(Query.Named(name: Naming.name(of: item, session), slot: try binder.slot(item.expression)))
                    }
                }
                binder.query.columns = columns
            }
            let slots = binder.query.columns.map(\.slot)
            binder.query.steps += [.distinct(slots), .sort(slots.map { SortKey($0) })]
            binder.query.forgetOrigin(ties: slots)
        }
    }
}
