import Diagnostics
import Engine
import Storage
import Syntax
import Tables
import Workspaces

/// `undo` and `redo`.
struct UndoRedo: Verb {
    let forms: [Form]
    private let isUndo: Bool
    var standsAlone: Bool { true }

    init(_ word: String, isUndo: Bool) {
        self.isUndo = isUndo
        forms = [Form(word, .start)]
    }

    var manual: Manual {
        isUndo
            ? Manual(
                "take the last change back",
                details: "As far back as this session goes, saves included; the file changes with the next save. A line counts as one change.",
                examples: """
                    tierbook> accounts | where account = 'Elm' | remove
                    1 row of accounts removed; 5 left.
                    account  tier    region    revenue     cost   wallet  renewal date
                    Elm      Bronze  Americas  120,000  110,000  300,000             —
                    tierbook> undo
                    Taken back: accounts | where account = 'Elm' | remove
                    tierbook> count(accounts)
                    count(accounts)
                                  6
                    """)
            : Manual(
                "do again what undo took back",
                examples: """
                    tierbook> accounts | where account = 'Elm' | remove
                    1 row of accounts removed; 5 left.
                    account  tier    region    revenue     cost   wallet  renewal date
                    Elm      Bronze  Americas  120,000  110,000  300,000             —
                    tierbook> undo
                    Taken back: accounts | where account = 'Elm' | remove
                    tierbook> redo
                    Done again: accounts | where account = 'Elm' | remove
                    """)
    }

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let present = session.state.workspace
        let kept = session.undo
        guard let found = isUndo ? session.undo.undo(present) : session.undo.redo(present) else {
            let help = isUndo ? (session.undo.dropped > 0 ? "\(session.undo.dropped) older changes are no longer kept." : "undo reaches back to the beginning of this session.") : nil
            throw Diagnostic("nothing-to-\(call.verb)", "There is nothing to \(call.verb).", at: call.verbSpan, help: help)
        }
        session.state.workspace = found.workspace
        session.changedWithoutRecord(call.verb, isReplayable: found.isReplayable)
        session.onFailure { $0.undo = kept }
        return .reply(Reply(headline: isUndo ? "Taken back: \(found.label)" : "Done again: \(found.label)"))
    }
}

struct Changes: Verb {
    let forms = [Form("changes", .start)]
    let manual = Manual(
        "list the changes this workspace is made of, newest first",
        examples: """
            tierbook> accounts | where account = 'Elm' | set revenue = 125k
            1 row of accounts changed.
            account  revenue was  revenue now
            Elm          120,000      125,000
            tierbook> changes
            change  saved  what                             as of  statement
                 1  false  1 row of accounts: revenue  2026-03-31  accounts | where account = 'Elm' | set revenue = 125k
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let all = Array(session.state.workspace.history.enumerated().reversed())
        let saved = zip(session.state.workspace.history, session.home.saved.history).prefix { $0 == $1 }.count
        return .reply(
            Reply(
                table: Table([
                    Field("change", .integers(all.map { Int64($0.offset + 1) })),
                    Field("saved", .booleans(all.map { $0.offset < saved })),
                    Field("what", .texts(all.map(\.element.summary))),
                    Field("as of", .dates(all.map(\.element.asOf))),
                    Field("statement", .texts(all.map(\.element.statement))),
                ])))
    }
}

/// Another workspace file's content, as one change.
struct Restore: Verb {
    let forms = [Form("restore", .start, [.word("from"), .slot("file", .file)])]
    let manual = Manual(
        "take over everything from another workspace file, such as a copy",
        details: "This workspace keeps its own file; undo takes the change back.")

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let file = try call.text("file")
        do throws(Diagnostic) {
            session.state.workspace = try WorkspaceFile.read(session.path(file.text))
        } catch {
            throw error.at(file.span)
        }
        // The copy may be gone, or another, when the change is to be done again.
        session.changed("all taken from \(file.text)", isReplayable: false)
        let tables = session.state.workspace.tables.map { "\(grouped($0.table.rowCount)) \($0.name)" }
        return .reply(Reply(headline: (["Taken from \(file.text)"] + tables).joined(separator: " · ")))
    }
}

struct Recover: Verb {
    let forms = [Form("recover", .start)]
    var standsAlone: Bool { true }
    let manual = Manual(
        "do again the changes that an earlier session made and never saved",
        details: "They are done in their order, with the files they read as they were. One that fails, or Ctrl-C, stops it: that one and the rest wait on, for recover or for discard recovery.")

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        try session.requireWritable(at: call.verbSpan)
        let count = session.home.waiting
        guard count > 0 else { throw Diagnostic("nothing-to-recover", "No change of an earlier session waits.", at: call.verbSpan) }
        let (done, stop) = session.recover()
        guard let stop else { return .reply(Reply(headline: "\(done) of \(plural(count, "change")) done again; save keeps \(done == 1 ? "it" : "them").")) }
        let help = stop.help ?? "recover tries again; discard recovery leaves what waits."
        let reason = stop.isCancelled ? "Cancelled." : "The next change could not be done again: \(stop.message)"
        if done == 0 { throw Diagnostic(stop.id, reason, at: call.verbSpan, help: help) }
        let waiting = count - done
        return .reply(
            Reply(
                headline: "\(done) of \(plural(count, "change")) done again; \(waiting) \(waiting == 1 ? "waits" : "wait").",
                notes: [.warning("recovery-stopped", reason, help: help)]))
    }
}

struct DiscardRecovery: Verb {
    let forms = [Form("discard recovery", .start)]
    var standsAlone: Bool { true }
    let manual = Manual(
        "leave the changes that an earlier session never saved",
        details: "A copy of them is kept beside the workspace.")

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        try session.requireWritable(at: call.verbSpan)
        guard session.home.waiting > 0 else { throw Diagnostic("nothing-to-recover", "No change of an earlier session waits.", at: call.verbSpan) }
        let copy = try session.home.discardPending()
        return .reply(Reply(headline: "They are left.\(copy.map { " A copy is kept in \($0)." } ?? "")"))
    }
}
