import Diagnostics
import Statistics
import Tables

extension Scenarios {
    /// Each scenario with values of its own. Of few rows, several scenarios at a time.
    func tally<T: ScenarioTally & Sendable>(
        with noise: Stability.Noise, make: @Sendable (_ scenarios: Range<Int>, _ rows: Range<Int>) -> T,
        keep: (Range<Int>, [T]) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        let together = scaled.rowCount < 50_000 ? 64 : 1
        for start in stride(from: 0, to: list.count, by: together) {
            let count = min(together, list.count - start)
            let tierings = try Parallel.results(of: count, parallel: count > 1) { (at) throws(Diagnostic) in
                try Cancellation.check()
                let noisy = try scaled.shaken(noise, draw: start + at)
                let ranking = try Ranking(noisy, weights: list[start + at].weights, ties: ties)
                return try Tiering(ranking, rules: list[start + at].rules, groups: groups)
            }
            for (at, tiering) in tierings.enumerated() {
                let scenario = start + at
                try keep(scenario..<scenario + 1, try levels(of: tiering, scenario, make))
            }
        }
    }
}

extension ScaledMeasures {
    /// The same rows with every value multiplied by a factor, and scaled anew.
    func shaken(_ noise: Stability.Noise, draw: Int) throws(Diagnostic) -> ScaledMeasures {
        var (shaken, scales) = (values, self.scales)
        for index in measures.indices {
            let deviation = index < noise.deviations.count ? noise.deviations[index] : 0
            guard deviation > 0, deviation.isFinite else { continue }
            shaken[index] = try values[index].shaken(deviation, seed: noise.seed, stream: draw * measures.count + index)
            scales[index] = try Scale(
                shaken[index].cells, measures[index].scaling, lowerIsBetter: measures[index].lowerIsBetter, ranked: rankedCount,
                ascending: nil)
        }
        return ScaledMeasures(measures: measures, rowCount: rowCount, rankedCount: rankedCount, scales: scales, values: shaken)
    }
}

extension Doubles {
    /// Each block of rows has a generator of its own, so that threads do not change the factors.
    fileprivate func shaken(_ deviation: Double, seed: UInt64, stream: Int) throws(Diagnostic) -> Doubles {
        nonisolated(unsafe) let cells = cells
        // Half of all streams are kept for weights (`Stability.draws`).
        let streams = 1 << 63 | UInt64(stream) << 20
        let buffer = try Buffer(
            byteCount: count * 8,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let output = memory.bindMemory(to: Double.self)
                try parallelFor(rows: count) { (block, rows) throws(Diagnostic) in
                    var generator = Generator(seed: seed, stream: streams | UInt64(block))
                    for row in rows {
                        let value = cells[row] * generator.factor(deviation: deviation)
                        output[row] = value.isInfinite ? (value < 0 ? -1 : 1) * Double.greatestFiniteMagnitude : value
                    }
                }
            })
        return Doubles(buffer: buffer, start: 0, count: count)
    }
}
