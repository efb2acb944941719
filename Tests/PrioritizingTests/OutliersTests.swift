import Prioritizing
import Tables
import Testing

@Suite struct OutliersTests {
    private func find(_ values: [Double], _ rule: Outliers.Rule) -> Outliers {
        values.withUnsafeBufferPointer { Outliers($0, rule) }
    }

    @Test func byTheDefinitions() {
        // Quartiles (type 7) 2.25 and 6.75 are 4.5 apart.
        let values: [Double] = [1, 2, 3, 4, .nan, 5, 6, 7, 30, 0, .infinity, 9]
        let fences = find(values, .fences(factor: 1.5))
        #expect(fences.low == 2.25 - 6.75 && fences.high == 6.75 + 6.75 && fences.rows == [8])
        #expect(fences.missing == 2 && fences.count == 12 && fences.missingShare == 2.0 / 12)
        #expect(find(values, .fences(factor: 10)).rows == [])
        // Median 4.5; distances from it have the median 2.5.
        let deviations = find(values, .deviations(limit: 3.5))
        #expect(abs(deviations.high - (4.5 + 3.5 * 2.5 / 0.6745)) < 1e-12 && deviations.rows == [8])
    }

    @Test func withoutASpreadNothingIsAnOutlier() {
        for rule in [Outliers.Rule.fences(factor: 3), .deviations(limit: 3.5)] {
            #expect(find([], rule).rows == [] && find([], rule).missingShare == 0)
            #expect(find([.nan], rule).rows == [] && find([.nan], rule).missingShare == 1)
            #expect(find([5, 5, 5, 5, 9], rule).rows == [])
            let extreme = find([-1e308, 1e308, -1.7e308, 1.7e308, 0], rule)
            #expect(extreme.low.isFinite && extreme.high.isFinite && extreme.rows == [])
        }
    }
}
