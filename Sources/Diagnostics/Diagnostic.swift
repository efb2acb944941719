/// Something said about a user's input: an error that stopped a line, or a note beside its result.
///
/// The message stands alone in one line; notes give the cause, `help` the fix.
package struct Diagnostic: Error, Sendable, Equatable {
    package enum Severity: String, Sendable { case error, warning, note }

    /// A stable kebab-case name, such as `unknown-column`.
    package var id: String
    package var severity: Severity
    package var message: String
    /// The place in the source, where there is one.
    package var span: Span?
    /// A few words that stand beside the underlined place.
    package var label: String?
    package var notes: [String]
    /// The fix, as an instruction or as text to type.
    package var help: String?

    package init(
        _ id: String, _ message: String, at span: Span? = nil, label: String? = nil, notes: [String] = [],
        help: String? = nil, severity: Severity = .error
    ) {
        self.id = id
        self.severity = severity
        self.message = Diagnostic.shown(message)
        self.span = span
        self.label = label
        self.notes = notes
        self.help = help
    }

    /// No more of the data within a message than anyone would read.
    private static func shown(_ message: String) -> String {
        if message.utf8.count <= longestMessage { return message }
        return String(message.prefix(longestMessage / 2)) + "…"
    }

    private static let longestMessage = 600

    package static func note(_ id: String, _ message: String, at span: Span? = nil, help: String? = nil) -> Diagnostic {
        Diagnostic(id, message, at: span, help: help, severity: .note)
    }

    package static func warning(_ id: String, _ message: String, at span: Span? = nil, help: String? = nil) -> Diagnostic {
        Diagnostic(id, message, at: span, help: help, severity: .warning)
    }

    /// The same diagnostic with a place, unless it already has one.
    package func at(_ span: Span) -> Diagnostic {
        var copy = self
        if copy.span == nil { copy.span = span }
        return copy
    }
}
