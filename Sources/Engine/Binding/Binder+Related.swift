import Diagnostics
import Syntax
import Tables
import Workspaces

extension Binder {
    /// The table below the query's own one whose rows an aggregate is over, when it names one.
    func relatedTable(_ call: Call) throws(Diagnostic) -> (table: NamedTable, links: [Int], tables: [String])? {
        guard let origin = query.origin else { return nil }
        for table in tablesNamed(in: call) where !equalIgnoringCase(table.name, origin) {
            if let way = Relations.path(from: table, to: origin, in: workspace) { return (table, way.links, way.tables) }
        }
        return nil
    }

    /// A table that an aggregate is over as a whole: any where there are no rows, in rows the query's own. A figure of an
    /// unrelated table beside every row would look like the row's own.
    func foreignTable(_ call: Call) throws(Diagnostic) -> NamedTable? {
        guard let table = tablesNamed(in: call).first else { return nil }
        guard let origin = query.origin, let child = workspace.table(named: origin) else {
            if query.columns.isEmpty { return table }
            throw Diagnostic(
                "not-related", "These rows are a result, which \(table.name) is not related to.", at: call.functionSpan,
                help: "Work it out before, in a query of \(table.name) or of what it relates to; for a figure of the whole table write (\(table.name) | summarize …).")
        }
        if equalIgnoringCase(table.name, origin) {
            if case .groups = mode { return nil }
            return call.per == nil ? table : nil
        }
        let isParent = Relations.path(from: child, to: table.name, in: workspace) != nil
        // accounts.revenue inside a query of activity is a parent's column.
        if isParent, !isWhole(call, table) { return nil }
        throw Diagnostic(
            "not-related", isParent ? "Each row of \(origin) has one of \(table.name), not many." : "\(table.name) is not related to \(origin).", at: call.functionSpan,
            help: isParent
                ? "For a figure of the whole table write (\(table.name) | summarize \(call.function))."
                : "Import it with for \(origin) = COLUMN; for a figure of the whole table write (\(table.name) | summarize …).")
    }

    private func isWhole(_ call: Call, _ table: NamedTable) -> Bool {
        if let first = call.arguments.first, case .name(let name) = first.kind, name.parts.count == 1 { return equalIgnoringCase(name.text, table.name) }
        return false
    }

    /// Tables that stand in the call: alone as its first argument, or before a dot. Columns come first.
    private func tablesNamed(in call: Call) -> [NamedTable] {
        var found: [NamedTable] = []
        if let first = call.arguments.first, case .name(let name) = first.kind, name.parts.count == 1, query.slot(named: name.text) == nil,
            let table = workspace.table(named: name.text)
        {
            found.append(table)
        }
        var waiting = call.arguments
        while let next = waiting.popLast() {
            switch next.kind {
            case .name(let name):
                if name.parts.count == 2, let table = workspace.table(named: name.parts[0]) { found.append(table) }
            case .call(let inner):
                if let function = session.catalogue.function(inner.function), case .aggregate = function.kind { continue }
                waiting += inner.arguments
            default: continue
            }
        }
        return found
    }

    /// `count(activity where kind = 'Call')` from accounts: each account's own rows, zero included.
    mutating func related(
        _ function: Function, _ kind: AggregateKind, _ call: Call, _ child: (table: NamedTable, links: [Int], tables: [String])
    ) throws(Diagnostic) -> Bound {
        if case .groups(let keys) = mode { return try relatedInGroup(function, kind, call, child, keys) }
        if call.per != nil {
            throw Diagnostic("per-related", "Rows of \(child.table.name) are counted for each row already; per does not go with that.", at: call.functionSpan)
        }
        guard let map = Relations.map(child.table, child.links, child.tables, in: workspace) else { throw unknown(Name([child.table.name], span: call.functionSpan)) }
        var inner = Binder(Query(child.table), session)
        inner.query.edition = query.edition
        inner.reading = reading
        inner.outer = query.origin.flatMap { workspace.table(named: $0) }
        if let window {
            guard let date = try inner.date() else {
                throw Diagnostic(
                    "not-dated", "\(child.table.name) has no date column, own or in a table above it, so it cannot say what was done in a period.", at: call.functionSpan,
                    help: "Import it with dated COLUMN, or for a table that has a date.")
            }
            inner.query.steps.append(.filter(Binder.lies(date.slot, in: window), names: [date]))
            usesWindow = true
        }
        if let condition = call.filter { try inner.filter(condition) }
        let plan = try inner.converted(try inner.arguments(function, kind, inner.withoutTable(call, child.table)), in: child.table, by: rates)
        listRead.formUnion(inner.listRead)
        let slot = query.addSlot(plan.type)
        let related = RelatedAggregate(
            query: inner.query, function: plan.function, argument: plan.argument, second: plan.second, map: map, label: session.text(of: call.functionSpan), type: plan.type)
        query.steps.append(.relate(slot: slot, related))
        return .slot(slot, plan.type)
    }

    /// What `date` stands for in these rows: their table's date column, else that of the nearest table above it. Nil for rows
    /// without. Errors: `ambiguous-column` where tables as near as each other have one.
    package mutating func date() throws(Diagnostic) -> (slot: Int, name: String)? {
        if let slot = query.dated { return (slot, query.name(of: slot) ?? query.storedName(slot) ?? "date") }
        guard let origin = query.origin, let table = workspace.table(named: origin), let dates = Relations.dates(of: table, in: workspace) else { return nil }
        if let slot = query.linked[dates.name] { return (slot, dates.name) }
        let slot = query.addSlot(.date)
        query.steps.append(.attach(slot: slot, try session.cells(dates), label: dates.name))
        query.linked[dates.name] = slot
        return (slot, dates.name)
    }

    /// A date column within a window.
    static func lies(_ date: Int, in window: ServiceWindow) -> Bound {
        tests(
            .slot(date, .date), [(.greaterOrEqual, .constant(.date(window.from), .date)), (.less, .constant(.date(window.before), .date))], all: true)
    }

    /// In a group the accounts' own figures are put together, where that has one meaning.
    private mutating func relatedInGroup(
        _ function: Function, _ kind: AggregateKind, _ call: Call, _ child: (table: NamedTable, links: [Int], tables: [String]), _ keys: [Int]
    ) throws(Diagnostic) -> Bound {
        let outer: AggregateFunction? =
            switch kind {
            case .count, .sum: .sum
            case .minimum, .oldest: .minimum
            case .maximum, .newest: .maximum
            case .any: .any
            case .all: .all
            default: nil
            }
        guard let outer else {
            throw Diagnostic(
                "related-in-group", "\(call.function) over \(child.table.name) has no one meaning for a group of \(query.origin ?? "rows").", at: call.functionSpan,
                help: "Derive it for each row first, or begin with \(child.table.name) | group by ….")
        }
        mode = .rows
        defer { mode = .groups(keys: keys) }
        let bound = try related(function, kind, call, child)
        // A row without rows of its own says nothing to any and all; their missing answer for it must not count.
        let filter = outer == .any || outer == .all ? try hasRows(call, child) : nil
        let slot = query.addSlot(bound.type)
        calls.append(AggregateCall(slot: slot, function: outer, argument: self.slot(bound), filter: filter, type: bound.type))
        if kind != .count { return .slot(slot, bound.type) }
        // Of no rows the sum of counts is missing, but a count is 0.
        return .choose([(when: .isMissing(.slot(slot, .whole)), then: .constant(.whole(0), .whole))], otherwise: .slot(slot, .whole), .whole)
    }

    /// A boolean slot: whether the row has rows in the related table that the call's condition is true for.
    private mutating func hasRows(_ call: Call, _ child: (table: NamedTable, links: [Int], tables: [String])) throws(Diagnostic) -> Int? {
        guard let count = session.catalogue.function("count"), case .aggregate(let kind) = count.kind else { return nil }
        var counting = call
        counting.arguments = []
        return slot(.compare(.greater, try related(count, kind, counting, child), .constant(.whole(0), .whole)))
    }

    /// `count(activity …)` counts rows: the table's name is no argument.
    func withoutTable(_ call: Call, _ table: NamedTable) -> Call {
        var call = call
        if let first = call.arguments.first, case .name(let name) = first.kind, name.parts.count == 1, equalIgnoringCase(name.text, table.name) {
            call.arguments.removeFirst()
        }
        return call
    }

    /// An aggregate over a whole table: one value, worked out now.
    mutating func overTable(_ function: Function, _ kind: AggregateKind, _ call: Call, _ table: NamedTable) throws(Diagnostic) -> Bound {
        var inner = Binder(Query(table), session)
        inner.query.edition = query.edition
        inner.reading = reading
        if let condition = call.filter { try inner.filter(condition) }
        let plan = try inner.arguments(function, kind, inner.withoutTable(call, table))
        listRead.formUnion(inner.listRead)
        let slot = inner.query.addSlot(plan.type)
        inner.query.steps.append(
            .aggregate(keys: [], [AggregateCall(slot: slot, function: plan.function, argument: plan.argument, second: plan.second, filter: nil, type: plan.type)]))
        let batch = try session.run(inner.query)
        return .constant(try batch.column(slot)[0], plan.type)
    }

    /// A query in brackets where a value is wanted: its one cell.
    mutating func scalar(_ statement: Statement, at span: Span) throws(Diagnostic) -> Bound {
        let table = try session.table(of: statement, reading: reading)
        guard table.rowCount == 1, table.fields.count == 1 else {
            throw Diagnostic(
                "not-one-value", "This query gives \(plural(table.rowCount, "row")) and \(plural(table.fields.count, "column")); a value is one of each.",
                at: span)
        }
        return .constant(table.fields[0].column[0], table.fields[0].column.type)
    }
}
