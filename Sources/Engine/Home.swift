import Diagnostics
import Storage
import Workspaces

/// Where a session's workspace lives: its file, and the journal of what is not in the file yet.
package final class Home {
    package private(set) var file: WorkspaceFile?
    private var journal: Journal?
    /// Whether changes are journaled: at a prompt, not in scripts, which are their own record.
    package var keepsJournal = false
    /// Where the journal of a workspace without a file stands; nil for none.
    package var unnamedJournal: String?
    /// Changes that an earlier session made and never saved.
    package private(set) var pending: [Journal.Entry] = []
    /// Changes since the last save.
    package private(set) var unsaved = 0
    /// While changes are done again: copies of the files they read, by the path in the statement.
    package var copies: [String: String] = [:]
    private var isRecovering = false

    package init() {}

    package var path: String? { file?.path }

    // MARK: Changes

    /// Makes an accepted change durable before it is acknowledged.
    package func record(_ change: Change) throws(Diagnostic) {
        unsaved += 1
        guard keepsJournal, !isRecovering else { return }
        if journal == nil, file == nil, let path = unnamedJournal { journal = try Journal.open(at: path).journal }
        try journal?.append(change)
    }

    /// Refuses a change while those of an earlier session wait to be taken or left.
    package func checkPending() throws(Diagnostic) {
        if pending.isEmpty || isRecovering { return }
        throw Diagnostic(
            "recover-first", "\(plural(pending.count, "change")) of an earlier session \(pending.count == 1 ? "waits" : "wait") to be taken back or left.",
            help: "Type recover to do them again, or discard recovery.")
    }

    /// Does the pending changes again through `run`; the journal keeps those that succeed until the next save.
    package func recover(_ run: (Journal.Entry) throws(Diagnostic) -> Void) throws(Diagnostic) -> (done: Int, failure: Diagnostic?, aside: String?) {
        isRecovering = true
        defer { isRecovering = false }
        var done = 0
        for entry in pending {
            do throws(Diagnostic) {
                try run(entry)
                done += 1
            } catch {
                let aside = try journal?.keep(first: done)
                pending = []
                return (done, error, aside)
            }
        }
        pending = []
        return (done, nil, nil)
    }

    /// Leaves the pending changes; returns where a copy of them is kept.
    package func discardPending() throws(Diagnostic) -> String? {
        defer { pending = [] }
        return try journal?.keep(first: 0)
    }

    // MARK: Files

    /// Opens a workspace; its unsaved changes, if an earlier session left some, wait in `pending`.
    package func open(_ path: String, readOnly: Bool, wait: Int) throws(Diagnostic) -> (workspace: Workspace, notes: [Diagnostic]) {
        // The file this session holds already is let go first: it may be opened again.
        if file?.path == path { leave() }
        let (opened, workspace) = try WorkspaceFile.open(path, readOnly: readOnly, wait: wait)
        var notes: [Diagnostic] = []
        var newJournal: Journal?
        var found: Journal.Pending?
        if !opened.isReadOnly {
            let (journal, pending) = try Journal.open(for: opened)
            newJournal = journal
            found = pending
        }
        if let holder = opened.holder {
            notes.append(.warning("file-held", "\(path) is open for reading only: \(holder.sentence).", help: "save as writes to another file."))
        } else if opened.isReadOnly, !readOnly {
            notes.append(.warning("file-read-only", "\(path) can only be read.", help: "save as writes to another file."))
        }
        if let found { notes += Home.aside(found, path) }
        let entries = found?.entries ?? []
        if !entries.isEmpty { notes.append(Home.unsaved(entries.count, "an earlier session")) }
        leave()
        file = opened
        journal = newJournal
        pending = entries
        unsaved = 0
        return (workspace, notes)
    }

    package func save(_ workspace: Workspace) throws(Diagnostic) -> WorkspaceFile.SaveSummary {
        guard let file else {
            throw Diagnostic("no-file", "This workspace has no file yet.", help: "Write save as 'NAME.tierbook'.")
        }
        try checkPending()
        let summary = try file.save(workspace, journal: journal)
        unsaved = 0
        return summary
    }

    package func saveAs(_ workspace: Workspace, _ path: String, overwrite: Bool) throws(Diagnostic) -> WorkspaceFile.SaveSummary {
        try checkPending()
        let (written, summary) = try WorkspaceFile.saveAs(workspace, path, overwrite: overwrite)
        try journal?.discard()
        leave()
        file = written
        journal = try Journal.open(for: written).journal
        unsaved = 0
        return summary
    }

    /// A journal of an earlier session without a file.
    package func openUnnamed() throws(Diagnostic) -> [Diagnostic] {
        guard keepsJournal, let path = unnamedJournal else { return [] }
        let (opened, found) = try Journal.open(at: path)
        journal = opened
        pending = found.entries
        let notes = Home.aside(found, path)
        return notes + (pending.isEmpty ? [] : [Home.unsaved(pending.count, "an earlier session without a file")])
    }

    /// What is kept of a journal that could not be taken as it was.
    private static func aside(_ found: Journal.Pending, _ path: String) -> [Diagnostic] {
        guard let copy = found.setAside else { return [] }
        if found.isCutOff {
            return [.note("journal-cut-off", "The record of unsaved changes ends in the middle of one that was never acknowledged; a copy is kept in \(copy).")]
        }
        return [.warning("journal-set-aside", "Unsaved changes that do not belong to this state of \(path) are kept in \(copy).")]
    }

    private static func unsaved(_ count: Int, _ whose: String) -> Diagnostic {
        .warning(
            "unsaved-changes", "\(plural(count, "change")) of \(whose) \(count == 1 ? "was" : "were") never saved.",
            help: "recover does \(count == 1 ? "it" : "them") again; discard recovery leaves \(count == 1 ? "it" : "them").")
    }

    /// An orderly end: changes that the user chose not to save are dropped.
    package func dropUnsaved() throws(Diagnostic) {
        if pending.isEmpty { try journal?.discard() }
        leave()
    }

    private func leave() {
        journal?.close()
        file?.close()
    }
}
