import Syntax
import Tables
import Workspaces

/// One clause of the service charter: what some accounts get of a service.
package struct Clause: Sendable {
    /// What accounts are told that they get.
    package enum Promise: Sendable, Equatable {
        /// So many times in each period; 1 or more.
        case times(Int, ServicePeriod)
        /// When they ask for it; nothing is owed.
        case onRequest
        /// Declared not given.
        case none

        /// `2 per quarter`, `on request`, `none`
        package var text: String {
            switch self {
            case .times(let times, let period): "\(times) per \(period.text)"
            case .onRequest: "on request"
            case .none: "none"
            }
        }

        /// How often in a year of 365 days; 0 where nothing is promised.
        package var perYear: Double { if case .times(let times, let period) = self { Double(times) * period.perYear } else { 0 } }
    }

    /// Stands among tiers for the accounts in none.
    package static let nonTiered = "non-tiered"

    /// `C3`
    package var id: String
    /// Whom it is for by tier, `non-tiered` among them; nil for all.
    package var tiers: [String]?
    /// Whom it is for by client type or qualifier; empty for all.
    package var segments: [String]
    /// What it is about, as typed.
    package var service: String
    /// How often, on request or not.
    package var promise: Promise
    /// The role that is responsible.
    package var role: String?
    /// Working hours that one of the service takes.
    package var hours: Double?
    /// The expression that counts what was done, as typed; nil for rows of activity of the service's name.
    package var measure: String?
    /// How often it is looked at; nil where nothing is said.
    package var monitored: ServicePeriod.Unit?
    /// What is expected of the role, in words.
    package var expectation: String
    /// The rule that it was read from.
    package var rule: Rule

    /// As it is typed.
    package var statement: String { rule.statement }

    /// By how many kinds of label it names its accounts: the more, the more specific.
    package var specificity: Int { (tiers == nil ? 0 : 1) + (segments.isEmpty ? 0 : 1) }

    /// `Gold, Platinum · Hedge fund`, or `all`
    package var audience: String {
        let parts = [tiers?.joined(separator: ", "), segments.isEmpty ? nil : segments.joined(separator: ", ")]
        let named = parts.compactMap { $0 }
        return named.isEmpty ? "all" : named.joined(separator: " · ")
    }

    /// Why it is chosen before others: `names a tier and a client type or qualifier`
    package var reach: String {
        switch (tiers == nil, segments.isEmpty) {
        case (true, true): "is for all"
        case (false, true): "names tiers"
        case (true, false): "names client types or qualifiers"
        case (false, false): "names tiers, and client types or qualifiers"
        }
    }

    /// What it leaves open that another, which it takes the place of, said; as it would be typed.
    package func keeps(of other: Clause) -> [String] {
        if promise == .none { return [] }
        var parts: [String] = []
        if role == nil, let role = other.role { parts.append("by \(Words.quoted(role))") }
        if hours == nil, let hours = other.hours { parts.append("\(NumberFormat(for: [hours]).text(hours)) hours each") }
        if measure == nil, let measure = other.measure { parts.append("measured by \(measure)") }
        if monitored == nil, let monitored = other.monitored { parts.append("monitored \(monitored.adverb)") }
        if expectation.isEmpty, !other.expectation.isEmpty { parts.append("expecting \(Words.quoted(other.expectation))") }
        return parts
    }

    /// Hours a year that one account may ask for; nil where nothing says how long one takes.
    package var hoursPerYear: Double? {
        if promise.perYear == 0 { return 0 }
        return hours.map { promise.perYear * $0 }
    }
}
