import Diagnostics

/// What a row's score or rank changed by, split among what changed: its own data, the others' data, the rules.
///
/// The parts are Shapley values: each factor's effect at the moment it is changed, averaged over all orders in which
/// the three can be changed (Shapley 1953; as a decomposition Shorrocks 2013). They add up to the whole change, do not
/// depend on an order, and are 0 for what changes nothing.
package struct ChangeDecomposition: Sendable, Equatable {
    /// What is as it is now; the rest is as it was.
    package struct Factors: OptionSet, Sendable, Hashable {
        /// A bit each: `own` 1, `others` 2, `rules` 4.
        package let rawValue: Int
        /// From 0, nothing is as it is now, to 7, everything is.
        package init(rawValue: Int) { self.rawValue = rawValue }

        /// The row's own data.
        package static let own = Factors(rawValue: 1)
        /// The data of all other rows.
        package static let others = Factors(rawValue: 2)
        /// Weights, scaling and what else a score is made by.
        package static let rules = Factors(rawValue: 4)
        /// Everything: how things stand now.
        package static let all: Factors = [.own, .others, .rules]
    }

    /// The figure as it was, a score or a place.
    package let before: Double
    /// The figure as it is.
    package let now: Double
    /// The part of the change that the row's own data bring.
    package let own: Double
    /// The part that the others' data bring.
    package let others: Double
    /// The part that the rules bring.
    package let rules: Double

    /// What all three parts add up to.
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
    /// Throws what `figures` throws.
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
