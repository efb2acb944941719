import Diagnostics
import Synchronization
import Tables

/// What is kept of many scenarios in one chunk of rows. A level with `Flags.set` is open: the row lies too close to the end
/// of a tier to be sure, and is settled once the end is known.
protocol ScenarioTally: AnyObject {
    /// `levels` are those of a run of rows.
    func add(_ scenario: Int, _ rows: Range<Int>, _ levels: UnsafePointer<UInt8>)
    /// Some of the rows that were open, and their levels.
    func settle(_ scenario: Int, _ rows: ArraySlice<Int32>, _ levels: ArraySlice<UInt8>)
}

/// Many scenarios over the same rows at once.
///
/// Runs of rows are scored and put into tiers under every scenario while they are in the nearest cache: nearly, by `Float`,
/// which is enough for all rows but those close to a tier's end. For these exact scores, tie keys and rows decide, as in
/// `Tiering`. Nothing is sorted, and nothing depends on the number of threads.
struct Scenarios: Sendable {
    let scaled: ScaledMeasures
    let ties: Buffer?
    let groups: Groups?
    let list: [Scenario]
    /// The level of rows in no tier.
    let nonTiered: UInt8

    /// Rows of a chunk, the unit of parallel work.
    static let chunkRows = 8 * Flags.run
    /// Scenarios that are worked out at once: at most as many as a byte can count, and fewer where many rows stay open.
    private static let most = 255
    private static let mostOpen = 1 << 24

    /// - Parameters:
    ///   - make: a tally for some scenarios and a chunk of rows.
    ///   - keep: takes the tallies of these scenarios, in the order of their chunks.
    /// Errors: `invalid-weight`, `invalid-share`, `invalid-count`, `cancelled`.
    func tally<T: ScenarioTally & Sendable>(
        make: @Sendable (_ scenarios: Range<Int>, _ rows: Range<Int>) -> T, keep: (Range<Int>, [T]) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        let scorer = Scorer(scaled)
        let sampled = Sampling.rows(of: scaled.rowCount)
        let sample = scorer.gathered(sampled)
        let sampleRows = sampled.indices.map { Int32($0) }
        let ends = try list.map { (scenario) throws(Diagnostic) in try check(scenario) }
        var start = 0
        while start < list.count {
            if ends[start] == nil {
                try keep(start..<start + 1, try alone(start, make))
                start += 1
                continue
            }
            let end = ends[start...].prefix(Scenarios.most).firstIndex { $0 == nil } ?? min(list.count, start + Scenarios.most)
            let from = start
            let plans = try Parallel.results(of: end - start, parallel: true) { (at) throws(Diagnostic) in
                Plan(
                    list[from + at].weights, ends: ends[from + at] ?? [], scorer: scorer, sample: sample, sampleRows: sampleRows,
                    rowCount: scaled.rowCount, nonTiered: nonTiered)
            }
            var first = 0
            while first < plans.count {
                var (last, open) = (first, 0)
                while last < plans.count, last == first || open + plans[last].expected <= Scenarios.mostOpen {
                    open += plans[last].expected
                    last += 1
                }
                let scenarios = start + first..<start + last
                try keep(scenarios, try together(scenarios, Array(plans[first..<last]), scorer, make))
                first = last
            }
            start = end
        }
    }

    /// The last place of each tier; nil when these depend on more than places.
    private func check(_ scenario: Scenario) throws(Diagnostic) -> [Int]? {
        guard scenario.weights.count == scaled.measures.count else {
            throw Diagnostic("invalid-weight", "A score needs one weight a measure.")
        }
        _ = try Weights.total(scenario.weights, rows: scaled.rowCount)
        for rule in scenario.rules { try rule.check() }
        return groups == nil ? try Tiering.ends(scenario.rules, ranked: scaled.rankedCount) : nil
    }

    private func chunks() -> [Range<Int>] {
        stride(from: 0, to: scaled.rowCount, by: Scenarios.chunkRows).map { $0..<min(scaled.rowCount, $0 + Scenarios.chunkRows) }
    }

    // MARK: One scenario by itself

    private func alone<T: ScenarioTally & Sendable>(_ scenario: Int, _ make: @Sendable (Range<Int>, Range<Int>) -> T)
        throws(Diagnostic) -> [T]
    {
        let ranking = try Ranking(scaled, weights: list[scenario].weights, ties: ties)
        let tiering = try Tiering(ranking, rules: list[scenario].rules, groups: groups)
        return try levels(of: tiering, scenario, make)
    }

    /// Hands a tiering on to tallies.
    func levels<T: ScenarioTally & Sendable>(of tiering: Tiering, _ scenario: Int, _ make: @Sendable (Range<Int>, Range<Int>) -> T)
        throws(Diagnostic) -> [T]
    {
        let chunks = chunks()
        return try Parallel.results(of: chunks.count, parallel: scaled.rowCount >= 50_000) { (chunk) throws(Diagnostic) in
            let tally = make(scenario..<scenario + 1, chunks[chunk])
            let levels = chunks[chunk].map { row in
                let tier = tiering.tier(row)
                return tier < 0 ? nonTiered : UInt8(tier)
            }
            levels.withUnsafeBufferPointer { levels in
                guard let start = levels.baseAddress else { return }
                for run in stride(from: 0, to: levels.count, by: Flags.run) {
                    let rows = chunks[chunk].lowerBound + run..<chunks[chunk].lowerBound + min(levels.count, run + Flags.run)
                    tally.add(scenario, rows, start + run)
                }
            }
            return tally
        }
    }

    // MARK: Many at once

    private func together<T: ScenarioTally & Sendable>(
        _ scenarios: Range<Int>, _ plans: [Plan], _ scorer: Scorer, _ make: @Sendable (Range<Int>, Range<Int>) -> T
    ) throws(Diagnostic) -> [T] {
        let chunks = chunks()
        var plans = plans
        while true {
            let current = plans
            let parts = try Parallel.results(of: chunks.count, parallel: scaled.rowCount * plans.count >= 50_000) { (chunk) in
                let tally = make(scenarios, chunks[chunk])
                return (tally, Chunk(chunks[chunk], current, scorer) { tally.add(scenarios.lowerBound + $0, $1, $2) })
            }
            let open = parts.map(\.1)
            let settled = try Parallel.results(of: plans.count, parallel: true) { (at) throws(Diagnostic) in
                try Cancellation.check()
                return Settlement(at, current[at], open, scorer, ties, rowCount: scaled.rowCount)
            }
            let unlucky = plans.indices.filter { settled[$0] == nil }
            if unlucky.isEmpty {
                let settled = settled.compactMap { $0 }
                return try Parallel.results(of: chunks.count, parallel: scaled.rowCount >= 50_000) { (chunk) throws(Diagnostic) in
                    let (tally, open) = parts[chunk]
                    for (at, settlement) in settled.enumerated() {
                        try Cancellation.check()
                        open.forEachRun(at, from: settlement.starts[chunk]) { rows, numbers in
                            tally.settle(scenarios.lowerBound + at, rows, settlement.levels[numbers])
                        }
                    }
                    return tally
                }
            }
            for at in unlucky { plans[at] = plans[at].widened(lowest: scorer.lowest(plans[at].weights)) }
        }
    }
}
