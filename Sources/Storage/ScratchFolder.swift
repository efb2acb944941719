import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder of its own for what a run writes that may change nothing; it goes with the value that made it.
package final class ScratchFolder: Sendable {
    /// The folder's path, without a slash at its end.
    package let path: String

    /// - Parameter place: the folder to make it in; nil for where temporary files go.
    /// - Throws: where none can be made.
    package init(in place: String? = nil) throws(Diagnostic) {
        let place = place ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        // mkdtemp puts letters of its own in the place of the last six.
        var template = Array("\(place)/tierbook-\(String(repeating: "X", count: 6))".utf8CString)
        guard mkdtemp(&template) != nil else { throw fileProblem(errno, "write", place) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { ScratchFolder.remove(path) }

    private static func remove(_ folder: String) {
        for name in Files.names(in: folder) where name != "." && name != ".." {
            let path = "\(folder)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR { remove(path) } else { unlink(path) }
        }
        rmdir(folder)
    }
}
