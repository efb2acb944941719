import Diagnostics
import Statistics
import Tables

/// What the accounts were given in a period, and what came of it; all by row of accounts.
struct ActivityFigures {
    let services: [Double]
    /// NaN where no service of an account has its hours.
    let hours: [Double]
    /// Services that were answered, of how many, and how many would have been by chance. Empty where no business is known.
    let answered: [Double]
    let judged: [Double]
    let byChance: [Double]
    /// NaN where it is not known; empty where no measure says it.
    let revenue: [Double]
    /// Services without their hours.
    let withoutHours: Int

    init(_ services: DatedRows, in window: ServiceWindow, accounts: Int, _ answers: Answers?, revenue: [Double]) {
        var (counts, hours, answered, judged) = ([Double](repeating: 0, count: accounts), [Double](repeating: 0, count: accounts), [Double](), [Double]())
        if answers != nil { (answered, judged) = (counts, counts) }
        var (withoutHours, unknown) = (0, [Double](repeating: 0, count: accounts))
        for row in services.rows where row.day >= window.from.number && row.day < window.before.number {
            let account = Int(row.account)
            counts[account] += 1
            if row.figure.isFinite { hours[account] += row.figure } else { (withoutHours, unknown[account]) = (withoutHours + 1, unknown[account] + 1) }
            guard let answers, answers.isJudged(row.day) else { continue }
            judged[account] += 1
            if answers.isAnswered(account, on: row.day) { answered[account] += 1 }
        }
        self.services = counts
        // Of an account whose services all lack their hours nothing is known; that is not 0.
        self.hours = hours.indices.map { unknown[$0] > 0 && unknown[$0] == counts[$0] ? .nan : hours[$0] }
        self.answered = answered
        self.judged = judged
        byChance = answers.map { answers in judged.indices.map { judged[$0] > 0 ? judged[$0] * answers.chance($0, in: window) : 0 } } ?? []
        self.revenue = revenue
        self.withoutHours = withoutHours
    }
}

/// What a benchmark of activity tells of each group.
package enum ActivityFigure: Sendable, CaseIterable {
    /// Of some accounts: services an account; hours an account; the share that had a service; the share of services that were
    /// answered, and that would have been by chance; revenue over hours, of all and of the median account.
    case services, hours, covered, answered, byChance, revenuePerHour, typicalRevenuePerHour

    /// Whether chance could be told from it: revenue an hour rests on the few great accounts of a group, so that only the typical
    /// account's has an interval that holds what it says (`scripts/calibrate-statistics`).
    package var isCompared: Bool { self != .byChance && self != .revenuePerHour }

    /// Of some accounts a total over a total; nil where there is nothing below.
    /// - Parameter clusters: accounts that move together count as one.
    func ratio(_ figures: ActivityFigures, _ rows: [Int], _ clusters: BenchmarkClusters?) -> ResampledRatio? {
        func over(_ rows: [Int], _ above: (Int) -> Double, _ below: (Int) -> Double) -> ResampledRatio? {
            ResampledRatio(rows.map(above), over: rows.map(below), clusters: clusters.map { clusters in rows.map { clusters.units[$0] } })
        }
        switch self {
        case .services: return over(rows, { figures.services[$0] }, { _ in 1 })
        case .hours: return over(rows.filter { figures.hours[$0].isFinite }, { figures.hours[$0] }, { _ in 1 })
        case .covered: return over(rows, { figures.services[$0] > 0 ? 1 : 0 }, { _ in 1 })
        case .answered: return figures.judged.isEmpty ? nil : over(rows, { figures.answered[$0] }, { figures.judged[$0] })
        case .byChance: return figures.judged.isEmpty ? nil : over(rows, { figures.byChance[$0] }, { figures.judged[$0] })
        case .revenuePerHour:
            guard !figures.revenue.isEmpty else { return nil }
            let known = rows.filter { figures.revenue[$0].isFinite && figures.hours[$0].isFinite }
            return over(known, { figures.revenue[$0] }, { figures.hours[$0] })
        case .typicalRevenuePerHour: return nil
        }
    }

    /// What an hour brought with each account, or cluster of them, that had one.
    static func revenuePerHour(_ figures: ActivityFigures, _ rows: [Int], _ clusters: BenchmarkClusters?) -> [Double] {
        guard !figures.revenue.isEmpty else { return [] }
        let known = rows.filter { figures.hours[$0] > 0 && figures.revenue[$0].isFinite }
        guard let clusters else { return known.map { figures.revenue[$0] / figures.hours[$0] } }
        var (places, sums): ([Int32: Int], [(revenue: Double, hours: Double)]) = ([:], [])
        for row in known {
            let place = places[clusters.units[row]] ?? sums.count
            if place == sums.count {
                places[clusters.units[row]] = place
                sums.append((0, 0))
            }
            sums[place].revenue += figures.revenue[row]
            sums[place].hours += figures.hours[row]
        }
        return sums.map { $0.revenue / $0.hours }
    }

    func value(_ figures: ActivityFigures, _ rows: [Int]) -> Double? {
        self == .typicalRevenuePerHour ? Location.median(of: ActivityFigure.revenuePerHour(figures, rows, nil)) : ratio(figures, rows, nil)?.value
    }

    /// The newer figure over the older, of the same accounts. Nil where chance cannot be told from it.
    func change(from before: ActivityFigures, to now: ActivityFigures, _ rows: [Int], _ clusters: BenchmarkClusters?) -> Times? {
        guard isCompared, self != .typicalRevenuePerHour else { return nil }
        // The same accounts: those whose figures are known in both.
        let known = self == .hours ? rows.filter { before.hours[$0].isFinite && now.hours[$0].isFinite } : rows
        guard let own = ratio(now, known, clusters), let earlier = ratio(before, known, clusters) else { return nil }
        return Times(own, overSame: earlier)
    }

    /// The figure of a group over that of others. Nil where chance cannot be told from it.
    func times(_ figures: ActivityFigures, _ rows: [Int], over others: [Int], _ clusters: BenchmarkClusters?) -> Times? {
        switch self {
        case .byChance, .revenuePerHour: return nil
        case .typicalRevenuePerHour:
            return Times(medianOf: ActivityFigure.revenuePerHour(figures, rows, clusters), over: ActivityFigure.revenuePerHour(figures, others, clusters))
        case .covered where clusters == nil || ratio(figures, rows, nil)?.value == 1 || ratio(figures, others, nil)?.value == 1:
            // Where all are covered nothing varies, and only counting says how far from all that is.
            guard let own = Proportion(rows.count { figures.services[$0] > 0 }, of: rows.count), let other = Proportion(others.count { figures.services[$0] > 0 }, of: others.count)
            else { return nil }
            return Times(own, over: other)
        case .services, .hours, .covered, .answered:
            guard let own = ratio(figures, rows, clusters), let other = ratio(figures, others, clusters) else { return nil }
            return Times(own, over: other)
        }
    }
}
