import Statistics
import Testing

@Suite struct RegressionTests {
    private let x1 = [1.2, 2.7, 3.1, 4.4, 5.0, 6.3, 7.7, 8.1, 9.6, 10.2, 11.5, 12.9]
    private let x2 = [3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]
    private let y = [2.3, 4.1, 5.2, 5.9, 8.8, 11.4, 8.2, 13.9, 12.1, 15.8, 13.3, 22.0]
    private let clusters: [Int32] = [0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5]
    private let treated = [1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0].map { $0 == 1 }

    /// f = sm.OLS(y, sm.add_constant(np.column_stack([x1, x2]))).fit(cov_type=…, use_t=True): params, bse, pvalues; clustered with
    /// cov_kwds={"groups": clusters}.
    @Test func errors() throws {
        for (errors, bse, p) in [
            (LeastSquares.Errors.classic, [1.2402077921035284, 0.16621558708988357, 0.24394102758396366],
             [0.6168977227697611, 4.513599157171269e-05, 0.04106960996880656]),
            (.hc1, [0.9180432002957156, 0.18619418904857898, 0.20869645764939554],
             [0.5016874478585673, 0.0001081245243198486, 0.021237932381915577]),
            (.hc3, [1.1801696609407104, 0.22520989466005195, 0.2750459919388503],
             [0.5993702020186085, 0.00043556299940470056, 0.06376624299479448]),
            (.clustered(clusters), [0.8899577211295798, 0.0978492320094519, 0.13413742457480995],
             [0.5026534134033684, 6.001854653157333e-05, 0.007481625394622505]),
        ] {
            let fit = try LeastSquares(y, on: [x1, x2], errors: errors)
            for (at, value) in [-0.6425247594084573, 1.2151200110430853, 0.581151388454584].enumerated() {
                expectClose(fit.coefficients[at].value, value)
                expectClose(fit.coefficients[at].standardError, bse[at])
                expectClose(fit.coefficients[at].pValue, p[at])
            }
            expectClose(fit.rSquared, 0.9162514896685511)
            expectClose(fit.residualDeviation, 1.7994951177804448)
        }
        // f.conf_int()[1]
        let interval = try LeastSquares(y, on: [x1, x2], errors: .classic).coefficients[1].interval()
        expectClose(interval?.low, 0.8391142301389964)
        expectClose(interval?.high, 1.5911257919471742)
    }

    /// NIST StRD, certified values of Norris (of 36 points on a line) and Longley (of regressors that nearly depend on each other).
    @Test func certified() throws {
        let norris = try LeastSquares(StRD.norrisY, on: [StRD.norrisX], errors: .classic)
        for (found, value, error) in zip3(norris.coefficients, [-0.262323073774029, 1.00211681802045], [0.232818234301152, 0.429796848199937e-3]) {
            #expect(abs(found.value / value - 1) < 1e-12 && abs(found.standardError / error - 1) < 1e-12)
        }
        expectClose(norris.residualDeviation, 0.884796396144373, within: 1e-12)
        expectClose(norris.rSquared, 0.999993745883712, within: 1e-12)

        let longley = try LeastSquares(StRD.longley[0], on: Array(StRD.longley.dropFirst()), errors: .classic)
        let values = [-3482258.63459582, 15.0618722713733, -0.358191792925910e-1, -2.02022980381683, -1.03322686717359, -0.511041056535807e-1, 1829.15146461355]
        let errors = [890420.383607373, 84.9149257749669, 0.334910077722432e-1, 0.488399681651699, 0.214274163161675, 0.226073200069370, 455.478499142212]
        for (found, value, error) in zip3(longley.coefficients, values, errors) {
            #expect(abs(found.value / value - 1) < 1e-10 && abs(found.standardError / error - 1) < 1e-10, "\(found), certified \(value)")
        }
        expectClose(longley.residualDeviation, 304.854073561965, within: 1e-11)
        expectClose(longley.rSquared, 0.995479004577296, within: 1e-12)
    }

    @Test func refusals() {
        func refused(_ y: [Double], _ x: [[Double]], _ errors: LeastSquares.Errors = .hc3) -> LeastSquares.Refusal? {
            do throws(LeastSquares.Refusal) {
                _ = try LeastSquares(y, on: x, errors: errors)
                return nil
            } catch { return error }
        }
        #expect(refused([], []) == .tooFewRows(0, coefficients: 1))
        #expect(refused([1, 2], [[1, 2]]) == .tooFewRows(2, coefficients: 2))
        #expect(refused([1, 2, 3], [[1, 2]]) == .unequalCounts)
        #expect(refused([1, .nan, 3], [[1, 2, 4]]) == .notFinite(regressor: nil))
        #expect(refused(y, [x1, x2.map { $0 > 8 ? .infinity : $0 }]) == .notFinite(regressor: 1))
        #expect(refused(y, [x1, x1.map { _ in 0.1 }]) == .dependent(regressor: 1))
        #expect(refused(y, [x1, x2, zip(x1, x2).map { 2 * $0 - $1 / 3 + 7 }]) == .dependent(regressor: 2))
        #expect(refused(y, [x1, y.indices.map { $0 == 4 ? 1.0 : 0 }]) == .decidedByOne(row: 4))
        #expect(refused(y, [x1, y.indices.map { $0 == 4 ? 1.0 : 0 }], .hc1) == nil)
        #expect(refused(y, [x1], .clustered([1])) == .unequalCounts)
        #expect(refused(y, [x1], .clustered(y.map { _ in 3 })) == .oneCluster)
        // A response that does not vary: coefficients of 0, and no part explained of nothing.
        let constant = try? LeastSquares(y.map { _ in 5 }, on: [x1])
        #expect(constant?.rSquared == nil && constant?.coefficients[1].value == 0 && constant?.coefficients[1].pValue == nil)
    }

    /// sm.OLS(y, [1, treated, x1]).fit(cov_type="HC3", use_t=True); scipy.stats.ttest_ind of y − x1, equal_var=False;
    /// sm.OLS(y − x1, [1, treated]).fit(cov_type="HC2" or "cluster").
    @Test func adjustedDifferences() throws {
        let covaried = try AdjustedDifference.forCovariates([x1], after: y, treated: treated)
        expectClose(covaried.value, 0.00801297614918317)
        expectClose(covaried.standardError, 1.3681191873703136)
        expectClose(covaried.pValue, 0.9954546435037327)
        let plain = try AdjustedDifference.inDifferences(before: x1, after: y, treated: treated)
        expectClose(plain.value, -0.82)
        expectClose(plain.standardError, 1.4997841114481714)
        expectClose(plain.degrees, 9.715237713478013)
        expectClose(plain.pValue, 0.596886388828432)
        let clustered = try AdjustedDifference.inDifferences(before: x1, after: y, treated: treated, clusters: clusters)
        expectClose(clustered.value, -0.82)
        expectClose(clustered.standardError, 1.3122298653787132)
        expectClose(clustered.pValue, 0.5594497260189352)
        #expect(throws: LeastSquares.Refusal.dependent(regressor: 0)) {
            try AdjustedDifference.inDifferences(before: x1, after: y, treated: y.map { _ in true })
        }
        #expect(throws: LeastSquares.Refusal.unequalCounts) { try AdjustedDifference.inDifferences(before: [1], after: y, treated: treated) }
    }

    /// M = scipy.stats.truncnorm.mean((c - mu)/s, np.inf, loc=mu, scale=s); (mu2 + rho*s2/s*(M - mu) - M) - (mu2 - mu)
    @Test func regressionToTheMean() throws {
        let some = try #require(RegressionToTheMean(mean: 10, laterMean: 10.4, deviation: 2, laterDeviation: 2.5, correlation: 0.6))
        expectClose(some.expectedChange(above: 12.5), -0.8644083136655265)
        expectClose(some.expectedChange(ofGroupAt: 13.457633254662108), -0.8644083136655265)
        expectClose(some.expected(after: 10), 10.4)
        #expect(some.expectedChange(above: 1e9) == nil)
        // Galton: sons of fathers above the mean keep as much of it as the correlation says.
        let found = try #require(RegressionToTheMean(before: x1, after: y))
        expectClose(found.expected(after: found.mean), found.laterMean)
        let line = try LeastSquares(y, on: [x1]).coefficients
        expectClose(found.expected(after: 9), line[0].value + 9 * line[1].value)
        #expect(RegressionToTheMean(before: [1, 1, 1], after: [1, 2, 3]) == nil && RegressionToTheMean(before: [1, 2], after: [1, 2]) == nil)
        for values in Groups.unusable { #expect(RegressionToTheMean(before: values, after: values) == nil) }
    }

    private func zip3<A, B, C>(_ a: [A], _ b: [B], _ c: [C]) -> [(A, B, C)] { zip(zip(a, b), c).map { ($0.0.0, $0.0.1, $0.1) } }
}
