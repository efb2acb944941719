import Diagnostics
import Engine
import Presenting
import Storage
import Verbs
import Workspaces

extension Session {
    /// Begins with a workspace file; `written` is its path as the notebook has it.
    func begin(withWorkspace path: String, named written: String) throws(Diagnostic) {
        _ = try open(path, readOnly: isReadOnly || scratch != nil)
        if let file = home.file { read(Change.Input(path: written, byteCount: 0, digest: file.rootText)) }
    }

    /// Begins with what a script makes, without a file: what the script says of saving is passed over.
    func begin(withScript path: String) throws(Diagnostic) {
        let script = Source(try TextFile.read(path, limit: 4_000_000, what: "script"), name: path)
        let (keptFolder, keptScratch) = (folder, scratch)
        let temporary = try ScratchFolder()
        if let slash = path.lastIndex(of: "/") { folder = String(path[...slash].dropLast()) }
        if scratch == nil { scratch = temporary.path }
        defersSaves = true
        defer {
            folder = keptFolder
            scratch = keptScratch
            defersSaves = false
        }
        var failure: Diagnostic?
        run(script) { outcome in
            guard case .failure(let error) = outcome.result else { return }
            failure = Diagnostic(
                error.id, "The workspace cannot be made: \(error.message)",
                notes: Presenting.render(error, source: outcome.source, color: false, width: nil).split(separator: "\n").map(String.init), help: error.help)
        }
        if let failure { throw failure }
        try forgetSaves()
        undo.clear()
    }
}
