import Statistics
import Testing

@Suite struct MixTests {
    private typealias Side = MixDecomposition.Side

    /// Kidney stones (Charig et al. 1986): treatment A does better with small stones and with large ones, B better with all.
    @Test func reversal() throws {
        let a = [Side(81, over: 87), Side(192, over: 263)]
        let b = [Side(234, over: 270), Side(55, over: 80)]
        let found = try #require(MixDecomposition(before: a, after: b))
        expectClose(found.before, 0.78)
        expectClose(found.after, 289.0 / 350)
        #expect(found.isReversed && found.change > 0 && found.whole.within < 0)
        expectClose(found.whole.mix, (270.0 - 87) / 350 * (81.0 / 87 - 192.0 / 263))
        #expect(MixDecomposition(before: a, after: a)?.isReversed == false)
    }

    @Test func partsAddUp() throws {
        var random = Generator(seed: 6)
        for count in [1, 2, 5, 40] {
            for _ in 0..<50 {
                // Some groups come, some go, some are never there.
                func side() -> Side {
                    guard random.below(5) > 0 else { return Side(0, over: 0) }
                    return Side(Double(random.below(900)) - 200, over: 1 + 999 * random.uniform())
                }
                let (before, after) = ((0..<count).map { _ in side() }, (0..<count).map { _ in side() })
                guard let found = MixDecomposition(before: before, after: after) else { continue }
                expectClose(found.whole.sum, found.change, within: 1e-14)
                for keyPath in [\MixDecomposition.Part.within, \.mix, \.interaction] {
                    expectClose(found.groups.reduce(0) { $0 + $1[keyPath: keyPath] }, found.whole[keyPath: keyPath], within: 1e-12)
                }
            }
        }
    }

    @Test func comingAndGoingIsMix() throws {
        let before = [Side(10, over: 100), Side(0, over: 0)]
        let found = try #require(MixDecomposition(before: before, after: [Side(10, over: 100), Side(90, over: 100)]))
        expectClose(found.whole.mix, 0.4)
        #expect(found.whole.within == 0 && abs(found.whole.interaction) < 1e-15 && !found.isReversed)
    }

    @Test func nothingFromNothing() {
        let one = [Side(1, over: 2)]
        #expect(MixDecomposition(before: [], after: []) == nil && MixDecomposition(before: one, after: []) == nil)
        for side in [Side(1, over: 0), Side(1, over: -1), Side(.nan, over: 1), Side(1, over: .infinity), Side(0, over: 0)] {
            #expect(MixDecomposition(before: one, after: [side]) == nil && MixDecomposition(before: [side], after: one) == nil)
        }
    }
}

@Suite struct PenetrationTests {
    private let revenue = [10.0, 0, 30, 5, 8]
    private let wallet = [40.0, 10, 60, 50, 20]

    @Test func weightedAndNot() {
        expectClose(Penetration.weighted(revenue: revenue, wallet: wallet)?.value, 53.0 / 180)
        expectClose(Penetration.unweighted(revenue: revenue, wallet: wallet)?.value, (0.25 + 0 + 0.5 + 0.1 + 0.4) / 5)
        #expect(Penetration.unweighted(revenue: [1, 1], wallet: [0, 1]) == nil && Penetration.weighted(revenue: [1], wallet: [0]) == nil)
        #expect(Penetration.weighted(revenue: [1, 2], wallet: [1]) == nil && Penetration.unweighted(revenue: [1, 2], wallet: [1]) == nil)
    }

    /// An error common to all is a lognormal factor: e^(±1.96·σ + σ²/2) with σ² = ln(1 + 0.3²). Within five standard errors
    /// of a 2.5 % quantile of so many draws, √(0.025·0.975/m)/φ(1.96)·σ.
    @Test func commonError() throws {
        let draws = 20_000
        let error = Penetration.WalletError(own: 0, common: 0.3)
        let found = try #require(try Penetration.interval(revenue: revenue, wallet: wallet, error: error, draws: draws, seed: 4))
        let sigma = Elementary.log(1.09).squareRoot()
        let slack = 5 * (0.025 * 0.975 / Double(draws)).squareRoot() / 0.0584 * sigma
        for (end, z) in [(found.low, -1.959964), (found.high, 1.959964)] {
            #expect(abs(Elementary.log(end / (53.0 / 180)) - (z * sigma - sigma * sigma / 2)) < slack)
        }
    }

    @Test func ownErrorsCancelOut() throws {
        func width(_ count: Int) throws -> Double {
            let found = try Penetration.interval(
                revenue: .init(repeating: 1, count: count), wallet: .init(repeating: 4, count: count), error: .init(own: 0.3), seed: 4)
            return try #require(found).width
        }
        // Of a hundred times as many about a tenth.
        #expect(abs(try width(4) / width(400) - 10) < 1.5)
    }

    @Test func nothingFromNothing() throws {
        #expect(try Penetration.interval(revenue: revenue, wallet: wallet, error: .init(own: 0), seed: 1).map { $0.width } == 0)
        for error in [-0.1, .nan, .infinity] {
            #expect(try Penetration.interval(revenue: revenue, wallet: wallet, error: .init(own: error), seed: 1) == nil)
        }
        for values in Groups.unusable {
            #expect(try Penetration.interval(revenue: values, wallet: values, error: .init(own: 0.1), seed: 1) == nil)
        }
    }
}
