import Statistics
import Testing

@Suite struct PermutationTests {
    /// scipy.stats.permutation_test((x, y), statistic, n_resamples=np.inf): pvalue
    @Test func exact() throws {
        let (few, others) = (Array(Groups.a.prefix(4)), Array(Groups.b.prefix(5)))
        for (statistic, x, y, value, p) in [
            (PermutationTest.Statistic.mean, Groups.treated, Groups.untreated, 30.63492063492064, 0.281993006993007),
            (.median, Groups.treated, Groups.untreated, 48, 0.36363636363636365),
            (.studentizedMean, Groups.treated, Groups.untreated, 1.0587105873754064, 0.28846153846153844),
            (.mean, few, others, 1.21, 0.5079365079365079),
            (.median, few, others, 0.65, 0.6190476190476191),
            (.studentizedMean, few, others, 0.7073604734580662, 0.5079365079365079),
        ] {
            let found = try #require(try PermutationTest(statistic, x, y, seed: 1))
            #expect(found.isExact)
            expectClose(found.value, value)
            expectClose(found.pValue, p)
            let turned = try #require(try PermutationTest(statistic, y, x, seed: 1))
            expectClose(turned.value, -value)
            expectClose(turned.pValue, p)
        }
    }

    /// Exact by scipy.stats.permutation_test((a, b), mean difference, n_resamples=np.inf), of 646,646 deals. Within five standard
    /// errors of the drawn part, √(p(1 − p)/m) for either tail and so twice for both.
    @Test func drawn() throws {
        let (m, p) = (40_000, 0.06784237434392233)
        let found = try #require(try PermutationTest(.mean, Groups.a, Groups.b, deals: m, seed: 7))
        #expect(!found.isExact && found.deals == m)
        #expect(abs(found.pValue - p) < 5 * 2 * (p / 2 / Double(m)).squareRoot())
        #expect(try PermutationTest(.mean, Groups.a, Groups.b, deals: m, seed: 7)?.pValue == found.pValue)
        #expect(try PermutationTest(.mean, Groups.a, Groups.b, deals: m, seed: 8)?.pValue != found.pValue)
        // Never 0, which no number of draws could show.
        let apart = try #require(try PermutationTest(.mean, (0..<30).map { Double($0) }, (90..<130).map { Double($0) }, deals: 999, seed: 1))
        #expect(apart.pValue == 0.002)
    }

    @Test func sumsThatDifferByRoundingAreTies() throws {
        // 0.1 + 0.2 is not 0.3 for a double; by hand all four deals of one value against three are as far apart as two others.
        let found = try #require(try PermutationTest(.mean, [0.1, 0.6], [0.3, 0.4], seed: 1))
        #expect(found.pValue == 1)
    }

    @Test func nothingFromNothing() throws {
        for statistic in [PermutationTest.Statistic.mean, .median, .studentizedMean] {
            for values in Groups.unusable { #expect(try PermutationTest(statistic, values, [1, 2], seed: 1) == nil) }
            #expect(try PermutationTest(statistic, [4, 4], [4, 4, 4], seed: 1) == nil)
        }
        #expect(try PermutationTest(.studentizedMean, [1], [2, 3], seed: 1) == nil)
        #expect(try PermutationTest(.mean, [1], [2], seed: 1)?.pValue == 1)
        #expect(try PermutationTest(.studentizedMean, [1, 1], [2, 2], seed: 1)?.pValue.isFinite == true)
    }
}
