import Diagnostics
import Statistics
import Tables

/// What the accounts were given in a period, and what came of it; all by row of accounts.
struct ActivityFigures {
    let services: [Double]
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
        var withoutHours = 0
        for row in services.rows where row.day >= window.from.number && row.day < window.before.number {
            let account = Int(row.account)
            counts[account] += 1
            if row.figure.isFinite { hours[account] += row.figure } else { withoutHours += 1 }
            guard let answers, answers.isJudged(row.day) else { continue }
            judged[account] += 1
            if answers.isAnswered(account, on: row.day) { answered[account] += 1 }
        }
        self.services = counts
        self.hours = hours
        self.answered = answered
        self.judged = judged
        byChance = answers.map { answers in judged.indices.map { judged[$0] > 0 ? judged[$0] * answers.chance($0, in: window) : 0 } } ?? []
        self.revenue = revenue
        self.withoutHours = withoutHours
    }
}

/// What a benchmark of activity tells of each group.
package enum ActivityFigure: Sendable, CaseIterable {
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
        case .hours: return over(rows, { figures.hours[$0] }, { _ in 1 })
        case .covered: return over(rows, { figures.services[$0] > 0 ? 1 : 0 }, { _ in 1 })
        case .answered: return figures.judged.isEmpty ? nil : over(rows, { figures.answered[$0] }, { figures.judged[$0] })
        case .byChance: return figures.judged.isEmpty ? nil : over(rows, { figures.byChance[$0] }, { figures.judged[$0] })
        case .revenuePerHour:
            guard !figures.revenue.isEmpty else { return nil }
            let known = rows.filter { figures.revenue[$0].isFinite }
            return over(known, { figures.revenue[$0] }, { figures.hours[$0] })
        case .typicalRevenuePerHour: return nil
        }
    }

    /// What an hour brought with each account that had one.
    static func revenuePerHour(_ figures: ActivityFigures, _ rows: [Int]) -> [Double] {
        guard !figures.revenue.isEmpty else { return [] }
        return rows.filter { figures.hours[$0] > 0 && figures.revenue[$0].isFinite }.map { figures.revenue[$0] / figures.hours[$0] }
    }

    func value(_ figures: ActivityFigures, _ rows: [Int]) -> Double? {
        self == .typicalRevenuePerHour ? Location.median(of: ActivityFigure.revenuePerHour(figures, rows)) : ratio(figures, rows, nil)?.value
    }
}
