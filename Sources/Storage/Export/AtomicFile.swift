import Diagnostics
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that appears under its name all at once: what was there before stays until `commit`, and after a crash
/// the name holds the old bytes or the new ones, never a part.
///
/// The bytes go to a file without a name in the same folder (so that a killed process leaves nothing behind) or,
/// where the file system has no such files, to a hidden temporary one. `commit` syncs it, gives it the final name
/// and syncs the folder. A symbolic link is kept: its target is written. An existing file's mode and owner are kept.
/// A device or a pipe is written directly.
package final class AtomicFile {
    private let path: String
    /// Where the bytes belong: `path` behind its symbolic links.
    private let target: String
    private let folder: String
    private var descriptor: Int32
    /// The temporary name that must go when nothing is committed.
    private var temporary: String?
    private let isDirect: Bool
    /// Bytes written so far.
    package private(set) var byteCount = 0

    private static let serial = Atomic<Int>(0)

    /// Opens the temporary file.
    /// - Throws: `no-such-folder`, `no-permission`, `is-a-folder`, `disk-full`, `read-only-disk`, `file-problem` ….
    package init(path: String) throws(Diagnostic) {
        self.path = path
        target = try AtomicFile.behindLinks(path)
        folder = folderAndName(target).folder
        var status = stat()
        let exists = stat(target, &status) == 0
        if exists, status.st_mode & S_IFMT == S_IFDIR { throw fileProblem(EISDIR, "write", path) }
        if exists, access(target, W_OK) != 0 { throw fileProblem(errno, "write", path) }
        isDirect = exists && status.st_mode & S_IFMT != S_IFREG
        if isDirect {
            descriptor = open(target, O_WRONLY | O_CLOEXEC)
        } else {
            descriptor = AtomicFile.openNameless(in: folder)
            if descriptor < 0, [EOPNOTSUPP, EISDIR, EINVAL].contains(errno) {
                let name = AtomicFile.temporaryName(in: folder)
                descriptor = open(name, O_WRONLY | O_CLOEXEC | O_CREAT | O_EXCL, 0o666)
                if descriptor >= 0 { temporary = name }
            }
        }
        guard descriptor >= 0 else { throw fileProblem(errno, "write", path) }
        if exists, !isDirect {
            _ = fchown(descriptor, status.st_uid, status.st_gid)
            _ = fchmod(descriptor, status.st_mode & 0o7777)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if let temporary { unlink(temporary) }
    }

    /// Adds bytes at the end. Throws what the system says: `disk-full`, `file-problem` ….
    package func write(_ bytes: UnsafeRawBufferPointer) throws(Diagnostic) {
        guard let base = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let written = writeBytes(descriptor, base + done, bytes.count - done)
            if written > 0 {
                done += written
            } else if written == 0 || errno != EINTR {
                throw fileProblem(written == 0 ? ENOSPC : errno, "write", path)
            }
        }
        byteCount += done
    }

    /// The same for an array. Throws as that.
    package func write(_ bytes: [UInt8]) throws(Diagnostic) {
        var failure: Diagnostic?
        bytes.withUnsafeBytes { all in
            do throws(Diagnostic) { try write(all) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Makes the bytes the file's content, safe against a power cut. Nothing may be written afterwards.
    /// Throws what the system says; the name then holds what it held, unless the folder alone could not be synced.
    package func commit() throws(Diagnostic) {
        defer {
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
        }
        if isDirect { return }
        guard fsync(descriptor) == 0 else { throw fileProblem(errno, "write", path) }
        if temporary == nil {
            let name = AtomicFile.temporaryName(in: folder)
            guard linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 else {
                throw fileProblem(errno, "write", path)
            }
            temporary = name
        }
        guard let name = temporary, rename(name, target) == 0 else { throw fileProblem(errno, "write", path) }
        temporary = nil
        try syncFolder(folder, for: path)
    }

    /// Writes a whole file. Throws as the steps do; the name then holds what it held.
    package static func write(_ bytes: [UInt8], to path: String) throws(Diagnostic) {
        let file = try AtomicFile(path: path)
        try file.write(bytes)
        try file.commit()
    }

    /// A file without a name; −1 with `EOPNOTSUPP` where there are none, or none that could be given a name.
    private static func openNameless(in folder: String) -> Int32 {
        #if os(Linux)
            if access("/proc/self/fd", X_OK) == 0 {
                // O_TMPFILE; the constant is a macro that Swift does not see.
                return open(folder, O_WRONLY | O_CLOEXEC | O_DIRECTORY | 0o20_000_000, 0o666)
            }
        #endif
        errno = EOPNOTSUPP
        return -1
    }

    private static func temporaryName(in folder: String) -> String {
        let serial = serial.add(1, ordering: .relaxed).newValue
        return "\(folder)/.tierbook-\(getpid())-\(serial).tmp"
    }

    /// The path that a symbolic link leads to, through further links, whether or not it exists.
    private static func behindLinks(_ path: String) throws(Diagnostic) -> String {
        var path = path
        for _ in 0..<40 {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let length = readlink(path, &buffer, buffer.count)
            var status = stat()
            // A link such as /dev/stdout may lead to what has no path.
            if length < 0 || (stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG) { return path }
            let link = String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            path = link.hasPrefix("/") ? link : folderAndName(path).folder + "/" + link
        }
        throw fileProblem(ELOOP, "write", path)
    }
}

/// Makes a change of names in a folder safe against a power cut.
/// Throws what the system says; `path` is for the message.
package func syncFolder(_ folder: String, for path: String) throws(Diagnostic) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw fileProblem(errno, "write", path) }
    defer { close(descriptor) }
    // Some network file systems have no such call for folders.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw fileProblem(errno, "write", path) }
}

private func writeBytes(_ descriptor: Int32, _ from: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, from, count)
}
