import Diagnostics
import Engine
import Syntax
import Tables

/// Rows by one thing, columns by another.
struct Pivot: Verb {
    let forms = [
        Form(
            "pivot", .stage,
            [
                .slot("figures", .items), .word("rows"), .slot("down", .items), .word("columns"), .slot("across", .expression),
                .optional([.word("as"), .slot("name", .newName)]), .flag("with totals"),
            ])
    ]
    let manual = Manual(
        "a table of figures, one row and one column for each value",
        details: """
            Rows and columns are by columns or by expressions, as in columns year(date). Several figures give a column each for
            every value across. Totals are worked out from the rows themselves, so that a median's total is the median of all.
            At most 200 values across.
            """,
        examples: """
            tierbook> accounts | pivot sum(revenue) rows tier columns region with totals
            tier    Americas     Asia       EMEA      total
            Bronze   120,000        —     60,000    180,000
            Gold     640,000        —    820,000  1,460,000
            Silver         —  250,000    410,000    660,000
            total    760,000  250,000  1,290,000  2,300,000

            tierbook> activity | pivot count rows kind columns quarter(date) as quarter
            kind     1  2  3  4
            Call     4  0  1  1
            Meeting  2  1  0  0
            """)

    static let widest = 200

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        var binder = Binder(try query(call, input), session)
        var down: [Query.Named] = []
        for item in try call.items("down") {
            down.append(.init(name: Naming.name(of: item, session), slot: try binder.slot(item.expression)))
        }
        let acrossExpression = try call.expression("across")
        let across = try binder.slot(acrossExpression)
        var query = binder.query
        _ = try session.force(&query)
        let figures = try call.items("figures")

        var work = try grouped(query, by: down.map(\.slot) + [across], figures, session)
        let batch = try session.force(&work)
        func again(_ query: Query, by keys: [Int]) throws(Diagnostic) -> Table {
            let work = try grouped(query, by: keys, figures, session)
            return try Session.table(work, try session.runAgain(work))
        }
        var none = query
        none.steps.append(.take(skip: 0, count: 0, per: [], ties: nil))
        var totals: PivotLayout.Totals?
        if call.has("with totals") {
            totals = .init(rows: try again(query, by: down.map(\.slot)), columns: try again(query, by: [across]), all: try again(query, by: []))
        }
        let layout = PivotLayout(
            keys: down.map(\.name), figures: figures.map { Naming.name(of: $0, session) }, cells: try Session.table(work, batch), empty: try again(none, by: []), totals: totals)
        var result = Query(result: try layout.table(at: acrossExpression.span))
        result.footer = work.footer
        result.remarks = work.remarks
        return .query(result)
    }

    /// Figures for each combination of some slots: a query of the keys, then the figures.
    private func grouped(_ rows: Query, by keys: [Int], _ figures: [Item], _ session: Session) throws(Diagnostic) -> Query {
        var binder = Binder(rows, session)
        let shown = try binder.aggregate(figures, keys: keys) { Naming.name(of: $0, session) }
        binder.query.columns = keys.enumerated().map { Query.Named(name: "key \($0)", slot: $1) } + shown
        return binder.query
    }
}
