import Diagnostics
import Statistics
import Testing

@Suite struct BootstrapTests {
    /// Intervals by scipy.stats.bootstrap(data, statistic, n_resamples=400_000, method=…), which are right to about 0.5 % of
    /// their width; the two together to 2 %.
    private func expectInterval(
        _ bootstrap: Bootstrap, _ method: Bootstrap.Method, _ low: Double, _ high: Double, level: Double = 0.95, _ what: String
    ) {
        guard let found = bootstrap.interval(method, level: level) else {
            Issue.record("\(what) has no interval")
            return
        }
        let slack = 0.02 * (high - low)
        #expect(abs(found.low - low) < slack && abs(found.high - high) < slack, "\(what) \(method): \(found) instead of \(low) to \(high)")
    }

    private func drawn(
        _ sample: (any Resamplable)?, minus other: (any Resamplable)? = nil, resamples: Int = 50_000, seed: UInt64 = 3
    ) throws -> Bootstrap {
        let sample = try #require(sample)
        let bootstrap = try Bootstrap(sample, minus: other, resamples: resamples, seed: seed)
        return try #require(bootstrap)
    }

    @Test func meansAndRatios() throws {
        let (a, b) = (ResampledRatio(meanOf: Groups.a), ResampledRatio(meanOf: Groups.b))
        let one = try drawn(a)
        expectInterval(one, .percentile, 2.47, 6.88, "mean")
        expectInterval(one, .bca, 2.70, 7.26, "mean")
        let two = try drawn(a, minus: b)
        expectInterval(two, .percentile, 0.055, 4.775, "difference of means")
        expectInterval(two, .bca, 0.24, 5.065, "difference of means")
        expectClose(two.value, 2.2983333333333333)
        expectClose(two.standardError, 1.2083464196941147, within: 0.02)
        // statistic=lambda a, b, axis: a.sum(axis=axis)/b.sum(axis=axis), paired=True
        let ratio = try drawn(Self.ratio)
        expectInterval(ratio, .percentile, 0.94388, 3.21295, "ratio")
        expectInterval(ratio, .bca, 0.83841, 2.81132, "ratio")
    }

    /// Order statistics instead of plain resampling, against SciPy's plain one. Intervals end on values of the sample.
    @Test func quantilesAndTrimmedMeans() throws {
        let (median, other) = (try ResampledOrder(medianOf: Groups.a), try ResampledOrder(medianOf: Groups.b))
        let a = try drawn(median)
        expectInterval(a, .percentile, 1.3, 6.8, "median")
        expectInterval(a, .bca, 1.3, 6.6, "median")
        expectClose(a.standardError, 1.5939097260536077, within: 0.02)
        let difference = try drawn(median, minus: other)
        expectInterval(difference, .percentile, -1.05, 5.1, "difference of medians")
        expectInterval(difference, .bca, -0.9, 5.1, "difference of medians")
        let high = try drawn(try ResampledOrder(quantile: 0.8, of: Groups.a))
        expectInterval(high, .percentile, 3.44, 12.5, "quantile")
        expectInterval(high, .bca, 4.8, 12.5, "quantile")
        let trimmed = try ResampledOrder(trimmedMean: 0.2, of: Groups.a)
        expectClose(trimmed?.value, 3.983333333333333)
        // mstats.winsorize(a, (0.2, 0.2)).std(ddof=1)·√n over the number kept
        expectClose(trimmed?.standardError, 1.2477263272265762)
        expectInterval(try drawn(trimmed), .percentile, 1.76667, 6.83333, "trimmed mean")
        expectInterval(try drawn(trimmed), .bca, 1.68333, 6.73333, "trimmed mean")
    }

    /// Efron & Tibshirani 1993, ch. 14: variance of the spatial test data, 90 %: a 0.061 and BCa 115.8 to 259.6 of 2,000
    /// replicates; SciPy gives 115.9 to 261.1 of 400,000.
    @Test func spatialTestData() throws {
        let bootstrap = try drawn(PlugInVariance(Self.spatial))
        expectClose(bootstrap.value, 171.5, within: 0.001)
        expectClose(bootstrap.acceleration, 0.061, within: 0.001)
        expectClose(bootstrap.bias, 0.146, within: 0.04)
        expectInterval(bootstrap, .bca, 115.917, 261.114, level: 0.9, "variance")
        expectInterval(bootstrap, .percentile, 97.864, 235.793, level: 0.9, "variance")
    }

    /// Replicates of the mean have the plug-in standard error: of the treated mice 23.36 (Efron & Tibshirani, table 2.2 gives 23.36
    /// of infinitely many), within five of its own standard errors, 1/√2B.
    @Test func standardErrorOfTreatedMice() throws {
        let treated = try drawn(ResampledRatio(meanOf: Groups.treated), resamples: 10_000)
        expectClose(treated.standardError.map { $0 / 23.364 }, 1, within: 5 / 20_000.0.squareRoot())
    }

    /// The same median by drawing values and by drawing order statistics: clusters of one row are drawn the plain way.
    @Test func shortcutHasThePlainDistribution() throws {
        var random = Generator(seed: 31)
        for (count, p) in [(2, 0.5), (7, 0.5), (10, 0.5), (31, 0.9), (200, 0.25)] {
            let values = (0..<count).map { _ in random.factor(deviation: 1) }
            let short = try drawn(try ResampledOrder(quantile: p, of: values), resamples: 20_000, seed: 2)
            let codes = values.indices.map { Int32($0) }
            let plain = try drawn(try ResampledOrder(quantile: p, of: values, clusters: codes), resamples: 20_000, seed: 4)
            // Kolmogorov & Smirnov: two samples of m differ by more than 1.95·√(2/m) once in a thousand.
            let (a, b) = (short.replicates, plain.replicates)
            let widest = values.map { value in
                abs(Double(a.count { $0 <= value }) / Double(a.count) - Double(b.count { $0 <= value }) / Double(b.count))
            }.max() ?? 1
            #expect(widest < 1.95 * (2.0 / 20_000).squareRoot(), "\(p) of \(count)")
            expectClose(short.acceleration, plain.acceleration)
        }
    }

    /// The jackknife's shortcuts against leaving out for real.
    @Test func withoutEachByDefinition() throws {
        var random = Generator(seed: 8)
        let values = (0..<23).map { _ in Double(random.below(40)) / 3 }
        let weights = (0..<23).map { _ in Double(1 + random.below(9)) }
        for codes in [nil, (0..<23).map { _ in Int32(random.below(6)) - 1 }] as [[Int32]?] {
            func expectSame(_ statistic: (any Resamplable)?, _ direct: ([Int]) -> Double?) {
                guard let statistic else {
                    Issue.record("no statistic")
                    return
                }
                let left = statistic.withoutEach().sorted()
                var units: [[Int]] = []
                for row in values.indices {
                    if let codes, codes[row] >= 0, let unit = units.firstIndex(where: { codes[$0[0]] == codes[row] }) {
                        units[unit].append(row)
                    } else {
                        units.append([row])
                    }
                }
                let wanted = units.compactMap { unit in direct(values.indices.filter { !unit.contains($0) }) }.sorted()
                #expect(left.count == wanted.count && statistic.unitCount == units.count)
                for (found, wanted) in zip(left, wanted) { expectClose(found, wanted, within: 1e-12) }
            }
            for p in [0, 0.3, 0.5, 1] {
                expectSame(try ResampledOrder(quantile: p, of: values, clusters: codes)) { rows in
                    Location.quantile(p, of: rows.map { values[$0] })
                }
            }
            for part in [0, 0.1, 0.25, 0.4] {
                expectSame(try ResampledOrder(trimmedMean: part, of: values, clusters: codes)) { rows in
                    Location.trimmedMean(part, of: rows.map { values[$0] })
                }
            }
            expectSame(ResampledRatio(values, over: weights, clusters: codes)) { rows in
                rows.reduce(0) { $0 + values[$1] } / rows.reduce(0) { $0 + weights[$1] }
            }
        }
    }

    /// By numpy: jackknife over rows; (Σw)²/Σw² − 1; √(n/(n − 1)·Σ(a − Rb)²)/Σb.
    @Test func estimateOfARatio() throws {
        let ratio = try #require(Self.ratio)
        expectClose(ratio.value, 1.5297058823529412)
        expectClose(ratio.estimate?.standardError, 0.6491199412364367)
        expectClose(ratio.estimate?.degrees, 3.1433691756272397)
        expectClose(ratio.standardError, 0.48697235885591256)
        // Of a mean it is Student's.
        let mean = try #require(ResampledRatio(meanOf: Groups.a)?.estimate)
        expectClose(mean.standardError, Moments(Groups.a)?.estimate?.standardError ?? .nan, within: 1e-14)
        expectClose(mean.degrees, 9)
    }

    /// Clusters that say nothing new: every row twice must not make the interval narrower.
    @Test func clustersAreDrawnWhole() throws {
        let twice = Groups.a + Groups.a
        let codes = (0..<20).map { Int32($0 % 10) }
        let plain = try drawn(ResampledRatio(meanOf: Groups.a), resamples: 4_000)
        let clustered = try drawn(ResampledRatio(meanOf: twice, clusters: codes), resamples: 4_000)
        for method in Bootstrap.Method.allCases {
            expectClose(clustered.interval(method)?.low, plain.interval(method)?.low ?? .nan, within: 1e-12, "\(method)")
            expectClose(clustered.interval(method)?.high, plain.interval(method)?.high ?? .nan, within: 1e-12, "\(method)")
        }
    }

    /// Parents with an account in each group, which differs by the same amount in all: nothing is left to chance when they are
    /// drawn together, much when they are not.
    @Test func clustersThatReachIntoBothGroups() throws {
        let count = Groups.a.count
        let values = Groups.a + Groups.a.map { $0 - 1 }
        let codes = (0..<2 * count).map { Int32($0 % count) }
        let marks = [true, false].map { mark in (0..<2 * count).map { ($0 < count) == mark } }
        let means = marks.map { marks in
            ResampledRatio(zip(values, marks).map { $1 ? $0 : 0 }, over: marks.map { $0 ? 1 : 0 }, clusters: codes)
        }
        let medians = try marks.map { try ResampledOrder(medianOf: values, among: $0, clusters: codes) }
        for (a, b) in [(means[0] as (any Resamplable)?, means[1] as (any Resamplable)?), (medians[0], medians[1])] {
            let a = try #require(a)
            let together = try #require(try Bootstrap(a, minus: b, together: true, resamples: 500, seed: 1))
            expectClose(together.value, 1)
            expectClose(together.standardError.map { $0 + 1 }, 1)
            #expect(try drawn(a, minus: b, resamples: 500).standardError.map { $0 > 0.5 } == true)
        }
        // Rows are units too: a measure less the same measure a year before, of the same accounts.
        let now = try #require(try ResampledOrder(medianOf: Groups.a))
        let year = try ResampledOrder(medianOf: Groups.a.map { $0 - 1 })
        let paired = try #require(try Bootstrap(now, minus: year, together: true, resamples: 200, seed: 1))
        #expect(paired.replicates.allSatisfy { abs($0 - 1) < 1e-12 })

        let estimate = try #require(means[0])
        expectClose(estimate.difference(together: try #require(means[1]))?.value, 1)
        expectClose(estimate.difference(together: try #require(means[1])).map { $0.standardError + 1 }, 1)
        let other = try #require(ResampledRatio(meanOf: [1, 2]))
        #expect(estimate.difference(together: other) == nil)
        #expect(try Bootstrap(estimate, minus: other, together: true, resamples: 10, seed: 1) == nil)
    }

    @Test func theSeedAloneDecides() throws {
        let values = (0..<400).map { Double($0 * $0 % 97) }
        func replicates(_ seed: UInt64, _ resamples: Int) throws -> [Double] {
            try drawn(ResampledRatio(meanOf: values), resamples: resamples, seed: seed).replicates
        }
        // On one core (below 200,000 draws) and on all of them, the same replicates.
        #expect(try replicates(1, 400) == replicates(1, 400) && replicates(1, 400) != replicates(2, 400))
        let many = Set(try replicates(1, 1_600))
        #expect(try replicates(1, 400).allSatisfy(many.contains))
    }

    @Test func nothingFromNothing() throws {
        for values in Groups.unusable {
            #expect(ResampledRatio(meanOf: values) == nil && ResampledRatio(values, over: [1, 1]) == nil)
            #expect(try ResampledOrder(medianOf: values) == nil && ResampledOrder(trimmedMean: 0.1, of: values) == nil)
        }
        #expect(ResampledRatio([1, 2], over: [1, -1]) == nil && ResampledRatio([1, 2], over: [0, 0]) == nil)
        #expect(ResampledRatio(meanOf: [1, 2], clusters: [1]) == nil)
        #expect(try ResampledOrder(quantile: 1.5, of: [1]) == nil && ResampledOrder(trimmedMean: 0.5, of: [1]) == nil)
        let one = try #require(ResampledRatio(meanOf: [3]))
        #expect(one.value == 3 && one.estimate == nil)
        #expect(try Bootstrap(one, seed: 1) == nil)
        // Ten of one value say nothing about chance.
        let same = try drawn(ResampledRatio(meanOf: [3, 3, 3]), resamples: 200)
        for method in Bootstrap.Method.allCases { #expect(same.interval(method) == nil) }
        let some = try drawn(try ResampledOrder(medianOf: Groups.a), resamples: 200)
        #expect(some.interval(.studentized) == nil && some.interval(.bca, level: 1) == nil)
        // A ratio that many draws leave without a denominator.
        let hollow = try #require(ResampledRatio([1, 2, 3], over: [0, 0, 1]))
        #expect(try Bootstrap(hollow, resamples: 200, seed: 1) == nil)
    }

    private static let ratio: ResampledRatio? = {
        let numerators = Groups.a.enumerated().map { 1.3 * $0.element + Double($0.offset) }
        return ResampledRatio(numerators, over: [2, 9, 1, 4, 4, 7, 3, 30, 2, 6])
    }()

    private static let spatial = [48.0, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41]
}

/// The variance divided by n, drawn in the plainest way.
private struct PlugInVariance: Resamplable {
    private let values: [Double]
    var value: Double { Self.variance(values) }
    var standardError: Double? { nil }
    var unitCount: Int { values.count }

    init(_ values: [Double]) { self.values = values }

    func replicates(_ count: Int, unitByUnit: Bool, _ generator: inout Generator) -> [Replicate] {
        (0..<count).map { _ in
            let drawn = values.map { _ in values[generator.below(values.count)] }
            return Replicate(value: Self.variance(drawn), standardError: .nan)
        }
    }

    func withoutEach() -> [Double] {
        values.indices.map { left in Self.variance(values.indices.filter { $0 != left }.map { values[$0] }) }
    }

    private static func variance(_ values: [Double]) -> Double { Moments(values).map { $0.squares / Double($0.count) } ?? .nan }
}
