import Diagnostics
import Tables
import Workspaces

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A workspace in one SQLite file, open for as long as a session works with it.
///
/// Opening reads the catalogue only; each column is read when it is first used. Saving writes what changed since, in
/// one transaction of SQLite's rollback journal with `synchronous=EXTRA`: a crash leaves the file before or after, and
/// between saves there is never a second file. Opened for writing, it holds the workspace's lock until it is closed.
package final class WorkspaceFile {
    /// The path as the user gave it.
    package let path: String
    /// The file itself, links followed.
    package let realPath: String
    /// True when the file, or its folder, cannot be written or another shell holds it: `save` will refuse.
    package let isReadOnly: Bool
    /// Who holds the file, when it could only be opened for reading because of that.
    package let holder: WorkspaceLock.Holder?

    private let lock: WorkspaceLock?
    private(set) var source: LazySource
    private var saved: SavedState
    private var identity: FileIdentity?

    private init(
        path: String, realPath: String, source: LazySource, saved: SavedState, isReadOnly: Bool, lock: WorkspaceLock?,
        holder: WorkspaceLock.Holder?
    ) {
        self.path = path
        self.realPath = realPath
        self.source = source
        self.saved = saved
        self.isReadOnly = isReadOnly
        self.lock = lock
        self.holder = holder
        identity = FileIdentity(realPath)
    }

    /// The digest of the workspace as it stands in the file: what a journal builds on.
    package var root: UInt64 { saved.root }
    package var rootText: String { Digest.text(root) }

    /// Lets go of the lock. The file itself stays open for columns that are still unread.
    package func close() { lock?.release() }

    deinit { lock?.release() }

    // MARK: Opening

    /// Opens a workspace. When another shell holds it, waits up to `wait` seconds for it and then opens it for reading
    /// only.
    ///
    /// Throws when there is no such file, when it is no workspace, is of a newer format, carries anything that would
    /// run, or is damaged. The file is left as it is.
    package static func open(_ path: String, readOnly: Bool = false, wait: Int = 0) throws(Diagnostic) -> (
        file: WorkspaceFile, workspace: Workspace
    ) {
        let realPath = try Files.resolve(path)
        try FileCheck.exists(realPath, named: path)
        var lock: WorkspaceLock?
        var holder: WorkspaceLock.Holder?
        if !readOnly {
            switch try WorkspaceLock.acquire(for: realPath, wait: wait) {
            case .acquired(let acquired): lock = acquired
            case .held(let other): holder = other
            case .unavailable: break
            }
        }
        let database = try FileCheck.open(realPath, named: path, lock == nil ? .readOnly : .readWrite)
        if lock != nil { FreshFile.removeLeftover(of: realPath) }
        let catalogue = try database.transaction("BEGIN") { () throws(Diagnostic) in
            try FileCheck.catalogue(of: database)
        }
        let source = LazySource(database, root: catalogue.root)
        var reader = WorkspaceReader(catalogue, source)
        let workspace = try reader.workspace()
        let saved = SavedState(
            catalogue: catalogue, root: catalogue.root, contents: SavedContents(of: workspace, as: catalogue))
        let file = WorkspaceFile(
            path: path, realPath: realPath, source: source, saved: saved,
            isReadOnly: lock == nil || database.isReadOnly, lock: lock, holder: holder)
        return (file, workspace)
    }

    // MARK: Saving

    package struct SaveSummary: Sendable, Equatable {
        /// Bytes of cells and texts written; 0 when only the catalogue changed.
        package var bytesWritten = 0
        /// Columns' buffers written as segments.
        package var buffersWritten = 0
        /// Tables written as rows.
        package var rowTablesWritten = 0
        /// True when the file was written anew rather than changed.
        package var isWholeFile = false

        init(_ plan: SavePlan, bytesWritten: Int, isWholeFile: Bool) {
            self.bytesWritten = bytesWritten
            buffersWritten = plan.newBuffers.count
            rowTablesWritten = plan.newRowTables.count
            self.isWholeFile = isWholeFile
        }
    }

    /// Makes the file hold this workspace, by writing what changed. The journal is told before and emptied after, in
    /// the order that lets a crash at any moment neither lose nor repeat a change.
    ///
    /// Throws, and leaves file and memory as they were, when the file cannot be written or is no longer the one that
    /// was opened.
    @discardableResult
    package func save(_ workspace: Workspace, journal: Journal? = nil) throws(Diagnostic) -> SaveSummary {
        try checkWritable()
        var plan = try SavePlan(workspace, over: saved)
        // Much new data is written faster into a new file, which also leaves no gaps behind.
        let isWholeFile = plan.newBytes > FileFormat.largePagesFrom && plan.newBytes > plan.keptBytes
        if isWholeFile { plan = try SavePlan(workspace, over: nil) }
        try journal?.mark(root: plan.root)
        if plan.root == saved.root {
            journal?.clear(root: plan.root)
            return SaveSummary(plan, bytesWritten: 0, isWholeFile: false)
        }
        let bytesWritten: Int
        if isWholeFile {
            bytesWritten = try FreshFile.write(plan, to: realPath, named: path, overwrite: true)
            source = LazySource(try FileCheck.open(realPath, named: path, .readWrite), root: plan.root)
            identity = FileIdentity(realPath)
        } else {
            bytesWritten = try update(plan)
            source.saved(plan.root)
        }
        saved = SavedState(catalogue: plan.catalogue, root: plan.root, contents: plan.contents)
        journal?.clear(root: plan.root)
        return SaveSummary(plan, bytesWritten: bytesWritten, isWholeFile: isWholeFile)
    }

    private func update(_ plan: SavePlan) throws(Diagnostic) -> Int {
        try source.database.execute("PRAGMA synchronous = EXTRA; PRAGMA secure_delete = FAST")
        return try source.database.transaction("BEGIN IMMEDIATE") { () throws(Diagnostic) in
            if try source.isOutdated() {
                throw Diagnostic(
                    "file-changed", "Another program has saved \(path) since it was opened here, so nothing was saved.",
                    help: "Use `save as` with another name, then compare the two.")
            }
            return try plan.write(to: source.database)
        }
    }

    private func checkWritable() throws(Diagnostic) {
        if let holder {
            throw Diagnostic(
                "file-held", "\(path) is open for reading only: \(holder.sentence).",
                help: "Use `save as` with another name, or open it again once the other shell has closed it.")
        }
        if isReadOnly {
            throw Diagnostic(
                "file-read-only", "\(path) was opened for reading only, so it cannot be saved.",
                help: "Use `save as` with another place.")
        }
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

    // MARK: Saving elsewhere

    /// Writes the whole workspace into a new file and opens that for the saves to come. A link keeps leading to its
    /// file, and an existing file keeps its mode and owner.
    ///
    /// Throws when the file exists and `overwrite` is false, or when a shell holds it.
    package static func saveAs(_ workspace: Workspace, _ path: String, overwrite: Bool = false) throws(Diagnostic) -> (
        file: WorkspaceFile, summary: SaveSummary
    ) {
        let realPath = try Files.resolve(path)
        if !overwrite, Files.exists(realPath) { throw FreshFile.exists(path) }
        let lock = try FreshFile.claim(realPath, named: path)
        let plan = try SavePlan(workspace, over: nil)
        let bytesWritten = try FreshFile.write(plan, to: realPath, named: path, overwrite: overwrite)
        let database = try FileCheck.open(realPath, named: path, .readWrite)
        let saved = SavedState(catalogue: plan.catalogue, root: plan.root, contents: plan.contents)
        let file = WorkspaceFile(
            path: path, realPath: realPath, source: LazySource(database, root: plan.root), saved: saved,
            isReadOnly: false, lock: lock, holder: nil)
        return (file, SaveSummary(plan, bytesWritten: bytesWritten, isWholeFile: true))
    }
}

/// Which file stands under a path, without opening it: closing it again would drop SQLite's locks.
struct FileIdentity: Equatable {
    private let device: UInt64
    private let number: UInt64

    /// Nil when there is no file.
    init?(_ path: String) {
        guard let status = Files.status(path) else { return nil }
        self.init(status)
    }

    init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
    }
}
