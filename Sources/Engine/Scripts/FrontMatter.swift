import Diagnostics
import Syntax
import Tables

/// What a notebook or a script says of itself before its first line:
///
///     ---
///     tierbook: 1
///     title: Why Birch moved down
///     as of: 2025-09-30
///     seed: 7
///     workspace: crm.tierbook
///     params: {floor: 250k, region: EMEA}
///     ---
///
/// Values are written as the language writes them; what is no number, date or truth is text, with or without quotes.
/// Where a page would show it, as in a README, it may stand in a comment: `<!--` and `-->` instead of the dashes.
package struct FrontMatter: Sendable, Equatable {
    /// Nil where none is given.
    package var title: String?
    /// The day that it is run as of; nil for the workspace's own.
    package var asOf: Day?
    /// What chance begins with; nil for the session's.
    package var seed: UInt64?
    /// A workspace file to begin with, or a script that makes one; found from the notebook's folder.
    package var workspace: (path: String, span: Span)?
    /// In the order in which they stand.
    package var parameters: [Parameter] = []
    /// Its bytes, the lines that open and close it included; empty when there is none.
    package var span = Span.none

    /// As of a text that says nothing of itself.
    package init() {}

    /// Whether both say the same, wherever it stands.
    package static func == (a: FrontMatter, b: FrontMatter) -> Bool {
        a.title == b.title && a.asOf == b.asOf && a.seed == b.seed && a.workspace?.path == b.workspace?.path && a.parameters == b.parameters
    }
}

/// A value that a run may be given: `$floor` in the text, `-p floor=250k` on the command line.
package struct Parameter: Sendable, Equatable {
    /// Without the `$`.
    package let name: String
    /// The value when none is given; nil where one must be.
    package let value: ParameterValue?
    /// What the line says behind `#`.
    package let about: String
}
