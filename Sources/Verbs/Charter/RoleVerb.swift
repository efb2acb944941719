import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct RoleVerb: Verb {
    var isQuery: Bool { false }
    let forms = [Form("role", .start, RoleHolders.elements)]
    let manual = Manual(
        "say who, for each account, has a role that clauses name",
        details: """
            A column of accounts, or any expression that gives a name: role 'Analyst' = first(team.staff where role = 'Analyst').
            Without it, a role is had by whom the column of accounts names that is called as the role is. forget role 'Sales'
            drops it.
            """,
        examples: """
            tierbook> define owner = case when region = 'EMEA' then 'Ana' else 'Ben' end
            owner is defined as case when region = 'EMEA' then 'Ana' else 'Ben' end
            tierbook> role 'Sales' = owner
            'Sales' is had by 2 people for 6 accounts.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (role, span) = try call.text("role")
        try RuleNames.check(role, at: span)
        let rule = Rule(.role, role, session.ruleText)
        session.state.workspace.rules.put(rule)
        guard let accounts = session.state.workspace.table(named: "accounts") else {
            throw Diagnostic("no-accounts", "A role is had for each account, and there is no table accounts.", at: call.verbSpan)
        }
        let column = try RoleHolders.column(rule, accounts, session)
        session.changed("role \(Words.quoted(role)) set")
        let missing = column.missingCount()
        var names: Set<Int> = []
        for row in 0..<column.count where column.code(row) > 0 { names.insert(column.code(row)) }
        let gap = missing == 0 ? "" : "; \(plural(missing, "account")) \(missing == 1 ? "has" : "have") nobody"
        return .reply(Reply(headline: "\(Words.quoted(role)) is had by \(plural(names.count, "person", many: "people")) for \(plural(column.count - missing, "account"))\(gap)."))
    }
}
