import Diagnostics
import Storage
import Syntax
import Tables
import Workspaces

/// A conversation with one workspace: runs lines, keeps what succeeded, remembers what was before.
package final class Session {
    /// Everything a line may change; copied before it and put back when it fails.
    package struct State {
        /// Tables, definitions, rules and what else is saved.
        package var workspace = Workspace()
        /// The last result, also called `_`.
        package var last: Query?
        /// What is the session's own and is not saved.
        package var settings = Settings()

        /// An empty workspace, and settings as at the start.
        package init() {}
    }

    /// What `set` changes, for this session alone.
    package struct Settings: Sendable, Equatable {
        /// The as-of day of the session; the workspace's own when nil.
        package var asOf: Day?
        /// What chance begins with: the same seed gives the same draws.
        package var seed: UInt64 = 1
        /// How the shell shows results: `table`, `csv` …; nil as it was started.
        package var mode: String?
        /// Replies say how long they took.
        package var timing = false
        /// Long answers at a prompt go to a pager.
        package var pager = true
    }

    /// As the last line that succeeded left it.
    package var state = State()
    /// The verbs and functions that lines may use.
    package let catalogue: Catalogue
    /// What was worked out of stored columns, up to 1 GiB.
    package let cache = DerivedCache(limit: 1 << 30)
    /// Values of `$name`, given with `-p`.
    package var parameters: [String: ParameterValue] = [:]
    /// Files are found from here; empty for the process's own folder.
    package var folder = ""
    /// Where files are written instead of their own places, in a run that may change nothing; nil for a real one.
    package var scratch: String?
    /// The files that include the one being run, outermost first.
    var including: [String] = []
    /// Where the files of the included one are, seen from the outermost's folder; empty for the same place.
    var includeFolder = ""
    /// Every file that was read, in order, for a stamp of what answers depend on.
    package internal(set) var inputs: [Change.Input] = []
    /// Lines that change the workspace or write a file are refused: `read-only`.
    package var isReadOnly = false
    /// The form in which answers go out, where the session does not set one: what is for a program is given whole.
    package var startMode: String?
    /// Answers go to a program, which wants all rows.
    var isForPrograms: Bool { ["csv", "tsv", "json", "jsonl"].contains(state.settings.mode ?? startMode ?? "") }
    /// A line that has a warning to say fails (`run --warnings-as-errors`).
    package var treatsWarningsAsErrors = false
    /// Replies say where the order of their rows is that of a file alone.
    package var checksOrder = false
    /// Its file and its journal.
    package let home: Home
    /// Earlier and undone workspaces, bounded in number and bytes.
    package var undo = UndoStack()

    /// Saves wait until a script has succeeded as a whole (`run --atomic`).
    package var defersSaves = false
    /// What saves: to the file of now or to another, as `save` and `save as` do.
    package typealias SaveWork = (Session) throws(Diagnostic) -> Home.Saved
    private var deferredSaves: [SaveWork] = []
    /// `quit` was typed.
    package var wantsToEnd = false
    /// A person types the lines; a script's changes go with it.
    package var isAtPrompt = false
    /// What `record` asks; nil where nobody types.
    package var recording: (any Recording)?

    /// The change of an earlier session that this one does again.
    var replayed: Replayed?
    let lists = ListCache()
    /// Clauses that were read from their statements.
    var clausesRead: [Rule: Clause] = [:]
    let faqIndexes = FAQIndexCache()
    /// What the first setting of a sweep gave rise to; nil before it and outside of sweeps.
    var sweepNotes: [Diagnostic]?
    /// What a line changes is only tried.
    package internal(set) var isTrying = false
    /// What the list is made from may not read the list.
    var isWorkingOutList = false
    /// The accounts are figures that were kept, each under the text of its expression.
    var readsKeptFigures = false
    /// What the line being run has gathered.
    var work = LineWork(Source(""))
    private var counter = 0

    /// An empty workspace; without `home` neither a file nor a journal.
    package init(catalogue: Catalogue, home: Home = Home()) {
        self.catalogue = catalogue
        self.home = home
    }

    /// The day that is today: the session's own, else the workspace's; nil where none is set.
    package var asOf: Day? { state.settings.asOf ?? state.workspace.asOf }

    /// Does a save now, or at the end of an atomic script; nil when it waits. Throws what `work` does.
    package func save(_ work: @escaping SaveWork) throws(Diagnostic) -> Home.Saved? {
        if !defersSaves { return try work(self) }
        deferredSaves.append(work)
        return nil
    }

    /// A save waits for the end of an atomic script: no other file may take this one's place before.
    package var hasDeferredSaves: Bool { !deferredSaves.isEmpty }

    /// The saves that an atomic script waited with; nothing when it failed. Throws what the first that fails throws; those
    /// behind it are not done.
    package func finishSaves() throws(Diagnostic) {
        let waiting = deferredSaves
        deferredSaves = []
        for work in waiting { _ = try work(self) }
    }

    /// Takes a workspace that a script made as one to begin with: nothing of it waits to be saved.
    package func forgetSaves() {
        deferredSaves = []
        home.leave()
    }

    /// 1, 2 and so on: a number that this session has not given out.
    package func nextNumber() -> Int {
        counter += 1
        return counter
    }

    /// The latest day of any dated table: what an unset as-of day most likely should be.
    package func latestDay() -> Day? {
        var latest: Day?
        for named in state.workspace.tables {
            guard let index = named.table.dated else { continue }
            let column = named.table.fields[index].column
            let groups = Groups.single(rows: column.count)
            if let cell = try? Aggregating.aggregate(.maximum, column, groups, rows: column.count, tally: Tally()), case .date(let day) = cell[0] {
                latest = max(latest ?? day, day)
            }
        }
        return latest
    }
}
