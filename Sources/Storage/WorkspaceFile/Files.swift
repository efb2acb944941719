import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The few things storage asks of the file system, with errors in plain words.
package enum Files {
    /// Makes the folders that lead to a file where they are missing.
    /// - Parameter isPrivate: for their owner alone.
    /// - Returns: the `errno` of the last that is neither there nor could be made; 0 where all are there.
    @discardableResult package static func makeFolders(of path: String, isPrivate: Bool = true) -> Int32 {
        var folder = ""
        var code: Int32 = 0
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
            folder += part + "/"
            if folder == "/" { continue }
            code = mkdir(folder, isPrivate ? 0o700 : 0o777) == 0 || errno == EEXIST ? 0 : errno
        }
        return code
    }

    /// Writes a whole file of a folder that is made where it is missing, for all to read.
    /// Throws what the system says: `no-permission`, `disk-full` ….
    package static func write(_ text: String, makingFoldersOf path: String) throws(Diagnostic) {
        let code = makeFolders(of: path, isPrivate: false)
        if code != 0 { throw fileProblem(code, "write", path) }
        try AtomicFile.write(Array(text.utf8), to: path)
    }

    /// Removes a file, and its folder where nothing is left in it.
    package static func remove(_ path: String) {
        if unlink(path) == 0 { rmdir(folder(of: path)) }
    }

    /// The names in a folder, sorted by their bytes; none where it cannot be read.
    package static func names(in folder: String) -> [String] {
        guard let listing = opendir(folder) else { return [] }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names.sorted()
    }

    /// The file a path leads to, links followed; a file that does not exist yet keeps its name in its real folder.
    /// Errors: `folder-missing`.
    package static func resolve(_ path: String) throws(Diagnostic) -> String {
        var path = path
        // A link may lead to a file that is not there yet, which realpath refuses.
        for _ in 0..<40 {
            if let real = realpath(path, nil) {
                defer { free(real) }
                return String(cString: real)
            }
            guard let target = linkTarget(path) else { break }
            path = target.hasPrefix("/") ? target : folder(of: path) + "/" + target
        }
        guard let real = realpath(folder(of: path), nil) else {
            throw Diagnostic(
                "folder-missing", "The folder \(folder(of: path)) cannot be used: \(systemMessage(errno)).",
                help: "Make the folder first, or choose another.")
        }
        defer { free(real) }
        let folder = String(cString: real)
        return (folder == "/" ? "" : folder) + "/" + name(of: path)
    }

    private static func linkTarget(_ path: String) -> String? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(PATH_MAX)) { room in
            let count = room.withMemoryRebound(to: CChar.self) { bytes in
                bytes.baseAddress.map { readlink(path, $0, bytes.count) } ?? -1
            }
            return count > 0 ? String(decoding: room[0..<count], as: UTF8.self) : nil
        }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// The hidden file beside `path` that serves one purpose: `.crm.tierbook-lock` for `crm.tierbook`.
    static func companion(of path: String, _ purpose: String) -> String {
        let folder = folder(of: path)
        return (folder == "/" ? "" : folder) + "/." + name(of: path) + "-" + purpose
    }

    /// Nil when there is no such file.
    static func status(_ path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    /// Whether two paths lead to one file that is there.
    package static func isSame(_ a: String, _ b: String) -> Bool {
        guard let first = status(a), let second = status(b) else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// Whether a path is a symbolic link, wherever it leads.
    package static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Whether there is a file or folder, links followed.
    package static func exists(_ path: String) -> Bool { status(path) != nil }

    /// - Parameter behindLinks: whether a link to a folder counts as one.
    package static func isFolder(_ path: String, behindLinks: Bool = true) -> Bool {
        var found = stat()
        return (behindLinks ? stat(path, &found) : lstat(path, &found)) == 0 && found.st_mode & S_IFMT == S_IFDIR
    }

    /// True for a file of the usual kind: no folder, pipe or device.
    package static func isRegular(_ path: String) -> Bool { status(path).map { $0.st_mode & S_IFMT == S_IFREG } ?? false }

    /// Gives a file another name in the same folder; without `replacing` never that of an existing file. Returns 0 or
    /// the system's error number.
    static func move(_ path: String, to target: String, replacing: Bool) -> Int32 {
        if !replacing {
            if link(path, target) == 0 { return unlink(path) == 0 ? 0 : errno }
            // Some file systems know no second name; there a look has to do.
            guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno) else { return errno }
            if exists(target) { return EEXIST }
        }
        return rename(path, target) == 0 ? 0 : errno
    }

    /// All bytes of an open file.
    static func bytes(of file: Int32, named path: String) throws(Diagnostic) -> [UInt8] {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw Files.failure("read", path, errno) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var at = 0
        while at < bytes.count {
            let count = bytes.withUnsafeMutableBytes { raw in
                pread(file, raw.baseAddress.map { $0 + at }, raw.count - at, off_t(at))
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw Files.failure("read", path, errno) }
            if count == 0 { break }
            at += count
        }
        bytes.removeLast(bytes.count - at)
        return bytes
    }

    /// Writes bytes at an offset and makes them durable. Returns 0 or the system's error number.
    static func writeDurably(_ bytes: [UInt8], to file: Int32, at start: Int) -> Int32 {
        var at = 0
        while at < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                pwrite(file, raw.baseAddress.map { $0 + at }, raw.count - at, off_t(start + at))
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return count < 0 ? errno : EIO }
            at += count
        }
        return fdatasync(file) == 0 ? 0 : errno
    }

    /// Makes the content of a closed file durable.
    static func synchronize(_ path: String, named shown: String) throws(Diagnostic) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("opened", shown, errno) }
        defer { close(file) }
        if fsync(file) != 0 { throw failure("made durable", shown, errno) }
    }

    /// Makes the names in a file's folder durable, after a file was made, renamed or removed there.
    static func synchronizeFolder(of path: String) throws(Diagnostic) {
        try synchronize(folder(of: path), named: "The folder " + folder(of: path))
    }

    /// “PATH cannot be written: No space left on device.”
    static func failure(_ verb: String, _ path: String, _ code: Int32) -> Diagnostic {
        if code == ENOSPC || code == EDQUOT {
            return Diagnostic(
                "disk-full", "The disk that holds \(path) is full; your work is still in memory.",
                help: "Make room and try again, or use `save as` with another place.")
        }
        return Diagnostic(
            "io-error", "\(path) cannot be \(verb): \(systemMessage(code)).",
            help: "Check the place and its permissions, or use `save as` with another place.")
    }
}

/// `open` and `close` under names that no method of ours hides.
func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t = 0) -> Int32 { open(path, flags, mode) }
func systemClose(_ file: Int32) { close(file) }

/// The operating system's words for an error number.
package func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }
