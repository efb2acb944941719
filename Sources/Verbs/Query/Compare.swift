import Diagnostics
import Engine
import Syntax
import Tables

/// Figures of one period beside those of an earlier one.
struct Compare: Verb {
    let forms = [
        Form(
            "compare", .stage,
            [
                .slot("newer", .expression), .word("against"), .slot("older", .expression),
                .optional([.word("by"), .slot("keys", .items)]), .word("show"), .slot("figures", .items),
            ])
    ]
    let manual = Manual(
        "figures of a newer period against an older one",
        details: """
            The newer period stands first. For each figure come its values in both periods, the change, and for one figure also
            growth, the change as a share of the older value; growth is missing where the older value is missing, zero or
            negative. Periods are taken of the table's date column, else that of the nearest table above it. A
            period that is not over as of today is said.
            """,
        examples: """
            tierbook> activity | compare 2026Q1 against 2025Q4 by kind show count
            kind     2026Q1  2025Q4  change  growth
            Call          4       1       3    300%
            Meeting       2       0       2       —
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        var binder = Binder(try query(call, input), session)
        guard let (date, dateName) = try binder.date() else {
            throw Diagnostic(
                "not-dated", "compare needs a table with a date column, own or above it; this result has none.", at: call.verbSpan,
                help: "Say which at import, dated COLUMN, and compare before grouping.")
        }
        let newer = try binder.period(call.expression("newer"), verb: "compare")
        let older = try binder.period(call.expression("older"), verb: "compare")
        let first = try isWithin(date, newer.days, &binder)
        let second = try isWithin(date, older.days, &binder)
        if newer.days.from < older.days.before, older.days.from < newer.days.before {
            session.note(.warning("overlapping-periods", "\(newer.label) and \(older.label) overlap: days in both count in both.", at: call.verbSpan))
        }
        if let asOf = session.asOf, newer.days.before > asOf.adding(days: 1), newer.days.from <= asOf {
            session.note(.warning("unfinished-period", "\(newer.label) is not over as of \(asOf.text); \(older.label) is compared whole.", at: call.verbSpan))
        }
        var columns: [Query.Named] = []
        for key in call.has("keys") ? try call.items("keys") : [] { columns.append(.init(name: Naming.name(of: key, session), slot: try binder.slot(key.expression))) }
        binder.query.steps.append(.filter(.or([.slot(first, .boolean), .slot(second, .boolean)]), names: [(date, dateName)]))
        let figures = try call.items("figures")
        let labels = (newer: newer.label, older: older.label)
        let shown = try binder.aggregate(
            figures.flatMap { [$0, $0] }, keys: columns.map(\.slot), filters: figures.flatMap { _ in [first, second] }
        ) { Naming.name(of: $0, session) }
        for (index, figure) in figures.enumerated() {
            let name = figures.count == 1 ? "" : Naming.name(of: figure, session) + " "
            add(shown[index * 2].slot, shown[index * 2 + 1].slot, name, labels, &columns, &binder)
        }
        try Naming.checkUnique(columns.map(\.name), at: call.span)
        binder.query.columns = columns
        return .query(binder.query)
    }

    private func isWithin(_ date: Int, _ days: (from: Day, before: Day), _ binder: inout Binder) throws(Diagnostic) -> Int {
        binder.slot(
            .and([
                .compare(.greaterOrEqual, .slot(date, .date), .constant(.date(days.from), .date)),
                .compare(.less, .slot(date, .date), .constant(.date(days.before), .date)),
            ]))
    }

    /// The two values, the change and the growth.
    private func add(_ new: Int, _ old: Int, _ name: String, _ labels: (newer: String, older: String), _ columns: inout [Query.Named], _ binder: inout Binder) {
        let type = binder.query.type(of: new)
        columns.append(.init(name: name + labels.newer, slot: new))
        columns.append(.init(name: name + labels.older, slot: old))
        guard type.isNumeric else { return }
        let change = binder.slot(.arithmetic(.subtract, .slot(new, type), .slot(old, type), type))
        columns.append(.init(name: name + "change", slot: change))
        let value = Bound.cast(.slot(old, type), .decimal)
        let isPositive = Bound.compare(.greater, value, .constant(.decimal(0), .decimal))
        let base = Bound.choose([(when: isPositive, then: value)], otherwise: .constant(.missing, .decimal), .decimal)
        let growth = binder.slot(.arithmetic(.divide, .cast(.slot(change, type), .decimal), base, .percent))
        columns.append(.init(name: name + "growth", slot: growth))
    }
}
