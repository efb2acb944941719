import Statistics
import Testing

/// Whether some are found more often than chance would, or than another choice does.
@Suite struct FindingTests {
    /// scipy.stats.hypergeom(population, marked, drawn): cdf(k) and sf(k - 1), SciPy 1.17.1.
    @Test("so many or fewer, so many or more marked ones are drawn", arguments: [
        (330, 80, 80, 25, 0.9644444945097379, 0.06480547034664666), (20, 7, 12, 0, 0.00010319917440660477, 1), (20, 7, 12, 4, 0.6083591331269349, 0.7492260061919505),
        (100_000, 3000, 500, 31, 0.9999360630581737, 0.00014528953182614651), (50, 1, 10, 1, 1, 0.2), (10, 10, 5, 5, 1, 1), (400, 30, 300, 29, 0.9998784527856165, 0.0014670883330200107),
    ])
    func hypergeometric(population: Int, marked: Int, drawn: Int, k: Int, atMost: Double, atLeast: Double) {
        let found = Hypergeometric(population: population, marked: marked, drawn: drawn)
        expectClose(found?.atMost(k), atMost, within: 1e-11)
        expectClose(found?.atLeast(k), atLeast, within: 1e-11)
        expectClose(found?.twoSided(k), min(1, 2 * min(atMost, atLeast)), within: 1e-11)
        expectClose(found?.mean, Double(marked) * Double(drawn) / Double(population))
    }

    @Test("what cannot be drawn has no distribution, and what cannot be found no lift")
    func refused() {
        #expect(Hypergeometric(population: 0, marked: 0, drawn: 0) == nil)
        #expect(Hypergeometric(population: 5, marked: 6, drawn: 1) == nil)
        #expect(Hypergeometric(population: 5, marked: 1, drawn: -1) == nil)
        #expect(Lift(found: 1, chosen: 5, sought: 2, of: 5) == nil, "all are chosen")
        #expect(Lift(found: 0, chosen: 2, sought: 0, of: 5) == nil, "nobody is sought")
        #expect(Lift(found: 3, chosen: 2, sought: 4, of: 9) == nil, "more are found than chosen")
        #expect(McNemar(firstOnly: -1, secondOnly: 2) == nil)
    }

    /// scipy.stats.binomtest(b, b + c).pvalue, SciPy 1.17.1.
    @Test("what only one of two finds", arguments: [(9, 6, 0.6072387695312499), (0, 5, 0.0625), (3, 12, 0.03515625), (40, 71, 0.004195534185394861), (7, 7, 1), (0, 0, 1), (1, 0, 1)])
    func mcNemar(first: Int, second: Int, p: Double) {
        expectClose(McNemar(firstOnly: first, secondOnly: second)?.pValue, p, within: 1e-12)
        expectClose(McNemar(firstOnly: second, secondOnly: first)?.pValue, p, within: 1e-12)
    }

    @Test("a lift has the precision of the chosen over that of all, and ends that hold")
    func lift() throws {
        let some = try #require(Lift(found: 25, chosen: 80, sought: 80, of: 330))
        expectClose(some.precision, 25.0 / 80)
        expectClose(some.value, 25.0 / 80 / (80.0 / 330))
        expectClose(some.pValue, 0.12961094069329332, within: 1e-11)
        // All that are found are among the chosen, and none: the ends are those that there can be.
        let every = try #require(Lift(found: 4, chosen: 5, sought: 4, of: 20))
        expectClose(every.interval()?.high, 4)
        let none = try #require(Lift(found: 0, chosen: 5, sought: 4, of: 20))
        expectClose(none.interval()?.low, 0)
        #expect(try #require(none.interval()).high > 1)
        for found in 0...4 {
            let lift = try #require(Lift(found: found, chosen: 5, sought: 4, of: 20))
            let interval = try #require(lift.interval())
            #expect(interval.contains(lift.value), "\(found): \(lift.value) is not in \(interval)")
            #expect(interval.low >= 0 && interval.high <= 4)
        }
    }

    @Test("the interval of a lift holds the truth 19 times in 20", arguments: [(80, 250, 0.3, 0.2), (10, 75, 0.3, 0.13), (20, 40, 0.5, 0.2), (30, 300, 0.05, 0.05)])
    func coverage(chosen: Int, others: Int, p: Double, q: Double) throws {
        var generator = Generator(seed: 7, stream: 1)
        let part = Double(chosen) / Double(chosen + others)
        let truth = p / (part * p + (1 - part) * q)
        var (covered, tried) = (0, 0)
        for _ in 0..<2_000 {
            let found = (0..<chosen).count { _ in generator.uniform() < p }
            let missed = (0..<others).count { _ in generator.uniform() < q }
            guard let interval = Lift(found: found, chosen: chosen, sought: found + missed, of: chosen + others)?.interval() else { continue }
            tried += 1
            covered += interval.contains(truth) ? 1 : 0
        }
        let share = Double(covered) / Double(tried)
        #expect(share > 0.935 && share < 0.975, "covers \(share) of \(tried)")
    }
}
