import Diagnostics
import Storage
import Syntax
import Tables
import Workspaces

/// What verbs say to the session.
extension Session {
    /// Says that the line changes the workspace, and how in a few words; `isReplayable` when its statement, run again on
    /// the same workspace, does the same.
    package func changed(_ summary: String, isReplayable: Bool = true) {
        if !isReplayable { work.needsSnapshot = true }
        // The last result's rows are no longer those of the stored table; its ranking is whole in itself.
        if let last = state.last, last.origin != nil {
            state.last?.forgetOrigin(ties: last.ties)
            state.last?.ranking = last.ranking
        }
        work.summary = work.summary.map { "\($0); \(summary)" } ?? summary
    }

    /// A change of which history is not told: undo and redo themselves.
    package func changedWithoutRecord(_ summary: String, isReplayable: Bool = true) {
        changed(summary, isReplayable: isReplayable)
        work.skipsRecord = true
    }

    /// Puts back, should the line fail, what is no part of `state`.
    package func onFailure(_ repair: @escaping (Session) -> Void) { work.repairs.append(repair) }

    /// Adds to the notes of the line that is run, each once; beyond 1,000 none is taken.
    package func note(_ note: Diagnostic) { if takesNotes, !work.notes.contains(note) { work.notes.append(note) } }

    /// Does something beside what was asked, of which nobody wants notes. Errors: those of the body.
    func silently<T>(_ body: () throws(Diagnostic) -> T) throws(Diagnostic) -> T {
        let kept = (work.notes, work.leftOut)
        defer { (work.notes, work.leftOut) = kept }
        return try body()
    }

    /// The sentences of a kind that were said of a place.
    func said(_ kind: String, within span: Span) -> [String] {
        work.notes.filter { note in note.id == kind && note.span.map { $0.start >= span.start && $0.end <= span.end } == true }.map(\.message)
    }

    /// False when a line has said enough.
    var takesNotes: Bool { work.notes.count + work.leftOut.count < 1_000 }

    /// False when enough is shown of a kind of note: what is costly to find out for it may be left.
    func shows(_ kind: String) -> Bool { work.notes.lazy.filter { $0.id == kind }.count < [Diagnostic].shownOfAKind }

    /// The answer does not become the last result: a remark about that one.
    package func keepLast() { work.keepsLast = true }

    /// Says that what follows comes from a workspace file, which is told by the digest of what it holds. No change reads
    /// it: the journal begins with it.
    package func depends(onWorkspace path: String, root: String) {
        if !isScratch(path) { inputs.append(Change.Input(path: seen(path), byteCount: 0, digest: root)) }
    }

    /// Notes a file that the line has read, by its path as written. One that was read in an earlier session must still
    /// be the same. Errors: `input-changed`.
    package func read(_ input: Change.Input) throws(Diagnostic) {
        // What came through a pipe cannot be read again.
        if !Files.isRegular(path(input.path)) { work.needsSnapshot = true }
        var input = input
        input.path = seen(input.path)
        if let replayed, !replayed.inputs.contains(input), let old = replayed.inputs.first(where: { $0.path == input.path }) {
            throw Diagnostic(
                "input-changed", "\(input.path) is not the file any more that was read.",
                help: "Put it back as it was, with \(grouped(old.byteCount)) bytes, and recover again.")
        }
        work.inputs.append(input)
        // What the run wrote itself is no input of it.
        if !isScratch(input.path) { inputs.append(input) }
    }

    /// What stands at a place of the text that is run, as typed.
    package func text(of span: Span) -> String { work.source[span] }

    /// The same with the values of parameters in the place of their names: what is kept must not need them again.
    package func filledText(of span: Span) -> String {
        let text = work.source[span]
        guard !parameters.isEmpty, let tokens = try? Lexer.tokens(Source(text)) else { return text }
        var filled = ""
        var end = 0
        for token in tokens {
            guard case .parameter(let name) = token.kind, let value = parameters[name] else { continue }
            filled += Source(text)[Span(end, token.span.start)] + value.literal
            end = token.span.end
        }
        return filled + Source(text)[Span(end, text.utf8.count)]
    }

    /// The same for what is kept, and read when the parameters of now are gone. Errors: `unknown-parameter`.
    package func keptText(of span: Span) throws(Diagnostic) -> String {
        for token in (try? Lexer.tokens(Source(text(of: span)))) ?? [] {
            guard case .parameter(let name) = token.kind, parameters[name] == nil else { continue }
            throw Parser.unknown(parameter: name, at: Span(span.start + token.span.start, span.start + token.span.end), in: work.source, among: parameters.keys.sorted())
        }
        return filledText(of: span)
    }

    /// Refuses what a read-only session may not do.
    package func requireWritable(at span: Span) throws(Diagnostic) {
        if isReadOnly { throw Diagnostic("read-only", "This session is read-only.", at: span) }
    }

    /// The place of the statement being run.
    package var statementSpan: Span { work.statementSpan }
}
