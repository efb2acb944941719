import Diagnostics
import Syntax
import Tables
import Workspaces

/// Who is in which group, by the list as it was on an opening day, and what groups are held against.
package struct Membership: Sendable {
    /// As it was asked for.
    package struct Question {
        /// What accounts are told apart by; columns, tier or qualifiers.
        package var keys: [Name]
        /// Nil for the rest where there is one, else for all others.
        package var baseline: ComparedGroups.Baseline?
        /// Where it stands.
        package var baselineSpan: Span?
        /// The one that was asked for, and where; nil for the one that held.
        package var edition: (name: String, span: Span)?
        /// Which accounts are taken to move together.
        package var clustering: BenchmarkClusters.Choice
        /// What is true of the accounts that take part; nil for all.
        package var condition: Expression?
        /// The command that asks, for messages.
        package var verb: String
        /// Where all of the question stands.
        package var span: Span

        /// As typed; nothing is checked.
        package init(
            keys: [Name], baseline: ComparedGroups.Baseline?, baselineSpan: Span? = nil, edition: (name: String, span: Span)?, clustering: BenchmarkClusters.Choice, condition: Expression? = nil, verb: String, span: Span
        ) {
            self.condition = condition
            self.baselineSpan = baselineSpan
            self.keys = keys
            self.baseline = baseline
            self.edition = edition
            self.clustering = clustering
            self.verb = verb
            self.span = span
        }

        fileprivate var needsTiers: Bool {
            if case .tier? = baseline { return true }
            return keys.contains { equalIgnoringCase($0.text, ListColumn.tier.rawValue) }
        }

        /// Whether who is in what is for the list to say: whether the keys or the condition read it, definitions and all.
        func readsList(_ accounts: NamedTable, _ session: Session) throws(Diagnostic) -> Bool {
            if needsTiers || keys.contains(where: { name in ListColumn.inScope.contains { equalIgnoringCase(name.text, $0.rawValue) } }) { return true }
            if condition == nil, keys.allSatisfy({ accounts.table.index(of: $0.text) != nil }) { return false }
            // What an edition had may be gone from the list of now, and the other way round.
            let editions = Membership.ownListColumn(accounts) == nil ? [try session.lastEdition(), nil] : [nil]
            for edition in editions {
                do throws(Diagnostic) { return try reads(edition, accounts, session) } catch {
                    if error.id == Cancellation.cancelled.id { throw error }
                }
            }
            // What is wrong with them is said where they are read.
            return false
        }

        private func reads(_ edition: EditionList?, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) -> Bool {
            var query = Query(accounts)
            query.edition = edition
            var binder = Binder(query, session)
            for key in keys { _ = try binder.groupKey(key) }
            if let condition { _ = try binder.condition(condition) }
            return !binder.listRead.isEmpty
        }
    }

    /// The table whose rows are told apart.
    package let accounts: NamedTable
    /// Who takes part, and with which keys.
    package let members: BenchmarkMembers
    /// What groups are held against; what was asked for, or what it comes to.
    package let baseline: ComparedGroups.Baseline
    /// Accounts that move together; nil where each stands alone.
    package let clusters: BenchmarkClusters?
    /// The opening list; nil for that of now.
    let edition: EditionList?
    /// Nil where no edition says who moved.
    package let movers: Movers?

    /// Accounts that are elsewhere by the last day.
    package struct Movers: Sendable {
        /// How many, of those that take part and are in both editions.
        package let count: Int
        /// What they have now: `another tier`, `other qualifiers`.
        package let noun: String
        /// The edition that says so.
        package let edition: String
    }

    /// - Parameters:
    ///   - first: the opening day; the edition that held then says who is in what, unless another was asked for.
    ///   - last: the day by which movers are counted.
    init(_ question: Question, from first: Day, through last: Day, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) {
        self.accounts = accounts
        try Membership.checkKeys(question.keys)
        let readsList = try question.readsList(accounts, session)
        edition = readsList || question.edition != nil ? try Membership.edition(question, on: first, accounts, session) : nil
        let source: BenchmarkMembers.Source = if let edition, let made = session.state.workspace.edition(named: edition.list.name)?.made {
            .edition(name: edition.list.name, made: made)
        } else { readsList ? .now : .noList }
        let members = try BenchmarkMembers(by: question.keys, needsTiers: question.needsTiers, only: question.condition, edition, source, accounts, session)
        baseline = try Membership.baseline(question, members)
        self.members = members
        try Membership.checkIsCompared(question, members, baseline)
        clusters = try BenchmarkClusters(question.clustering, members.rows, accounts, session)
        if let edition { movers = try Membership.movers(edition, members, through: last, session) } else { movers = nil }
    }

    /// - Parameter minimum: groups with fewer accounts are not shown, nor compared.
    func groups(minimum: Int) throws(Diagnostic) -> ComparedGroups { try ComparedGroups(members, versus: baseline, minimum: minimum) }

    /// A column of accounts that stands before the list's.
    static func ownListColumn(_ accounts: NamedTable) -> String? {
        accounts.table.fields.first { field in ListColumn.inScope.contains { equalIgnoringCase(field.name, $0.rawValue) } }?.name
    }

    private static func checkKeys(_ keys: [Name]) throws(Diagnostic) {
        for (index, key) in keys.enumerated() where keys[..<index].contains(where: { equalIgnoringCase($0.text, key.text) }) {
            throw Diagnostic("duplicate-name", "\(key.text) is there twice.", at: key.span)
        }
    }

    /// The edition that was asked for, else that which held on a day; nil for the list of now.
    private static func edition(_ question: Question, on day: Day, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) -> EditionList? {
        let own = ownListColumn(accounts)
        if let (name, span) = question.edition {
            let edition = try session.edition(name, at: span)
            if let own {
                throw Diagnostic("name-taken", "accounts has a column \(own) of its own, which would stand before that of the edition.", at: span, help: "Type rename accounts.\(Words.typed(own)) to imported \(own)")
            }
            return try session.editionList(edition)
        }
        guard own == nil, let held = session.state.workspace.editions.last(where: { $0.date <= day }) else { return nil }
        return try session.editionList(held)
    }

    private static func baseline(_ question: Question, _ members: BenchmarkMembers) throws(Diagnostic) -> ComparedGroups.Baseline {
        switch question.baseline {
        case .tier(let name)?:
            let names = members.tierNames
            guard let own = names.first(where: { equalIgnoringCase($0, name) }) else {
                let span = question.baselineSpan ?? question.span
                if equalIgnoringCase(name, Clause.nonTiered) { throw Diagnostic("unknown-tier", "\(Clause.nonTiered) is no tier.", at: span, help: "Write versus rest.") }
                throw Diagnostic("unknown-tier", "No account is in a tier \(Words.quoted(name)).", at: span, help: didYouMean(name, among: names) ?? (names.isEmpty ? nil : "Tiers: \(Binder.list(names))."))
            }
            return .tier(own)
        case .rest?:
            if members.tiers != nil, !members.rows.contains(where: members.isRest) {
                throw Diagnostic("no-rest", "Every account is in a tier, so there is no rest to hold tiers against.", at: question.span, help: "Write versus all, or versus tier NAME.")
            }
            return .rest
        case .others?: return .others
        case nil: return members.tiers != nil && members.rows.contains(where: members.isRest) ? .rest : .others
        }
    }

    /// Refuses a tier to hold groups against that is a part of every group.
    private static func checkIsCompared(_ question: Question, _ members: BenchmarkMembers, _ baseline: ComparedGroups.Baseline) throws(Diagnostic) {
        guard case .tier(let name) = baseline else { return }
        let groups = try ComparedGroups(members, versus: baseline, minimum: 0).groups
        guard !groups.isEmpty, groups.allSatisfy({ $0.role != .compared }) else { return }
        throw Diagnostic(
            "nothing-to-compare", "Every group holds accounts of \(name), so there is none to hold against it.", at: question.span,
            help: question.keys.contains { equalIgnoringCase($0.text, "tier") } ? "Write versus all, or versus another tier." : "Write by tier, or leave versus tier out: groups are then held against all others.")
    }

    private static func movers(_ opening: EditionList, _ members: BenchmarkMembers, through last: Day, _ session: Session) throws(Diagnostic) -> Movers? {
        let later = session.state.workspace.editions.drop { $0.name != opening.list.name }.dropFirst()
        guard let closing = later.last(where: { $0.date <= last }) else { return nil }
        let list = try session.editionList(closing)
        let isOfQualifiers = members.readsQualifiersOnly
        let count = members.rows.count { row in
            guard let then = opening.row(row), let now = list.row(row) else { return false }
            if isOfQualifiers { return opening.list.cell(.qualifiers, then) != list.list.cell(.qualifiers, now) }
            return opening.list.name(ofTier: opening.list.tier(then)) != list.list.name(ofTier: list.list.tier(now))
        }
        return Movers(count: count, noun: isOfQualifiers ? "other qualifiers" : "another tier", edition: closing.name)
    }
}
