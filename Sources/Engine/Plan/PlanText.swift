import Diagnostics
import Tables

/// A plan in words, for `explain`.
package struct PlanText {
    let query: Query

    /// The plan as it is; nothing is run.
    package init(_ query: Query) { self.query = query }

    /// The source first, then a line or more a step, then the columns that are shown.
    package var lines: [String] {
        var lines = [source]
        for step in query.done + query.steps { lines += describe(step) }
        let shown = query.columns.map(\.name)
        lines.append("show \(shown.joined(separator: ", "))")
        return lines
    }

    /// The days that relative periods came to.
    package var dates: [String] {
        (query.done + query.steps).flatMap { step -> [String] in
            switch step {
            case .filter(_, let periods, _): periods.map { "\($0.label) is \($0.from.text) to \($0.before.adding(days: -1).text)" }
            case .relate(_, let related): PlanText(related.query).dates
            default: []
            }
        }
    }

    private var source: String {
        switch query.source {
        case .table(let named): "scan \(named.name.isEmpty ? "last result" : named.name): \(plural(named.table.rowCount, "row"))"
        case .batch(let batch): "scan \(query.origin ?? "rows worked out"): \(plural(batch.count, "row")) so far"
        }
    }

    private func describe(_ step: Step) -> [String] {
        switch step {
        case .link(let slot, _, _, let label): ["link \(name(slot)): \(label) by row number"]
        case .attach(let slot, _, let label): ["attach \(name(slot)): \(label)"]
        case .relate(let slot, let related):
            ["relate \(name(slot)): \(related.function) by row number of"] + PlanText(related.query).lines.dropLast().map { "  " + $0 }
        case .compute(let slot, let bound): ["compute \(name(slot)) = \(text(bound))"]
        case .filter(let bound, _, _): ["filter \(text(bound))"]
        case .sort(let keys): ["sort by \(keys.map { name($0.slot) + ($0.descending ? " desc" : "") }.joined(separator: ", "))"]
        case .take(let skip, let count, let per, let ties):
            [
                "take \(count == Int(Int32.max) ? "all" : "\(count)")\(skip > 0 ? " after \(skip)" : "")"
                    + (per.isEmpty ? "" : " per \(per.map(name).joined(separator: ", "))") + (ties == nil ? "" : " with ties")
            ]
        case .aggregate(let keys, let calls):
            [
                "aggregate \(calls.map { "\($0.function)\($0.argument.map { " of \(name($0))" } ?? "")" }.joined(separator: ", "))"
                    + (keys.isEmpty ? "" : " by \(keys.map(name).joined(separator: ", "))")
            ]
        case .window(let slot, let call): ["window \(name(slot)): \(call.function)\(call.argument.map { " of \(name($0))" } ?? "")"]
        case .distinct(let slots): ["distinct \(slots.map(name).joined(separator: ", "))"]
        case .join(let join): ["join with"] + PlanText(join.right).lines.map { "  " + $0 }
        case .union(let union): ["union with"] + PlanText(union.other).lines.map { "  " + $0 }
        }
    }

    private func name(_ slot: Int) -> String {
        if let name = query.name(of: slot) { return name }
        if let linked = query.linked.sorted(by: { $0.key < $1.key }).first(where: { $0.value == slot })?.key { return linked }
        if case .table(let named) = query.source, slot < named.table.fields.count { return named.table.fields[slot].name }
        return "#\(slot)"
    }

    private func text(_ bound: Bound) -> String {
        switch bound {
        case .slot(let slot, _): name(slot)
        case .constant(let value, _): PlanText.literal(value)
        case .compare(let op, let a, let b): "\(text(a)) \(PlanText.sign(op)) \(text(b))"
        case .testText(let inner, let test): "\(text(inner)) \(test.name)"
        case .and(let all): all.map { nested($0) }.joined(separator: " and ")
        case .or(let all): all.map { nested($0) }.joined(separator: " or ")
        case .not(let inner): "not \(nested(inner))"
        case .isMissing(let inner): "\(text(inner)) is missing"
        case .arithmetic(let op, let a, let b, _): "\(nested(a)) \(PlanText.sign(op)) \(nested(b))"
        case .cast(let inner, let type): "\(nested(inner)) as \(type.name)"
        case .choose(let cases, let otherwise, _):
            "case \(cases.map { "when \(text($0.when)) then \(text($0.then))" }.joined(separator: " ")) else \(text(otherwise)) end"
        case .apply(let name, _, let arguments, _): "\(name)(\(arguments.map(text).joined(separator: ", ")))"
        }
    }

    private func nested(_ bound: Bound) -> String {
        switch bound {
        case .and, .or, .arithmetic: "(\(text(bound)))"
        default: text(bound)
        }
    }

    private static func literal(_ value: Value) -> String {
        switch value {
        case .missing: "missing"
        case .text(let text): "'\(text)'"
        case .whole(let number): "\(number)"
        case .decimal(let number): "\(number)"
        case .percent(let share): "\(share * 100)%"
        case .money(let money): moneyText(money)
        case .date(let day): day.text
        case .boolean(let truth): "\(truth)"
        }
    }

    private static func sign(_ op: Comparison) -> String {
        switch op {
        case .equal: "="
        case .notEqual: "!="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        }
    }

    private static func sign(_ op: ArithmeticOperator) -> String {
        switch op {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        }
    }
}
