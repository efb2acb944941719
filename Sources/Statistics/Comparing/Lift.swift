/// How well a choice of some among all finds those that were sought, against choosing by chance.
package struct Lift: Sendable {
    /// How many were chosen; more than 0 and fewer than all.
    package let chosen: Int
    /// Of those chosen, so many were sought.
    package let found: Int
    /// How many were sought among all, found or not; more than 0.
    package let sought: Int
    /// How many could have been chosen.
    package let all: Int
    private let chance: Hypergeometric

    /// Nil unless some but not all are chosen, and some are sought.
    package init?(found: Int, chosen: Int, sought: Int, of all: Int) {
        guard chosen > 0, chosen < all, sought > 0, let chance = Hypergeometric(population: all, marked: sought, drawn: chosen),
            found >= max(0, sought + chosen - all), found <= min(sought, chosen)
        else { return nil }
        (self.chosen, self.found, self.sought, self.all, self.chance) = (chosen, found, sought, all, chance)
    }

    /// The part of the chosen that was sought.
    package var precision: Double { Double(found) / Double(chosen) }
    /// What chance would find.
    package var expected: Double { chance.mean }
    /// The precision over that of chance.
    package var value: Double { Double(found) / chance.mean }

    /// Of the precision, by Wilson's score.
    package func precisionInterval(level: Double = 0.95) -> Interval? { Proportion(found, of: chosen)?.interval(level: level) }

    /// Two-sided and exact, by the hypergeometric distribution: both how many are chosen and how many are sought stand fixed.
    package var pValue: Double { chance.twoSided(found) }
    /// What it would be had as many been found as can be: where that is not small, nothing could be told from chance.
    package var leastPValue: Double { chance.twoSided(min(sought, chosen)) }

    /// Of the lift. The shares found among the chosen and among the others have a ratio with its interval, and the lift is
    /// that ratio's: with w the part that is chosen and r the ratio it is r / (w·r + 1 − w).
    package func interval(level: Double = 0.95) -> Interval? {
        guard let own = Proportion(found, of: chosen), let other = Proportion(sought - found, of: all - chosen), let ratio = own.ratio(to: other, level: level)
        else { return nil }
        return Interval(lift(ratio.low), lift(ratio.high))
    }

    /// Of a ratio of the shares; nil stands for one without end.
    private func lift(_ ratio: Double?) -> Double {
        let part = Double(chosen) / Double(all)
        return ratio.map { $0 / (part * $0 + 1 - part) } ?? 1 / part
    }
}
