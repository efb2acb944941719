import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that grows piece by piece: each is durable before the next one comes, and what stands before it stays whatever
/// happens. A piece may take the place of the file's last bytes.
package final class GrowingFile {
    /// As given.
    package let path: String
    private var descriptor: Int32
    /// The file's length as far as it is known to be whole.
    package private(set) var count = 0

    /// Makes a file that begins with some bytes.
    /// - Throws: `file-exists` where there is one and it is not to be replaced; what the system says of the place.
    package init(_ path: String, replacing: Bool, beginning bytes: [UInt8]) throws(Diagnostic) {
        self.path = path
        if !replacing, Files.exists(path) { throw GrowingFile.exists(path) }
        if replacing {
            // The old file stays until the new one is whole.
            try AtomicFile.write(bytes, to: path)
            descriptor = systemOpen(path, O_RDWR | O_CLOEXEC)
            count = bytes.count
        } else {
            descriptor = systemOpen(path, O_RDWR | O_CLOEXEC | O_CREAT | O_EXCL, 0o666)
        }
        guard descriptor >= 0 else { throw errno == EEXIST ? GrowingFile.exists(path) : fileProblem(errno, "write", path) }
        if replacing { return }
        do throws(Diagnostic) {
            try write(bytes, at: 0)
            try syncFolder(folderAndName(path).folder, for: path)
        } catch {
            unlink(path)
            throw error
        }
    }

    deinit { close() }

    /// A second call does nothing; nothing can be written afterwards.
    package func close() {
        if descriptor >= 0 { systemClose(descriptor) }
        descriptor = -1
    }

    /// Writes bytes from an offset on, which is the end or shortly before it, durably.
    /// - Throws: `file-changed` where another program has written to the file or put another in its place; what the system
    ///   says. The file is then as it was.
    package func write(_ bytes: [UInt8], at offset: Int) throws(Diagnostic) {
        try checkUnchanged()
        let replaced = read(offset..<count)
        let code = Files.writeDurably(bytes, to: descriptor, at: offset)
        guard code == 0 else {
            // There was room for these before.
            _ = Files.writeDurably(replaced, to: descriptor, at: offset)
            _ = ftruncate(descriptor, off_t(count))
            throw fileProblem(code, "write", path)
        }
        count = offset + bytes.count
    }

    private func read(_ range: Range<Int>) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        let got = pread(descriptor, &bytes, bytes.count, off_t(range.lowerBound))
        return Array(bytes.prefix(max(0, got)))
    }

    private func checkUnchanged() throws(Diagnostic) {
        var (own, named) = (stat(), stat())
        let isSame = fstat(descriptor, &own) == 0 && stat(path, &named) == 0 && own.st_ino == named.st_ino && own.st_dev == named.st_dev && Int(own.st_size) == count
        if !isSame { throw Diagnostic("file-changed", "\(path) was changed by another program.", help: "What was written before is in it; choose another name to go on.") }
    }

    private static func exists(_ path: String) -> Diagnostic {
        Diagnostic("file-exists", "\(path) exists.", help: "Choose another name, or add replacing.")
    }
}
