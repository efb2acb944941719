import Tables

/// One rule of the firm's one list or of its charter, kept as the statement its author typed: read again, it makes the
/// same rule.
package struct Rule: Sendable, Hashable {
    /// What a rule says.
    package enum Kind: String, Sendable, CaseIterable {
        /// A named, weighted score.
        case objective
        /// A level of the list.
        case tier
        /// How the list as a whole is made: how objectives combine, buffers, budgets.
        case policy
        /// A label beside the tier, given by a condition.
        case qualifier
        /// A qualifier given to one account, or kept from it, by hand.
        case mark
        /// One account's tier, set by hand.
        case override
        /// One account kept off the list by hand.
        case exclusion
        /// What some accounts get of a service.
        case clause
        /// Who, for each account, has a role that clauses name.
        case role

        /// It says who is where on the list; others say what that means.
        package var makesList: Bool { self != .clause && self != .role }

        /// It is named after an account, and keys that differ in case are two accounts.
        private var isOfAccount: Bool { self == .mark || self == .override || self == .exclusion }

        /// What two names of this kind have in common when they are the same.
        package func key(_ name: String) -> String { isOfAccount ? name : name.lowercased() }
    }

    /// What it says, and with the name what it is found by.
    package var kind: Kind
    /// What it is called, once among its kind: `protect revenue`, `Gold`, `buffer`, an account.
    package var name: String
    /// As its author typed it.
    package var statement: String

    /// Stands between account and qualifier in the name of a mark; no text that is typed holds it.
    package static let markSeparator = "\u{1F}"

    /// The statement is read when the list is made, not here.
    package init(_ kind: Kind, _ name: String, _ statement: String) {
        self.kind = kind
        self.name = name
        self.statement = statement
    }
}

/// The rules of the one list, those of a kind in the order in which they apply.
package struct Rules: Sendable, Equatable {
    /// Of all kinds, mixed; those of one kind in the order in which they apply.
    package private(set) var all: [Rule] = []

    /// No rules.
    package init() {}

    /// The rules of a kind in the order in which they apply.
    package subscript(kind: Rule.Kind) -> [Rule] { all.filter { $0.kind == kind } }

    /// Whether both make the same list of the same accounts.
    package func makeSameList(as other: Rules) -> Bool {
        all.lazy.filter(\.kind.makesList).elementsEqual(other.all.lazy.filter(\.kind.makesList))
    }

    /// By what `Kind.key` makes of the name; nil when there is none.
    package func rule(_ kind: Rule.Kind, named name: String) -> Rule? {
        index(kind, name).map { all[$0] }
    }

    /// Puts a rule in the place of the one of its kind and name, else behind all others.
    package mutating func put(_ rule: Rule) {
        if let index = index(rule.kind, rule.name) { all[index] = rule } else { all.append(rule) }
    }

    /// Puts a rule behind another of its kind, or before all of its kind where that is nil.
    package mutating func put(_ rule: Rule, after name: String?) {
        remove(rule.kind, named: rule.name)
        let place = if let name { index(rule.kind, name).map { $0 + 1 } } else { all.firstIndex { $0.kind == rule.kind } }
        all.insert(rule, at: place ?? all.count)
    }

    /// Nothing happens when there is none.
    package mutating func remove(_ kind: Rule.Kind, named name: String) {
        if let index = index(kind, name) { all.remove(at: index) }
    }

    private func index(_ kind: Rule.Kind, _ name: String) -> Int? {
        let key = kind.key(name)
        return all.firstIndex { $0.kind == kind && kind.key($0.name) == key }
    }
}
