import Diagnostics
import Tables

/// Rows while a plan runs: columns by slot, gathered from the stored table only when someone asks.
package struct Batch: Sendable {
    package enum Slot: Sendable {
        /// A column as long as the stored table: to be read at `rows`.
        case based(Column)
        /// A column as long as the batch.
        case own(Column)
    }

    package var slots: [Slot?]
    /// The stored table's row of each row.
    package var rows: Rows
    package var count: Int { rows.count }

    package init(_ table: Table) {
        slots = table.fields.map { .based($0.column) }
        rows = Rows(all: table.rowCount)
    }

    package init(count: Int) {
        slots = []
        rows = Rows(all: count)
    }

    package subscript(slot: Int) -> Slot? {
        get { slot < slots.count ? slots[slot] : nil }
        set {
            while slots.count <= slot { slots.append(nil) }
            slots[slot] = newValue
        }
    }

    /// All cells of a slot.
    package func column(_ slot: Int) throws(Diagnostic) -> Column {
        switch self[slot] {
        case .own(let column): return column
        case .based(let column): return rows.buffer == nil && rows.count == column.count ? column : try column.gatherParallel(rows)
        case nil: throw Diagnostic("internal", "A column of this query was never computed.", help: "Please report this line.")
        }
    }

    /// The cells of a slot for a block of rows.
    package func column(_ slot: Int, _ range: Range<Int>) throws(Diagnostic) -> Column {
        switch self[slot] {
        case .own(let column): return column.slice(range)
        case .based(let column):
            guard let numbers = rows.pointer else { return column.slice(range) }
            return column.gather(numbers + range.lowerBound, range.count)
        case nil: throw Diagnostic("internal", "A column of this query was never computed.", help: "Please report this line.")
        }
    }

    /// Keeps the rows at these places, in their order.
    package mutating func pick(_ places: Rows) throws(Diagnostic) {
        for index in slots.indices {
            if case .own(let column) = slots[index] { slots[index] = .own(try column.gatherParallel(places)) }
        }
        rows = rows.picking(places)
    }
}
