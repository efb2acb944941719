import Diagnostics
import Syntax
import Tables

extension Binder {
    /// Groups by `keys` and works out `figures`, aggregates and expressions of them; their columns in order. Errors: `star`,
    /// and as for `bind`.
    ///
    /// - Parameter filters: for each figure a boolean slot that its rows must be true in.
    package mutating func aggregate(_ figures: [Item], keys: [Int], filters: [Int] = [], name: (Item) -> String) throws(Diagnostic)
        -> [Query.Named]
    {
        mode = .groups(keys: keys)
        calls = []
        // What is computed of the groups must come after the step that makes them.
        var bounds: [(String, Bound)] = []
        for (index, item) in figures.enumerated() {
            if case .star = item.expression.kind { throw Diagnostic("star", "* has no meaning among aggregates.", at: item.span) }
            let first = calls.count
            bounds.append((name(item), try bind(item.expression)))
            if index < filters.count { for call in first..<calls.count { narrow(call, to: filters[index]) } }
        }
        query.steps.append(.aggregate(keys: keys, calls))
        query.forgetOrigin(ties: keys)
        mode = .rows
        calls = []
        return bounds.map { Query.Named(name: $0, slot: slot($1)) }
    }

    private mutating func narrow(_ call: Int, to filter: Int) {
        guard let own = calls[call].filter else {
            calls[call].filter = filter
            return
        }
        calls[call].filter = slot(.and([.slot(own, .boolean), .slot(filter, .boolean)]))
    }
}

extension Query {
    /// Sorts by keys, then by what makes the order total.
    package mutating func sort(_ keys: [SortKey]) {
        let used = keys.map(\.slot)
        steps.append(.sort(keys + ties.filter { !used.contains($0) }.map { SortKey($0) }))
    }
}
