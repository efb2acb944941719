import Charts
import Diagnostics
import Tables

/// What a line answers: a sentence for the room, a table, what was left out, what to mind.
package struct Reply: Sendable {
    /// One plain sentence above the table; for most queries none.
    package var headline: String?
    package var table: Table?
    /// The chart that stands in the table's place on a terminal.
    package var chart: Chart?
    /// Text that is no table: help, a plan.
    package var text: String?
    /// What is hidden or left out, in short phrases: `4 missing wallet`, `12 rows unknown in where`. The presenter
    /// joins them with ` · ` after its own (rows and columns it hid).
    package var footer: [String]
    /// Warnings and notes.
    package var notes: [Diagnostic]

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
}
