import Diagnostics

/// A notebook whose commands were run again, with what is not as it says.
package struct CheckedNotebook: Sendable {
    package let source: Source
    package internal(set) var cells: [CheckedCell] = []
    /// What to mind, though all may match.
    package internal(set) var notes: [Diagnostic] = []

    package var differing: Int { cells.count { !$0.findings.isEmpty } }
    /// Something in it cannot be read: it was not checked as a whole.
    package var isBroken: Bool { cells.contains { $0.findings.contains(where: \.isBroken) } }
}

package struct CheckedCell: Sendable {
    package let name: String
    package let line: Int
    package internal(set) var findings: [Finding] = []
}

/// What is not as a notebook says, at one of its commands.
package struct Finding: Sendable {
    /// The line in the notebook: the first that differs, or the command's own.
    package let line: Int
    package let command: String
    /// What it is, in a few words behind the cell's name.
    package let title: String
    package internal(set) var diff: UnifiedDiff?
    /// Why the command fails, where the difference does not show it.
    package internal(set) var cause: String?
    /// Of a long answer, the file that holds it.
    package internal(set) var file: String?
    package internal(set) var changes: [TableChange] = []
    /// An error of the notebook's own, with its place there.
    package internal(set) var problem: Diagnostic?
    /// The notebook cannot be read here.
    package internal(set) var isBroken = false
}
