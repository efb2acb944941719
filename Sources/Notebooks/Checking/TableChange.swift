import Presenting

/// What is different between two printed tables, in the table's own terms.
package enum TableChange: Sendable, Equatable {
    /// A cell, by the name of its row (or its number from 1, where no column names rows) and of its column, as printed.
    case cell(row: String, column: String, was: String, isNow: String)
    /// By the row's name.
    case newRow(String), lostRow(String)
    /// By the column's name.
    case newColumn(String), lostColumn(String)
    /// The same rows, in another order: the first place that has another one.
    case order(place: Int, was: String, isNow: String)

    /// As a sentence says it.
    package var text: String {
        switch self {
        case .cell(let row, let column, let was, let isNow): "row \(row): \(column) was \(was), is \(isNow)"
        case .newRow(let row): "row \(row) is new"
        case .lostRow(let row): "row \(row) is gone"
        case .newColumn(let column): "column \(column) is new"
        case .lostColumn(let column): "column \(column) is gone"
        case .order(let place, let was, let isNow): "the rows are the same in another order: row \(place) was \(was), is \(isNow)"
        }
    }
}

extension TableChange {
    /// None where either answer holds no table, or tables at the same place have no column in common. Where one
    /// answer has more tables, as a what-if that moves accounts has, all rows of those are new or gone.
    static func between(_ expected: [String], and answer: [String]) -> [TableChange] {
        let (old, new) = (PrintedTable.all(in: expected), PrintedTable.all(in: answer))
        guard !old.isEmpty, !new.isEmpty else { return [] }
        return zip(old, new).flatMap(between) + old.dropFirst(new.count).flatMap { rowNames($0).map(lostRow) } + new.dropFirst(old.count).flatMap { rowNames($0).map(newRow) }
    }

    private static func between(_ old: PrintedTable, and new: PrintedTable) -> [TableChange] {
        let (oldNames, newNames) = (names(old), names(new))
        let shared = oldNames.enumerated().compactMap { index, name in newNames.firstIndex(of: name).map { (name: old.columns[index].name, old: index, new: $0) } }
        // What names the rows: a column of text before one of figures, and never figures alone. Without one, their places do.
        let keys = shared.filter { isUnique(old, $0.old) && isUnique(new, $0.new) }
        let key = keys.first { !old.columns[$0.old].alignsRight } ?? (shared.count > 1 ? keys.first : nil)
        guard !shared.isEmpty, key != nil || old.rows.count == new.rows.count else { return [] }
        var changes = newNames.enumerated().filter { !oldNames.contains($1) }.map { TableChange.newColumn(new.columns[$0.offset].name) }
        changes += oldNames.enumerated().filter { !newNames.contains($1) }.map { .lostColumn(old.columns[$0.offset].name) }
        let oldKeys = old.rows.enumerated().map { row in key.map { row.element[$0.old] } ?? String(row.offset + 1) }
        let newKeys = new.rows.enumerated().map { row in key.map { row.element[$0.new] } ?? String(row.offset + 1) }
        let places = Dictionary(zip(newKeys, newKeys.indices)) { first, _ in first }
        var isTaken = Set<Int>()
        for (row, name) in oldKeys.enumerated() {
            guard let place = places[name] else {
                changes.append(.lostRow(name))
                continue
            }
            isTaken.insert(place)
            for column in shared where !isSame(old.rows[row][column.old], new.rows[place][column.new]) {
                changes.append(.cell(row: name, column: column.name, was: old.rows[row][column.old], isNow: new.rows[place][column.new]))
            }
        }
        changes += newKeys.indices.filter { !isTaken.contains($0) }.map { .newRow(newKeys[$0]) }
        if changes.isEmpty, let place = oldKeys.indices.first(where: { !isSame(oldKeys[$0], newKeys[$0]) }) {
            changes.append(.order(place: place + 1, was: oldKeys[place], isNow: newKeys[place]))
        }
        return changes
    }

    /// The columns' names, the second of the same name told apart.
    private static func names(_ table: PrintedTable) -> [String] {
        var counts: [String: Int] = [:]
        return table.columns.map { column in
            counts[column.name, default: 0] += 1
            return "\(column.name)\u{0}\(counts[column.name] ?? 1)"
        }
    }

    /// The cells of the first column of text that tells rows apart, else of the first column.
    private static func rowNames(_ table: PrintedTable) -> [String] {
        let key = table.columns.indices.first { !table.columns[$0].alignsRight && isUnique(table, $0) } ?? 0
        return table.rows.map { $0[key] }
    }

    private static func isUnique(_ table: PrintedTable, _ column: Int) -> Bool {
        Set(table.rows.map { Array($0[column].utf8) }).count == table.rows.count
    }
}
