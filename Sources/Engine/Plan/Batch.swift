import Diagnostics
import Tables

/// Rows while a plan runs: columns by slot, gathered from the stored table only when someone asks.
package struct Batch: Sendable {
    /// Where a column's cells are, and for which rows.
    package enum Slot: Sendable {
        /// A column as long as the stored table: to be read at `rows`.
        case based(Column)
        /// A column as long as the batch.
        case own(Column)
        /// A column as long as an earlier batch: to be read at `selections` of that number.
        case picked(Column, Int)
    }

    /// By slot; nil where nothing was filled in yet.
    package var slots: [Slot?]
    /// The stored table's row of each row.
    package var rows: Rows
    /// Rows of earlier batches that this one's rows were.
    private var selections: [Rows] = []
    /// Which rows tie in what they were sorted by; nil while nobody asks, or nothing was sorted.
    var ties: Ties?
    /// How many rows there are now.
    package var count: Int { rows.count }

    /// All rows of a stored table, a slot a field; nothing is copied.
    package init(_ table: Table) {
        slots = table.fields.map { .based($0.column) }
        rows = Rows(all: table.rowCount)
    }

    /// So many rows without a column.
    package init(count: Int) {
        slots = []
        rows = Rows(all: count)
    }

    /// Nil for a slot that was not filled; any slot may be set.
    package subscript(slot: Int) -> Slot? {
        get { slot < slots.count ? slots[slot] : nil }
        set {
            while slots.count <= slot { slots.append(nil) }
            slots[slot] = newValue
        }
    }

    /// All cells of a slot. Each call gathers them anew. Errors: `cancelled`, `internal` for a slot that was not
    /// filled.
    package func column(_ slot: Int) throws(Diagnostic) -> Column {
        switch self[slot] {
        case .own(let column): return column
        case .based(let column): return try column.gatherParallel(rows)
        case .picked(let column, let selection): return try column.gatherParallel(selections[selection])
        case nil: throw Diagnostic("internal", "A column of this query was never computed.", help: "Please report this line.")
        }
    }

    /// The cells of a slot for a block of rows. Errors: `internal` for a slot that was not filled.
    package func column(_ slot: Int, _ range: Range<Int>) throws(Diagnostic) -> Column {
        switch self[slot] {
        case .own(let column): return column.slice(range)
        case .based(let column): return Batch.cells(column, rows, range)
        case .picked(let column, let selection): return Batch.cells(column, selections[selection], range)
        case nil: throw Diagnostic("internal", "A column of this query was never computed.", help: "Please report this line.")
        }
    }

    private static func cells(_ column: Column, _ rows: Rows, _ range: Range<Int>) -> Column {
        guard let numbers = rows.pointer else { return column.slice(range) }
        return column.gather(numbers + range.lowerBound, range.count)
    }

    /// Keeps the rows at these places, in their order. Columns follow when someone asks for them. Errors: `cancelled`.
    package mutating func pick(_ places: Rows) throws(Diagnostic) {
        for index in selections.indices { selections[index] = try selections[index].picking(places) }
        var isNeeded = false
        for index in slots.indices {
            guard case .own(let column) = slots[index] else { continue }
            slots[index] = .picked(column, selections.count)
            isNeeded = true
        }
        if isNeeded { selections.append(places) }
        ties = ties?.picking(places)
        rows = try rows.picking(places)
    }
}
