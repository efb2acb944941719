import Statistics
import Testing

@Suite struct LocationTests {
    /// numpy: a.mean(), a.var(ddof=1), a.std(ddof=1); np.quantile(a, p)
    @Test func momentsAndQuantiles() throws {
        let moments = try #require(Moments(Groups.a))
        expectClose(moments.mean, 4.54)
        expectClose(moments.variance, 14.216)
        expectClose(moments.deviation, 3.7704111181673547)
        for (p, wanted) in [(0, 0.4), (0.1, 0.85), (0.25, 1.525), (0.5, 3.95), (0.9, 8.18), (1, 12.5)] {
            expectClose(Location.quantile(p, of: Groups.a), wanted)
        }
    }

    /// scipy.stats.trim_mean(a, p); scipy.stats.mstats.winsorize(a, limits=(p, p)).mean()
    @Test func trimmedAndWinsorized() {
        for (part, trimmed, winsorized) in [(0.1, 4.0625, 4.11), (0.2, 3.983333333333333, 3.97), (0.25, 3.983333333333333, 3.97)] {
            expectClose(Location.trimmedMean(part, of: Groups.a), trimmed)
            expectClose(Location.winsorizedMean(part, of: Groups.a), winsorized)
        }
        expectClose(Location.trimmedMean(0, of: Groups.a), 4.54)
    }

    /// By scipy.stats.binom: k the greatest with γ = 1 − 2·binom.cdf(k − 1, n, ½) ≥ 0.95, then the interpolation.
    @Test func intervalOfTheMedian() {
        for (values, level, low, high) in [
            (Groups.a, 0.95, 1.1630630630630634, 6.976576576576576), (Groups.a, 0.9, 1.2884057971014493, 6.631884057971014),
            (Groups.a, 0.99, 0.831564245810056, 8.356983240223464), (Groups.b, 0.95, 0.8789355322338834, 3.4895052473763113),
            (Groups.treated, 0.95, 21.133333333333336, 155.9333333333333),
        ] {
            let found = MedianSample(values)?.interval(level: level)
            expectClose(found?.low, low)
            expectClose(found?.high, high)
        }
        // From the intervals above, as Newcombe's: Δ ∓ the hypotenuse of the two distances.
        let difference = MedianDifference(Groups.a, less: Groups.b)?.interval()
        expectClose(difference?.low, -1.1838803207976634)
        expectClose(difference?.high, 5.210505391366459)
        #expect(MedianDifference(Groups.a, less: [1, 2])?.interval() == nil)
        #expect(MedianSample([1, 2, 3, 4, 5])?.interval() == nil && MedianSample([1])?.interval(level: 0.1) == nil)
        expectClose(MedianSample([1, 2])?.interval(level: 0.5)?.width, 1)
        for values in Groups.unusable { #expect(MedianSample(values) == nil) }
    }

    /// NIST StRD NumAcc4: a great mean and small differences.
    @Test func varianceKeepsItsDigits() {
        let values = [10_000_000.2] + (0..<1000).map { $0 % 2 == 0 ? 10_000_000.1 : 10_000_000.3 }
        expectClose(Moments(values)?.mean, 10_000_000.2, within: 1e-15)
        expectClose(Moments(values)?.deviation, 0.1, within: 1e-8)
    }

    @Test func nothingFromNothing() {
        for values in Groups.unusable {
            #expect(Moments(values) == nil && Location.median(of: values) == nil)
            #expect(Location.trimmedMean(0.1, of: values) == nil && Location.winsorizedMean(0.1, of: values) == nil)
        }
        #expect(Moments([.greatestFiniteMagnitude, .greatestFiniteMagnitude]) == nil)
        #expect(Moments([3])?.mean == 3 && Moments([3])?.variance == nil && Moments([3])?.estimate == nil)
        #expect(Moments([3, 3])?.variance == 0)
        #expect(Location.median(of: [3]) == 3 && Location.trimmedMean(0.4, of: [3]) == 3)
        for p in [-0.1, 1.1, .nan] { #expect(Location.quantile(p, of: [1, 2]) == nil) }
        for part in [-0.1, 0.5, .nan] {
            #expect(Location.trimmedMean(part, of: [1, 2]) == nil && Location.winsorizedMean(part, of: [1, 2]) == nil)
        }
    }

    @Test func herfindahl() throws {
        expectClose(try Concentration([50, 30, 20, .nan, -3]).herfindahl, 0.38)
        expectClose(try Concentration([7, 7, 7, 7]).herfindahl, 0.25)
        #expect(try Concentration([0]).herfindahl == nil)
    }

    /// statsmodels.stats.proportion.proportion_confint(k, n, method="wilson"),
    /// confint_proportions_2indep(k1, n1, k2, n2, method="newcomb"); the first pair is Newcombe's example (1998, table II (a)).
    @Test func proportions() throws {
        for (count, all, low, high) in [
            (0, 10, 0.0, 0.27753279986288926), (3, 17, 0.061911266376209945, 0.4102945856883413),
            (17, 17, 0.8156818649911481, 1.0), (81, 263, 0.2552885198782742, 0.36620957698280004),
        ] {
            let interval = try #require(Proportion(count, of: all)?.interval())
            expectClose(interval.low, low)
            expectClose(interval.high, high)
        }
        let difference = Proportion(56, of: 70)?.difference(from: try #require(Proportion(48, of: 80)))
        expectClose(difference?.low, 0.05243147240236498)
        expectClose(difference?.high, 0.33387265403690614)
        let few = Proportion(9, of: 10)?.difference(from: try #require(Proportion(3, of: 10)))
        expectClose(few?.low, 0.1705227239345029)
        expectClose(few?.high, 0.809017973535488)
        #expect(Proportion(0, of: 0) == nil && Proportion(-1, of: 3) == nil && Proportion(4, of: 3) == nil)
        #expect(Proportion(1, of: 2)?.interval(level: 1) == nil)
    }
}
