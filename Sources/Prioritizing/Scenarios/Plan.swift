import Diagnostics
import Tables

/// How a scenario's rows are told apart by near scores: sure of all but the few that lie close to the end of a tier.
struct Plan: Sendable {
    /// A tier's end that must be found among rows.
    struct Cut: Sendable {
        /// The place of the tier's last row.
        let place: Int
        /// What rows up to the cut are, and rows beyond it.
        let level: UInt8
        let beyond: UInt8
    }

    /// Near scores between which one or more cuts lie.
    struct Bracket: Sendable {
        /// Rows from here on are surely before the cuts; rows below `low` surely beyond.
        var high: Float
        var low: Float
        /// What being below `high`, and `low`, adds to a row's level.
        var highStep: UInt8
        var lowStep: UInt8
        /// The same as keys, the ends being cuts themselves at most.
        var keys: ClosedRange<UInt64>
        var cuts: Range<Int>
    }

    let weights: [Int64]
    let near: [Float]
    /// The level of the very first row.
    let first: UInt8
    let cuts: [Cut]
    private(set) var brackets: [Bracket]
    /// How many rows lie in brackets, by the sample.
    private(set) var expected: Int

    /// - Parameter ends: the last place of each tier (`Tiering.ends`).
    init(_ weights: [Int64], ends: [Int], scorer: Scorer, sample: Scorer, sampleRows: [Int32], rowCount: Int, nonTiered: UInt8) {
        self.weights = weights
        near = scorer.nearWeights(weights)
        let filled = ends.indices.filter { ends[$0] > ($0 > 0 ? ends[$0 - 1] : 0) }
        first = filled.first.map { UInt8($0) } ?? nonTiered
        let all = filled.enumerated().map { at, tier in
            Cut(place: ends[tier], level: UInt8(tier), beyond: at + 1 < filled.count ? UInt8(filled[at + 1]) : nonTiered)
        }
        let cuts = all.filter { $0.place < scorer.rankedCount }
        self.cuts = cuts
        brackets = []
        expected = 0
        let lowest = scorer.lowest(weights)
        if !cuts.isEmpty {
            var keys = sample.keys(of: sampleRows, weights: weights)
            let ranges = Sampling.ranges(of: cuts.map(\.place), among: rowCount, sample: &keys)
            let tolerance = scorer.tolerance(weights)
            for (at, range) in ranges.enumerated() {
                let high = range.lowerBound == 0 ? .infinity : Float(scorer.near(range.lowerBound) + tolerance).nextUp
                let low = range.upperBound == .max ? lowest : max(lowest, Float(scorer.near(range.upperBound) - tolerance).nextDown)
                add(Bracket(high: high, low: low, highStep: 0, lowStep: 0, keys: range, cuts: at..<at + 1))
            }
            for bracket in brackets {
                expected += keys.count { bracket.keys.contains($0) } * rowCount / max(1, keys.count)
            }
        }
        if let last = all.last, last.place >= scorer.rankedCount {
            // Ends with the last ranked row: only the rows that are not ranked lie beyond.
            brackets.append(
                Bracket(high: lowest, low: lowest, highStep: nonTiered &- last.level, lowStep: 0, keys: 0...UInt64.max, cuts: cuts.count..<cuts.count))
        }
    }

    /// Brackets that overlap become one.
    private mutating func add(_ bracket: Bracket) {
        var bracket = bracket
        if let last = brackets.last, bracket.high > last.low {
            brackets.removeLast()
            bracket = Bracket(
                high: max(last.high, bracket.high), low: min(last.low, bracket.low), highStep: 0, lowStep: 0,
                keys: min(last.keys.lowerBound, bracket.keys.lowerBound)...max(last.keys.upperBound, bracket.keys.upperBound),
                cuts: last.cuts.lowerBound..<bracket.cuts.upperBound)
        }
        bracket.highStep = Flags.set
        bracket.lowStep = cuts[bracket.cuts.upperBound - 1].beyond &- cuts[bracket.cuts.lowerBound].level &- Flags.set
        brackets.append(bracket)
    }

    /// The same with one bracket that holds all ranked rows, for when the sample was unlucky.
    func widened(lowest: Float) -> Plan {
        var plan = self
        plan.brackets = brackets.filter(\.cuts.isEmpty)
        let step = (cuts.last?.beyond ?? first) &- first &- Flags.set
        plan.brackets.insert(
            Bracket(high: .infinity, low: lowest, highStep: Flags.set, lowStep: step, keys: 0...UInt64.max, cuts: cuts.indices), at: 0)
        return plan
    }
}
