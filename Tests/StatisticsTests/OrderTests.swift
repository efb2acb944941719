import Statistics
import Testing

@Suite struct RankCorrelationTests {
    @Test func publishedExamples() throws {
        // Kendall & Gibbons, Rank Correlation Methods: mathematics and music of ten pupils.
        let mathematics: [Double] = [7, 4, 3, 10, 6, 2, 9, 8, 1, 5]
        let music: [Double] = [5, 7, 3, 10, 1, 9, 6, 2, 8, 4]
        #expect(abs(try #require(try RankCorrelation.spearman(mathematics, music)) - -0.103_030_303_030_303) < 1e-12)
        #expect(abs(try #require(try RankCorrelation.kendall(mathematics, music)) - -0.066_666_666_666_667) < 1e-12)
        #expect(try RankCorrelation.spearman([1, 2, 3], [10, 20, 30]) == 1)
        #expect(try RankCorrelation.spearman([1, 2, 3], [3, 2, 1]) == -1)
        #expect(try RankCorrelation.kendall([1, 2, 3], [3, 2, 1]) == -1)
    }

    /// All pairs, one after the other.
    @Test func kendallAndSpearmanByDefinition() throws {
        var random = Generator(seed: 5)
        for count in [0, 1, 2, 3, 8, 60] {
            for distinct in [1, 2, 4, 1000] {
                let x = (0..<count).map { _ in random.below(9) == 0 ? Double.nan : Double(random.below(distinct)) }
                let y = (0..<count).map { _ in random.below(9) == 0 ? Double.infinity : Double(random.below(distinct)) }
                let rows = (0..<count).filter { x[$0].isFinite && y[$0].isFinite }
                var (difference, untiedX, untiedY) = (0.0, 0.0, 0.0)
                for i in rows {
                    for j in rows where j < i {
                        let (a, b) = ((x[i] - x[j]).signum, (y[i] - y[j]).signum)
                        difference += a * b
                        untiedX += abs(a)
                        untiedY += abs(b)
                    }
                }
                let tau = try RankCorrelation.kendall(x, y)
                let rho = try RankCorrelation.spearman(x, y)
                guard untiedX > 0, untiedY > 0 else {
                    #expect(tau == nil && rho == nil)
                    continue
                }
                #expect(abs(try #require(tau) - difference / (untiedX * untiedY).squareRoot()) < 1e-12)
                func ranks(_ values: [Double]) -> [Double] {
                    rows.map { row in Double(rows.count { values[$0] < values[row] } + rows.count { values[$0] <= values[row] }) }
                }
                let (p, q) = (ranks(x), ranks(y))
                let mean = Double(rows.count)
                func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) } }
                #expect(abs(try #require(rho) - product(p, q) / (product(p, p) * product(q, q)).squareRoot()) < 1e-12)
            }
        }
    }
}

@Suite struct ConcentrationTests {
    @Test func giniByDefinition() throws {
        var random = Generator(seed: 8)
        for count in [1, 2, 7, 50] {
            let values = (0..<count).map { _ in Double(random.below(20)) }
            let mean = values.reduce(0, +) / Double(count)
            var differences = 0.0
            for a in values { for b in values { differences += abs(a - b) } }
            let gini = try Concentration(values).gini
            if mean == 0 { #expect(gini == nil) } else {
                #expect(abs(try #require(gini) - differences / (2 * Double(count * count) * mean)) < 1e-12)
            }
        }
        #expect(try Concentration([3, 3, 3]).gini == 0)
        #expect(try Concentration([0, 0, 0, 8]).gini == 0.75)
        #expect(try Concentration([]).gini == nil)
    }

    @Test func shareOfTheTop() throws {
        let some = try Concentration([10, .nan, 50, -5, 30, 10, .infinity])
        #expect(some.total == 100)
        #expect(some.share(ofTop: 2) == 0.8)
        #expect(some.share(ofTop: 99) == 1 && some.share(ofTop: 0) == 0 && some.share(ofTop: -1) == 0)
        #expect(some.share(ofTopPart: 0.2) == 0.8)
        #expect(try Concentration([Double](repeating: 1, count: 85)).share(ofTopPart: 0.2) == 17.0 / 85)
        #expect(try Concentration([0]).share(ofTop: 1) == nil)
    }
}

extension Double {
    fileprivate var signum: Double { self > 0 ? 1 : self < 0 ? -1 : 0 }
}

@Suite struct DrawnQuantileTests {
    /// What needs the values near the quantile only is what has them all in order.
    @Test(arguments: [1, 2, 3, 10, 4_095, 4_096, 30_001], [0, 0.1, 0.5, 0.975, 1])
    func drawnQuantilesAreThoseOfAllValuesInOrder(count: Int, p: Double) throws {
        var random = Generator(seed: UInt64(count), stream: 7)
        // With ties, negative ones and zeros.
        let values = (0..<count).map { _ in random.uniform() < 0.2 ? 0 : (random.normal() * 100).rounded() / 8 }
        let all = try #require(try ResampledOrder(quantile: p, of: values))
        let near = try #require(try DrawnQuantile(p, of: values))
        expectClose(near.value, all.value)
        var (first, second) = (Generator(seed: 3), Generator(seed: 3))
        for (a, b) in zip(near.replicates(200, unitByUnit: false, &first), all.replicates(200, unitByUnit: false, &second)) { expectClose(a.value, b.value) }
        if count > 1, count < 5_000 {
            // Unit by unit in another order, for the one knows no units.
            for (a, b) in zip(near.withoutEach().sorted(), all.withoutEach().sorted()) { expectClose(a, b) }
        }
    }

    @Test func drawnQuantilesOfNothing() throws {
        for values in Groups.unusable { #expect(try DrawnQuantile(0.5, of: values) == nil) }
        for p in [-0.1, 1.5] { #expect(try DrawnQuantile(p, of: [1, 2]) == nil) }
    }

    /// Groups in one go are as each by itself, and what is missing or in no group is left out.
    @Test(arguments: [0.25, 0.5])
    func ofEachGroup(p: Double) throws {
        var random = Generator(seed: 11)
        let values = (0..<60_000).map { _ in random.below(50) == 0 ? Double.nan : random.normal() }
        let groups = values.map { _ in Int32(random.below(4)) - 1 }
        let found = try values.withUnsafeBufferPointer { values in
            try groups.withUnsafeBufferPointer { try DrawnQuantile.each(p, of: values, groups: $0, groupCount: 4) }
        }
        #expect(found.count == 4 && found[3] == nil)
        for group in 0..<3 {
            let alone = try #require(try DrawnQuantile(p, of: zip(values, groups).filter { $1 == Int32(group) && !$0.isNaN }.map(\.0)))
            let own = try #require(found[group])
            #expect(own.value == alone.value && own.unitCount == alone.unitCount)
            var (first, second) = (Generator(seed: 3), Generator(seed: 3))
            #expect(own.replicates(50, unitByUnit: false, &first).map(\.value) == alone.replicates(50, unitByUnit: false, &second).map(\.value))
        }
    }
}

@Suite struct LinearCorrelationTests {
    /// In fractions, to 50 digits (Python's fractions and decimal); the second far from 0, where rounding weighs most.
    @Test func exactValues() {
        let b = Array(Groups.b.prefix(10))
        expectClose(LinearCorrelation.pearson(Groups.a, b), -0.29554938235907668, within: 1e-14)
        expectClose(LinearCorrelation.pearson(Groups.a.map { 1e9 + $0 * 1e-3 }, b), -0.29554552685827966, within: 1e-11)
        expectClose(LinearCorrelation.pearson(Groups.a.map { $0 * 1e150 }, b.map { $0 * 1e-150 }), -0.29554938235907668, within: 1e-14)
        #expect(LinearCorrelation.pearson([1, 2, 3], [2, 4, 6]) == 1)
    }

    @Test func noneWithoutPairsOrVariation() {
        #expect(LinearCorrelation.pearson([], []) == nil)
        #expect(LinearCorrelation.pearson([1], [2]) == nil)
        #expect(LinearCorrelation.pearson([0.1, 0.1, 0.1], [1, 2, 3]) == nil)
        #expect(LinearCorrelation.pearson([1, 2], [1, 2, 3]) == nil)
        for values in Groups.unusable { #expect(LinearCorrelation.pearson(values, values) == nil) }
    }
}
