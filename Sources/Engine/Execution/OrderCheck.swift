import Diagnostics
import Tables

/// Rows that tie: nothing that a line asks for says which of them comes first, so that it is the order of their file.
package struct Unsettled: Sendable {
    /// Which rows are taken depends on it, not only where they stand.
    package let isCut: Bool
    /// Says which rows tie, and what to write.
    package let diagnostic: Diagnostic
}

/// Which rows of a batch tie in what they were sorted by; kept while a session looks for it.
package struct Ties: Sendable {
    /// Rows that tie have the same number, and stand together.
    let numbers: [Int32]
    /// What they were sorted by.
    let names: [String]

    /// ` in revenue`, for a message.
    var inNames: String { names.isEmpty ? "" : " in " + joinWords(names) }

    func picking(_ places: Rows) -> Ties {
        Ties(numbers: (0..<places.count).map { numbers[places[$0]] }, names: names)
    }
}

/// Finds rows whose order is settled by their file alone.
enum OrderCheck {
    /// The ties of a batch that was sorted by some keys; before, it was in the order of its own ties.
    static func ties(_ keys: [SortKey], _ query: Query, _ batch: Batch) throws(Diagnostic) -> Ties {
        var isNew = [Bool](repeating: false, count: batch.count)
        for key in keys {
            let cells = try Ordering.keys(of: try batch.column(key.slot))
            let x = cells.pointer(to: UInt64.self)
            for row in isNew.indices.dropFirst() where x[row] != x[row - 1] { isNew[row] = true }
        }
        if let before = batch.ties?.numbers {
            for row in isNew.indices.dropFirst() where before[row] != before[row - 1] { isNew[row] = true }
        }
        var number: Int32 = 0
        let numbers = isNew.map { isNew -> Int32 in
            if isNew { number += 1 }
            return number
        }
        return Ties(numbers: numbers, names: keys.compactMap { query.name(of: $0.slot) })
    }

    /// Rows in an answer that tie and are not the same to look at.
    /// - Parameter asked: the query before it was run, which still knows its table.
    static func order(_ query: Query, asked: Query, _ batch: Batch) throws(Diagnostic) -> Unsettled? {
        guard let ties = batch.ties, let pair = try firstPair(in: query, asked, batch, ties, where: { _ in true }) else { return nil }
        return Unsettled(
            isCut: false,
            diagnostic: Diagnostic(
                "no-total-order", "Rows tie\(ties.inNames): \(pair.column) \(pair.before) stands before \(pair.after) only because the file has it so.",
                help: "Order by \(pair.column) as well, or mark the cell expect=unordered."))
    }

    /// Rows that tie with one that is left out when these places are taken.
    static func cut(_ places: Rows, _ query: Query, _ batch: Batch) throws(Diagnostic) -> Unsettled? {
        guard let ties = batch.ties else { return nil }
        var isTaken = [Bool](repeating: false, count: batch.count)
        for place in 0..<places.count { isTaken[places[place]] = true }
        guard let pair = try firstPair(in: query, query, batch, ties, where: { isTaken[$0 - 1] != isTaken[$0] }) else { return nil }
        let (taken, left) = isTaken[pair.row] ? (pair.after, pair.before) : (pair.before, pair.after)
        return Unsettled(
            isCut: true,
            diagnostic: Diagnostic(
                "no-total-order", "Rows tie\(ties.inNames) where some are taken: \(pair.column) \(taken) is among them and \(left) is not only because the file has it so.",
                help: "Order by \(pair.column) as well, then limit; or keep them all: top … with ties."))
    }

    /// Two rows that tie and look otherwise, and a column that shows it.
    private struct Pair {
        /// The second one's place.
        let row: Int
        let column: String
        let before: String
        let after: String

        init(_ row: Int, _ name: String, _ cells: Column) {
            self.row = row
            column = name
            before = Pair.text(cells[row - 1])
            after = Pair.text(cells[row])
        }

        private static func text(_ value: Value) -> String { value == .missing ? "that is missing" : Plain.text(value) }
    }

    private static func firstPair(in query: Query, _ asked: Query, _ batch: Batch, _ ties: Ties, where condition: (Int) -> Bool) throws(Diagnostic) -> Pair? {
        var columns: [(name: String, cells: Column)] = []
        for slot in looked(at: query, in: batch) { columns.append((query.name(of: slot) ?? asked.storedName(slot) ?? "a hidden column", try batch.column(slot))) }
        for row in ties.numbers.indices.dropFirst() where ties.numbers[row] == ties.numbers[row - 1] && condition(row) {
            if row & 0xFFFF == 0 { try Cancellation.check() }
            if let found = columns.first(where: { $0.cells[row] != $0.cells[row - 1] }) { return Pair(row, found.name, found.cells) }
        }
        return nil
    }

    /// The slots that tell rows apart: those that are shown or, where one is counted along the rows or not worked out
    /// yet, those that it is made of. A running sum is another one in each row, though rows may be the same.
    private static func looked(at query: Query, in batch: Batch) -> [Int] {
        var sources: [Int: [Int]] = [:]
        var runsAlong: Set<Int> = []
        for step in query.done + query.steps {
            switch step {
            case .compute(let slot, let bound):
                sources[slot] = bound.slots
                if bound.slots.contains(where: runsAlong.contains) { runsAlong.insert(slot) }
            case .window(let slot, let call):
                sources[slot] = [call.argument, call.second, call.filter].compactMap(\.self) + call.per
                runsAlong.insert(slot)
            default: break
            }
        }
        var found: [Int] = []
        var seen: Set<Int> = []
        var waiting = Array(query.columns.map(\.slot).reversed())
        while let slot = waiting.popLast() {
            if !seen.insert(slot).inserted { continue }
            if batch[slot] != nil, !runsAlong.contains(slot) { found.append(slot) } else { waiting += sources[slot] ?? [] }
        }
        return found
    }
}
