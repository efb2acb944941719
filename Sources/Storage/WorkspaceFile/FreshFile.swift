import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes a whole SQLite file: beside its place first, then, once it is durable, into it.
enum FreshFile {
    static func exists(_ path: String) -> Diagnostic {
        Diagnostic(
            "file-exists", "\(path) is there already, and nothing was written.",
            help: "Choose another name, or add replacing.")
    }

    /// Takes the lock of a place to write to; nil where locks are unknown. Throws when a shell works with a file there.
    static func claim(_ realPath: String, named path: String) throws(Diagnostic) -> WorkspaceLock? {
        switch try WorkspaceLock.acquire(for: realPath, wait: 0) {
        case .acquired(let lock): return lock
        case .unavailable: return nil
        case .held(let holder):
            throw Diagnostic(
                "file-held", "\(path) cannot be replaced: \(holder.sentence).", help: "Choose another name.")
        }
    }

    /// Writes a workspace as a plan over nothing says; returns how many bytes of cells, texts and links.
    static func write(_ plan: SavePlan, to realPath: String, named path: String, overwrite: Bool) throws(Diagnostic) -> Int {
        var byteCount = 0
        try write(realPath, named: path, overwrite: overwrite, pragmas(of: plan)) { (database) throws(Diagnostic) in
            byteCount = try plan.write(to: database)
        }
        return byteCount
    }

    /// Writes a workspace to a file that nobody else may read and that nobody knows before it is whole.
    static func writePrivately(_ plan: SavePlan, to path: String) throws(Diagnostic) {
        try create(path, mode: 0o600, named: path)
        do throws(Diagnostic) {
            try write(path, named: path, pragmas(of: plan)) { (database) throws(Diagnostic) in _ = try plan.write(to: database) }
            try Files.synchronize(path, named: path)
            try Files.synchronizeFolder(of: path)
        } catch {
            unlink(path)
            throw error
        }
    }

    private static func pragmas(of plan: SavePlan) -> String {
        "PRAGMA page_size = \(plan.newBytes >= FileFormat.largePagesFrom ? 65_536 : 4_096); PRAGMA application_id = \(FileFormat.applicationID)"
    }

    /// Writes what `fill` puts into an empty database, in one transaction.
    static func write(
        _ realPath: String, named path: String, overwrite: Bool, _ pragmas: String,
        fill: (Database) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        let old = Files.status(realPath)
        try settleJournal(of: realPath, named: path)
        let temporary = Files.companion(of: realPath, "new")
        unlink(temporary)
        // A new file gets what the user's umask says; one with a mode to keep is nobody else's until it has it.
        try create(temporary, mode: old == nil ? 0o666 : 0o600, named: path)
        do throws(Diagnostic) {
            try write(temporary, named: path, pragmas, fill)
            try takeOver(temporary, from: old, named: path)
            try Files.synchronize(temporary, named: path)
            let code = Files.move(temporary, to: realPath, replacing: overwrite)
            if code != 0 { throw code == EEXIST ? exists(path) : Files.failure("written", path, code) }
        } catch {
            unlink(temporary)
            throw error
        }
        try Files.synchronizeFolder(of: realPath)
    }

    /// Removes what a save that was killed has left. Only the holder of the lock may.
    static func removeLeftover(of realPath: String) { unlink(Files.companion(of: realPath, "new")) }

    private static func create(_ new: String, mode: mode_t, named path: String) throws(Diagnostic) {
        let file = open(new, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode)
        guard file >= 0 else { throw Files.failure("written", path, errno) }
        close(file)
    }

    private static func write(
        _ temporary: String, named path: String, _ pragmas: String, _ fill: (Database) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        let database = try Database.open(temporary, .readWrite, named: path)
        // The file is nobody's until it is whole, so SQLite need not secure its steps.
        try database.execute(
            """
            PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
            PRAGMA secure_delete = OFF; \(pragmas)
            """)
        try database.transaction("BEGIN EXCLUSIVE") { () throws(Diagnostic) in try fill(database) }
    }

    /// Gives the new file the mode and, where we may, the owner of the old one.
    private static func takeOver(_ temporary: String, from old: stat?, named path: String) throws(Diagnostic) {
        guard let old else { return }
        // Only root may give a file away; anyone else keeps it under the own name.
        if chown(temporary, old.st_uid, old.st_gid) != 0 { _ = chown(temporary, uid_t.max, old.st_gid) }
        if chmod(temporary, old.st_mode & 0o7777) != 0 { throw Files.failure("written", path, errno) }
    }

    /// A journal that a crash left beside the old file would be played into the new one: let SQLite settle it first.
    private static func settleJournal(of realPath: String, named path: String) throws(Diagnostic) {
        let journals = ["-journal", "-wal"].map { realPath + $0 }
        guard journals.contains(where: Files.exists) else { return }
        do throws(Diagnostic) {
            // What is left after this belongs to no writer and to no unfinished change.
            try Database.open(realPath, .readWrite, named: path).execute("BEGIN IMMEDIATE; ROLLBACK")
        } catch {
            // A file that is gone, or is no database, has no use for its journal.
            if error.id == "file-busy" { throw error }
        }
        for journal in journals where unlink(journal) != 0 && errno != ENOENT {
            throw Files.failure("replaced", path, errno)
        }
        try Files.synchronizeFolder(of: realPath)
    }
}
