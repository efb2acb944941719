import Diagnostics
import Engine
import Presenting
import Storage
import Syntax
import Verbs
import Workspaces

extension Session {
    /// Begins with a workspace file; `written` is its path as the notebook has it.
    func begin(withWorkspace path: String, named written: String) throws(Diagnostic) {
        _ = try open(path, readOnly: isReadOnly || scratch != nil)
        if let file = home.file { read(Change.Input(path: written, byteCount: 0, digest: file.rootText)) }
    }

    /// Begins with what a script makes, without a file: what the script says of saving is passed over.
    func begin(withScript written: String) throws(Diagnostic) {
        let (keptScratch, keptDeferring) = (scratch, defersSaves)
        let temporary = try ScratchFolder()
        if scratch == nil { scratch = temporary.path }
        defersSaves = true
        defer {
            scratch = keptScratch
            defersSaves = keptDeferring
        }
        let line = Source("include \(Words.quoted(written))")
        var failure: Diagnostic?
        run(line) { outcome in
            guard case .failure(let error) = outcome.result else { return }
            let isWithin = outcome.source != line
            failure = Diagnostic(
                error.id, "The workspace cannot be made: \(error.message)",
                notes: isWithin ? Presenting.render(error, source: outcome.source, color: false, width: nil).split(separator: "\n").map(String.init) : [],
                help: error.help)
        }
        if let failure { throw failure }
        try forgetSaves()
        undo.clear()
    }
}
