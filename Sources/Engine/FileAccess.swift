import Diagnostics
import Workspaces

/// What a session needs of the world of files. The shell gives it one that journals; tests and `-c` one that does not.
package protocol FileAccess: AnyObject {
    /// Makes an accepted change durable before it is acknowledged.
    func record(_ change: Change, workspace: Workspace) throws(Diagnostic)
}

/// No journal: scripts, one-liners and tests.
package final class NoJournal: FileAccess {
    package init() {}
    package func record(_ change: Change, workspace: Workspace) throws(Diagnostic) {}
}
