import Diagnostics
import Storage

extension Notebook {
    /// What has changed since the answers were written, as far as can be told without running anything: `no-stamp`,
    /// `stale-answers`. Nil when they hold.
    ///
    /// - Throws: `cancelled`.
    package func staleness() throws(Diagnostic) -> Diagnostic? {
        if commands.isEmpty { return nil }
        guard let stamp else {
            return refusal("no-stamp", "Nothing says of \(source.name) whether its answers are still true: it has no stamp.")
        }
        if stamp.cells != Stamp.digest(of: self) {
            return refusal("stale-answers", "The commands or answers of \(source.name) have changed since it was stamped.")
        }
        for input in stamp.inputs {
            do throws(Diagnostic) {
                if try !holds(input) { return refusal("stale-answers", "\(input.path) has changed since the answers of \(source.name) were written.") }
            } catch {
                if error.isCancelled { throw error }
                return unreadable(input, error)
            }
        }
        return nil
    }

    private func refusal(_ id: String, _ message: String) -> Diagnostic {
        Diagnostic(id, message, help: "tierbook update \(source.name) writes them anew; tierbook render --run \(source.name) makes the page from a fresh run.")
    }

    private func unreadable(_ input: Stamp.Input, _ problem: Diagnostic) -> Diagnostic {
        var refusal = refusal("stale-answers", "\(source.name) was answered from \(input.path), which cannot be read any more.")
        // That there is no such file is said already.
        if problem.id != "no-such-file" { refusal.notes = [problem.message] + problem.notes }
        return refusal
    }

    /// Whether a file is as it was: the same bytes, or a workspace that holds the same, by which it is known when it was
    /// opened.
    /// - Throws: a file that cannot be read.
    private func holds(_ input: Stamp.Input) throws(Diagnostic) -> Bool {
        let path = path(input.path)
        if try contentDigest(path: path) == input.digest { return true }
        guard isSQLiteDatabase(path: path) else { return false }
        return try WorkspaceFile.open(path, readOnly: true).file.rootText == input.digest
    }

    /// A path as the notebook has it, from its folder.
    func path(_ written: String) -> String {
        guard !written.hasPrefix("/"), let slash = source.name.lastIndex(of: "/") else { return written }
        return source.name[...slash] + written
    }
}
