import Diagnostics
import Statistics
import Tables

/// How often intervals of 95 % hold the truth, for groups of accounts whose revenue is lognormal and of which one grows by
/// a tenth more than the other.
struct Coverage {
    static let sizes = [8, 12, 20, 50, 100, 200]

    /// How accounts differ: the deviations of the logarithms of revenue and of growth, and how many times the first group's
    /// size the other one has.
    struct World: Sendable {
        let revenue: Double
        let growth: Double
        let rest: Int
        /// Every interval that the product shows must cover as it says here. In the others the spread of growth is such
        /// that a mean of it is hardly to be known from few accounts.
        let isHeld: Bool
    }

    static let worlds = [
        World(revenue: 1, growth: 0.25, rest: 1, isHeld: true), World(revenue: 1, growth: 0.25, rest: 5, isHeld: true),
        World(revenue: 1.5, growth: 0.4, rest: 5, isHeld: true), World(revenue: 1, growth: 0.8, rest: 5, isHeld: false),
    ]

    /// What an interval is worked out for, by what, and whether the product shows it.
    struct Row: Sendable {
        let measure: String
        let method: String
        let isShown: Bool
        /// Covered by the interval for each size.
        var covered: [Int] = []
        var widths: [Double] = []
    }

    /// An interval, with the truth, of one trial.
    private struct Shot: Sendable {
        let measure: String
        let method: String
        let isShown: Bool
        let interval: Interval?
        let truth: Double
    }

    static func rows(of world: World, trials: Int, resamples: Int) throws(Diagnostic) -> [Row] {
        var rows: [Row] = []
        for size in sizes {
            let shots = try Parallel.results(of: trials, parallel: true) { (trial) throws(Diagnostic) in
                try Coverage.trial(world, size, resamples, seed: UInt64(size) << 32 | UInt64(trial))
            }
            for at in shots[0].indices {
                let all = shots.map { $0[at] }
                if rows.count <= at { rows.append(Row(measure: all[0].measure, method: all[0].method, isShown: all[0].isShown)) }
                rows[at].covered.append(all.count { shot in shot.interval.map { $0.contains(shot.truth) } ?? false })
                rows[at].widths.append(all.reduce(0) { $0 + ($1.interval?.width ?? 0) } / Double(trials))
            }
        }
        return rows
    }

    private struct Group {
        let before: [Double]
        let now: [Double]
        let growth: [Double]
        var logs: [Double] { growth.map(Elementary.log) }

        init(_ world: World, _ size: Int, factor: Double, _ random: inout Generator) {
            func lognormal(_ deviation: Double) -> Double { Elementary.exp(deviation * random.normal()) }
            before = (0..<size).map { _ in lognormal(world.revenue) }
            growth = before.map { _ in factor * lognormal(world.growth) }
            now = zip(before, growth).map { $0 * $1 }
        }
    }

    private static func trial(_ world: World, _ size: Int, _ resamples: Int, seed: UInt64) throws(Diagnostic) -> [Shot] {
        var random = Generator(seed: seed, stream: 1)
        let list = Group(world, size, factor: 1.1, &random)
        let rest = Group(world, size * world.rest, factor: 1, &random)
        let mean = 0.1 * Elementary.exp(world.growth * world.growth / 2)
        let (log, median) = (Elementary.log(1.1), 0.1)
        var shots: [Shot] = []
        func add(_ measure: String, _ method: String, _ interval: Interval?, _ truth: Double, shown: Bool = false) {
            shots.append(Shot(measure: measure, method: method, isShown: shown, interval: interval, truth: truth))
        }
        func addBootstraps(
            _ measure: String, _ a: (any Resamplable)?, _ b: (any Resamplable)?, _ truth: Double, shown: Bootstrap.Method? = nil,
            _ methods: [Bootstrap.Method]
        ) throws(Diagnostic) {
            guard let a, let bootstrap = try Bootstrap(a, minus: b, resamples: resamples, seed: seed) else { return }
            for method in methods { add(measure, "\(method)", bootstrap.interval(method), truth, shown: method == shown) }
        }

        let totals = [list, rest].map { ResampledRatio($0.now, over: $0.before) }
        let estimates = totals.compactMap { $0?.estimate }
        let difference = estimates.count == 2 ? Welch.difference(estimates[0], estimates[1]) : nil
        add("growth of totals", "jackknife t", difference?.interval(), mean, shown: true)
        try addBootstraps("growth of totals", totals[0], totals[1], mean, Bootstrap.Method.allCases)
        add("one group's growth of totals", "jackknife t", estimates.first?.interval(), mean * 11, shown: true)

        add("mean growth", "Welch", Welch.difference(list.growth, rest.growth)?.interval(), mean, shown: true)
        try addBootstraps(
            "mean growth", ResampledRatio(meanOf: list.growth), ResampledRatio(meanOf: rest.growth), mean, Bootstrap.Method.allCases)
        add("mean log growth", "Welch", Welch.difference(list.logs, rest.logs)?.interval(), log, shown: true)

        let medians = [try ResampledOrder(medianOf: list.growth), try ResampledOrder(medianOf: rest.growth)]
        try addBootstraps("median growth", medians[0], medians[1], median, shown: .bca, [.percentile, .bca])
        add("median growth", "order statistics", MedianDifference(list.growth, less: rest.growth)?.interval(), median, shown: true)
        add("one group's median growth", "order statistics", MedianSample(list.growth)?.interval(), median * 11, shown: true)
        try addBootstraps("one group's median growth", medians[0], nil, median * 11, [.percentile, .bca])
        add("shift of log growth", "Hodges–Lehmann", try HodgesLehmann(list.logs, rest.logs)?.interval(), log, shown: true)
        let trimmed = [try ResampledOrder(trimmedMean: 0.2, of: list.logs), try ResampledOrder(trimmedMean: 0.2, of: rest.logs)]
        try addBootstraps("trimmed log growth", trimmed[0], trimmed[1], log, shown: .studentized, Bootstrap.Method.allCases)

        // Of the amounts themselves: a warning.
        let amount = 0.1 * Elementary.exp(world.revenue * world.revenue / 2 + world.growth * world.growth / 2)
        add("mean revenue", "Welch", Welch.difference(list.now, rest.now)?.interval(), amount)
        let means = (ResampledRatio(meanOf: list.now), ResampledRatio(meanOf: rest.now))
        try addBootstraps("mean revenue", means.0, means.1, amount, [.bca, .studentized])
        let middles = (try ResampledOrder(medianOf: list.now), try ResampledOrder(medianOf: rest.now))
        try addBootstraps("median revenue", middles.0, middles.1, 0.1, [.bca])
        return shots
    }
}
