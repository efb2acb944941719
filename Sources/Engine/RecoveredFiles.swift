import Diagnostics
import Storage

/// Copies of input files, written to a folder of their own while changes are done again; they go with the value.
struct RecoveredFiles {
    /// The copies, by the path in the statement.
    private(set) var paths: [String: String] = [:]
    private let folder: ScratchFolder?

    /// - Parameter place: the folder to make that one in; nil for where temporary files go.
    init(_ copies: [String: [UInt8]], in place: String?) throws(Diagnostic) {
        guard !copies.isEmpty else {
            folder = nil
            return
        }
        let folder: ScratchFolder
        do throws(Diagnostic) {
            folder = try ScratchFolder(in: place)
        } catch {
            throw Diagnostic("no-temporary-folder", "A folder for recovered files could not be made: \(error.message)", help: "Set TMPDIR to a folder that can be written.")
        }
        self.folder = folder
        for (index, path) in copies.keys.sorted().enumerated() {
            let copy = "\(folder.path)/\(index)-\(path.split(separator: "/").last ?? "file")"
            try AtomicFile.write(copies[path] ?? [], to: copy)
            paths[path] = copy
        }
    }
}
