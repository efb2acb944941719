import Diagnostics
import Statistics
import Tables

/// Which of the three growths points ahead, interval, p and verdict speak of.
package enum GrowthKind: String, Sendable, CaseIterable {
    /// Of all together; of the accounts' own growths the mean, or the median.
    case totals, means, medians

    /// As in a headline: `growth of totals`
    package var title: String {
        switch self {
        case .totals: "growth of totals"
        case .means: "mean growth of accounts"
        case .medians: "median growth of accounts"
        }
    }
}

/// The growth of some accounts that a comparison speaks of, with its error.
package struct ComparedGrowth: Sendable {
    /// Accounts, or clusters of them, that the growth rests on.
    package let active: Int
    /// 0.07 is 7 % more. Nil where there is nothing to grow from.
    package let growth: Double?
    /// The same with its standard error; nil for one account, and for medians, whose intervals are made of order statistics.
    package let estimate: Estimate?

    /// Holds the truth 19 times in 20, by the jackknife's t; nil where the accounts are too few to tell, or nothing varies among them
    /// by more than rounding.
    package var interval: Interval? { isTooFew ? nil : estimate.flatMap { $0.standardError > 1e-12 ? $0.interval() : nil } }

    /// So few accounts have something that nothing can be told from chance.
    package var isTooFew: Bool { active < TotalGrowth.fewest }
}

/// How growths are held against each other: which growth, of what figures, and which accounts move together.
struct GrowthComparing {
    let kind: GrowthKind
    /// By row of accounts; NaN where not known.
    let before: [Double]
    let after: [Double]
    let clusters: BenchmarkClusters?
    /// Nil for formulas.
    var resampling: Resampling?

    /// Some accounts as a sample.
    func sample(_ rows: [Int]) -> GrowthSample {
        var sample = GrowthSample(kind)
        // Of a median the accounts of a cluster are one, which grew as their total did.
        let isOfTotals = kind == .totals || kind == .medians && clusters != nil
        var places = clusters.map { [Int32](repeating: -1, count: $0.count) }
        for row in rows {
            let (old, new) = (before[row], after[row])
            guard old.isFinite, new.isFinite else { continue }
            if isOfTotals {
                sample.add(new, over: old, unit: clusters?.units[row], &places)
            } else if old > 0, let growth = (new / old - 1).finite {
                sample.add(growth, over: 1, unit: clusters?.units[row], &places)
            }
        }
        sample.settle()
        return sample
    }

    /// By how much one grew more than the other. Nil where either has too few accounts, or nothing varies. Errors: `cancelled`.
    func difference(_ own: GrowthSample, less other: GrowthSample) throws(Diagnostic) -> GrowthDifference? {
        guard !own.growth.isTooFew, !other.growth.isTooFew else { return nil }
        if let resampling { return try resampled(own, other, resampling) }
        if kind == .medians { return try GrowthDifference(medianOf: own.tops, less: other.tops) }
        if let clusters, let (first, second) = GrowthSample.together(own, other, clusters.count) {
            guard own.growth.interval != nil, other.growth.interval != nil else { return nil }
            return first.difference(together: second).flatMap { GrowthDifference($0) }
        }
        // Accounts that are all alike say nothing of how far others may lie.
        guard own.growth.interval != nil, other.growth.interval != nil, let first = own.growth.estimate, let second = other.growth.estimate else { return nil }
        return Welch.difference(first, second).flatMap { GrowthDifference($0) }
    }
}

extension GrowthComparing {
    private func resampled(_ own: GrowthSample, _ other: GrowthSample, _ resampling: Resampling) throws(Diagnostic) -> GrowthDifference? {
        if kind == .medians {
            guard let first = try DrawnQuantile(0.5, of: own.tops), let second = try DrawnQuantile(0.5, of: other.tops) else { return nil }
            return try resampling.difference(first, less: second, together: false)
        }
        if let clusters, let (first, second) = GrowthSample.together(own, other, clusters.count) {
            return try resampling.difference(first, less: second, together: true)
        }
        guard let first = own.ratio, let second = other.ratio else { return nil }
        return try resampling.difference(first, less: second, together: false)
    }
}

/// What a growth is made of: of each account, or each cluster of accounts, what it came to and from what.
struct GrowthSample {
    private let kind: GrowthKind
    /// The cluster of each; empty where every account is for itself.
    private var units: [Int32] = []
    /// Growths, where `bases` count accounts.
    private(set) var tops: [Double] = []
    private var bases: [Double] = []
    private(set) var growth = ComparedGrowth(active: 0, growth: nil, estimate: nil)

    fileprivate init(_ kind: GrowthKind) { self.kind = kind }

    /// All of them as one; nil where there is nothing to grow from.
    fileprivate var ratio: ResampledRatio? { ResampledRatio(tops, over: bases) }

    /// - Parameter places: by cluster where it stands here; −1 for nowhere yet.
    fileprivate mutating func add(_ top: Double, over base: Double, unit: Int32?, _ places: inout [Int32]?) {
        if let unit, let place = places?[Int(unit)] {
            if place >= 0 {
                tops[Int(place)] += top
                bases[Int(place)] += base
                return
            }
            places?[Int(unit)] = Int32(truncatingIfNeeded: tops.count)
            units.append(unit)
        }
        tops.append(top)
        bases.append(base)
    }

    /// Once all are added.
    fileprivate mutating func settle() {
        if kind == .medians {
            if !units.isEmpty { tops = zip(tops, bases).compactMap { $1 > 0 ? ($0 / $1 - 1).finite : nil } }
            growth = ComparedGrowth(active: tops.count, growth: Location.median(of: tops), estimate: nil)
            return
        }
        let ratio = ratio
        // What a total came to holds what it came from; a mean of growths does not.
        let held = kind == .totals ? 1.0 : 0
        growth = ComparedGrowth(
            active: tops.indices.count { tops[$0] != 0 || bases[$0] != 0 }, growth: ratio.map { $0.value - held },
            estimate: ratio?.estimate.flatMap { Estimate($0.value - held, standardError: $0.standardError, degrees: $0.degrees) })
    }

    /// Both over the clusters of either, those without accounts in one being nothing there. Nil where they have no cluster in
    /// common, and so do not depend on each other.
    fileprivate static func together(_ own: GrowthSample, _ other: GrowthSample, _ count: Int) -> (ResampledRatio, ResampledRatio)? {
        var places = [Int32](repeating: -1, count: count)
        for (place, unit) in own.units.enumerated() { places[Int(unit)] = Int32(truncatingIfNeeded: place) }
        guard other.units.contains(where: { places[Int($0)] >= 0 }) else { return nil }
        var (tops, bases) = ([Double](repeating: 0, count: own.units.count), [Double](repeating: 0, count: own.units.count))
        for (at, unit) in other.units.enumerated() {
            if places[Int(unit)] >= 0 {
                tops[Int(places[Int(unit)])] = other.tops[at]
                bases[Int(places[Int(unit)])] = other.bases[at]
            } else {
                tops.append(other.tops[at])
                bases.append(other.bases[at])
            }
        }
        let nothing = [Double](repeating: 0, count: tops.count - own.tops.count)
        guard let first = ResampledRatio(own.tops + nothing, over: own.bases + nothing), let second = ResampledRatio(tops, over: bases) else { return nil }
        return (first, second)
    }
}

/// How far a group's growth is ahead of another's.
package struct GrowthDifference: Sendable {
    /// 0.07 is 7 points ahead.
    package let value: Double
    /// Holds the true difference 19 times in 20; in the unit of `value`.
    package let interval: Interval
    /// Adjusted for as many groups as were compared (Holm).
    package internal(set) var pValue: Double?
    /// Of totals with the jackknife's error, of means with their own, and Welch's degrees; nil for medians.
    package let estimate: Estimate?
    /// Of medians: what interval and p are made of; nil for others, and of what was drawn.
    private let medians: MedianDifference?

    init(value: Double, interval: Interval, pValue: Double?, estimate: Estimate?) {
        (self.value, self.interval, self.pValue, self.estimate, medians) = (value, interval, pValue, estimate, nil)
    }

    init?(_ estimate: Estimate) {
        guard let interval = estimate.interval() else { return nil }
        self.init(value: estimate.value, interval: interval, pValue: estimate.pValue, estimate: estimate)
    }

    /// Nil where all growths are the same.
    fileprivate init?(medianOf own: [Double], less other: [Double]) throws(Diagnostic) {
        guard let first = MedianSample(ascending: try Ordering.ascending(own)), let second = MedianSample(ascending: try Ordering.ascending(other)) else { return nil }
        let medians = MedianDifference(first, less: second)
        guard let interval = medians.interval(), own.contains(where: { $0 != first.median }) || other.contains(where: { $0 != first.median }) else { return nil }
        (value, self.interval, pValue, estimate) = (medians.value, interval, medians.pValue, nil)
        self.medians = medians
    }

    /// How much further ahead this is than in another comparison.
    /// - Parameter isOfSameAccounts: both are of the same accounts in periods that follow each other. The middle one is in both, where it
    ///   counts once for and once against growth, so that they err together; how much is not known, and all of it is taken for sure.
    package func beyond(_ other: GrowthDifference, isOfSameAccounts: Bool) -> GrowthDifference? {
        func difference(_ own: Estimate, _ others: Estimate) -> Estimate? { isOfSameAccounts ? own.difference(erringTogether: others) : Welch.difference(own, others) }
        func difference(_ own: Interval, _ others: Interval) -> Interval? {
            isOfSameAccounts ? Interval(own.low - others.high, own.high - others.low) : Interval.difference(value, own, less: other.value, others)
        }
        if let own = estimate, let others = other.estimate { return difference(own, others).flatMap { GrowthDifference($0) } }
        guard let interval = difference(interval, other.interval) else { return nil }
        var p: Double?
        if let medians, let others = other.medians {
            p = Interval.pValue { level in
                guard let own = medians.interval(level: level), let others = others.interval(level: level) else { return nil }
                return difference(own, others)
            }
        }
        return GrowthDifference(value: value - other.value, interval: interval, pValue: p, estimate: nil)
    }
}
