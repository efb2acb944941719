import Diagnostics
import Storage
import Syntax
import Workspaces

/// Where the files are that a line names.
extension Session {
    /// A path to read from, as the user wrote it, seen from the script's folder; while a change is done again, the copy
    /// of the file.
    package func path(_ written: String) -> String {
        if let copy = replayed?.copies[written] { return copy }
        if let scratch, Files.exists(Session.under(scratch, placed(written))) { return Session.under(scratch, placed(written)) }
        return placed(written)
    }

    /// A path to write to: the place itself or, in a run that may change nothing, its like in the scratch folder.
    package func outputPath(_ written: String) -> String {
        guard let scratch else { return placed(written) }
        let path = Session.under(scratch, placed(written))
        Files.makeFolders(of: path)
        return path
    }

    /// Whether a path leads to what this run itself has written to its scratch folder.
    package func isScratch(_ written: String) -> Bool { scratch.map { path(written).hasPrefix($0 + "/") } ?? false }

    private func placed(_ written: String) -> String { Session.path(seen(written), in: folder) }

    /// A path of an included file as the outermost one would write it.
    func seen(_ written: String) -> String { Session.path(written, in: includeFolder) }

    /// A line's text as the outermost file would write it: its paths are seen from there. So a change is recorded that
    /// an included file made; it does the same again without that file.
    func seen(_ line: Line) -> String {
        if includeFolder.isEmpty { return work.source[line.span] }
        var text = ""
        var end = line.span.start
        for (written, span) in line.statements.flatMap({ files(in: $0) }).sorted(by: { $0.span.start < $1.span.start }) {
            text += work.source[Span(end, span.start)] + Words.quoted(seen(written))
            end = span.end
        }
        return text + work.source[Span(end, line.span.end)]
    }

    private func files(in statement: Statement) -> [(text: String, span: Span)] {
        var calls = statement.stages
        if case .verb(let call) = statement.head { calls.append(call) }
        var found: [(text: String, span: Span)] = []
        for call in calls {
            let slots = catalogue.verb(call.verb)?.forms.flatMap(\.files) ?? []
            for (slot, value) in call.arguments.slots {
                switch value {
                case .text(let text, let span) where slots.contains(slot): found.append((text, span))
                case .query(let inner): found += files(in: inner)
                default: break
                }
            }
        }
        return found
    }

    /// The folder that a path leads through; empty when it names none.
    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func path(_ written: String, in folder: String) -> String {
        if written.hasPrefix("/") || folder.isEmpty { return written }
        return folder.hasSuffix("/") ? folder + written : folder + "/" + written
    }

    private static func under(_ scratch: String, _ path: String) -> String {
        // A part that leads out of its folder must not lead out of the scratch folder.
        scratch + "/" + path.split(separator: "/").map { $0 == ".." ? "__" : String($0) }.joined(separator: "/")
    }
}
