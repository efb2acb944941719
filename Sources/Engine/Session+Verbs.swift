import Diagnostics
import Syntax
import Tables
import Workspaces

/// What verbs say to the session.
extension Session {
    /// Says that the line changes the workspace, and how in a few words.
    package func changed(_ summary: String) {
        // The last result's rows are no longer those of the stored table; its ranking is whole in itself.
        if let last = state.last, last.origin != nil {
            state.last?.forgetOrigin(ties: last.ties)
            state.last?.ranking = last.ranking
        }
        work.summary = work.summary.map { "\($0); \(summary)" } ?? summary
    }

    /// A change of which history is not told: undo and redo themselves.
    package func changedWithoutRecord(_ summary: String, isReplayable: Bool = true) {
        changed(summary)
        work.skipsRecord = true
        work.needsSnapshot = !isReplayable
    }

    /// Puts back, should the line fail, what is no part of `state`.
    package func onFailure(_ repair: @escaping (Session) -> Void) { work.repairs.append(repair) }

    package func note(_ note: Diagnostic) { if takesNotes, !work.notes.contains(note) { work.notes.append(note) } }

    /// False when a line has said enough: what is costly to find out may be left.
    var takesNotes: Bool { work.notes.count + work.leftOut.count < 50 }

    /// The answer does not become the last result: a remark about that one.
    package func keepLast() { work.keepsLast = true }

    package func read(_ input: Change.Input) { work.inputs.append(input) }

    package func text(of span: Span) -> String { work.source[span] }

    /// Refuses what a read-only session may not do.
    package func requireWritable(at span: Span) throws(Diagnostic) {
        if isReadOnly { throw Diagnostic("read-only", "This session is read-only.", at: span) }
    }

    /// The line depends on a parameter.
    func readParameter() { work.readsSession = true }

    /// The place of the statement being run.
    package var statementSpan: Span { work.statementSpan }
}
