import Diagnostics
import Prioritizing
import Syntax
import Tables
import Workspaces

/// One setting of a sweep's parameters, and what it makes of the list.
package struct SweepPoint: Sendable {
    package var values: [Number]
    package var up: Int
    package var down: Int
    /// By tier of `SweepRun.tierNames`: accounts, and what they are worth.
    package var counts: [Int]
    package var sums: [Double]
    /// What all accounts are worth.
    package var total: Double
}

/// The list under each of many settings of a statement's parameters, against the list as it is.
package struct SweepRun: Sendable {
    package let base: FirmList
    package let tierNames: [String]
    package let points: [SweepPoint]

    /// - Parameters:
    ///   - statement: one or several, a line each, read anew for each setting, with the parameters' values in it.
    ///   - span: where it stands in the line.
    package init(_ settings: [[String: Number]], names: [String], _ statement: String, at span: Span, _ session: Session) throws(Diagnostic) {
        let base = try session.list()
        self.base = base
        func values(_ setting: [String: Number]) -> [Number] { names.map { setting[$0] ?? Number(mantissa: 0) } }
        if let plans = try SweepRun.plans(settings, statement, span, session), let first = plans.first {
            tierNames = first.tierNames
            let worth = first.value.column.doubles()
            let sweep = try Sweep(
                plans.map(\.scenario), of: first.scaled, ties: first.ties, against: base.tiers, tierCount: tierNames.count, values: worth.buffer,
                start: worth.start)
            let total = worth.buffer.withCells(of: Double.self, start: worth.start, count: first.value.column.count) { cells in
                cells.reduce(0) { $0 + ($1.isFinite ? $1 : 0) }
            }
            points = zip(settings, sweep.points).map { setting, point in
                SweepPoint(
                    values: values(setting), up: point.up, down: point.down, counts: Array(point.counts.prefix(first.tierNames.count)),
                    sums: Array(point.sums.prefix(first.tierNames.count)), total: total)
            }
            return
        }
        var tierNames = base.tierNames
        var comparisons: [ListComparison] = []
        for setting in settings {
            try Cancellation.check()
            let comparison = try session.trying(statement, setting, at: span) { () throws(Diagnostic) in try ListComparison(base, try session.list()) }
            for name in comparison.after.tierNames where !tierNames.contains(where: { equalIgnoringCase($0, name) }) { tierNames.append(name) }
            comparisons.append(comparison)
        }
        self.tierNames = tierNames
        points = zip(settings, comparisons).map { setting, comparison in SweepRun.point(values(setting), comparison, tierNames) }
    }

    private static func point(_ values: [Number], _ comparison: ListComparison, _ names: [String]) -> SweepPoint {
        let levels = names.map { name in comparison.levels.firstIndex { equalIgnoringCase($0, name) } }
        let count = comparison.levels.count
        return SweepPoint(
            values: values, up: comparison.up, down: comparison.down,
            counts: levels.map { level in level.map { level in (0..<count).reduce(0) { $0 + comparison.movement.count(from: $1, to: level) } } ?? 0 },
            sums: levels.map { level in level.map { comparison.worthAfter[$0] } ?? 0 }, total: comparison.worthAfter.reduce(0, +))
    }

    /// The settings as plans over the very measures of the list as it is; nil where one is more than that.
    private static func plans(_ settings: [[String: Number]], _ statement: String, _ span: Span, _ session: Session) throws(Diagnostic) -> [ListPlan]? {
        guard let base = try session.listPlan(), !base.tierNames.isEmpty else { return nil }
        var plans: [ListPlan] = []
        for setting in settings {
            let plan = try session.trying(statement, setting, at: span) { () throws(Diagnostic) in try session.listPlan() }
            guard let plan, plan.isOver(base), plan.tierNames == base.tierNames else { return nil }
            plans.append(plan)
        }
        return plans
    }
}

extension Session {
    /// Tries statements with values for their parameters.
    func trying<T>(_ text: String, _ values: [String: Number], at span: Span, _ body: () throws(Diagnostic) -> T) throws(Diagnostic) -> T {
        let outer = beginReading(text)
        let kept = parameters
        for (name, value) in values { parameters[name] = ParameterValue(value) }
        defer {
            parameters = kept
            endReading(outer, at: span)
        }
        do throws(Diagnostic) {
            var parser = try Parser(Source(text), grammar: catalogue.grammar, parameters: parameters)
            var statements: [Statement] = []
            while let line = try parser.nextLine() { statements += line.statements }
            if statements.isEmpty { throw Diagnostic("empty-statement", "There is no statement to try.") }
            return try trying(statements, body)
        } catch {
            if error.id == Cancellation.cancelled.id { throw error }
            var error = error
            error.span = span
            let setting = values.sorted { $0.key < $1.key }.map { "\($0) = \(ParameterValue($1).text)" }
            error.notes.append("With \(setting.joined(separator: ", ")).")
            throw error
        }
    }
}
