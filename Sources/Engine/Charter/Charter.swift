import Tables

/// The service charter: clauses in order, and what they say of accounts of any kind.
package struct Charter: Sendable {
    /// In the order in which they were made; other places number them by it.
    package let clauses: [Clause]
    /// Services in the order in which clauses first name them.
    package let services: [String]
    /// Labels beside the tier that clauses name: client types and qualifiers.
    package let segments: [String]
    /// By service the numbers of its clauses, the one that counts first before others.
    private let order: [[Int]]
    /// By label in lower case its bit.
    private let bitOf: [String: UInt64]
    /// By clause the bits of `segments` that it names.
    private let bits: [UInt64]

    /// More labels than this cannot be told apart.
    package static let segmentLimit = 64

    /// Of clauses that are about one service, the most specific comes first, then the one made first.
    package init(_ clauses: [Clause]) {
        self.clauses = clauses
        services = Charter.distinct(clauses.map(\.service))
        segments = Charter.distinct(clauses.flatMap(\.segments))
        var numbers: [String: [Int]] = [:]
        for (number, clause) in clauses.enumerated() { numbers[clause.service.lowercased(), default: []].append(number) }
        order = services.map { service in
            (numbers[service.lowercased()] ?? []).sorted { (a: Int, b: Int) in
                clauses[a].specificity == clauses[b].specificity ? a < b : clauses[a].specificity > clauses[b].specificity
            }
        }
        var bitOf: [String: UInt64] = [:]
        for (place, name) in segments.enumerated() where place < Charter.segmentLimit { bitOf[name.lowercased()] = 1 << UInt64(place) }
        self.bitOf = bitOf
        bits = clauses.map { clause in clause.segments.reduce(0) { $0 | (bitOf[$1.lowercased()] ?? 0) } }
    }

    private static func distinct(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0.lowercased()).inserted }
    }

    /// What accounts of one kind get of a service.
    package struct Entitlement: Sendable {
        /// A number of `services`.
        package var service: Int
        /// The number of the clause that counts; nil where none is for such accounts.
        package var clause: Int?
        /// Clauses for them that it hides, the next best first.
        package var hidden: [Int]
    }

    /// Whether a clause is for accounts of a kind.
    package func isFor(_ clause: Int, _ kind: AccountKind) -> Bool {
        if kind.isPart { return false }
        if let tiers = clauses[clause].tiers, !tiers.contains(where: { equalIgnoringCase($0, kind.tier) }) { return false }
        return clauses[clause].segments.isEmpty || bits[clause] & kind.segments != 0
    }

    /// What the charter says of each service for accounts of a kind.
    package func entitlements(of kind: AccountKind) -> [Entitlement] { services.indices.map { entitlement(of: kind, service: $0) } }

    /// The same of one service; nil where no clause is about it.
    package func entitlement(of kind: AccountKind, service: String) -> Entitlement? {
        services.firstIndex { equalIgnoringCase($0, service) }.map { entitlement(of: kind, service: $0) }
    }

    private func entitlement(of kind: AccountKind, service: Int) -> Entitlement {
        let found = order[service].filter { isFor($0, kind) }
        return Entitlement(service: service, clause: found.first, hidden: Array(found.dropFirst()))
    }

    /// The clause of an id, ignoring case.
    package func clause(_ id: String) -> Clause? { clauses.first { equalIgnoringCase($0.id, id) } }

    /// The bit of a label; 0 for one that no clause names.
    package func bit(_ name: String) -> UInt64 { bitOf[name.lowercased()] ?? 0 }

    /// The labels that bits stand for.
    package func names(_ segments: UInt64) -> [String] {
        self.segments.enumerated().filter { $0.offset < Charter.segmentLimit && segments & 1 << UInt64($0.offset) != 0 }.map(\.element)
    }
}

/// What of an account the charter looks at.
package struct AccountKind: Sendable, Hashable {
    /// A tier's name, or `non-tiered`.
    package var tier: String
    /// The labels it has of those that clauses name, by bit.
    package var segments: UInt64
    /// It counts for its parent, which is served in its place.
    package var isPart = false

    /// `segments` by the bits of the charter that is asked (`Charter.bit`).
    package init(tier: String, segments: UInt64) {
        self.tier = tier
        self.segments = segments
    }

    /// An account that counts for another.
    static let part: AccountKind = {
        var kind = AccountKind(tier: Clause.nonTiered, segments: 0)
        kind.isPart = true
        return kind
    }()
}
