import Diagnostics
import Syntax
import Tables
import Workspaces

/// What the list says of accounts, in scope wherever accounts are.
extension Binder {
    /// `tier`, `rank`, `score` or `qualifiers` of the rows' own accounts.
    mutating func listed(_ name: Name) throws(Diagnostic) -> Bound? {
        guard let column = listColumn(name), let origin = query.origin, equalIgnoringCase(origin, "accounts") else { return nil }
        listRead.insert(column)
        let label = "list.\(column.rawValue)"
        if let slot = query.linked[column.rawValue] { return .slot(slot, column.type) }
        let slot = query.addSlot(column.type)
        query.steps.append(.attach(slot: slot, try listCells(column), label: label))
        query.linked[column.rawValue] = slot
        if column == .score { query.looks[slot] = .decimals(1) }
        return .slot(slot, column.type)
    }

    /// The same of the account that each row of a table below accounts belongs to.
    mutating func listedParent(_ name: Name, _ child: NamedTable) throws(Diagnostic) -> Bound? {
        guard let column = listColumn(name), let way = Relations.path(from: child, to: "accounts", in: workspace),
            let map = Relations.map(child, way.links, way.tables, in: workspace)
        else { return nil }
        listRead.insert(column)
        let label = "list.\(column.rawValue)"
        if let slot = query.linked[column.rawValue] { return .slot(slot, column.type) }
        let slot = query.addSlot(column.type)
        query.steps.append(.link(slot: slot, map: map, column: try listCells(column), label: label))
        query.linked[column.rawValue] = slot
        return .slot(slot, column.type)
    }

    /// Whether an expression reads one of some columns of the query, be it through what was computed of them.
    func reads(_ bound: Bound, _ names: [String]) -> Bool {
        let wanted = Set(names.compactMap { query.slot(named: $0) })
        var waiting = bound.slots
        var seen: Set<Int> = []
        while let slot = waiting.popLast() {
            if wanted.contains(slot) { return true }
            guard seen.insert(slot).inserted else { continue }
            for step in query.done + query.steps {
                switch step {
                case .compute(slot, let inner): waiting += inner.slots
                case .window(slot, let call): waiting += [call.argument, call.second, call.filter].compactMap { $0 } + call.per
                default: continue
                }
            }
        }
        return false
    }

    /// Takes down that a column of accounts was read which stands in the place of one of the list.
    mutating func noteOwn(_ column: String, of table: String?) {
        guard let table, equalIgnoringCase(table, "accounts") else { return }
        if let own = ListColumn.inScope.first(where: { equalIgnoringCase($0.rawValue, column) }) { listRead.insert(own) }
    }

    /// The column of the list that a name stands for, where there is a list.
    func listColumn(_ name: Name) -> ListColumn? {
        guard name.parts.count == 1 || equalIgnoringCase(name.parts[0], "accounts"), name.parts.count <= 2, let last = name.parts.last,
            let column = ListColumn.inScope.first(where: { equalIgnoringCase($0.rawValue, last) }),
            query.edition?.has(column) ?? workspace.hasListColumn(column)
        else { return nil }
        return column
    }

    /// By row of accounts, of the edition that the query reads, else of now.
    private func listCells(_ column: ListColumn) throws(Diagnostic) -> Column {
        if let edition = query.edition { return edition.column(column) }
        return try session.list().accountColumn(column)
    }
}

extension Workspace {
    /// Whether the rules give accounts such a column, in whose scope no table has one of that name.
    package func hasListColumn(_ column: ListColumn) -> Bool { contents.rules.makes(column) }
}

extension Rules {
    func makes(_ column: ListColumn) -> Bool {
        switch column {
        case .tier: !self[.tier].isEmpty
        case .qualifiers: !self[.qualifier].isEmpty
        default: !self[.objective].isEmpty
        }
    }
}
