/// Something said about a user's input: an error that stopped a line, or a note beside its result.
///
/// The message stands alone in one line; notes give the cause, `help` the fix. All of them may hold names and values of
/// any length, so each is cut where nobody would read on.
package struct Diagnostic: Error, Sendable, Equatable {
    /// Error: the line was stopped. Warning: it ran, and something may be wrong. Note: it ran, and something is worth
    /// knowing.
    package enum Severity: String, Sendable { case error, warning, note }

    /// A stable kebab-case name, such as `unknown-column`.
    package var id: String
    /// What became of the line.
    package var severity: Severity
    /// One sentence that stands alone, cut where it is longer than 600 bytes.
    package var message: String { didSet { message = Diagnostic.sentence(message) } }
    /// The place in the source, where there is one.
    package var span: Span?
    /// A few words that stand beside the underlined place.
    package var label: String? { didSet { label = label.map(Diagnostic.sentence) } }
    /// The cause and what helps to see it, a sentence each; at most 20 are kept.
    package var notes: [String] { didSet { notes = Diagnostic.texts(notes) } }
    /// The fix, as an instruction or as text to type.
    package var help: String? { didSet { help = help.map(Diagnostic.text) } }

    /// Each text is cut where nobody would read on; `id` is kept as it is.
    package init(
        _ id: String, _ message: String, at span: Span? = nil, label: String? = nil, notes: [String] = [],
        help: String? = nil, severity: Severity = .error
    ) {
        self.id = id
        self.severity = severity
        self.message = Diagnostic.sentence(message)
        self.span = span
        self.label = label.map(Diagnostic.sentence)
        self.notes = Diagnostic.texts(notes)
        self.help = help.map(Diagnostic.text)
    }

    private static func sentence(_ text: String) -> String { cut(text, at: 600) }

    /// A fix may be a whole query, put into other words.
    private static func text(_ text: String) -> String { cut(text, at: 4_000) }

    private static func texts(_ texts: [String]) -> [String] { texts.prefix(20).map(text) }

    private static func cut(_ text: String, at limit: Int) -> String {
        text.utf8.count <= limit ? text : String(text.unicodeScalars.prefix(limit / 2)) + "…"
    }

    /// A note: the line ran, and this is worth knowing.
    package static func note(_ id: String, _ message: String, at span: Span? = nil, help: String? = nil) -> Diagnostic {
        Diagnostic(id, message, at: span, help: help, severity: .note)
    }

    /// A warning: the line ran, and its answer may mislead.
    package static func warning(_ id: String, _ message: String, at span: Span? = nil, help: String? = nil) -> Diagnostic {
        Diagnostic(id, message, at: span, help: help, severity: .warning)
    }

    /// A warning that stops a line, where the user asked for that.
    package var asError: Diagnostic {
        var copy = self
        copy.severity = .error
        copy.notes.append("Warnings count as errors in this run.")
        return copy
    }

    /// The same diagnostic with a place, unless it already has one.
    package func at(_ span: Span) -> Diagnostic {
        var copy = self
        if copy.span == nil { copy.span = span }
        return copy
    }
}

extension [Diagnostic] {
    /// How many notes of one kind a reader goes through.
    package static let shownOfAKind = 3

    /// The same without the flood: of each kind of note the first three, and with the last of them how many more there are.
    /// Warnings stay, each: one of them may be the harm that matters.
    package var fewOfAKind: [Diagnostic] {
        var counts: [String: Int] = [:]
        for note in self where note.severity == .note { counts[note.id, default: 0] += 1 }
        var said: [String: Int] = [:]
        return compactMap { note in
            guard note.severity == .note, let count = counts[note.id], count > Self.shownOfAKind else { return note }
            said[note.id, default: 0] += 1
            guard let place = said[note.id], place <= Self.shownOfAKind else { return nil }
            var shown = note
            if place == Self.shownOfAKind { shown.notes.append("and \(grouped(count - place)) more like it") }
            return shown
        }
    }
}
