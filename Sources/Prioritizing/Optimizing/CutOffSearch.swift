import Diagnostics

/// The lines of the tiers, one after the other, the most promising place first.
struct CutOffSearch {
    let runs: CutOffRuns
    /// What the later tiers can gain at most.
    private let gains: CutOffCompletion
    /// What the later tiers take of the limits at least.
    private let needs: [CutOffCompletion]
    private let takesAny: Bool
    private(set) var work: Int
    private(set) var best: (ends: [Int], gain: Double)?
    /// False once the work was done before everything was looked at.
    private(set) var isWhole = true
    /// The most that what was not looked at can gain.
    private(set) var bound = -Double.infinity

    init(_ runs: CutOffRuns, work: Int, takesAny: Bool) throws(Diagnostic) {
        (self.runs, self.work, self.takesAny) = (runs, work, takesAny)
        (gains, best) = try CutOffSearch.bestPrices(runs)
        let (hours, moves) = (runs.hourLimit < .infinity, runs.moverLimit < .infinity)
        var needs: [CutOffCompletion] = []
        if hours { needs.append(CutOffCompletion(runs, perHour: 1, perMove: 0, withGains: false)) }
        if moves { needs.append(CutOffCompletion(runs, perHour: 0, perMove: 1, withGains: false)) }
        if hours, moves {
            // Both limits in their own parts, for requests that either alone would allow.
            needs.append(
                CutOffCompletion(
                    runs, perHour: 1 / max(1e-3, runs.hourLimit), perMove: 1 / max(1, runs.moverLimit), withGains: false))
        }
        self.needs = needs
    }

    mutating func run() throws(Diagnostic) { try place(0, from: 0, CutOffRuns.Sum(gain: runs.gain), []) }

    private var cutoff: Double { best.map { $0.gain + 0.5 } ?? -.infinity }

    private mutating func place(_ tier: Int, from start: Int, _ used: CutOffRuns.Sum, _ ends: [Int]) throws(Diagnostic) {
        guard tier < runs.tierCount else { return finish(used, start, ends) }
        guard let range = runs.ends(tier, from: start) else { return }
        try Cancellation.check()
        work -= range.count
        var tries: [(bound: Double, end: Int, used: CutOffRuns.Sum)] = []
        for end in range {
            let run = runs.sum(tier + 1, start, end)
            let sum = CutOffRuns.Sum(
                gain: used.gain + run.gain, hours: used.hours + run.hours, movers: used.movers + run.movers)
            let most = gains.bound(tier + 1, end, runs, used: sum)
            guard most > cutoff, needs.allSatisfy({ $0.bound(tier + 1, end, runs, used: sum) >= -1e-9 }) else { continue }
            tries.append((most, end, sum))
        }
        tries.sort { ($1.bound, $0.end) < ($0.bound, $1.end) }
        for next in tries {
            if next.bound <= cutoff || takesAny && best != nil { return }
            if work <= 0 {
                (isWhole, bound) = (false, max(bound, next.bound))
                return
            }
            try place(tier + 1, from: next.end, next.used, ends + [next.end])
        }
    }

    private mutating func finish(_ used: CutOffRuns.Sum, _ start: Int, _ ends: [Int]) {
        guard runs.mayEnd(at: start) else { return }
        let rest = runs.sum(0, start, runs.rows.count)
        let gain = used.gain + rest.gain
        guard used.hours + rest.hours <= runs.hourLimit, used.movers + rest.movers <= runs.moverLimit else { return }
        if gain > best?.gain ?? -.infinity { best = (ends, gain) }
    }

    // MARK: Prices

    /// The prices of hours and movers with the least bound, nearly: those of the best mixture of cuts that meets the limits
    /// on average, made of cuts as they are needed. Any prices make a true bound. With them comes the best of those cuts
    /// that meets the limits, to begin with.
    private static func bestPrices(_ runs: CutOffRuns) throws(Diagnostic) -> (CutOffCompletion, (ends: [Int], gain: Double)?) {
        let (hours, moves) = (runs.hourLimit < .infinity, runs.moverLimit < .infinity)
        let limits = (hours ? [runs.hourLimit] : []) + (moves ? [runs.moverLimit] : [])
        func priced(_ prices: [Double], withGains: Bool) -> CutOffCompletion {
            CutOffCompletion(
                runs, perHour: hours ? prices[0] : 0, perMove: moves ? prices[prices.count - 1] : 0, withGains: withGains)
        }
        var found: (ends: [Int], gain: Double)?
        func column(_ tried: CutOffCompletion) -> Master.Column {
            let (ends, sum) = tried.cuts(runs)
            let gain = runs.gain + sum.gain
            if sum.hours <= runs.hourLimit, sum.movers <= runs.moverLimit, gain > found?.gain ?? -.infinity { found = (ends, gain) }
            return Master.Column(gain: sum.gain, usage: (hours ? [sum.hours] : []) + (moves ? [sum.movers] : []))
        }
        func bound(_ cuts: CutOffCompletion) -> Double { cuts.bound(0, 0, runs, used: CutOffRuns.Sum()) }
        var best = priced(limits.map { _ in 0 }, withGains: true)
        guard best.best[0][0] > -.infinity, !limits.isEmpty else { return (best, nil) }
        var master = Master(limits: limits, first: column(best))
        for _ in 0..<200 {
            try Cancellation.check()
            let isExceeding = master.isExceeding
            let tried = priced(master.prices.map { max(0, $0) }, withGains: !isExceeding)
            if !isExceeding, bound(tried) < bound(best) { best = tried }
            let made = column(tried)
            if master.reducedGain(made) <= (isExceeding ? 1e-9 : Master.precision) { break }
            master.add(made)
            master.solve()
        }
        return (best, found)
    }
}
