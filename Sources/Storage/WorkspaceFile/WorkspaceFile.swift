import Diagnostics
import Tables
import Workspaces

/// A workspace in one SQLite file, open for as long as a session works with it.
///
/// Opening reads the catalogue and checks every byte of the editions; each column is read when it is first used. Saving writes what changed since, in
/// one transaction of SQLite's rollback journal with `synchronous=EXTRA`: a crash leaves the file before or after, and
/// between saves there is never a second file. Opened for writing, it holds the workspace's lock until it is closed.
package final class WorkspaceFile {
    /// The path as the user gave it.
    package let path: String
    /// The file itself, links followed.
    package let realPath: String
    /// True when the file cannot be saved: as was asked for, as another shell holds it or as it may not be written.
    package private(set) var isReadOnly: Bool
    /// Who held the file, when it could only be opened for reading because of that.
    package private(set) var holder: WorkspaceLock.Holder?
    /// What opening it found amiss that does not keep it from being used: editions that are damaged.
    package let warnings: [Diagnostic]

    /// Reading only is what was asked for, not what was left.
    private let isForReading: Bool
    var lock: WorkspaceLock?
    var source: LazySource
    var saved: SavedState
    var identity: FileIdentity?

    init(
        path: String, realPath: String, source: LazySource, saved: SavedState, isReadOnly: Bool, lock: WorkspaceLock?,
        holder: WorkspaceLock.Holder? = nil, isForReading: Bool = false, warnings: [Diagnostic] = []
    ) {
        self.path = path
        self.realPath = realPath
        self.source = source
        self.saved = saved
        self.isReadOnly = isReadOnly
        self.lock = lock
        self.holder = holder
        self.isForReading = isForReading
        self.warnings = warnings
        identity = FileIdentity(realPath)
    }

    /// The digest of the workspace as it stands in the file: what a journal builds on.
    package var root: UInt64 { saved.root }
    /// As 16 hexadecimal digits.
    package var rootText: String { Digest.text(root) }

    /// Lets go of the lock. The file itself stays open for columns that are still unread.
    package func close() { lock = nil }

    // MARK: Opening

    /// Opens a workspace. When another shell holds it, waits up to `wait` seconds for it and then opens it for reading
    /// only. When `present` is the same file, the two share its lock, which goes with the last of them.
    ///
    /// Throws when there is no such file, when it is no workspace, is of a newer format, carries anything that would
    /// run, or has a damaged catalogue. The file is left as it is.
    package static func open(
        _ path: String, readOnly: Bool = false, wait: Int = 0, besides present: WorkspaceFile? = nil
    ) throws(Diagnostic) -> (file: WorkspaceFile, workspace: Workspace) {
        let realPath = try Files.resolve(path)
        try FileCheck.exists(realPath, named: path)
        var lock = readOnly ? nil : present?.lock(of: realPath)
        var holder: WorkspaceLock.Holder?
        if !readOnly, lock == nil {
            switch try WorkspaceLock.acquire(for: realPath, wait: wait) {
            case .acquired(let acquired): lock = acquired
            case .held(let other): holder = other
            case .unavailable: break
            }
        }
        let database = try FileCheck.open(realPath, named: path, lock == nil ? .readOnly : .readWrite)
        if lock != nil { FreshFile.removeLeftover(of: realPath) }
        let (catalogue, warnings) = try database.transaction("BEGIN") { () throws(Diagnostic) in
            let catalogue = try FileCheck.catalogue(of: database)
            return (catalogue, try EditionCheck.warnings(catalogue, in: database))
        }
        let source = LazySource(database, root: catalogue.root)
        var reader = WorkspaceReader(catalogue, source)
        let workspace = try reader.workspace()
        let saved = SavedState(
            catalogue: catalogue, root: catalogue.root, contents: SavedContents(of: workspace, as: catalogue))
        let file = WorkspaceFile(
            path: path, realPath: realPath, source: source, saved: saved,
            isReadOnly: lock == nil || database.isReadOnly, lock: lock, holder: holder, isForReading: readOnly,
            warnings: warnings)
        return (file, workspace)
    }

    /// A file's whole content, which needs the file no more.
    /// Errors: those of `open`, `file-damaged`, `file-changed`, `cancelled`.
    package static func read(_ path: String) throws(Diagnostic) -> Workspace {
        let (_, workspace) = try open(path, readOnly: true)
        for buffer in workspace.buffers {
            try Cancellation.check()
            try buffer.read()
        }
        return workspace
    }

    /// The lock of a place, if this file has it and it still keeps others out.
    func lock(of realPath: String) -> WorkspaceLock? {
        guard realPath == self.realPath, let lock, lock.isStanding else { return nil }
        return lock
    }

    // MARK: The right to write

    /// Takes the right to write a file that only reading was left of, when it is to be had now and the file is still
    /// the one that was read. `resign` gives it back.
    /// Errors: `file-held`, `file-read-only`, `file-missing`, `file-changed`.
    package func claim() throws(Diagnostic) {
        if isForReading { throw readOnly("was opened for reading only") }
        switch try WorkspaceLock.acquire(for: realPath, wait: 0) {
        case .held(let holder):
            self.holder = holder
            throw held(holder)
        case .unavailable: throw readOnly("can only be read")
        case .acquired(let lock):
            try checkIdentity()
            let now = LazySource(try FileCheck.open(realPath, named: path, .readWrite), root: saved.root)
            if now.database.isReadOnly { throw readOnly("can only be read") }
            if try now.isOutdated() { throw outdated() }
            source = now
            self.lock = lock
            holder = nil
            isReadOnly = false
        }
    }

    /// Gives back what `claim` took: the file can be read only.
    package func resign() {
        isReadOnly = true
        lock = nil
    }

    func checkWritable() throws(Diagnostic) {
        if let holder { throw held(holder) }
        if isReadOnly { throw readOnly("was opened for reading only") }
    }

    /// Throws unless the file under its name is the one that was opened.
    func checkIdentity() throws(Diagnostic) {
        guard let now = FileIdentity(realPath) else {
            throw Diagnostic(
                "file-missing", "\(path) is no longer there, so nothing was saved; your work is still in memory.",
                help: "Use `save as` to write it again.")
        }
        if now != identity {
            throw Diagnostic(
                "file-changed", "\(path) was replaced by another file since it was opened here, so nothing was saved.",
                help: "Use `save as` with another name, then compare the two.")
        }
    }

    private func held(_ holder: WorkspaceLock.Holder) -> Diagnostic {
        Diagnostic(
            "file-held", "\(path) is open for reading only: \(holder.sentence).",
            help: "Use `save as` with another name, or save once the other shell has closed it.")
    }

    private func readOnly(_ why: String) -> Diagnostic {
        Diagnostic("file-read-only", "\(path) \(why), so it cannot be saved.", help: "Use `save as` with another place.")
    }

    func outdated() -> Diagnostic {
        Diagnostic(
            "file-changed", "Another program has saved \(path) since it was opened here, so nothing was saved.",
            help: "Use `save as` with another name, then compare the two.")
    }
}
