import Diagnostics
import Storage
import Workspaces

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where a session's workspace lives: its file, and the journal of what is not in the file yet.
package final class Home {
    package private(set) var file: WorkspaceFile?
    private var journal: Journal?
    /// Whether changes are journaled: at a prompt, not in scripts, which are their own record.
    package var keepsJournal = false
    /// The folder for journals of workspaces without a file; nil for none.
    package var unnamedFolder: String?
    /// Changes that an earlier session made and never saved.
    package private(set) var pending: [Journal.Entry] = []
    /// Changes since the last save.
    package private(set) var unsaved = 0
    /// While changes are done again: copies of the files they read, by the path in the statement.
    package var copies: [String: String] = [:]
    package private(set) var isRecovering = false
    /// Snapshots in the journal's place, removed with it.
    private var sideFiles: [String] = []
    private var snapshots = 0

    package init() {}

    package var path: String? { file?.path }

    /// Whether unsaved changes outlive this session.
    package var keepsUnsaved: Bool { keepsJournal && journal != nil }

    // MARK: Changes

    /// Makes an accepted change durable before it is acknowledged.
    package func record(_ change: Change) throws(Diagnostic) {
        if keepsJournal, !isRecovering { try journal?.append(change) }
        unsaved += 1
    }

    /// Makes a workspace durable as it is, beside the file: for an undo that goes back behind the last save, which no
    /// list of statements could do again.
    package func record(snapshot workspace: Workspace, of change: Change) throws(Diagnostic) {
        var change = change
        if keepsJournal, !isRecovering, let journal {
            snapshots += 1
            let path = "\(journal.path)-undo-\(snapshots)"
            let (written, _) = try WorkspaceFile.saveAs(workspace, path, overwrite: true)
            written.close()
            sideFiles.append(path)
            change.statement = "restore from '\(path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
        }
        try record(change)
    }

    /// A snapshot that is read while changes are done again; it goes with the next save.
    package func adopt(snapshot path: String) {
        // Only what this journal wrote itself: a copy that the user restored from stays his.
        if isRecovering, let journal, path.hasPrefix("\(journal.path)-undo-") { sideFiles.append(path) }
    }

    private func removeSnapshots() {
        for path in sideFiles { unlink(path) }
        sideFiles = []
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

    /// Whether a path leads to the file that this session holds.
    package func isHome(_ path: String) -> Bool {
        guard let file else { return false }
        return (try? Files.resolve(path)) == file.realPath
    }

    /// Opens a workspace; its unsaved changes, if an earlier session left some, wait in `pending`.
    package func open(_ path: String, readOnly: Bool, wait: Int) throws(Diagnostic) -> (workspace: Workspace, notes: [Diagnostic]) {
        // The file this session holds already is let go first: it may be opened again.
        if isHome(path) { try dropUnsaved() }
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
        do throws(Diagnostic) {
            try dropUnsaved()
        } catch {
            newJournal?.close()
            opened.close()
            throw error
        }
        file = opened
        journal = newJournal
        pending = entries
        return (workspace, notes)
    }

    package func save(_ workspace: Workspace) throws(Diagnostic) -> WorkspaceFile.SaveSummary {
        guard let file else {
            throw Diagnostic("no-file", "This workspace has no file yet.", help: "Write save as 'NAME.tierbook'.")
        }
        try checkPending()
        let summary = try file.save(workspace, journal: journal)
        removeSnapshots()
        unsaved = 0
        return summary
    }

    package func saveAs(_ workspace: Workspace, _ path: String, overwrite: Bool) throws(Diagnostic) -> WorkspaceFile.SaveSummary {
        try checkPending()
        let (written, summary) = try WorkspaceFile.saveAs(workspace, path, overwrite: overwrite)
        try dropUnsaved()
        file = written
        journal = try Journal.open(for: written).journal
        return summary
    }

    /// Begins the journal of a workspace without a file, one a shell; or takes over the oldest that a shell left which
    /// no longer runs.
    package func beginUnnamed() throws(Diagnostic) -> [Diagnostic] {
        guard keepsJournal, let folder = unnamedFolder else { return [] }
        let own = "\(folder)/unnamed-\(time(nil))-\(getpid()).tierbook-journal"
        Files.makeFolders(of: own)
        journal = try Journal.open(at: own).journal
        var notes: [Diagnostic] = []
        for name in Files.names(in: folder) where name.hasPrefix("unnamed-") && name.hasSuffix(".tierbook-journal") {
            let path = "\(folder)/\(name)"
            do throws(Diagnostic) {
                let (left, found) = try Journal.open(at: path)
                notes += Home.aside(found, path)
                if found.entries.isEmpty { continue }
                journal = left
                pending = found.entries
                return notes + [Home.unsaved(pending.count, "an earlier session without a file")]
            } catch {
                // A shell that still runs holds its own.
                if error.id != "journal-held" { notes.append(.warning(error.id, error.message, help: error.help)) }
            }
        }
        return notes
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

    /// Lets go of file and journal. Unsaved changes are dropped; those of an earlier session that still wait are kept.
    package func dropUnsaved() throws(Diagnostic) {
        if pending.isEmpty {
            try journal?.discard()
            removeSnapshots()
        }
        leave()
    }

    private func leave() {
        journal?.close()
        file?.close()
        journal = nil
        file = nil
        pending = []
        unsaved = 0
    }
}
