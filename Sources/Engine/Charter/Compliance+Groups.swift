import Diagnostics
import Syntax
import Tables
import Workspaces

/// Sums of what was delivered, by any of: columns of accounts, tier, service, role, who is responsible.
package struct DeliverySums {
    /// What a group comes to.
    package struct Sum: Sendable {
        /// Accounts that something is owed to, and those that have all of it.
        package var accounts = 0
        /// Accounts that have all that was to be expected by the as-of day.
        package var complying = 0
        /// Times that services are promised in the window, all together.
        package var owed = 0
        /// So many of these by the as-of day, at an even pace.
        package var expected = 0
        /// What was done of what is owed, and what was done beyond.
        package var delivered = 0.0
        /// What was done beyond, also where nothing is owed.
        package var beyond = 0.0
        /// How much less was done than should have been by now.
        package var shortfall = 0.0
        /// Services owed to accounts, by how they stand.
        package var onTrack = 0
        /// Of the same, those of which less was done than should have been by now; there is time left.
        package var behind = 0
        /// Of the same, those of which less was done than is owed; their time is over.
        package var missed = 0

        /// Nothing owed, nothing done.
        package init() {}

        static func += (a: inout Sum, b: Sum) {
            a.accounts += b.accounts
            a.complying += b.complying
            a.owed += b.owed
            a.expected += b.expected
            a.delivered += b.delivered
            a.beyond += b.beyond
            a.shortfall += b.shortfall
            a.onTrack += b.onTrack
            a.behind += b.behind
            a.missed += b.missed
        }
    }

    /// One cell a group for each key, in the order typed.
    package var keys: [(name: String, column: Column)]
    /// One a group, as `keys` have them.
    package var sums: [Sum]
}

extension Compliance {
    /// What groups may be told by beside columns of accounts.
    package static let serviceKeys = ["service", "role", "responsible"]

    /// Errors: `unknown-column`, `too-many-groups` of more than 5,000,000, `cancelled`.
    package func sums(by names: [Name], _ session: Session) throws(Diagnostic) -> DeliverySums {
        let own = names.filter { !Compliance.serviceKeys.contains($0.text.lowercased()) }
        let accounts = try accountGroups(own, session)
        let services = serviceGroups(names)
        let people = try people(names, session)
        let width = services.groups.count * people.names.count
        let (cells, overflow) = accounts.groups.count.multipliedReportingOverflow(by: width)
        guard !overflow, cells <= 5_000_000 else { throw Diagnostic("too-many-groups", "This makes more than 5,000,000 groups.", at: names.first?.span, help: "Group by less, or look at the rows: compliance.") }
        let sums = try add(accounts.groups, services, people, width: width, cells: cells)
        // Groups to which nothing is owed, and for which nothing was done, are none.
        let used = sums.indices.filter { sums[$0].owed > 0 || sums[$0].beyond > 0 }
        let firstRows = accounts.groups.firstRows
        var keys: [(name: String, column: Column)] = []
        for name in names {
            let groups = used.map { (account: $0 / width, service: $0 % width / people.names.count, person: $0 % people.names.count) }
            switch name.text.lowercased() {
            case "service": keys.append(("service", .levels(charter.services, groups.map { services.groups[$0.service].service ?? 0 })))
            case "role": keys.append(("role", .texts(groups.map { services.groups[$0.service].role })))
            case "responsible": keys.append(("responsible", .texts(groups.map { people.names[$0.person] })))
            default:
                guard let key = accounts.keys.first(where: { $0.name == name.text }) else { continue }
                keys.append((key.name, key.column.gather(Rows(groups.map { firstRows[$0.account] }))))
            }
        }
        return DeliverySums(keys: keys, sums: used.map { sums[$0] })
    }

    // MARK: What tells groups apart

    private func accountGroups(_ names: [Name], _ session: Session) throws(Diagnostic) -> (groups: Groups, keys: [(name: String, column: Column)]) {
        var query = Query(labels.accounts)
        query.edition = edition
        var binder = Binder(query, session)
        var slots: [(name: String, slot: Int)] = []
        var keys: [(name: String, column: Column)] = []
        for name in names {
            if equalIgnoringCase(name.text, "tier") {
                let codes = kinds.map { Int32(place(ofTier: $0.tier) + 1) }
                keys.append((name.text, .levels(labels.tierNames + [Clause.nonTiered], codes: kindByRow.map { codes[Int($0)] })))
                continue
            }
            do throws(Diagnostic) { slots.append((name.text, try binder.column(name))) } catch {
                guard error.id == "unknown-column" else { throw error }
                let known = ["tier", ListColumn.qualifiers.rawValue] + Compliance.serviceKeys + ServicePeriod.Unit.allCases.map(\.rawValue) + labels.accounts.table.fields.map(\.name)
                throw Diagnostic(error.id, "compliance has no \(Words.quoted(name.text)) to group by.", at: name.span, help: didYouMean(name.text, among: known) ?? "By tier, service, role, responsible, quarter or any column of accounts.")
            }
        }
        if !slots.isEmpty {
            let batch = try session.run(binder.query)
            for (name, slot) in slots { keys.append((name, try batch.column(slot))) }
        }
        let rows = kindByRow.count
        return (keys.isEmpty ? Groups.single(rows: rows) : try Grouping.groups(by: keys.map(\.column), rows: rows), keys)
    }

    struct ServiceGroups {
        struct Group: Equatable {
            var service: Int?
            var role: String?
        }
        var groups: [Group] = []
        /// By kind and duty.
        var numbers: [[Int]] = []
    }

    private func serviceGroups(_ names: [Name]) -> ServiceGroups {
        let words = names.map { $0.text.lowercased() }
        var found = ServiceGroups()
        found.numbers = duties.map { duties in
            duties.map { duty in
                let role = words.contains("role") || words.contains("responsible") ? duty.clause.flatMap { charter.clauses[$0].role } : nil
                let group = ServiceGroups.Group(service: words.contains("service") ? duty.service : nil, role: words.contains("role") ? role : nil)
                if let number = found.groups.firstIndex(of: group) { return number }
                found.groups.append(group)
                return found.groups.count - 1
            }
        }
        if found.groups.isEmpty { found.groups.append(ServiceGroups.Group()) }
        return found
    }

    /// Who is responsible, where groups are told by that: names, and for each role the number by row.
    struct People {
        var names: [String?] = [nil]
        var byRole: [String: [Int32]] = [:]
    }

    private func people(_ names: [Name], _ session: Session) throws(Diagnostic) -> People {
        var people = People()
        guard names.contains(where: { equalIgnoringCase($0.text, "responsible") }) else { return people }
        let roles = charter.clauses.compactMap(\.role)
        let holders = try RoleHolders(roles, labels.accounts, session)
        var numbers: [String: Int32] = [:]
        func number(_ name: String) -> Int32 {
            if let known = numbers[name] { return known }
            let next = Int32(people.names.count)
            numbers[name] = next
            people.names.append(name)
            return next
        }
        for role in roles where people.byRole[role.lowercased()] == nil {
            guard let column = holders.column(role), let dictionary = column.dictionary else {
                people.byRole[role.lowercased()] = Array(repeating: 0, count: kindByRow.count)
                continue
            }
            let codes = (0..<max(1, dictionary.count)).map { $0 == 0 ? 0 : number(dictionary.text($0)) }
            people.byRole[role.lowercased()] = (0..<column.count).map { codes[column.code($0)] }
        }
        return people
    }
}
