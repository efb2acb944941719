import Diagnostics
import Syntax
import Tables
import Workspaces

extension Compliance {
    /// One account and one service of which something is owed or was done.
    private struct Entry {
        var row: Int32
        var kind: Int32
        var duty: Int32
        var done: Double
        var shortfall: Double
    }

    /// A row for each account and service of which something is owed or was done, the under-served of the highest tier
    /// first; every column of accounts is in scope. Errors: what is wrong with the rule of a role; `cancelled`.
    package func rows(_ session: Session) throws(Diagnostic) -> Query {
        let entries = try sorted(try entries())
        let rows = entries.map(\.row)
        var query = Query(labels.accounts)
        query.edition = edition
        var batch = Batch(labels.accounts.table)
        batch.rows = Rows(rows)
        let named = entries.map { (entry: $0, duty: duties[Int($0.kind)][Int($0.duty)]) }
        let isWhole = entries.allSatisfy { $0.done == $0.done.rounded() }
        func figures(_ numbers: [Double]) -> Column {
            isWhole ? .integers(numbers.map { Int64(max(-9e15, min($0, 9e15))) }) : .doubles(numbers)
        }
        let holders = try RoleHolders(charter.clauses.compactMap(\.role), labels.accounts, session)
        let roles = named.map { $0.duty.clause.flatMap { charter.clauses[$0].role } }
        let tiers = labels.tierNames + [Clause.nonTiered]
        var columns: [(name: String, column: Column)] = [
            ("tier", .levels(tiers, named.map { place(ofTier: kinds[Int($0.entry.kind)].tier) })),
            ("service", .texts(named.map { charter.services[$0.duty.service] })),
            ("owed", .integers(named.map { Int64($0.duty.owed) })),
            ("expected", .integers(named.map { Int64($0.duty.expected) })),
            ("done", figures(entries.map(\.done))), ("shortfall", figures(entries.map(\.shortfall))),
            ("status", .texts(named.map { $0.duty.status($0.entry.done).rawValue })),
            ("period", .texts(named.map(\.duty.window.text))), ("role", .texts(roles)),
            ("responsible", .texts(zip(entries, roles).map { entry, role in role.flatMap { holders.name($0, Int(entry.row)) } })),
            ("clause", .texts(named.map { $0.duty.clause.map { charter.clauses[$0].id } })),
        ]
        if let holder = columns.first(where: { $0.name == "responsible" }), holder.column.missingCount() == entries.count { columns.removeAll { $0.name == "responsible" } }
        query.source = .batch(batch)
        query.setDetails(columns, &batch, key: labels.accounts.table.key)
        return query
    }

    private func entries() throws(Diagnostic) -> [Entry] {
        var entries: [Entry] = []
        let figures = duties.map { $0.map(self.figures) }
        for row in kindByRow.indices {
            if row % 4096 == 0 { try Cancellation.check() }
            let kind = Int(kindByRow[row])
            for (number, duty) in duties[kind].enumerated() {
                guard let done = figures[kind][number]?.value(row), duty.promise != .onRequest, duty.owed > 0 || done > 0 else { continue }
                entries.append(Entry(row: Int32(row), kind: Int32(kind), duty: Int32(number), done: done, shortfall: duty.shortfall(done)))
            }
            if entries.count > 20_000_000 {
                throw Diagnostic("too-many-rows", "This has more than 20,000,000 rows.", help: "Ask for sums: compliance by tier, service.")
            }
        }
        return entries
    }

    private func sorted(_ entries: [Entry]) throws(Diagnostic) -> [Entry] {
        let places = kinds.map { place(ofTier: $0.tier) }
        try Cancellation.check()
        return entries.enumerated().sorted { a, b in
            let (x, y) = (a.element, b.element)
            let (shortX, shortY) = (x.shortfall > 0, y.shortfall > 0)
            if shortX != shortY { return shortX }
            let (placeX, placeY) = (places[Int(x.kind)], places[Int(y.kind)])
            if placeX != placeY { return placeX < placeY }
            if x.shortfall != y.shortfall { return x.shortfall > y.shortfall }
            return a.offset < b.offset
        }.map(\.element)
    }
}

extension Column {
    /// Texts of a few levels that sort in their order.
    package static func levels(_ names: [String], _ numbers: [Int]) -> Column { levels(names, codes: numbers.map { Int32($0 + 1) }) }

    /// - Parameter codes: by row a name's number, from 1 on.
    static func levels(_ names: [String], codes: [Int32]) -> Column {
        Column(.text, .codes(Buffer(codes), .four, TextDictionary(names, areLevels: true)), count: codes.count)
    }

    /// Columns one below the other; levels stay levels.
    package static func stacked(_ parts: [Column]) -> Column {
        guard let first = parts.first else { return .texts([]) }
        let whole = concatenate(parts, type: first.type)
        guard let levels = first.dictionary, levels.areLevels else { return whole }
        let names = (1..<max(1, levels.count)).map { levels.text($0) }
        return .levels(names, (0..<whole.count).map { row in names.firstIndex(of: Plain.text(whole[row])) ?? 0 })
    }
}

extension Query {
    /// Shows the key of the rows' accounts and computed columns; the accounts' own stay in scope behind them.
    mutating func setDetails(_ computed: [(name: String, column: Column)], _ batch: inout Batch, key: Int?) {
        let others = columns
        columns = key.map { [others[$0]] } ?? []
        for (name, column) in computed {
            let slot = addSlot(column.type)
            batch[slot] = .own(column)
            columns.append(Named(name: name, slot: slot))
        }
        let number = addSlot(.whole)
        batch[number] = .own(Column(.whole, .integers(Rows.numbered(batch.count), .four), count: batch.count))
        source = .batch(batch)
        forgetOrigin(ties: [number])
        sourceRows = batch.count
        behind = others.filter { other in !columns.contains { $0.slot == other.slot || equalIgnoringCase($0.name, other.name) } }
    }
}
