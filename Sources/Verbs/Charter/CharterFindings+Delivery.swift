import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

/// Who is to do it, how it is seen, and whether there are hands enough.
extension CharterFindings {
    // MARK: Owners

    mutating func lookAtOwners() throws(Diagnostic) {
        let given = charter.clauses.filter { $0.promise != .none }
        for clause in given where clause.role == nil {
            add("no-owner", title(clause), "No role is responsible for it.", "Add by 'ROLE'.")
        }
        let holders = try session.roleHolders(charter, labels)
        let (kinds, byRow) = try owedKinds()
        var seen: Set<String> = []
        for clause in given {
            guard let role = clause.role, seen.insert(role.lowercased()).inserted else { continue }
            let whose = charter.clauses.indices.filter { charter.clauses[$0].role.map { equalIgnoringCase($0, role) } ?? false }
            let ids = Binder.list(whose.map { charter.clauses[$0].id })
            guard let column = holders.column(role) else {
                add("nobody", "role \(Words.quoted(role)) (\(ids))", "Nothing says who has it for an account.", "role \(Words.quoted(role)) = COLUMN.")
                continue
            }
            let isOwed = (kinds.first ?? []).indices.map { kind in whose.contains { kinds[$0][kind] } }
            let without = (0..<column.count).count { row in column.code(row) == 0 && isOwed[Int(byRow[row])] }
            if without > 0 {
                add("nobody", "role \(Words.quoted(role)) (\(ids))", "\(plural(without, "account")) that \(without == 1 ? "is" : "are") owed something by it \(without == 1 ? "has" : "have") nobody.", "Fill in \(Words.quoted(role)) for \(without == 1 ? "it" : "them").")
            }
        }
    }

    /// By clause and kind of account whether it counts for such accounts, and the kind by row of accounts.
    private func owedKinds() throws(Diagnostic) -> (byClause: [[Bool]], byRow: [Int32]) {
        let (kinds, byRow) = try labels.kinds(charter)
        var byClause = charter.clauses.map { _ in [Bool](repeating: false, count: kinds.count) }
        for (number, kind) in kinds.enumerated() {
            for entitlement in charter.entitlements(of: kind) { if let clause = entitlement.clause { byClause[clause][number] = true } }
        }
        return (byClause, byRow)
    }

    // MARK: Needs

    /// Qualifiers that say what service their accounts need.
    mutating func lookAtNeeds() throws(Diagnostic) {
        guard !labels.qualifierNames.isEmpty else { return }
        for qualifier in try session.list().qualifiers where !qualifier.need.isEmpty {
            if charter.services.contains(where: { equalIgnoringCase($0, qualifier.need) }) { continue }
            add("unmet-need", "qualifier \(Words.quoted(qualifier.name))", "Its accounts need \(Words.quoted(qualifier.need)), of which no clause says anything.", "clause all \(Words.quoted(qualifier.need)) for \(Words.quoted(qualifier.name)) 1 per quarter by 'ROLE'.")
        }
    }

    // MARK: Measures

    mutating func lookAtMeasures() throws(Diagnostic) {
        let silent = charter.clauses.filter { $0.promise.perYear > 0 && $0.monitored == nil }
        if !silent.isEmpty, charter.clauses.contains(where: { $0.monitored != nil }) {
            add("not-monitored", Binder.list(silent.map(\.id)), "Nothing says how often someone looks at \(silent.count == 1 ? "it" : "them").", "Add monitored monthly, for example.")
        }
        for clause in charter.clauses where clause.promise.perYear > 0 {
            do throws(Diagnostic) {
                if try session.recordedNothing(of: clause, labels.accounts) {
                    add("never-recorded", title(clause), "Nothing that it counts was ever recorded for an account.", "See whether it is called otherwise, or add measured by EXPRESSION.")
                }
            } catch {
                if error.isCancelled { throw error }
                add("no-measure", title(clause), error.message, error.help ?? "Add measured by EXPRESSION.")
            }
        }
    }

    // MARK: Hands

    mutating func lookAtLoad() throws(Diagnostic) {
        let (kinds, byRow) = try owedKinds()
        var sizes = [Int](repeating: 0, count: kinds.first?.count ?? 0)
        for kind in byRow { sizes[Int(kind)] += 1 }
        let owed = kinds.map { chosen in sizes.indices.reduce(0) { chosen[$1] ? $0 + sizes[$1] : $0 } }
        var roles: [String] = []
        for clause in charter.clauses { if let role = clause.role, !roles.contains(where: { equalIgnoringCase($0, role) }) { roles.append(role) } }
        guard let staff = Staff(session.state.workspace.contents) else { return }
        for role in roles {
            let own = charter.clauses.indices.filter { charter.clauses[$0].role.map { equalIgnoringCase($0, role) } ?? false && charter.clauses[$0].promise.perYear > 0 }
            let silent = own.filter { charter.clauses[$0].hours == nil }
            if !silent.isEmpty {
                add("no-hours", "role \(Words.quoted(role))", "\(Binder.list(silent.map { charter.clauses[$0].id })) \(silent.count == 1 ? "says" : "say") no hours, so its load cannot be told.", "Add N hours each.")
            }
            let demand = own.reduce(0.0) { $0 + (charter.clauses[$1].hoursPerYear ?? 0) * Double(owed[$1]) } / 52
            let (people, supply) = staff.hours(of: role)
            if people == 0 {
                add("overload", "role \(Words.quoted(role))", "Nobody in \(staff.name) has it.", "Hire, train, or give its services to another role.")
            } else if let supply, demand > supply {
                add(
                    "overload", "role \(Words.quoted(role))",
                    "The charter asks \(NumberFormat(decimals: 0).text(demand)) hours a week of \(plural(people, "person", many: "people")) with \(NumberFormat(decimals: 0).text(supply)).",
                    "Promise less, shorten the tiers, train or hire.")
            }
        }
    }
}

/// The table of people: their roles and contracted hours.
struct Staff {
    let name: String
    private let roles: Column
    private let hours: Column?

    /// Nil where no table has a column `role`.
    init?(_ contents: Contents) {
        // A table that tells hours as well is one of staff.
        func tellsHours(_ named: NamedTable) -> Bool { named.table.fields.contains { equalIgnoringCase($0.name, "weekly hours") } }
        for named in contents.tables.filter(tellsHours) + contents.tables.filter({ !tellsHours($0) }) {
            guard let roles = named.table.fields.first(where: { equalIgnoringCase($0.name, "role") && $0.column.type == .text })?.column, named.table.key != nil else { continue }
            name = named.name
            self.roles = roles
            hours = named.table.fields.first { equalIgnoringCase($0.name, "weekly hours") && $0.column.type.isNumeric }?.column
            return
        }
        return nil
    }

    /// How many have a role, and their hours a week together; nil where those are not known.
    func hours(of role: String) -> (people: Int, hours: Double?) {
        let rows = (0..<roles.count).filter { if case .text(let own) = roles[$0] { equalIgnoringCase(own, role) } else { false } }
        guard let hours else { return (rows.count, nil) }
        return (rows.count, rows.reduce(0) { $0 + (hours[$1].number ?? 0) })
    }
}
