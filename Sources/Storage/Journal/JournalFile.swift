import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The bytes of a journal: a file that one shell at a time holds, and that each write makes durable.
struct JournalFile {
    let path: String
    private var descriptor: Int32 = -1
    /// Its length as far as it is known to be whole.
    private(set) var end = 0

    init(path: String) { self.path = path }

    var isOpen: Bool { descriptor >= 0 }

    /// True when somebody has removed it: what is written to it is lost.
    var isGone: Bool {
        var status = stat()
        return fstat(descriptor, &status) != 0 || status.st_nlink == 0
    }

    mutating func open(creating: Bool) throws(Diagnostic) {
        let flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (creating ? O_CREAT | O_EXCL : 0)
        descriptor = systemOpen(path, flags, 0o600)
        guard descriptor >= 0 else { throw Files.failure(creating ? "written" : "read", path, errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close()
            throw Diagnostic(
                "journal-held", "The journal \(path) is in use by another shell.", help: "Close the other shell first.")
        }
    }

    mutating func close() {
        if descriptor >= 0 { systemClose(descriptor) }
        descriptor = -1
        end = 0
    }

    func bytes() throws(Diagnostic) -> [UInt8] { try Files.bytes(of: descriptor, named: path) }

    // MARK: Changing

    /// Adds bytes, durably. When that fails the file is as before.
    mutating func append(_ bytes: [UInt8]) throws(Diagnostic) {
        let code = Files.writeDurably(bytes, to: descriptor, at: end)
        guard code == 0 else {
            // Best effort: what is left of a record has no right digest and is ignored.
            _ = ftruncate(descriptor, off_t(end))
            throw JournalFile.failure(path, systemMessage(code))
        }
        end += bytes.count
    }

    /// Leaves out what follows a length.
    mutating func cut(to length: Int) throws(Diagnostic) {
        guard ftruncate(descriptor, off_t(length)) == 0, fdatasync(descriptor) == 0 else {
            throw Files.failure("written", path, errno)
        }
        end = length
    }

    /// Removes the file; false, with the reason in `errno`, when it is still there.
    mutating func remove() -> Bool {
        guard unlink(path) == 0 || errno == ENOENT else { return false }
        close()
        return true
    }

    static func failure(_ path: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            "journal-failed",
            "\(path), which keeps unsaved changes for the case of a crash, cannot be written: \(reason).",
            help: "Save the workspace, with `save as` to another place if need be.")
    }

    // MARK: Putting aside

    /// Moves the file out of the way, never over another one; returns where to.
    mutating func setAside() throws(Diagnostic) -> String {
        let target = freePath()
        let code = Files.move(path, to: target, replacing: false)
        if code != 0 { throw Files.failure("put aside", path, code) }
        try Files.synchronizeFolder(of: path)
        close()
        return target
    }

    /// Copies the file; returns where to.
    func copyAside() throws(Diagnostic) -> String {
        let target = freePath()
        let copy = systemOpen(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard copy >= 0 else { throw Files.failure("written", target, errno) }
        defer { systemClose(copy) }
        let code = Files.writeDurably(try bytes(), to: copy, at: 0)
        if code != 0 {
            unlink(target)
            throw Files.failure("written", target, code)
        }
        try Files.synchronizeFolder(of: target)
        return target
    }

    private func freePath() -> String {
        var number = 1
        while Files.exists("\(path)-aside-\(number)") { number += 1 }
        return "\(path)-aside-\(number)"
    }
}
