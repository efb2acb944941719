import Diagnostics
import Workspaces

extension WorkspaceFile {
    /// What a save wrote, for the answer.
    package struct SaveSummary: Sendable, Equatable {
        /// Bytes of cells and texts written; 0 when only the catalogue changed.
        package var bytesWritten = 0
        /// What the file holds now, in bytes.
        package var fileSize = 0
        /// Columns' buffers written as segments.
        package var buffersWritten = 0
        /// Tables written as rows.
        package var rowTablesWritten = 0
        /// True when the file was written anew rather than changed.
        package var isWholeFile = false

        init(_ plan: SavePlan, in realPath: String, bytesWritten: Int, isWholeFile: Bool) {
            fileSize = Files.status(realPath).map { Int($0.st_size) } ?? 0
            self.bytesWritten = bytesWritten
            buffersWritten = plan.newBuffers.count
            rowTablesWritten = plan.newRowTables.count
            self.isWholeFile = isWholeFile
        }
    }

    /// Makes the file hold this workspace, by writing what changed. The journal is told before and emptied after, in
    /// the order that lets a crash at any moment neither lose nor repeat a change. A file that is no longer there is
    /// written anew where `again` says so.
    ///
    /// Throws, and leaves file and memory as they were, when the file cannot be written or is no longer the one that
    /// was opened.
    @discardableResult
    package func save(_ workspace: Workspace, journal: Journal? = nil, again: Bool = false) throws(Diagnostic)
        -> SaveSummary
    {
        try checkWritable()
        let isMissing = again && FileIdentity(realPath) == nil
        if isMissing {
            // The folder may be another one, which knows nothing of the lock.
            if lock?.isStanding != true { lock = try FreshFile.claim(realPath, named: path) }
        } else {
            try checkIdentity()
        }
        var plan = try SavePlan(workspace, over: saved)
        // Much new data is written faster into a new file, which also leaves no gaps behind.
        let isWholeFile = isMissing || plan.newBytes > FileFormat.largePagesFrom && plan.newBytes > plan.keptBytes
        if isWholeFile { plan = try SavePlan(workspace, over: nil) }
        try journal?.mark(root: plan.root)
        if plan.root == saved.root, !isMissing {
            journal?.clear(root: plan.root)
            return SaveSummary(plan, in: realPath, bytesWritten: 0, isWholeFile: false)
        }
        let bytesWritten: Int
        if isWholeFile {
            bytesWritten = try FreshFile.write(plan, to: realPath, named: path, overwrite: !isMissing)
            source = LazySource(try FileCheck.open(realPath, named: path, .readWrite), root: plan.root)
            identity = FileIdentity(realPath)
        } else {
            bytesWritten = try update(plan)
            source.saved(plan.root)
        }
        saved = SavedState(catalogue: plan.catalogue, root: plan.root, contents: plan.contents)
        journal?.clear(root: plan.root)
        return SaveSummary(plan, in: realPath, bytesWritten: bytesWritten, isWholeFile: isWholeFile)
    }

    private func update(_ plan: SavePlan) throws(Diagnostic) -> Int {
        try source.database.execute("PRAGMA synchronous = EXTRA; PRAGMA secure_delete = FAST")
        return try source.database.transaction("BEGIN IMMEDIATE") { () throws(Diagnostic) in
            if try source.isOutdated() { throw outdated() }
            return try plan.write(to: source.database)
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
            isReadOnly: false, lock: lock)
        return (file, SaveSummary(plan, in: realPath, bytesWritten: bytesWritten, isWholeFile: true))
    }
}
