import Diagnostics

/// A notebook whose commands were run again, with what is not as it says.
package struct CheckedNotebook: Sendable {
    /// The notebook as it stands in its file.
    package let source: Source
    /// Those that ran, in order.
    package internal(set) var cells: [CheckedCell] = []
    /// What to mind, though all may match.
    package internal(set) var notes: [Diagnostic] = []

    /// Cells with a finding.
    package var differing: Int { cells.count { !$0.findings.isEmpty } }
    /// Something in it cannot be read: it was not checked as a whole.
    package var isBroken: Bool { cells.contains { $0.findings.contains(where: \.isBroken) } }
}

/// A cell whose commands were run again.
package struct CheckedCell: Sendable {
    /// As in `Cell.name`.
    package let name: String
    /// The number of its fence's line.
    package let line: Int
    /// What is not as it says; empty where all matches.
    package internal(set) var findings: [Finding] = []
}

/// What is not as a notebook says, at one of its commands.
package struct Finding: Sendable {
    /// The line in the notebook: the first that differs, or the command's own.
    package let line: Int
    /// As typed, its lines joined.
    package let command: String
    /// What it is, in a few words behind the cell's name.
    package let title: String
    /// Between the answer in the notebook and that of now; nil where there is nothing to compare.
    package internal(set) var diff: UnifiedDiff?
    /// Why the command fails, where the difference does not show it.
    package internal(set) var cause: String?
    /// Of a long answer, the file that holds it.
    package internal(set) var file: String?
    /// Of a table, what changed from where to where; empty where the answer is none or the lines say it better.
    package internal(set) var changes: [TableChange] = []
    /// An error of the notebook's own, with its place there.
    package internal(set) var problem: Diagnostic?
    /// The notebook cannot be read here.
    package internal(set) var isBroken = false
}
