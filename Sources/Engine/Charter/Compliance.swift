import Diagnostics
import Syntax
import Tables
import Workspaces

/// What was delivered of the charter, by account and service.
package struct Compliance {
    /// The clauses by which it is told.
    package let charter: Charter
    /// What they go by, of every account.
    package let labels: AccountLabels
    /// The different kinds of account that there are.
    package let kinds: [AccountKind]
    /// By row of accounts, a number of `kinds`.
    package let kindByRow: [Int32]
    /// By kind, in the order of services.
    package let duties: [[Duty]]
    private let delivery: Delivery
    /// Whose tiers, qualifiers and clauses these are; nil for those of now.
    let edition: EditionList?

    /// Errors: `no-charter`, `no-as-of`, as for `accountLabels`; what is wrong with one clause's measure is its `failure`.
    /// - Parameters:
    ///   - window: what it looks at; nil for the period of each clause that the as-of day lies in.
    ///   - edition: whose tiers, qualifiers and clauses count; nil for those of now.
    package init(_ session: Session, in window: ServiceWindow?, as edition: Edition? = nil, at span: Span) throws(Diagnostic) {
        let charter = if let edition { try session.charter(of: edition.contents) } else { try session.charter() }
        if charter.clauses.isEmpty {
            if let edition { throw Diagnostic("no-charter", "There was no charter when \(edition.name) was published.", at: span, help: "Leave as of edition out, or choose another one.") }
            throw Diagnostic("no-charter", "There is no charter yet.", at: span, help: "For example clause Gold 'Call' 4 per quarter by 'Sales', 0.5 hours each.")
        }
        let asOf = try Binder(Query(result: Table([], rowCount: 1)), session).today(at: span)
        let labels = if let edition { try session.accountLabels(as: edition) } else { try session.accountLabels() }
        self.edition = try edition.map { (edition) throws(Diagnostic) in try session.editionList(edition) }
        self.charter = charter
        self.labels = labels
        (kinds, kindByRow) = try labels.kinds(charter)
        var delivery = try Delivery(charter, labels, session)
        let fallback = charter.services.indices.map { service -> Int? in
            let own = charter.clauses.indices.filter { equalIgnoringCase(charter.clauses[$0].service, charter.services[service]) && delivery.failure($0) == nil }
            return own.first { charter.clauses[$0].promise.perYear > 0 } ?? own.first
        }
        duties = kinds.map { kind in
            charter.entitlements(of: kind).map { Compliance.duty($0, charter, fallback[$0.service], delivery, window, asOf) }
        }
        var wanted: [(clause: Int, window: ServiceWindow)] = []
        for duty in duties.joined() {
            guard let clause = duty.measuredBy else { continue }
            let counted = Compliance.counted(duty.window, asOf)
            if !wanted.contains(where: { $0.clause == clause && $0.window == counted }) { wanted.append((clause, counted)) }
        }
        try delivery.count(wanted)
        self.delivery = delivery
        self.asOf = asOf
    }

    /// The last day that counts.
    package let asOf: Day

    /// `2 accounts were not in 2025H2`
    package var editionFooter: [String] { edition?.footer ?? [] }

    /// The days of a window that have come.
    private static func counted(_ window: ServiceWindow, _ asOf: Day) -> ServiceWindow {
        ServiceWindow(from: window.from, before: max(window.from, min(window.before, asOf.adding(days: 1))))
    }

    private static func duty(
        _ entitlement: Charter.Entitlement, _ charter: Charter, _ fallback: Int?, _ delivery: Delivery, _ window: ServiceWindow?, _ asOf: Day
    ) -> Duty {
        let clause = entitlement.clause.map { charter.clauses[$0] }
        // What is not promised is looked at in the period of who is promised it.
        var period = ServicePeriod(1, .quarter)
        for number in [entitlement.clause, fallback].compactMap({ $0 }) {
            if case .times(_, let own) = charter.clauses[number].promise {
                period = own
                break
            }
        }
        let looked = window ?? period.window(containing: asOf)
        var owed = 0
        if case .times(let times, let own)? = clause?.promise { owed = own.times(times, in: looked) }
        let elapsed = looked.elapsed(at: asOf)
        // Of what comes to less than one in a window it can tell neither that it is missed nor that it is beyond.
        let isTooSmall = owed == 0 && (clause?.promise.perYear ?? 0) > 0
        let measurable = entitlement.clause.flatMap { delivery.failure($0) == nil && !isTooSmall ? $0 : nil }
        // What is declared not given is counted as it is for those who get it, unless its clause says how.
        let measuredBy = clause == nil || clause?.promise == Clause.Promise.none ? (clause?.measure == nil ? fallback ?? measurable : measurable) : measurable
        return Duty(
            service: entitlement.service, clause: entitlement.clause, hidden: entitlement.hidden, measuredBy: measuredBy, window: looked, owed: owed,
            expected: elapsed == 1 ? owed : Int((Double(owed) * elapsed + 1e-9).rounded(.down)), isOver: elapsed == 1, promise: clause?.promise)
    }

    // MARK: What was done

    /// What was done of a duty; nil where it cannot be counted.
    func figures(_ duty: Duty) -> Delivery.Figures? {
        duty.measuredBy.flatMap { delivery.figures($0, Compliance.counted(duty.window, asOf)) }
    }

    /// What an account is owed, in the order of the charter's services.
    package func duties(of row: Int) -> [Duty] { duties[Int(kindByRow[row])] }
    /// How much was done of a duty for an account; nil where it cannot be counted.
    package func done(_ duty: Duty, _ row: Int) -> Double? { figures(duty)?.value(row) }
    /// What of an account the charter looks at.
    package func kind(of row: Int) -> AccountKind { kinds[Int(kindByRow[row])] }

    /// Why a clause cannot be measured; nil where it can be.
    package func failure(_ clause: Int) -> Diagnostic? { delivery.failure(clause) }
    /// What a clause is measured by, as typed; nil where it cannot be.
    package func measureText(_ clause: Int) -> String? { delivery.measureText(clause) }

    /// Tables whose rows do not reach over all that is looked at, with their first and last day; a month without rows at
    /// the end is taken for a pause.
    package func periodsWithoutData() -> [(table: String, first: Day, last: Day)] {
        let windows = duties.joined().filter { $0.measuredBy != nil && $0.owed > 0 }.map { Compliance.counted($0.window, asOf) }
        guard let from = windows.map(\.from).min(), let before = windows.map(\.before).max() else { return [] }
        return delivery.extents.filter { $0.first > from.adding(days: 7) || $0.last < before.adding(days: -31) }
    }

    /// The clauses that are promised for longer periods than is looked at, which are left out, and those of which it holds no
    /// whole number, which are scaled to it.
    package var partPeriods: (longer: [String], scaled: [String]) {
        var (longer, scaled): (Set<Int>, Set<Int>) = ([], [])
        for duty in duties.joined() {
            guard let clause = duty.clause, case .times(_, let period) = charter.clauses[clause].promise, !period.isWhole(duty.window) else { continue }
            if period.isLonger(than: duty.window) { longer.insert(clause) } else { scaled.insert(clause) }
        }
        func names(_ numbers: Set<Int>) -> [String] { numbers.sorted().map { charter.clauses[$0].id } }
        return (names(longer), names(scaled))
    }

    /// The number of a tier, highest first; that of `non-tiered` is behind all.
    package func place(ofTier name: String) -> Int { labels.tierNames.firstIndex(of: name) ?? labels.tierNames.count }
}
