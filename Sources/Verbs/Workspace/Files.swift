import Diagnostics
import Engine
import Storage
import Syntax
import Tables
import Workspaces

struct Open: Verb {
    let forms = [Form("open", .start, [.slot("file", .file), .flag("read only"), .flag("discarding changes")])]
    var standsAlone: Bool { true }
    let manual = Manual(
        "open a workspace file",
        details: """
            Tables are read when they are first used. When another shell holds the file, it opens for reading only and says who
            holds it. Unsaved changes here must be saved, or given up with discarding changes.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let file = try call.text("file")
        if session.home.unsaved > 0, !call.has("discarding changes") {
            throw Diagnostic(
                "unsaved-changes", "This workspace has \(plural(session.home.unsaved, "unsaved change")).", at: call.verbSpan,
                help: "save them first, or add discarding changes.")
        }
        do throws(Diagnostic) {
            return .reply(try session.open(session.path(file.text), readOnly: call.has("read only") || session.isReadOnly || session.scratch != nil))
        } catch {
            throw error.at(file.span)
        }
    }
}

extension Session {
    /// Takes a workspace file as this session's workspace.
    package func open(_ path: String, readOnly: Bool, wait: Int = 0) throws(Diagnostic) -> Reply {
        let (workspace, notes) = try home.open(path, readOnly: readOnly, wait: wait)
        state.workspace = workspace
        state.last = nil
        undo.clear()
        let tables = workspace.tables.map { "\(grouped($0.table.rowCount)) \($0.name)" }
        let asOf = workspace.asOf.map { ["as of \($0.text)"] } ?? []
        return Reply(headline: ([path] + tables + asOf).joined(separator: " · "), notes: notes)
    }
}

struct Save: Verb {
    let forms = [Form("save", .start, [.optional([.slot("file", .file)])])]
    var standsAlone: Bool { true }
    let manual = Manual(
        "save the workspace to its file",
        details: "Writes what changed since the last save, in one step that a crash cannot break in two. save 'NAME.tierbook' is save as.")

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        try session.requireWritable(at: call.verbSpan)
        if let (path, span) = call.arguments.text("file") { return .reply(try SaveAs.save(path, span, session, replacing: false)) }
        let workspace = session.state.workspace
        let summary = try session.save { (session) throws(Diagnostic) in try session.home.save(workspace) }
        session.undo.setBase()
        return .reply(Reply(headline: SaveAs.headline(session.home.path ?? "", summary)))
    }
}

struct SaveAs: Verb {
    let forms = [Form("save as", .start, [.slot("file", .file), .flag("replacing")])]
    var standsAlone: Bool { true }
    let manual = Manual(
        "save the workspace to a new file, which is its file from then on",
        details: "A file that exists is kept unless replacing is added.")

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        try session.requireWritable(at: call.verbSpan)
        let file = try call.text("file")
        return .reply(try SaveAs.save(file.text, file.span, session, replacing: call.has("replacing")))
    }

    static func save(_ path: String, _ span: Span, _ session: Session, replacing: Bool) throws(Diagnostic) -> Reply {
        do throws(Diagnostic) {
            let target = session.outputPath(path)
            let workspace = session.state.workspace
            let summary = try session.save { (session) throws(Diagnostic) in
                session.home.isHome(target) ? try session.home.save(workspace) : try session.home.saveAs(workspace, target, overwrite: replacing)
            }
            session.undo.setBase()
            return Reply(headline: headline(target, summary))
        } catch {
            throw error.at(span)
        }
    }

    static func headline(_ path: String, _ summary: WorkspaceFile.SaveSummary?) -> String {
        summary.map { "Saved \(path): \(written($0))." } ?? "\(path) will be saved when the script has succeeded."
    }

    static func written(_ summary: WorkspaceFile.SaveSummary) -> String {
        let bytes = summary.bytesWritten
        if bytes == 0 { return summary.isWholeFile ? "written" : "nothing but names changed" }
        return bytes < 10_000 ? "\(grouped(bytes)) bytes written" : bytes < 10_000_000 ? "\(grouped(bytes / 1000)) kB written" : "\(grouped(bytes / 1_000_000)) MB written"
    }
}

struct ExportRows: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form("export", .stage, [.word("to"), .slot("file", .file), .optional([.word("as"), .slot("format", .name)])])
    ]
    let manual = Manual(
        "write the rows to a file",
        details: """
            The format follows the file's ending: .csv, .tsv, .json, .jsonl, .md, .html; as says it. All rows are written, never cut. A
            file that exists is replaced in one step. A text that a spreadsheet would take for a formula gets a ' before it.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let query = try query(call, input)
        let file = try call.text("file")
        var format = ExportFormat(path: file.text)
        if let name = call.arguments.name("format") {
            let known = ["markdown": "md"][name.text.lowercased()] ?? name.text.lowercased()
            guard let found = ExportFormat(path: "x.\(known)") else {
                throw Diagnostic("unknown-format", "'\(name.text)' is no format.", at: name.span, help: "Formats: \(ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            format = found
        }
        guard let format else {
            throw Diagnostic("unknown-format", "The file's ending tells no format.", at: file.span, help: "End it in .csv, .tsv, .json, .jsonl, .md or .html, or add as csv.")
        }
        let table = try Session.table(query, try session.run(query))
        if isSQLiteDatabase(path: session.outputPath(file.text)) {
            throw Diagnostic("is-a-database", "\(file.text) is a workspace or a database, and is not overwritten.", at: file.span, help: "Choose another name.")
        }
        do throws(Diagnostic) {
            let written = try export(table, to: session.outputPath(file.text), as: format)
            return .reply(Reply(headline: "\(plural(written.rows, "row")) written to \(file.text).").about(rows: written.rows))
        } catch {
            throw error.at(file.span)
        }
    }
}

struct ExportSQLite: Verb {
    let forms = [Form("export sqlite", .start, [.word("to"), .slot("file", .file), .flag("replacing")])]
    let manual = Manual(
        "write all tables as plain SQLite tables, for other tools",
        details: "Rows of any size, with keys and foreign keys. A workspace file itself holds large tables in a form of its own.")

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let file = try call.text("file")
        let tables = session.state.workspace.tables
        do throws(Diagnostic) {
            try SQLiteExport.write(tables, to: session.outputPath(file.text), overwrite: call.has("replacing"))
        } catch {
            throw error.at(file.span)
        }
        return .reply(Reply(headline: "\(plural(tables.count, "table")) written to \(file.text)."))
    }
}

struct Quit: Verb {
    let forms: [Form]
    var standsAlone: Bool { true }
    let manual = Manual(
        "leave the shell",
        details: "Unsaved changes are kept for the next time, where recover brings them back; discarding changes gives them up.")

    init(_ word: String) { forms = [Form(word, .start, [.flag("discarding changes")])] }

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        if call.has("discarding changes") {
            try session.home.dropUnsaved()
        } else {
            try session.checkUnsavedKept(at: call.verbSpan)
        }
        session.wantsToEnd = true
        return .reply(Reply())
    }
}

extension Session {
    /// Refuses to leave where that would lose changes without a word: in a shell whose file is held by another.
    package func checkUnsavedKept(at span: Span = .none) throws(Diagnostic) {
        if home.unsaved == 0 || home.keepsUnsaved || !isAtPrompt { return }
        throw Diagnostic(
            "unsaved-changes", "\(plural(home.unsaved, "change")) would be lost.", at: span,
            help: "save as 'NAME.tierbook' keeps \(home.unsaved == 1 ? "it" : "them"); quit discarding changes leaves without.")
    }
}
