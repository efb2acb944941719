import Diagnostics
import Statistics
import Tables

/// Lists that did nothing: a thousand accounts, each with a level of its own and chance around it from year to year, of which
/// a part of last year's stays. Who is called ahead has been found by accident.
struct NoEffect: Sendable {
    enum Rule: String, CaseIterable, Sendable {
        /// The greatest revenue in the year of selection; carelessly: those on the list as it stands afterwards.
        case greatest = "greatest revenue"
        /// The deepest fall into the year of selection; carelessly: measured from that year on.
        case trough = "deepest fall"
        /// Drawn by lot, while accounts leave; carelessly: those who left are not on the list any more.
        case leaving = "lot, some leave"
    }

    struct Verdict: Sendable {
        var ahead = 0.0
        var behind = 0.0
    }

    let rule: Rule
    let persistence: Double
    let listed: Int

    private static let accounts = 1000
    /// Selection is by year 4, and by year 3 for the placebo; the year after each is the outcome.
    private static let years = 6

    /// The shares of trials called ahead and behind: carelessly, then by each honest way.
    func verdicts(trials: Int) throws(Diagnostic) -> [Verdict] {
        let all = try Parallel.results(of: trials, parallel: true) { (trial) throws(Diagnostic) in
            intervals(seed: UInt64(trial))
        }
        return (0..<4).map { way in
            var verdict = Verdict()
            for interval in all.compactMap({ $0[way] }) {
                if interval.low > 0 { verdict.ahead += 1 / Double(trials) }
                if interval.high < 0 { verdict.behind += 1 / Double(trials) }
            }
            return verdict
        }
    }

    /// How often p is below 5 % for a list that stays the same, as published, and its dry run, growths of the year before: of
    /// totals and of medians, each by itself, less the dry run as if it did not depend on it, and with both errors added up.
    func sameAccounts(trials: Int) throws(Diagnostic) -> [Double] {
        let all = try Parallel.results(of: trials, parallel: true) { (trial) throws(Diagnostic) in try sameAccounts(seed: UInt64(trial)) }
        return (0..<6).map { way in Double(all.count { ($0[way] ?? 1) < 0.05 }) / Double(trials) }
    }

    private func sameAccounts(seed: UInt64) throws(Diagnostic) -> [Double?] {
        var random = Generator(seed: seed, stream: 6)
        let world = simulated(&random)
        let list = drawn(world, year: 2, &random)
        func medians(from: Int, to: Int) -> MedianDifference? {
            func growths(_ wanted: Bool) -> [Double] { world.indices.filter { list[$0] == wanted && world[$0][from] > 0 }.map { world[$0][to] / world[$0][from] } }
            return MedianDifference(growths(true), less: growths(false))
        }
        guard let total = difference(world, list, from: 4, to: 5, eligible: 2), let dryTotal = difference(world, list, from: 3, to: 4, eligible: 2),
            let median = medians(from: 4, to: 5), let dryMedian = medians(from: 3, to: 4)
        else { return [Double?](repeating: nil, count: 6) }
        func p(_ difference: (Interval, Interval) -> Interval?) -> Double? {
            Interval.pValue { level in
                guard let own = median.interval(level: level), let dry = dryMedian.interval(level: level) else { return nil }
                return difference(own, dry)
            }
        }
        return [
            total.pValue, Welch.difference(total, dryTotal)?.pValue, total.difference(erringTogether: dryTotal)?.pValue,
            median.pValue, p { Interval.difference(median.value, $0, less: dryMedian.value, $1) }, p { Interval($0.low - $1.high, $0.high - $1.low) },
        ]
    }

    private func intervals(seed: UInt64) -> [Interval?] {
        var random = Generator(seed: seed, stream: 2)
        let world = simulated(&random)
        let list = drawn(world, year: 4, &random)
        let placebo = drawn(world, year: 3, &random)
        let own = difference(world, list, from: baseline(4), to: 5, eligible: 4)
        let earlier = difference(world, placebo, from: baseline(3), to: 4, eligible: 3)
        let corrected = own.flatMap { own in earlier.flatMap { Welch.difference(own, $0) } }
        return [careless(world, list, &random), own, corrected, adjusted(world, list)].map { $0?.interval() }
    }

    /// Revenue of each account, year by year; 0 once it has left.
    private func simulated(_ random: inout Generator) -> [[Double]] {
        let (level, chance) = (1.0, 0.4)
        return (0..<NoEffect.accounts).map { _ in
            let own = level * random.normal()
            var noise = chance * random.normal()
            var hasLeft = false
            return (0..<NoEffect.years).map { year in
                noise = persistence * noise + chance * (1 - persistence * persistence).squareRoot() * random.normal()
                if rule == .leaving, year > 0, random.uniform() < 0.15 { hasLeft = true }
                return hasLeft ? 0 : Elementary.exp(own + noise)
            }
        }
    }

    /// Who is on the list: the first so many by the rule.
    private func drawn(_ world: [[Double]], year: Int, _ random: inout Generator) -> [Bool] {
        let merits = world.map { revenue in
            switch rule {
            case .greatest: revenue[year]
            case .trough: revenue[year - 1] / revenue[year]
            case .leaving: revenue[year] > 0 ? random.uniform() : -1
            }
        }
        let order = merits.indices.sorted { (merits[$1], $0) < (merits[$0], $1) }
        var isListed = [Bool](repeating: false, count: world.count)
        for at in order.prefix(listed) { isListed[at] = true }
        return isListed
    }

    /// The year before all that the rule looks at.
    private func baseline(_ year: Int) -> Int { rule == .trough ? year - 2 : year - 1 }

    /// The growth of the list's totals less that of the rest's: of those who could have been drawn, who had not left by the year of
    /// selection. Otherwise only the rest would hold accounts that leave before it, for whoever is drawn has lived until then.
    private func difference(_ world: [[Double]], _ list: [Bool], from: Int, to: Int, eligible: Int) -> Estimate? {
        func growth(_ wanted: Bool) -> Estimate? {
            let rows = world.indices.filter { list[$0] == wanted && world[$0][eligible] > 0 }
            return ResampledRatio(rows.map { world[$0][to] }, over: rows.map { world[$0][from] })?.estimate
        }
        guard let own = growth(true), let others = growth(false) else { return nil }
        return Welch.difference(own, others)
    }

    private func careless(_ world: [[Double]], _ list: [Bool], _ random: inout Generator) -> Estimate? {
        switch rule {
        case .greatest: difference(world, drawn(world, year: 5, &random), from: 4, to: 5, eligible: 4)
        case .trough: difference(world, list, from: 4, to: 5, eligible: 4)
        case .leaving: difference(world, zip(list, world).map { $0 && $1[5] > 0 }, from: 4, to: 5, eligible: 4)
        }
    }

    /// Analysis of covariance by the two years that rules look at, on logarithms; where accounts leave, who have none, of their growth.
    private func adjusted(_ world: [[Double]], _ list: [Bool]) -> Estimate? {
        let present = world.indices.filter { world[$0][4] > 0 }
        func logs(_ year: Int) -> [Double] { present.map { Elementary.log(world[$0][year]) } }
        let after = rule == .leaving ? present.map { world[$0][5] / world[$0][4] } : logs(5)
        return try? AdjustedDifference.forCovariates([logs(4), logs(3)], after: after, treated: present.map { list[$0] })
    }
}
