import Diagnostics
import Statistics
import Syntax
import Tables

extension BenchmarkFindings {
    /// What makes a trend lie. Errors: `cancelled`, and what keeps the list's figures from being read.
    package init(_ trend: Trend, _ session: Session) throws(Diagnostic) {
        let (periods, setting) = (trend.periods, trend.setting)
        try self.init(members: setting, [trend.first, trend.last], session)
        try addPeriods(periods, setting)
        addSpread(trend.groups.map { ($0.name, $0.rows, $0.role) }, trend.first, trend.last, trend.kind)
        addEarlier(trend)
        let few = trend.compared.filter { $0.cells.allSatisfy(\.isTooFew) }.map(\.name)
        if !few.isEmpty { addFewAccounts(few) }
    }

    private mutating func addPeriods(_ periods: TrendPeriods, _ setting: BenchmarkSetting) throws(Diagnostic) {
        if let open = periods.unfinished, let asOf = setting.asOf {
            add(.unfinished, "\(open.text) is not over as of \(asOf.text)\(periods.all.contains(open) ? ": its index is that of a part" : ", and left out").")
        }
        guard let days = try setting.measure.days() else { return }
        let (names, isOne) = (joinWords(setting.measure.tables.map(\.name)), setting.measure.tables.count == 1)
        let (first, last) = (periods.all[0], periods.all[periods.all.count - 1])
        if days.first > first.from.adding(days: max(7, first.days / 10)) {
            add(.dataEnds, "\(names) begin\(isOne ? "s" : "") on \(days.first.text), after \(first.text) did.")
        } else if days.last.adding(days: max(7, last.days / 10)) < last.last, last != periods.unfinished {
            add(.dataEnds, "\(names) end\(isOne ? "s" : "") on \(days.last.text), before \(last.text) does.")
        }
    }

    /// Whether groups moved alike before, and whether that could have been seen.
    private mutating func addEarlier(_ trend: Trend) {
        let (earlier, later) = (0..<trend.periods.base, (trend.periods.base + 1)..<max(trend.periods.base + 1, trend.periods.all.count))
        var (apart, loose): ([String], [String]) = ([], [])
        for group in trend.compared {
            let before = earlier.compactMap { group.cells[$0].difference }
            if before.contains(where: \.isTold) {
                apart.append(group.name)
                continue
            }
            let after = later.compactMap { group.cells[$0].difference?.value.magnitude }.max()
            if let after, let narrowest = before.map({ $0.interval.width / 2 }).min(), narrowest > after { loose.append(group.name) }
        }
        if !apart.isEmpty {
            add(
                .apartBefore,
                "\(Binder.list(apart, limit: 4)) did not move as \(trend.baselineName) did before \(trend.periods.opens.text): what is ahead or behind since may only go on with that, or fall back from it.")
        }
        if !loose.isEmpty { add(.looseCheck, "Intervals of earlier periods are wider than anything that came later: \(Binder.list(loose, limit: 4)). That they hold zero says little.") }
    }
}
