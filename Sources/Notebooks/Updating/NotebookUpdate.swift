import Diagnostics
import Storage

/// What an update of a notebook writes: its text, and the files beside it.
package struct NotebookUpdate: Sendable {
    /// The notebook as it was read.
    package let source: Source
    /// The notebook's new text.
    package internal(set) var text: String
    /// The files of its answers, by their path, as they are to be.
    package internal(set) var files: [(path: String, text: String)] = []
    /// Files of earlier answers, which no answer has any more.
    package internal(set) var leftOver: [String] = []
    /// Answers that are written anew.
    package internal(set) var answers = 0
    /// The lines of commands that fail now, and of which the notebook did not say so before.
    package internal(set) var newFailures: [Int] = []
    /// Answers that cannot be relied on, though they were written.
    package internal(set) var findings = CheckedNotebook(source: Source(""))

    /// Writes what is not as it is to be, the files beside the notebook first. Returns how many were written.
    /// - Throws: what cannot be written; the notebook then is as it was.
    package func write() throws(Diagnostic) -> Int {
        guard try Notebook.read(source.name).text.utf8.elementsEqual(source.text.utf8) else {
            throw Diagnostic("changed-meanwhile", "\(source.name) was changed by someone else while its commands ran; nothing was written.", help: "Update it again.")
        }
        return try writeAll()
    }

    /// The same for a notebook that is new, or replaces what is there.
    /// Throws what cannot be written; files before that are written then.
    package func writeAll() throws(Diagnostic) -> Int {
        var written = 0
        for path in files.map(\.path) + leftOver { try AnswerFolder(of: source.name).checkLinks(at: path) }
        for (path, text) in files {
            if try NotebookUpdate.isStored(text, at: path) { continue }
            try Files.write(text, makingFoldersOf: path)
            written += 1
        }
        if try !NotebookUpdate.isStored(text, at: source.name) {
            try AtomicFile.write(Array(text.utf8), to: source.name)
            written += 1
        }
        for path in leftOver { Files.remove(path) }
        return written
    }

    /// Whether a file holds a text and no other. One that cannot be read does not.
    /// - Throws: `cancelled`.
    static func isStored(_ text: String, at path: String) throws(Diagnostic) -> Bool {
        do throws(Diagnostic) {
            return isSame(try TextFile.read(path, limit: LongAnswer.longest, what: "answer"), text)
        } catch {
            if error.isCancelled { throw error }
            return false
        }
    }
}
