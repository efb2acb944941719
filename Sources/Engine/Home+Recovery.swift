import Diagnostics
import Storage
import Workspaces

/// The changes that an earlier session made and never saved. They stay in the journal until the next save, whether
/// they have been done again or not.
struct Recovery {
    /// Oldest first.
    var entries: [Journal.Entry] = []
    /// How many have been done again.
    var done = 0
    var isRunning = false

    var waiting: ArraySlice<Journal.Entry> { entries.dropFirst(done) }
    var isWaiting: Bool { done < entries.count }

    /// What is said of those that wait.
    func offer(_ whose: String) -> [Diagnostic] {
        if !isWaiting { return [] }
        let (count, them) = (waiting.count, waiting.count == 1 ? "it" : "them")
        return [
            .warning(
                "unsaved-changes", "\(plural(count, "change")) of \(whose) \(count == 1 ? "was" : "were") never saved.",
                help: "recover does \(them) again; discard recovery leaves \(them).")
        ]
    }
}

extension Home {
    /// How many changes of an earlier session wait to be done again or left.
    package var waiting: Int { recovery.waiting.count }

    /// Refuses a change while those of an earlier session wait.
    package func checkPending() throws(Diagnostic) {
        if !recovery.isWaiting || recovery.isRunning { return }
        throw Diagnostic(
            "recover-first", "\(plural(waiting, "change")) of an earlier session \(waiting == 1 ? "waits" : "wait") to be done again or left.",
            help: "Type recover to do \(waiting == 1 ? "it" : "them") again, or discard recovery.")
    }

    /// Leaves the changes that wait; returns where a copy of all is kept. Throws where that cannot be made; the changes wait
    /// on then.
    package func discardPending() throws(Diagnostic) -> String? {
        let copy = try journal?.keep(first: recovery.done)
        recovery = Recovery()
        return copy
    }

    /// What is kept of a journal that could not be taken as it was.
    static func aside(_ found: Journal.Pending, _ path: String) -> [Diagnostic] {
        guard let copy = found.setAside else { return [] }
        if found.isCutOff {
            return [.note("journal-cut-off", "The record of unsaved changes ends in the middle of one that was never acknowledged; a copy is kept in \(copy).")]
        }
        return [.warning("journal-set-aside", "Unsaved changes that do not belong to this state of \(path) are kept in \(copy).")]
    }
}

extension Session {
    /// Does the changes of an earlier session again, oldest first, until one fails or Ctrl-C comes: that one and those
    /// after it wait on. Returns how many were done, and what stopped it.
    package func recover() -> (done: Int, stop: Diagnostic?) {
        home.recovery.isRunning = true
        defer { home.recovery.isRunning = false }
        var done = 0
        while let entry = home.recovery.waiting.first {
            do throws(Diagnostic) {
                try Cancellation.check()
                try replay(entry)
            } catch {
                return (done, error)
            }
            done += 1
            home.recovery.done += 1
        }
        home.recovery = Recovery()
        if home.forgetUndone(state.workspace) { undo.setBase() }
        return (done, nil)
    }

    private func replay(_ entry: Journal.Entry) throws(Diagnostic) {
        if let workspace = try entry.workspace() {
            undo.push(state.workspace, label: entry.change.statement)
            undo.setBase()
            state.workspace = workspace
            home.unsaved += 1
            return
        }
        let files = try RecoveredFiles(entry.copies, in: home.temporaryFolder)
        defer { withExtendedLifetime(files) {} }
        try replay(entry.change, files.paths)
    }

    /// Runs a change's statement inside this session's present line, as if it had been typed before it, with the as-of
    /// day, the seed and the files that it had.
    private func replay(_ change: Change, _ copies: [String: String]) throws(Diagnostic) {
        let inner = Session(catalogue: catalogue, home: home)
        inner.state = state
        inner.undo = undo
        inner.folder = folder
        inner.isReadOnly = isReadOnly
        inner.replayed = Replayed(inputs: change.inputs, copies: copies)
        if change.asOf != state.workspace.asOf { inner.state.settings.asOf = change.asOf }
        inner.state.settings.seed = change.seed
        var failure: Diagnostic?
        inner.run(Source(change.statement)) { outcome in
            if case .failure(let error) = outcome.result { failure = error }
        }
        if let failure { throw failure }
        state.workspace = inner.state.workspace
        state.last = nil
        undo = inner.undo
    }
}

/// The change that is being done again.
struct Replayed {
    /// The files it read, as they were.
    var inputs: [Change.Input]
    /// Copies of them, by the path in the statement.
    var copies: [String: String]
}
