/// What there is to know about a verb or a function: help, reference and tests read the same text.
package struct Manual: Sendable {
    /// One line, without a full stop.
    package let summary: String
    /// Paragraphs with the rules; may be empty.
    package let details: String
    /// A transcript on the manuals' sample workspace: lines after `tierbook> ` are run, the lines below each are what
    /// it must print. Several independent examples are separated by blank lines; each starts afresh.
    package let examples: String

    /// `summary` is one line without a full stop.
    package init(_ summary: String, details: String = "", examples: String = "") {
        self.summary = summary
        self.details = details
        self.examples = examples
    }
}
