import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// What groups of accounts were given in two periods, held against the rest as a benchmark holds their growth.
package struct ActivityBenchmark: Sendable {
    /// One figure of one group.
    package struct Line: Sendable {
        /// What is told of the group.
        package let figure: ActivityFigure
        /// The group's place in the benchmark.
        package let group: Int
        /// In the older period; nil where the figure cannot be made of what is known.
        package let before: Double?
        /// The same in the newer.
        package let now: Double?
        /// The newer figure over the older, of the same accounts.
        package let change: Times?
        /// The group's newer figure over that of what it is held against.
        package internal(set) var times: Times?
        /// So few accounts had a service, in the group or in what it is held against, that nothing can be told from chance.
        package internal(set) var isTooFew = false
        /// Adjusted for all lines that are compared (Holm).
        package internal(set) var pValue: Double?
    }

    /// The growth of the number of services: its groups, their roles and what they are held against are those of the lines.
    package let benchmark: Benchmark
    /// Figure by figure, in each all groups that are shown.
    package let lines: [Line]
    /// So many that p is adjusted for.
    package let comparisons: Int
    /// Services whose hours are missing, in both periods.
    package let withoutHours: Int
    /// Services in both periods together, of all accounts.
    package let services: Int
    /// How many times as often as by chance services were answered in the newer period, of all accounts that are compared.
    package let answeredOverChance: Times?

    /// Errors: what the benchmark of the setting throws, and what keeps the revenue's rows from being read; `cancelled`.
    /// - Parameters:
    ///   - services: what was done for accounts; `figure` is the hours.
    ///   - revenue: what came of it; nil where nothing says.
    package init(_ setting: BenchmarkSetting, _ services: (table: NamedTable, hours: Int?, kind: (column: Int, code: Int)?), revenue: BenchmarkMeasure?, answeredWithin days: Int, _ session: Session)
        throws(Diagnostic)
    {
        benchmark = try setting.benchmark()
        let count = setting.accounts.table.rowCount
        let kinds = services.kind.map { (column: services.table.table.fields[$0.column].column, code: $0.code) }
        let rows = try DatedRows(services.table, figure: services.hours, session, isWanted: kinds.map { kind in { kind.column.code($0) == kind.code } })
        var answers: Answers?
        if let revenue {
            let parts = try revenue.rowsTaken().map { (taken) throws(Diagnostic) in
                var isTaken = [Bool](repeating: false, count: taken.table.table.rowCount)
                for row in taken.rows { isTaken[row] = true }
                return try DatedRows(taken.table, session) { isTaken[$0] }
            }
            let business = DatedRows(parts.flatMap(\.rows)).days(accounts: count)
            let known = [try revenue.days()?.last, setting.asOf].compactMap(\.self).min() ?? .earliest
            answers = Answers(within: Int32(days), business: business, last: known.number)
        }
        let (earned, earnedNow, _) = try revenue?.figures(setting.periods) ?? ([], [], nil)
        let before = ActivityFigures(rows, in: setting.periods.older.window, accounts: count, answers, revenue: earned)
        let now = ActivityFigures(rows, in: setting.periods.newer.window, accounts: count, answers, revenue: earnedNow)
        withoutHours = services.hours == nil ? 0 : before.withoutHours + now.withoutHours
        self.services = rows.rows.count { setting.periods.older.window.holds($0.day) || setting.periods.newer.window.holds($0.day) }
        let (shown, benchmark) = (setting.members.rows, self.benchmark)
        answeredOverChance = ActivityFigure.answered.ratio(now, shown, benchmark.clusters).flatMap { own in ActivityFigure.byChance.ratio(now, shown, benchmark.clusters).flatMap { Times(own, overSame: $0) } }
        (lines, comparisons) = try ActivityBenchmark.lines(benchmark, before, now, hasHours: services.hours != nil)
    }

    private static func lines(_ benchmark: Benchmark, _ before: ActivityFigures, _ now: ActivityFigures, hasHours: Bool) throws(Diagnostic) -> (lines: [Line], comparisons: Int) {
        let figures = ActivityFigure.allCases.filter { $0.isKnown(hasHours: hasHours, now) }
        let clusters = benchmark.clusters
        var byFigure = [[Line]](repeating: [], count: figures.count)
        for (place, group) in benchmark.groups.enumerated() where group.role != .hidden {
            try Cancellation.check()
            let others = group.role == .compared ? benchmark.comparison.others(of: place) : []
            let isTooFew = group.role == .compared && (ActivityBenchmark.isTooFew(group.rows, now, clusters) || ActivityBenchmark.isTooFew(others, now, clusters))
            for (at, figure) in figures.enumerated() {
                var line = Line(
                    figure: figure, group: place, before: figure.value(before, group.rows), now: figure.value(now, group.rows),
                    change: figure.change(from: before, to: now, group.rows, clusters))
                line.isTooFew = isTooFew
                if group.role == .compared, !isTooFew { line.times = figure.times(now, group.rows, over: others, clusters) }
                line.pValue = line.times?.pValue
                byFigure[at].append(line)
            }
        }
        var lines = Array(byFigure.joined())
        let told = lines.map { benchmark.comparison.comparison($0.group, figures.firstIndex(of: $0.figure) ?? 0) }
        for (index, p) in Multiplicity.holm(lines.map(\.pValue), of: told).enumerated() { lines[index].pValue = p }
        return (lines, Set(zip(lines, told).filter { $0.0.pValue != nil }.map(\.1)).count)
    }

    /// So few accounts, or clusters of them, had a service that nothing can be told from chance.
    private static func isTooFew(_ rows: [Int], _ figures: ActivityFigures, _ clusters: BenchmarkClusters?) -> Bool {
        let served = rows.filter { figures.services[$0] > 0 }
        return (clusters.map { clusters in Set(served.map { clusters.units[$0] }).count } ?? served.count) < TotalGrowth.fewest
    }

    /// Of the change of a figure, by group: those that moved by more than chance explains, all groups taken together (Holm).
    package func moved(_ figure: ActivityFigure) -> (more: [Int], less: [Int]) {
        let own = lines.filter { $0.figure == figure }
        let adjusted = Multiplicity.holm(own.map { $0.change?.pValue })
        let told = zip(own, adjusted).filter { line, p in (p ?? 1) < 0.05 && !(line.change?.interval.contains(1) ?? true) }.map(\.0)
        return (told.filter { ($0.change?.value ?? 1) > 1 }.map(\.group), told.filter { ($0.change?.value ?? 1) < 1 }.map(\.group))
    }

    /// The line of a figure and a group.
    package func line(_ figure: ActivityFigure, _ group: Int) -> Line? { lines.first { $0.figure == figure && $0.group == group } }
}

extension ActivityBenchmark.Line {
    /// More than chance explains, all lines taken together.
    package var isTold: Bool { times.map { !$0.interval.contains(1) && (pValue ?? 1) < 0.05 } ?? false }
}

extension ActivityFigure {
    /// Whether the data have what it is made of.
    fileprivate func isKnown(hasHours: Bool, _ figures: ActivityFigures) -> Bool {
        switch self {
        case .services, .covered: true
        case .hours: hasHours
        case .answered, .byChance: !figures.judged.isEmpty
        case .revenuePerHour, .typicalRevenuePerHour: hasHours && !figures.revenue.isEmpty
        }
    }
}

extension ServiceWindow {
    func holds(_ day: Int32) -> Bool { day >= from.number && day < before.number }
}
