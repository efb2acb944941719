import Diagnostics

/// What a row's score or rank changed by, split among what changed: its own data, the others' data, the rules.
///
/// The parts are Shapley values: each factor's effect at the moment it is changed, averaged over all orders in which
/// the three can be changed (Shapley 1953; as a decomposition Shorrocks 2013). They add up to the whole change, do not
/// depend on an order, and are 0 for what changes nothing.
package struct ChangeDecomposition: Sendable, Equatable {
    /// What is as it is now; the rest is as it was.
    package struct Factors: OptionSet, Sendable, Hashable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }

        package static let own = Factors(rawValue: 1)
        package static let others = Factors(rawValue: 2)
        package static let rules = Factors(rawValue: 4)
        package static let all: Factors = [.own, .others, .rules]
    }

    package let before: Double
    package let now: Double
    package let own: Double
    package let others: Double
    package let rules: Double

    package var change: Double { now - before }

    /// - Parameter values: the eight values, of `Factors(rawValue: 0)` to `Factors(rawValue: 7)`.
    init(_ values: [Double]) {
        func value(_ factors: Factors) -> Double { values[factors.rawValue] }
        func part(_ own: Factors, _ a: Factors, _ b: Factors) -> Double {
            // A factor comes first in two of six orders, second after each of the others in one, last in two. The sum
            // is divided at the end: parts of whole numbers, such as places, then add up without rounding.
            let first = value(own) - value([])
            let second = (value([own, a]) - value(a)) + (value([own, b]) - value(b))
            let last = value(.all) - value([a, b])
            return (2 * first + second + 2 * last) / 6
        }
        before = value([])
        now = value(.all)
        own = part(.own, .others, .rules)
        others = part(.others, .own, .rules)
        rules = part(.rules, .own, .others)
    }

    /// Splits the change of several figures of one row, such as score and place, at once.
    /// - Parameter figures: the figures, always as many, with these factors as they are now and the rest as it was;
    ///   asked for all eight sets.
    /// - Returns: one decomposition a figure.
    package static func split(_ figures: (Factors) throws(Diagnostic) -> [Double]) throws(Diagnostic) -> [ChangeDecomposition] {
        var all: [[Double]] = []
        for set in 0..<8 {
            try Cancellation.check()
            all.append(try figures(Factors(rawValue: set)))
        }
        let count = all.map(\.count).min() ?? 0
        return (0..<count).map { figure in ChangeDecomposition(all.map { $0[figure] }) }
    }
}
