import Diagnostics
import Tables

/// The way from the rows on show back to those that were ranked.
package struct Unranked {
    /// For each row on show its number among the ranked ones. This value owns the memory.
    package let rows: UnsafePointer<Int32>
    /// How many rows are on show.
    package let shown: Int
    /// How many rows the ranking has, those that it left unranked too.
    package let all: Int
    private let buffer: Buffer

    /// The batch must be of a query that was ranked. Errors: `internal` where its rows' numbers are gone; `cancelled`.
    package init(_ batch: Batch, _ ranked: RankingResult) throws(Diagnostic) {
        let column = try batch.column(ranked.rowSlot)
        guard case .integers(let numbers, .four) = column.storage else {
            throw Diagnostic("internal", "The rows of this ranking are lost.", help: "Please report this line.")
        }
        buffer = numbers
        rows = buffer.pointer(to: Int32.self) + column.start
        shown = column.count
        all = ranked.ranking.rowCount
    }

    /// All of so many rows, in the order in which they were ranked.
    init(all count: Int) {
        buffer = Rows.numbered(count)
        rows = buffer.pointer(to: Int32.self)
        (shown, all) = (count, count)
    }

    /// Cells of the rows on show in the order of the ranked ones; `absent` for those not on show.
    package func spread<T: BitwiseCopyable>(_ cells: Buffer, from start: Int = 0, absent: T) -> Buffer {
        var spread = [T](repeating: absent, count: all)
        cells.withCells(of: T.self, start: start, count: shown) { cells in
            for row in 0..<shown { spread[Int(rows[row])] = cells[row] }
        }
        return Buffer(spread)
    }
}
