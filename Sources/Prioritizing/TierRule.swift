import Tables

/// Who belongs to a tier, of the rows that no earlier tier has taken. Rows stand best first; each rule but the
/// condition takes from the front.
package enum TierRule: Sendable {
    /// The next N rows.
    case count(Int)
    /// The next part of all ranked rows, `part`/`whole` of them. Parts of several such tiers are added before they are
    /// rounded down: the tier ends after ⌊(sum of parts)·n⌋ rows, less those of the earlier such tiers.
    case share(part: Int64, of: Int64)
    /// The fewest next rows that make `part`/`whole` of the sum of a measure over all ranked rows. Parts of several
    /// such tiers of one measure are added, as above: after *50 % of revenue*, the next *30 % of revenue* ends where both
    /// together make 80 %. A missing or negative value counts as 0; where the remaining rows do not make the part, all
    /// are taken. `values` are doubles by row.
    case measureShare(part: Int64, of: Int64, values: Buffer)
    /// Every row for which the condition is true: truths by row, 0 false, 1 unknown, 2 true. They are taken as they stand,
    /// whatever the ranking.
    case condition(Buffer)
    /// Every row with a score of at least so many points (100 times the score), in any ranking.
    case score(points: Double)
}

/// Where a tier ends in one group (the whole list is one group).
package struct TierLine: Sendable, Equatable {
    /// From 0, the best.
    package var tier: Int
    /// From 0; 0 where there are no groups.
    package var group: Int
    /// How many rows the tier has.
    package var count: Int
    /// The tier's last row; nil when it has none.
    package var row: Int?
    /// The last row's score; NaN when the tier has no row.
    package var score: Double
    /// The last row's place among the ranked rows of the group; 0 when the tier has no row.
    package var place: Int
    /// How many rows below the line have the very score of the last one above it: only the tie key parts them.
    package var tied: Int

    /// `row` is nil, `score` NaN and `place` 0 of a tier without rows.
    package init(tier: Int, group: Int, count: Int, row: Int?, score: Double, place: Int, tied: Int) {
        self.tier = tier
        self.group = group
        self.count = count
        self.row = row
        self.score = score
        self.place = place
        self.tied = tied
    }

    /// Scores that are both NaN are equal here.
    package static func == (a: TierLine, b: TierLine) -> Bool {
        (a.tier, a.group, a.count, a.row, a.place, a.tied) == (b.tier, b.group, b.count, b.row, b.place, b.tied)
            && (a.score == b.score || a.score.isNaN && b.score.isNaN)
    }
}

/// Every row's tier.
package struct Tiering: Sendable {
    /// Ranked, but in no tier.
    package static let nonTiered: Int16 = -1
    /// Without a place in the ranking.
    package static let notRanked: Int16 = -2

    /// Int16 by row: the tier's number from 0, `nonTiered` or `notRanked`.
    package let tiers: Buffer
    /// By group, then tier.
    package let lines: [TierLine]

    /// What was cut; nothing is checked.
    package init(tiers: Buffer, lines: [TierLine]) {
        self.tiers = tiers
        self.lines = lines
    }

    /// How many rows are in each of so many tiers, and how many in none.
    package static func sizes(of tiers: Buffer, tierCount: Int) -> (tiers: [Int], rest: Int) {
        var counts = [Int](repeating: 0, count: tierCount + 2)
        tiers.withCells(of: Int16.self, count: tiers.byteCount / 2) { cells in
            counts.withUnsafeMutableBufferPointer { counts in
                for tier in cells { counts[Int(tier) + 2] += 1 }
            }
        }
        return (Array(counts[2...]), counts[0] + counts[1])
    }

    /// From 0, or `nonTiered` or `notRanked`; the row is not checked.
    package func tier(_ row: Int) -> Int16 { tiers.pointer(to: Int16.self)[row] }

    /// Nil for a tier or a group that the tiering does not have.
    package func line(tier: Int, group: Int = 0) -> TierLine? {
        lines.first { $0.tier == tier && $0.group == group }
    }
}
