import Statistics
import Testing

@Suite struct MixTests {
    private typealias Side = MixDecomposition.Side

    @Test("what rounding leaves of equal rates is no part of a difference")
    func partsOfRounding() throws {
        let split = try #require(MixDecomposition(before: [.init(1.1, over: 1), .init(2.2, over: 2)], after: [.init(3.3, over: 3), .init(0.7 * 1.1, over: 0.7)]))
        for part in split.groups + [split.whole] { #expect([part.within, part.mix, part.interaction] == [0, 0, 0], "\(part)") }
        #expect(!split.isReversed)
    }

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

    /// Each account left out by hand, and the wallets' error from the variance of their sum.
    @Test func bothErrors() throws {
        let left = revenue.indices.map { out in
            let others = revenue.indices.filter { $0 != out }
            return others.reduce(0) { $0 + revenue[$1] } / others.reduce(0) { $0 + wallet[$1] }
        }
        let mean = left.reduce(0, +) / 5
        let sampling = left.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * 4 / 5
        let squares = wallet.reduce(0) { $0 + $1 * $1 }
        let wallets = (53.0 / 180) * (53.0 / 180) * (0.09 * squares / (180 * 180) + 0.01)
        let found = try #require(Penetration.estimate(revenue: revenue, wallet: wallet, error: .init(own: 0.3, common: 0.1)))
        expectClose(found.value, 53.0 / 180)
        expectClose(found.standardError, (sampling + wallets).squareRoot())
        let kish = 180 * 180 / squares - 1
        expectClose(found.degrees, kish * (1 + wallets / sampling) * (1 + wallets / sampling))
        let exact = try #require(Penetration.estimate(revenue: revenue, wallet: wallet, error: .init(own: 0)))
        expectClose(exact.standardError, sampling.squareRoot())
    }

    /// Where accounts are alike only the wallets' error is left, and of a hundred times as many a tenth.
    @Test func ownErrorsCancelOut() throws {
        func error(_ count: Int) throws -> Double {
            let found = Penetration.estimate(revenue: .init(repeating: 1, count: count), wallet: .init(repeating: 4, count: count), error: .init(own: 0.3))
            return try #require(found).standardError
        }
        expectClose(try error(4), 0.25 * 0.15)
        expectClose(try error(400), 0.25 * 0.015)
    }

    /// A share of drawn wallets as often within as the interval says, where revenue follows the true wallets.
    @Test func covers() throws {
        var generator = Generator(seed: 11)
        var within = 0
        for _ in 0..<400 {
            let wallets = (0..<20).map { _ in generator.factor(deviation: 0.8) }
            let truths = wallets.map { $0 * generator.factor(deviation: 0.3) }
            let revenues = truths.map { $0 * 0.25 * generator.factor(deviation: 0.5) }
            let found = try #require(Penetration.estimate(revenue: revenues, wallet: wallets, error: .init(own: 0.3))?.interval())
            if found.contains(0.25) { within += 1 }
        }
        #expect((372...400).contains(within), "\(within) of 400 intervals hold the truth")
    }

    @Test func nothingFromNothing() {
        for error in [-0.1, .nan, .infinity] {
            #expect(Penetration.estimate(revenue: revenue, wallet: wallet, error: .init(own: error)) == nil)
        }
        for values in Groups.unusable {
            #expect(Penetration.estimate(revenue: values, wallet: values, error: .init(own: 0.1)) == nil)
        }
        #expect(Penetration.estimate(revenue: [1], wallet: [4], error: .init(own: 0.1)) == nil)
        #expect(Penetration.estimate(revenue: [1, 1], wallet: [4, -1], error: .init(own: 0.1)) == nil)
    }
}
