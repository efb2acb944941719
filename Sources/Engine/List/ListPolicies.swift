import Diagnostics
import Prioritizing
import Syntax
import Tables
import Workspaces

/// How the list as a whole is made: what `policy` statements say, read.
package struct ListPolicies: Sendable {
    /// How several objectives make one list.
    package enum Combining: Sendable, Equatable {
        /// Weights by objective, whole numbers of which the proportions matter.
        case weights([Int64])
        /// So many places each.
        case places([Int])
    }

    /// How objectives are weighed against each other; alike where nothing is said.
    package var combining: Combining
    /// Columns of accounts: each combination of their values has a list of its own.
    package var groups: [Name] = []
    /// Places that an account may be off a line before its tier changes.
    package var buffer: Int?
    /// As many join a tier as leave it.
    package var isOneInOneOut = false
    /// So many accounts below each line are named as next.
    package var reserve = 0
    /// The greatest share of a tier that overrides may make, 0 to 1.
    package var overrideShare: Double?
    /// The column that names an account's parent, and the columns whose figures are summed into it.
    package var rollUp: (parent: Name, sums: [Name])?
    /// What accounts are worth: the figure that shares and movements are told in. The first measure where nil.
    package var value: (rule: Rule, text: String)?

    /// What `policy` may be about, as typed.
    package static let names = ["combine", "per", "buffer", "one in one out", "reserve", "overrides at most", "roll up", "value", "client type"]

    init(_ rules: Rules, objectives: [String], _ session: Session) throws(Diagnostic) {
        combining = .weights(Array(repeating: 1, count: objectives.count))
        for rule in rules[.policy] {
            try session.reading(rule) { (call) throws(Diagnostic) in try take(rule, call, objectives, session) }
        }
    }

    /// The weight or the places of an objective.
    func amount(_ objective: Int) -> Int64 {
        switch combining {
        case .weights(let weights): weights[objective]
        case .places(let places): Int64(places[objective])
        }
    }

    private mutating func take(_ rule: Rule, _ call: VerbCall, _ objectives: [String], _ session: Session) throws(Diagnostic) {
        switch rule.name {
        case "combine":
            let amounts = try ListPolicies.amounts(call, objectives)
            if call.has("combine by places") { combining = .places(amounts.map { Int($0) }) } else { combining = .weights(try Weights.whole(amounts)) }
        case "per": groups = call.names("groups")
        case "buffer": buffer = try call.count("places")
        case "one in one out": isOneInOneOut = true
        case "reserve": reserve = try call.count("reserve")
        case "overrides at most": overrideShare = call.arguments.number("share").map { $0.number.double / 100 }
        case "roll up":
            if let parent = call.arguments.name("parent") { rollUp = (parent, call.names("sums")) }
        case "value": value = (rule, session.text(of: try call.expression("value").span))
        default: break
        }
    }

    /// By objective what a statement gives it; 0 where it is not mentioned. Errors: `unknown-objective`,
    /// `duplicate-objective`, `invalid-amount`, `invalid-weight`.
    package static func amounts(_ call: VerbCall, _ objectives: [String]) throws(Diagnostic) -> [Double] {
        var amounts = [Double](repeating: 0, count: objectives.count)
        for (arguments, span) in call.list("amounts") {
            guard let (name, place) = arguments.text("objective"), let (number, numberSpan) = arguments.number("amount") else { continue }
            guard let at = objectives.firstIndex(where: { equalIgnoringCase($0, name) }) else {
                throw Diagnostic(
                    "unknown-objective", "There is no objective \(Words.quoted(name)).", at: place,
                    help: didYouMean(name, among: objectives) ?? "Objectives: \(Binder.list(objectives)).")
            }
            guard number.mantissa >= 0, call.has("combine by weight") || number.isWhole else {
                throw Diagnostic(
                    "invalid-amount", call.has("combine by weight") ? "A weight is not negative." : "Places are a whole number.", at: numberSpan)
            }
            guard amounts[at] == 0 else { throw Diagnostic("duplicate-objective", "\(Words.quoted(name)) is there twice.", at: span) }
            amounts[at] = min(number.double, 1e6)
        }
        if amounts.allSatisfy({ $0 == 0 }) {
            throw Diagnostic("invalid-weight", "One objective must count for something.", at: call.span)
        }
        return amounts
    }
}
