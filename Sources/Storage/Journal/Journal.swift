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
/// Without a save the journal does not exist: its file is made with the first change.
package final class Journal {
    /// A change that waits to be done again.
    package struct Entry: Sendable, Equatable {
        package var change: Change
        /// The bytes of the files it read, by path as the change names them; empty when they were too large.
        package var copies: [String: [UInt8]]
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
    }

    /// Input files of a change are copied into the journal up to this many bytes in total.
    package static let copyLimit = 16 << 20

    package let path: String
    /// The workspace file it belongs to, which is never opened here: closing it again would drop SQLite's locks.
    private let workspace: String?
    private var base: UInt64
    private var file: Int32 = -1
    /// The journal's length as far as it is known to be whole.
    private var end = 0
    /// Where each change that is not in the file ends.
    private var entryEnds: [Int] = []

    private init(path: String, workspace: String?, base: UInt64) {
        self.path = path
        self.workspace = workspace
        self.base = base
    }

    deinit { close() }

    /// Opens the journal of a workspace file that was opened for writing, and says what an earlier session left in it.
    ///
    /// Throws when the journal cannot be read, or when another living shell uses it.
    package static func open(for file: WorkspaceFile) throws(Diagnostic) -> (journal: Journal, pending: Pending) {
        try open(at: Files.companion(of: file.realPath, "journal"), workspace: file.realPath, root: file.root)
    }

    /// Opens the journal, at a path, of a workspace that has no file yet.
    package static func open(at path: String) throws(Diagnostic) -> (journal: Journal, pending: Pending) {
        try open(at: path, workspace: nil, root: 0)
    }

    private static func open(at path: String, workspace: String?, root: UInt64) throws(Diagnostic) -> (
        journal: Journal, pending: Pending
    ) {
        let journal = Journal(path: path, workspace: workspace, base: root)
        var pending = Pending()
        guard Files.exists(path) else { return (journal, pending) }
        try journal.openFile(creating: false)
        let content = try JournalReader(file: journal.file, path: path)
        journal.end = content.end
        pending.isCutOff = content.isCutOff
        if let first = content.firstPending(after: root) {
            pending.entries = content.entries.dropFirst(first).map(\.entry)
            journal.entryEnds = content.entries.dropFirst(first).map(\.end)
            if content.isCutOff {
                pending.setAside = try journal.copyAside()
                try journal.cut(to: content.end)
            }
            if pending.entries.isEmpty { journal.clear(root: root) }
        } else if content.isOnlyBegun {
            journal.clear(root: root)
        } else {
            pending.setAside = try journal.setAside()
        }
        return (journal, pending)
    }

    // MARK: Writing

    /// Records a change and makes it durable, with copies of the files it read where they are small enough and still
    /// what they were. Throws when the record could not be made durable; the journal then is as before.
    package func append(_ change: Change) throws(Diagnostic) {
        try write(JournalRecord.change(change, copies: InputCopies.read(change.inputs, except: workspace)))
        entryEnds.append(end)
    }

    /// Notes that a save is about to give the file this root.
    func mark(root: UInt64) throws(Diagnostic) {
        if file >= 0 { try write(JournalRecord.mark(root)) }
    }

    /// Removes the journal: the file, now of this root, holds all of it. Where that fails the mark says the same.
    func clear(root: UInt64) {
        base = root
        entryEnds = []
        // Not made durable: a journal that comes back after a power cut is known by its mark.
        if file >= 0, unlink(path) == 0 || errno == ENOENT { close() }
    }

    /// Removes the journal, durably: its changes were saved into another file.
    package func discard() throws(Diagnostic) {
        guard file >= 0 else { return }
        if unlink(path) != 0, errno != ENOENT { throw Files.failure("removed", path, errno) }
        close()
        try Files.synchronizeFolder(of: path)
    }

    /// Stops writing; the journal stays for the next session.
    package func close() {
        if file >= 0 { systemClose(file) }
        file = -1
        end = 0
        entryEnds = []
    }

    /// Keeps the first `count` pending changes and puts a copy of the whole journal aside: for those that the user did
    /// not want back, or that failed when they were done again. Returns where the copy is, nil when all are kept.
    package func keep(first count: Int) throws(Diagnostic) -> String? {
        guard count < entryEnds.count else { return nil }
        if count <= 0 { return try setAside() }
        let copy = try copyAside()
        try cut(to: entryEnds[count - 1])
        entryEnds.removeLast(entryEnds.count - count)
        return copy
    }

    private func cut(to length: Int) throws(Diagnostic) {
        guard ftruncate(file, off_t(length)) == 0, fdatasync(file) == 0 else {
            throw Files.failure("written", path, errno)
        }
        end = length
    }

    private func write(_ record: JournalRecord) throws(Diagnostic) {
        if file < 0 {
            try openFile(creating: true)
            do throws(Diagnostic) {
                try write(JournalRecord.header(base).framed)
                try Files.synchronizeFolder(of: path)
            } catch {
                unlink(path)
                close()
                throw error
            }
        }
        try write(record.framed)
    }

    private func write(_ bytes: [UInt8]) throws(Diagnostic) {
        let code = JournalFile.write(bytes, to: file, at: end)
        guard code == 0 else {
            // Best effort: what is left of a record has no right digest and is ignored.
            _ = ftruncate(file, off_t(end))
            throw Diagnostic(
                "journal-failed",
                "\(path), which keeps unsaved changes for the case of a crash, cannot be written: \(systemMessage(code)).",
                help: "Save the workspace, with `save as` to another place if need be.")
        }
        end += bytes.count
    }

    // MARK: Files

    private func openFile(creating: Bool) throws(Diagnostic) {
        let flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (creating ? O_CREAT | O_EXCL : 0)
        file = systemOpen(path, flags, 0o600)
        guard file >= 0 else { throw Files.failure(creating ? "written" : "read", path, errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close()
            throw Diagnostic(
                "journal-held", "The journal \(path) is in use by another shell.", help: "Close the other shell first.")
        }
    }

    /// Moves the journal out of the way, never over another file.
    private func setAside() throws(Diagnostic) -> String {
        let target = freePath()
        let code = Files.move(path, to: target, replacing: false)
        if code != 0 { throw Files.failure("put aside", path, code) }
        try Files.synchronizeFolder(of: path)
        close()
        return target
    }

    private func copyAside() throws(Diagnostic) -> String {
        let target = freePath()
        try JournalFile.write(JournalReader.bytes(of: file, path: path), toNew: target)
        return target
    }

    private func freePath() -> String {
        var number = 1
        while Files.exists("\(path)-aside-\(number)") { number += 1 }
        return "\(path)-aside-\(number)"
    }
}
