import Diagnostics
import Syntax
import Tables
import Workspaces

/// Who has which role for each account.
package struct RoleHolders: Sendable {
    /// By role in lower case: by row of accounts the name of who has it.
    private let columns: [String: Column]

    /// What stands behind the word `role`.
    package static let elements: [Element] = [.slot("role", .text), .symbol(.equal), .slot("holder", .expression)]

    /// - Parameter roles: those that are asked for. A role that nothing is said of is had by whom the column of accounts
    ///   names that is called as it is.
    init(_ roles: [String], _ accounts: NamedTable, _ session: Session) throws(Diagnostic) {
        var columns: [String: Column] = [:]
        for role in roles where columns[role.lowercased()] == nil {
            if let rule = session.state.workspace.rules.rule(.role, named: role) {
                columns[role.lowercased()] = try RoleHolders.column(rule, accounts, session)
            } else if let own = accounts.table.fields.first(where: { equalIgnoringCase($0.name, role) && $0.column.type == .text }) {
                columns[role.lowercased()] = own.column
            }
        }
        self.columns = columns
    }

    /// By row of accounts who has a role, as its rule says. Errors: `not-a-text`, and what keeps the expression from being
    /// worked out.
    package static func column(_ rule: Rule, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) -> Column {
        try session.reading(rule) { (call) throws(Diagnostic) in
            let expression = try call.expression("holder")
            var binder = Binder(Query(accounts), session)
            let bound = try binder.bind(expression)
            guard bound.type == .text else {
                throw Diagnostic("not-a-text", "Who has a role is a name; this is \(bound.type.withArticle).", at: expression.span, help: "For example role 'Sales' = owner.")
            }
            let slot = binder.slot(bound)
            return try session.run(binder.query).column(slot)
        }
    }

    /// By row of accounts the name of who has a role, in any case of letters; nil where nothing says.
    package func column(_ role: String) -> Column? { columns[role.lowercased()] }

    /// Nil where nobody is named.
    package func name(_ role: String, _ row: Int) -> String? {
        guard let column = column(role), case .text(let name) = column[row] else { return nil }
        return name
    }
}

extension Contents {
    /// Roles that something is said of: by a rule, or by the column `role` of a table of people. Empty where nothing is.
    package var knownRoles: [String] {
        var roles = rules[.role].map(\.name)
        var seen = Set(roles.map { $0.lowercased() })
        for named in tables {
            guard let column = named.table.fields.first(where: { equalIgnoringCase($0.name, "role") && $0.column.type == .text })?.column,
                let dictionary = column.dictionary
            else { continue }
            for code in 1..<max(1, dictionary.count) where seen.insert(dictionary.text(code).lowercased()).inserted {
                roles.append(dictionary.text(code))
            }
        }
        return roles
    }
}

extension Session {
    /// Who has the roles that a charter names. Errors: what is wrong with the rule of a role.
    package func roleHolders(_ charter: Charter, _ labels: AccountLabels) throws(Diagnostic) -> RoleHolders {
        try RoleHolders(charter.clauses.compactMap(\.role), labels.accounts, self)
    }
}
