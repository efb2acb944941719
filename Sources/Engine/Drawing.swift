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

    /// Rows with their figures, and what tells them apart. Nil where nothing does.
    /// - Parameters:
    ///   - figures: of intervals the figure, its low and its high end.
    ///   - parts: the labels, two at most; several columns are one label.
    ///   - subject: what the figures are of.
    package init?(_ kind: Chart.Kind, _ figures: [Field], by parts: [[Field]], of subject: String) {
        let labels = parts.filter { !$0.isEmpty }.map { $0.count == 1 ? $0[0] : Field.joined($0) }
        guard let first = figures.first, !labels.isEmpty else { return nil }
        let table = Table((labels + figures).distinct, rowCount: first.column.count)
        let names = table.fields.map(\.name)
        self.init(
            kind, of: table, figures: Array(names.dropFirst(labels.count)), labels: Array(names.prefix(labels.count)),
            title: "\(first.name) by \(labels.map(\.name).joined(separator: ", ")): \(subject)")
    }
}

extension Field {
    /// The texts of several in one: `Gold, EMEA`.
    fileprivate static func joined(_ fields: [Field]) -> Field {
        let rows = 0..<(fields.first?.column.count ?? 0)
        return Field(fields.map(\.name).joined(separator: ", "), .texts(rows.map { row in fields.map { Plain.label($0.column[row]) }.joined(separator: ", ") }))
    }
}
