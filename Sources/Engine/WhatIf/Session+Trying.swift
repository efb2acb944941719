import Diagnostics
import Syntax
import Workspaces

/// Changes that are tried: an edit and a what-if differ in one thing, whether the session keeps them.
extension Session {
    /// Runs statements on the workspace, gives what `body` makes of it, and leaves all as it was.
    ///
    /// Errors: what the statements raise; `not-a-change` for one that changes nothing; `leaves-traces` for one that
    /// does more than that.
    package func trying<T>(_ statements: [Statement], _ body: () throws(Diagnostic) -> T) throws(Diagnostic) -> T {
        let kept = (state, work.summary, work.needsSnapshot, work.skipsRecord, work.keepsLast, work.statementSpan, isTrying)
        isTrying = true
        defer {
            (state, work.summary, work.needsSnapshot, work.skipsRecord, work.keepsLast, work.statementSpan, isTrying) = kept
        }
        for statement in statements {
            try checkTrial(of: statement)
            work.summary = nil
            work.statementSpan = statement.span
            _ = try output(of: statement, reading: [])
            if work.summary == nil, !isChange(statement) {
                throw Diagnostic(
                    "not-a-change", "This changes nothing that the list is made from.", at: statement.span,
                    help: "Try a tier, an objective, an override, or figures: accounts | where … | set COLUMN = ….")
            }
        }
        return try body()
    }

    /// It has a verb that changes things, if perhaps no row this time.
    private func isChange(_ statement: Statement) -> Bool { calls(of: statement).contains { ["set", "remove", "add"].contains($0.verb) } }

    private func calls(of statement: Statement) -> [VerbCall] {
        if case .verb(let call) = statement.head { return [call] + statement.stages }
        return statement.stages
    }

    private func checkTrial(of statement: Statement) throws(Diagnostic) {
        for call in calls(of: statement) where catalogue.verb(call.verb)?.canBeTried == false {
            throw Diagnostic("leaves-traces", "\(call.verb) does more than change the workspace, so it cannot be tried.", at: call.verbSpan, help: "Leave it out.")
        }
    }

    /// The list of other contents than those in use. Errors: as for `list`.
    package func list(of contents: Contents) throws(Diagnostic) -> FirmList {
        let kept = state.workspace.contents
        state.workspace.contents = contents
        defer { state.workspace.contents = kept }
        return try list()
    }

    /// Goes on with the stages of a statement behind what its beginning came to. Errors: what the stages throw.
    package func apply(_ stages: some Collection<VerbCall>, to output: Output) throws(Diagnostic) -> Output {
        var output = output
        for stage in stages { output = try self.stage(stage, behind: output) }
        return output
    }
}
