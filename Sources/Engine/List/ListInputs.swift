import Diagnostics
import Syntax
import Tables

/// The figures that the rules read, gathered while the list is worked out from them: measures under the text of their
/// expression, and the accounts' own columns that tiers read.
struct ListInputs {
    private let accounts: Table
    private(set) var fields: [Field] = []

    init(_ accounts: Table) { self.accounts = accounts }

    mutating func add(_ text: String, _ column: Column) {
        let name = ListInputs.name(text)
        if !fields.contains(where: { equalIgnoringCase($0.name, name) }) { fields.append(Field(name, column)) }
    }

    /// The stored columns among some slots.
    mutating func add(slots: [Int]) {
        for slot in slots.sorted() where slot < accounts.fields.count && slot != accounts.key {
            add(accounts.fields[slot].name, accounts.fields[slot].column)
        }
    }

    /// The stored columns that some steps read.
    mutating func add(readBy steps: ArraySlice<Step>) {
        for step in steps {
            switch step {
            case .compute(_, let bound): add(slots: bound.slots)
            case .window(_, let call): add(slots: [call.argument, call.second, call.filter].compactMap { $0 } + call.per)
            default: continue
            }
        }
    }

    /// A column in backticks goes by its name.
    static func name(_ text: String) -> String {
        let inner = text.dropFirst().dropLast()
        return text.hasPrefix("`") && text.hasSuffix("`") && !inner.contains("`") && !inner.isEmpty ? String(inner) : text
    }
}

extension Binder {
    /// An expression as typed, on one line.
    func text(_ expression: Expression) -> String {
        session.text(of: expression.span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// A figure that a rule reads.
    mutating func figure(_ expression: Expression) throws(Diagnostic) -> Bound {
        if session.readsKeptFigures, let slot = query.slot(named: text(expression)) { return .slot(slot, query.type(of: slot)) }
        return try bind(expression)
    }
}
