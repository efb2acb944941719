import Diagnostics
import Tables

/// Adding up what was delivered, an account at a time.
extension Compliance {
    /// What one duty adds: where it stands among the groups of its account, and what was done of it. No reference is
    /// counted in it, as there are as many uses of it as accounts.
    private struct Part: @unchecked Sendable {
        var place: Int
        var people: UnsafePointer<Int32>?
        var cells: Delivery.Cells
        var owed: Int
        var expected: Int
        var isOver: Bool
    }

    func add(_ groups: Groups, _ services: ServiceGroups, _ people: People, width: Int, cells: Int) throws(Diagnostic) -> [DeliverySums.Sum] {
        let figures = duties.map { $0.map(self.figures) }
        let holders = people.byRole.mapValues { Buffer($0) }
        let parts: [[Part]] = duties.enumerated().map { kind, duties in
            duties.enumerated().compactMap { number, duty in
                guard duty.promise != .onRequest, let figures = figures[kind][number] else { return nil }
                let role = duty.clause.flatMap { charter.clauses[$0].role?.lowercased() }
                return Part(
                    place: services.numbers[kind][number] * people.names.count, people: role.flatMap { holders[$0]?.pointer(to: Int32.self) },
                    cells: figures.cells, owed: duty.owed, expected: duty.expected, isOver: duty.isOver)
            }
        }
        let chunks = cells <= 20_000 ? max(1, (kindByRow.count + blockRows - 1) / blockRows) : 1
        let kindByRow = kindByRow
        let partial = try Parallel.results(of: chunks, parallel: chunks > 1) { (chunk) throws(Diagnostic) in
            let range = kindByRow.count * chunk / chunks..<kindByRow.count * (chunk + 1) / chunks
            return try Compliance.sums(of: range, kindByRow, parts, groups, width, cells)
        }
        withExtendedLifetime((figures, holders)) {}
        var total = partial[0]
        for other in partial.dropFirst() { for cell in total.indices { total[cell] += other[cell] } }
        return total
    }

    private static func sums(of rows: Range<Int>, _ kindByRow: [Int32], _ parts: [[Part]], _ groups: Groups, _ width: Int, _ cells: Int)
        throws(Diagnostic) -> [DeliverySums.Sum]
    {
        var sums = [DeliverySums.Sum](repeating: DeliverySums.Sum(), count: cells)
        let ids = groups.ids.pointer(to: Int32.self)
        if width == 1 {
            // All of an account's services are in one group.
            for row in rows {
                if row % blockRows == 0 { try Cancellation.check() }
                var own = DeliverySums.Sum()
                for part in parts[Int(kindByRow[row])] { _ = own.add(part.cells.value(row), part.owed, part.expected, isOver: part.isOver) }
                if own.owed > 0 {
                    own.accounts = 1
                    own.complying = own.shortfall == 0 ? 1 : 0
                }
                sums[Int(ids[row])] += own
            }
            return sums
        }
        var touched: [(cell: Int, complies: Bool)] = []
        for row in rows {
            if row % blockRows == 0 { try Cancellation.check() }
            let base = Int(ids[row]) * width
            touched.removeAll(keepingCapacity: true)
            for part in parts[Int(kindByRow[row])] {
                let done = part.cells.value(row)
                if part.owed == 0, done == 0 { continue }
                let cell = base + part.place + Int(part.people?[row] ?? 0)
                let shortfall = sums[cell].add(done, part.owed, part.expected, isOver: part.isOver)
                if part.owed == 0 { continue }
                if let index = touched.firstIndex(where: { $0.cell == cell }) {
                    touched[index].complies = touched[index].complies && shortfall == 0
                } else {
                    touched.append((cell, shortfall == 0))
                }
            }
            for (cell, complies) in touched {
                sums[cell].accounts += 1
                if complies { sums[cell].complying += 1 }
            }
        }
        return sums
    }
}

extension DeliverySums.Sum {
    /// What an account got of one service; how much that falls short.
    @inline(__always)
    fileprivate mutating func add(_ done: Double, _ owed: Int, _ expected: Int, isOver: Bool) -> Double {
        let short = max(0, Double(expected) - done)
        self.owed += owed
        self.expected += expected
        delivered += min(done, Double(owed))
        beyond += max(0, done - Double(owed))
        shortfall += short
        if owed > 0 {
            if short == 0 { onTrack += 1 } else if isOver { missed += 1 } else { behind += 1 }
        }
        return short
    }
}
