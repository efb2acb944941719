import Diagnostics

extension Statement {
    /// The tree as indented lines, for `explain`.
    package func treeText(_ source: (Span) -> String) -> [String] {
        var lines: [String] = []
        switch head {
        case .source(let name): lines.append("source \(name.text)")
        case .last: lines.append("last result")
        case .verb(let call): lines += call.treeText(source)
        case .expression(let expression): lines += expression.treeText
        }
        for stage in stages { lines += stage.treeText(source) }
        return lines
    }
}

extension VerbCall {
    func treeText(_ source: (Span) -> String) -> [String] {
        [verb] + arguments.treeText(source).map { "  " + $0 }
    }
}

extension Arguments {
    func treeText(_ source: (Span) -> String) -> [String] {
        slots.flatMap { slot, value -> [String] in
            switch value {
            case .present: return []
            case .expression(let expression): return [slot] + expression.treeText.map { "  " + $0 }
            case .items(let items):
                return [slot] + items.flatMap { item in item.expression.treeText + (item.alias.map { ["as \($0.text)"] } ?? []) }.map { "  " + $0 }
            case .assignments(let all): return all.flatMap { ["\($0.name.text) ="] + $0.expression.treeText.map { "  " + $0 } }
            case .ordering(let all): return all.flatMap { $0.expression.treeText + ($0.descending ? ["desc"] : []) }
            case .names(let names): return ["\(slot) \(names.map(\.text).joined(separator: ", "))"]
            case .name(let name): return ["\(slot) \(name.text)"]
            case .number(_, let span), .text(_, let span): return ["\(slot) \(source(span))"]
            case .query(let statement): return [slot] + statement.treeText(source).map { "  " + $0 }
            case .list(let all): return all.flatMap { $0.arguments.treeText(source) }
            }
        }
    }
}

extension Expression {
    /// One line for a leaf, a call's name with its arguments below else.
    package var treeText: [String] {
        switch kind {
        case .literal(let literal): [literal.text]
        case .name(let name): ["column \(name.text)"]
        case .star: ["*"]
        case .query: ["query"]
        case .call(let call):
            [call.function] + call.arguments.flatMap(\.treeText).map { "  " + $0 }
                + (call.filter.map { ["  where"] + $0.treeText.map { "    " + $0 } } ?? [])
                + (call.per.map { ["  per \($0.isEmpty ? "all" : $0.map(\.text).joined(separator: ", "))"] } ?? [])
        }
    }
}

extension Literal {
    /// As `explain` shows it: with its kind where the sign alone does not say it.
    package var text: String {
        switch self {
        case .text(let text): Words.quoted(text)
        case .number(let number): "number \(number.double)\(number.unit == .percent ? "%" : "")"
        case .date(let date): "date \(date.year)-\(date.month)-\(date.day)"
        case .period(let period): "period \(period.text)"
        case .duration(let count, let unit): "\(count) \(unit.rawValue)s"
        case .boolean(let truth): "\(truth)"
        case .null: "null"
        case .today: "today"
        case .parameter(let name): "$\(name)"
        }
    }
}
