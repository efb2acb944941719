import Charts
import Tables

/// What an answer is best drawn as, where its rows alone do not tell: `decompose` from one total to the other.
package struct Drawing: Sendable {
    package let kind: Chart.Kind
    /// The rows that are drawn; nil for the answer's own.
    package let table: Table?
    /// Names of their columns.
    package let figures: [String]
    package let labels: [String]
    package let title: String

    package init(_ kind: Chart.Kind, of table: Table?, figures: [String], labels: [String], title: String) {
        self.kind = kind
        self.table = table
        self.figures = figures
        self.labels = labels
        self.title = title
    }
}
