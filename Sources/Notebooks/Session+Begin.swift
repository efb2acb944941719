import Diagnostics
import Engine
import Presenting
import Storage
import Syntax
import Tables
import Verbs
import Workspaces

extension Session {
    /// What a run is given from outside; it comes before what front matter says.
    package struct Given {
        /// `-p name=value` as typed.
        package var parameters: [(name: String, text: String)]
        /// The day that counts as today; nil leaves it to front matter.
        package var asOf: Day?
        /// Seconds to wait for a workspace that another shell holds.
        package var wait = 0
        /// Where files are found; nil for the folder of the text.
        package var folder: String?
        /// Another workspace is open already.
        package var hasWorkspace = false

        /// The rest is as for a file that is run by itself.
        package init(_ parameters: [(name: String, text: String)], asOf: Day?) {
            self.parameters = parameters
            self.asOf = asOf
        }
    }

    /// Begins as front matter says: parameters, workspace, as-of day and seed. Returns what there is to say of the
    /// workspace.
    /// - Throws: an unknown or ill-typed parameter, a workspace that cannot be opened.
    package func begin(_ frontMatter: FrontMatter, of source: Source, given: Given) throws(Diagnostic) -> [Diagnostic] {
        folder = given.folder ?? Session.folder(of: source.name)
        parameters = try Parameter.values(of: frontMatter.parameters, given: given.parameters, usedIn: source)
        var notes: [Diagnostic] = []
        if let (written, span) = frontMatter.workspace, !given.hasWorkspace {
            do throws(Diagnostic) {
                if isSQLiteDatabase(path: path(written)) {
                    notes = try begin(withWorkspace: written, wait: given.wait)
                } else {
                    try begin(withScript: written)
                }
            } catch {
                var error = error
                error.span = span
                throw error
            }
        }
        state.settings.asOf = given.asOf ?? frontMatter.asOf
        state.settings.seed = frontMatter.seed ?? state.settings.seed
        return notes
    }

    private func begin(withWorkspace written: String, wait: Int) throws(Diagnostic) -> [Diagnostic] {
        let reply = try open(path(written), readOnly: isReadOnly || scratch != nil, wait: wait)
        if let file = home.file { try read(Change.Input(path: written, byteCount: 0, digest: file.rootText)) }
        return reply.notes
    }

    /// Begins with what a script makes, without a file: what the script says of saving is passed over.
    private func begin(withScript written: String) throws(Diagnostic) {
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
        forgetSaves()
        undo.clear()
    }
}
