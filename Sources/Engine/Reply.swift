import Charts
import Diagnostics
import Tables

/// What a line answers: a sentence for the room, a table, what was left out, what to mind.
package struct Reply: Sendable {
    /// One plain sentence above the table; for most queries none.
    package var headline: String?
    /// The rows of the answer; nil where a sentence says it all.
    package var table: Table?
    /// A table above it that sums it up: of no interest to the stages that go on from here.
    package var summary: Table?
    /// The chart that stands in the table's place on a terminal.
    package var chart: Chart?
    /// What `chart` without more draws of it.
    package var drawing: Drawing?
    /// What its figures are of, for the titles of charts: `sum(trades.amount), 2026H1 against 2025H1`.
    package private(set) var subject: String?
    /// Text that is no table: help, a plan; what stands in the table's place on a terminal, where there is one.
    package var text: String?
    /// Of the text's lines the first so many are paragraphs: they are wrapped where the output has a width, at 100 cells where it
    /// has none. The lines below are kept as they are.
    package var proseLines = 0
    /// The table says what each of its names is: on a terminal such a line is wrapped, never cut.
    package var isGlossary = false
    /// What is hidden or left out, in short phrases: `4 missing wallet`, `12 rows unknown in where`. The presenter
    /// joins them with ` · ` after its own (rows and columns it hid).
    package var footer: [String]
    /// Warnings and notes.
    package var notes: [Diagnostic]
    /// The rows that were read, written, changed or counted, where the table does not show them.
    private var countedRows: Int?
    /// Rows whose order is that of a file alone; only of a session that `checksOrder`.
    package internal(set) var unsettled: [Unsettled] = []

    /// Without an argument a reply that says nothing.
    package init(
        headline: String? = nil, table: Table? = nil, chart: Chart? = nil, text: String? = nil, footer: [String] = [],
        notes: [Diagnostic] = []
    ) {
        self.headline = headline
        self.table = table
        self.chart = chart
        self.text = text
        self.footer = footer
        self.notes = notes
    }

    /// The rows that the statement is about; nil when it is about none.
    package var rows: Int? { countedRows ?? table?.rowCount }

    /// The same reply with what its figures are of.
    package func of(_ subject: String, drawing: Drawing? = nil) -> Reply {
        var copy = self
        (copy.subject, copy.drawing) = (subject, drawing ?? self.drawing)
        return copy
    }

    /// The same reply about so many rows.
    package func about(rows: Int) -> Reply {
        var copy = self
        copy.countedRows = rows
        return copy
    }
}
