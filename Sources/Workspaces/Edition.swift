import Tables

/// A published list: frozen, and named by the hash of its content.
package struct Edition: Sendable, Equatable {
    /// Case does not tell editions apart.
    package var name: String
    /// The day from which it holds.
    package var date: Day
    /// Who published it; may be empty.
    package var author: String
    /// Why, in the author's words; may be empty.
    package var note: String
    /// The SHA-256 of its content, name and note left out: 64 hexadecimal digits. The same content has the same hash.
    package var hash: String
    /// The list as a table named `list`, with what it was worked out from; the rules and definitions that made it; the
    /// FAQ; and the as-of day that they were read on.
    package var contents: Contents

    /// `hash` is the caller's work.
    package init(name: String, date: Day, author: String, note: String, hash: String, contents: Contents) {
        self.name = name
        self.date = date
        self.author = author
        self.note = note
        self.hash = hash
        self.contents = contents
    }
}

extension Edition {
    /// The day up to which it may know things: that from which it holds, or a later one on which it was made.
    package var made: Day { max(date, contents.asOf ?? date) }
}

extension Workspace {
    /// An edition by its name, an exact match before one that differs in case; nil when there is none.
    package func edition(named name: String) -> Edition? {
        editions.first { $0.name == name } ?? editions.first { equalIgnoringCase($0.name, name) }
    }

    /// Adds an edition behind all others; none is ever changed.
    package mutating func publish(_ edition: Edition) { editions.append(edition) }
}
