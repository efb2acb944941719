import Diagnostics

/// Tiers that a row may be in, non-tiered among them.
package struct TierSet: OptionSet, Sendable, Hashable {
    /// Bit 0 is non-tiered, bit t + 1 is tier t.
    package let rawValue: UInt64
    /// Bits as `rawValue` says.
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// In no tier.
    package static let nonTiered = TierSet(rawValue: 1)
    /// In any tier or in none.
    package static let any = TierSet(rawValue: .max)
    /// Any tier, but not non-tiered.
    package static let tiered: TierSet = any.subtracting(.nonTiered)
    /// The one tier with this number from 0, at most 62.
    package static func tier(_ tier: Int) -> TierSet { TierSet(rawValue: 2 << UInt64(max(0, tier))) }

    /// Options are counted from non-tiered, 0; tier t is t + 1.
    func allows(_ option: Int) -> Bool { rawValue >> UInt64(option) & 1 == 1 }
}

/// Who should be in which tier for the greatest sum of value · worth of the tier, under limits.
package struct Optimizer: Sendable {
    /// What holds the sum down. Each may be missing.
    package struct Limits: Sendable {
        /// By tier.
        package var sizes: [ClosedRange<Int>]
        /// The most hours that all rows together may cost; nil for no bound.
        package var hours: Double?
        /// How many rows may be in another tier than now; to and from non-tiered counts too.
        package var movers: Int?

        /// `sizes` must have a range for each tier.
        package init(sizes: [ClosedRange<Int>], hours: Double? = nil, movers: Int? = nil) {
            (self.sizes, self.hours, self.movers) = (sizes, hours, movers)
        }
    }

    /// One limit, to name those in conflict.
    package enum Limit: Sendable, Hashable {
        /// The least size of a tier.
        case least(tier: Int)
        /// The greatest size of a tier.
        case most(tier: Int)
        /// All hours together.
        case hours
        /// How many rows may move.
        case movers
        /// All locks together.
        case locks
    }

    /// By row; what is not a number counts as 0.
    package var values: [Double]
    /// By tier: what a row's value counts in it; outside the tiers it counts 0.
    package var worths: [Double]
    /// By tier, then row; empty where nothing costs hours.
    package var hours: [[Double]]
    /// By row; empty where non-tiered rows cost none.
    package var nonTieredHours: [Double] = []
    /// By row, negative for non-tiered.
    package var current: [Int16]
    /// By row, what it can be at all; empty for anything.
    package var eligible: [TierSet] = []
    /// By row, what somebody has decided; empty for nothing. Not both are met where they leave nothing.
    package var locks: [TierSet] = []
    /// Rows, best first; those missing follow in row order.
    package var order: [Int32]
    /// What the sum is held down by.
    package var limits: Limits

    /// Nothing is checked before the search, which throws `invalid-limit`.
    package init(
        values: [Double], worths: [Double], hours: [[Double]] = [], current: [Int16], order: [Int32], limits: Limits
    ) {
        (self.values, self.worths, self.hours, self.current) = (values, worths, hours, current)
        (self.order, self.limits) = (order, limits)
    }

    /// Non-tiered not counted.
    package var tierCount: Int { worths.count }

    /// Errors: `invalid-limit`.
    func check() throws(Diagnostic) {
        func fail(_ message: String) -> Diagnostic { Diagnostic("invalid-limit", message) }
        guard tierCount >= 1, tierCount <= 30, worths.allSatisfy(\.isFinite) else {
            throw fail("There must be 1 to 30 tiers, each worth a number.")
        }
        guard limits.sizes.count == tierCount, limits.sizes.allSatisfy({ $0.lowerBound >= 0 }) else {
            throw fail("Each tier needs a size of 0 or more.")
        }
        guard limits.hours?.isFinite ?? true, limits.movers.map({ $0 >= 0 }) ?? true else {
            throw fail("Hours and movers are limited by numbers, movers by 0 or more.")
        }
        let count = values.count
        guard hours.isEmpty || hours.count == tierCount, hours.allSatisfy({ $0.count == count && $0.allSatisfy(\.isFinite) }),
            current.count == count, [eligible, locks].allSatisfy({ $0.isEmpty || $0.count == count }),
            nonTieredHours.isEmpty || nonTieredHours.count == count, nonTieredHours.allSatisfy(\.isFinite),
            order.allSatisfy({ $0 >= 0 && $0 < count })
        else { throw fail("Values, hours, present tiers and locks must be there for every account.") }
    }
}

/// What an optimizer found.
package enum Optimum: Sendable, Equatable {
    /// The best there is, or the best found before the work ended: `gap` tells.
    case best(Choice)
    /// These limits together leave nothing; without any one of them something is left.
    case infeasible([Optimizer.Limit])
    /// The work ended before anything was found; no more than this can be had.
    case unknown(bound: Double)

    /// A tier for each row, within all limits.
    package struct Choice: Sendable, Equatable {
        /// By row, `Tiering.nonTiered` outside the tiers.
        package var tiers: [Int16]
        /// The sum of value · worth.
        package var value: Double
        /// No choice is worth more: proven.
        package var bound: Double
        /// Rows in another tier than now.
        package var movers: Int
        /// What all rows together cost, non-tiered ones included.
        package var hours: Double
        /// By tier.
        package var sizes: [Int]

        /// How much more another choice could be worth; 0 when this one is proven the best.
        package var gap: Double { max(0, bound - value) }
    }
}
