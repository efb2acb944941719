import Diagnostics
import Engine
import Storage
import Syntax

struct Include: Verb {
    let forms = [Form("include", .start, [.slot("file", .file)])]
    var standsAlone: Bool { true }
    let manual = Manual(
        "run the lines of another script as if they stood here",
        details: """
            Each line stands or falls by itself, so undo takes them back one by one. The files that the script names are found
            beside it; a change that it makes is recorded with the path seen from here. Of its front matter, params and as of
            count where nothing else is set, as long as its lines run: -p and the front matter of the file outside come first. Its
            workspace and seed are for a run of its own. Scripts may include others, 20 deep, and never themselves. In the
            example, top.tb says params: {region: EMEA}, then accounts | where region = $region | top 2 by revenue | ….
            """,
        examples: """
            tierbook> include 'top.tb'
            account  region  revenue
            Acme     EMEA    820,000
            Cedar    EMEA    410,000
            2 of 6 rows
            """)

    func included(_ call: VerbCall) throws(Diagnostic) -> (text: String, span: Span)? {
        let file = try call.text("file")
        if TextFile.isNotebook(file.text) {
            throw Diagnostic("is-a-notebook", "\(file.text) is a notebook; include runs scripts.", at: file.span, help: "tierbook convert makes a script of it.")
        }
        return file
    }

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        throw Diagnostic("stands-alone", "include stands on a line of its own.", at: call.verbSpan, help: "Write it outside of brackets.")
    }
}
