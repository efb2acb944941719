import Diagnostics
import Tables
import Workspaces

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A whole workspace in a file beside a journal, for a change that its statement could not do again: one that read
/// the last result, or that went back behind the last save. It goes with the journal's records.
enum Snapshot {
    /// Writes the next snapshot of a journal, durably; returns where.
    static func write(_ workspace: Workspace, of journal: String) throws(Diagnostic) -> String {
        var number = 1
        while Files.exists("\(journal)-snapshot-\(number)") { number += 1 }
        let path = "\(journal)-snapshot-\(number)"
        try FreshFile.writePrivately(try SavePlan(workspace, over: nil), to: path)
        return path
    }

    /// Removes what a crash left of snapshots before the journal named them. Where a journal was put aside all stay:
    /// it may name them.
    static func removeStrays(of journal: String, except known: [String]) {
        let (folder, name) = (Files.folder(of: journal), Files.name(of: journal))
        let others = Files.names(in: folder).filter { $0.hasPrefix(name + "-") }
        if others.contains(where: { $0.hasPrefix(name + "-aside-") }) { return }
        let named = known.map(Files.name)
        for other in others where other.hasPrefix(name + "-snapshot-") && !named.contains(other) { unlink("\(folder)/\(other)") }
    }

    /// The snapshot that a journal of before format 2 names by a statement: `restore from 'JOURNAL-undo-1'`.
    static func named(by statement: String, of journal: String) -> String? {
        let start = "restore from '"
        guard statement.hasPrefix(start), statement.hasSuffix("'") else { return nil }
        let quoted = statement.dropFirst(start.count).dropLast()
        let path = quoted.split(separator: "''", omittingEmptySubsequences: false).joined(separator: "'")
        let own = "\(journal)-undo-"
        return path.hasPrefix(own) && !path.dropFirst(own.count).contains("/") ? path : nil
    }
}
