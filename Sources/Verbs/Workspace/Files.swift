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
            holds it; save tries again. Unsaved changes here must be saved, or given up with discarding changes.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let file = try call.text("file")
        if session.home.unsaved > 0, !call.has("discarding changes") {
            throw Diagnostic(
                "unsaved-changes", "This workspace has \(plural(session.home.unsaved, "unsaved change")).", at: call.verbSpan,
                help: "save them first, or add discarding changes.")
        }
        if session.hasDeferredSaves {
            throw Diagnostic("saves-wait", "An atomic script opens no file after it says save.", at: call.verbSpan, help: "Make two scripts of it, or leave out --atomic.")
        }
        do throws(Diagnostic) {
            let reply = try session.open(session.path(file.text), readOnly: call.has("read only") || session.isReadOnly || session.scratch != nil)
            if let opened = session.home.file { session.depends(onWorkspace: file.text, root: opened.rootText) }
            return .reply(reply)
        } catch {
            throw error.at(file.span)
        }
    }
}

extension Session {
    /// Takes a workspace file as this session's workspace. Errors: as for `Home.open`; the session is as it was then.
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
        let saved = try session.save { (session) throws(Diagnostic) in try session.home.save(workspace) }
        return .reply(SaveAs.reply(session.home.path ?? "", saved, session))
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
            let saved = try session.save { (session) throws(Diagnostic) in try session.home.saveAs(workspace, target, overwrite: replacing) }
            return reply(target, saved, session)
        } catch {
            throw error.at(span)
        }
    }

    static func reply(_ path: String, _ saved: Home.Saved?, _ session: Session) -> Reply {
        guard let saved else { return Reply(headline: "\(path) will be saved when the script has succeeded.") }
        session.undo.setBase()
        return Reply(headline: "Saved \(path): \(size(saved.summary.fileSize)).", notes: saved.notes)
    }

    private static func size(_ bytes: Int) -> String {
        bytes < 10_000 ? "\(grouped(bytes)) bytes" : bytes < 10_000_000 ? "\(grouped(bytes / 1000)) kB" : "\(grouped(bytes / 1_000_000)) MB"
    }
}

struct ExportSQLite: Verb {
    var canBeTried: Bool { false }
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
        var notes: [Diagnostic] = []
        if call.has("discarding changes") { notes = session.home.leave() } else { try session.checkUnsavedKept(at: call.verbSpan) }
        session.wantsToEnd = true
        return .reply(Reply(notes: notes))
    }
}

extension Session {
    /// Refuses to leave where that would lose changes without a word: in a shell that has no place for a journal.
    package func checkUnsavedKept(at span: Span = .none) throws(Diagnostic) {
        if home.unsaved == 0 || home.keepsUnsaved || !isAtPrompt { return }
        throw Diagnostic(
            "unsaved-changes", "\(plural(home.unsaved, "change")) would be lost.", at: span,
            help: "save as 'NAME.tierbook' keeps \(home.unsaved == 1 ? "it" : "them"); quit discarding changes leaves without.")
    }
}
