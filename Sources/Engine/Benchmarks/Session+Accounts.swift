import Diagnostics
import Syntax
import Tables
import Workspaces

extension Session {
    /// The table that a verb is about.
    func accounts(for verb: String, at span: Span) throws(Diagnostic) -> NamedTable {
        let workspace = state.workspace
        if let accounts = workspace.table(named: "accounts") { return accounts }
        // Dated rows of a table's keys are what accounts have.
        let owners = workspace.tables.filter { owner in
            owner.table.key != nil && workspace.tables.contains { $0.table.dated != nil && $0.table.links.contains { equalIgnoringCase($0.target, owner.name) } }
        }
        let help: String =
            if let owner = owners.first { "Type rename \(Words.typed(owner.name)) to accounts\(owners.count > 1 ? ", if those are your accounts" : "")." } else if workspace.tables.isEmpty {
                "Type import accounts from 'FILE' key COLUMN."
            } else { "rename TABLE to accounts, or create accounts from TABLE key COLUMN." }
        throw Diagnostic("no-accounts", "\(verb) is about accounts, and there is no table of that name.", at: span, help: help)
    }
}
