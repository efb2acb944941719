/// Tiers as runs of one order: sums over any run in one subtraction.
struct CutOffRuns {
    /// Rows that can be in a tier, best first.
    let rows: [Int]
    let tierCount: Int
    let sizes: [ClosedRange<Int>]
    /// What the rows outside the order gain, and what limits are left for the others.
    private(set) var gain = 0.0
    private(set) var hourLimit: Double
    private(set) var moverLimit: Double
    /// By option, then place: sums over the rows before it.
    private let gains: [[Double]]
    private let hours: [[Double]]
    private let moves: [[Double]]
    /// By option, then place: the first place from there on whose row may not have the option.
    private let barred: [[Int]]

    struct Sum {
        var gain = 0.0
        var hours = 0.0
        var movers = 0.0
    }

    /// Nil when a row has no option.
    init?(_ model: OptimizerModel, ranked: [Int]) {
        if model.allowed.contains(0) { return nil }
        tierCount = model.optionCount - 1
        sizes = model.sizes
        let all = ranked.filter { model.allowed[$0] != 1 }
        rows = all
        hourLimit = model.hourLimit.map { $0 + OptimizerModel.hourSlack } ?? .infinity
        moverLimit = model.moverLimit.map { Double($0) } ?? .infinity
        for row in ranked where model.allowed[row] == 1 {
            let at = row * model.optionCount
            gain += model.gains[at]
            hourLimit -= model.hours[at]
            moverLimit -= model.moves[at] ? 1 : 0
        }
        func sums(_ amount: (Int) -> Double) -> [[Double]] {
            (0..<model.optionCount).map { option in
                var total = 0.0
                return [0] + all.map { row in
                    total += amount(row * model.optionCount + option)
                    return total
                }
            }
        }
        gains = sums { model.gains[$0] }
        hours = sums { model.hours[$0] }
        moves = sums { model.moves[$0] ? 1 : 0 }
        barred = (0..<model.optionCount).map { option in
            var next = [Int](repeating: all.count, count: all.count + 1)
            for at in all.indices.reversed() {
                next[at] = model.allowed[all[at]] >> UInt64(option) & 1 == 1 ? next[at + 1] : at
            }
            return next
        }
    }

    func sum(_ option: Int, _ from: Int, _ to: Int) -> Sum {
        Sum(
            gain: gains[option][to] - gains[option][from], hours: hours[option][to] - hours[option][from],
            movers: moves[option][to] - moves[option][from])
    }

    /// Where a tier that begins at a place can end; nil when nowhere.
    func ends(_ tier: Int, from start: Int) -> ClosedRange<Int>? {
        let first = start.addingReportingOverflow(sizes[tier].lowerBound)
        let most = start.addingReportingOverflow(sizes[tier].upperBound)
        let last = min(most.overflow ? rows.count : most.partialValue, barred[tier + 1][start])
        return first.overflow || first.partialValue > last ? nil : first.partialValue...last
    }

    /// True when all rows from a place on may be non-tiered.
    func mayEnd(at place: Int) -> Bool { barred[0][place] >= rows.count }
}

/// The most that later tiers can come to at certain prices, from each place on, by dynamic programming.
struct CutOffCompletion {
    let perHour: Double
    let perMove: Double
    let counts: Double
    /// By tier that begins, then place; the last is for the rows that stay non-tiered. −∞ where nothing is allowed.
    let best: [[Double]]
    /// Where the tier ends for that.
    private let ends: [[Int]]

    init(_ runs: CutOffRuns, perHour: Double, perMove: Double, withGains: Bool) {
        (self.perHour, self.perMove, counts) = (perHour, perMove, withGains ? 1 : 0)
        let (count, counts) = (runs.rows.count, counts)
        func net(_ option: Int, _ from: Int, _ to: Int) -> Double {
            let sum = runs.sum(option, from, to)
            return counts * sum.gain - perHour * sum.hours - perMove * sum.movers
        }
        var best = [(0...count).map { runs.mayEnd(at: $0) ? net(0, $0, count) : -.infinity }]
        var ends: [[Int]] = []
        for tier in (0..<runs.tierCount).reversed() {
            let (later, option) = (best[0], tier + 1)
            // The greatest of a window that slides down with its beginning: places that can still be it, from the last.
            let values = (0...count).map { net(option, 0, $0) + later[$0] }
            var (window, first, added) = ([Int](), 0, count + 1)
            var (own, end) = ([Double](repeating: -.infinity, count: count + 1), [Int](repeating: 0, count: count + 1))
            for start in (0...count).reversed() {
                guard let range = runs.ends(tier, from: start) else { continue }
                while added > range.lowerBound {
                    added -= 1
                    while window.count > first, values[window[window.count - 1]] <= values[added] { window.removeLast() }
                    window.append(added)
                }
                while first < window.count, window[first] > range.upperBound { first += 1 }
                guard first < window.count else { continue }
                (own[start], end[start]) = (values[window[first]] - net(option, 0, start), window[first])
            }
            best.insert(own, at: 0)
            ends.insert(end, at: 0)
        }
        (self.best, self.ends) = (best, ends)
    }

    /// The best runs: where their tiers end, and what they come to.
    func cuts(_ runs: CutOffRuns) -> (ends: [Int], sum: CutOffRuns.Sum) {
        var (total, start, places) = (CutOffRuns.Sum(), 0, [Int]())
        func add(_ sum: CutOffRuns.Sum) {
            total = CutOffRuns.Sum(gain: total.gain + sum.gain, hours: total.hours + sum.hours, movers: total.movers + sum.movers)
        }
        for tier in ends.indices {
            add(runs.sum(tier + 1, start, ends[tier][start]))
            start = ends[tier][start]
            places.append(start)
        }
        add(runs.sum(0, start, runs.rows.count))
        return (places, total)
    }

    /// No completion from a place comes to more when this much of the limits is used before it.
    func bound(_ tier: Int, _ place: Int, _ runs: CutOffRuns, used: CutOffRuns.Sum) -> Double {
        var bound = counts * used.gain + best[tier][place]
        if perHour > 0 { bound += perHour * (runs.hourLimit - used.hours) }
        if perMove > 0 { bound += perMove * (runs.moverLimit - used.movers) }
        return bound
    }
}
