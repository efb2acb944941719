import Statistics
import Testing

@Suite struct ComparingTests {
    /// r = scipy.stats.ttest_ind(x, y, equal_var=False): t, df, pvalue, confidence_interval()
    @Test func welch() throws {
        for (x, y, t, degrees, p, low, high) in [
            (Groups.a, Groups.b, 1.8047271898842299, 11.526608875965708, 0.09728504384388117, -0.48909251654406205, 5.085759183210729),
            (Groups.treated, Groups.untreated, 1.0587105873754061, 9.654490052836481, 0.31550065412252576, -34.15278514001334, 95.42262640985462),
        ] {
            let found = try #require(Welch.difference(x, y))
            expectClose(found.t, t)
            expectClose(found.degrees, degrees)
            expectClose(found.pValue, p)
            expectClose(found.interval()?.low, low)
            expectClose(found.interval()?.high, high)
        }
        #expect(Welch.difference([1], [1, 2]) == nil && Welch.difference([2, 2], [1, 1]) == nil)
        expectClose(Welch.difference([2, 2, 2], [1, 3])?.degrees, 1)
        // So small that their squares are 0.
        expectClose(Welch.difference([1e-160, 3e-160], [2e-160, 5e-160])?.degrees, Welch.difference([1, 3], [2, 5])?.degrees ?? 0)
        for values in Groups.unusable { #expect(Welch.difference(values, [1, 2]) == nil && Welch.difference([1, 2], values) == nil) }
    }

    /// r = scipy.stats.brunnermunzel(x, y): its p, and by numpy the share, its error and degrees, of ranks as in the paper.
    @Test func superiority() throws {
        let (pain, other) = ([1.0, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1], [3.0, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4])
        for (x, y, value, error, degrees, p) in [
            (pain, other, 0.211038961038961, 0.09210009046816862, 17.68284197948154, 0.005786208666151469),
            ([0.1, 0.5, 1.2, -0.3, 0.8, 2.0], [0.4, -0.2, 0.05, 0.6, -1.0, 0.3, 0.9], 0.6904761904761904, 0.163692279932342, 8.393563411340784, 0.27658622102432734),
        ] {
            let found = try #require(try Superiority.estimate(x, y))
            expectClose(found.value, value)
            expectClose(found.standardError, error)
            expectClose(found.degrees, degrees)
            expectClose(try Superiority.pValue(x, y), p)
            let interval = try #require(Superiority.interval(found))
            expectClose(interval.low, max(0, 2 * found.value - (found.interval()?.high ?? .nan)))
            expectClose(interval.high, min(1, found.interval()?.high ?? .nan))
        }
        // Groups that do not overlap have an error all the same.
        let apart = try #require(try Superiority.estimate([5, 6, 7], [1, 2, 3, 4]))
        #expect(apart.value == 1 && apart.degrees == 2)
        expectClose(apart.standardError, 0.5 / 12.0.squareRoot())
        #expect(try Superiority.estimate([1], [1, 2]) == nil && Superiority.estimate([1, 2], [1]) == nil)
        for values in Groups.unusable { #expect(try Superiority.estimate(values, [1, 2]) == nil && Superiority.estimate([1, 2], values) == nil) }
    }

    /// Groups with one median are told apart no more often than the level says, from few values too, and however unlike they spread.
    @Test(arguments: [(6, 60, 1.0), (8, 40, 3), (12, 250, 0.3)])
    func mediansAreNotToldWhereTheyAreOne(own: Int, others: Int, spread: Double) throws {
        var generator = Generator(seed: 7)
        let trials = 500
        var told = (0, 0)
        for _ in 0..<trials {
            let (list, rest) = ((0..<own).map { _ in spread * generator.normal() }, (0..<others).map { _ in generator.normal() })
            let p = try #require(MedianDifference(list, less: rest)?.pValue)
            told = (told.0 + (p < 0.05 ? 1 : 0), told.1 + (p < 0.005 ? 1 : 0))
        }
        #expect(told.0 <= 40 && told.1 <= 8, "\(told) of \(trials)")
    }

    /// numpy: jackknife of log(mean) with each value left out, Welch's degrees, scipy.stats.t; paired on the same units.
    @Test func times() throws {
        let (a, b) = (try #require(ResampledRatio(meanOf: Groups.a)), try #require(ResampledRatio(meanOf: Groups.b)))
        let apart = try #require(Times(a, over: b))
        expectClose(apart.value, 2.025278810408922)
        expectClose(apart.interval.low, 0.9852667613378538)
        expectClose(apart.interval.high, 4.163090059307158)
        expectClose(apart.pValue, 0.05438850825814093)
        let ten = try #require(ResampledRatio(meanOf: Array(Groups.b.prefix(10))))
        let same = try #require(Times(a, overSame: ten))
        expectClose(same.value, 1.9825327510917028)
        expectClose(same.interval.low, 0.774591915021755)
        expectClose(same.interval.high, 5.074202341810975)
        expectClose(same.pValue, 0.1338918453459455)
        #expect(Times(a, overSame: b) == nil, "ten units are not twelve")
        // All that one unit has, none at all, or nothing that varies: no logarithm, or no error.
        for values in [[0.0, 0, 5], [0, 0, 0], [-3, 2, 3], [2]] {
            #expect(ResampledRatio(meanOf: values).flatMap { Times($0, over: b) } == nil, "\(values)")
        }
        let ones = try #require(ResampledRatio(meanOf: [1, 1, 1]))
        #expect(Times(ones, over: ones) == nil)
    }

    /// Exact: twice the lesser tail of the hypergeometric distribution (scipy.stats.hypergeom), Newcombe's interval for the ratio.
    @Test func timesOfShares() throws {
        let (all30, most) = (try #require(Proportion(30, of: 30)), try #require(Proportion(224, of: 250)))
        let (eight, five, none) = (try #require(Proportion(8, of: 10)), try #require(Proportion(5, of: 20)), try #require(Proportion(0, of: 10)))
        let whole = try #require(Times(all30, over: most))
        expectClose(whole.value, 250.0 / 224)
        #expect(whole.interval.contains(1) && whole.pValue > 0.05, "30 of 30 against 224 of 250 tells nothing")
        let apart = try #require(Times(eight, over: five))
        #expect(apart.interval.low > 1 && apart.pValue < 0.05)
        #expect(Times(none, over: five) == nil)
    }

    /// Where the interval of a level just leaves out 1, the level is what p says.
    @Test func timesOfMedians() throws {
        let times = try #require(Times(medianOf: Groups.a, over: Groups.b.map { $0 / 2 }))
        expectClose(times.value, 3.95 / 0.975)
        let logs = [Groups.a, Groups.b.map { $0 / 2 }].map { $0.map { Elementary.log($0) } }
        for (level, contains) in [(1 - times.pValue - 1e-6, false), (1 - times.pValue + 1e-6, true)] {
            let interval = try #require(MedianDifference(logs[0], less: logs[1])?.interval(level: level))
            #expect(interval.contains(0) == contains, "at \(level) \(interval)")
        }
        #expect(Times(medianOf: [0, 0, 0, 1, 2, 3, 0], over: Groups.b) == nil, "a median of 0 is no times of anything")
        #expect(Times(medianOf: [1, 2, 3, 4, 5], over: Groups.b) == nil, "five values have no interval of 95 %")
    }

    /// scipy.stats.mannwhitneyu(x, y): statistic, pvalue
    @Test func mannWhitney() throws {
        let eight = (0..<8).map { Double($0) + 0.5 }
        let twelve = (0..<12).map { Double($0) + 0.5 }
        let forty = (0..<40).map { Double($0) * 0.83 + 0.11 }
        for (x, y, u, p, isExact) in [
            (Groups.a, Groups.b, 83, 0.13791345941250951, false),
            (Groups.treated, Groups.untreated, 36, 0.6805944055944056, true),
            (Groups.c, Groups.d, 32, 0.10911415867376527, false),
            ([1.5, 9.1], [0.2, 0.5, 0.7, 1.1, 1.2, 1.9, 2.5, 3.3], 13, 0.26666666666666666, true),
            (twelve, forty, 91, 0.0012587857973722118, false),
            (eight, forty, 41, 0.00044559811387757405, true),
        ] {
            let found = try #require(try MannWhitney(x, y))
            #expect(found.u == Double(u) && found.isExact == isExact)
            expectClose(found.pValue, p)
            #expect(try MannWhitney(y, x)?.pValue == found.pValue)
        }
        let alike = try #require(try MannWhitney([2, 2], [2, 2, 2]))
        #expect(alike.pValue == nil && alike.superiority == 0.5)
        expectClose(try MannWhitney([1], [2])?.pValue, 1)
        for values in Groups.unusable { #expect(try MannWhitney(values, [1, 2]) == nil && MannWhitney([1, 2], values) == nil) }
    }

    /// Permeability of membranes, at term and before: Hollander & Wolfe 1999, example 4.1; U, shift and interval as in R's
    /// wilcox.test(x, y, conf.int = TRUE).
    @Test func hodgesLehmannPublished() throws {
        let term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
        let before = [1.15, 0.88, 0.90, 0.74, 1.21]
        let found = try #require(try HodgesLehmann(term, before))
        #expect(try MannWhitney(term, before)?.u == 35)
        expectClose(found.shift, 0.305)
        let interval = try found.interval()
        expectClose(interval?.low, -0.15)
        expectClose(interval?.high, 0.76)
    }

    /// All pairs, sorted.
    @Test func hodgesLehmannByDefinition() throws {
        var random = Generator(seed: 12)
        for (m, n, distinct) in [(1, 1, 9), (2, 3, 9), (7, 9, 1000), (30, 41, 20), (25, 60, 100_000)] {
            let x = (0..<m).map { _ in Double(random.below(distinct)) / 7 - 3 }
            let y = (0..<n).map { _ in Double(random.below(distinct)) / 7 }
            let all = x.flatMap { x in y.map { x - $0 } }.sorted()
            let found = try #require(try HodgesLehmann(x, y))
            expectClose(found.shift, (all[(m * n - 1) / 2] + all[m * n / 2]) / 2, within: 1e-15)
            guard let interval = try found.interval(), let place = all.firstIndex(of: interval.low) else { continue }
            #expect(all.contains(interval.high) && interval.low <= found.shift && found.shift <= interval.high)
            #expect(all[all.count - 1 - place] == interval.high || distinct < 1000)
        }
        #expect(try HodgesLehmann([1], [2])?.interval() == nil)
        #expect(try HodgesLehmann([1, 1], [1, 1])?.shift == 0)
        for values in Groups.unusable { #expect(try HodgesLehmann(values, [1]) == nil && HodgesLehmann([1], values) == nil) }
    }

    /// By numpy from the matrix of all pairs, d = np.sign(x[:, None] - y); the formulas of Cliff 1996.
    @Test func cliff() throws {
        for (x, y, delta, error, low, high) in [
            (Groups.a, Groups.b, 0.38333333333333336, 0.2430342703522624, -0.12814975060092393, 0.7337397612450695),
            (Groups.c, Groups.d, -0.41818181818181815, 0.2299039604653413, -0.7476258320143775, 0.07642808969273056),
        ] {
            let found = try #require(CliffsDelta(x, y))
            expectClose(found.value, delta)
            expectClose(found.standardError, error)
            expectClose(found.interval()?.low, low)
            expectClose(found.interval()?.high, high)
        }
        let unequal = try #require(CliffsDelta(Array(Groups.a.prefix(3)), (1...30).map { Double($0) * 0.4 }))
        expectClose(unequal.standardError, 0.3678258699211176)
        expectClose(unequal.interval()?.low, -0.8400964378297665)
        let apart = try #require(CliffsDelta([5, 6, 7], [1, 2, 3]))
        #expect(apart.value == 1 && apart.interval().map { $0.low <= 1 && $0.high == 1 } == true)
        #expect(CliffsDelta([1], [2])?.value == -1 && CliffsDelta([1], [2])?.interval() == nil)
        for values in Groups.unusable { #expect(CliffsDelta(values, [1]) == nil && CliffsDelta([1], values) == nil) }
    }

    /// statsmodels.stats.multitest.multipletests(p, method="holm") and "fdr_bh", of Benjamini & Hochberg's example (1995).
    @Test func multiplicity() {
        let p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1]
        let holm = [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, 1, 1, 1, 1, 1, 1]
        let hochberg = [
            0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714285714286, 0.06385714285714286, 0.0645, 0.0765, 0.486,
            0.5811818181818182, 0.714875, 0.7532307692307693, 0.8132142857142857, 1,
        ]
        // In another order, with some that are no probabilities.
        let shuffled = (0..<15).map { $0 * 7 % 15 }
        let mixed: [Double?] = [nil] + shuffled.map { p[$0] } + [.nan, 2]
        for (found, wanted) in [(Multiplicity.holm(mixed), holm), (Multiplicity.benjaminiHochberg(mixed), hochberg)] {
            #expect(found.count == mixed.count && found.first == .some(nil) && found.suffix(2).allSatisfy { $0 == nil })
            for (at, from) in shuffled.enumerated() { expectClose(found[at + 1], wanted[from]) }
        }
        #expect(Multiplicity.holm([]).isEmpty)
        // A comparison told twice counts once, wherever it is told.
        #expect(Multiplicity.holm([0.01, nil, 0.03, 0.01, 0.02], of: ["a", "a", "b", "a", "c"]).map { ($0 ?? -1) * 100 } == [3, -100, 4, 3, 4])
        // Holm's procedure as R's p.adjust documents it.
        #expect(Multiplicity.holm([0.01, 0.04, 0.03, 0.005]).map { (($0 ?? 0) * 1e6).rounded() / 1e6 } == [0.03, 0.06, 0.06, 0.02])
    }
}
