import Diagnostics
import Engine
import Storage
import Syntax

struct Record: Verb {
    let forms = [Form("record", .start, [.optional([.choice([[.word("off")], [.slot("file", .file), .flag("replacing")]])])])]
    var standsAlone: Bool { true }
    let manual = Manual(
        "write what is typed and answered from now on as a notebook",
        details: """
            record 'teach-in.md' begins, record off ends it, and record alone says what is being recorded. Each statement is in
            the file, durably, before the next prompt; one that fails has its error and [1] below it, one that Ctrl-C stopped is
            left out. A comment, # What moved, becomes prose; it, or an empty line, begins the next cell. The notebook begins with
            the workspace's file, the as-of day, the seed and the parameters of this session: save first, so that tierbook check can
            do again what was done here. What was answered before counts no more: begin with a table, not with |. An answer of more
            than 200 lines stands in a file beside the notebook. A file that exists is kept unless replacing is added.
            """,
        examples: """
            tierbook> record
            Nothing is being recorded.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        session.keepLast()
        let present = session.recording?.recorded
        if let (path, span) = call.arguments.text("file") { return .reply(try begin(path, span, present?.path, call, session)) }
        guard let present else {
            if call.has("off") { throw Diagnostic("nothing-recorded", "Nothing is being recorded.", at: call.verbSpan, help: "record 'NAME.md' begins.") }
            return .reply(Reply(headline: "Nothing is being recorded."))
        }
        let count = plural(present.statements, "statement")
        if !call.has("off") { return .reply(Reply(headline: "\(present.path) is being recorded: \(count) so far.")) }
        session.recording?.end()
        return .reply(Reply(headline: "\(present.path) is recorded: \(count)."))
    }

    private func begin(_ path: String, _ span: Span, _ present: String?, _ call: VerbCall, _ session: Session) throws(Diagnostic) -> Reply {
        guard let recording = session.recording else {
            throw Diagnostic(
                "not-at-prompt", "record keeps what is typed at the prompt; a script is its own record.", at: call.verbSpan, help: "tierbook convert makes a notebook of a script.")
        }
        if let present { throw Diagnostic("being-recorded", "\(present) is being recorded.", at: call.verbSpan, help: "record off ends it.") }
        guard TextFile.isNotebook(path) else { throw Diagnostic("no-notebook", "'\(path)' is no name for a notebook.", at: span, help: "End it in .md.") }
        do throws(Diagnostic) {
            let notes = try recording.begin(session.outputPath(path), replacing: call.has("replacing"), session)
            session.state.last = nil
            return Reply(headline: "\(path) is being recorded; record off ends it.", notes: notes)
        } catch {
            throw error.at(span)
        }
    }
}
