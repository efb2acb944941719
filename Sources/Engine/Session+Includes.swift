import Diagnostics
import Syntax
import Workspaces

/// Texts within texts: `include 'other.tb'` runs another file's lines as if they stood in its place.
extension Session {
    /// How deep files may include each other.
    private static let deepestInclude = 20

    /// The text whose lines stand in this line's place; nil for nearly every line.
    func included(by line: Line) throws(Diagnostic) -> Source? {
        guard let statement = line.statements.first, case .verb(let call) = statement.head, let verb = catalogue.verb(call.verb),
            let text = try verb.included(call, self)
        else { return nil }
        if let stage = statement.stages.first {
            throw Diagnostic("nothing-to-pipe", "\(call.verb) runs other lines and has no rows of its own.", at: stage.verbSpan, help: "Begin a line of its own with the table that the file makes.")
        }
        if including.contains(text.name) {
            throw Diagnostic("circular-include", "\(text.name) includes itself.", at: call.span, help: "Take the include out of one of: \(including.joined(separator: ", ")).")
        }
        if including.count >= Session.deepestInclude {
            throw Diagnostic("too-many-includes", "Files include each other more than \(Session.deepestInclude) deep here.", at: call.span)
        }
        return text
    }

    /// Runs an included text; its files are found beside it.
    func runIncluded(_ text: Source, of outer: Source, goOn: Bool, report: (Outcome) -> Void) -> Bool {
        let (kept, place) = (folder, outer.name.isEmpty ? "" : " of \(outer.name)")
        including.append(text.name)
        if let slash = text.name.lastIndex(of: "/") { folder = slash == text.name.startIndex ? "/" : String(text.name[..<slash]) }
        defer {
            folder = kept
            including.removeLast()
        }
        return run(text, goOn: goOn) { outcome in
            guard case .failure(var error) = outcome.result, outcome.source.name == text.name else { return report(outcome) }
            error.notes.append("The file is included by a line\(place).")
            report(Outcome(source: outcome.source, statement: outcome.statement, result: .failure(error)))
        }
    }
}
