import Diagnostics
import Workspaces

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The accepted changes that no save has yet put into the workspace file, in a file beside it, so that a crash loses
/// none of them. Each is durable before it is acknowledged.
///
/// The journal begins with the digest root of the workspace it builds on. A save first marks it with the root that the
/// file will have, then commits, then removes it. So whichever of these a crash prevents, the file's root tells which
/// records it holds: after a mark with that root come those it does not.
///
/// Without a change the journal does not exist: its file is made with the first one.
package final class Journal {
    /// A change that waits to be done again.
    package struct Entry: Sendable, Equatable {
        /// The statement, with what it needs to be run again.
        package var change: Change
        /// The bytes of the files it read, by path as the change names them; empty when they were too large.
        package var copies: [String: [UInt8]] = [:]
        /// Where the workspace after it is kept as a whole, for a change that cannot be done again.
        package var snapshot: String?

        /// That workspace; nil when the statement is to be done again. Throws as `WorkspaceFile.read`.
        package func workspace() throws(Diagnostic) -> Workspace? {
            try snapshot.map { (path) throws(Diagnostic) in try WorkspaceFile.read(path) }
        }
    }

    /// What an earlier session left.
    package struct Pending: Sendable, Equatable {
        /// The changes that are not in the workspace file, oldest first. Replay them without `append`: they stay in
        /// the journal until the next save.
        package var entries: [Entry] = []
        /// True when the journal ends in something that is no whole record: as a rule one that the crash cut off
        /// before it was acknowledged.
        package var isCutOff = false
        /// Where a copy of a journal is kept that ends so, or the journal itself when it belongs to another state of
        /// the file.
        package var setAside: String?
        /// The file that the workspace was opened from, where the journal lies apart from it.
        package var origin: String?
    }

    /// Input files of a change are copied into the journal up to this many bytes in total.
    package static let copyLimit = 16 << 20

    private var file: JournalFile
    /// The workspace file it belongs to, which is never opened here: closing it again would drop SQLite's locks.
    private let workspace: String?
    private let origin: String?
    private var base: UInt64
    /// Where each change that is not in the file ends.
    private var entryEnds: [Int] = []
    /// Files that the journal's records name, removed with it.
    private var snapshots: [String] = []

    private init(path: String, workspace: String?, base: UInt64, origin: String?) {
        file = JournalFile(path: path)
        self.workspace = workspace
        self.base = base
        self.origin = origin
    }

    deinit { close() }

    /// The journal's own file, which may not exist yet.
    package var path: String { file.path }

    /// Opens the journal of a workspace file that was opened for writing, and says what an earlier session left in it.
    ///
    /// Throws when the journal cannot be read, or when another living shell uses it.
    package static func open(for file: WorkspaceFile) throws(Diagnostic) -> (journal: Journal, pending: Pending) {
        let path = Files.companion(of: file.realPath, "journal")
        return try Journal(path: path, workspace: file.realPath, base: file.root, origin: nil).opened()
    }

    /// Opens the journal, at a path, of a workspace that has no file to write to: it builds on an empty workspace.
    /// `origin` is the file that the workspace was read from, if any. Errors: as for a workspace file's.
    package static func open(at path: String, origin: String? = nil) throws(Diagnostic) -> (
        journal: Journal, pending: Pending
    ) {
        try Journal(path: path, workspace: nil, base: 0, origin: origin).opened()
    }

    private func opened() throws(Diagnostic) -> (journal: Journal, pending: Pending) {
        guard Files.exists(path) else { return (self, Pending()) }
        try file.open(creating: false)
        return (self, try pending(over: base))
    }

    /// True when no change waits for a save.
    package var isEmpty: Bool { entryEnds.isEmpty }

    /// What of the journal a workspace file of this root does not hold. What belongs to another state is put aside.
    /// Errors: `journal-failed`, `io-error`, `disk-full`.
    package func pending(over root: UInt64) throws(Diagnostic) -> Pending {
        base = root
        guard file.isOpen else { return Pending() }
        let content = JournalReader(try file.bytes(), path: path)
        var pending = Pending(isCutOff: content.isCutOff, origin: content.origin)
        guard let first = content.firstPending(after: root) else {
            if content.isOnlyBegun { clear(root: root) } else { pending.setAside = try setAside() }
            return pending
        }
        pending.entries = content.entries.dropFirst(first).map(\.entry)
        entryEnds = content.entries.dropFirst(first).map(\.end)
        snapshots = pending.entries.compactMap(\.snapshot)
        Snapshot.removeStrays(of: path, except: snapshots)
        if content.isCutOff { pending.setAside = try copyAside() }
        try file.cut(to: content.end)
        if pending.entries.isEmpty { clear(root: root) }
        return pending
    }

    // MARK: Writing

    /// Records a change and makes it durable, with copies of the files it read where they are small enough and still
    /// what they were. Throws when the record could not be made durable; the journal then is as before.
    package func append(_ change: Change) throws(Diagnostic) {
        try write(JournalRecord.change(change, copies: InputCopies.read(change.inputs, except: workspace)))
        entryEnds.append(file.end)
    }

    /// Records a change by the workspace after it.
    /// Errors: `journal-failed`, and why the workspace could not be written; the journal then is as before.
    package func append(_ change: Change, as workspace: Workspace) throws(Diagnostic) {
        // With the journal before it, what a crash leaves of the snapshot is found and removed.
        try begin()
        let snapshot = try Snapshot.write(workspace, of: path)
        do throws(Diagnostic) {
            try write(JournalRecord.snapshot(change, file: Files.name(of: snapshot)))
        } catch {
            unlink(snapshot)
            throw error
        }
        snapshots.append(snapshot)
        entryEnds.append(file.end)
    }

    /// Notes that a save is about to give the file this root.
    func mark(root: UInt64) throws(Diagnostic) {
        if file.isOpen, !file.isGone { try write(JournalRecord.mark(root)) }
    }

    /// Removes the journal: the file, now of this root, holds all of it. Where that fails the mark says the same.
    func clear(root: UInt64) {
        base = root
        entryEnds = []
        removeSnapshots()
        // Not made durable: a journal that comes back after a power cut is known by its mark.
        if file.isOpen { _ = file.remove() }
    }

    /// Removes the journal: its changes are saved into another file, given up, or taken back. Returns why it is still
    /// there when it cannot be removed; its changes are offered again then.
    @discardableResult
    package func discard() -> Diagnostic? {
        guard file.isOpen else { return nil }
        defer { close() }
        // A folder may refuse what the file in it does not: an empty journal is as good as none.
        if !file.remove(), case let code = errno, (try? file.cut(to: 0)) == nil {
            return .warning(
                "journal-stays", "\(path) cannot be removed: \(systemMessage(code)).",
                help: "Remove it yourself, or the changes in it will be offered again.")
        }
        removeSnapshots()
        try? Files.synchronizeFolder(of: path)
        return nil
    }

    /// Stops writing; the journal stays for the next session.
    package func close() {
        file.close()
        entryEnds = []
        snapshots = []
    }

    /// Keeps the first `count` pending changes and puts a copy of the whole journal aside: for those that the user did
    /// not want back. Returns where the copy is, nil when all are kept.
    /// Throws where the copy cannot be made, and then keeps all.
    package func keep(first count: Int) throws(Diagnostic) -> String? {
        guard count < entryEnds.count else { return nil }
        if count <= 0 { return try setAside() }
        let copy = try copyAside()
        try file.cut(to: entryEnds[count - 1])
        entryEnds.removeLast(entryEnds.count - count)
        return copy
    }

    // MARK: Parts

    private func write(_ record: JournalRecord) throws(Diagnostic) {
        try begin()
        if file.isGone { throw JournalFile.failure(path, "it was removed") }
        try file.append(record.framed)
    }

    /// Makes the journal's file where there is none yet.
    private func begin() throws(Diagnostic) {
        if file.isOpen { return }
        try file.open(creating: true)
        do throws(Diagnostic) {
            try file.append(JournalRecord.header(base).framed + (origin.map { JournalRecord.origin($0).framed } ?? []))
            try Files.synchronizeFolder(of: path)
        } catch {
            _ = file.remove()
            throw error
        }
    }

    private func removeSnapshots() {
        for path in snapshots { unlink(path) }
        snapshots = []
    }

    // A journal that is put aside still names its snapshots, which stay with it.

    private func setAside() throws(Diagnostic) -> String {
        let target = try file.setAside()
        entryEnds = []
        snapshots = []
        return target
    }

    private func copyAside() throws(Diagnostic) -> String {
        let target = try file.copyAside()
        snapshots = []
        return target
    }
}
