import Charts
import Tables

/// What an answer is best drawn as, where its rows alone do not tell: `decompose` from one total to the other.
package struct Drawing: Sendable {
    /// How it is drawn.
    package let kind: Chart.Kind
    /// The rows that are drawn; nil for the answer's own.
    package let table: Table?
    /// Names of their columns.
    package let figures: [String]
    /// The columns that say what each row is.
    package let labels: [String]
    /// Stands above the drawing.
    package let title: String

    /// Nothing is checked.
    package init(_ kind: Chart.Kind, of table: Table?, figures: [String], labels: [String], title: String) {
        self.kind = kind
        self.table = table
        self.figures = figures
        self.labels = labels
        self.title = title
    }
}
