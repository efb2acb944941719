import Diagnostics

/// Keeps what happens in a session in a file, from `record 'FILE'` to `record off`.
package protocol Recording: AnyObject {
    /// What is being recorded; nil when nothing is.
    var recorded: (path: String, statements: Int)? { get }

    /// Begins a file. Returns what there is to mind.
    func begin(_ path: String, replacing: Bool, _ session: Session) throws(Diagnostic) -> [Diagnostic]

    /// Closes the file, which stays; nothing where nothing is recorded.
    func end()
}
