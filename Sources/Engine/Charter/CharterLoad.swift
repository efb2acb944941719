import Diagnostics
import Tables
import Workspaces

/// The working hours a year that the charter asks for, by role, in the order in which clauses name them.
package struct CharterLoad {
    /// What each role has to do; clauses without a role are `no role`.
    package private(set) var roles: [(name: String, hours: Double)] = []
    /// All roles together, a year.
    package var hours: Double { roles.reduce(0) { $0 + $1.hours } }

    init(_ charter: Charter, _ labels: AccountLabels) throws(Diagnostic) {
        let (kinds, byRow) = try labels.kinds(charter)
        var counts = [Int](repeating: 0, count: kinds.count)
        for kind in byRow { counts[Int(kind)] += 1 }
        var hours = [Double](repeating: 0, count: charter.clauses.count)
        for (kind, count) in zip(kinds, counts) {
            for entitlement in charter.entitlements(of: kind) {
                guard let clause = entitlement.clause, let each = charter.clauses[clause].hoursPerYear else { continue }
                hours[clause] += each * Double(count)
            }
        }
        for (clause, hours) in zip(charter.clauses, hours) where hours > 0 {
            let role = clause.role ?? "no role"
            if let index = roles.firstIndex(where: { equalIgnoringCase($0.name, role) }) { roles[index].hours += hours } else { roles.append((role, hours)) }
        }
    }

    /// `the charter asks 4,100 → 4,260 hours a year (Sales +160)`
    static func remark(_ before: CharterLoad, _ after: CharterLoad) -> String {
        func text(_ hours: Double) -> String { NumberFormat(decimals: 0).text(hours) }
        var names = before.roles.map(\.name)
        for role in after.roles where !names.contains(where: { equalIgnoringCase($0, role.name) }) { names.append(role.name) }
        let changes = names.compactMap { name -> String? in
            func hours(_ load: CharterLoad) -> Double { load.roles.first { equalIgnoringCase($0.name, name) }?.hours ?? 0 }
            let change = hours(after) - hours(before)
            return text(change) == "0" || text(change) == "-0" ? nil : "\(name) \(change > 0 ? "+" : "")\(text(change))"
        }
        return "the charter asks \(text(before.hours)) → \(text(after.hours)) hours a year\(changes.isEmpty ? "" : " (\(changes.joined(separator: ", ")))")"
    }
}

extension Session {
    /// What a charter asks of the accounts of some contents; nil where no clause says how long anything takes. Errors: as for
    /// `charter` and `accountLabels`.
    package func charterLoad(of contents: Contents) throws(Diagnostic) -> CharterLoad? {
        if contents.rules[.clause].isEmpty { return nil }
        let kept = state.workspace.contents
        state.workspace.contents = contents
        defer { state.workspace.contents = kept }
        let load = try CharterLoad(try charter(), try accountLabels())
        return load.roles.isEmpty ? nil : load
    }
}
