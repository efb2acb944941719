import Diagnostics
import Storage
import Workspaces

/// Where a session's workspace lives: its file, and the journal of what is not in the file yet.
///
/// What moves to another file takes hold of the new one first, and lets go of the old one only when nothing can fail
/// any more: a file that cannot be opened or written leaves everything as it was.
package final class Home {
    /// Nil where the workspace has none: it was neither opened nor saved.
    package private(set) var file: WorkspaceFile?
    private(set) var journal: Journal?
    /// The workspace as its file has it; an empty one where there is none.
    package private(set) var saved = Workspace()
    /// Changes since the last save.
    package internal(set) var unsaved = 0
    /// What an earlier session left.
    var recovery = Recovery()

    /// Whether changes are journaled: at a prompt, not in scripts, which are their own record.
    package var keepsJournal = false
    /// The folder for journals of workspaces that have no file to save to; nil for none.
    package var unnamedFolder: String?
    /// The folder for temporary copies of files; nil for the system's.
    package var temporaryFolder: String?

    /// Without a file, and without a journal.
    package init() {}

    /// As it was typed; nil without a file.
    package var path: String? { file?.path }

    /// Whether unsaved changes outlive this session.
    package var keepsUnsaved: Bool { keepsJournal && journal != nil }

    // MARK: Changes

    /// Makes an accepted change durable before it is acknowledged: as its statement, or as the `workspace` it made where
    /// doing the statement again would not make the same. Returns true when the journal is a new beginning: what was
    /// done before it cannot be taken back by a statement in it.
    func record(_ change: Change, _ workspace: Workspace, asSnapshot: Bool) throws(Diagnostic) -> Bool {
        if forgetUndone(workspace) { return true }
        var isBeginning = false
        if keepsJournal, !recovery.isRunning, let journal {
            // Apart from its file a journal cannot build on it: another shell may save that.
            isBeginning = asSnapshot || (journal.isEmpty && file?.isReadOnly == true)
            if isBeginning { try journal.append(change, as: workspace) } else { try journal.append(change) }
        }
        unsaved += 1
        return isBeginning
    }

    /// Where all changes were taken back there is nothing to keep.
    func forgetUndone(_ workspace: Workspace) -> Bool {
        guard !recovery.isRunning, workspace.history == saved.history, workspace == saved else { return false }
        journal?.discard()
        unsaved = 0
        return true
    }

    // MARK: Opening

    /// Whether a path leads to the file that this session holds.
    private func isHome(_ path: String) -> Bool {
        guard let file else { return false }
        return (try? Files.resolve(path)) == file.realPath
    }

    /// Opens a workspace; its unsaved changes, if an earlier session left some, wait to be recovered. Errors: those of
    /// opening the file or its journal; the session's own file is kept then.
    package func open(_ path: String, readOnly: Bool, wait: Int) throws(Diagnostic) -> (workspace: Workspace, notes: [Diagnostic]) {
        let (opened, workspace) = try WorkspaceFile.open(path, readOnly: readOnly, wait: wait, besides: file)
        var notes = remarks(on: opened, readOnly: readOnly)
        let found: Journal.Pending
        if let file, !file.isReadOnly, !opened.isReadOnly, file.realPath == opened.realPath, let journal {
            // The journal is this shell's already: what is new in it is given up, what waits goes on waiting.
            if !recovery.isWaiting { notes += journal.discard().map { [$0] } ?? [] }
            found = try journal.pending(over: opened.root)
            file.close()
            settle(in: opened, journal, workspace, found.entries)
        } else if opened.isReadOnly {
            let (apart, remarks) = journalApart(origin: opened.realPath)
            notes += remarks + leave()
            settle(in: opened, apart, workspace)
            return (workspace, notes + leftApart(of: opened.realPath))
        } else {
            let own: Journal
            (own, found) = try Journal.open(for: opened)
            notes += leave()
            settle(in: opened, own, workspace, found.entries)
        }
        notes += Home.aside(found, path) + recovery.offer("an earlier session")
        return (workspace, notes + leftApart(of: opened.realPath))
    }

    private func remarks(on opened: WorkspaceFile, readOnly: Bool) -> [Diagnostic] {
        if let holder = opened.holder {
            return opened.warnings + [.warning("file-held", "\(opened.path) is open for reading only: \(holder.sentence).", help: "save as writes to another file; save tries again.")]
        }
        if !opened.isReadOnly || readOnly { return opened.warnings }
        return opened.warnings + [.warning("file-read-only", "\(opened.path) can only be read.", help: "save as writes to another file.")]
    }

    // MARK: Saving

    /// What a save came to.
    package struct Saved {
        /// What was written.
        package var summary: WorkspaceFile.SaveSummary
        /// What to mind beside it.
        package var notes: [Diagnostic] = []
    }

    /// Writes what is not in the file yet. Errors: `no-file`, `recover-first`, `file-read-only`, `file-changed`, and what
    /// keeps it from being written; the workspace then is as unsaved as before.
    package func save(_ workspace: Workspace) throws(Diagnostic) -> Saved { try save(workspace, again: false) }

    /// Saves to a file that is this session's from then on; to the present one as `save` does, even if it has vanished.
    /// Errors: `recover-first`, and those of writing the file; the session's own file is kept then.
    package func saveAs(_ workspace: Workspace, _ path: String, overwrite: Bool) throws(Diagnostic) -> Saved {
        if let file, isHome(path), Files.exists(file.realPath) || !file.isReadOnly { return try save(workspace, again: true) }
        try checkPending()
        let (written, summary) = try WorkspaceFile.saveAs(workspace, path, overwrite: overwrite)
        var (own, found) = try Journal.open(for: written)
        // What an earlier session left unsaved of the file that was here.
        if !found.entries.isEmpty { found.setAside = try own.keep(first: 0) }
        let notes = Home.aside(found, path) + leave()
        settle(in: written, own, workspace)
        return Saved(summary: summary, notes: notes)
    }

    private func save(_ workspace: Workspace, again: Bool) throws(Diagnostic) -> Saved {
        guard let file else {
            throw Diagnostic("no-file", "This workspace has no file yet.", help: "Write save as 'NAME.tierbook'.")
        }
        try checkPending()
        if file.isReadOnly { return try saveAfterAll(workspace, to: file) }
        let summary = try file.save(workspace, journal: journal, again: again)
        settle(in: file, journal, workspace)
        return Saved(summary: summary)
    }

    /// Saves to a file that could only be read when it was opened, if that has changed and nobody has saved it since.
    private func saveAfterAll(_ workspace: Workspace, to file: WorkspaceFile) throws(Diagnostic) -> Saved {
        try file.claim()
        do throws(Diagnostic) {
            let (own, found) = try Journal.open(for: file)
            if !found.entries.isEmpty {
                throw Diagnostic(
                    "recover-first", "Another shell has left \(plural(found.entries.count, "unsaved change")) of \(file.path), so nothing was saved.",
                    help: "Use save as with another name, then open \(file.path) and recover.")
            }
            let summary = try file.save(workspace, journal: own)
            let left = journal?.discard()
            settle(in: file, own, workspace)
            return Saved(summary: summary, notes: Home.aside(found, file.path) + (left.map { [$0] } ?? []))
        } catch {
            file.resign()
            throw error
        }
    }

    // MARK: Moving

    private func settle(in file: WorkspaceFile?, _ journal: Journal?, _ saved: Workspace, _ waiting: [Journal.Entry] = []) {
        self.file = file
        self.journal = journal
        self.saved = saved
        recovery = Recovery(entries: waiting)
        unsaved = 0
    }

    /// Begins without a file: what an earlier session left in a journal waits to be recovered.
    func settle(in journal: Journal?, _ waiting: [Journal.Entry]) { settle(in: nil, journal, Workspace(), waiting) }

    /// Lets go of file and journal. Unsaved changes are dropped; those of an earlier session that still wait are kept.
    /// Returns what could not be cleared away.
    @discardableResult
    package func leave() -> [Diagnostic] {
        let left = recovery.isWaiting ? nil : journal?.discard()
        journal?.close()
        file?.close()
        settle(in: nil, nil, Workspace())
        return left.map { [$0] } ?? []
    }
}
