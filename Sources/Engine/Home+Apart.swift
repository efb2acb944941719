import Diagnostics
import Storage

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Journals apart from any file: of workspaces that have no file yet, or whose file can only be read. They lie in a
/// folder of the user's, one a shell.
extension Home {
    private static let prefix = "unnamed-"
    private static let suffix = ".tierbook-journal"

    /// Begins without a file; takes over the oldest journal that a shell left which no longer runs.
    package func beginUnnamed() -> [Diagnostic] {
        guard keepsJournal else { return [] }
        let (own, remarks) = journalApart(origin: nil)
        settle(in: own, [])
        if own == nil { return remarks }
        var notes: [Diagnostic] = []
        for (journal, found) in leftJournals(&notes) where !found.entries.isEmpty {
            settle(in: journal, found.entries)
            return notes + recovery.offer(found.origin.map { "an earlier session to \($0), which could only be read," } ?? "an earlier session without a file")
        }
        return notes
    }

    /// A new journal; nil, with a word, where there is no place for it.
    func journalApart(origin: String?) -> (journal: Journal?, notes: [Diagnostic]) {
        guard keepsJournal else { return (nil, []) }
        guard let folder = unnamedFolder else { return (nil, [Home.noPlace("there is no home folder")]) }
        let name = "\(folder)/\(Home.prefix)\(time(nil))-\(getpid())"
        Files.makeFolders(of: name)
        if access(folder, W_OK | X_OK) != 0 { return (nil, [Home.noPlace("\(folder) cannot be written: \(systemMessage(errno))")]) }
        var path = name + Home.suffix
        var number = 1
        while Files.exists(path) {
            number += 1
            path = "\(name)-\(number)\(Home.suffix)"
        }
        do throws(Diagnostic) {
            return (try Journal.open(at: path, origin: origin).journal, [])
        } catch {
            return (nil, [Home.noPlace(error.message)])
        }
    }

    private static func noPlace(_ reason: String) -> Diagnostic {
        .warning(
            "no-journal", "Unsaved changes will not outlive this shell: \(reason).",
            help: "save as 'NAME.tierbook' keeps them.")
    }

    /// What sessions that could only read this file left unsaved.
    func leftApart(of realPath: String) -> [Diagnostic] {
        guard keepsJournal else { return [] }
        var notes: [Diagnostic] = []
        for (_, found) in leftJournals(&notes) where found.origin == realPath && !found.entries.isEmpty {
            let (count, them) = (found.entries.count, found.entries.count == 1 ? "it" : "them")
            notes.append(
                .note(
                    "changes-apart", "\(plural(count, "change")) made to this file while it could only be read \(count == 1 ? "was" : "were") never saved.",
                    help: "tierbook without a file offers \(them)."))
        }
        return notes
    }

    /// The journals of shells that no longer run, oldest first.
    private func leftJournals(_ notes: inout [Diagnostic]) -> [(journal: Journal, found: Journal.Pending)] {
        guard let folder = unnamedFolder else { return [] }
        var left: [(Journal, Journal.Pending)] = []
        for name in Files.names(in: folder) where name.hasPrefix(Home.prefix) && name.hasSuffix(Home.suffix) {
            let path = "\(folder)/\(name)"
            if path == journal?.path { continue }
            do throws(Diagnostic) {
                let (journal, found) = try Journal.open(at: path)
                notes += Home.aside(found, path)
                left.append((journal, found))
            } catch {
                // A shell that still runs holds its own.
                if error.id != "journal-held" { notes.append(.warning(error.id, error.message, help: error.help)) }
            }
        }
        return left
    }
}
