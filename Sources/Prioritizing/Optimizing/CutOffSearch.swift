import Diagnostics

/// The lines of the tiers, one after the other, the most promising place first.
struct CutOffSearch {
    let runs: CutOffRuns
    /// What the later tiers can gain at most.
    private let gains: CutOffCompletion
    /// What the later tiers take of the limits at least.
    private let needs: [CutOffCompletion]
    private let takesAny: Bool
    private var work: Int
    private(set) var best: (ends: [Int], gain: Double)?
    /// False once the work was done before everything was looked at.
    private(set) var isWhole = true
    /// The most that what was not looked at can gain.
    private(set) var bound = -Double.infinity

    init(_ runs: CutOffRuns, work: Int, takesAny: Bool) throws(Diagnostic) {
        (self.runs, self.work, self.takesAny) = (runs, work, takesAny)
        gains = try CutOffSearch.bestPrices(runs)
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

    /// The prices of hours and movers with the least bound, nearly: any prices make a true one.
    private static func bestPrices(_ runs: CutOffRuns) throws(Diagnostic) -> CutOffCompletion {
        guard runs.moverLimit < .infinity else { return try bestHourPrice(runs, perMove: 0) }
        return try cheapest(runs, { $0.movers <= runs.moverLimit }) { (price) throws(Diagnostic) in
            try bestHourPrice(runs, perMove: price)
        }
    }

    private static func bestHourPrice(_ runs: CutOffRuns, perMove: Double) throws(Diagnostic) -> CutOffCompletion {
        func priced(_ price: Double) -> CutOffCompletion {
            CutOffCompletion(runs, perHour: price, perMove: perMove, withGains: true)
        }
        guard runs.hourLimit < .infinity else { return priced(0) }
        return try cheapest(runs, { $0.hours <= runs.hourLimit }) { (price) throws(Diagnostic) in priced(price) }
    }

    /// The completion with the least bound among those that doubling a price, and then halving the distance, comes to:
    /// a limit that is exceeded asks for more.
    private static func cheapest(
        _ runs: CutOffRuns, _ isMet: (CutOffRuns.Sum) -> Bool, _ priced: (Double) throws(Diagnostic) -> CutOffCompletion
    ) throws(Diagnostic) -> CutOffCompletion {
        let none = CutOffRuns.Sum()
        var best = try priced(0)
        guard best.best[0][0] > -.infinity, !isMet(best.usage(runs)) else { return best }
        var (low, high) = (0.0, 1.0)
        func look(_ price: Double) throws(Diagnostic) -> Bool {
            try Cancellation.check()
            let found = try priced(price)
            if found.bound(0, 0, runs, used: none) < best.bound(0, 0, runs, used: none) { best = found }
            return isMet(found.usage(runs))
        }
        while high < 1e15, try !look(high) { (low, high) = (high, high * 8) }
        for _ in 0..<24 {
            let middle = (low + high) / 2
            if try look(middle) { high = middle } else { low = middle }
        }
        return best
    }
}
