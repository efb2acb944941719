import Charts
import Diagnostics
import Engine
import Storage
import Syntax
import Tables

struct ExportRows: Verb {
    var canBeTried: Bool { false }
    var isQuery: Bool { false }
    let forms = [
        Form("export", .stage, [.word("to"), .slot("file", .file), .optional([.word("as"), .slot("format", .name)])])
    ]
    let manual = Manual(
        "write the rows, or the picture of a chart, to a file",
        details: """
            The format follows the file's ending: .csv, .tsv, .json, .jsonl, .md, .html, and .svg behind chart; as says it. All rows
            are written, never cut. A file that exists is replaced in one step, but for
            one that was imported from. A text that a spreadsheet would take for a formula
            gets a ' before it.
            """,
        examples: """
            tierbook> accounts | export to 'accounts.svg'
            error: An .svg is a picture, and these rows are not drawn.
              accounts | export to 'accounts.svg'
                                   ^^^^^^^^^^^^^^
            help: Draw them first: … | chart | export to 'accounts.svg'.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let query = try query(call, input)
        let file = try call.text("file")
        let path = session.outputPath(file.text)
        let form = try form(call, file)
        let replaced = ExportRows.tellsReplaced(session) && Files.exists(path) ? ", in place of what was there" : ""
        do throws(Diagnostic) {
            try ExportRows.check(file.text, session)
            switch form {
            case .picture:
                try AtomicFile.write(try picture(query, file.text), to: path)
                return .reply(Reply(headline: "The chart is written to \(file.text)\(replaced)."))
            case .table(let format):
                let written = try export(try Session.table(query, try session.run(query)), to: path, as: format)
                return .reply(Reply(headline: "\(plural(written.rows, "row")) written to \(file.text)\(replaced).").about(rows: written.rows))
            }
        } catch {
            throw error.at(file.span)
        }
    }

    /// What a notebook holds must not depend on the files that happen to be there.
    private static func tellsReplaced(_ session: Session) -> Bool { session.isAtPrompt && session.recording?.recorded == nil }

    /// Refuses to write over a database, or over a file that was imported from.
    static func check(_ file: String, _ session: Session) throws(Diagnostic) {
        let path = session.outputPath(file)
        if isSQLiteDatabase(path: path) {
            throw Diagnostic("is-a-database", "\(file) is a workspace or a database, and is not overwritten.", help: "Choose another name.")
        }
        let inputs = session.state.workspace.history.flatMap(\.inputs) + session.inputs
        if inputs.contains(where: { Files.isSame(session.path($0.path), path) }) {
            throw Diagnostic("is-an-input", "\(file) is a file that this workspace was imported from, and is not overwritten.", help: "Choose another name.")
        }
    }

    private enum Kind {
        case table(ExportFormat)
        case picture

        init?(path: String) {
            if path.lowercased().hasSuffix(".svg") { self = .picture } else if let format = ExportFormat(path: path) { self = .table(format) } else { return nil }
        }
    }

    private func form(_ call: VerbCall, _ file: (text: String, span: Span)) throws(Diagnostic) -> Kind {
        if let name = call.arguments.name("format") {
            let ending = ["markdown": "md"][name.text.lowercased()] ?? name.text
            if let form = Kind(path: "x.\(ending)") { return form }
            let known = ExportFormat.allCases.map(\.rawValue) + ["svg"]
            throw Diagnostic("unknown-format", "'\(name.text)' is no format.", at: name.span, help: "Formats: \(known.joined(separator: ", ")).")
        }
        if let form = Kind(path: file.text) { return form }
        throw Diagnostic(
            "unknown-format", "The file's ending tells no format.", at: file.span,
            help: "End it in .csv, .tsv, .json, .jsonl, .md or .html, in .svg behind chart, or add as csv.")
    }

    private func picture(_ query: Query, _ file: String) throws(Diagnostic) -> [UInt8] {
        guard let chart = query.chart else {
            throw Diagnostic(
                "no-chart", "An .svg is a picture, and these rows are not drawn.",
                help: "Draw them first: … | chart | export to \(Words.quoted(file)).")
        }
        return Array((svg(chart, id: "chart") + "\n").utf8)
    }
}
