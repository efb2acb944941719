import Diagnostics
import Storage

/// The notebooks that a command line names: files, and folders with all notebooks in them.
package enum NotebookFiles {
    /// What a path came to.
    package enum Found: Sendable {
        /// The path of a notebook.
        case file(String)
        /// What was named and is none.
        case problem(path: String, Diagnostic)
    }

    /// The folders that are gone into within each other.
    private static let deepest = 64

    /// In the order named; those of a folder by the bytes of their paths. A file named twice counts once.
    package static func find(_ paths: [String]) -> [Found] {
        var found: [Found] = []
        var seen: Set<String> = []
        for path in paths {
            if Files.isFolder(path) {
                let files = notebooks(in: path)
                if files.isEmpty {
                    found.append(.problem(path: path, Diagnostic("no-notebook", "There is no notebook in \(path).", help: "A notebook is a file named NAME.md with a block that begins with ```tierbook.")))
                }
                found += files.filter { seen.insert($0).inserted }.map { .file($0) }
            } else if Notebook.isNotebook(path) || !Files.exists(path) {
                if seen.insert(path).inserted { found.append(.file(path)) }
            } else {
                found.append(.problem(path: path, Diagnostic("no-notebook", "\(path) is no notebook: its name does not end in .md.", help: "tierbook run runs scripts; tierbook convert makes a notebook of one.")))
            }
        }
        return found
    }

    private static func notebooks(in folder: String) -> [String] {
        var found: [String] = []
        var waiting = [(path: folder, depth: 0)]
        while let (path, depth) = waiting.popLast() {
            for name in Files.names(in: path) where !name.hasPrefix(".") {
                let inner = path.hasSuffix("/") ? path + name : path + "/" + name
                if Files.isFolder(inner, behindLinks: false) {
                    if depth < deepest { waiting.append((inner, depth + 1)) }
                } else if Notebook.isNotebook(name), isOurs(inner) {
                    found.append(inner)
                }
            }
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a Markdown file has a cell, or cannot be read: a check that passes over it would never fail.
    private static func isOurs(_ path: String) -> Bool {
        guard let source = try? Notebook.read(path) else { return true }
        guard source.text.contains("tierbook") else { return false }
        return (try? Notebook(source))?.cells.isEmpty != true
    }
}
