/// Why a total's rate moved: because rates moved within the groups, because weight moved between groups, or both at once.
///
/// With weights w that add up to 1 and rates r, before and after (Kitagawa 1955; in economics Oaxaca & Blinder):
/// within Σ w₀·Δr, mix Σ Δw·(r₀ − R₀), interaction Σ Δw·Δr. It serves two groups of accounts at one time just as well as one
/// at two times. Rates and parts are in the rate's unit.
package struct MixDecomposition: Sendable, Equatable {
    /// What one group, or all, add to the change of the total's rate.
    package struct Part: Sendable, Equatable {
        /// By the group's own rate, at its weight before.
        package let within: Double
        /// By the group's weight, at its rate before against the total's.
        package let mix: Double
        /// By both at once.
        package let interaction: Double
        /// All that the group adds.
        package var sum: Double { within + mix + interaction }
    }

    /// A group's numerator and denominator, such as revenue now and revenue before, or revenue and wallet.
    package struct Side: Sendable, Equatable {
        /// Finite.
        package let numerator: Double
        /// 0 or more; what the group weighs by.
        package let denominator: Double

        /// 0 over 0 is a group that is not there. Checked by `MixDecomposition`.
        package init(_ numerator: Double, over denominator: Double) {
            self.numerator = numerator
            self.denominator = denominator
        }

        /// 0 over 0 is a group that is not there.
        fileprivate var isPossible: Bool {
            numerator.isFinite && denominator.isFinite && denominator >= 0 && (denominator > 0 || numerator == 0)
        }
    }

    /// The total's rate.
    package let before: Double
    /// The total's rate afterwards.
    package let after: Double
    /// One a group.
    package let groups: [Part]
    /// Of all groups. Adds up to `change` but for a double's last digit, because the interaction is what within and mix leave.
    package let whole: Part
    /// Some group's rate moved, none moved the way that the total's did: Simpson's paradox (Simpson 1951).
    package let isReversed: Bool

    /// Of the total's rate, in its unit.
    package var change: Double { after - before }

    /// A group that is on one side only has the other side's rate there, so that its coming or going is mix.
    ///
    /// Nil without groups, with counts that differ, with a number that is missing or infinite, with a denominator below 0 or of 0
    /// under a numerator that is not, or when a side's denominators are all 0.
    package init?(before: [Side], after: [Side]) {
        guard before.count == after.count, (before + after).allSatisfy(\.isPossible) else { return nil }
        func totals(_ sides: [Side]) -> (Double, Double) { sides.reduce((0, 0)) { ($0.0 + $1.numerator, $0.1 + $1.denominator) } }
        let (first, second) = (totals(before), totals(after))
        guard first.1 > 0, second.1 > 0, let old = (first.0 / first.1).finite, let new = (second.0 / second.1).finite else { return nil }
        self.before = old
        self.after = new
        // What is left of adding up and taking off the same is no part.
        let least = 1e-12 * max(old.magnitude, new.magnitude)
        func clean(_ part: Double) -> Double { part.magnitude < least ? 0 : part }

        var moves: [Double] = []
        groups = zip(before, after).map { a, b in
            let known = [a, b].map { $0.denominator > 0 ? $0.numerator / $0.denominator : nil }
            guard let one = known[0] ?? known[1], let other = known[1] ?? known[0] else {
                return Part(within: 0, mix: 0, interaction: 0)
            }
            let (weight, shift) = (a.denominator / first.1, b.denominator / second.1 - a.denominator / first.1)
            moves.append(clean(other - one))
            return Part(within: clean(weight * (other - one)), mix: clean(shift * (one - old)), interaction: clean(shift * (other - one)))
        }
        let (within, mix) = groups.reduce((0, 0)) { ($0.0 + $1.within, $0.1 + $1.mix) }
        whole = Part(within: clean(within), mix: clean(mix), interaction: clean((new - old) - (within + mix)))
        guard [within, mix, whole.interaction].areFinite else { return nil }
        let change = clean(new - old)
        isReversed = change != 0 && moves.contains { $0 != 0 } && moves.allSatisfy { $0 * change <= 0 }
    }
}
