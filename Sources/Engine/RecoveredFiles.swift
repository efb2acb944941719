import Diagnostics
import Storage

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Copies of input files, written to a private folder while changes are done again.
enum RecoveredFiles {
    /// Paths of the copies by the path in the statement.
    static func write(_ copies: [String: [UInt8]]) throws(Diagnostic) -> [String: String] {
        guard !copies.isEmpty else { return [:] }
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        // mkdtemp puts its own letters in the place of the six at the end.
        var template = Array("\(parent)/tierbook-recover-\(String(repeating: "X", count: 6))".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Diagnostic("no-temporary-folder", "A folder for recovered files could not be made in \(parent).", help: "Set TMPDIR to a folder that can be written.")
        }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var paths: [String: String] = [:]
        do throws(Diagnostic) {
            for (index, path) in copies.keys.sorted().enumerated() {
                let name = path.split(separator: "/").last.map(String.init) ?? "file"
                let copy = "\(folder)/\(index)-\(name)"
                try AtomicFile.write(copies[path] ?? [], to: copy)
                paths[path] = copy
            }
        } catch {
            remove(paths)
            rmdir(folder)
            throw error
        }
        return paths
    }

    static func remove(_ paths: [String: String]) {
        for path in paths.values { unlink(path) }
        if let any = paths.values.first, let slash = any.lastIndex(of: "/") { rmdir(String(any[..<slash])) }
    }
}
