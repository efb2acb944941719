import Diagnostics
import Storage

extension Notebook {
    /// What has changed since the answers were written, as far as can be told without running anything: `no-stamp`,
    /// `stale-answers`. Nil when they hold.
    package func staleness() -> Diagnostic? {
        if commands.isEmpty { return nil }
        guard let stamp else {
            return refusal("no-stamp", "Nothing says of \(source.name) whether its answers are still true: it has no stamp.")
        }
        if stamp.cells != Stamp.digest(of: self) {
            return refusal("stale-answers", "The commands or answers of \(source.name) have changed since it was stamped.")
        }
        for input in stamp.inputs {
            let digests = digests(ofInput: input.path)
            if digests.isEmpty { return refusal("stale-answers", "\(source.name) was answered from \(input.path), which cannot be read any more.") }
            if !digests.contains(input.digest) { return refusal("stale-answers", "\(input.path) has changed since the answers of \(source.name) were written.") }
        }
        return nil
    }

    private func refusal(_ id: String, _ message: String) -> Diagnostic {
        Diagnostic(id, message, help: "tierbook update \(source.name) writes them anew; tierbook render --run \(source.name) makes the page from a fresh run.")
    }

    /// A file's digest now, and of a workspace that of what it holds, by which it is known when it was opened; none
    /// where it cannot be read.
    private func digests(ofInput written: String) -> [String] {
        let path = path(written)
        let root = isSQLiteDatabase(path: path) ? (try? WorkspaceFile.open(path, readOnly: true))?.file.rootText : nil
        return [try? contentDigest(path: path), root].compactMap(\.self)
    }

    /// A path as the notebook has it, from its folder.
    func path(_ written: String) -> String {
        guard !written.hasPrefix("/"), let slash = source.name.lastIndex(of: "/") else { return written }
        return source.name[...slash] + written
    }
}
